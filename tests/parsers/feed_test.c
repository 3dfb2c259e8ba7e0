#include "parsers/feed.h"

#include "parsers/charset.h"
#include "tests/arena.h"
#include "tests/test.h"

static struct error error;

static struct feed *parse_at(const char *url, const char *document)
{
	struct origin origin = {text_of(url), TEXT_NONE};

	return feed_parse(arena, (struct bytes){(const unsigned char *)document, strlen(document)}, &origin, &error);
}

static struct feed *parse(const char *document)
{
	return parse_at("https://example.org/news/feed.xml", document);
}

TEST(nothing_that_cannot_be_seen_is_in_any_part_and_a_tab_is_a_space)
{
	struct feed *feed = parse("<rss version='2.0'><channel><title>T&#x202e;</title><item><title>a&#x9b;\tb</title><guid>x\xe2\x80\xa8y</guid>"
				  "<link>https://\xd0\xb0pple.com/\xe2\x80\xae</link>"
				  "<description><![CDATA[<p>\tone\xe2\x80\xae</p>\r\n<a href='/%E2%80%AE\xc3\xa9'>two</a>]]></description></item></channel></rss>");

	CHECK_INT(feed->entries_count, 1);
	CHECK(text_is_clean(feed->title, false) && text_is_clean(feed->entries[0].title, false));
	CHECK_TEXT(feed->entries[0].id, "x y");
	CHECK_TEXT(feed->entries[0].content_html, "<p> one</p>\n<a href='https://example.org/\xc3\xa9'>two</a>");
	CHECK(text_starts(feed->entries[0].url, TEXT("https://xn--pple-43d.com/")));
}

TEST(an_rss_item_has_its_parts)
{
	struct feed *feed = parse("<?xml version='1.0'?><rss version='2.0'><channel><title>World</title><ttl>15</ttl>"
				  "<item><title>A &amp;amp; B &lt;b&gt;burn&lt;/b&gt;</title><link>/1?a=1&amp;b=2</link>"
				  "<guid isPermaLink='false'>x-1</guid><author>desk@example.org (The Desk)</author>"
				  "<category>war</category><pubDate>Mon, 09 Mar 2026 12:26:01 +0200</pubDate>"
				  "<description>Short &lt;a href='/2'&gt;more&lt;/a&gt;</description></item></channel></rss>");
	const struct entry *entry = &feed->entries[0];

	CHECK_INT(feed->entries_count, 1);
	CHECK_TEXT(feed->notes->dialect, "rss-2.0");
	CHECK_INT(feed->notes->schedule->ttl_minutes, 15);
	CHECK_TEXT(entry->title, "A & B burn");
	CHECK_TEXT(entry->url, "https://example.org/1?a=1&b=2");
	CHECK_TEXT(entry->id, "x-1");
	CHECK_TEXT(entry->authors[0].name, "The Desk");
	CHECK_TEXT(entry->authors[0].email, "desk@example.org");
	CHECK_TEXT(entry->tags[0], "war");
	CHECK_TEXT(instant_format(arena, entry->date_published), "2026-03-09T10:26:01Z");
	CHECK_TEXT(entry->content_html, "Short <a href='https://example.org/2'>more</a>");
}

TEST(an_atom_entry_resolves_against_its_own_base)
{
	struct feed *feed = parse("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/x/'>"
				  "<title type='html'>&lt;i&gt;T&lt;/i&gt;</title><entry xml:base='y/'><id>urn:1</id>"
				  "<link href='z'/><updated>2026-03-09T10:26:01+01:00</updated>"
				  "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One <br/> two</p></div>"
				  "</content></entry></feed>");
	const struct entry *entry = &feed->entries[0];

	CHECK_TEXT(feed->title, "T");
	CHECK_TEXT(entry->url, "http://a.example/x/y/z");
	CHECK_TEXT(entry->content_html, "<p>One <br/> two</p>");
	CHECK_TEXT(instant_format(arena, entry->date_published), "2026-03-09T09:26:01Z");
}

TEST(a_json_feed_of_either_version_is_read)
{
	struct feed *feed = parse("{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"J\",\"items\":["
				  "{\"id\":7,\"url\":\"a\",\"content_text\":\"words\",\"author\":{\"name\":\"N\"}},5]}");

	CHECK_INT(feed->entries_count, 1);
	CHECK_TEXT(feed->entries[0].id, "7");
	CHECK_TEXT(feed->entries[0].url, "https://example.org/news/a");
	CHECK_TEXT(feed->entries[0].authors[0].name, "N");
	CHECK_INT(feed->notes->defects_count, 1);
}

TEST(damage_is_mended_and_told)
{
	struct feed *feed = parse("\n <rss><channel><title>A & B < C</title><item><title>One</title></item>"
				  "<item><title>Two &eacute;&nosuch;</title>");

	CHECK_TEXT(feed->title, "A & B < C");
	CHECK_INT(feed->entries_count, 2);
	CHECK_TEXT(feed->entries[1].title, "Two \xc3\xa9&nosuch;");
	CHECK(feed->notes->defects_count > 0);
	CHECK(!text_equal(feed->entries[0].id, feed->entries[1].id));
}

TEST(tags_that_nobody_closed_lose_nothing)
{
	struct feed *feed = parse("<br />\n<b>Warning</b>: in feed.php<br />\n<?xml version='1.0'?>"
				  "<rss><channel><title>T</title><item><title>One</title><link>/1"
				  "<item><title>Two</title><link>/2</link></item>"
				  "<item><title>Three<description><p>a<br>b</description></item></channel></rss>");

	CHECK_TEXT(feed->title, "T");
	CHECK_INT(feed->entries_count, 3);
	CHECK_TEXT(feed->entries[1].title, "Two");
	CHECK(!feed->notes->cut_off);
	CHECK(feed->notes->defects_count > 0);
}

TEST(attributes_need_neither_quotes_nor_their_ends)
{
	struct feed *feed = parse("<feed xmlns=http://www.w3.org/2005/Atom><entry><link href=/bare rel=alternate>"
				  "<title>A</title></entry><entry><title type=\"text>B</title><id>b</id></entry></feed>");

	CHECK_INT(feed->entries_count, 2);
	CHECK_TEXT(feed->entries[0].url, "https://example.org/bare");
	CHECK_TEXT(feed->entries[1].title, "B");
}

TEST(names_that_are_half_a_prefix_are_names)
{
	struct feed *feed = parse("<rss><channel><title>T</title><item><a:>no</a:><b>x</b>"
				  "<title>1 <:2 and <3</title></item></channel></rss>");

	CHECK_INT(feed->entries_count, 1);
	CHECK_TEXT(feed->entries[0].title, "1 <:2 and <3");
	CHECK(!feed->notes->cut_off);
}

TEST(utf8_that_was_written_as_references_is_mended)
{
	CHECK_TEXT(parse("<rss><channel><title>a&#226;&#128;&#166; &acirc;&#128;&brvbar; &Atilde;&copy; &Atilde;x</title>"
			 "<item><title>t</title></item></channel></rss>")->title,
		   "a\xe2\x80\xa6 \xe2\x80\xa6 \xc3\xa9 \xc3\x83x");
}

TEST(a_title_of_another_vocabulary_counts_where_the_own_is_missing)
{
	struct feed *feed = parse("<rss xmlns:m='http://search.yahoo.com/mrss/'><channel>"
				  "<item><m:title>media</m:title><title>own</title></item>"
				  "<item><m:title>media</m:title></item></channel></rss>");

	CHECK_TEXT(feed->entries[0].title, "own");
	CHECK_TEXT(feed->entries[1].title, "media");
}

TEST(a_document_whose_end_is_missing_says_so)
{
	CHECK(parse("<rss><channel><title>T</title><item><title>One</title></item><item><tit")->notes->cut_off);
	CHECK(parse("<rss><channel><title>T</title><item><title>One</title></item>")->notes->cut_off);
	CHECK(!parse("<rss><channel><item><title>A & B</title></item></channel></rss>\n<!-- made by hand -->")->notes->cut_off);
	CHECK(!parse("<rss><channel><item><title>One</title></item></channel></rss>")->notes->cut_off);
}

TEST(entities_of_a_document_are_never_expanded)
{
	struct feed *feed = parse("<!DOCTYPE rss [<!ENTITY a 'boom'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
				  "<rss><channel><title>&a;&x;</title><item><title>t</title></item></channel></rss>");

	CHECK_TEXT(feed->title, "&a;&x;");
}

TEST(what_passes_a_limit_is_refused_with_a_sentence)
{
	char *deep = arena_alloc(arena, 30001);

	for (int i = 0; i < 10000; i++)
		memcpy(deep + i * 3, "<a>", 3);
	CHECK(!parse(deep));
	CHECK(strstr(error.message, "deeper than"));
	CHECK(!parse("<html><body>no feed</body></html>"));
	CHECK(strstr(error.message, "<html>"));
	CHECK(!parse("plain words"));
	CHECK(!parse("{\"a\":1}"));
}

TEST(the_json_form_is_a_json_feed)
{
	struct feed *feed = parse("<rss version='2.0'><channel><title>W</title><item><title>t</title>"
				  "<author>a@b.org</author></item></channel></rss>");
	json_t *json = json_of_shape(&feed_shape, feed);
	const json_t *item = json_array_get(json_object_get(json, "items"), 0);
	const json_t *author = json_array_get(json_object_get(item, "authors"), 0);

	assert_string_equal(json_string_value(json_object_get(json, "version")), "https://jsonfeed.org/version/1.1");
	assert_string_equal(json_string_value(json_object_get(author, "url")), "mailto:a@b.org");
	assert_string_equal(json_string_value(json_object_get(json_object_get(json, "_sitrep"), "dialect")), "rss-2.0");
	CHECK_INT(json_array_size(json_object_get(json_object_get(json, "_sitrep"), "defects")), 0);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(nothing_that_cannot_be_seen_is_in_any_part_and_a_tab_is_a_space),
		RUN(an_rss_item_has_its_parts),
		RUN(an_atom_entry_resolves_against_its_own_base),
		RUN(a_json_feed_of_either_version_is_read),
		RUN(damage_is_mended_and_told),
		RUN(tags_that_nobody_closed_lose_nothing),
		RUN(attributes_need_neither_quotes_nor_their_ends),
		RUN(names_that_are_half_a_prefix_are_names),
		RUN(utf8_that_was_written_as_references_is_mended),
		RUN(a_title_of_another_vocabulary_counts_where_the_own_is_missing),
		RUN(a_document_whose_end_is_missing_says_so),
		RUN(entities_of_a_document_are_never_expanded),
		RUN(what_passes_a_limit_is_refused_with_a_sentence),
		RUN(the_json_form_is_a_json_feed),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
