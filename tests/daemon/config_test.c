#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/config.h"

static char folder[64];
static struct arena *arena;
static struct mistakes mistakes;

static const char *written(const char *name, const char *content)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	return text_string(arena, text_of(path));
}

static struct config *read_config(const char *content)
{
	struct error error = {0};

	mistakes = (struct mistakes){.arena = arena};
	struct config *config = config_read(written("sitrepd.conf", content), &mistakes, &error);
	CHECK(config || error.kind == ERROR_CONFIG);
	return config;
}

static struct config *good(const char *content)
{
	struct config *config = read_config(content);

	for (size_t i = 0; i < mistakes.count; i++)
		print_error("%.*s\n", TEXT_ARGS(mistakes.lines[i]));
	assert_non_null(config);
	return config;
}

/* The mistakes are on these lines, in any order, and say these words; a NULL ends them. */
struct expected {
	int line;
	const char *words;
};

static void check_mistakes(const char *content, const struct expected *expected, size_t count)
{
	char head[160];

	assert_null(read_config(content));
	for (size_t n = 0; n < count; n++) {
		bool found = false;
		snprintf(head, sizeof(head), "%s/sitrepd.conf:%d: ", folder, expected[n].line);
		for (size_t i = 0; i < mistakes.count; i++)
			found = found ||
				(text_starts(mistakes.lines[i], text_of(head)) &&
				 text_find(mistakes.lines[i], text_of(expected[n].words), 0) != TEXT_NOT_FOUND);
		if (!found)
			print_error("missing: line %d: %s\n", expected[n].line, expected[n].words);
		if (!found || mistakes.count != count)
			for (size_t i = 0; i < mistakes.count; i++)
				print_error("have: %.*s\n", TEXT_ARGS(mistakes.lines[i]));
		CHECK(found);
	}
	CHECK_INT(mistakes.count, count);
}
#define CHECK_MISTAKES(content, ...)                                                               \
	do {                                                                                       \
		const struct expected expected_here[] = {__VA_ARGS__};                             \
		check_mistakes((content), expected_here,                                           \
			       sizeof(expected_here) / sizeof(*expected_here));                    \
	} while (0)

TEST(an_empty_file_is_all_defaults)
{
	struct config *config = good("");

	CHECK_INT(config->readers, 2);
	CHECK_INT(config->poll_interval_ms, 900000);
	CHECK_INT(config->poll_floor_ms, 60000);
	CHECK_INT(config->poll_ceiling_ms, 43200000);
	CHECK_INT(config->feed_limit, 8 << 20);
	CHECK_INT(config->page_limit, 4 << 20);
	CHECK_INT(config->gather_ms, 60000);
	CHECK_INT(config->host_spacing_ms, 1000);
	CHECK(!config->best_effort);
	assert_string_equal(config->contact, "");
	assert_string_equal(config->database, "/var/lib/sitrep/sitrep.db");
	assert_string_equal(config->alert_log, "/var/log/sitrep/alerts.jsonl");
	assert_string_equal(config->control_socket, "/run/sitrep/control");
	config_free(config);
}

TEST(every_key_is_taken)
{
	struct config *config = good(
		"contact = \"mailto:desk@example.org\"  # a comment\n"
		"state-directory = \"/srv/s\"\nalert-log = \"/srv/a.jsonl\"\ncontrol-socket = \"/srv/c\"\n"
		"reader = \"/bin/true\"\nreaders = 4\npoll-interval = 1h\npoll-floor = 1s\n"
		"poll-ceiling = 1d\nstart-spread = 0s\nhost-spacing = 0\nfetch-timeout = 20s\n"
		"feed-limit = 64KiB\npage-limit = 1MiB\ngather = 0s\nsandbox = \"best-effort\"\n"
		"allow-networks = { \"127.0.0.0/8\", \"::1/128\" } // another\n"
		"/* and\n one more */ feed \"BBC World\" { url = \"https://example.org/world.rss\"  interval = 5m"
		"  full-text = yes  tags = { \"world\", \"bbc\" } }\n"
		"watch \"Lebanon\" { place = { \"LB\" } minimum-rise = 5 severity = \"high\" }\n");

	assert_string_equal(config->contact, "mailto:desk@example.org");
	assert_string_equal(config->database, "/srv/s/sitrep.db");
	CHECK_INT(config->readers, 4);
	CHECK_INT(config->poll_interval_ms, 3600000);
	CHECK_INT(config->host_spacing_ms, 0);
	CHECK_INT(config->feed_limit, 65536);
	CHECK(config->best_effort);
	CHECK_INT(config->networks_count, 2);
	CHECK_INT(config->feeds_count, 1);
	CHECK_TEXT(config->feeds[0].name, "BBC World");
	CHECK_TEXT(config->feeds[0].url, "https://example.org/world.rss");
	CHECK_INT(config->feeds[0].settings.interval_ms, 300000);
	CHECK(config->feeds[0].settings.full_text);
	CHECK_TEXT(config->feeds[0].tags, "world,bbc");
	CHECK_INT(config->feeds[0].line, 19);
	CHECK_INT(config->policy.watches_count, 1);
	CHECK_INT(config->policy.watches[0].minimum_rise, 5);
	CHECK_INT(config->policy.watches[0].severity, SEVERITY_HIGH);
	config_free(config);
}

TEST(what_people_bring_from_other_formats_is_told_in_words_of_this_one)
{
	CHECK_MISTAKES("feed \"a\" {\n\turl = \"http://e.org/a\",\n\tinterval = 5m\n}\n"
		       "feed \"a\" { url = \"http://e.org/b\" }\n"
		       "feed \"c\" { url = \"http://e.org/c\"  credentials = ../c }\n",
		       {2, "a comma stands only between the values of a list"},
		       {5, "\"a\" is the name of another one above"}, {6, "the name of a file in"});
}

TEST(all_mistakes_are_told_in_one_go_with_their_lines)
{
	CHECK_MISTAKES("poll-interval = 5 parsecs\n"
		       "readers = 99\n"
		       "feed \"a\" { url = \"ftp://x/\" }\n"
		       "nonsense = 3\n"
		       "\n"
		       "feed \"b\" {\n"
		       "\turl = \"https://example.org/b\"\n"
		       "\tintervall = 5m\n"
		       "\tinterval = never\n"
		       "}\n"
		       "feed \"c\" { interval = 5m }\n"
		       "gather = \"soon\"\n"
		       "allow-networks = { \"127.0.0.1/8\", \"elsewhere\" }\n"
		       "state-directory = \"here\"\n",
		       {1, "parsecs"}, {2, "99 is not between 1 and 4"}, {3, "ftp://x/"},
		       {4, "nonsense"}, {8, "intervall"}, {9, "never"}, {11, "has no url"},
		       {12, "soon"}, {13, "127.0.0.1/8"}, {13, "elsewhere"}, {14, "here"});
}

TEST(a_name_that_cannot_be_shown_is_refused)
{
	CHECK_MISTAKES("feed \"a\xc2\x9b\" { url = \"https://e.org/1\" }\n"
		       "feed \"b\xe2\x80\xae\" { url = \"https://e.org/2\" }\n"
		       "watch \"c\xe2\x80\xa8\" { }\n"
		       "feed \"d\" { url = \"https://e.org/\xe2\x80\xae\" tags = { \"\xc2\x85\" } }\n",
		       {1, "control"}, {2, "control"}, {3, "cannot stand"}, {4, "no http"}, {4, "comma"});
}

TEST(repeats_are_refused)
{
	CHECK_MISTAKES("readers = 1\nreaders = 2\n"
		       "feed \"a\" { url = \"https://e.org/1\" url = \"https://e.org/2\" }\n"
		       "feed \"a\" { url = \"https://e.org/3\" }\n"
		       "feed \"d\" { url = \"https://e.org/2\" }\n"
		       "allow-networks = {}\nallow-networks = {}\n",
		       {2, "given twice, first on line 1"}, {3, "given twice"}, {4, "the name of another one"},
		       {5, "has the same"}, {7, "given twice, first on line 6"});
}

TEST(broken_syntax_is_told_and_the_rest_is_still_read)
{
	CHECK_MISTAKES("contact = \"mailto:x\nreaders = 77\n}\nfeed { url = \"x\" }\nfede \"x\" {\n  url = 3\n}\n"
		       "poll-floor = 0s\n",
		       {1, "closing"}, {2, "77"}, {3, "closing brace"}, {4, "no name"}, {5, "fede"},
		       {8, "0s is not between"});
	CHECK_MISTAKES("readers = 2\noops = \n", {2, "oops"});
	CHECK_MISTAKES("readers =\n", {1, "readers: there is no value"});
	CHECK_MISTAKES("readers =", {1, "ends in the middle"});
	CHECK_MISTAKES("contact =\nfeed \"x\" { url = 3 }\n", {1, "contact"}, {2, "no http"});
	CHECK_MISTAKES("feed \"x\" {\n url = \"https://e.org/\"\n", {1, "has no }"});
	CHECK_MISTAKES("/* open\nreaders = 2\n", {1, "no end"});
}

TEST(a_feed_has_settings_of_its_own_and_its_url_no_password)
{
	struct config *config = good("proxy = \"http://u:p@proxy.example.org:3128\"\n"
				     "feed \"a\" { url = \"https://me:se%40cret@e.org/a\" language = \"fr\" follow-links = no"
				     " credentials = \"bbc\" headers = { \"X-A: 1\", \"X-B: 2\" } proxy = \"none\""
				     " contact = \"mailto:a@e.org\" tls-ca = \"/dev/null\" tls-verify = no }\n"
				     "feed \"b\" { url = \"https://e.org/b\" }\n");
	const struct feed_settings *settings = &config->feeds[0].settings;

	CHECK_TEXT(config->feeds[0].url, "https://e.org/a");
	CHECK_TEXT(config_login(config, TEXT("https://e.org/a")), "me:se@cret");
	CHECK_TEXT(config_login(config, TEXT("https://e.org/b")), "");
	CHECK_TEXT(settings->language, "fr");
	CHECK(settings->feed_only && settings->access->tls_unverified);
	CHECK_TEXT(settings->access->credentials, "bbc");
	CHECK_INT(settings->access->headers_count, 2);
	CHECK_TEXT(settings->access->headers[1], "X-B: 2");
	CHECK_TEXT(settings->access->proxy, "none");
	CHECK_TEXT(settings->access->contact, "mailto:a@e.org");
	CHECK_TEXT(settings->access->tls_ca, "/dev/null");
	CHECK(!config->feeds[1].settings.access);
	config_free(config);
}

TEST(certificates_cannot_be_passed_over_for_all_feeds)
{
	CHECK_MISTAKES("tls-verify = no\nproxy = \"ftp://x/\"\n"
		       "feed \"a\" { url = \"https://e.org/1\" headers = { \"Host: x\" } }\n"
		       "feed \"b\" { url = \"https://e.org/2\" tls-ca = \"here\" }\n"
		       "feed \"c\" { url = \"https://e.org/3\" credentials = \"a b\" }\n",
		       {1, "for all feeds"}, {2, "proxy"}, {3, "operator"}, {4, "path from the root"}, {5, "neither a path"});
}

TEST(a_dollar_is_a_dollar)
{
	setenv("SITREP_TEST_SECRET", "leaked", 1);
	struct config *config = good("contact = \"${SITREP_TEST_SECRET} $x \\\\ \\\" \"\n"
				     "feed 'a$b' { url = 'https://e.org/${SITREP_TEST_SECRET}' }\n");

	assert_string_equal(config->contact, "${SITREP_TEST_SECRET} $x \\ \" ");
	CHECK_TEXT(config->feeds[0].url, "https://e.org/${SITREP_TEST_SECRET}");
	config_free(config);
	CHECK_MISTAKES("contact = ${SITREP_TEST_SECRET}\n", {1, "stands in quotes"}, {1, "{"});
}

TEST(included_files_are_read_in_order_and_their_mistakes_name_them)
{
	char content[256], head[128];

	written("a.inc", "feed \"in\" { url = \"https://e.org/in\" }\nreaders = 3\n");
	snprintf(content, sizeof(content), "include = \"%s/*.inc\"\nfeed \"top\" { url = \"https://e.org/\" }\n",
		 folder);
	struct config *config = good(content);
	CHECK_INT(config->feeds_count, 2);
	CHECK_INT(config->readers, 3);
	config_free(config);

	written("a.inc", "\nreaders = none\ninclude = \"/etc/passwd\"\n");
	assert_null(read_config(content));
	CHECK_INT(mistakes.count, 2);
	snprintf(head, sizeof(head), "%s/a.inc:", folder);
	CHECK(text_starts(mistakes.lines[0], text_of(head)));
	written("a.inc", "");

	config_free(good("include = \"/nowhere/at/all/*.conf\"\n"));
	CHECK_MISTAKES("include = \"/nowhere/at/all.conf\"\n", {1, "there is no"});
}

TEST(directories_come_from_systemd_unless_they_are_given)
{
	setenv("STATE_DIRECTORY", "/s/state:/s/other", 1);
	setenv("LOGS_DIRECTORY", "/s/logs", 1);
	setenv("RUNTIME_DIRECTORY", "/s/run", 1);
	struct config *config = good("");
	assert_string_equal(config->database, "/s/state/sitrep.db");
	assert_string_equal(config->alert_log, "/s/logs/alerts.jsonl");
	assert_string_equal(config->control_socket, "/s/run/control");
	config_free(config);
	config = good("state-directory = \"/mine\"\n");
	assert_string_equal(config->database, "/mine/sitrep.db");
	config_free(config);
	unsetenv("STATE_DIRECTORY");
	unsetenv("LOGS_DIRECTORY");
	unsetenv("RUNTIME_DIRECTORY");
}

TEST(a_file_that_is_not_there_is_one_sentence)
{
	struct error error = {0};

	mistakes = (struct mistakes){.arena = arena};
	assert_null(config_read("/nowhere/sitrepd.conf", &mistakes, &error));
	CHECK_INT(error.kind, ERROR_CONFIG);
	CHECK(strstr(error.message, "/nowhere/sitrepd.conf") != NULL);
	assert_null(config_read("/", &mistakes, &error));
}

TEST(thousands_of_feeds_are_read)
{
	size_t room = 1 << 20, used = 0;
	char *content = malloc(room);

	for (int i = 0; i < 5000; i++)
		used += (size_t)snprintf(content + used, room - used,
					 "feed \"f%d\" { url = \"https://e.org/%d\" interval = 5m }\n", i, i);
	struct config *config = good(content);
	CHECK_INT(config->feeds_count, 5000);
	CHECK_INT(config->feeds[4999].line, 5000);
	config_free(config);
	free(content);
}

static int begin(void **state __attribute__((unused)))
{
	snprintf(folder, sizeof(folder), "/tmp/sitrep-config-XXXXXX");
	arena = arena_new((size_t)64 << 20);
	return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state __attribute__((unused)))
{
	char path[128];

	snprintf(path, sizeof(path), "%s/sitrepd.conf", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/a.inc", folder);
	unlink(path);
	rmdir(folder);
	arena_free(arena);
	return 0;
}

TEST(a_watch_is_taken_with_every_key)
{
	struct config *config = good(
		"alert-ceiling = 20\nunwatched = silent\n"
		"watch \"Levant\" {\n place = { \"LB\", \"Gaza Strip\" }\n kind = { incident_new, toll_raised }\n"
		" effect = { killed }\n type = { strike, shooting }\n minimum-rise = 5\n minimum-growth = 2.5%\n"
		" minimum-people = 3\n minimum-confidence = 0.7\n minimum-sources = 2\n"
		" minimum-severity = medium\n severity = critical\n}\nwatch \"All\" { }\n");
	const struct watch *watch = config->policy.watches;

	CHECK_INT(config->policy.ceiling, 20);
	CHECK(config->policy.unwatched_silent);
	CHECK_INT(config->policy.watches_count, 2);
	CHECK_TEXT(watch->name, "Levant");
	CHECK_INT(watch->places_count, 2);
	CHECK_TEXT(watch->places[1], "Gaza Strip");
	CHECK_INT(watch->kinds, 1 << ALERT_INCIDENT_NEW | 1 << ALERT_TOLL_RAISED);
	CHECK_INT(watch->effects, 1 << EFFECT_KILLED);
	CHECK_INT(watch->types, 1 << FACT_STRIKE | 1 << FACT_SHOOTING);
	CHECK_INT(watch->minimum_rise, 5);
	CHECK(watch->minimum_growth > .0249 && watch->minimum_growth < .0251);
	CHECK_INT(watch->minimum_people, 3);
	CHECK(watch->minimum_confidence > .699 && watch->minimum_confidence < .701);
	CHECK_INT(watch->minimum_sources, 2);
	CHECK_INT(watch->minimum_severity, SEVERITY_MEDIUM);
	CHECK_INT(watch->severity, SEVERITY_CRITICAL);
	CHECK_INT(watch[1].minimum_rise, INTEGER_NONE);
	CHECK_INT(watch[1].minimum_sources, 1);
	config_free(config);
	config = good("");
	CHECK_INT(config->policy.ceiling, POLICY_CEILING);
	CHECK(!config->policy.unwatched_silent);
	CHECK_INT(config->policy.oldest_ms, INT64_C(7) * 86400000);
	CHECK_INT(config->keeping.text_ms, KEEPING_DAYS(60));
	config_free(config);
}

TEST(what_is_kept_has_its_least)
{
	struct config *config = good("keep-text = 10d\nkeep-articles = 20d\nkeep-history = 2000d\noldest-news = 2d\n");

	CHECK_INT(config->keeping.text_ms, KEEPING_DAYS(10));
	CHECK_INT(config->keeping.articles_ms, KEEPING_DAYS(20));
	CHECK_INT(config->keeping.history_ms, KEEPING_DAYS(2000));
	CHECK_INT(config->policy.oldest_ms, KEEPING_DAYS(2));
	config_free(config);
	CHECK_MISTAKES("keep-articles = 20d\n", {1, "keep-text is longer"});
	CHECK_MISTAKES("keep-text = 1h\nkeep-history = 7d\n", {1, "between 1d"}, {2, "between 30d"});
}

TEST(what_is_wrong_in_a_watch_is_told_by_its_line)
{
	CHECK_MISTAKES("watch \"a\" {\n place = { \"\" }\n kind = { toll_rased }\n effect = { dead }\n type = { war }\n"
		       " minimum-rise = 0\n minimum-growth = lots\n minimum-people = -3\n"
		       " minimum-confidence = 120%\n minimum-sources = 10\n minimum-severity = grave\n"
		       " severity = 3\n rise = 5\n}\nunwatched = maybe\nalert-ceiling = some\n",
		       {2, "no name"}, {3, "no kind \"toll_rased\""}, {4, "no effect \"dead\""},
		       {5, "no type \"war\""}, {6, "whole number from 1"}, {7, "no share"}, {8, "-3"},
		       {9, "to 100%"}, {10, "from 1 to 9"}, {11, "grave"}, {12, "not low, medium"},
		       {13, "\"rise\" is no key"}, {15, "neither told nor silent"}, {16, "whole number"});
	CHECK_MISTAKES("watch { place = { \"LB\" } }\n", {1, "no name"});
	CHECK_MISTAKES("watch \"A\" { }\nwatch \"a\" { }\n", {2, "two watches"});
}

TEST(websub_is_off_until_it_has_a_callback)
{
	struct config *config = good("");

	assert_string_equal(config->websub_callback, "");
	config_free(config);
	config = good("websub {\n callback = \"https://e.org/hook\"\n}\n");
	assert_string_equal(config->websub_callback, "https://e.org/hook/");
	assert_string_equal(config->websub_listen, "127.0.0.1:8088");
	CHECK_INT(config->websub_lease_ms, 10 * (int64_t)86400000);
	CHECK_INT(config->websub_poll_ms, 6 * (int64_t)3600000);
	config_free(config);
	config = good("websub {\n callback = \"http://e.org/\"\n listen = \"[::1]:99\"\n lease = 1d\n poll = 2h\n}\n");
	assert_string_equal(config->websub_callback, "http://e.org/");
	assert_string_equal(config->websub_listen, "[::1]:99");
	CHECK_INT(config->websub_lease_ms, (int64_t)86400000);
	config_free(config);
	CHECK_MISTAKES("websub {\n listen = \"localhost:80\"\n lease = 1s\n poll = 10s\n port = 3\n}\n", {6, "no callback"},
		       {2, "no address and port"}, {3, "between 5m"}, {4, "between 1m"}, {5, "is no key"});
	CHECK_MISTAKES("websub {\n callback = \"https://e.org/?x\"\n listen = \"127.0.0.1\"\n}\n", {2, "plain http"},
		       {3, "no address and port"});
	CHECK_MISTAKES("websub {\n callback = \"https://e.org/\"\n}\nwebsub {\n callback = \"https://e.org/\"\n}\n",
		       {6, "given twice"});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(an_empty_file_is_all_defaults),
		RUN(every_key_is_taken),
		RUN(what_people_bring_from_other_formats_is_told_in_words_of_this_one),
		RUN(all_mistakes_are_told_in_one_go_with_their_lines),
		RUN(a_name_that_cannot_be_shown_is_refused),
		RUN(repeats_are_refused),
		RUN(broken_syntax_is_told_and_the_rest_is_still_read),
		RUN(a_feed_has_settings_of_its_own_and_its_url_no_password),
		RUN(certificates_cannot_be_passed_over_for_all_feeds),
		RUN(a_dollar_is_a_dollar),
		RUN(included_files_are_read_in_order_and_their_mistakes_name_them),
		RUN(directories_come_from_systemd_unless_they_are_given),
		RUN(a_file_that_is_not_there_is_one_sentence),
		RUN(thousands_of_feeds_are_read),
		RUN(a_watch_is_taken_with_every_key),
		RUN(what_is_kept_has_its_least),
		RUN(what_is_wrong_in_a_watch_is_told_by_its_line),
		RUN(websub_is_off_until_it_has_a_callback),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
