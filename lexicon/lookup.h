/* How the stages of extraction/ ask a lexicon: words and phrases by hash, entities, rules. */
#ifndef LEXICON_LOOKUP_H
#define LEXICON_LOOKUP_H

#include "lexicon/lexicon.h"
#include "lexicon/table.h"

struct lexicon {
	struct arena *arena;
	const unsigned char *memory;
	const struct table_header *header;
	const uint32_t *index;
	uint64_t index_mask;
	const struct table_slot *slots;
	const struct table_reading *readings;
	const struct table_entity *entities;
	const struct table_set *sets;
	uint16_t *traits; /* of each set: see traits.h */
	const struct table_rule *rules;
	const struct table_element *elements;
	const struct table_yield *yields;
	const struct table_template *templates;
	/* For each class, the rules whose anchor may be of it: lists of indices. */
	uint32_t *by_anchor;
	uint32_t anchor_start[CLASSES_MOST + 1];
	struct table_set called; /* every class CALLED_ and something */
	struct table_set anchors; /* every class that an anchor of a rule that makes facts may have */
	/* For each rule, the sets of which some word must be present: its needs. */
	uint32_t *needs;
	uint32_t *needs_start;
	bool *makes; /* for each rule, whether it makes facts itself */
	uint16_t *anchor_forms; /* for each rule, the forms of which its anchor must have one; 0: whatever */
	/* For each rule, in hundredths: its measured precision (precision.tsv), else what the rule says. */
	uint16_t *precision;
	struct text *called_names; /* for each class of `called`, what stands behind it */
	/* The entity of each country by the two letters of its code; -1. */
	int32_t country[26][26];
};

/* The slot of a phrase's hash; NULL where no phrase of the lexicon begins so. */
static inline const struct table_slot *lexicon_slot(const struct lexicon *lexicon, uint64_t hash)
{
	uint32_t tag = TABLE_TAG(hash), entry;

	for (uint64_t at = hash & lexicon->index_mask; (entry = lexicon->index[at]);
	     at = (at + 1) & lexicon->index_mask) {
		if ((entry & ~(uint32_t)TABLE_SLOT(UINT32_MAX)) != tag)
			continue;
		const struct table_slot *slot = &lexicon->slots[TABLE_SLOT(entry) - 1];
		if (slot->hash == hash)
			return slot;
	}
	return NULL;
}

/* That lexicon_slot() will be asked for the hash: so that the index is at hand by then. */
static inline void lexicon_expect(const struct lexicon *lexicon, uint64_t hash)
{
	__builtin_prefetch(&lexicon->index[hash & lexicon->index_mask]);
}

/* The same a little later, when the index is at hand: for the slot. */
static inline void lexicon_expect_slot(const struct lexicon *lexicon, uint64_t hash)
{
	uint32_t entry = lexicon->index[hash & lexicon->index_mask];

	if (entry)
		__builtin_prefetch(&lexicon->slots[TABLE_SLOT(entry) - 1]);
}

/* The country of an ISO 3166-1 code; NULL. Of several the table's first. */
const struct table_entity *lexicon_country(const struct lexicon *lexicon, const char code[2]);

struct text lexicon_string(const struct lexicon *lexicon, struct table_string string);
/* What the program says for a key; empty where the lexicon has no such template. */
struct text lexicon_template(const struct lexicon *lexicon, struct text key);
/* What stands behind CALLED_ in the name of the first such class of the set, in small letters; empty. */
struct text lexicon_called(const struct lexicon *lexicon, const struct table_set *set);
struct text lexicon_class_name(const struct lexicon *lexicon, unsigned class);

/* A view of a compiled table, which must outlive it; NULL where it is damaged or of another version. */
struct lexicon *lexicon_open(struct arena *arena, struct bytes table, struct error *error);

static inline bool set_has(const struct table_set *set, unsigned class)
{
	return set->bits[class / 64] >> (class % 64) & 1;
}

static inline void set_remove(struct table_set *set, unsigned class)
{
	set->bits[class / 64] &= ~(UINT64_C(1) << class % 64);
}

static inline void set_add(struct table_set *set, unsigned class)
{
	set->bits[class / 64] |= UINT64_C(1) << (class % 64);
}

static inline bool set_meets(const struct table_set *a, const struct table_set *b)
{
	for (unsigned i = 0; i < CLASSES_MOST / 64; i++)
		if (a->bits[i] & b->bits[i])
			return true;
	return false;
}

/* Whether a rule may match among words of these classes: the gate before the work of matching. */
static inline bool lexicon_rule_may(const struct lexicon *lexicon, uint32_t rule,
				    const struct table_set *present)
{
	for (uint32_t i = lexicon->needs_start[rule]; i < lexicon->needs_start[rule + 1]; i++)
		if (!set_meets(&lexicon->sets[lexicon->needs[i]], present))
			return false;
	return true;
}

/* Whether a rule that makes facts may match with its anchor at a word of this set and these forms. */
bool lexicon_may_anchor(const struct lexicon *lexicon, const struct table_set *set, uint16_t forms,
			const struct table_set *present);

static inline void set_join(struct table_set *set, const struct table_set *other)
{
	for (unsigned i = 0; i < CLASSES_MOST / 64; i++)
		set->bits[i] |= other->bits[i];
}

#endif
