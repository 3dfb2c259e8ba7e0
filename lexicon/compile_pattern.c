#include "lexicon/compile_pattern.h"

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

bool pattern_classes(struct builder *builder, struct text names, struct table_set *set)
{
	struct text rest = names, name;

	while (text_next(&rest, '|', &name))
		if (!add_class(builder, text_trim(name), set))
			return false;
	return true;
}

static int capture_of(struct rule_instance *instance, struct text name)
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
static bool read_marks(struct builder *builder, struct rule_instance *instance, struct text *word,
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
		/* Matching begins there: no side of it is nearer to the anchor. */
		if (element->flags & (ELEMENT_STRICT | ELEMENT_NOT | ELEMENT_OPTIONAL))
			return builder_fail(builder, "the anchor takes no '_', '!' or '?': its neighbours do");
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

static bool read_element(struct builder *builder, struct rule_instance *instance, struct text word,
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
		if (!pattern_classes(builder, text_slice(word, and + 1, word.length), &with))
			return false;
		element.with = add_set(builder, &with);
		word = text_slice(word, 0, and);
	}
	if (!pattern_classes(builder, word, &set))
		return false;
	element.set = add_set(builder, &set);
	struct table_element *place = BUILDER_ADD(builder, elements);
	*place = element;
	return true;
}

bool pattern_read(struct builder *builder, struct rule_instance *instance, struct text text)
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
