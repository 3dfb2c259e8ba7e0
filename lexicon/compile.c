/*
 * The frame of the compiler: gathers what the readers of *.words, *.tsv and *.rules add, and lays it
 * out as one block. What is given twice is kept once, with the forms of both.
 */
#include "lexicon/compile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "lexicon/builder.h"
#include "lexicon/inflect.h"
#include "lexicon/words.h"

bool builder_fail(struct builder *builder, const char *format, ...)
{
	char sentence[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	return error_set(builder->error, ERROR_CONFIG, "%.*s:%u: %s", TEXT_ARGS(builder->file),
			 builder->line, sentence);
}

struct builder_mark builder_mark(const struct builder *builder)
{
	return (struct builder_mark){
		builder->classes.count, builder->phrases.count, builder->entities.count,
		builder->irregulars.count, builder->defines.count, builder->sets.count,
		builder->elements.count, builder->rules.count, builder->yields.count,
		builder->examples ? builder->examples->count : 0, builder->strings_length,
		builder->anchors, builder->filled,
	};
}

bool builder_forgive(struct builder *builder, const struct builder_mark *mark)
{
	struct lexicon_mistakes *mistakes = builder->mistakes;

	if (!mistakes)
		return false;
	builder->classes.count = mark->classes;
	builder->phrases.count = mark->phrases;
	builder->entities.count = mark->entities;
	builder->irregulars.count = mark->irregulars;
	builder->defines.count = mark->defines;
	builder->sets.count = mark->sets;
	builder->elements.count = mark->elements;
	builder->rules.count = mark->rules;
	builder->yields.count = mark->yields;
	builder->strings_length = mark->strings;
	builder->anchors = mark->anchors;
	builder->filled = mark->filled;
	if (builder->examples)
		builder->examples->count = mark->examples;
	if (mistakes->count == LEXICON_MISTAKES_MOST)
		return true;
	mistakes->list = arena_grow(builder->arena, mistakes->list, mistakes->count,
				    &mistakes->room, sizeof(*mistakes->list));
	mistakes->list[mistakes->count++] =
		text_format(builder->arena, "%s", builder->error->message);
	return true;
}

int builder_class(struct builder *builder, struct text name)
{
	for (size_t i = 0; i < builder->classes.count; i++)
		if (text_equal(builder->classes.list[i], name))
			return (int)i;
	if (builder->classes.count == CLASSES_MOST) {
		builder_fail(builder, "more than %d classes", CLASSES_MOST);
		return -1;
	}
	struct text *added = BUILDER_ADD(builder, classes);
	*added = name;
	return (int)builder->classes.count - 1;
}

struct table_string builder_string(struct builder *builder, struct text text)
{
	if (!text.length)
		return (struct table_string){0};
	while (builder->strings_length + text.length > builder->strings_room)
		builder->strings = arena_grow(builder->arena, builder->strings,
					      builder->strings_room, &builder->strings_room, 1);
	memcpy(builder->strings + builder->strings_length, text.data, text.length);
	struct table_string string = {(uint32_t)builder->strings_length, (uint32_t)text.length};
	builder->strings_length += text.length;
	return string;
}

size_t builder_split(struct text line, char separator, struct text *parts, size_t most)
{
	struct text rest = line, part;
	size_t count = 0;

	while (count < most && text_next(&rest, separator, &part))
		parts[count++] = text_trim(part);
	return count;
}

bool builder_next_line(struct builder *builder, struct text *rest, struct text *line)
{
	while (text_next(rest, '\n', line)) {
		builder->line++;
		size_t end = line->length;
		while (end && (line->data[end - 1] == ' ' || line->data[end - 1] == '\r'))
			end--;
		line->length = end;
		struct text trimmed = text_trim(*line);
		if (trimmed.length && trimmed.data[0] != '#')
			return true;
	}
	return false;
}

bool builder_add_phrase(struct builder *builder, struct text phrase, struct table_reading reading)
{
	uint64_t hash = PHRASE_START;
	size_t position = 0, words = 0;
	struct word word;

	while (word_next(builder->arena, phrase, &position, &word)) {
		/* The point of an abbreviation inside a phrase is no word: "St. Petersburg". */
		if ((word.flags & WORD_PUNCT) && word.symbol == '.' && words)
			continue;
		hash = phrase_add(hash, word.hash);
		words++;
		struct builder_phrase *added = BUILDER_ADD(builder, phrases);
		*added = (struct builder_phrase){.hash = hash, .prefix = true,
						 .order = (uint32_t)builder->phrases.count};
	}
	if (!words)
		return builder_fail(builder, "nothing that could be found in a text: \"%.*s\"",
				    TEXT_ARGS(phrase));
	if (words > 12)
		return builder_fail(builder, "longer than twelve words: \"%.*s\"", TEXT_ARGS(phrase));
	builder->phrases.list[builder->phrases.count - 1].prefix = false;
	builder->phrases.list[builder->phrases.count - 1].reading = reading;
	builder->filled.bits[reading.class / 64] |= UINT64_C(1) << (reading.class % 64);
	return true;
}

/* The first word of a phrase and what follows it. */
static struct text first_word(struct text phrase, struct text *rest)
{
	size_t end = 0;

	while (end < phrase.length && phrase.data[end] != ' ')
		end++;
	*rest = text_slice(phrase, end, phrase.length);
	return text_slice(phrase, 0, end);
}

static const struct builder_irregular *irregular_of(const struct builder *builder, struct text word,
						    size_t count)
{
	for (size_t i = 0; i < builder->irregulars.count; i++)
		if (builder->irregulars.list[i].count == count &&
		    text_equal(builder->irregulars.list[i].forms[0], word))
			return &builder->irregulars.list[i];
	return NULL;
}

static const uint16_t verb_forms[VERB_FORMS] = {FORM_BASE, FORM_S, FORM_PAST, FORM_PART, FORM_ING};

bool builder_add_verb(struct builder *builder, struct text line, struct table_reading reading)
{
	struct text forms[VERB_FORMS];
	size_t given = builder_split(line, '/', forms, VERB_FORMS);

	if (given != 1 && given != VERB_FORMS)
		return builder_fail(builder, "a verb has one form or five apart by '/', not %zu", given);
	if (given == 1) {
		struct text rest;
		struct text word = first_word(text_trim(line), &rest);
		const struct builder_irregular *irregular = irregular_of(builder, word, VERB_FORMS);
		if (irregular)
			memcpy(forms, irregular->forms, sizeof(forms));
		else
			inflect_verb(builder->arena, word, forms);
		for (size_t i = 0; i < VERB_FORMS; i++)
			forms[i] = text_format(builder->arena, "%.*s%.*s", TEXT_ARGS(forms[i]),
					       TEXT_ARGS(rest));
	}
	if (!reading.name.length)
		reading.name = builder_string(builder, forms[VERB_BASE]);
	uint16_t extra = reading.forms;
	for (size_t i = 0; i < VERB_FORMS; i++) {
		reading.forms = verb_forms[i] | extra;
		if (!builder_add_phrase(builder, forms[i], reading))
			return false;
	}
	return true;
}

bool builder_add_noun(struct builder *builder, struct text line, struct table_reading reading)
{
	struct text forms[2];
	size_t given = builder_split(line, '/', forms, 2);
	uint16_t extra = reading.forms;

	if (given == 1) {
		/* The last word takes the plural: "suicide bomber". */
		size_t start = forms[0].length;
		while (start && forms[0].data[start - 1] != ' ')
			start--;
		struct text word = text_slice(forms[0], start, forms[0].length);
		const struct builder_irregular *irregular = irregular_of(builder, word, 2);
		forms[1] = irregular ? irregular->forms[1] : inflect_plural(builder->arena, word);
		forms[1] = text_format(builder->arena, "%.*s%.*s", (int)start, forms[0].data,
				       TEXT_ARGS(forms[1]));
	}
	if (!reading.name.length)
		reading.name = builder_string(builder, forms[0]);
	reading.forms = FORM_SINGULAR | FORM_NOUN | extra;
	if (forms[0].length && !builder_add_phrase(builder, forms[0], reading))
		return false;
	reading.forms = FORM_PLURAL | FORM_NOUN | extra;
	return !forms[1].length || builder_add_phrase(builder, forms[1], reading);
}

static int compare_phrases(const void *left, const void *right)
{
	const struct builder_phrase *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* Adds a phrase's reading to those of its slot; the same class and entity again only adds forms. */
static void add_reading(struct table_reading *readings, size_t first, size_t *count,
			struct table_reading reading)
{
	for (size_t i = first; i < *count; i++) {
		if (readings[i].class == reading.class && readings[i].entity == reading.entity &&
		    readings[i].value == reading.value) {
			/* A plain word beats one that asks for capitals. */
			uint16_t cases = FORM_CAPITAL | FORM_UPPER;
			uint16_t kept = readings[i].forms & reading.forms & cases;
			readings[i].forms =
				(uint16_t)(((readings[i].forms | reading.forms) & ~cases) | kept);
			return;
		}
	}
	readings[(*count)++] = reading;
}

static bool in_set(const struct table_set *set, unsigned class)
{
	return set->bits[class / 64] >> (class % 64) & 1;
}

struct layout {
	struct table_slot *slots;
	size_t slots_count;
	uint32_t *index;
	size_t index_room;
	struct table_reading *readings;
	size_t readings_count;
	uint32_t *sets; /* indices of builder->sets plus one, by open addressing; 0: free */
};

#define SETS_ROOM (1 << 17) /* at most half of them are used: a slot has 16 bits for an index */

/* Whether a word that is written so may have the reading. */
static bool case_allows(enum word_case written, uint16_t forms)
{
	if (forms & FORM_UPPER)
		return written == CASE_UPPER;
	return !(forms & FORM_CAPITAL) || written != CASE_SMALL;
}

static size_t hash_set(const struct table_set *set)
{
	return hash_bytes((struct bytes){(const unsigned char *)set, sizeof(*set)}, 0) & (SETS_ROOM - 1);
}

/* The index of a set that is equal to this one. */
static bool share_set(struct builder *builder, struct layout *layout, const struct table_set *set,
		      uint16_t *index)
{
	size_t at = hash_set(set);

	while (layout->sets[at] && memcmp(&builder->sets.list[layout->sets[at] - 1], set, sizeof(*set)))
		at = (at + 1) & (SETS_ROOM - 1);
	if (!layout->sets[at]) {
		if (builder->sets.count > UINT16_MAX)
			return error_set(builder->error, ERROR_CONFIG,
					 "the lexicon has more than %d combinations of classes", UINT16_MAX);
		struct table_set *added = BUILDER_ADD(builder, sets);
		*added = *set;
		layout->sets[at] = (uint32_t)builder->sets.count;
	}
	*index = (uint16_t)(layout->sets[at] - 1);
	return true;
}

/* What the readings of a slot come to, for each way to write it. */
static bool sum_readings(struct builder *builder, struct layout *layout, struct table_slot *slot)
{
	for (enum word_case written = 0; written < WORD_CASES; written++) {
		struct table_set set = {0};
		for (unsigned i = 0; i < slot->readings; i++) {
			const struct table_reading *reading = &layout->readings[slot->reading + i];
			if (!case_allows(written, reading->forms))
				continue;
			set.bits[reading->class / 64] |= UINT64_C(1) << (reading->class % 64);
			slot->forms[written] |= reading->forms;
		}
		if (!share_set(builder, layout, &set, &slot->sets[written]))
			return false;
	}
	return true;
}

static void index_slot(uint32_t *index, size_t room, uint64_t hash, size_t number)
{
	size_t at = hash & (room - 1);

	while (index[at])
		at = (at + 1) & (room - 1);
	index[at] = TABLE_TAG(hash) | (uint32_t)(number + 1);
}

static bool index_slots(struct builder *builder, struct layout *layout)
{
	if (layout->slots_count >= TABLE_SLOT(UINT32_MAX))
		return error_set(builder->error, ERROR_CONFIG, "the lexicon has more than %u phrases",
				 TABLE_SLOT(UINT32_MAX) - 1);
	layout->index_room = 1024;
	/* Half full at the most: a word that is not there ends its search at once. */
	while (layout->index_room < layout->slots_count * 2)
		layout->index_room *= 2;
	layout->index = arena_array(builder->arena, layout->index_room, sizeof(*layout->index));
	for (size_t i = 0; i < layout->slots_count; i++)
		index_slot(layout->index, layout->index_room, layout->slots[i].hash, i);
	return true;
}

static bool lay_out_phrases(struct builder *builder, struct layout *layout)
{
	size_t n = builder->phrases.count;

	*layout = (struct layout){0};
	layout->slots = arena_array(builder->arena, n + 1, sizeof(*layout->slots));
	layout->readings = arena_array(builder->arena, n + 1, sizeof(*layout->readings));
	layout->sets = arena_array(builder->arena, SETS_ROOM, sizeof(*layout->sets));
	layout->sets[hash_set(&builder->sets.list[0])] = 1;
	qsort(builder->phrases.list, n, sizeof(*builder->phrases.list), compare_phrases);
	for (size_t i = 0; i < n;) {
		struct table_slot slot = {.hash = builder->phrases.list[i].hash,
					  .reading = (uint32_t)layout->readings_count};
		size_t first = layout->readings_count;
		for (; i < n && builder->phrases.list[i].hash == slot.hash; i++) {
			const struct builder_phrase *phrase = &builder->phrases.list[i];
			if (phrase->prefix) {
				slot.longer = 1;
				continue;
			}
			add_reading(layout->readings, first, &layout->readings_count, phrase->reading);
			slot.anchor |= in_set(&builder->anchors, phrase->reading.class);
		}
		slot.readings = (uint16_t)(layout->readings_count - first);
		if (!sum_readings(builder, layout, &slot))
			return false;
		layout->slots[layout->slots_count++] = slot;
	}
	return index_slots(builder, layout);
}

static struct table_range place_block(struct arena *arena, unsigned char **memory, size_t *size, size_t *room,
				const void *data, size_t count, size_t element)
{
	size_t offset = (*size + 7) & ~(size_t)7, bytes = count * element;

	while (offset + bytes > *room)
		*memory = arena_grow(arena, *memory, *room, room, 1);
	if (bytes)
		memcpy(*memory + offset, data, bytes);
	*size = offset + bytes;
	return (struct table_range){(uint32_t)offset, (uint32_t)count};
}

static int compare_templates(const void *left, const void *right)
{
	const struct builder_template *a = left, *b = right;

	return text_compare(a->key, b->key);
}

bool builder_read_templates(struct builder *builder, struct text text)
{
	struct text line, parts[2];

	while (builder_next_line(builder, &text, &line)) {
		const char *tab = memchr(line.data, '\t', line.length);
		if (!tab) {
			struct builder_mark mark = builder_mark(builder);
			builder_fail(builder, "a key, a tab and a template are wanted");
			if (!builder_forgive(builder, &mark))
				return false;
			continue;
		}
		parts[0] = text_slice(line, 0, (size_t)(tab - line.data));
		parts[1] = text_slice(line, parts[0].length + 1, line.length);
		size_t at = 0;
		while (at < builder->templates.count && !text_equal(builder->templates.list[at].key, parts[0]))
			at++;
		if (at == builder->templates.count)
			(void)BUILDER_ADD(builder, templates);
		builder->templates.list[at] = (struct builder_template){parts[0], parts[1]};
	}
	return true;
}

static struct table_template *lay_out_templates(struct builder *builder)
{
	size_t count = builder->templates.count;
	struct table_template *templates = arena_array(builder->arena, count, sizeof(*templates));

	if (count)
		qsort(builder->templates.list, count, sizeof(*builder->templates.list), compare_templates);
	for (size_t i = 0; i < count; i++) {
		templates[i].key = builder_string(builder, builder->templates.list[i].key);
		templates[i].text = builder_string(builder, builder->templates.list[i].text);
	}
	return templates;
}

static bool lay_out(struct builder *builder, struct bytes *table)
{
	struct layout layout;
	struct table_header header = {.magic = TABLE_MAGIC, .version = TABLE_VERSION};
	struct arena *arena = builder->arena;
	unsigned char *memory = NULL;
	size_t size = sizeof(header), room = 0;
	struct table_string *classes =
		arena_array(arena, builder->classes.count, sizeof(*classes));

	if (!lay_out_phrases(builder, &layout))
		return false;
	for (size_t i = 0; i < builder->classes.count; i++)
		classes[i] = builder_string(builder, builder->classes.list[i]);
	struct table_template *templates = lay_out_templates(builder);
#define PLACE(field, data, count)                                                                  \
	header.field = place_block(arena, &memory, &size, &room, data, count, sizeof(*(data)))
	PLACE(classes, classes, builder->classes.count);
	PLACE(index, layout.index, layout.index_room);
	PLACE(slots, layout.slots, layout.slots_count);
	PLACE(readings, layout.readings, layout.readings_count);
	builder_hand_down_regions(builder);
	PLACE(entities, builder->entities.list, builder->entities.count);
	PLACE(sets, builder->sets.list, builder->sets.count);
	PLACE(rules, builder->rules.list, builder->rules.count);
	PLACE(elements, builder->elements.list, builder->elements.count);
	PLACE(yields, builder->yields.list, builder->yields.count);
	PLACE(templates, templates, builder->templates.count);
	PLACE(strings, builder->strings, builder->strings_length);
#undef PLACE
	header.size = (uint32_t)size;
	memcpy(memory, &header, sizeof(header));
	*table = (struct bytes){memory, size};
	return true;
}

static bool read_unforgiving(struct builder *builder, const struct lexicon_source *source)
{
	if (text_ends(source->name, TEXT(".words")))
		return builder_read_words(builder, source->text);
	if (text_ends(source->name, TEXT("headlines.tsv")) || text_ends(source->name, TEXT("kin.tsv")) ||
	    text_ends(source->name, TEXT("plover.tsv")) || text_ends(source->name, TEXT("precision.tsv")))
		return builder_read_templates(builder, source->text);
	if (text_ends(source->name, TEXT(".tsv")))
		return builder_read_tsv(builder, source->text);
	if (text_ends(source->name, TEXT(".rules")))
		return builder_read_rules(builder, source->text);
	return builder_fail(builder, "not a name that the lexicon knows: *.words, *.rules, *.tsv");
}

/* Irregular forms first, then all words and places, then rules: whatever the order of the files. */
enum pass { PASS_IRREGULAR, PASS_WORDS, PASS_RULES, PASSES };

static bool read_source(struct builder *builder, const struct lexicon_source *source, enum pass pass)
{
	struct builder_mark mark = builder_mark(builder);
	bool rules = text_ends(source->name, TEXT(".rules"));

	builder->file = source->name;
	builder->line = 0;
	if (pass == PASS_IRREGULAR)
		return !text_ends(source->name, TEXT(".words")) ||
		       builder_read_irregulars(builder, source->text);
	if (rules != (pass == PASS_RULES))
		return true;
	return read_unforgiving(builder, source) || builder_forgive(builder, &mark);
}

bool lexicon_compile(struct arena *arena, const struct lexicon_source *sources, size_t count,
		     struct bytes *table, struct lexicon_examples *examples,
		     struct lexicon_mistakes *mistakes, struct error *error)
{
	static const char *const known[] = {
#define X(name) #name,
		LEXICON_CLASSES(X)
#undef X
	};
	struct builder *builder = arena_alloc(arena, sizeof(*builder));

	builder->arena = arena;
	builder->error = error;
	builder->examples = examples;
	builder->mistakes = mistakes;
	for (size_t i = 0; i < CLASSES_KNOWN; i++)
		builder_class(builder, text_of(known[i]));
	(void)BUILDER_ADD(builder, sets); /* the empty one */
	for (enum pass pass = 0; pass < PASSES; pass++)
		for (size_t i = 0; i < count; i++)
			if (!read_source(builder, &sources[i], pass))
				return false;
	return lay_out(builder, table);
}
