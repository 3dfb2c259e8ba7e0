#include "wire/frame.h"

#include "base/json_reader.h"
#include "base/limits.h"

void frame_head(unsigned char head[FRAME_HEAD], size_t length)
{
	head[0] = (unsigned char)(length >> 24);
	head[1] = (unsigned char)(length >> 16);
	head[2] = (unsigned char)(length >> 8);
	head[3] = (unsigned char)length;
}

bool frame_length(const unsigned char head[FRAME_HEAD], size_t *length, struct error *error)
{
	size_t told = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];

	if (told > LIMIT_FRAME)
		return error_set(error, ERROR_DATA, "frame: %zu bytes are told, over the limit of %zu",
				 told, LIMIT_FRAME);
	*length = told;
	return true;
}

static const char *const reading_names[] = {
	[READING_FEED] = "feed",
	[READING_PAGE] = "page",
	[READING_CONTENT] = "content",
};

static const struct json_member request_members[] = {
	MEMBER_NAMED(struct reading_request, what, "what", reading_names),
	MEMBER(TEXT, struct reading_request, url, "url"),
	MEMBER(TEXT, struct reading_request, content_type, "content_type"),
	MEMBER(TEXT, struct reading_request, title, "title"),
	MEMBER(TEXT, struct reading_request, language, "language"),
	MEMBER(INSTANT, struct reading_request, published, "published"),
};
const struct json_shape reading_request_shape =
	SHAPE("request", struct reading_request, request_members);

static const struct json_member answer_members[] = {
	MEMBER(TEXT, struct reading_answer, error, "error"),
	MEMBER_MANY(LIST, struct reading_answer, links, "links", &feed_link_shape, FEED_LINKS_MOST),
	MEMBER_OF(struct reading_answer, feed, "feed", &feed_shape),
	MEMBER_OF(struct reading_answer, report, "report", &report_shape),
};
const struct json_shape reading_answer_shape =
	SHAPE("answer", struct reading_answer, answer_members);

static bool feed_believable(const struct feed *feed, struct error *error)
{
	if (!feed->notes)
		return error_set(error, ERROR_DATA, "answer: a feed without a word of how it was read");
	for (size_t i = 0; i < feed->entries_count; i++)
		if (text_empty(feed->entries[i].id) || feed->entries[i].url.length > LIMIT_URL)
			return error_set(error, ERROR_DATA, "answer: entry %zu has no id or an endless url",
					 i + 1);
	return true;
}

/* The desk follows an incident's indices into the facts. */
static bool incident_believable(const struct incident *incident, size_t facts)
{
	for (size_t i = 0; i < incident->facts_count; i++)
		if (incident->facts[i] < 0 || (uint64_t)incident->facts[i] >= facts)
			return false;
	return true;
}

static bool report_believable(const struct report *report, struct error *error)
{
	if (!report->article)
		return error_set(error, ERROR_DATA, "answer: a report without an article");
	if (report->article->text.length > LIMIT_ARTICLE_TEXT)
		return error_set(error, ERROR_DATA, "answer: an article of %zu bytes",
				 report->article->text.length);
	for (size_t i = 0; i < report->incidents_count; i++)
		if (!incident_believable(&report->incidents[i], report->facts_count))
			return error_set(error, ERROR_DATA, "answer: incident %zu names a fact that is not there",
					 i + 1);
	return true;
}

/* An answer is exactly one of three things. */
static bool answer_believable(const struct reading_answer *answer, struct error *error)
{
	if (!text_empty(answer->error) + !!answer->feed + !!answer->report != 1)
		return error_set(error, ERROR_DATA, "answer: not one of error, feed and report");
	for (size_t i = 0; i < answer->links_count; i++)
		if (text_empty(answer->links[i].url) || answer->links[i].url.length > LIMIT_URL)
			return error_set(error, ERROR_DATA, "answer: link %zu has no url or an endless one", i + 1);
	if (answer->feed)
		return feed_believable(answer->feed, error);
	if (answer->report)
		return report_believable(answer->report, error);
	return true;
}

bool reading_answer_of(struct arena *arena, struct bytes frame, struct reading_answer *answer,
		       struct error *error)
{
	struct reading_answer read;

	if (frame.length > LIMIT_FRAME)
		return error_set(error, ERROR_DATA, "answer: %zu bytes, over the limit of %zu",
				 frame.length, LIMIT_FRAME);
	if (!json_view_shape(arena, &reading_answer_shape, frame, &read, error) || !answer_believable(&read, error))
		return false;
	*answer = read;
	return true;
}
