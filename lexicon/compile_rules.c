/*
 * Rules:
 *
 *   define VICTIM = PERSON | NAME | NUM
 *
 *   rule casualty.$2.passive  each KILL killed, INJURE injured
 *       n:VICTIM BE <$1.part>
 *       yields casualty $2 count=n
 *       + Four people were killed . = 4
 *       - The bill was killed .
 *
 * A line of elements is a pattern; a rule may have several. An element names classes apart by '|', or
 * one "word"; "A|B&C" is one of A and B that is a C as well; ".part" asks for a form; <> marks the
 * anchor, from which matching goes both ways;
 * "n:" captures, '?' makes optional, '!' forbids, '_' allows nothing between it and its neighbour
 * towards the anchor, and '...' lets anything of the clause lie between. Without either, adverbs,
 * times, places and one parenthesis may lie between.
 *
 * "without NAME" takes out a rule that was read before.
 * "yields nothing" keeps the rules behind it from its anchor, "only" does so beside the rule's own fact;
 * "yields also actor=a target=t" is no fact, it adds to those of the same anchor what they lack.
 */
#include <string.h>

#include "lexicon/builder.h"

#define MOST_VARIANTS 12
#define MOST_LINES 64

struct line {
	struct text text;
	unsigned number;
};

struct draft {
	struct text name;
	unsigned number; /* of its first line */
	struct text variants[MOST_VARIANTS];
	size_t variants_count;
	struct line lines[MOST_LINES];
	size_t lines_count;
};

/* What one instance of a rule is while its lines are read. */
struct instance {
	struct text name;
	struct text names[CAPTURES_OF_PATTERN]; /* of captures, in order of appearance */
	size_t names_count;
	unsigned used; /* the captures that a yield asks for, as bits */
	size_t first_rule;
};

static void put_class(struct table_set *set, unsigned class)
{
	set->bits[class / 64] |= UINT64_C(1) << (class % 64);
}

static const char *const form_names[] = {
	"active", "base", "s", "past", "part", "ing", "singular", "plural", "noun", "verb", NULL,
};

static uint16_t form_of(struct text name)
{
	static const uint16_t forms[] = {
		FORM_BASE | FORM_S | FORM_PAST, FORM_BASE, FORM_S, FORM_PAST, FORM_PART, FORM_ING,
		FORM_SINGULAR, FORM_PLURAL, FORM_NOUN,
		FORM_BASE | FORM_S | FORM_PAST | FORM_PART | FORM_ING,
	};

	for (size_t i = 0; form_names[i]; i++)
		if (text_equal(name, text_of(form_names[i])))
			return forms[i];
	return 0;
}

static const struct table_set *find_define(const struct builder *builder, struct text name)
{
	for (size_t i = 0; i < builder->defines.count; i++)
		if (text_equal(builder->defines.list[i].name, name))
			return &builder->defines.list[i].set;
	return NULL;
}

/* A word in quotes is a class of its own, filled by itself. */
static bool add_literal(struct builder *builder, struct text quoted, struct table_set *set)
{
	struct text word = text_slice(quoted, 1, quoted.length - 1);
	size_t before = builder->classes.count;
	int class = builder_class(builder, quoted);

	if (class < 0)
		return false;
	put_class(set, (unsigned)class);
	if (builder->classes.count == before)
		return true;
	return builder_add_phrase(builder, word,
				  (struct table_reading){.class = (uint16_t)class, .entity = -1});
}

static bool add_class(struct builder *builder, struct text name, struct table_set *set)
{
	if (name.length > 2 && name.data[0] == '"' && name.data[name.length - 1] == '"')
		return add_literal(builder, name, set);
	const struct table_set *define = find_define(builder, name);
	if (define) {
		for (size_t i = 0; i < CLASSES_MOST / 64; i++)
			set->bits[i] |= define->bits[i];
		return true;
	}
	for (size_t i = 0; i < name.length; i++)
		if (!(name.data[i] >= 'A' && name.data[i] <= 'Z') && name.data[i] != '_' &&
		    !(name.data[i] >= '0' && name.data[i] <= '9'))
			return builder_fail(builder, "\"%.*s\" is no name of a class",
					    TEXT_ARGS(name));
	if (!name.length)
		return builder_fail(builder, "a class is missing");
	int class = builder_class(builder, name);
	if (class < 0)
		return false;
	if (!builder_class_filled(builder, (unsigned)class))
		return builder_fail_class(builder, name);
	put_class(set, (unsigned)class);
	return true;
}

static bool add_classes(struct builder *builder, struct text names, struct table_set *set)
{
	struct text rest = names, name;

	while (text_next(&rest, '|', &name))
		if (!add_class(builder, text_trim(name), set))
			return false;
	return true;
}

static int capture_of(struct instance *instance, struct text name)
{
	for (size_t i = 0; i < instance->names_count; i++)
		if (text_equal(instance->names[i], name))
			return (int)i;
	if (instance->names_count == CAPTURES_OF_PATTERN)
		return -1;
	instance->names[instance->names_count] = name;
	return (int)instance->names_count++;
}

/* Takes "!", "_", "<>", "?" and "n:" off the word. */
static bool read_marks(struct builder *builder, struct instance *instance, struct text *word,
		       struct table_element *element)
{
	element->capture = -1;
	while (word->length && (word->data[0] == '!' || word->data[0] == '_')) {
		element->flags |= word->data[0] == '!' ? ELEMENT_NOT : ELEMENT_STRICT;
		*word = text_slice(*word, 1, word->length);
	}
	if (text_ends(*word, TEXT("?"))) {
		element->flags |= ELEMENT_OPTIONAL;
		*word = text_slice(*word, 0, word->length - 1);
	}
	size_t colon = text_find(*word, TEXT(":"), 0);
	if (colon != TEXT_NOT_FOUND && word->data[0] != '"') {
		int capture = capture_of(instance, text_slice(*word, 0, colon));
		if (capture < 0)
			return builder_fail(builder, "more than %d captures", CAPTURES_OF_PATTERN);
		element->capture = (int8_t)capture;
		*word = text_slice(*word, colon + 1, word->length);
	}
	if (word->length > 2 && word->data[0] == '<') {
		if (word->data[word->length - 1] != '>')
			return builder_fail(builder, "'<' without '>'");
		element->flags |= ELEMENT_ANCHOR;
		*word = text_slice(*word, 1, word->length - 1);
	}
	return true;
}

static uint32_t add_set(struct builder *builder, const struct table_set *set)
{
	struct table_set *added = BUILDER_ADD(builder, sets);

	*added = *set;
	return (uint32_t)builder->sets.count - 1;
}

static bool read_element(struct builder *builder, struct instance *instance, struct text word,
			 bool far)
{
	struct table_element element = {.flags = far ? ELEMENT_FAR : 0};
	struct table_set set = {0}, with = {0};

	if (!read_marks(builder, instance, &word, &element))
		return false;
	size_t dot = word.length && word.data[0] != '"' ? text_find(word, TEXT("."), 0)
							: TEXT_NOT_FOUND;
	struct text forms = TEXT_NONE, form;
	if (dot != TEXT_NOT_FOUND) {
		forms = text_slice(word, dot + 1, word.length);
		word = text_slice(word, 0, dot);
	}
	while (forms.length && text_next(&forms, '.', &form)) {
		if (!form_of(form))
			return builder_fail_among(builder, "form of a word", form, form_names);
		element.forms |= form_of(form);
	}
	size_t and = word.length && word.data[0] != '"' ? text_find(word, TEXT("&"), 0) : TEXT_NOT_FOUND;
	if (and != TEXT_NOT_FOUND) {
		if (!add_classes(builder, text_slice(word, and + 1, word.length), &with))
			return false;
		element.with = add_set(builder, &with);
		word = text_slice(word, 0, and);
	}
	if (!add_classes(builder, word, &set))
		return false;
	element.set = add_set(builder, &set);
	struct table_element *place = BUILDER_ADD(builder, elements);
	*place = element;
	return true;
}

static bool read_pattern(struct builder *builder, struct instance *instance, struct text text)
{
	struct table_rule rule = {.element = (uint32_t)builder->elements.count,
				  .name = builder_string(builder, instance->name)};
	struct text rest = text, word;
	bool far = false, anchored = false;

	while (text_next(&rest, ' ', &word)) {
		word = text_trim(word);
		if (!word.length)
			continue;
		if (text_equal(word, TEXT("..."))) {
			far = true;
			continue;
		}
		if (!read_element(builder, instance, word, far))
			return false;
		far = false;
		const struct table_element *element =
			&builder->elements.list[builder->elements.count - 1];
		if (element->flags & ELEMENT_ANCHOR) {
			if (anchored)
				return builder_fail(builder, "two anchors in one pattern");
			anchored = true;
			rule.anchor = (uint16_t)(builder->elements.count - 1 - rule.element);
			for (size_t i = 0; i < CLASSES_MOST / 64; i++)
				builder->anchors.bits[i] |= builder->sets.list[element->set].bits[i];
		}
	}
	if (!anchored)
		return builder_fail(builder, "a pattern needs an anchor in <>");
	rule.elements = (uint16_t)(builder->elements.count - rule.element);
	struct table_rule *added = BUILDER_ADD(builder, rules);
	*added = rule;
	return true;
}

static bool read_role(struct builder *builder, struct instance *instance, struct text key,
		      struct text value, struct table_yield *yield)
{
	static const char *const roles[] = {"count",    "actor",  "target", "place",    "revises",
					    "duration", "source", "status", "modality", "scope",
					    "plover",   NULL};

	for (size_t i = 0; i < CAPTURES; i++) {
		if (!text_equal(key, text_of(roles[i])))
			continue;
		for (size_t k = 0; k < instance->names_count; k++)
			if (text_equal(instance->names[k], value)) {
				yield->captures[i] = (int8_t)k;
				instance->used |= 1U << k;
				return true;
			}
		return builder_fail(builder, "nothing is captured as \"%.*s\"; a pattern captures by \"%.*s:CLASS\"",
				    TEXT_ARGS(value), TEXT_ARGS(value));
	}
	struct table_string string = builder_string(builder, value);
	if (text_equal(key, TEXT("plover"))) {
		yield->plover = string;
		return true;
	}
	if (text_equal(key, TEXT("status"))) {
		yield->status = string;
		return builder_check_value(builder, VALUE_STATUS, value);
	}
	if (text_equal(key, TEXT("modality"))) {
		yield->modality = string;
		return builder_check_value(builder, VALUE_MODALITY, value);
	}
	if (text_equal(key, TEXT("scope"))) {
		yield->scope = string;
		return builder_check_value(builder, VALUE_SCOPE, value);
	}
	return builder_fail_among(builder, "key of a yield", key, roles);
}

static bool read_flag(struct text word, struct table_yield *yield)
{
	static const struct {
		const char *name;
		uint16_t flag;
	} flags[] = {
		{"part", YIELD_PART}, {"toll", YIELD_TOLL},   {"weak", YIELD_WEAK}, {"none", YIELD_ZERO},
		{"counted", YIELD_NEEDS_COUNT}, {"named", YIELD_NAMED}, {"one", YIELD_ONE},
		{"nothing", YIELD_NOTHING}, {"only", YIELD_ONLY}, {"also", YIELD_ALSO},
		{"apart", YIELD_APART}, {"beside", YIELD_BESIDE}, {"self", YIELD_ONE | YIELD_SELF},
		{"more", YIELD_MORE}, {"doer", YIELD_SELF}, {"elsewhere", YIELD_ELSEWHERE}, {"company", YIELD_COMPANY},
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (text_equal(word, text_of(flags[i].name))) {
			yield->flags |= flags[i].flag;
			return true;
		}
	return false;
}

static bool read_yield(struct builder *builder, struct instance *instance, struct text text)
{
	struct table_yield yield = {0};
	struct text rest = text, word;
	unsigned confidence = 80;

	memset(yield.captures, -1, sizeof(yield.captures));
	while (text_next(&rest, ' ', &word)) {
		word = text_trim(word);
		size_t equals = text_find(word, TEXT("="), 0);
		int64_t number;
		if (!word.length || read_flag(word, &yield))
			continue;
		if (equals != TEXT_NOT_FOUND) {
			if (!read_role(builder, instance, text_slice(word, 0, equals),
				       text_slice(word, equals + 1, word.length), &yield))
				return false;
		} else if (text_number(word, &number) && number > 0 && number <= 100) {
			confidence = (unsigned)number;
		} else if (!yield.type.length) {
			yield.type = builder_string(builder, word);
			if (!builder_check_value(builder, VALUE_TYPE, word))
				return false;
		} else {
			yield.effect = builder_string(builder, word);
			if (!builder_check_value(builder, VALUE_EFFECT, word))
				return false;
		}
	}
	for (size_t i = instance->first_rule; i < builder->rules.count; i++) {
		struct table_rule *rule = &builder->rules.list[i];
		if (!rule->yields)
			rule->yield = (uint32_t)builder->yields.count;
		rule->yields++;
		rule->confidence = (uint16_t)confidence;
	}
	struct table_yield *added = BUILDER_ADD(builder, yields);
	*added = yield;
	return true;
}

/* The line with $1, $2 ... replaced by the words of this variant. */
static struct text substitute(struct builder *builder, struct text line, struct text variant)
{
	struct text words[9] = {0};
	size_t count = 0, n = 0;
	struct text rest = variant, word;

	while (variant.length && count < 9 && text_next(&rest, ' ', &word))
		if (text_trim(word).length)
			words[count++] = text_trim(word);
	char *out = arena_alloc(builder->arena, line.length + 9 * variant.length + 64);
	for (size_t i = 0; i < line.length; i++) {
		size_t k = i + 1 < line.length ? (size_t)(line.data[i + 1] - '1') : 9;
		if (line.data[i] == '$' && k < count && n + words[k].length < line.length + 9 * variant.length) {
			memcpy(out + n, words[k].data, words[k].length);
			n += words[k].length;
			i++;
		} else {
			out[n++] = line.data[i];
		}
	}
	return (struct text){out, n};
}

static void add_example(struct builder *builder, const struct instance *instance, struct text line)
{
	size_t equals = text_find(line, TEXT(" = "), 0);

	if (!builder->examples)
		return;
	builder->examples->list =
		arena_grow(builder->arena, builder->examples->list, builder->examples->count,
			   &builder->examples->room, sizeof(*builder->examples->list));
	builder->examples->list[builder->examples->count++] = (struct lexicon_example){
		.rule = instance->name,
		.text = text_trim(text_slice(line, 1, equals == TEXT_NOT_FOUND ? line.length : equals)),
		.wanted = equals == TEXT_NOT_FOUND
				  ? TEXT_NONE
				  : text_trim(text_slice(line, equals + 3, line.length)),
		.positive = line.data[0] == '+',
		.file = builder->file,
		.line = builder->line,
	};
}

static bool read_line(struct builder *builder, struct instance *instance, struct text line)
{
	if (text_starts(line, TEXT("yields ")))
		return read_yield(builder, instance, text_slice(line, 7, line.length));
	if (line.data[0] == '+' || line.data[0] == '-') {
		add_example(builder, instance, line);
		return true;
	}
	if (builder->rules.count > instance->first_rule && builder->rules.list[builder->rules.count - 1].yields)
		return builder_fail(builder, "a pattern behind \"yields\"");
	return read_pattern(builder, instance, line);
}

static bool finish(struct builder *builder, const struct draft *draft)
{
	unsigned line = builder->line;

	for (size_t v = 0; v < draft->variants_count; v++) {
		struct instance instance = {.first_rule = builder->rules.count};
		instance.name = substitute(builder, draft->name, draft->variants[v]);
		for (size_t i = 0; i < draft->lines_count; i++) {
			builder->line = draft->lines[i].number;
			/* Examples speak of the first variant. */
			char mark = draft->lines[i].text.data[0];
			if (v && (mark == '+' || mark == '-'))
				continue;
			if (!read_line(builder, &instance,
				       substitute(builder, draft->lines[i].text, draft->variants[v])))
				return false;
		}
		builder->line = draft->number;
		if (builder->rules.count == instance.first_rule ||
		    !builder->rules.list[builder->rules.count - 1].yields)
			return builder_fail(builder, "rule %.*s needs a pattern and a \"yields\"",
					    TEXT_ARGS(instance.name));
		for (size_t i = 0; i < instance.names_count; i++)
			if (!(instance.used >> i & 1))
				return builder_fail(builder, "\"%.*s:\" is captured, and no yield asks for it",
						    TEXT_ARGS(instance.names[i]));
	}
	builder->line = line;
	return true;
}

static bool begin(struct builder *builder, struct text line, struct draft *draft)
{
	size_t each = text_find(line, TEXT(" each "), 0);

	*draft = (struct draft){.variants_count = 1, .number = builder->line};
	draft->name = text_trim(text_slice(line, 5, each == TEXT_NOT_FOUND ? line.length : each));
	if (each != TEXT_NOT_FOUND)
		draft->variants_count = builder_split(text_slice(line, each + 6, line.length), ',',
						      draft->variants, MOST_VARIANTS);
	if (!draft->name.length)
		return builder_fail(builder, "a rule needs a name");
	return true;
}

static bool read_define(struct builder *builder, struct text line)
{
	size_t equals = text_find(line, TEXT("="), 0);

	if (equals == TEXT_NOT_FOUND)
		return builder_fail(builder, "a definition is: define NAME = CLASS | CLASS");
	struct builder_define define = {.name = text_trim(text_slice(line, 7, equals))};
	if (!add_classes(builder, text_slice(line, equals + 1, line.length), &define.set))
		return false;
	struct builder_define *added = BUILDER_ADD(builder, defines);
	*added = define;
	return true;
}

/* "without NAME": the rules of that name that were read before are no more. */
static bool drop_rules(struct builder *builder, struct text name)
{
	size_t kept = 0, count = builder->rules.count;

	for (size_t i = 0; i < count; i++) {
		struct table_string string = builder->rules.list[i].name;
		struct text of = {builder->strings + string.offset, string.length};
		if (!text_equal(of, name))
			builder->rules.list[kept++] = builder->rules.list[i];
	}
	builder->rules.count = kept;
	return kept < count ||
	       builder_fail(builder, "no rule is called \"%.*s\"", TEXT_ARGS(name));
}

static bool read_margin(struct builder *builder, struct text line)
{
	if (text_starts(line, TEXT("define ")))
		return read_define(builder, line);
	if (text_starts(line, TEXT("without ")))
		return drop_rules(builder, text_trim(text_slice(line, 8, line.length)));
	return builder_fail(builder, "neither \"rule\", \"define\" nor \"without\"");
}

/* A rule that is complete, or complained of. */
static bool close_rule(struct builder *builder, const struct draft *draft)
{
	struct builder_mark mark = builder_mark(builder);
	unsigned line = builder->line;
	bool good = finish(builder, draft) || builder_forgive(builder, &mark);

	builder->line = line;
	return good;
}

/* What a line at the margin opens. Lines under one that nobody understands are passed over. */
enum open { OPEN_NOTHING, OPEN_RULE, OPEN_MISTAKE };

static bool open_line(struct builder *builder, struct text line, struct draft *draft, enum open *open)
{
	bool rule = text_starts(line, TEXT("rule "));

	*open = rule ? OPEN_RULE : OPEN_NOTHING;
	if (rule ? begin(builder, line, draft) : read_margin(builder, line))
		return true;
	*open = OPEN_MISTAKE;
	return false;
}

static bool under_line(struct builder *builder, struct text line, struct draft *draft, enum open *open)
{
	if (*open == OPEN_MISTAKE)
		return true;
	bool nothing = *open == OPEN_NOTHING;
	if (!nothing && draft->lines_count < MOST_LINES) {
		draft->lines[draft->lines_count++] = (struct line){line, builder->line};
		return true;
	}
	*open = OPEN_MISTAKE;
	return nothing ? builder_fail(builder, "an indented line belongs under a rule")
		       : builder_fail(builder, "more than %d lines in one rule", MOST_LINES);
}

bool builder_read_rules(struct builder *builder, struct text text)
{
	struct text rest = text, line;
	struct draft *draft = arena_alloc(builder->arena, sizeof(*draft));
	enum open open = OPEN_NOTHING;

	while (builder_next_line(builder, &rest, &line)) {
		bool indented = line.data[0] == '\t' || line.data[0] == ' ';
		line = text_trim(line);
		if (!indented && open == OPEN_RULE && !close_rule(builder, draft))
			return false;
		struct builder_mark mark = builder_mark(builder);
		if (!(indented ? under_line(builder, line, draft, &open)
			       : open_line(builder, line, draft, &open)) &&
		    !builder_forgive(builder, &mark))
			return false;
	}
	return open != OPEN_RULE || close_rule(builder, draft);
}
