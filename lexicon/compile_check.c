/*
 * What a rule may name: classes that have words, and what a fact may be. A name that is neither gets
 * the nearest one for an answer.
 */
#include <string.h>

#include "lexicon/builder.h"

#define LONGEST 40 /* letters of a name that are compared */

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* Letters to change, add, drop or swap with their neighbour, from one to the other. */
static size_t distance(struct text a, struct text b)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	a = text_cut(a, LONGEST);
	b = text_cut(b, LONGEST);
	for (size_t k = 0; k <= b.length; k++)
		above[k] = before[k] = k;
	for (size_t i = 1; i <= a.length; i++) {
		row[0] = i;
		for (size_t k = 1; k <= b.length; k++) {
			bool same = a.data[i - 1] == b.data[k - 1];
			row[k] = least(above[k] + 1, row[k - 1] + 1, above[k - 1] + !same);
			if (i > 1 && k > 1 && a.data[i - 1] == b.data[k - 2] && a.data[i - 2] == b.data[k - 1])
				row[k] = least(row[k], before[k - 2] + 1, row[k]);
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b.length];
}

struct nearest {
	struct text name;
	size_t distance;
};

static void compare(struct nearest *nearest, struct text wanted, struct text name)
{
	size_t far = distance(wanted, name);

	if (far < nearest->distance)
		*nearest = (struct nearest){name, far};
}

/* A third of its letters may be wrong; beyond that a suggestion only misleads. */
static struct nearest nearest_to(struct text wanted)
{
	return (struct nearest){TEXT_NONE, wanted.length / 3 + 1};
}

bool builder_class_filled(const struct builder *builder, unsigned class)
{
	return class < CLASSES_KNOWN || (builder->filled.bits[class / 64] >> (class % 64) & 1);
}

bool builder_fail_class(struct builder *builder, struct text name)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < builder->classes.count; i++)
		if (builder_class_filled(builder, (unsigned)i))
			compare(&nearest, name, builder->classes.list[i]);
	for (size_t i = 0; i < builder->defines.count; i++)
		compare(&nearest, name, builder->defines.list[i].name);
	if (!nearest.name.length)
		return builder_fail(builder, "no word is of a class %.*s", TEXT_ARGS(name));
	return builder_fail(builder, "no word is of a class %.*s; is it %.*s?", TEXT_ARGS(name),
			    TEXT_ARGS(nearest.name));
}

/* The names of model/fact.c; a test of extraction/ holds the two together. */
static const char *const types[] = {
	"casualty", "strike", "launch", "attack", "bombing", "shooting", "clash", "disaster", "wreck",
	"abduction", "release", "detention", "displacement", "evacuation", "protest", "ceasefire",
	"talks", "deployment", "withdrawal", "threat", "statement", "responsibility", NULL,
};
static const char *const effects[] = {
	"killed", "injured", "missing", "detained", "abducted", "released", "displaced", NULL,
};
static const char *const statuses[] = {
	"proposed", "under-negotiation", "accepted", "agreed", "in-force", "extended", "violated",
	"rejected", "expired", "collapsed", "negotiating", "suspended", "resumed", NULL,
};
static const char *const modalities[] = {"actual", "possible", "planned", "denied", NULL};
static const char *const scopes[] = {"incident", "cumulative", NULL};

const char *const *lexicon_values(enum lexicon_value value)
{
	static const char *const *const all[] = {types, effects, statuses, modalities, scopes};

	return all[value];
}

static const char *const value_names[] = {"type of fact", "effect", "status", "modality", "scope"};

bool builder_fail_among(struct builder *builder, const char *what, struct text name,
			const char *const *list)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; list[i]; i++)
		compare(&nearest, name, text_of(list[i]));
	if (!nearest.name.length)
		return builder_fail(builder, "\"%.*s\" is no %s", TEXT_ARGS(name), what);
	return builder_fail(builder, "\"%.*s\" is no %s; is it %.*s?", TEXT_ARGS(name), what,
			    TEXT_ARGS(nearest.name));
}

bool builder_check_value(struct builder *builder, enum lexicon_value value, struct text name)
{
	const char *const *list = lexicon_values(value);

	for (size_t i = 0; list[i]; i++)
		if (text_equal(name, text_of(list[i])))
			return true;
	return builder_fail_among(builder, value_names[value], name, list);
}
