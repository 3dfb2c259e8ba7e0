/*
 * Fields in which the words of violence mean nothing: sport, fiction and games, the kitchen, markets, science,
 * politics. A paragraph is of a field where the field's words outweigh those of real events; their
 * weights are values of the word lists. In a drill or a simulation nothing happens either.
 */
#include "extraction/document.h"

#define ENOUGH 3      /* one word that is of a field alone, or three that often are */
#define DENSITY 16    /* words of text for one of weight, at most */
#define NEAR 5        /* tokens between the dead and their number */
#define REAL_COUNTS 2 /* a word of real events outweighs as much of a field */

enum field { FIELD_SPORT, FIELD_FICTION, FIELD_KITCHEN, FIELD_MARKET, FIELD_SCIENCE, FIELD_TALK, FIELD_REAL, FIELDS };

static const uint16_t field_classes[FIELDS] = {
	CLASS_TOPIC_SPORT, CLASS_TOPIC_FICTION, CLASS_TOPIC_KITCHEN, CLASS_TOPIC_MARKET,
	CLASS_TOPIC_SCIENCE, CLASS_TOPIC_TALK, CLASS_TOPIC_REAL,
};

static void weigh(const struct document *document, size_t token, int64_t weights[FIELDS])
{
	if (!token_has(document, token, TRAIT_TOPIC))
		return;
	for (unsigned i = 0; i < FIELDS; i++) {
		size_t length;
		const struct table_reading *reading = token_reading(document, token, field_classes[i], &length);
		if (reading)
			weights[i] += reading->value > 0 ? reading->value : 1;
	}
}

static bool is_number(const struct document *document, size_t at)
{
	return (token_flag(document, at, WORD_NUMBER) && !token_flag(document, at, WORD_JOINED)) ||
	       token_is(document, at, CLASS_CARDINAL);
}

/* "Killing nine people", "12 fans were killed": counted people, and dead. */
static bool counts_dead(const struct document *document, size_t at, size_t first, size_t end)
{
	size_t from = at > first + NEAR ? at - NEAR : first, last = at + NEAR < end ? at + NEAR : end;

	if (!token_is(document, at, CLASS_KILL) && !token_is(document, at, CLASS_DIE) &&
	    !token_is(document, at, CLASS_DEAD))
		return false;
	for (size_t i = from; i < last; i++)
		if (is_number(document, i) &&
		    (token_is(document, i + 1, CLASS_PERSON) || token_is(document, i + 2, CLASS_PERSON)))
			return true;
	return false;
}

static bool is_of_field(const int64_t weights[FIELDS], size_t words)
{
	for (unsigned i = 0; i < FIELD_REAL; i++)
		if (weights[i] >= ENOUGH + REAL_COUNTS * weights[FIELD_REAL] &&
		    weights[i] * DENSITY >= (int64_t)words)
			return true;
	return false;
}

/* At a match, in a market, at a wedding people die: nothing of the kind is told where they are counted. */
static void drop_gatherings(const struct document *document, size_t first, size_t end, int64_t weights[FIELDS])
{
	for (size_t i = first; i < end && (weights[FIELD_SPORT] >= ENOUGH || weights[FIELD_TALK] >= ENOUGH ||
					   weights[FIELD_MARKET] >= ENOUGH); i++)
		if (token_has(document, i, TRAIT_ANCHOR) && counts_dead(document, i, first, end)) {
			weights[FIELD_SPORT] = weights[FIELD_TALK] = 0;
			/* "Hit 300,000 farmers and killed investment" */
			bool people = !token_is(document, i, CLASS_KILL) || (i && token_is(document, i - 1, CLASS_BE));
			weights[FIELD_MARKET] = people ? 0 : weights[FIELD_MARKET];
		}
}

bool topics_has_field(const struct document *document, size_t first, size_t end)
{
	int64_t weights[FIELDS] = {0};

	for (size_t i = first; i < end; i++)
		weigh(document, i, weights);
	drop_gatherings(document, first, end, weights);
	return is_of_field(weights, end - first);
}

static bool holds_drill(const struct document *document, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (token_is_about(document, i, CLASS_TOPIC_DRILL))
			return true;
	return false;
}

void topics_read(struct document *document)
{
	for (size_t first = 0, end; first < document->sentences_count; first = end) {
		struct sentence *sentences = document->sentences;
		int64_t weights[FIELDS] = {0};
		uint16_t traits = 0;
		for (end = first; end < document->sentences_count &&
				  sentences[end].paragraph == sentences[first].paragraph; end++) {
			traits |= sentences[end].traits;
			if (sentences[end].traits & TRAIT_TOPIC)
				for (size_t i = sentences[end].first; i < sentences[end].end; i++)
					weigh(document, i, weights);
		}
		drop_gatherings(document, sentences[first].first, sentences[end - 1].end, weights);
		bool field = is_of_field(weights, sentences[end - 1].end - sentences[first].first);
		bool drill = (traits & TRAIT_TOPIC) &&
			     holds_drill(document, sentences[first].first, sentences[end - 1].end);
		for (size_t i = first; i < end; i++) {
			sentences[i].idle = field;
			/* What is told beside a drill, a long way behind it, is real. */
			sentences[i].drill = drill && i < first + 3;
		}
	}
}
