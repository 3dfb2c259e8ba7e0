/* merge, split, mute, unmute, retract, audit: a person corrects the machine. */
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "client/command.h"
#include "client/corrections.h"
#include "client/database.h"
#include "client/live.h"
#include "client/rows.h"
#include "model/correction.h"

struct ruling {
	struct live live;
	struct display display;
	const char *reason;
	int64_t limit;
	size_t ids_most; /* arguments that it takes */
	json_t *ids;
	size_t shown;
};

enum { KEY_REASON = 256, KEY_LIMIT };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct ruling *ruling = state->input;

	if (live_option(&ruling->live, key, argument))
		return 0;
	switch (key) {
	case KEY_REASON:
		ruling->reason = argument;
		break;
	case KEY_LIMIT:
		live_limit(state, argument, &ruling->limit);
		break;
	case ARGP_KEY_ARG:
		if (json_array_size(ruling->ids) == ruling->ids_most)
			argp_error(state, "\"%.60s\" is one too many", argument);
		json_array_append_new(ruling->ids, json_string(argument));
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* --- what was ruled --- */

/* "root, for anna". */
static const char *who(const json_t *item, char *room, size_t length)
{
	int64_t uid = json_integer_value(json_object_get(item, "uid"));
	const struct passwd *user = getpwuid((uid_t)uid);
	char login[100], number[30];

	snprintf(number, sizeof(number), "uid %" PRId64, uid);
	display_text(item, "login", login, sizeof(login));
	snprintf(room, length, "%s%s%s", user ? user->pw_name : number, *login ? ", for " : "", login);
	return room;
}

static const char *deed(const json_t *item, char *room, size_t length)
{
	char kind[20], incident[60], other[60], alert[60];
	bool undone = !json_array_size(json_object_get(item, "articles"));

	display_text(item, "kind", kind, sizeof(kind));
	display_text(item, "incident", incident, sizeof(incident));
	display_text(item, "other", other, sizeof(other));
	display_text(item, "alert", alert, sizeof(alert));
	if (!strcmp(kind, "merge"))
		snprintf(room, length, "%s is a part of %s now", other, incident);
	else if (!strcmp(kind, "split"))
		snprintf(room, length, "%s %s %s", other, undone ? "is no part any more of" : "is told apart from",
		         incident);
	else if (!strcmp(kind, "retract"))
		snprintf(room, length, "%s is retracted, of %s", alert, incident);
	else
		snprintf(room, length, "%s is %sd", incident, kind);
	return room;
}

void correction_row(const struct display *display, const json_t *item, const char *name)
{
	char by[160], what[200], reason[600], when[40], line[1100];

	snprintf(line, sizeof(line), "%.12s, %s: %s%s%s",
	         display_clock(json_object_get(item, "at"), when, sizeof(when)), who(item, by, sizeof(by)),
	         deed(item, what, sizeof(what)),
	         *display_text(item, "reason", reason, sizeof(reason)) ? "; " : "", reason);
	row_put(display, name, line);
}

/* As the system calls them here; programs get the name beside the number. */
static void put_user(json_t *item)
{
	const struct passwd *user = getpwuid((uid_t)json_integer_value(json_object_get(item, "uid")));

	if (user)
		json_object_set_new(item, "user", json_string(user->pw_name));
}

static bool show_done(void *context, json_t *item)
{
	const struct ruling *ruling = context;
	int64_t withdrawn = json_integer_value(json_object_get(item, "withdrawn"));
	char what[200], told[60], headline[1000];

	if (ruling->live.json) {
		put_user(item);
		display_json(item);
		return !ferror(stdout);
	}
	puts(deed(item, what, sizeof(what)));
	if (*display_text(item, "told", told, sizeof(told)))
		printf("an alert tells so: %s (%s)\n", display_text(item, "headline", headline, sizeof(headline)),
		       told);
	else
		puts("no alert was needed");
	if (withdrawn)
		printf("%" PRId64 " that had not gone out yet %s withdrawn\n", withdrawn, withdrawn > 1 ? "are" : "is");
	if (json_object_get(item, "muted"))
		printf("%s is muted now; \"sitrep unmute\" undoes that\n",
		       display_text(item, "incident", what, sizeof(what)));
	return !ferror(stdout);
}

/* --- asking --- */

/* Whoever has become root for this: a name for the audit, no proof of anything. */
static void put_login(json_t *request)
{
	const char *login = getenv("SUDO_USER");

	if (login && *login)
		json_object_set_new(request, "login", json_string(login));
}

/* What was pasted in may hold what a terminal would obey. */
static void put_reason(json_t *request, const char *reason)
{
	struct arena *arena = arena_new(MIB(1));
	struct bytes bytes = {(const unsigned char *)reason, reason ? strlen(reason) : 0};

	json_put_text(request, "reason",
	              text_clean(arena, text_cut(text_repair(arena, bytes), LIMIT_REASON), false));
	arena_free(arena);
}

static int rule(struct ruling *ruling, json_t *request)
{
	put_reason(request, ruling->reason);
	put_login(request);
	int status = live_run(&ruling->live, request, show_done, ruling);
	json_decref(ruling->ids);
	return status;
}

static struct ruling ruling_new(const char *command, size_t ids_most)
{
	return (struct ruling){.live = {.command = command},
	                       .display = display_new(),
	                       .limit = -1,
	                       .ids_most = ids_most,
	                       .ids = json_array()};
}

static int too_few(struct ruling *ruling, const char *sentence)
{
	struct error error;

	json_decref(ruling->ids);
	error_set(&error, ERROR_USAGE, "%s", sentence);
	return command_failed(ruling->live.command, &error);
}

static json_t *request_of(const struct ruling *ruling)
{
	json_t *request = live_request(ruling->live.command), *id = json_array_get(ruling->ids, 0);

	if (id)
		json_object_set(request, "id", id);
	return request;
}

#define REASON_OPTION                                                                              \
	{                                                                                          \
		"reason", KEY_REASON, "TEXT", 0, "why; it is kept, and goes into the alert", 0     \
	}

static const struct argp_option rule_options[] = {REASON_OPTION, LIVE_OPTIONS, {0}};

int command_merge(int count, char **arguments)
{
	static const struct argp argp = {
		.options = rule_options,
		.parser = parse_option,
		.args_doc = "INCIDENT OTHER",
		.doc = "Says that OTHER is the same incident as INCIDENT: its claims go into that one, and so does "
		       "whatever is reported of it later. Where alerts of OTHER had gone out, one alert cancels "
		       "them. \"sitrep split OTHER\" undoes it.\v"
		       "Example:\n  sudo sitrep merge lb-2024-09-23-3f2a11c0 lb-2024-09-24-88d0e4b1",
	};
	struct ruling ruling = ruling_new("merge", 2);

	command_parse(&argp, "merge", count, arguments, &ruling);
	if (json_array_size(ruling.ids) < 2)
		return too_few(&ruling, "which two incidents? \"sitrep incidents\" lists them");
	json_t *request = request_of(&ruling);
	json_object_set(request, "other", json_array_get(ruling.ids, 1));
	return rule(&ruling, request);
}

int command_split(int count, char **arguments)
{
	static const struct argp argp = {
		.options = rule_options,
		.parser = parse_option,
		.args_doc = "INCIDENT [ARTICLE...]",
		.doc = "Says that the ARTICLEs, by their addresses or ids, tell of another incident: their claims "
		       "become one of its own. Without an ARTICLE a merge of INCIDENT into another one is undone. "
		       "Where alerts had gone out that are not right any more, one alert updates them.\v"
		       "Examples:\n  sudo sitrep split lb-2024-09-23-3f2a11c0 https://example.org/news/1\n"
		       "  sudo sitrep split lb-2024-09-24-88d0e4b1 --reason \"two strikes after all\"",
	};
	struct ruling ruling = ruling_new("split", 1 + CORRECTION_ARTICLES_MOST);

	command_parse(&argp, "split", count, arguments, &ruling);
	if (!json_array_size(ruling.ids))
		return too_few(&ruling, "which incident? \"sitrep incidents\" lists them");
	json_t *request = request_of(&ruling);
	json_array_remove(ruling.ids, 0);
	json_object_set(request, "articles", ruling.ids);
	return rule(&ruling, request);
}

static int rule_one(const char *command, const struct argp *argp, const char *which, int count,
                    char **arguments)
{
	struct ruling ruling = ruling_new(command, 1);

	command_parse(argp, command, count, arguments, &ruling);
	if (!json_array_size(ruling.ids))
		return too_few(&ruling, which);
	return rule(&ruling, request_of(&ruling));
}

int command_mute(int count, char **arguments)
{
	static const struct argp argp = {
		.options = rule_options,
		.parser = parse_option,
		.args_doc = "INCIDENT",
		.doc = "Nothing more is told of INCIDENT; its ledger goes on. What had not gone out yet is "
		       "withdrawn.\vExample:\n  sudo sitrep mute lb-2024-09-23-3f2a11c0 --reason exercise",
	};

	return rule_one("mute", &argp, "which incident? \"sitrep incidents\" lists them", count, arguments);
}

int command_unmute(int count, char **arguments)
{
	static const struct argp argp = {
		.options = rule_options,
		.parser = parse_option,
		.args_doc = "INCIDENT",
		.doc = "Undoes a mute: the next report of INCIDENT tells what has changed since the last alert of "
		       "it.\vExample:\n  sudo sitrep unmute lb-2024-09-23-3f2a11c0",
	};

	return rule_one("unmute", &argp, "which incident? \"sitrep incidents\" lists them", count, arguments);
}

int command_retract(int count, char **arguments)
{
	static const struct argp argp = {
		.options = rule_options,
		.parser = parse_option,
		.args_doc = "ALERT",
		.doc = "Says that ALERT is wrong: its figure is taken out of the ledger, and an alert of kind "
		       "retracted cancels it. One that had not gone out yet is withdrawn. Where ALERT is the "
		       "opening of an incident that nobody else has told of, the incident is muted.\v"
		       "Example:\n  sudo sitrep retract 9f3c02d7 --reason \"misread: the wounded\"",
	};

	return rule_one("retract", &argp, "which alert? \"sitrep alerts --json\" tells their ids", count,
	                arguments);
}

/* --- audit --- */

static bool show_past(void *context, json_t *item)
{
	struct ruling *ruling = context;
	char number[24];

	ruling->shown++;
	if (ruling->live.json) {
		put_user(item);
		display_json(item);
		return !ferror(stdout);
	}
	snprintf(number, sizeof(number), "%" PRId64, (int64_t)json_integer_value(json_object_get(item, "n")));
	correction_row(&ruling->display, item, number);
	return !ferror(stdout);
}

int command_audit(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        {"limit", KEY_LIMIT, "N", 0, "only the newest N (100; at most 10000)", 0},
	        DATABASE_OPTION,
	        LIVE_OPTIONS,
	        {0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "[ID]",
		.doc = "Tells who has merged, split, muted or retracted what, when and why; the newest first. Of one "
		       "incident or alert with its ID.\vExamples:\n  sitrep audit --limit 10\n"
		       "  sitrep audit --json | jq 'select(.kind == \"retract\") | .reason'",
	};
	struct ruling ruling = ruling_new("audit", 1);

	command_parse(&argp, "audit", count, arguments, &ruling);
	json_t *request = request_of(&ruling);
	if (ruling.limit >= 0)
		json_put_integer(request, "limit", ruling.limit);
	int status = live_run(&ruling.live, request, show_past, &ruling);
	if (!status && !ruling.shown && !ruling.live.json)
		puts(json_array_size(ruling.ids) ? "nobody has corrected anything of that id"
		                                 : "nobody has corrected anything");
	json_decref(ruling.ids);
	return status;
}
