#include "daemon/find.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "model/poll.h"

#define ACCEPT_ANYTHING "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"

struct finding {
	struct job job; /* the answer is believed on the desk's thread, as every answer is */
	struct daemon *daemon;
	struct arena *arena;
	struct text url, final_url;
	struct feed_settings settings;
	struct credentials credentials;
	unsigned char *answer;
	size_t answer_length;
	json_t *found;
	void (*done)(void *context, json_t *found, const struct error *error); /* NULL: forgotten */
	void *context;
};

static void finding_end(struct finding *finding, const struct error *error)
{
	if (finding->done)
		finding->done(finding->context, finding->found, error);
	else
		json_decref(finding->found);
	free(finding->answer);
	arena_free(finding->arena);
	free(finding);
}

/* --- on the desk's thread --- */

static struct instant newest_of(const struct feed *feed)
{
	struct instant newest = INSTANT_NONE;

	for (size_t i = 0; i < feed->entries_count; i++)
		if (instant_known(feed->entries[i].date_published) &&
		    (!instant_known(newest) || feed->entries[i].date_published.ms > newest.ms))
			newest = feed->entries[i].date_published;
	return newest;
}

static json_t *json_of_defects(const struct feed_notes *notes)
{
	json_t *list = json_array();

	for (size_t i = 0; i < notes->defects_count && i < DEFECTS_KEPT; i++)
		json_array_append_new(list, json_stringn(notes->defects[i].data, notes->defects[i].length));
	return list;
}

static json_t *json_of_feed(struct arena *arena, const struct feed *feed, struct text url)
{
	json_t *json = json_object();

	json_put_text(json, "url", url);
	json_put_text(json, "title", feed->title);
	json_put_text(json, "dialect", feed->notes->dialect);
	json_put_integer(json, "entries", (int64_t)feed->entries_count);
	json_put_text(json, "newest", instant_format(arena, newest_of(feed)));
	if (feed->notes->cut_off)
		json_object_set_new(json, "cut_off", json_true());
	if (feed->notes->defects_count)
		json_object_set_new(json, "defects", json_of_defects(feed->notes));
	return json;
}

static json_t *json_of_links(const struct reading_answer *answer)
{
	json_t *list = json_array();

	for (size_t i = 0; i < answer->links_count; i++)
		json_array_append_new(list, json_of_shape(&feed_link_shape, &answer->links[i]));
	return json_pack("{s:o}", "links", list);
}

static void believe(struct desk *desk, struct job *job)
{
	struct finding *finding = (struct finding *)job;
	struct bytes frame = {finding->answer, finding->answer_length};
	struct reading_answer answer;

	(void)desk;
	job->failed = !reading_answer_of(job->arena, frame, &answer, &job->error);
	if (job->failed)
		return;
	if (answer.feed)
		finding->found = json_of_feed(job->arena, answer.feed, finding->final_url);
	else if (answer.links_count)
		finding->found = json_of_links(&answer);
	else
		job->failed = !error_set(&job->error, ERROR_DATA, "%.*s", TEXT_ARGS(text_cut(answer.error, 200)));
}

/* --- on the loop --- */

static void believed(struct job *job)
{
	finding_end((struct finding *)job, job->failed ? &job->error : NULL);
}

static void answered(void *context, struct reader_result *result)
{
	struct finding *finding = context;

	if (!result->answered) {
		finding_end(finding, &result->error);
		return;
	}
	finding->answer = result->answer;
	finding->answer_length = result->answer_length;
	result->answer = NULL;
	finding->job = (struct job){.run = believe, .done = believed, .bytes = finding->answer_length};
	daemon_submit(finding->daemon, &finding->job);
}

static const char *meaning_of(long status)
{
	switch (status) {
	case 401:
		return ": it wants credentials, see sitrepd.conf(5)";
	case 404:
		return ": nothing is there; try the site's own page";
	case 410:
		return ": it was there and is gone for good";
	default:
		return "";
	}
}

static void fetched(void *context, struct fetch_result *result)
{
	struct finding *finding = context;
	struct error error;

	if (!result->answered) {
		finding_end(finding, &result->error);
		return;
	}
	if (result->status != 200 || !result->body_length) {
		error_set(&error, ERROR_DATA, result->status == 200 ? "the answer is empty" : "HTTP status %d%s",
			  (int)result->status, meaning_of(result->status));
		finding_end(finding, &error);
		return;
	}
	finding->final_url = text_copy(finding->arena, result->final_url);
	struct document document = {
		.request = {.what = READING_FEED,
			    .url = finding->final_url,
			    .content_type = text_copy(finding->arena, result->content_type),
			    .published = INSTANT_NONE},
		.body = result->body,
		.body_length = result->body_length,
		.done = answered,
		.context = finding,
	};
	result->body = NULL;
	readers_submit(finding->daemon->readers, &document);
}

/* On the desk's thread: files are read there. */
static void open_credentials(struct desk *desk, struct job *job)
{
	struct finding *finding = (struct finding *)job;

	(void)desk;
	finding->credentials =
		credentials_read(finding->arena, feed_access_of(&finding->settings)->credentials);
}

static void fetch(struct job *job)
{
	struct finding *finding = (struct finding *)job;
	struct fetch_request request = {
		.url = finding->url,
		.own_url = finding->url,
		.settings = &finding->settings,
		.credentials = &finding->credentials,
		.accept = ACCEPT_ANYTHING,
		.limit = (size_t)finding->daemon->config->feed_limit,
		.done = fetched,
		.context = finding,
	};

	if (job->failed)
		finding_end(finding, &job->error);
	else if (finding->credentials.error.kind != ERROR_NONE)
		finding_end(finding, &finding->credentials.error);
	else
		fetcher_start(finding->daemon->fetcher, &request);
}

struct finding *find_feed(struct daemon *daemon, struct text url, const struct feed_settings *settings,
			  void (*done)(void *context, json_t *found, const struct error *error), void *context)
{
	struct finding *finding = memory_zeroed(1, sizeof(*finding));

	finding->daemon = daemon;
	finding->arena = arena_new(MIB(1));
	finding->done = done;
	finding->context = context;
	finding->url = text_copy(finding->arena, url);
	finding->settings = feed_settings_copy(finding->arena, settings);
	finding->job = (struct job){.run = open_credentials, .done = fetch, .urgent = true};
	daemon_submit(daemon, &finding->job);
	return finding;
}

void find_forget(struct finding *finding)
{
	finding->done = NULL;
}
