#include "wire/control.h"

#include "base/limits.h"
#include "base/url.h"

static const struct {
	const char *name;
	bool changes;
	bool needs_url;
	bool subscribes; /* to an address that nobody has looked at yet */
	bool needs_id;
	enum correction_kind corrects; /* what a person rules; NONE: it is no ruling */
	enum query_kind asks;          /* of what is remembered */
} commands[] = {
	{.name = "alerts", .asks = QUERY_ALERTS},
	{.name = "audit", .asks = QUERY_AUDIT},
	{.name = "feeds.add", .changes = true, .needs_url = true, .subscribes = true},
	{.name = "feeds.find", .changes = true, .needs_url = true, .subscribes = true},
	{.name = "feeds.list", .asks = QUERY_FEEDS},
	{.name = "feeds.pause", .changes = true, .needs_url = true},
	{.name = "feeds.poll", .changes = true},
	{.name = "feeds.remove", .changes = true, .needs_url = true},
	{.name = "feeds.resume", .changes = true, .needs_url = true},
	{.name = "feeds.set", .changes = true, .needs_url = true},
	{.name = "feeds.show", .needs_url = true, .asks = QUERY_FEED},
	{.name = "incidents", .asks = QUERY_INCIDENTS},
	{.name = "merge", .changes = true, .needs_id = true, .corrects = CORRECTION_MERGE},
	{.name = "mute", .changes = true, .needs_id = true, .corrects = CORRECTION_MUTE},
	{.name = "reload", .changes = true},
	{.name = "retract", .changes = true, .needs_id = true, .corrects = CORRECTION_RETRACT},
	{.name = "show", .needs_id = true, .asks = QUERY_SHOW},
	{.name = "split", .changes = true, .needs_id = true, .corrects = CORRECTION_SPLIT},
	{.name = "status"},
	{.name = "unmute", .changes = true, .needs_id = true, .corrects = CORRECTION_UNMUTE},
	{.name = "why", .needs_id = true, .asks = QUERY_WHY},
};
#define COMMANDS (sizeof(commands) / sizeof(*commands))

static const struct json_member request_members[] = {
	MEMBER(TEXT, struct control_request, command, "command"),
	MEMBER(TEXT, struct control_request, url, "url"),
	MEMBER(TEXT, struct control_request, title, "title"),
	MEMBER(TEXT, struct control_request, tags, "tags"),
	MEMBER_MANY(TEXTS, struct control_request, settings, "settings", NULL, CONTROL_SETTINGS_MOST),
	MEMBER(TEXT, struct control_request, id, "id"),
	MEMBER(TEXT, struct control_request, other, "other"),
	MEMBER_MANY(TEXTS, struct control_request, articles, "articles", NULL, CORRECTION_ARTICLES_MOST),
	MEMBER(TEXT, struct control_request, reason, "reason"),
	MEMBER(TEXT, struct control_request, login, "login"),
	MEMBER(TEXT, struct control_request, kind, "kind"),
	MEMBER(TEXT, struct control_request, place, "place"),
	MEMBER(TEXT, struct control_request, watch, "watch"),
	MEMBER_NAMED(struct control_request, severity, "severity", severity_names),
	MEMBER(INSTANT, struct control_request, since, "since"),
	MEMBER(INTEGER, struct control_request, limit, "limit"),
	MEMBER(INTEGER, struct control_request, after_seq, "after_seq"),
	MEMBER(TRUE, struct control_request, follow, "follow"),
	MEMBER(TRUE, struct control_request, all, "all"),
	MEMBER(TRUE, struct control_request, held, "held"),
};
const struct json_shape control_request_shape =
	SHAPE("request", struct control_request, request_members);

/* COMMANDS where there is no such command. */
static size_t command_find(struct text name)
{
	size_t i = 0;

	while (i < COMMANDS && !text_equal(text_of(commands[i].name), name))
		i++;
	return i;
}

/* Numbers that are not given are 0, so that "all" has one form. */
static bool numbers_check(struct control_request *request, struct error *error)
{
	if (request->limit == INTEGER_NONE)
		request->limit = 0;
	if (request->after_seq == INTEGER_NONE)
		request->after_seq = 0;
	if (request->limit < 0 || request->after_seq < 0)
		return error_set(error, ERROR_USAGE, "request: a number below 0");
	return true;
}

static bool request_check(struct arena *arena, struct control_request *request, struct error *error)
{
	size_t i = command_find(request->command);

	if (i == COMMANDS)
		return error_set(error, ERROR_USAGE, "request: no command \"%.*s\"",
				 TEXT_ARGS(text_cut(request->command, 64)));
	if (commands[i].needs_url && text_empty(request->url))
		return error_set(error, ERROR_USAGE, "%s: which url?", commands[i].name);
	if (commands[i].subscribes && !text_empty(url_login(arena, request->url)))
		return error_set(error, ERROR_DATA, "%s", CONTROL_NO_LOGIN);
	request->url = url_plain(arena, request->url);
	if (url_is_web(request->id))
		request->id = url_plain(arena, request->id);
	if (commands[i].needs_id && text_empty(request->id))
		return error_set(error, ERROR_USAGE, "%s: which id?", commands[i].name);
	if (commands[i].corrects == CORRECTION_MERGE && text_empty(request->other))
		return error_set(error, ERROR_USAGE, "merge: with which other incident?");
	return numbers_check(request, error);
}

bool control_request_of(struct arena *arena, struct bytes line, struct control_request *request,
			struct error *error)
{
	struct control_request read;

	if (line.length > LIMIT_CONTROL_LINE)
		return error_set(error, ERROR_USAGE, "request: over %zu bytes", LIMIT_CONTROL_LINE);
	json_t *json = json_read(line, error);
	if (!json)
		return false;
	bool ok = json_to_shape(arena, &control_request_shape, json, &read, error) &&
		  request_check(arena, &read, error);
	json_decref(json);
	if (ok)
		*request = read;
	return ok;
}

struct query control_query_of(const struct control_request *request)
{
	size_t i = command_find(request->command);

	return (struct query){
		.kind = i < COMMANDS ? commands[i].asks : QUERY_NONE,
		.id = request->id,
		.url = request->url,
		.limit = request->limit,
		.alerts = {
			.since = request->since,
			.kind = request->kind,
			.place = request->place,
			.watch = request->watch,
			.severity = request->severity,
			.limit = request->limit,
			.after_seq = request->after_seq,
		},
		.incidents = {
			.kind = request->kind,
			.place = request->place,
			.since = request->since,
			.limit = request->limit,
			.all = request->all,
			.held = request->held,
		},
	};
}

bool control_correction_of(struct arena *arena, const struct control_request *request,
			   struct correction *correction)
{
	size_t i = command_find(request->command);
	bool retracts = i < COMMANDS && commands[i].corrects == CORRECTION_RETRACT;

	if (i == COMMANDS || !commands[i].corrects)
		return false;
	json_blank(&correction_shape, correction);
	correction->kind = commands[i].corrects;
	correction->incident = retracts ? TEXT_NONE : request->id;
	correction->alert = retracts ? request->id : TEXT_NONE;
	correction->other = commands[i].corrects == CORRECTION_MERGE ? request->other : TEXT_NONE;
	if (commands[i].corrects == CORRECTION_SPLIT) {
		correction->articles = request->articles;
		correction->articles_count = request->articles_count;
	}
	correction->reason = text_clean(arena, text_cut(request->reason, LIMIT_REASON), false);
	correction->login = text_clean(arena, text_cut(request->login, LIMIT_NAME), false);
	correction->uid = request->uid;
	return true;
}

bool control_changes(struct text command)
{
	size_t i = command_find(command);

	return i < COMMANDS && commands[i].changes;
}
