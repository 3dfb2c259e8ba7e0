/* why: what became of an article. */
#include "client/why.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/command.h"
#include "client/database.h"
#include "client/live.h"
#include "client/rows.h"

struct asking {
	struct live live;
	struct display display;
	const char *article;
	bool unknown;
};

/* --- sentences --- */

struct sentence {
	const char *name;
	const char *words;
};

static const struct sentence outcomes[] = {
        {"known", "the ledger has it already"},
        {"lower", "fewer than the ledger has, and nobody corrects it"},
        {"older", "from before what is known; it came late"},
        {"withdrawn", "it was corrected since"},
        {"rounded", "the known figure, rounded"},
        {"rise", "more than was told, but by too little"},
        {"first", "the first such figure of a known incident; told when it rises"},
        {"rival", "a rival's figure that was told before"},
        {"small", "opens no incident: without a place, without harm, or not the article's matter"},
        {"past", "dated to days before, or to days to come"},
        {"sum", "the sum of incidents that are known"},
        {"state", "it is in that state, or that state cannot follow"},
        {"accepted", "accepted by one party; told when all have"},
        {"hedged", "hoped for, planned or denied"},
        {"below", "told far down, as how it came to what the text is about"},
        {"once", "told before"},
        {"muted", "the incident is muted"},
        {"retracted", "an alert of it was retracted"},
        {"unwatched", "no watch covers it, and unwatched = silent"},
        {"few", "of fewer people than its watch asks for"},
        {"mild", "of less severity than its watch asks for"},
        {"unsure", "with less confidence than its watch asks for"},
        {"unconfirmed", "from fewer independent sources than its watch asks for"},
        {"ceiling", "its feed had reached its ceiling of alerts for that hour"},
        {"unopened", "what it belongs to was not told either"},
};

static const struct sentence quiets[] = {
        {"copy", "it says nothing that the article before it did not say"},
        {"archive", "it says itself that it is from an archive"},
        {"anniversary", "it is about an anniversary"},
        {"verdict", "it is about the trial of an old crime"},
        {"opinion", "it is an opinion"},
        {"analysis", "it is an analysis, a timeline or a profile"},
        {"obituary", "it is an obituary"},
        {"sport", "it is about sport"},
        {"drill", "it is about an exercise"},
        {"old", "its own date is days before its publication"},
        {"late", "it is from an archive: published long before the newest of late"},
        {"nothing", "no fact in it is of an event that could be told"},
};

static const struct sentence reasons[] = {
        {"place_same", "the same place"},
        {"place_within", "a place within it"},
        {"place_around", "a place around it"},
        {"place_other", "another place, but the rest agrees"},
        {"day_same", "the same day"},
        {"day_next", "a day apart"},
        {"day_later", "a later day of what goes on"},
        {"lately", "reported within days"},
        {"story", "the same story"},
        {"type", "the same kind of event"},
        {"figure", "a figure that was reported of it"},
        {"toll", "it tells a running toll"},
        {"parties", "the same parties or place, and the same kind"},
};

static const char *say(const struct sentence *sentences, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(sentences[i].name, name))
			return sentences[i].words;
	return "";
}
#define SAY(table, name) say(table, sizeof(table) / sizeof(*(table)), name)

const char *why_matched(const json_t *names, char *room, size_t length)
{
	size_t i, used = 0;
	json_t *name;

	*room = '\0';
	json_array_foreach(names, i, name)
	{
		const char *words = SAY(reasons, json_string_value(name) ? json_string_value(name) : "");
		if (*words && used < length)
			used += (size_t)snprintf(room + used, length - used, "%s%s", used ? ", " : "", words);
	}
	return room;
}

const char *why_article(const json_t *article, char *room, size_t length)
{
	char source[100], title[300], url[1000];

	display_text(article, "source", source, sizeof(source));
	display_text(article, "title", title, sizeof(title));
	if (!*display_text(article, "url", url, sizeof(url)))
		display_text(article, "article", url, sizeof(url));
	snprintf(room, length, "%s%s%s%s%s", source, *source && *title ? ": " : "", title,
	         *source || *title ? ", " : "", url);
	return room;
}

void why_articles(const struct display *display, const json_t *list, const char *name)
{
	char room[1600];
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		row_put(display, i ? "" : name, why_article(one, room, sizeof(room)));
}

/* --- what it is --- */

static void put_state(const struct display *display, const json_t *item)
{
	static const struct sentence states[] = {
	        {"waiting", "seen in the feed; waits to be read"},
	        {"reading", "being fetched or read"},
	        {"read", "read"},
	        {"given_up", "could not be read"},
	};
	char state[40], reason[400], moment[100], room[700];
	const json_t *received = json_object_get(item, "received");

	display_text(item, "state", state, sizeof(state));
	display_text(item, "reason", reason, sizeof(reason));
	snprintf(room, sizeof(room), "%s%s%s%s%s", SAY(states, state), *reason ? ": " : "", reason,
	         received ? ", " : "", received ? row_moment(display, received, moment, sizeof(moment)) : "");
	row_put(display, "state", room);
}

static void put_verdict(const struct display *display, const json_t *item)
{
	const json_t *of = json_object_get(item, "of");
	char verdict[40], room[1600], line[1700], own[1000], other[1000];

	display_text(item, "verdict", verdict, sizeof(verdict));
	display_text(item, "article", own, sizeof(own));
	display_text(of, "article", other, sizeof(other));
	const char *words = !strcmp(verdict, "duplicate")        ? "the same text as "
	                    : !strcmp(verdict, "near_duplicate") ? "a copy of "
	                    : !strcmp(verdict, "update")         ? "an update of "
	                                                         : "new";
	bool version = of && !strcmp(own, other);
	if (version)
		snprintf(line, sizeof(line), "another version of itself%s",
		         strcmp(verdict, "update") ? " without a new fact" : ", with new facts");
	else
		snprintf(line, sizeof(line), "%s%s", words, of ? why_article(of, room, sizeof(room)) : "");
	row_put(display, "verdict", *verdict ? line : "");
}

/* --- its facts --- */

static size_t add(char *line, size_t used, size_t length, const char *before, const char *words)
{
	if (*words && used < length)
		used += (size_t)snprintf(line + used, length - used, "%s%s", before, words);
	return used < length ? used : length - 1;
}

static void put_fact(const struct display *display, const json_t *fact, const char *label)
{
	char word[200], other[40], line[900];
	size_t used = 0;

	*line = '\0';
	used = add(line, used, sizeof(line), "", display_text(fact, "type", word, sizeof(word)));
	used = add(line, used, sizeof(line), " ", display_text(fact, "effect", word, sizeof(word)));
	used = add(line, used, sizeof(line), " ", display_text(fact, "status", word, sizeof(word)));
	used = add(line, used, sizeof(line), " ", row_value(fact, "low", word, sizeof(word)));
	used = add(line, used, sizeof(line), " to ", row_value(fact, "high", other, sizeof(other)));
	used = add(line, used, sizeof(line), ", ", json_object_get(fact, "vague") ? "a word for many" : "");
	used = add(line, used, sizeof(line), ", ", json_object_get(fact, "part") ? "part of another figure" : "");
	used = add(line, used, sizeof(line), ", ", display_text(fact, "modality", word, sizeof(word)));
	used = add(line, used, sizeof(line), ", ", display_text(fact, "scope", word, sizeof(word)));
	used = add(line, used, sizeof(line), ", ", display_text(fact, "place", word, sizeof(word)));
	add(line, used, sizeof(line), ", says ", display_text(fact, "source", word, sizeof(word)));
	row_put(display, label, line);
}

static void put_facts(const struct display *display, const json_t *item)
{
	const json_t *facts = json_object_get(item, "facts"), *all = json_object_get(item, "facts_all");
	char room[80];
	json_t *fact;
	size_t i;

	json_array_foreach(facts, i, fact) put_fact(display, fact, i ? "" : "facts");
	if (!json_is_integer(all))
		return;
	snprintf(room, sizeof(room), "and %" PRId64 " more",
	         (int64_t)json_integer_value(all) - (int64_t)json_array_size(facts));
	row_put(display, "", room);
}

/* --- what became of them --- */

static void put_matter(const struct display *display, const json_t *matter)
{
	char effect[40], value[40], word[200], outcome[40], headline[1000], alert[80], line[1600];
	bool told = json_object_get(matter, "alert");
	const char *how = json_object_get(matter, "withdrawn")   ? "withdrawn before it went out: "
	                  : json_object_get(matter, "retracted") ? "told, and retracted since: "
	                  : json_object_get(matter, "logged")    ? "told: "
	                                                         : "to be told: ";

	display_text(matter, "effect", effect, sizeof(effect));
	row_value(matter, "value", value, sizeof(value));
	display_text(matter, "word", word, sizeof(word));
	display_text(matter, "outcome", outcome, sizeof(outcome));
	display_text(matter, "headline", headline, sizeof(headline));
	display_text(matter, "alert", alert, sizeof(alert));
	snprintf(line, sizeof(line), "%s%s%s%s%s%s%s%s%s%s%s", effect, *effect && *value ? " " : "", value,
	         (*effect || *value) && *word ? ", " : "", word, *effect || *value || *word ? ": " : "",
	         told ? how : "silent: ", told ? headline : SAY(outcomes, outcome),
	         told ? " (alert " : "", alert, told ? ")" : "");
	row_put(display, "", line);
}

static void put_matters(const struct display *display, const json_t *matters)
{
	json_t *matter;
	size_t i;

	json_array_foreach(matters, i, matter) put_matter(display, matter);
}

static void put_record(const struct display *display, const json_t *record)
{
	char id[100], type[40], at[200], kind[40], matched[600], via[100], line[1300], now[100];
	bool begun = json_object_get(record, "begun");

	display_text(record, "id", id, sizeof(id));
	display_text(record, "type", type, sizeof(type));
	display_text(record, "at", at, sizeof(at));
	display_text(record, "via", via, sizeof(via));
	if (!*display_text(record, "kind", kind, sizeof(kind)))
		strcpy(kind, "incident");
	why_matched(json_object_get(record, "matched"), matched, sizeof(matched));
	snprintf(line, sizeof(line), "%s: %s%s%s; %s%s%s%s", id, type, *at ? ", " : "", at,
	         begun ? "begun by this article" : matched, *via ? "; it matched " : "", via,
	         *via ? ", which is merged into it" : "");
	row_put(display, kind, line);
	if (*display_text(record, "merged_into", now, sizeof(now)))
		snprintf(line, sizeof(line), "it is merged into %s since", now);
	else if (*display_text(record, "moved_to", now, sizeof(now)))
		snprintf(line, sizeof(line), "the article was split off since: it is of %s", now);
	row_put(display, "", *now ? line : "");
	put_matters(display, json_object_get(record, "matters"));
}

struct telling {
	size_t told;
	size_t taken_back; /* of them, before they went out or since */
};

static void count_told(const json_t *matters, struct telling *telling)
{
	json_t *matter;
	size_t i;

	json_array_foreach(matters, i, matter)
	{
		telling->told += json_object_get(matter, "alert") != NULL;
		telling->taken_back += json_object_get(matter, "withdrawn") || json_object_get(matter, "retracted");
	}
}

static void write_told(const struct telling *telling, char *line, size_t size)
{
	size_t told = telling->told, back = telling->taken_back;
	int used = snprintf(line, size, "%zu alert%s", told, told > 1 ? "s" : "");

	if (back == told)
		snprintf(line + used, size - (size_t)used, ", taken back");
	else if (back)
		snprintf(line + used, size - (size_t)used, ", %zu of them taken back", back);
}

/* Every number in it is feared, planned or denied. */
static bool is_hedged(const json_t *item)
{
	size_t i, counts = 0, hedged = 0;
	json_t *fact;

	json_array_foreach(json_object_get(item, "facts"), i, fact)
	{
		bool counted = json_object_get(fact, "low") || json_object_get(fact, "high");
		counts += counted;
		hedged += counted && json_object_get(fact, "modality");
	}
	return counts && hedged == counts;
}

static void put_end(const struct display *display, const json_t *item)
{
	struct telling telling = {0};
	char quiet[40], line[200];
	json_t *record;
	size_t i;

	count_told(json_object_get(item, "matters"), &telling);
	json_array_foreach(json_object_get(item, "records"), i, record)
		count_told(json_object_get(record, "matters"), &telling);
	display_text(item, "quiet", quiet, sizeof(quiet));
	if (telling.told)
		write_told(&telling, line, sizeof(line));
	else if (is_hedged(item))
		snprintf(line, sizeof(line), "no alert: what is feared, planned or denied sets no figure");
	else
		snprintf(line, sizeof(line), "no alert%s%s", *quiet ? ": " : ", for what is said above",
		         SAY(quiets, quiet));
	row_put(display, "led to", line);
}

static void show_version(const struct display *display, const json_t *item)
{
	json_t *record;
	size_t i;

	put_verdict(display, item);
	put_facts(display, item);
	json_array_foreach(json_object_get(item, "records"), i, record) put_record(display, record);
	if (json_array_size(json_object_get(item, "matters"))) {
		row_put(display, "beside them", i ? "what is of none of these:" : "what opened no incident:");
		put_matters(display, json_object_get(item, "matters"));
	}
	put_end(display, item);
}

static void show_article(const struct display *display, const json_t *item)
{
	json_t *older = json_object_get(item, "older"), *version;
	size_t i;

	row_text(display, item, json_object_get(item, "url") ? "url" : "asked", "article");
	row_text(display, item, "title", "title");
	row_text(display, item, "source", "outlet");
	row_when(display, item, "published", "published");
	row_text(display, item, "feed", "feed");
	put_state(display, item);
	if (!json_object_get(item, "verdict")) {
		const char *state = json_string_value(json_object_get(item, "state"));
		bool old = state && !strcmp(state, "read");
		row_put(display, "led to", old ? "it is so old that what became of it is not kept any more" : "");
		return;
	}
	row_text(display, item, "story", "story");
	show_version(display, item);
	why_articles(display, json_object_get(item, "copies"), "copies");
	json_array_foreach(older, i, version)
	{
		display_tone(display, TONE_STRONG);
		puts("\nbefore that");
		display_tone(display, TONE_PLAIN);
		row_when(display, version, "received", "read");
		show_version(display, version);
	}
}

static void say_unknown(const json_t *item)
{
	char asked[1000], nearest[1000];

	display_text(item, "asked", asked, sizeof(asked));
	display_text(item, "nearest", nearest, sizeof(nearest));
	fflush(stdout);
	fprintf(stderr, "sitrep why: %s was never seen in a feed%s%s\n", asked,
	        *nearest ? "; the nearest that was: " : "", nearest);
}

static bool show_one(void *context, json_t *item)
{
	struct asking *asking = context;
	const char *state = json_string_value(json_object_get(item, "state"));

	asking->unknown = state && !strcmp(state, "unknown");
	if (asking->live.json)
		display_json(item);
	else if (asking->unknown)
		say_unknown(item);
	else
		show_article(&asking->display, item);
	return !ferror(stdout);
}

/* --- the command --- */

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct asking *asking = state->input;

	if (live_option(&asking->live, key, argument))
		return 0;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (asking->article)
		argp_error(state, "\"%.60s\": one article at a time", argument);
	asking->article = argument;
	return 0;
}

int command_why(int count, char **arguments)
{
	static const struct argp_option options[] = {DATABASE_OPTION, LIVE_OPTIONS, {0}};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "URL",
		.doc = "Tells what became of an article, by its address or id: read or not, a copy of which, "
		       "its facts, which incidents they came to and why, and which alerts it led to or why "
		       "none. An article that was never seen in a feed: exit status 66.\v"
		       "Examples:\n"
		       "  sitrep why https://example.org/news/1\n"
		       "  sitrep why --json https://example.org/news/1 | jq .records",
	};
	struct asking asking = {.live = {.command = "why"}, .display = display_new()};
	struct error error;

	command_parse(&argp, "why", count, arguments, &asking);
	if (!asking.article || !*asking.article) {
		error_set(&error, ERROR_USAGE, "which article? Give its URL");
		return command_failed("why", &error);
	}
	json_t *request = live_request("why");
	json_object_set_new(request, "id", json_string(asking.article));
	int status = live_run(&asking.live, request, show_one, &asking);
	return status ? status : asking.unknown ? 66 : 0;
}
