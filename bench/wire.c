#include "bench/wire.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "bench/measure.h"
#include "extraction/extract.h"

#define START INT64_C(1767225600000) /* 2026-01-01 */
#define APART_MS 31536 /* a million in a year */
#define A_DAY 2740
#define VOCABULARY 300000.0
/* The commonest words are no terms. */
#define STOPWORDS 150
#define TERM_WORDS 450
#define OWN_WORDS 24
#define WORDS_MOST 1200
#define OUTLETS 400
#define LIVING_MOST 4096
/* Texts that may be copied: those of the last three days. */
#define TEXTS 8192
#define SHINGLE 4

struct topic {
	uint32_t own[OWN_WORDS];
	int64_t ends; /* the article before which it is written about */
	uint32_t town, event, place;
	int64_t toll;
};

/* What was sent, as it may be copied. */
struct sent {
	char title[160], lead[400];
	uint32_t words[WORDS_MOST];
	size_t count;
};

struct wire {
	uint64_t chance;
	char **towns;
	size_t towns_count, towns_room;
	struct topic living[LIVING_MOST];
	size_t living_count;
	struct sent *texts;
	size_t texts_count;
	int64_t n;
	uint32_t names; /* words that one topic has and no other */
};

static const struct {
	const char *noun, *verb;
} events[] = {
	{"drone strike", "were killed in a drone strike"}, {"car bomb", "were killed when a car bomb went off"},
	{"air strike", "were killed in an air strike"},    {"shelling", "were killed by shelling"},
	{"earthquake", "died in an earthquake"},           {"landslide", "died in a landslide"},
	{"ferry", "died when a ferry sank"},               {"shooting", "were shot dead by gunmen"},
	{"floods", "died in floods"},                      {"fire", "died in a fire"},
};
static const char *const spots[] = {"market", "school", "bus station", "hospital", "village",
	"camp", "port", "mosque", "district", "factory"};
static const char *const sayers[] = {"the health ministry", "police", "officials",
	"the governor's office", "a hospital doctor", "the army", "rescuers"};
static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const matters[] = {"budget", "league", "harvest", "museum", "railway", "election",
	"vaccine", "satellite", "festival", "merger", "drought", "census", "tariff", "film"};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/* xorshift64*: the same everywhere. */
static uint64_t chance(struct wire *wire)
{
	wire->chance ^= wire->chance >> 12;
	wire->chance ^= wire->chance << 25;
	wire->chance ^= wire->chance >> 27;
	return wire->chance * UINT64_C(0x2545f4914f6cdd1d);
}

static double share(struct wire *wire)
{
	return (double)(chance(wire) >> 11) / 9007199254740992.0;
}

static size_t below(struct wire *wire, size_t count)
{
	return (size_t)(share(wire) * (double)count);
}

/* Zipf's law: the nth word comes a nth as often as the first. */
static uint32_t word(struct wire *wire)
{
	return (uint32_t)exp(share(wire) * log(VOCABULARY));
}

/* --- topics --- */

static void add_town(struct wire *wire, char *line)
{
	char *kind = strchr(line, '\t');

	if (line[0] == '#' || !kind || strncmp(kind, "\tcity\t", 6))
		return;
	if (wire->towns_count == wire->towns_room) {
		wire->towns_room = wire->towns_room ? 2 * wire->towns_room : 4096;
		wire->towns = realloc(wire->towns, wire->towns_room * sizeof(*wire->towns));
		if (!wire->towns)
			give_up("no memory");
	}
	*kind = '\0';
	wire->towns[wire->towns_count++] = line;
}

static void read_towns(struct wire *wire, const char *path)
{
	struct bytes bytes = file_read(path);
	char *text = strndup((const char *)bytes.data, bytes.length), *rest = text, *line;

	while (text && (line = strsep(&rest, "\n")))
		add_town(wire, line);
}

struct wire *wire_new(char **places, size_t count)
{
	struct wire *wire = calloc(1, sizeof(*wire));

	if (wire)
		wire->texts = calloc(TEXTS, sizeof(*wire->texts));
	if (!wire || !wire->texts)
		give_up("no memory");
	wire->chance = 1;
	wire->names = (uint32_t)VOCABULARY;
	for (size_t i = 0; i < count; i++)
		read_towns(wire, places[i]);
	if (!wire->towns_count)
		give_up("no towns");
	/* The same towns are in the news again and again: those of all countries in turn. */
	for (size_t i = wire->towns_count; i-- > 1;) {
		size_t other = below(wire, i + 1);
		char *town = wire->towns[i];
		wire->towns[i] = wire->towns[other];
		wire->towns[other] = town;
	}
	return wire;
}

void wire_free(struct wire *wire)
{
	if (wire) {
		free(wire->towns);
		free(wire->texts);
	}
	free(wire);
}

/* Its own names, and words that are no rarer elsewhere. */
static struct topic make_topic(struct wire *wire)
{
	struct topic topic = {
		.ends = wire->n + A_DAY / 2 + (int64_t)(share(wire) * share(wire) * 8 * A_DAY),
		.town = (uint32_t)((double)wire->towns_count * pow(share(wire), 2.5)),
		.event = (uint32_t)below(wire, COUNT(events)),
		.place = (uint32_t)below(wire, COUNT(spots)),
		.toll = 1 + (int64_t)exp(share(wire) * 4.5),
	};

	for (size_t i = 0; i < OWN_WORDS; i++)
		topic.own[i] = i < 4 ? wire->names++ : STOPWORDS + word(wire);
	return topic;
}

static struct topic *living_topic(struct wire *wire)
{
	size_t kept = 0;

	for (size_t i = 0; i < wire->living_count; i++)
		if (wire->living[i].ends > wire->n)
			wire->living[kept++] = wire->living[i];
	wire->living_count = kept;
	/* The newer, the more is written about it. */
	return kept ? &wire->living[kept - 1 - (size_t)((double)kept * pow(share(wire), 2))] : NULL;
}

/* --- texts --- */

static void write_words(struct wire *wire, struct sent *sent, const struct topic *topic)
{
	sent->count = 120 + (size_t)(share(wire) * share(wire) * (WORDS_MOST - 130));
	for (size_t i = 0; i < sent->count; i++)
		sent->words[i] = share(wire) < 0.1 ? topic->own[below(wire, OWN_WORDS)] : word(wire);
}

static void write_report(struct wire *wire, struct sent *sent, struct topic *topic)
{
	const char *town = wire->towns[topic->town];
	size_t day = (size_t)((START / 86400000 + wire->n / A_DAY + 3) % 7);

	if (share(wire) < 0.3)
		topic->toll += 1 + (int64_t)(share(wire) * (double)topic->toll / 3);
	snprintf(sent->title, sizeof(sent->title), "%lld killed in %s in %s", (long long)topic->toll,
	         events[topic->event].noun, town);
	snprintf(sent->lead, sizeof(sent->lead),
	         "At least %lld people %s at a %s in %s on %s, %s said. %zu others were injured.",
	         (long long)topic->toll, events[topic->event].verb, spots[topic->place], town, days[day],
	         sayers[below(wire, COUNT(sayers))], 3 + below(wire, 60));
	write_words(wire, sent, topic);
}

static void write_other(struct wire *wire, struct sent *sent, const struct topic *topic)
{
	const char *matter = matters[topic->event], *town = wire->towns[topic->town];

	snprintf(sent->title, sizeof(sent->title), "New plans for the %s in %s, %zu", matter, town,
	         below(wire, 1000));
	snprintf(sent->lead, sizeof(sent->lead),
	         "%s will change its %s next year, the council said. The plan is in its %zuth version.", town,
	         matter, 4 + below(wire, 16));
	write_words(wire, sent, topic);
}

/* Another outlet's reproduction: the end cut off, its own line behind it. */
static void write_copy(struct wire *wire, struct sent *sent)
{
	size_t back = 1 + (size_t)((double)(wire->texts_count < TEXTS ? wire->texts_count : TEXTS - 1) *
	                           pow(share(wire), 2));

	*sent = wire->texts[(wire->texts_count - (back < wire->texts_count ? back : wire->texts_count)) % TEXTS];
	if (share(wire) < 0.5)
		sent->count -= sent->count / 4;
	for (size_t i = 0; i < 8 && sent->count < WORDS_MOST; i++)
		sent->words[sent->count++] = word(wire);
}

static void write_text(struct wire *wire, struct sent *sent)
{
	double kind = share(wire);
	struct topic *topic = living_topic(wire);

	if (kind < 0.4) {
		struct topic other = make_topic(wire);
		write_other(wire, sent, &other);
	} else if (kind < 0.65 && wire->texts_count) {
		write_copy(wire, sent);
	} else {
		if ((kind > 0.942 || !topic) && wire->living_count < LIVING_MOST) {
			wire->living[wire->living_count] = make_topic(wire);
			topic = &wire->living[wire->living_count++];
		}
		write_report(wire, sent, topic);
	}
}

/* --- what extraction would have made of all of its words --- */

static uint64_t mix(uint64_t hash, uint64_t more)
{
	hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t word_hash(uint32_t number)
{
	return mix(mix(UINT64_C(0x243f6a8885a308d3), number), number);
}

static size_t unique(struct arena *arena, uint64_t *hashes, size_t count)
{
	size_t kept = 0;

	hash_sort(arena, hashes, count);
	for (size_t i = 0; i < count; i++)
		if (!kept || hashes[kept - 1] != hashes[i])
			hashes[kept++] = hashes[i];
	return kept;
}

static void measure_words(struct arena *arena, const struct sent *sent, struct report *report)
{
	size_t count = sent->count - SHINGLE + 1;
	uint64_t *shingles = arena_array(arena, count, sizeof(*shingles));

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < SHINGLE; k++)
			shingles[i] = mix(shingles[i], word_hash(sent->words[i + k]));
	for (size_t i = 0; i < sent->count; i++)
		report->text_hash = mix(report->text_hash, sent->words[i]);
	count = unique(arena, shingles, count);
	report->words += (int64_t)sent->count;
	report->shingles = (int64_t)count;
	report->sketch = shingles;
	report->sketch_count = count < LIMIT_SKETCH ? count : LIMIT_SKETCH;
}

/* Those of title and lead stay; none of them is a number's. */
static void measure_terms(struct arena *arena, const struct sent *sent, struct report *report)
{
	uint64_t *hashes = arena_array(arena, sent->count, sizeof(*hashes));
	struct story_term *terms = arena_array(arena, LIMIT_STORY_TERMS, sizeof(*terms));
	size_t count = 0, kept = report->terms_count;

	memcpy(terms, report->terms, kept * sizeof(*terms));
	for (size_t i = 0; i < sent->count && i < TERM_WORDS; i++)
		if (sent->words[i] >= STOPWORDS)
			hashes[count++] = word_hash(sent->words[i]);
	hash_sort(arena, hashes, count);
	for (size_t i = 0; i < count && kept < LIMIT_STORY_TERMS; i++) {
		if (i == 0 || hashes[i] != hashes[i - 1])
			terms[kept++] = (struct story_term){.id = hashes[i]};
		terms[kept - 1].weight += 1000;
	}
	report->terms = terms;
	report->terms_count = kept;
}

struct report *wire_next(struct wire *wire, struct arena *arena, struct instant *now)
{
	struct sent *sent = arena_alloc(arena, sizeof(*sent));
	struct article *article = arena_alloc(arena, sizeof(*article));
	size_t outlet = (size_t)(OUTLETS * pow(share(wire), 2));

	write_text(wire, sent);
	*now = (struct instant){START + wire->n * APART_MS};
	json_blank(&article_shape, article);
	article->title = text_of(sent->title);
	article->text = text_of(sent->lead);
	article->published = (struct instant){now->ms - (int64_t)(share(wire) * 7200000)};
	struct report *report = extract_report(arena, lexicon_builtin(), article);
	measure_words(arena, sent, report);
	measure_terms(arena, sent, report);
	report->source = text_format(arena, "Outlet %zu", outlet);
	report->article_id = text_format(arena, "outlet-%zu.example/news/%s/%lld", outlet,
	                                 matters[outlet % COUNT(matters)], (long long)wire->n);
	report->url = text_format(arena, "https://%.*s", TEXT_ARGS(report->article_id));
	report->feed = text_format(arena, "https://outlet-%zu.example/rss", outlet);
	report->published = article->published;
	wire->texts[wire->texts_count++ % TEXTS] = *sent;
	wire->n++;
	return report;
}
