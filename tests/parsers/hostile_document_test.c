/* What a hostile document tries with libxml2 and with whoever shows it; hostile_pages_test.py has what takes time or memory. */
#include <libxml/parser.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/writer.h"
#include "parsers/feed.h"
#include "parsers/html.h"
#include "parsers/page.h"
#include "tests/arena.h"
#include "tests/test.h"

#define PROSE "The river rose by two metres in the night, the mayor said, and the lower town was cleared. "

static struct error error;

static struct bytes bytes_of(const char *string)
{
	return (struct bytes){(const unsigned char *)string, strlen(string)};
}

static struct article *page(const char *document)
{
	struct origin origin = {TEXT("https://example.org/1"), TEXT_NONE};
	struct article *article = page_parse(arena, bytes_of(document), &origin, &error);

	if (!article)
		fail_msg("%s", error.message);
	return article;
}

static bool contains(struct text text, const char *part)
{
	return text_find(text, text_of(part), 0) != TEXT_NOT_FOUND;
}

TEST(nothing_outside_a_document_is_loaded)
{
	xmlDoc *doc = html_parse(arena, TEXT("<!DOCTYPE html [<!ENTITY x SYSTEM '/etc/hostname'>]><p>&x;</p>"), &error);
	CHECK(doc);
	xmlFreeDoc(doc);
	/* Whoever asked libxml2 for it now would get nothing. */
	xmlParserCtxt *parser = xmlNewParserCtxt();
	xmlParserInput *input = xmlLoadExternalEntity("/etc/hostname", NULL, parser);
	CHECK(!input);
	xmlFreeParserCtxt(parser);
}

/* Behind 256 levels libxml2 loses everything without a word. */
TEST(what_stands_deep_inside_is_found)
{
	char *document = calloc(1, KIB(64));

	strcat(document, "<html><body>");
	for (int i = 0; i < 300; i++)
		strcat(document, "<div>");
	strcat(document, "<p>" PROSE PROSE PROSE "</p>");
	for (int i = 0; i < 300; i++)
		strcat(document, "</div>");
	strcat(document, "<p>Behind it all.</p></body></html>");
	xmlDoc *doc = html_parse(arena, text_of(document), &error);
	CHECK(doc);
	struct text line = html_line(arena, xmlDocGetRootElement(doc));
	CHECK(contains(line, "The river rose") && contains(line, "Behind it all."));
	xmlFreeDoc(doc);
	free(document);
}

TEST(a_zero_byte_ends_nothing)
{
	static const char document[] = "<html><body><p>" PROSE "\0" PROSE "</p>\0<p>" PROSE "</p><p>Behind it.</p></body></html>";
	struct origin origin = {TEXT("https://example.org/1"), TEXT_NONE};
	struct article *article = page_parse(
		arena, (struct bytes){(const unsigned char *)document, sizeof(document) - 1}, &origin, &error);

	CHECK(article && contains(article->text, "Behind it."));
}

/* libxml2 takes it for Latin-1, and one bad byte makes Latin-1 of all that follows. */
TEST(utf8_that_nobody_declared_is_utf8_whatever_is_damaged_in_it)
{
	struct article *article = page("<html><body><p>Z\xc3\xbcrich and M\xc3\xbcnchen. " PROSE PROSE "</p>"
				       "<p>One bad byte, \xfc, and then K\xc3\xb6ln. " PROSE PROSE "</p></body></html>");

	CHECK(contains(article->text, "Z\xc3\xbcrich and M\xc3\xbcnchen"));
	CHECK(contains(article->text, "K\xc3\xb6ln"));
}

TEST(a_tag_of_a_feed_has_256_attributes_at_most)
{
	struct origin origin = {TEXT("https://example.org/feed"), TEXT_NONE};
	char document[16384] = "<rss><channel><item ";

	for (int i = 0; i < LIMIT_ATTRIBUTES; i++)
		sprintf(document + strlen(document), i % 2 ? "a%d='1' " : "xmlns:a%d='1' ", i);
	size_t full = strlen(document);
	strcat(document, "><title>T</title></item></channel></rss>");
	CHECK(feed_parse(arena, bytes_of(document), &origin, &error));
	strcpy(document + full, "one='more'><title>T</title></item></channel></rss>");
	CHECK(!feed_parse(arena, bytes_of(document), &origin, &error));
	CHECK(strstr(error.message, "attributes"));
}

/* Each name among all declarations would take minutes, and the test its time limit. */
TEST(names_are_not_looked_for_among_a_hundred_thousand_declarations)
{
	struct origin origin = {TEXT("https://example.org/feed"), TEXT_NONE};
	struct writer writer = writer_new(arena, LIMIT_FEED);

	writer_put(&writer, TEXT("<rss><channel><title>T</title>"));
	for (int i = 0; i < 400; i++) {
		writer_put(&writer, TEXT("<a"));
		for (int k = 0; k < 250; k++)
			writer_format(&writer, " xmlns:p%x=''", i * 250 + k);
		writer_put_char(&writer, '>');
	}
	for (int i = 0; i < 300000; i++)
		writer_put(&writer, TEXT("<q:b/>"));
	struct text document = writer_text(&writer);
	struct feed *feed = feed_parse(arena, (struct bytes){(const unsigned char *)document.data, document.length},
				       &origin, &error);
	CHECK(feed);
	CHECK_TEXT(feed->title, "T");
}

static void check_clean(struct text text)
{
	for (size_t i = 0; i < text.length;) {
		int32_t c = text_codepoint(text, &i);
		bool control = (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0);
		bool bidi = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
		if (control || bidi || c == 0x2028 || c == 0x2029 || c == 0xfeff)
			fail_msg("U+%04X is left", (unsigned)c);
	}
}

/* As characters, as references, and as references of XML and HTML in the other's clothes. */
#define CONTROLS "a\x1b[2J\x07\xc2\x9b" "1mb\xe2\x80\xae" "c\xe2\x81\xa6" "d\xe2\x80\xa8" "e&#27;f&#x202e;g&#155;h&#x2028;i&amp;#27;j"

TEST(what_moves_a_terminal_or_turns_a_line_around_is_gone_everywhere)
{
	struct article *article =
		page("<html><head><title>" CONTROLS "</title><meta name=author content=\"" CONTROLS "\">"
		     "<meta property='og:site_name' content=\"" CONTROLS "\"></head><body><p>" CONTROLS PROSE PROSE PROSE "</p></body></html>");
	struct origin origin = {TEXT("https://example.org/feed"), TEXT_NONE};
	struct feed *feed = feed_parse(
		arena, bytes_of("<rss><channel><title>" CONTROLS "</title><item><title>" CONTROLS "</title><guid>" CONTROLS "</guid>"
				"<author>" CONTROLS "</author><category>" CONTROLS "</category><link>http://a.example/" CONTROLS "</link>"
				"<description>" CONTROLS "</description></item></channel></rss>"), &origin, &error);

	check_clean(article->title);
	check_clean(article->byline);
	check_clean(article->site_name);
	check_clean(article->text);
	check_clean(article->canonical_url);
	CHECK(feed);
	const struct entry *entry = &feed->entries[0];
	check_clean(feed->title);
	check_clean(entry->title);
	check_clean(entry->id);
	check_clean(entry->url);
	check_clean(entry->tags_count ? entry->tags[0] : TEXT_NONE);
	check_clean(entry->authors_count ? entry->authors[0].name : TEXT_NONE);
	/* Its markup is kept; where it becomes text it goes through the same. */
	check_clean(page_fragment_text(arena, entry->content_html));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(nothing_outside_a_document_is_loaded),
		RUN(what_stands_deep_inside_is_found),
		RUN(a_zero_byte_ends_nothing),
		RUN(utf8_that_nobody_declared_is_utf8_whatever_is_damaged_in_it),
		RUN(a_tag_of_a_feed_has_256_attributes_at_most),
		RUN(names_are_not_looked_for_among_a_hundred_thousand_declarations),
		RUN(what_moves_a_terminal_or_turns_a_line_around_is_gone_everywhere),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
