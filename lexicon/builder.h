/* What the parts of the compiler share: the table while it grows. */
#ifndef LEXICON_BUILDER_H
#define LEXICON_BUILDER_H

#include "lexicon/compile.h"
#include "lexicon/table.h"

/* A list of a type, grown in the builder's arena. */
#define BUILDER_LIST(type)                                                                         \
	struct {                                                                                   \
		type *list;                                                                        \
		size_t count;                                                                      \
		size_t room;                                                                       \
	}

struct builder_phrase {
	uint64_t hash;
	uint32_t order; /* in which it came, so that the same files give the same table */
	bool prefix;    /* only the beginning of a longer phrase */
	struct table_reading reading;
};

struct builder_irregular {
	struct text forms[5];
	size_t count; /* 5 of a verb, 2 of a noun */
};

struct builder_define {
	struct text name;
	struct table_set set;
};

struct builder_template {
	struct text key;
	struct text text;
};

struct builder {
	struct arena *arena;
	struct error *error;
	struct lexicon_examples *examples;
	struct lexicon_mistakes *mistakes;
	struct text file;
	unsigned line;
	BUILDER_LIST(struct text) classes;
	BUILDER_LIST(struct builder_phrase) phrases;
	BUILDER_LIST(struct table_entity) entities;
	BUILDER_LIST(struct builder_irregular) irregulars;
	BUILDER_LIST(struct builder_define) defines;
	BUILDER_LIST(struct table_set) sets;
	BUILDER_LIST(struct table_element) elements;
	BUILDER_LIST(struct table_rule) rules;
	BUILDER_LIST(struct table_yield) yields;
	BUILDER_LIST(struct builder_template) templates;
	struct table_set anchors;
	struct table_set filled; /* the classes that some word is of */
	char *strings;
	size_t strings_length;
	size_t strings_room;
};

#define BUILDER_ADD(builder, field)                                                                \
	((builder)->field.list = arena_grow((builder)->arena, (builder)->field.list,               \
					    (builder)->field.count, &(builder)->field.room,        \
					    sizeof(*(builder)->field.list)),                       \
	 &(builder)->field.list[(builder)->field.count++])

/* How far the table has grown: what a mistake takes back. */
struct builder_mark {
	size_t classes, phrases, entities, irregulars, defines, sets, elements, rules, yields, examples, strings;
	struct table_set anchors, filled;
};

struct builder_mark builder_mark(const struct builder *builder);
/* Notes the mistake and takes back what came behind the mark; false where mistakes are not forgiven. */
bool builder_forgive(struct builder *builder, const struct builder_mark *mark);

/* Fails with "file:line: " before the sentence. */
bool builder_fail(struct builder *builder, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether a word is of the class, or extraction/ makes groups of it. */
bool builder_class_filled(const struct builder *builder, unsigned class);

/* These fail, with the nearest name that would have been right. The list ends with NULL. */
bool builder_fail_class(struct builder *builder, struct text name);
bool builder_fail_among(struct builder *builder, const char *what, struct text name,
			const char *const *list);

bool builder_check_value(struct builder *builder, enum lexicon_value value, struct text name);

/* The number of a class, made if it is new; -1 where there are too many. */
int builder_class(struct builder *builder, struct text name);
struct table_string builder_string(struct builder *builder, struct text text);

/* Every form of a verb or noun (see inflect.h), under one class. */
bool builder_add_phrase(struct builder *builder, struct text phrase, struct table_reading reading);
bool builder_add_verb(struct builder *builder, struct text line, struct table_reading reading);
bool builder_add_noun(struct builder *builder, struct text line, struct table_reading reading);

/* The next line without its comment and white space at the end; false at the end of the file. */
bool builder_next_line(struct builder *builder, struct text *rest, struct text *line);

bool builder_read_words(struct builder *builder, struct text text);
/* Lines of a key, a tab, a template; a later one of the same key takes its place. */
bool builder_read_templates(struct builder *builder, struct text text);
bool builder_read_irregulars(struct builder *builder, struct text text);
bool builder_read_tsv(struct builder *builder, struct text text);
bool builder_read_rules(struct builder *builder, struct text text);
/* When all tables are read: what lies in a province lies in its region too, and a quarter in its city's province. */
void builder_hand_down_regions(struct builder *builder);

/* The parts of a line between separators, trimmed; at most `most`. */
size_t builder_split(struct text line, char separator, struct text *parts, size_t most);

#endif
