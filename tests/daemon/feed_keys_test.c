#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/credentials.h"
#include "daemon/feed_keys.h"
#include "daemon/headers.h"

static struct arena *arena;
static char folder[64];

static bool takes(struct feed_record *feed, const char *one, const char *other)
{
	const struct text words[] = {text_of(one), text_of(other)};
	struct error error;

	return feed_words_take(arena, feed, words, other ? 2 : 1, &error);
}

TEST(a_word_sets_one_key_and_an_empty_one_is_the_default_again)
{
	struct feed_record feed = {0};

	CHECK(takes(&feed, "interval=30m", "language=pt-BR"));
	CHECK_INT(feed.settings.interval_ms, 1800000);
	CHECK_TEXT(feed.settings.language, "pt-BR");
	CHECK(!feed.settings.access);
	CHECK(takes(&feed, "follow-links=no", "full-text=on"));
	CHECK(feed.settings.feed_only && feed.settings.full_text);
	CHECK(takes(&feed, "credentials=bbc", "headers=X-A: 1"));
	CHECK(takes(&feed, "tls-verify=false", "contact=mailto:a@e.org"));
	CHECK_TEXT(feed.settings.access->credentials, "bbc");
	CHECK(feed.settings.access->tls_unverified);
	CHECK(takes(&feed, "headers=X-A: 2", "headers=X-B: 3"));
	CHECK_INT(feed.settings.access->headers_count, 2);
	CHECK(takes(&feed, "credentials=", "headers="));
	CHECK(takes(&feed, "tls-verify=", "contact="));
	CHECK(!feed.settings.access);
	CHECK(takes(&feed, "interval=", "follow-links="));
	CHECK_INT(feed.settings.interval_ms, 0);
	CHECK(!feed.settings.feed_only && feed.settings.full_text);
}

TEST(where_one_word_is_wrong_none_is_taken)
{
	struct feed_record feed = {.title = TEXT("old")};

	CHECK(!takes(&feed, "title=new", "interval=never"));
	CHECK_TEXT(feed.title, "old");
	CHECK(!takes(&feed, "title=new", "title=newer"));
	CHECK(!takes(&feed, "title", NULL));
	CHECK(!takes(&feed, "interval=31d", NULL));
	CHECK(!takes(&feed, "language=e", NULL) && !takes(&feed, "language=english", NULL));
	CHECK(!takes(&feed, "language=en_GB", NULL) && takes(&feed, "language=zh-Hans-CN", NULL));
	CHECK(!takes(&feed, "proxy=gopher://x", NULL) && !takes(&feed, "proxy=http://u:p@x", NULL));
	CHECK(!takes(&feed, "proxy=http://", NULL) && takes(&feed, "proxy=socks5h://h:1", NULL));
	CHECK(!takes(&feed, "credentials=/etc/shadow", NULL) && !takes(&feed, "credentials=.hidden", NULL));
}

TEST(a_header_is_a_line_and_not_the_connection_s)
{
	static const char *const wrong[] = {"X", "X:", ": x", "X Y: z", "X: a\r\nY: b", "X: a\nb", "X: \xc3\xa9", "X: a\x7f",
					    "host: x", "Transfer-Encoding: chunked", "TE: x", "Proxy-Authorization: x",
					    "Content-Length: 1", "If-None-Match: x", "Accept-Encoding: br", "User-Agent: x"};
	struct error error;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK(!header_check(text_of(wrong[i]), true, &error));
	CHECK(header_check(TEXT("X-Edition: world"), false, &error));
	CHECK(!header_check(TEXT("authorization: Bearer TopSecret"), false, &error));
	CHECK(!strstr(error.message, "TopSecret"));
	CHECK(header_check(TEXT("authorization: Bearer x"), true, &error) && header_check(TEXT("Cookie: a=b"), true, &error));
}

TEST(credentials_are_a_user_or_headers)
{
	struct credentials one = credentials_of(arena, TEXT("one"), TEXT("# a comment\r\n\nme:a:b c\r\nX-Key: 1\n"));
	struct credentials two = credentials_of(arena, TEXT("two"), TEXT("me:TopSecret\nyou:TopSecret\n"));

	CHECK_TEXT(one.login, "me:a:b c");
	CHECK_INT(one.headers_count, 1);
	CHECK_TEXT(one.headers[0], "X-Key: 1");
	CHECK_INT(one.error.kind, ERROR_NONE);
	CHECK(strstr(two.error.message, "line 2") && !strstr(two.error.message, "TopSecret"));
	CHECK(text_empty(two.login));
	CHECK(strstr(credentials_of(arena, TEXT("x"), TEXT("TopSecret")).error.message, "neither"));
	CHECK(strstr(credentials_of(arena, TEXT("x"), TEXT("# nothing\n")).error.message, "nothing"));
	CHECK(strstr(credentials_of(arena, TEXT("x"), TEXT("Host: x\n")).error.message, "operator"));
}

TEST(a_login_becomes_a_header)
{
	CHECK_TEXT(credentials_basic(arena, TEXT("Aladdin:open sesame")), "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	CHECK_TEXT(credentials_basic(arena, TEXT("a:b")), "Authorization: Basic YTpi");
	CHECK_TEXT(credentials_basic(arena, TEXT("ab:c")), "Authorization: Basic YWI6Yw==");
	CHECK_TEXT(credentials_basic(arena, TEXT("a:bcd")), "Authorization: Basic YTpiY2Q=");
	CHECK_TEXT(credentials_basic(arena, TEXT("token")), "Authorization: Basic dG9rZW46");
}

static struct credentials read_file(const char *content, mode_t mode)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/file", folder);
	unlink(path);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	CHECK(chmod(path, mode) == 0);
	return credentials_read(arena, text_copy(arena, text_of(path)));
}

TEST(a_file_that_others_may_read_is_not_used)
{
	struct credentials none = credentials_read(arena, TEXT_NONE);

	CHECK_INT(none.error.kind, ERROR_NONE);
	CHECK_TEXT(read_file("me:x\n", 0600).login, "me:x");
	CHECK_TEXT(read_file("me:x", 0400).login, "me:x");
	CHECK(strstr(read_file("me:x\n", 0640).error.message, "chmod 600"));
	CHECK(strstr(read_file("me:x\n", 0604).error.message, "mode 0604"));
	CHECK(strstr(read_file("me:\xff\n", 0600).error.message, "UTF-8"));
	CHECK(credentials_read(arena, TEXT("/")).error.kind != ERROR_NONE);
	CHECK(credentials_read(arena, TEXT("/dev/null")).error.kind != ERROR_NONE);
}

TEST(systemd_s_folder_is_looked_into_first)
{
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	read_file("me:x\n", 0440); /* as its access lists look */
	CHECK_TEXT(credentials_read(arena, TEXT("file")).login, "me:x");
	read_file("me:x\n", 0444);
	CHECK(credentials_read(arena, TEXT("file")).error.kind != ERROR_NONE);
	unsetenv("CREDENTIALS_DIRECTORY");
	CHECK(credentials_read(arena, TEXT("file")).error.kind != ERROR_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_word_sets_one_key_and_an_empty_one_is_the_default_again),
		RUN(where_one_word_is_wrong_none_is_taken),
		RUN(a_header_is_a_line_and_not_the_connection_s),
		RUN(credentials_are_a_user_or_headers),
		RUN(a_login_becomes_a_header),
		RUN(a_file_that_others_may_read_is_not_used),
		RUN(systemd_s_folder_is_looked_into_first),
	};
	char path[128];

	arena = arena_new(1 << 20);
	strcpy(folder, "/tmp/sitrep-keys-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	snprintf(path, sizeof(path), "%s/file", folder);
	unlink(path);
	rmdir(folder);
	arena_free(arena);
	return failed;
}
