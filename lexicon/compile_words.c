/*
 * Word lists and the gazetteer's tables.
 *
 *   [CLASS word]            each line a word or phrase, with " = value" where it has one
 *   [CLASS verb]            each line a verb in its base form, or its five forms apart by '/'
 *   [CLASS noun]            each line a noun in the singular, or "singular / plural"
 *   [IRREGULAR verb]        five forms apart by '/'; [IRREGULAR noun]: two
 *
 * A section may name several classes apart by commas. The value is a number, or a text: the name under
 * which the word stands; or both, the number first.
 */
#include <string.h>

#include "lexicon/builder.h"

enum section { SECTION_WORD, SECTION_VERB, SECTION_NOUN, SECTION_ADJECTIVE, SECTIONS };

static const char *const section_names[SECTIONS] = {"word", "verb", "noun", "adjective"};

struct heading {
	struct text classes[8];
	size_t count;
	enum section section;
	bool irregular;
};

static bool read_heading(struct builder *builder, struct text line, struct heading *heading)
{
	struct text inner = text_trim(text_slice(line, 1, line.length - 1));
	size_t space = inner.length;

	if (line.data[line.length - 1] != ']')
		return builder_fail(builder, "a heading ends with ']'");
	while (space && inner.data[space - 1] != ' ')
		space--;
	struct text kind = text_slice(inner, space, inner.length);
	heading->count = builder_split(text_slice(inner, 0, space), ',', heading->classes, 8);
	for (heading->section = 0; heading->section < SECTIONS; heading->section++)
		if (text_equal(kind, text_of(section_names[heading->section])))
			break;
	if (heading->section == SECTIONS || !heading->count)
		return builder_fail(builder, "a heading is [CLASS word], [CLASS verb] or [CLASS noun]");
	heading->irregular = text_equal(heading->classes[0], TEXT("IRREGULAR"));
	return true;
}

/* The case that a phrase of the tables asks of the text. */
static uint16_t case_of(struct text phrase)
{
	bool upper = phrase.length > 0 && phrase.length <= 5;

	for (size_t i = 0; i < phrase.length; i++)
		upper = upper && phrase.data[i] >= 'A' && phrase.data[i] <= 'Z';
	if (upper)
		return FORM_UPPER;
	unsigned char c = phrase.length ? (unsigned char)phrase.data[0] : 0;
	/* What begins with a capital: ASCII's, or an accented one of Latin-1 (U+00C0 to U+00DE). */
	bool accented = c == 0xc3 && phrase.length > 1 && (unsigned char)phrase.data[1] < 0x9f;
	return (c >= 'A' && c <= 'Z') || accented ? FORM_CAPITAL : 0;
}

static bool add_entry(struct builder *builder, const struct heading *heading, struct text line)
{
	size_t equals = text_find(line, TEXT(" = "), 0);
	struct text value = TEXT_NONE;
	struct table_reading reading = {.entity = -1};

	if (equals != TEXT_NOT_FOUND) {
		value = text_trim(text_slice(line, equals + 3, line.length));
		line = text_trim(text_slice(line, 0, equals));
	}
	size_t space = text_find(value, TEXT(" "), 0);
	/* "7 week": a number and the name under which it stands. */
	if (space != TEXT_NOT_FOUND && text_number(text_slice(value, 0, space), &reading.value))
		reading.name = builder_string(builder, text_trim(text_slice(value, space, value.length)));
	else if (value.length && !text_number(value, &reading.value))
		reading.name = builder_string(builder, value);
	for (size_t i = 0; i < heading->count; i++) {
		int class = builder_class(builder, heading->classes[i]);
		if (class < 0)
			return false;
		reading.class = (uint16_t)class;
		reading.forms = case_of(line);
		bool good = true;
		if (heading->section == SECTION_VERB)
			good = builder_add_verb(builder, line, reading);
		else if (heading->section == SECTION_NOUN)
			good = builder_add_noun(builder, line, reading);
		else
			good = builder_add_phrase(builder, line, reading);
		if (!good)
			return false;
	}
	return true;
}

static bool add_irregular(struct builder *builder, const struct heading *heading, struct text line)
{
	struct builder_irregular *irregular = BUILDER_ADD(builder, irregulars);
	size_t wanted = heading->section == SECTION_VERB ? 5 : 2;

	irregular->count = builder_split(line, '/', irregular->forms, 5);
	if (irregular->count != wanted)
		return builder_fail(builder, "%zu forms apart by '/', not %zu", wanted,
				    irregular->count);
	return true;
}

/* What stands under a heading that nobody understands is passed over: it has been complained of. */
enum under { UNDER_NOTHING, UNDER_HEADING, UNDER_MISTAKE };

static bool read_word(struct builder *builder, const struct heading *heading, enum under under,
		      struct text line, bool irregulars)
{
	if (under == UNDER_NOTHING)
		return irregulars || builder_fail(builder, "a word before the first [CLASS kind]");
	if (under == UNDER_MISTAKE || heading->irregular != irregulars)
		return true;
	return irregulars ? add_irregular(builder, heading, line) : add_entry(builder, heading, line);
}

static bool read_sections(struct builder *builder, struct text text, bool irregulars)
{
	struct heading heading = {0};
	enum under under = UNDER_NOTHING;
	struct text rest = text, line;

	while (builder_next_line(builder, &rest, &line)) {
		struct builder_mark mark = builder_mark(builder);
		line = text_trim(line);
		if (line.data[0] == '[') {
			under = read_heading(builder, line, &heading) ? UNDER_HEADING : UNDER_MISTAKE;
			/* A heading is read in both passes and complained of in the second. */
			if (under == UNDER_MISTAKE && !irregulars && !builder_forgive(builder, &mark))
				return false;
		} else if (!read_word(builder, &heading, under, line, irregulars) &&
			   !builder_forgive(builder, &mark)) {
			return false;
		}
	}
	return true;
}

bool builder_read_irregulars(struct builder *builder, struct text text)
{
	return read_sections(builder, text, true);
}

bool builder_read_words(struct builder *builder, struct text text)
{
	return read_sections(builder, text, false);
}

#define COLUMNS 6

static bool add_name(struct builder *builder, struct text name, unsigned class, int32_t entity)
{
	struct table_reading reading = {.class = (uint16_t)class, .entity = entity,
					.forms = case_of(name)};

	return !name.length || builder_add_phrase(builder, name, reading);
}

static bool add_names(struct builder *builder, struct text names, unsigned class, int32_t entity)
{
	struct text rest = names, name;

	while (names.length && text_next(&rest, ';', &name))
		if (!add_name(builder, text_trim(name), class, entity))
			return false;
	return true;
}

/* Aliases of a place; one with a comma before it (",CA") is one only behind a comma. */
static bool add_aliases(struct builder *builder, struct text names, int32_t entity)
{
	struct text rest = names, name;

	while (names.length && text_next(&rest, ';', &name)) {
		name = text_trim(name);
		bool behind = name.length && name.data[0] == ',';
		if (behind)
			name = text_slice(name, 1, name.length);
		if (!add_name(builder, name, behind ? CLASS_CONTAINER : CLASS_TOWN, entity))
			return false;
	}
	return true;
}

static int32_t add_entity(struct builder *builder, struct text name, struct text kind,
			  struct text countries)
{
	struct table_entity *entity = BUILDER_ADD(builder, entities);
	struct text rest = countries, country;

	*entity = (struct table_entity){.name = builder_string(builder, name),
					.kind = builder_string(builder, kind)};
	for (size_t i = 0; i < 4 && countries.length && text_next(&rest, ',', &country);) {
		country = text_trim(country);
		if (country.length == 2)
			memcpy(entity->countries[i++], country.data, 2);
	}
	return (int32_t)builder->entities.count - 1;
}

static enum place_level level_of(struct text kind)
{
	static const struct {
		const char *kind;
		enum place_level level;
	} levels[] = {
		{"region", LEVEL_REGION},     {"water", LEVEL_REGION},   {"mountain", LEVEL_REGION},
		{"province", LEVEL_PROVINCE}, {"island", LEVEL_DISTRICT}, {"district", LEVEL_DISTRICT},
		{"state", LEVEL_PROVINCE},
		{"city", LEVEL_TOWN},	      {"town", LEVEL_TOWN},	 {"camp", LEVEL_SPOT},
		{"quarter", LEVEL_SPOT},      {"site", LEVEL_SPOT},
	};

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (text_equal(kind, text_of(levels[i].kind)))
			return levels[i].level;
	return LEVEL_NONE;
}

/* iso2, name, capital, demonyms, aliases */
static bool add_country(struct builder *builder, const struct text *column)
{
	int32_t entity = add_entity(builder, column[1], TEXT("country"), column[0]);

	builder->entities.list[entity].weight = 9;
	builder->entities.list[entity].level = LEVEL_COUNTRY;
	return add_name(builder, column[1], CLASS_COUNTRY, entity) &&
	       add_names(builder, column[4], CLASS_COUNTRY, entity) &&
	       add_names(builder, column[3], CLASS_DEMONYM, entity);
}

/* name, kind, iso2, parent, aliases, weight */
static bool add_place(struct builder *builder, const struct text *column)
{
	int32_t entity = add_entity(builder, column[0], column[1], column[2]);
	int64_t weight = 5;

	if (column[5].length && (!text_number(column[5], &weight) || weight < 1 || weight > 9))
		return builder_fail(builder, "the weight is a number from 1 to 9");
	enum place_level level = level_of(column[1]);
	if (level == LEVEL_NONE)
		return builder_fail(builder, "not a kind of place: \"%.*s\"", TEXT_ARGS(column[1]));
	builder->entities.list[entity].weight = (uint16_t)weight;
	builder->entities.list[entity].level = (uint8_t)level;
	builder->entities.list[entity].namesakes = text_equal(column[1], TEXT("state"));
	struct table_string parent = builder_string(builder, column[3]);
	if (level == LEVEL_PROVINCE)
		builder->entities.list[entity].region = parent;
	else
		builder->entities.list[entity].parent = parent;
	return add_name(builder, column[0], CLASS_TOWN, entity) &&
	       add_aliases(builder, column[4], entity);
}

static struct text string_of(const struct builder *builder, struct table_string string)
{
	return (struct text){builder->strings + string.offset, string.length};
}

/* What a place's parent may be that lies in something itself: a province with a region, a city. */
static bool lies_in_more(const struct table_entity *entity)
{
	return entity->level == LEVEL_PROVINCE || (entity->level == LEVEL_TOWN && entity->parent.length);
}

static bool is_parent(const struct builder *builder, const struct table_entity *outer, const struct table_entity *inner)
{
	return inner->parent.length == outer->name.length && !memcmp(inner->countries[0], outer->countries[0], 2) &&
	       text_equal(string_of(builder, inner->parent), string_of(builder, outer->name));
}

void builder_hand_down_regions(struct builder *builder)
{
	struct table_entity *list = builder->entities.list;
	size_t count = builder->entities.count, above = 0;
	const struct table_entity **outer = arena_array(builder->arena, count + 1, sizeof(*outer));

	/* Provinces first: of a name that is also a city's they are meant. */
	for (size_t i = 0; i < count; i++)
		if (list[i].level == LEVEL_PROVINCE)
			outer[above++] = &list[i];
	for (size_t i = 0; i < count; i++)
		if (list[i].level != LEVEL_PROVINCE && lies_in_more(&list[i]))
			outer[above++] = &list[i];
	for (size_t i = 0; i < count; i++) {
		size_t k = list[i].parent.length && list[i].level > LEVEL_PROVINCE ? 0 : above;
		while (k < above && !is_parent(builder, outer[k], &list[i]))
			k++;
		if (k == above)
			continue;
		/* "Clifton, Karachi": in Sindh, and Karachi is around it. */
		bool city = outer[k]->level != LEVEL_PROVINCE;
		list[i].region = city ? outer[k]->name : outer[k]->region;
		list[i].parent = city ? outer[k]->parent : list[i].parent;
	}
}

/* name, kind, iso2, aliases */
static bool add_body(struct builder *builder, const struct text *column)
{
	int32_t entity = add_entity(builder, column[0], column[1], column[2]);
	bool agency = text_equal(column[1], TEXT("media"));

	if (agency)
		builder->entities.list[entity].weight = 1;
	return add_name(builder, column[0], CLASS_BODY, entity) &&
	       add_names(builder, column[3], CLASS_BODY, entity);
}

static struct text class_of(struct builder *builder, const char *prefix, struct text name)
{
	char *out = arena_alloc(builder->arena, name.length + 4);
	size_t n = strlen(prefix);

	memcpy(out, prefix, n);
	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i];
		out[n + i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c == '-' ? '_' : c;
	}
	return (struct text){out, n + name.length};
}

/* singular, plural, class */
static bool add_thing(struct builder *builder, const struct text *column, unsigned class,
		      const char *prefix)
{
	struct table_reading reading = {.entity = -1, .class = (uint16_t)class};
	struct text line = text_format(builder->arena, "%.*s / %.*s", TEXT_ARGS(column[0]),
				       TEXT_ARGS(column[1]));

	reading.forms = case_of(column[0]);
	if (!builder_add_noun(builder, line, reading))
		return false;
	if (!column[2].length)
		return true;
	int narrow = builder_class(builder, class_of(builder, prefix, column[2]));
	if (narrow < 0)
		return false;
	reading.class = (uint16_t)narrow;
	reading.name = (struct table_string){0};
	return builder_add_noun(builder, line, reading);
}

static bool add_person(struct builder *builder, const struct text *column)
{
	return add_thing(builder, column, CLASS_PERSON, "P_");
}

static bool add_weapon(struct builder *builder, const struct text *column)
{
	/* What names the attack and not the means belongs to events.words. */
	if (text_equal(column[2], TEXT("attack-word")))
		return true;
	return add_thing(builder, column, CLASS_THING, "W_");
}

/* "en/places-asia.tsv" and "our-places.tsv" are tables of places. */
static bool is_table(struct text file, struct text name)
{
	size_t start = file.length, end = file.length - strlen(".tsv");

	while (start && file.data[start - 1] != '/')
		start--;
	return text_starts(text_slice(file, start, file.length), name) ||
	       text_ends(text_slice(file, start, end), name);
}

bool builder_read_tsv(struct builder *builder, struct text text)
{
	static const struct {
		const char *name;
		bool (*add)(struct builder *builder, const struct text *column);
		size_t least;
	} tables[] = {
		{"countries", add_country, 2}, {"places", add_place, 3},
		{"bodies", add_body, 2},       {"persons", add_person, 2},
		{"weapons", add_weapon, 2},
	};
	struct text rest = text, line;

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		if (!is_table(builder->file, text_of(tables[i].name)))
			continue;
		while (builder_next_line(builder, &rest, &line)) {
			struct builder_mark mark = builder_mark(builder);
			struct text column[COLUMNS] = {0};
			size_t columns = builder_split(line, '\t', column, COLUMNS);
			bool good = columns >= tables[i].least
					    ? tables[i].add(builder, column)
					    : builder_fail(builder, "%zu columns apart by tabs, at least %zu wanted",
							   columns, tables[i].least);
			if (!good && !builder_forgive(builder, &mark))
				return false;
		}
		return true;
	}
	return builder_fail(builder, "not a table that the lexicon knows");
}
