/*
 * What tracking needs of an article as numbers: hashes, the sketch of its word shingles, the terms of
 * its story, the marks that say what kind of text it is.
 */
#include "base/hash.h"
#include "base/limits.h"
#include "extraction/groups.h"
#include "extraction/names.h"

#define SHINGLE 4
#define STORY_WORDS 500

static bool is_word(const struct document *document, size_t token)
{
	return !token_flag(document, token, WORD_PUNCT | WORD_POSSESSIVE);
}

static bool in_title(const struct document *document, size_t token)
{
	return document->tokens[token].word.start < document->text_start;
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

static void measure_shingles(struct document *document, const uint64_t *words, size_t count)
{
	struct report *report = document->report;

	if (count < SHINGLE)
		return;
	size_t shingles = count - SHINGLE + 1;
	uint64_t *hashes = arena_array(document->arena, shingles, sizeof(*hashes));
	for (size_t i = 0; i < shingles; i++) {
		uint64_t hash = PHRASE_START;
		for (size_t k = 0; k < SHINGLE; k++)
			hash = phrase_add(hash, words[i + k]);
		hashes[i] = hash ? hash : 1;
	}
	shingles = unique(document->arena, hashes, shingles);
	report->shingles = (int64_t)shingles;
	report->sketch = hashes;
	report->sketch_count = shingles < LIMIT_SKETCH ? shingles : LIMIT_SKETCH;
}

/* Hashes of text and title as wholes, of each paragraph, and the shingles of the text. */
static void measure_words(struct document *document)
{
	struct report *report = document->report;
	uint64_t text = PHRASE_START, title = PHRASE_START, paragraph = PHRASE_START;
	uint64_t *words = arena_array(document->arena, document->tokens_count + 1, sizeof(*words));
	size_t count = 0, open = 0;

	report->paragraphs = arena_array(document->arena, LIMIT_PARAGRAPHS, sizeof(*report->paragraphs));
	for (size_t i = 0; i <= document->tokens_count; i++) {
		bool end = i == document->tokens_count || token_flag(document, i, WORD_LINE);
		if (end && open && report->paragraphs_count < LIMIT_PARAGRAPHS)
			report->paragraphs[report->paragraphs_count++] = paragraph;
		if (end) {
			paragraph = PHRASE_START;
			open = 0;
		}
		if (i == document->tokens_count)
			break;
		if (!is_word(document, i))
			continue;
		uint64_t hash = document->tokens[i].word.hash;
		if (in_title(document, i)) {
			title = phrase_add(title, hash);
			continue;
		}
		text = phrase_add(text, hash);
		paragraph = phrase_add(paragraph, hash);
		words[count++] = hash;
		open++;
	}
	report->words = (int64_t)count;
	report->text_hash = count ? text : 0;
	report->title_hash = title != PHRASE_START ? title : 0;
	measure_shingles(document, words, count);
}

static void measure_terms(struct document *document)
{
	struct report *report = document->report;
	size_t title = 0, count = 0, text_words = 0;

	while (title < document->tokens_count && in_title(document, title))
		title++;
	uint64_t *terms = arena_array(document->arena, 2 * title + STORY_WORDS, sizeof(*terms));

	for (size_t i = 0; i < document->tokens_count; i++) {
		if (!is_word(document, i) || token_is_single(document, i, CLASS_STOPWORD))
			continue;
		if (in_title(document, i))
			terms[count++] = document->tokens[i].word.hash;
		else if (++text_words > STORY_WORDS)
			break;
		terms[count++] = document->tokens[i].word.hash;
	}
	hash_sort(document->arena, terms, count);
	report->terms = arena_array(document->arena, LIMIT_STORY_TERMS, sizeof(*report->terms));
	for (size_t i = 0; i < count && report->terms_count < LIMIT_STORY_TERMS;) {
		size_t same = i;
		while (same < count && terms[same] == terms[i])
			same++;
		report->terms[report->terms_count++] = (struct story_term){
			.id = terms[i], .weight = (int64_t)((same - i) * 1000)};
		i = same;
	}
}

/* --- places --- */

/* The title and two sentences: where it happened is told there, not what is like it elsewhere. */
#define PLACE_SENTENCES 3

static void add_place(struct document *document, const struct item *item)
{
	struct report *report = document->report;

	for (size_t i = 0; i < report->places_count; i++)
		if (text_equal_nocase(report->places[i].name, item->name))
			return;
	if (report->places_count < LIMIT_REPORT_PLACES)
		report->places[report->places_count++] = *place_make(document, item);
}

/* "Wetlet Township", that no table knows, is "Wetlet" in the next text. */
static void drop_head(const struct document *document, size_t last, struct item *item)
{
	struct text head = token_text(document, last);

	if (item->entity < 0 && token_is(document, last, CLASS_PLACE_HEAD) && item->name.length > head.length + 1 &&
	    text_equal(text_slice(item->name, item->name.length - head.length, item->name.length), head))
		item->name.length -= head.length + 1;
}

/* A title says "Hurti attack": there a name that no table knows may be the place's. */
static size_t title_name(const struct document *document, const struct sentence *sentence, size_t token,
			 struct item *item)
{
	size_t end = token;

	while (sentence->title && end < sentence->end && !document->tokens[end].slot &&
	       token_is_name(document, sentence, end))
		end++;
	if (end > token)
		item->name = tokens_text(document, token, end);
	return end - token;
}

/* "In Sagaing Region's Wetlet Township": by its second word it is a place, too. */
static size_t headed_name(const struct document *document, const struct sentence *sentence, size_t token,
			  struct item *item)
{
	size_t end = token;

	while (end < sentence->end && !document->tokens[end].slot && token_is_name(document, sentence, end))
		end++;
	if (end == token || end >= sentence->end || !token_is(document, end, CLASS_PLACE_HEAD) ||
	    !token_flag(document, end, WORD_CAPITAL))
		return 0;
	item->name = tokens_text(document, token, end);
	return end + 1 - token;
}

static bool names_thing(const struct document *document, size_t token)
{
	return token_is(document, token, CLASS_NAMED_THING) || token_is(document, token, CLASS_EVENT_DISASTER) ||
	       token_is(document, token, CLASS_EVENT_WRECK);
}

/*
 * "The ferry KM Cahaya Ilahi", "the Nabila Knitwear fire", "the Hellas Fortune": what has a name is known by it in the
 * next text, as a place is. Names that no table knows, for those of people and offices have known words about them.
 */
static size_t thing_name(const struct document *document, const struct sentence *sentence, size_t token,
			 struct item *item)
{
	size_t first = token, end;

	if (!token || sentence->title || first >= sentence->end)
		return 0;
	bool prefixed = token_is(document, first, CLASS_SHIP_PREFIX) && token_flag(document, first, WORD_UPPER);
	first += prefixed;
	for (end = first; end < sentence->end && !document->tokens[end].slot && token_is_name(document, sentence, end);)
		end++;
	if (end == first)
		return 0;
	bool many = end > first + 1, definite = token_is(document, token - 1, CLASS_DEFINITE);
	bool behind = names_thing(document, token - 1), before = names_thing(document, end);
	if (!prefixed && !(definite && (many || before)) && !(behind && many))
		return 0;
	item->name = tokens_text(document, first, end);
	return end - token;
}

static void measure_places(struct document *document)
{
	struct report *report = document->report;

	report->places = arena_array(document->arena, LIMIT_REPORT_PLACES, sizeof(*report->places));
	for (size_t n = 0; n < document->sentences_count && n < PLACE_SENTENCES; n++) {
		const struct sentence *sentence = &document->sentences[n];
		if (sentence->boilerplate)
			continue;
		for (size_t i = sentence->first + sentence->dateline, length; i < sentence->end; i += length) {
			struct item item = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};
			length = place_read(document, sentence, i, &item);
			if (!length)
				length = headed_name(document, sentence, i, &item);
			if (!length)
				length = title_name(document, sentence, i, &item);
			if (!length)
				length = thing_name(document, sentence, i, &item);
			if (length) {
				drop_head(document, i + length - 1, &item);
				add_place(document, &item);
			} else
				length = 1;
		}
	}
}

/* By how often the text names them or their people; of those named as often the first by its letters. */
static void measure_countries(struct document *document)
{
	struct report *report = document->report;
	uint8_t counts[LIMIT_REPORT_COUNTRIES] = {0};

	report->countries = arena_array(document->arena, LIMIT_REPORT_COUNTRIES, sizeof(*report->countries));
	for (unsigned n = 0; document->countries && n < 26 * 26; n++) {
		uint8_t count = document->countries[n / 26][n % 26];
		size_t at = report->countries_count;
		if (!count)
			continue;
		while (at && counts[at - 1] < count)
			at--;
		if (at == LIMIT_REPORT_COUNTRIES)
			continue;
		report->countries_count += report->countries_count < LIMIT_REPORT_COUNTRIES;
		for (size_t i = report->countries_count - 1; i > at; i--) {
			counts[i] = counts[i - 1];
			report->countries[i] = report->countries[i - 1];
		}
		counts[at] = count;
		report->countries[at] = text_format(document->arena, "%c%c", 'A' + (int)(n / 26), 'A' + (int)(n % 26));
	}
}

/* --- marks --- */

/* The title, and what says of what kind the text is. */
#define TOP_SENTENCES 4
/* The title and the first sentence: what a text is written for. Further down it is background. */
#define LEAD_SENTENCES 2

/*
 * A mark's class, its bit, and where it counts. One word alone has to stand in the title, or as a label
 * apart from it, "Opinion | ...", or alone on its line; "a request for comment" is none.
 */
enum where { ANYWHERE, AT_TOP, IN_LEAD, IN_TITLE, AS_LABEL };

static bool is_apart(const struct document *document, const struct sentence *sentence, size_t first, size_t end)
{
	bool starts = first == sentence->first, ends = end == sentence->end;

	return (starts || !is_word(document, first - 1)) && (ends || !is_word(document, end)) &&
	       (sentence->title || (starts && ends));
}

/* Ends of the parts of the text that count. */
struct tops {
	size_t top;
	size_t lead;
};

static size_t end_of_sentence(const struct document *document, size_t n)
{
	return document->sentences_count >= n ? document->sentences[n - 1].end : document->tokens_count;
}

static bool counts_here(const struct document *document, const struct sentence *sentence, size_t token,
			uint16_t class, enum where where, const struct tops *tops)
{
	size_t length = 1;

	if (!token_is_about(document, token, class))
		return false;
	switch (where) {
	case IN_LEAD:
		return token < tops->lead;
	case IN_TITLE:
		token_reading(document, token, class, &length);
		return token < tops->top && (length > 1 || sentence->title);
	case AS_LABEL:
		token_reading(document, token, class, &length);
		return token < tops->top && (length > 1 || is_apart(document, sentence, token, token + 1));
	case AT_TOP:
		return token < tops->top;
	case ANYWHERE:
		break;
	}
	return true;
}

static void measure_marks(struct document *document)
{
	static const struct {
		uint16_t class;
		uint16_t mark;
		enum where where;
	} marks[] = {
		{CLASS_MARK_CORRECTION, MARK_CORRECTION, ANYWHERE},
		{CLASS_MARK_ARCHIVE, MARK_ARCHIVE, ANYWHERE},
		{CLASS_MARK_ANNIVERSARY, MARK_ANNIVERSARY, IN_LEAD},
		{CLASS_MARK_VERDICT, MARK_VERDICT, IN_LEAD},
		{CLASS_MARK_OPINION, MARK_OPINION, AS_LABEL},
		{CLASS_MARK_ANALYSIS, MARK_ANALYSIS, AS_LABEL},
		{CLASS_MARK_OBITUARY, MARK_OBITUARY, IN_TITLE},
		{CLASS_MARK_SECOND, MARK_SECOND_EVENT, ANYWHERE},
		{CLASS_MARK_LIVE, MARK_LIVE, AT_TOP},
		{CLASS_MARK_ROUNDUP, MARK_ROUNDUP, AT_TOP},
		{CLASS_MARK_STANDS_BY, MARK_STANDS_BY, ANYWHERE},
		{CLASS_TOPIC_DRILL, MARK_DRILL, AT_TOP},
	};
	struct report *report = document->report;
	const struct tops tops = {end_of_sentence(document, TOP_SENTENCES), end_of_sentence(document, LEAD_SENTENCES)};

	for (size_t n = 0; n < document->sentences_count; n++) {
		const struct sentence *sentence = &document->sentences[n];
		bool marked = sentence->traits & TRAIT_MARK;
		for (size_t i = sentence->first; marked && i < sentence->end; i++) {
			if (!token_has(document, i, TRAIT_MARK))
				continue;
			/* "More on this story: live updates": what a page says of others marks no text. */
			for (size_t k = 0; k < sizeof(marks) / sizeof(*marks) && !sentence->boilerplate; k++)
				if (counts_here(document, sentence, i, marks[k].class, marks[k].where, &tops))
					report->marks |= marks[k].mark;
			size_t length;
			const struct table_reading *agency = token_reading(document, i, CLASS_AGENCY, &length);
			if (agency && !report->agency.length)
				report->agency = lexicon_string(document->lexicon, agency->name);
		}
	}
}

/* "Lowered this Tuesday to 17 the number of dead", "the count of victims was on Monday revised". */
#define WORDS_TO_TOLL 10

static bool revises_toll(const struct document *document, const struct sentence *sentence, size_t token)
{
	size_t first = token > sentence->first + WORDS_TO_TOLL ? token - WORDS_TO_TOLL : sentence->first;

	for (size_t i = first; i < sentence->end && i < token + WORDS_TO_TOLL; i++)
		if (token_is(document, i, CLASS_TOLL) || token_is(document, i, CLASS_NUMBER_OF))
			return true;
	return false;
}

static void measure_corrections(struct document *document)
{
	for (size_t n = 0; n < document->sentences_count && n < TOP_SENTENCES; n++) {
		const struct sentence *sentence = &document->sentences[n];
		for (size_t i = sentence->first; !sentence->boilerplate && i < sentence->end; i++)
			if (token_is(document, i, CLASS_REVISE) && revises_toll(document, sentence, i))
				document->report->marks |= MARK_CORRECTION;
	}
}

/* One word of a field says nothing, "rescue teams"; the weight of all in the first sentences does (topics.c). */
static void measure_field(struct document *document)
{
	size_t top = document->sentences_count < TOP_SENTENCES ? document->sentences_count : TOP_SENTENCES;

	if (top && topics_has_field(document, document->sentences[0].first, document->sentences[top - 1].end))
		document->report->marks |= MARK_SPORT;
}

/* "Published July 21, 2021": a line of its own with a day, no full stop, and hardly a word beside it. */
#define DATE_LINE_WORDS 8
#define DATE_LINE_OTHERS 2

static struct day day_of_line(const struct document *document, const struct sentence *sentence)
{
	struct day day = DAY_NONE;
	size_t others = 0;

	if (sentence->title || sentence->end - sentence->first > DATE_LINE_WORDS ||
	    token_symbol(document, sentence->end - 1, '.'))
		return DAY_NONE;
	for (size_t i = sentence->first, length; i < sentence->end; i += length) {
		struct item item = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};
		length = time_read(document, sentence, i, &item);
		bool one = length > 1 && day_known(item.span.start) && item.span.start.number == item.span.end.number;
		if (one)
			day = item.span.start;
		others += !length && is_word(document, i);
		length = length ? length : 1;
	}
	return others <= DATE_LINE_OTHERS ? day : DAY_NONE;
}

static void measure_date(struct document *document)
{
	struct day day = document->dateline_day;

	for (size_t n = 0; n < document->sentences_count && n < TOP_SENTENCES && !day_known(day); n++)
		day = day_of_line(document, &document->sentences[n]);
	if (!day_known(day))
		return;
	struct timespan *span = arena_alloc(document->arena, sizeof(*span));
	span->start = span->end = day;
	document->report->text_date = span;
}

void report_measure(struct document *document)
{
	measure_words(document);
	measure_terms(document);
	measure_places(document);
	measure_countries(document);
	measure_marks(document);
	measure_corrections(document);
	measure_field(document);
	measure_date(document);
}
