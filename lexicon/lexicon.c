#include "lexicon/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "lexicon/traits.h"

/* The table that the build compiled (builtin_table.S). */
extern const unsigned char lexicon_table[];
extern const unsigned char lexicon_table_end[];

struct text lexicon_string(const struct lexicon *lexicon, struct table_string string)
{
	const char *strings = (const char *)lexicon->memory + lexicon->header->strings.offset;

	return (struct text){strings + string.offset, string.length};
}

struct text lexicon_class_name(const struct lexicon *lexicon, unsigned class)
{
	const struct table_string *names =
		(const struct table_string *)(lexicon->memory + lexicon->header->classes.offset);

	return class < lexicon->header->classes.count ? lexicon_string(lexicon, names[class])
						      : TEXT_NONE;
}

static const struct table_set *anchor_set(const struct lexicon *lexicon, uint32_t rule)
{
	const struct table_rule *itself = &lexicon->rules[rule];

	return &lexicon->sets[lexicon->elements[itself->element + itself->anchor].set];
}

/* Lists the rules under each class that their anchor may have. */
static void index_anchors(struct arena *arena, struct lexicon *lexicon)
{
	uint32_t rules = lexicon->header->rules.count, *start = lexicon->anchor_start;
	uint32_t next[CLASSES_MOST];

	memset(start, 0, sizeof(lexicon->anchor_start));
	for (uint32_t i = 0; i < rules; i++)
		for (unsigned word = 0; word < CLASSES_MOST / 64; word++)
			for (uint64_t bits = anchor_set(lexicon, i)->bits[word]; bits; bits &= bits - 1)
				start[word * 64 + (unsigned)__builtin_ctzll(bits) + 1]++;
	for (unsigned class = 0; class < CLASSES_MOST; class++)
		start[class + 1] += start[class];
	lexicon->by_anchor = arena_array(arena, start[CLASSES_MOST], sizeof(*lexicon->by_anchor));
	memcpy(next, start, sizeof(next));
	for (uint32_t i = 0; i < rules; i++)
		for (unsigned word = 0; word < CLASSES_MOST / 64; word++)
			for (uint64_t bits = anchor_set(lexicon, i)->bits[word]; bits; bits &= bits - 1)
				lexicon->by_anchor[next[word * 64 + (unsigned)__builtin_ctzll(bits)]++] = i;
}

/* A set with a made class may be met by a group of words that are not in it. */
static bool set_is_of_words(const struct table_set *set)
{
	for (unsigned class = 0; class < CLASSES_MADE; class++)
		if (set_has(set, class))
			return false;
	return true;
}

static void index_needs(struct arena *arena, struct lexicon *lexicon)
{
	uint32_t rules = lexicon->header->rules.count, total = 0;

	lexicon->needs = arena_array(arena, 2 * (size_t)lexicon->header->elements.count, sizeof(*lexicon->needs));
	lexicon->needs_start = arena_array(arena, rules + 1, sizeof(*lexicon->needs_start));
	for (uint32_t rule = 0; rule < rules; rule++) {
		const struct table_rule *itself = &lexicon->rules[rule];
		for (unsigned i = 0; i < itself->elements; i++) {
			const struct table_element *element = &lexicon->elements[itself->element + i];
			if (element->flags & (ELEMENT_OPTIONAL | ELEMENT_NOT))
				continue;
			if (set_is_of_words(&lexicon->sets[element->set]))
				lexicon->needs[total++] = element->set;
			if (element->with && set_is_of_words(&lexicon->sets[element->with]))
				lexicon->needs[total++] = element->with;
		}
		lexicon->needs_start[rule + 1] = total;
	}
}

static bool rule_makes(const struct lexicon *lexicon, const struct table_rule *rule)
{
	for (unsigned i = 0; i < rule->yields; i++)
		if (!(lexicon->yields[rule->yield + i].flags & (YIELD_NOTHING | YIELD_ALSO)))
			return true;
	return false;
}

static void index_makers(struct arena *arena, struct lexicon *lexicon)
{
	lexicon->makes = arena_array(arena, lexicon->header->rules.count, sizeof(*lexicon->makes));
	lexicon->anchor_forms = arena_array(arena, lexicon->header->rules.count, sizeof(*lexicon->anchor_forms));
	for (uint32_t i = 0; i < lexicon->header->rules.count; i++) {
		const struct table_rule *rule = &lexicon->rules[i];
		lexicon->anchor_forms[i] = lexicon->elements[rule->element + rule->anchor].forms;
		lexicon->makes[i] = rule_makes(lexicon, &lexicon->rules[i]);
		if (lexicon->makes[i])
			set_join(&lexicon->anchors, anchor_set(lexicon, i));
	}
}

static void index_traits(struct arena *arena, struct lexicon *lexicon)
{
	uint32_t sets = lexicon->header->sets.count;

	lexicon->traits = arena_array(arena, sets, sizeof(*lexicon->traits));
	for (uint32_t i = 0; i < sets; i++) {
		lexicon->traits[i] = traits_of(&lexicon->sets[i]);
		if (set_meets(&lexicon->sets[i], &lexicon->anchors))
			lexicon->traits[i] |= TRAIT_ANCHOR;
	}
}

/* "CALLED_EARTHQUAKE": how an event is named beyond its type. */
#define CALLED TEXT("CALLED_")

static void index_called(struct arena *arena, struct lexicon *lexicon)
{
	uint32_t classes = lexicon->header->classes.count;

	lexicon->called_names = arena_array(arena, classes, sizeof(*lexicon->called_names));
	for (uint32_t class = 0; class < classes && class < CLASSES_MOST; class++) {
		struct text name = lexicon_class_name(lexicon, class);
		if (!text_starts(name, CALLED))
			continue;
		set_add(&lexicon->called, class);
		lexicon->called_names[class] = text_fold(arena, text_slice(name, CALLED.length, name.length));
	}
}

struct text lexicon_called(const struct lexicon *lexicon, const struct table_set *set)
{
	for (unsigned word = 0; word < CLASSES_MOST / 64; word++) {
		uint64_t bits = set->bits[word] & lexicon->called.bits[word];
		if (bits)
			return lexicon->called_names[word * 64 + (unsigned)__builtin_ctzll(bits)];
	}
	return TEXT_NONE;
}

static void index_precision(struct arena *arena, struct lexicon *lexicon)
{
	lexicon->precision = arena_array(arena, lexicon->header->rules.count, sizeof(*lexicon->precision));
	for (uint32_t i = 0; i < lexicon->header->rules.count; i++) {
		const struct table_rule *rule = &lexicon->rules[i];
		struct text key = text_format(arena, "precision.%.*s", TEXT_ARGS(lexicon_string(lexicon, rule->name)));
		int64_t measured;
		bool known = text_number(lexicon_template(lexicon, key), &measured) && measured >= 0 && measured <= 100;
		lexicon->precision[i] = known ? (uint16_t)measured : rule->confidence;
	}
}

static bool anchor_fits(const struct lexicon *lexicon, uint32_t rule, uint16_t forms)
{
	uint16_t wanted = lexicon->anchor_forms[rule];

	return lexicon->makes[rule] && (!wanted || (wanted & forms));
}

bool lexicon_may_anchor(const struct lexicon *lexicon, const struct table_set *set, uint16_t forms,
			const struct table_set *present)
{
	for (unsigned word = 0; word < CLASSES_MOST / 64; word++) {
		for (uint64_t bits = set->bits[word] & lexicon->anchors.bits[word]; bits; bits &= bits - 1) {
			unsigned class = word * 64 + (unsigned)__builtin_ctzll(bits);
			for (uint32_t i = lexicon->anchor_start[class]; i < lexicon->anchor_start[class + 1]; i++)
				if (anchor_fits(lexicon, lexicon->by_anchor[i], forms) &&
				    lexicon_rule_may(lexicon, lexicon->by_anchor[i], present))
					return true;
		}
	}
	return false;
}

static int32_t *country_slot(struct lexicon *lexicon, const char code[2])
{
	unsigned first = (unsigned char)code[0] - 'A', second = (unsigned char)code[1] - 'A';

	return first < 26 && second < 26 ? &lexicon->country[first][second] : NULL;
}

static void index_countries(struct lexicon *lexicon)
{
	memset(lexicon->country, 0xff, sizeof(lexicon->country));
	for (uint32_t i = 0; i < lexicon->header->entities.count; i++) {
		const struct table_entity *entity = &lexicon->entities[i];
		int32_t *slot = country_slot(lexicon, entity->countries[0]);
		if (entity->level == LEVEL_COUNTRY && slot && *slot < 0)
			*slot = (int32_t)i;
	}
}

const struct table_entity *lexicon_country(const struct lexicon *lexicon, const char code[2])
{
	int32_t *slot = country_slot((struct lexicon *)(uintptr_t)lexicon, code);

	return slot && *slot >= 0 ? &lexicon->entities[*slot] : NULL;
}

struct text lexicon_template(const struct lexicon *lexicon, struct text key)
{
	size_t low = 0, high = lexicon->header->templates.count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = text_compare(lexicon_string(lexicon, lexicon->templates[middle].key), key);
		if (order == 0)
			return lexicon_string(lexicon, lexicon->templates[middle].text);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return TEXT_NONE;
}

static bool range_fits(struct table_range range, size_t element, size_t size)
{
	return range.offset <= size && range.count <= (size - range.offset) / element;
}

static bool header_fits(const struct table_header *header, size_t size)
{
	return range_fits(header->classes, sizeof(struct table_string), size) &&
	       range_fits(header->index, sizeof(uint32_t), size) &&
	       range_fits(header->slots, sizeof(struct table_slot), size) &&
	       range_fits(header->readings, sizeof(struct table_reading), size) &&
	       range_fits(header->entities, sizeof(struct table_entity), size) &&
	       range_fits(header->sets, sizeof(struct table_set), size) &&
	       range_fits(header->rules, sizeof(struct table_rule), size) &&
	       range_fits(header->elements, sizeof(struct table_element), size) &&
	       range_fits(header->yields, sizeof(struct table_yield), size) &&
	       range_fits(header->templates, sizeof(struct table_template), size) &&
	       range_fits(header->strings, 1, size) &&
	       header->index.count && !(header->index.count & (header->index.count - 1));
}

struct lexicon *lexicon_open(struct arena *arena, struct bytes table, struct error *error)
{
	const struct table_header *header = (const struct table_header *)(const void *)table.data;

	if (table.length < sizeof(*header) || header->magic != TABLE_MAGIC ||
	    header->version != TABLE_VERSION || header->size != table.length ||
	    !header_fits(header, table.length)) {
		error_set(error, ERROR_CONFIG, "the compiled lexicon is damaged or of another version");
		return NULL;
	}
	struct lexicon *lexicon = arena_alloc(arena, sizeof(*lexicon));
	const unsigned char *memory = table.data;
	lexicon->arena = arena;
	lexicon->memory = memory;
	lexicon->header = header;
	lexicon->slots = (const void *)(memory + header->slots.offset);
	lexicon->index = (const void *)(memory + header->index.offset);
	lexicon->index_mask = header->index.count - 1;
	lexicon->readings = (const void *)(memory + header->readings.offset);
	lexicon->entities = (const void *)(memory + header->entities.offset);
	lexicon->sets = (const void *)(memory + header->sets.offset);
	lexicon->rules = (const void *)(memory + header->rules.offset);
	lexicon->elements = (const void *)(memory + header->elements.offset);
	lexicon->yields = (const void *)(memory + header->yields.offset);
	lexicon->templates = (const void *)(memory + header->templates.offset);
	index_anchors(arena, lexicon);
	index_needs(arena, lexicon);
	index_makers(arena, lexicon);
	index_traits(arena, lexicon);
	index_precision(arena, lexicon);
	index_countries(lexicon);
	index_called(arena, lexicon);
	return lexicon;
}

const struct lexicon *lexicon_builtin(void)
{
	/* Made once and never changed; of two threads that meet here one wins, and both get its work. */
	static const struct lexicon *builtin;
	const struct lexicon *ready = __atomic_load_n(&builtin, __ATOMIC_ACQUIRE);

	if (ready)
		return ready;
	struct arena *arena = arena_new((size_t)64 << 20);
	struct error error;
	size_t length = (size_t)(lexicon_table_end - lexicon_table);
	ready = lexicon_open(arena, (struct bytes){lexicon_table, length}, &error);
	if (!ready)
		abort();
	const struct lexicon *expected = NULL;
	if (__atomic_compare_exchange_n(&builtin, &expected, ready, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return ready;
	arena_free(arena);
	return expected;
}

bool lexicon_names(const struct lexicon *lexicon, struct text place)
{
	for (uint32_t i = 0; i < lexicon->header->entities.count; i++) {
		const struct table_entity *entity = &lexicon->entities[i];
		if (text_equal_nocase(lexicon_string(lexicon, entity->name), place) ||
		    text_equal_nocase(lexicon_string(lexicon, entity->parent), place))
			return true;
		for (size_t k = 0; k < sizeof(entity->countries) / sizeof(*entity->countries); k++)
			if (text_equal_nocase((struct text){entity->countries[k], 2}, place))
				return true;
	}
	return false;
}
