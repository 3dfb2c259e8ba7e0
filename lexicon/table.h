/*
 * The compiled lexicon: one block of memory, position-independent, little-endian as the machine that
 * uses it. A header with the offset and count of each array; strings by offset and length.
 */
#ifndef LEXICON_TABLE_H
#define LEXICON_TABLE_H

#include <stdint.h>

#include "lexicon/classes.h"

#define TABLE_MAGIC UINT64_C(0x31304e5845544953) /* "SITEXN01" */
#define TABLE_VERSION 13

struct table_string {
	uint32_t offset;
	uint32_t length;
};

/* The forms of a word, as bits of a reading. */
enum form {
	FORM_BASE = 1 << 0,
	FORM_S = 1 << 1,
	FORM_PAST = 1 << 2,
	FORM_PART = 1 << 3,
	FORM_ING = 1 << 4,
	FORM_SINGULAR = 1 << 5,
	FORM_PLURAL = 1 << 6,
	FORM_CAPITAL = 1 << 7, /* only where the text writes a capital */
	FORM_UPPER = 1 << 8,   /* only where the text writes capitals alone */
	FORM_NOUN = 1 << 9,
	FORM_ADJECTIVE = 1 << 10,
};

/* What one word or phrase may be. */
struct table_reading {
	uint16_t class;
	uint16_t forms;
	int32_t entity; /* its index, or -1 */
	int64_t value;  /* of numbers, months and the like */
	struct table_string name; /* the canonical name, the singular, or what a table gives */
};

/* How a text writes a word: what it may be depends on it ("Nice" and "nice", "IS" and "is"). */
enum word_case { CASE_SMALL, CASE_CAPITAL, CASE_UPPER, WORD_CASES };

/*
 * A phrase, found through the index by its hash; its readings follow one another. What they come to
 * is beside them for each case: every class, as the index of a set, and every form.
 */
struct table_slot {
	uint64_t hash;
	uint32_t reading;
	uint16_t readings;
	uint8_t longer; /* phrases go on from here */
	uint8_t anchor; /* a rule may begin here */
	uint16_t sets[WORD_CASES];
	uint16_t forms[WORD_CASES];
};

/* How much of the world a place takes; what holds another is never below it. */
enum place_level {
	LEVEL_NONE, /* no place */
	LEVEL_REGION, /* seas, ranges, areas of conflict: over provinces or over countries */
	LEVEL_COUNTRY,
	LEVEL_PROVINCE,
	LEVEL_DISTRICT,
	LEVEL_TOWN,
	LEVEL_SPOT, /* a quarter, a camp, a crossing */
};

/*
 * The index is open addressing over hashes: each entry holds the number of a slot plus one (0: free) and
 * above it the hash's highest bits. So most words that are no phrase are turned away without a look at
 * any slot, and the index stays in the processor's cache where slots would not.
 */
#define TABLE_SLOT_BITS 20
#define TABLE_SLOT(entry) ((entry) & ((1u << TABLE_SLOT_BITS) - 1))
#define TABLE_TAG(hash) ((uint32_t)((hash) >> 52) << TABLE_SLOT_BITS)

struct table_entity {
	struct table_string name;
	struct table_string kind;
	struct table_string parent; /* of a place in a province: that */
	struct table_string region; /* the one that it, or its province, lies in */
	char countries[4][2]; /* ISO 3166-1 alpha-2, zero where there is none */
	uint16_t weight;
	uint8_t level;     /* enum place_level */
	uint8_t namesakes; /* a state: 1, counties and townships elsewhere in its country bear its name */
};

/* What the program itself says, by a key: the headlines of alerts. */
struct table_template {
	struct table_string key;
	struct table_string text;
};

/* The first of all sets is empty. */
struct table_set {
	uint64_t bits[CLASSES_MOST / 64];
};

enum element_flag {
	ELEMENT_OPTIONAL = 1 << 0,
	ELEMENT_NOT = 1 << 1,      /* nothing of the kind may stand here; takes no room */
	ELEMENT_ANCHOR = 1 << 2,
	ELEMENT_STRICT = 1 << 3,   /* next to its neighbour on the anchor's side */
	ELEMENT_FAR = 1 << 4,      /* anything of the same clause may lie between */
};

struct table_element {
	uint32_t set;
	uint32_t with;   /* a second set that it must meet as well; 0: none */
	uint16_t forms;  /* any of them; 0: whatever the form */
	uint8_t flags;
	int8_t capture;  /* index of a capture, or -1 */
};

/* The order of captures in struct table_yield. */
enum capture {
	CAPTURE_COUNT,
	CAPTURE_ACTOR,
	CAPTURE_TARGET,
	CAPTURE_PLACE,
	CAPTURE_REVISES,
	CAPTURE_DURATION,
	CAPTURE_SOURCE,
	CAPTURES,
};

enum yield_flag {
	YIELD_PART = 1 << 0,
	YIELD_TOLL = 1 << 1,     /* the state of a running count */
	YIELD_WEAK = 1 << 2,     /* only where nothing else says the same */
	YIELD_ZERO = 1 << 3,     /* none at all */
	YIELD_NEEDS_COUNT = 1 << 4,
	YIELD_NAMED = 1 << 5,
	YIELD_ONE = 1 << 6,
	YIELD_APART = 1 << 7,    /* names an event by its victim: another victim is another event */
	YIELD_NOTHING = 1 << 8, /* where this rule matches, those behind it do not */
	YIELD_ONLY = 1 << 9,    /* the same, but it yields its own fact */
	YIELD_ALSO = 1 << 10,   /* no fact: adds parties and place to those of the same anchor */
	YIELD_BESIDE = 1 << 11,  /* what somebody did to others: he himself is not in the figure */
	YIELD_SELF = 1 << 12,    /* who did it has died */
	YIELD_ELSEWHERE = 1 << 13, /* the place beside it is where he had been brought */
	YIELD_MORE = 1 << 15,    /* beside those whom the sentence counts already */
	YIELD_THEM = 1 << 16,    /* those told of last, and as many */
	YIELD_COMPANY = 1 << 14, /* of one by name, only where the text tells of some other harm or event */
};

struct table_yield {
	struct table_string type;
	struct table_string effect;
	struct table_string status;
	struct table_string modality;
	struct table_string scope;
	struct table_string plover;
	int8_t captures[CAPTURES]; /* which capture of the pattern, or -1 */
	uint32_t flags;
};

#define CAPTURES_OF_PATTERN 8

struct table_rule {
	struct table_string name;
	uint32_t element;
	uint16_t elements;
	uint16_t anchor; /* index within its elements */
	uint32_t yield;
	uint16_t yields;
	uint16_t confidence; /* hundredths */
};

struct table_range {
	uint32_t offset; /* bytes from the beginning of the table */
	uint32_t count;
};

struct table_header {
	uint64_t magic;
	uint32_t version;
	uint32_t size;
	struct table_range classes;  /* struct table_string, by class */
	struct table_range index;    /* uint32_t, a power of two: see TABLE_SLOT */
	struct table_range slots;
	struct table_range readings;
	struct table_range entities;
	struct table_range sets;
	struct table_range rules;    /* in the order of their anchors' least class */
	struct table_range elements;
	struct table_range yields;
	struct table_range templates; /* sorted by key */
	struct table_range strings;  /* bytes */
};

#endif
