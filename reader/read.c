#include "reader/read.h"

#include <string.h>

#include "extraction/extract.h"
#include "parsers/discover.h"
#include "parsers/feed.h"
#include "parsers/page.h"

/* An entry's content is an article already: what the feed says of it is all there is. */
static struct article *content_article(struct arena *arena, struct bytes document)
{
	struct article *article = arena_alloc(arena, sizeof(*article));

	json_blank(&article_shape, article);
	article->text = page_fragment_text(arena, text_repair(arena, document));
	return article;
}

/*
 * Short texts are believed to be in the lexicon's language; its operator knows better. That it is a copy of
 * another text is seen all the same.
 */
static void leave_unread(struct report *report, struct text language)
{
	report->language = language;
	report->facts_count = report->incidents_count = report->places_count = 0;
	report->agency = TEXT_NONE;
}

static struct report *read_article(struct arena *arena, const struct lexicon *lexicon,
                                   const struct reading_request *request, struct bytes document,
                                   struct error *error)
{
	struct origin origin = {request->url, request->content_type};
	struct article *article = request->what == READING_PAGE
	                                  ? page_parse(arena, document, &origin, error)
	                                  : content_article(arena, document);

	if (!article)
		return NULL;
	if (text_empty(article->title))
		article->title = request->title;
	if (!instant_known(article->published))
		article->published = request->published;
	struct report *report = extract_report(arena, lexicon, article);
	if (!language_is_read(request->language))
		leave_unread(report, request->language);
	report->url = text_empty(article->canonical_url) ? request->url : article->canonical_url;
	report->published = article->published;
	return report;
}

struct reading_answer read_document(struct arena *arena, const struct lexicon *lexicon,
                                    const struct reading_request *request, struct bytes document)
{
	struct reading_answer answer = {0};
	struct origin origin = {request->url, request->content_type};
	struct error error = {0};

	switch (request->what) {
	case READING_FEED:
		answer.feed = feed_parse(arena, document, &origin, &error);
		if (answer.feed)
			break;
		answer.links = arena_array(arena, FEED_LINKS_MOST, sizeof(*answer.links));
		answer.links_count = feed_discover_in(arena, document, &origin, answer.links);
		break;
	case READING_PAGE:
	case READING_CONTENT:
		answer.report = read_article(arena, lexicon, request, document, &error);
		break;
	case READING_NONE:
		error_set(&error, ERROR_DATA, "request: it does not say what is to be read");
	}
	/* It may quote the document: the name of an element. */
	struct bytes said = {(const unsigned char *)error.message, strlen(error.message)};
	if (!answer.feed && !answer.report)
		answer.error = text_clean(arena, text_repair(arena, said), false);
	return answer;
}
