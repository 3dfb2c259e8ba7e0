#include "parsers/page.h"

#include "tests/arena.h"
#include "tests/test.h"

static struct error error;

static struct article *parse(const char *page)
{
	struct origin origin = {TEXT("https://example.org/news/1"), TEXT_NONE};

	return page_parse(arena, (struct bytes){(const unsigned char *)page, strlen(page)}, &origin, &error);
}

#define PROSE                                                                                      \
	"The river rose by two metres in the night, the mayor said, and the lower town was cleared before "    \
	"dawn. Boats brought people to the school on the hill, where they were given soup and blankets."

TEST(the_body_is_found_and_the_rest_left_out)
{
	struct article *article = parse(
		"<html lang=en><head><title>River floods town - The Example</title>"
		"<meta property='og:title' content='River floods town'>"
		"<meta property='article:published_time' content='2026-03-09T10:26:01+01:00'>"
		"<link rel=canonical href='/news/flood'></head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>"
		"<h1>River floods town</h1><div class='byline'>By Ana Example</div><div class='story-body'><p>" PROSE "</p>"
		"<p>" PROSE " Second.</p><script>var x='no';</script><div class='related-links'><a href=/2>Read more</a></div>"
		"<p hidden>Hidden words that nobody sees, at all, ever, in this page.</p></div>"
		"<footer>Copyright</footer></body></html>");

	CHECK_TEXT(article->title, "River floods town");
	CHECK_TEXT(article->byline, "Ana Example");
	CHECK_TEXT(article->published_text, "2026-03-09T10:26:01+01:00");
	CHECK_TEXT(article->canonical_url, "https://example.org/news/flood");
	CHECK_TEXT(article->language, "en");
	CHECK_TEXT(article->text, PROSE "\n\n" PROSE " Second.");
}

TEST(json_ld_tells_what_the_page_does_not)
{
	struct article *article = parse(
		"<html><head><script type='application/ld+json'>/*<![CDATA[*/{\"@graph\":[{\"@type\":\"NewsArticle\","
		"\"headline\":\"A &amp; B\",\"datePublished\":\"2026-03-09\",\"author\":[{\"name\":\"One\"},{\"name\":\"Two\"}]}]}"
		";/*]]>*/</script></head><body><p>" PROSE "</p></body></html>");

	CHECK_TEXT(article->title, "A & B");
	CHECK_TEXT(article->byline, "One, Two");
	CHECK_TEXT(article->published_text, "2026-03-09");
}

TEST(an_absolute_address_outlives_the_tree)
{
	struct article *article = parse("<html><head><title>River floods town</title>"
					"<link rel=canonical href='https://example.com/other'></head><body><p>" PROSE
					"</p></body></html>");

	for (int i = 0; i < 64; i++)
		parse("<html><body><p class='overwrites what was freed, if anything was'>" PROSE "</p></body></html>");
	CHECK_TEXT(article->canonical_url, "https://example.com/other");
}

TEST(a_deep_page_keeps_its_beginning)
{
	size_t depth = 40000, length = 0;
	char *page = arena_alloc(arena, depth * 5 + 1000);

	length += (size_t)sprintf(page, "<html><body><p>" PROSE "</p>");
	for (size_t i = 0; i < depth; i++)
		length += (size_t)sprintf(page + length, "<div>");
	CHECK(text_starts(parse(page)->text, TEXT("The river rose")));
}

TEST(what_is_no_page_is_refused)
{
	CHECK(!parse("just words"));
	CHECK(!parse("\x89PNG\r\n\x1a\n<\x01\x02\x03\x04\x05\x06\x07\x0b>"));
}

TEST(a_fragment_is_text_in_paragraphs)
{
	CHECK_TEXT(page_fragment_text(arena, TEXT("<p>One &amp; two</p><p>Three<br>four<br><br>five</p><style>x</style>")),
		   "One & two\n\nThree\nfour\n\nfive");
	CHECK_TEXT(page_fragment_text(arena, TEXT("Plain\n\ntext")), "Plain\n\ntext");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_body_is_found_and_the_rest_left_out),
		RUN(json_ld_tells_what_the_page_does_not),
		RUN(an_absolute_address_outlives_the_tree),
		RUN(a_deep_page_keeps_its_beginning),
		RUN(what_is_no_page_is_refused),
		RUN(a_fragment_is_text_in_paragraphs),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
