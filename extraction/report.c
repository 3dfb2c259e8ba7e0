/*
 * What tracking needs of an article as numbers: hashes, the sketch of its word shingles, the terms of
 * its story, the marks that say what kind of text it is.
 */
#include "base/hash.h"
#include "base/limits.h"
#include "extraction/document.h"

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
	size_t room = document->tokens_count * 2 + 1, count = 0, text_words = 0;
	uint64_t *terms = arena_array(document->arena, room, sizeof(*terms));

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

/* The title, and what says of what kind the text is. */
#define TOP_SENTENCES 4

/* A mark's class, its bit, and where it counts. */
enum where { ANYWHERE, AT_TOP };

static void measure_marks(struct document *document)
{
	static const struct {
		uint16_t class;
		uint16_t mark;
		enum where where;
	} marks[] = {
		{CLASS_MARK_CORRECTION, MARK_CORRECTION, ANYWHERE},
		{CLASS_MARK_ARCHIVE, MARK_ARCHIVE, ANYWHERE},
		{CLASS_MARK_ANNIVERSARY, MARK_ANNIVERSARY, AT_TOP},
		{CLASS_MARK_VERDICT, MARK_VERDICT, AT_TOP},
		{CLASS_MARK_OPINION, MARK_OPINION, AT_TOP},
		{CLASS_MARK_ANALYSIS, MARK_ANALYSIS, AT_TOP},
		{CLASS_MARK_OBITUARY, MARK_OBITUARY, AT_TOP},
		{CLASS_MARK_SECOND, MARK_SECOND_EVENT, ANYWHERE},
		{CLASS_MARK_LIVE, MARK_LIVE, AT_TOP},
		{CLASS_MARK_ROUNDUP, MARK_ROUNDUP, AT_TOP},
		{CLASS_MARK_STANDS_BY, MARK_STANDS_BY, ANYWHERE},
		{CLASS_TOPIC_DRILL, MARK_DRILL, AT_TOP},
	};
	struct report *report = document->report;
	size_t top = document->sentences_count >= TOP_SENTENCES ? document->sentences[TOP_SENTENCES - 1].end
							: document->tokens_count;

	for (size_t n = 0; n < document->sentences_count; n++) {
		const struct sentence *sentence = &document->sentences[n];
		for (size_t i = sentence->first; i < sentence->end; i++) {
			if (!token_has(document, i, TRAIT_MARK))
				continue;
			/* "More on this story: live updates": what a page says of others marks no text. */
			for (size_t k = 0; k < sizeof(marks) / sizeof(*marks) && sentence->role == LINE_TEXT; k++)
				if ((marks[k].where == ANYWHERE || i < top) && token_is(document, i, marks[k].class))
					report->marks |= marks[k].mark;
			size_t length;
			const struct table_reading *agency = token_reading(document, i, CLASS_AGENCY, &length);
			if (agency && !report->agency.length)
				report->agency = lexicon_string(document->lexicon, agency->name);
		}
	}
}

/* One word of a field says nothing, "rescue teams"; the weight of all in the first sentences does (topics.c). */
static void measure_field(struct document *document)
{
	size_t top = document->sentences_count < TOP_SENTENCES ? document->sentences_count : TOP_SENTENCES;

	if (top && topics_has_field(document, document->sentences[0].first, document->sentences[top - 1].end))
		document->report->marks |= MARK_SPORT;
}

static void measure_date(struct document *document)
{
	if (!day_known(document->dateline_day))
		return;
	struct timespan *span = arena_alloc(document->arena, sizeof(*span));
	span->start = span->end = document->dateline_day;
	document->report->text_date = span;
}

void report_measure(struct document *document)
{
	measure_words(document);
	measure_terms(document);
	measure_marks(document);
	measure_field(document);
	measure_date(document);
}
