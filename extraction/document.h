/*
 * One article on its way through the stages: lines, words, sentences, items, facts. Every stage adds
 * to it and reads what those before it have added.
 */
#ifndef EXTRACTION_DOCUMENT_H
#define EXTRACTION_DOCUMENT_H

#include "lexicon/lookup.h"
#include "lexicon/traits.h"
#include "lexicon/words.h"
#include "model/report.h"

/*
 * The text, or the title, as tokens. What is known of each stands in the lexicon's tables, of which it
 * holds the numbers: a text of 1 MB may have a million tokens.
 */
struct token {
	struct word word;
	uint32_t slot;      /* of the longest phrase that begins here: see slot_of() */
	uint32_t single;    /* of the word alone */
	uint32_t about;     /* of a phrase that tells only of the whole text; 0 */
	uint8_t about_length;
	uint8_t length;     /* tokens of the phrase */
	uint8_t endings;    /* of the word: see ends_like(); 0: not read yet */
	uint16_t set;       /* every class that the phrase may be, as it is written: see set_of(); */
	uint16_t own;       /* the word alone; the empty set where there is no slot */
	uint16_t forms;     /* of the phrase */
	uint16_t own_forms;
	uint16_t traits;    /* of either */
};

struct sentence {
	uint32_t first;    /* tokens */
	uint32_t end;
	uint32_t paragraph;
	uint32_t dateline; /* tokens of the dateline at its beginning */
	struct item *items;
	uint32_t items_count;
	uint16_t traits;   /* of any of its tokens */
	bool title;
	bool boilerplate;  /* no text: nothing is read in it */
	bool idle;         /* of a field in which words of violence mean nothing */
	bool drill;        /* nothing happened in it */
};

/* INTEGER_NONE is an open end, as in struct count. */
struct amount {
	int64_t low;
	int64_t high;
	bool known;
	bool vague;  /* a word for many, no number */
};

/* One stretch of a sentence: a group with what it stands for, or a word. */
struct item {
	struct table_set set;   /* every class it may be */
	uint32_t first;         /* tokens */
	uint32_t end;
	uint32_t head;          /* the token of the head noun */
	uint32_t name_first;    /* tokens of a personal name inside a group; 0, 0: none */
	uint32_t name_end;
	int32_t entity;         /* of the lexicon; -1 */
	struct amount amount;
	struct text name;       /* of a PLACE or a NAME */
	struct text province;
	struct text region;
	struct duration *duration; /* of a DURATION */
	int32_t unit_days;      /* of its unit: 365 of "nine-year" */
	struct timespan span;   /* of a TIME */
	int32_t earlier;        /* "a day earlier": so many days before the day told of last; 0 */
	uint16_t forms;
	uint16_t weight;        /* of a place: how sure */
	char country[2];        /* that it names or that qualifies it */
	struct amount whole;    /* "two of the 60": the 60 */
	bool definite;          /* the, his, both: known already */
	bool prepped;           /* a preposition before it belongs to it */
	bool directed;          /* of a PLACE: "eastern Turkey", a part that is told for itself */
	bool struck;            /* of a PLACE: an event befalls it, "a quake jolts Chile" */
	bool away;              /* of a PLACE: "southeast of" */
	bool toward;            /* of a PLACE: "to", where somebody or something goes */
	bool origin;            /* of a PLACE: "from", where somebody or something comes from */
	bool another;
	int64_t ordinal;        /* of "a third"; 0 */
	int64_t nth;            /* of any ordinal: "the ninth", "fifth policeman dies"; 0 */
	bool of_them;           /* "three of them": of those told of before */
	int64_t units;          /* "1,850 households (9,250 persons)": the households; 0 */
	bool governs;           /* a verb with its preposition: "ended with" */
	bool summed;
	bool years_after;       /* of a TIME: "27 years after", the year of what stands behind it */
	bool compared;          /* of a TIME: "came two weeks after", the day of what stands behind it */
	bool open_span;         /* since then: more than one event */
};

/* Kinds of people that exclude one another: by sex, and by what they are in a fight. */
enum victim_kind {
	VICTIM_ANY,
	VICTIM_MALE,
	VICTIM_FEMALE,
	VICTIM_FORCES,
	VICTIM_REBELS,
	VICTIM_CIVILIANS,
	VICTIM_OFFICIALS,
	VICTIM_KINDS,
};

struct found {
	struct fact fact;
	size_t sentence;
	size_t item;            /* of the anchor */
	uint16_t confidence;
	uint32_t flags;         /* enum yield_flag */
	bool own_place;         /* said in its own clause */
	struct place *closer;   /* where it was, of a fact that was told again and knew it better; NULL */
	bool village;           /* called one, or a district or camp, and in no table */
	bool own_time;
	bool said_time;         /* of those who tell of it: it may have been the days before */
	bool guessed_place;     /* of the dateline, or of somebody from there */
	bool spoken_place;      /* the country of the official who speaks, or what it was some way from */
	enum victim_kind kind;
	bool listed;            /* the victims are a list: "a couple and a guard" */
	bool definite;          /* the victims are known already: "the woman", "he" */
	bool another;
	bool hit;               /* by a bullet or a blade: whether he lives is not said */
	bool doer;              /* who is dead did it */
	bool with_doer;         /* the figure counts him in: "including the gunman" */
	bool compared;          /* only what the event is compared with: "came two weeks after" */
	bool separate;          /* told of as another event than those before */
	bool gone;              /* merged into another */
	bool echo;              /* gone, but of the text, and the other of the title */
	size_t echoes;          /* that other */
	int64_t units;          /* of the victims, see struct item */
	int64_t ordinal;        /* "a third man": he is at least the third */
	size_t victim_first;    /* tokens of the group */
	size_t victim_end;
	size_t victim_head;
	size_t name_first;      /* tokens of a name in it; 0, 0: none */
	size_t name_end;
};

struct document {
	struct arena *arena;
	const struct lexicon *lexicon;
	const struct table_set *sets; /* the lexicon's */
	struct article *article;
	struct report *report;
	struct text text;       /* title, a blank line, text: what tokens point into */
	size_t text_start;      /* where the article's text begins in it */
	struct day today;       /* of publication; DAY_NONE */
	struct token *tokens;
	size_t tokens_count;
	size_t tokens_room;
	struct sentence *sentences;
	size_t sentences_count;
	size_t sentences_room;
	struct item *row;       /* scratch of items_read() */
	size_t row_room;
	uint8_t *rules_may;     /* scratch of frames_match(): of each rule whether the sentence has its words */
	size_t items_count;     /* of all sentences */
	struct found *found;
	size_t found_count;
	size_t echo_count;      /* behind those of found; counted in incidents, but no facts of their own */
	size_t found_room;
	uint8_t (*countries)[26]; /* how often the text names each, by its code; NULL before it is read */
	struct place *dateline_place;
	struct day dateline_day;
};

/* The words as written; empty behind the last token. */
struct text token_text(const struct document *document, size_t token);
struct text tokens_text(const struct document *document, size_t first, size_t end);

/* The slot of a token's number; NULL for 0. */
static inline const struct table_slot *slot_of(const struct document *document, uint32_t number)
{
	return number ? &document->lexicon->slots[number - 1] : NULL;
}

static inline const struct table_set *set_of(const struct document *document, uint16_t number)
{
	return &document->sets[number];
}

/* Whether something happens that is of a fact's type: a strike, a flood. */
static inline bool set_has_event(const struct table_set *set)
{
	for (unsigned class = CLASS_EVENT_STRIKE; class <= CLASS_EVENT_PROTEST; class++)
		if (set_has(set, class))
			return true;
	return false;
}

/* Whether the word, or the longest phrase that begins at it, may be of the class. */
static inline bool token_is(const struct document *document, size_t token, unsigned class)
{
	if (token >= document->tokens_count)
		return false;
	const struct token *itself = &document->tokens[token];
	return set_has(set_of(document, itself->set), class) || set_has(set_of(document, itself->own), class);
}

/* The same of the word alone. */
static inline bool token_is_single(const struct document *document, size_t token, unsigned class)
{
	return token < document->tokens_count && set_has(set_of(document, document->tokens[token].own), class);
}

/* The reading of a class at a token (longest phrase first); NULL. `*length` gets its tokens. */
const struct table_reading *token_find_reading(const struct document *document, size_t token,
					       unsigned class, size_t *length);
static inline const struct table_reading *token_reading(const struct document *document, size_t token,
							unsigned class, size_t *length)
{
	/* Asked of many words for many classes, and nearly always in vain. */
	if (token >= document->tokens_count ||
	    (!token_is(document, token, class) && !document->tokens[token].about))
		return NULL;
	return token_find_reading(document, token, class, length);
}

/* The same for classes that tell of the whole text: phrases of theirs hide no words of the sentence. */
bool token_is_about(const struct document *document, size_t token, unsigned class);
static inline bool token_flag(const struct document *document, size_t token, uint32_t flag)
{
	return token < document->tokens_count && (document->tokens[token].word.flags & flag);
}

static inline bool token_has(const struct document *document, size_t token, unsigned traits)
{
	return token < document->tokens_count && (document->tokens[token].traits & traits);
}

static inline bool token_symbol(const struct document *document, size_t token, int32_t symbol)
{
	return token < document->tokens_count && document->tokens[token].word.symbol == symbol;
}

/* The stages. */
void tokens_read(struct document *document);
void lines_read(struct document *document);
/* Counts the countries that the text names: they decide between places of one name. */
void places_survey(struct document *document);
void topics_read(struct document *document);
/* Tokens from first to before end are of a field in which the words of violence mean nothing. */
bool topics_has_field(const struct document *document, size_t first, size_t end);
void items_read(struct document *document, struct sentence *sentence);
/* `present`: the classes of the sentence's words. */
void frames_match(struct document *document, size_t sentence, const struct table_set *present);
void facts_finish(struct document *document);
/* What the police "said on Wednesday" is as old as this at most, where another day is told behind it. */
#define DAYS_TO_TELL 7
/* Whether the one has only the day on which it was said, and the other the day on which it was. */
bool found_time_told(const struct found *said, const struct found *told);
/* "His mother was taken to a clinic, where she died": of whom a pronoun tells, and it says no kind. */
bool found_dies_of_it(const struct document *document, const struct found *hurt, const struct found *dead);
/* The first town or country of a text of which no fact says where it was; NULL. */
struct place *place_anywhere(struct document *document);
void incidents_build(struct document *document);
void report_measure(struct document *document);

#endif
