/*
 * Places: the gazetteer, containment ("Gary, Ind."), directions ("southern Lebanon"), and names that only
 * their preposition shows to be places. Of several places of one name the better known wins, unless
 * the text names the country or province of another.
 */
#include "extraction/groups.h"
#include "extraction/names.h"

#include <string.h>

/* Below this weight a name is as often a person's or a word as the place's. */
#define LEAST_SURE 5
/* As much before a noun: "Kingman police". */
#define LEAST_LOCAL 3
/* From this weight on a town says which country a text is about. */
#define LEAST_FAMOUS 7

static const struct table_entity *entity_of(const struct document *document, int32_t entity)
{
	return entity < 0 ? NULL : &document->lexicon->entities[entity];
}

static bool in_country(const struct table_entity *entity, const char country[2])
{
	for (size_t i = 0; i < 4; i++)
		if (country[0] && !memcmp(entity->countries[i], country, 2))
			return true;
	return false;
}

static uint8_t *country_count(const struct document *document, const char country[2])
{
	unsigned first = (unsigned char)country[0] - 'A', second = (unsigned char)country[1] - 'A';

	return document->countries && first < 26 && second < 26 ? &document->countries[first][second] : NULL;
}

static void count_countries(struct document *document, const struct table_slot *slot)
{
	for (unsigned i = 0; slot && i < slot->readings; i++) {
		const struct table_reading *reading = &document->lexicon->readings[slot->reading + i];
		const struct table_entity *entity = entity_of(document, reading->entity);
		if (!entity || (reading->class != CLASS_COUNTRY && reading->class != CLASS_DEMONYM &&
				(reading->class != CLASS_TOWN || entity->weight < LEAST_FAMOUS)))
			continue;
		uint8_t *count = country_count(document, entity->countries[0]);
		if (count && *count < UINT8_MAX)
			++*count;
	}
}

void places_survey(struct document *document)
{
	document->countries = arena_array(document->arena, 26, sizeof(*document->countries));
	for (size_t n = 0; n < document->sentences_count; n++) {
		const struct sentence *sentence = &document->sentences[n];
		for (size_t i = sentence->first; sentence->traits & TRAIT_PLACE && i < sentence->end; i++)
			if (token_has(document, i, TRAIT_PLACE))
				count_countries(document, slot_of(document, document->tokens[i].slot));
	}
}

/* How likely the place is meant, by its fame and by what else the text names. */
static unsigned likelihood(const struct document *document, const struct table_entity *entity)
{
	const uint8_t *count = country_count(document, entity->countries[0]);

	return entity->weight + (!count || !*count ? 0 : *count < 3 ? 2 : 4);
}

/* The best reading as a country or place at the token; with `country`, only one that lies in it. */
static const struct table_entity *reading_at(const struct document *document, size_t at, const char *country,
					     bool behind_comma, size_t *length, int32_t *index)
{
	const struct token *token = &document->tokens[at];
	const struct table_entity *best = NULL;
	const struct table_slot *slots[2] = {slot_of(document, token->slot), slot_of(document, token->single)};

	if (!token_has(document, at, TRAIT_PLACE))
		return NULL;
	for (size_t s = 0; s < 2 && !best; s++) {
		for (unsigned i = 0; slots[s] && i < slots[s]->readings; i++) {
			const struct table_reading *reading =
				&document->lexicon->readings[slots[s]->reading + i];
			if (reading->class != CLASS_COUNTRY && reading->class != CLASS_TOWN &&
			    !(behind_comma && reading->class == CLASS_CONTAINER))
				continue;
			if ((reading->forms & FORM_UPPER) && !token_flag(document, at, WORD_UPPER))
				continue;
			if ((reading->forms & FORM_CAPITAL) && !token_flag(document, at, WORD_CAPITAL))
				continue;
			const struct table_entity *entity = entity_of(document, reading->entity);
			if (!entity || (country && !in_country(entity, country)))
				continue;
			if (best && likelihood(document, best) >= likelihood(document, entity))
				continue;
			best = entity;
			*index = reading->entity;
			*length = s ? 1 : token->length;
		}
	}
	return best;
}

static const struct table_entity *gazetteer(const struct document *document, size_t at, const char *country,
					    size_t *length, int32_t *index)
{
	return reading_at(document, at, country, false, length, index);
}

static bool is_country(const struct table_entity *entity)
{
	return entity->level == LEVEL_COUNTRY;
}

/* "Santiago Morales", "Hassan Abu Rida", "Mansour al-Saadi": a person's name goes on. */
static bool name_goes_on(const struct document *document, size_t behind)
{
	const struct token *next = &document->tokens[behind];

	if (behind + 1 < document->tokens_count && token_is_single(document, behind, CLASS_NAME_PART) &&
	    token_flag(document, behind + 1, WORD_CAPITAL))
		return true;
	if (behind >= document->tokens_count || !(next->word.flags & WORD_CAPITAL) ||
	    (next->word.flags & (WORD_PUNCT | WORD_LINE)))
		return false;
	return !next->slot || token_is_single(document, behind, CLASS_NAME_PART);
}

bool token_is_town(const struct document *document, size_t at)
{
	size_t length;
	int32_t index;

	if (!token_is(document, at, CLASS_TOWN))
		return false;
	const struct table_entity *entity = gazetteer(document, at, NULL, &length, &index);
	if (!entity || entity->weight < LEAST_SURE)
		return false;
	return !name_goes_on(document, at + length);
}

static void take_entity(const struct document *document, struct item *item,
			const struct table_entity *entity, int32_t index)
{
	item->entity = index;
	item->name = lexicon_string(document->lexicon, entity->name);
	item->province = lexicon_string(document->lexicon, entity->parent);
	item->region = lexicon_string(document->lexicon, entity->region);
	memcpy(item->country, entity->countries[0], 2);
	item->weight = entity->weight;
}

static struct text province_of(const struct document *document, const struct table_entity *entity)
{
	return lexicon_string(document->lexicon, entity->level == LEVEL_PROVINCE ? entity->name : entity->parent);
}

/* "Odesa, Kharkiv": two of a list. The tables know in which provinces they lie, and these differ. */
static bool is_listed(const struct document *document, const struct item *item, const struct table_entity *outer)
{
	const struct table_entity *inner = entity_of(document, item->entity);

	if (!inner || inner->weight < LEAST_FAMOUS || inner->level < LEVEL_PROVINCE || outer->level < LEVEL_PROVINCE)
		return false;
	struct text one = province_of(document, inner), other = province_of(document, outer);
	return one.length && other.length && !text_equal_nocase(one, other) &&
	       !text_equal_nocase(item->region, lexicon_string(document->lexicon, outer->name));
}

/* "Mogadishu, the capital of Somalia": where the name of what holds it begins. */
static size_t behind_epithet(const struct document *document, size_t at)
{
	size_t i = at + (token_is_single(document, at, CLASS_DEFINITE) ? 1 : 0), length;

	if (!token_reading(document, i, CLASS_PLACE_HEAD, &length) || !token_is_single(document, i + length, CLASS_OF))
		return at;
	return i + length + 1;
}

/* What stands behind the comma in "X, Y": a country, a province, an abbreviated state. */
static size_t container(const struct document *document, const struct sentence *sentence, size_t at,
			struct item *item, bool known)
{
	size_t length = 0, total = 0;
	int32_t index;

	while (at + 1 < sentence->end && token_symbol(document, at, ',')) {
		size_t name = behind_epithet(document, at + 1);
		const struct table_entity *outer = reading_at(document, name, NULL, true, &length, &index);
		if (!outer || (outer->weight < 3 && !known))
			break;
		if (token_is(document, name + length, CLASS_AND))
			break;
		if (known && item->country[0] && !in_country(outer, item->country))
			break;
		if (known && is_listed(document, item, outer))
			break;
		/* "..., the capital of a country" told for itself is none of what holds it. */
		if (name > at + 1 && !is_country(outer))
			break;
		if (!item->country[0])
			memcpy(item->country, outer->countries[0], 2);
		/* "Zakho, Iraqi Kurdistan": over its province. */
		if (outer->level == LEVEL_REGION && item->province.length) {
			item->region = lexicon_string(document->lexicon, outer->name);
		} else if (!is_country(outer)) {
			item->province = lexicon_string(document->lexicon, outer->name);
			item->region = lexicon_string(document->lexicon, outer->region);
		}
		item->weight = 9;
		total += name + length - at;
		at = name + length;
		known = true;
	}
	return total;
}

/* An outer place behind the comma decides between places of one name. */
static const struct table_entity *outer_place(const struct document *document, const struct sentence *sentence,
					      size_t at)
{
	size_t length;
	int32_t index;

	if (at + 1 >= sentence->end || !token_symbol(document, at, ','))
		return NULL;
	const struct table_entity *outer = reading_at(document, at + 1, NULL, true, &length, &index);
	return outer && outer->countries[0][0] ? outer : NULL;
}

/* "Houston Avenue", "Flower Street": a street tells nothing of where its town is. */
static bool is_street(const struct document *document, size_t at)
{
	return (token_is_single(document, at, CLASS_STREET) && token_flag(document, at, WORD_CAPITAL)) ||
	       token_is_single(document, at, CLASS_STREETS);
}

/* "near Lapeer and Adams Roads": two streets. */
static bool is_one_of_streets(const struct document *document, size_t behind)
{
	return token_is_single(document, behind, CLASS_AND) && token_flag(document, behind + 1, WORD_CAPITAL) &&
	       (token_is_single(document, behind + 2, CLASS_STREETS) ||
		token_is_single(document, behind + 3, CLASS_STREETS));
}

/* "the U.S. Embassy": a country before what belongs to it. */
static bool is_owner(const struct document *document, const struct item *item, size_t behind)
{
	return set_has(&item->set, CLASS_COUNTRY) && token_flag(document, behind, WORD_CAPITAL) &&
	       !token_flag(document, behind, WORD_PUNCT) && !token_is(document, behind, CLASS_WEEKDAY) &&
	       !token_is(document, behind, CLASS_MONTH) && !token_is(document, behind, CLASS_PLACE_HEAD);
}

/*
 * A small town of a country that a wire from elsewhere never speaks of: "Flores" in San Salvador is no
 * department of Uruguay.
 */
#define LEAST_ABROAD 7

static bool is_stray(const struct document *document, const struct table_entity *entity)
{
	const struct place *home = document->dateline_place;
	const uint8_t *count = country_count(document, entity->countries[0]);

	return home && home->country.length == 2 && entity->weight < LEAST_ABROAD && entity->level > LEVEL_COUNTRY &&
	       memcmp(home->country.data, entity->countries[0], 2) != 0 && count && !*count;
}

/* "COLUMBIA, Md. --": the Columbia of the text lies there too. */
static void take_dateline(const struct document *document, struct item *item)
{
	const struct place *told = document->dateline_place;

	if (!told || told->country.length != 2 || memcmp(told->country.data, item->country, 2) != 0 ||
	    !text_equal_nocase(told->name, item->name))
		return;
	item->province = told->province;
	item->region = told->region;
}

/* "Washington County, Oregon", "the Oregon District in Dayton": named like a state, and elsewhere in its country. */
static size_t namesake(const struct document *document, const struct sentence *sentence, size_t at, size_t length,
		       const struct table_entity *entity, struct item *item)
{
	size_t head = at + length;

	if (head >= sentence->end || !token_is_single(document, head, CLASS_PLACE_PART) ||
	    !token_flag(document, head, WORD_CAPITAL) || !entity->namesakes)
		return 0;
	item->name = tokens_text(document, at, head + 1);
	item->weight = LEAST_LOCAL;
	length += 1;
	size_t more = container(document, sentence, at + length, item, false);
	/* What comes behind "in" says where. */
	if (!more && !token_is(document, at + length, CLASS_PLACE_PREP))
		memcpy(item->country, entity->countries[0], 2);
	return length + more;
}

static size_t known_place(const struct document *document, const struct sentence *sentence, size_t at,
			  struct item *item)
{
	size_t length, again;
	int32_t index, other;
	const struct table_entity *entity = gazetteer(document, at, NULL, &length, &index);

	if (!entity || is_street(document, at + length) || is_one_of_streets(document, at + length))
		return 0;
	const struct table_entity *outer = outer_place(document, sentence, at + length);
	const struct table_entity *better =
		outer ? gazetteer(document, at, outer->countries[0], &again, &other) : NULL;
	if (better) {
		entity = better;
		index = other;
		length = again;
	} else if (is_stray(document, entity)) {
		return 0;
	}
	/* "Tyrone, Mo.": not the one that the tables know. */
	if (outer && !better && !is_country(entity) && outer->level == LEVEL_PROVINCE &&
	    !in_country(entity, outer->countries[0])) {
		item->name = tokens_text(document, at, at + length);
		item->weight = 1;
		return length + container(document, sentence, at + length, item, false);
	}
	size_t other_one = namesake(document, sentence, at, length, entity, item);
	if (other_one)
		return other_one;
	take_entity(document, item, entity, index);
	if (!outer)
		take_dateline(document, item);
	set_add(&item->set, is_country(entity) ? CLASS_COUNTRY : CLASS_TOWN);
	/* "Zamfara State", "Anka district". */
	if (at + length < sentence->end && token_is(document, at + length, CLASS_PLACE_HEAD) &&
	    !token_symbol(document, at + length, ','))
		length += document->tokens[at + length].length;
	return length + container(document, sentence, at + length, item, true);
}

/* "on X": where somebody wrote. */
static bool is_letter(const struct document *document, size_t first, size_t end)
{
	return tokens_text(document, first, end).length < 2;
}

/* Titles write every word with a capital: what the text never does is no name. */
static bool is_told_in_text(const struct document *document, const struct sentence *title, size_t at)
{
	for (size_t i = title->end; i < document->tokens_count; i++)
		if (document->tokens[i].word.hash == document->tokens[at].word.hash &&
		    token_flag(document, i, WORD_CAPITAL))
			return true;
	return document->sentences_count < 2;
}

/* A name that only the preposition makes a place: "in Gidan Sule community". */
static size_t unknown_place(const struct document *document, const struct sentence *sentence, size_t at,
			    struct item *item)
{
	size_t i = at;

	while (i < sentence->end && i < at + 4 && token_is_name(document, sentence, i) &&
	       !token_is(document, i, CLASS_BODY) && !token_is(document, i, CLASS_WEEKDAY))
		i++;
	if (i == at || is_street(document, i - 1) || is_one_of_streets(document, i) || is_letter(document, at, i))
		return 0;
	if (sentence->title && !is_told_in_text(document, sentence, at))
		return 0;
	/* "Died in Cyclone Lusi" */
	if (token_is(document, at, CLASS_EVENT_DISASTER) || token_is(document, at, CLASS_EVENT_WRECK))
		return 0;
	item->name = tokens_text(document, at, i);
	item->weight = 1;
	if (i < sentence->end && token_is(document, i, CLASS_PLACE_HEAD)) {
		item->weight = 3;
		i += document->tokens[i].length;
	}
	return i - at + container(document, sentence, i, item, false);
}

/* "Windsor Locks, Connecticut": the name goes on, and what holds it lies in another country. */
static bool goes_on(const struct document *document, const struct sentence *sentence, size_t behind,
		    const struct item *item)
{
	size_t end = behind;

	while (end < sentence->end && end < behind + 2 && token_is_name(document, sentence, end) &&
	       !token_is(document, end, CLASS_PLACE_HEAD))
		end++;
	const struct table_entity *outer = end > behind ? outer_place(document, sentence, end) : NULL;
	return outer && item->country[0] && !in_country(outer, item->country);
}

/* "In the northern Cameroon town of Mora", "the US city of Louisville": the country only says where the town is. */
static size_t town_of_country(const struct document *document, const struct sentence *sentence, size_t behind,
			      struct item *item)
{
	size_t i = behind, length = 0;
	struct item inner = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};

	/* "The Milwaukee suburb of Brown Deer" */
	bool suburb = token_is_single(document, i, CLASS_SUBURB) || token_is_single(document, i - 1, CLASS_SUBURB);
	if (!set_has(&item->set, CLASS_COUNTRY) && !suburb)
		return 0;
	if (token_reading(document, i, CLASS_PLACE_HEAD, &length))
		i += length;
	else if (!token_is_single(document, i - 1, CLASS_PLACE_HEAD))
		return 0;
	if (!token_is_single(document, i, CLASS_OF))
		return 0;
	size_t inside = known_place(document, sentence, i + 1, &inner);
	bool other = inside && memcmp(inner.country, item->country, 2) != 0;
	if (!inside || other) {
		inner = (struct item){.entity = -1, .span = {DAY_NONE, DAY_NONE}};
		inside = unknown_place(document, sentence, i + 1, &inner);
		memcpy(inner.country, item->country, 2);
		inner.weight = LEAST_LOCAL;
	}
	if (!inside)
		return 0;
	*item = inner;
	return i + 1 + inside - behind;
}

/* "Anter Council Ward of Makurdi": what no table knows lies in the town or province that one does. */
static void take_outer(const struct document *document, const struct sentence *sentence, size_t behind,
		       struct item *item)
{
	struct item outer = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};

	if (item->country[0] || !token_is_single(document, behind, CLASS_OF) ||
	    !known_place(document, sentence, behind + 1, &outer) || set_has(&outer.set, CLASS_COUNTRY))
		return;
	memcpy(item->country, outer.country, 2);
	item->province = outer.province.length ? outer.province : outer.name;
	item->region = outer.region;
}

static bool is_head_of_name(const struct document *document, const struct sentence *sentence, size_t at)
{
	return token_is_single(document, at, CLASS_PLACE_HEAD) && at + 2 < sentence->end &&
	       token_is_single(document, at + 1, CLASS_OF) && token_flag(document, at + 2, WORD_CAPITAL);
}

/* "About 400 residents of Beaufort": where the people of a group live. */
bool place_of_group(const struct document *document, const struct sentence *sentence, const struct item *group,
		    struct item *item)
{
	/* "The governor of Antioquia" may be anywhere. */
	if (group->amount.known && group->amount.high == 1)
		return false;
	for (size_t i = group->head; i + 1 < group->end; i++) {
		if (!token_is_single(document, i, CLASS_OF))
			continue;
		*item = (struct item){.first = i + 1, .head = i + 1, .entity = -1, .span = {DAY_NONE, DAY_NONE}};
		return known_place(document, sentence, i + 1, item) && !set_has(&item->set, CLASS_COUNTRY) &&
		       item->weight >= LEAST_LOCAL;
	}
	return false;
}

static size_t phrase_length(const struct document *document, size_t at)
{
	return document->tokens[at].length ? document->tokens[at].length : 1;
}

/* Where the name may begin behind the preposition: but "the Jordanian capital" is one. */
static size_t skip_to_name(const struct document *document, const struct sentence *sentence, size_t begin)
{
	size_t i = begin;

	while (i < sentence->end && i < begin + 3 &&
	       !(document->tokens[i].length > 1 && set_has(set_of(document, document->tokens[i].set), CLASS_TOWN)) &&
	       (token_is(document, i, CLASS_PLACE_HEAD) || token_is(document, i, CLASS_ADJECTIVE) ||
		token_is(document, i, CLASS_OF) || token_is(document, i, CLASS_DEMONYM) ||
		/* "in the northern province of X" */
		(token_is_single(document, i, CLASS_DIRECTION) && token_is(document, i + 1, CLASS_PLACE_HEAD))))
		i += document->tokens[i].length;
	return i;
}

/* "in Lebanon's capital of Beirut": the inner place; how long the whole is now. */
static size_t take_inner(const struct document *document, const struct sentence *sentence, size_t at, size_t length,
			 struct item *item)
{
	if (!length || !token_flag(document, at + length, WORD_POSSESSIVE))
		return length;
	for (size_t k = at + length + 1;
	     k < sentence->end && k < at + length + 6 && !token_flag(document, k, WORD_PUNCT); k++) {
		struct item inner = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};
		size_t inside = known_place(document, sentence, k, &inner);
		if (!inside || memcmp(inner.country, item->country, 2) != 0)
			continue;
		*item = inner;
		return k - at + inside;
	}
	return length;
}

/* A known name that is none of a place here: an owner, part of a longer word or of a person's name. */
static bool only_qualifies(const struct document *document, const struct item *item, size_t behind, bool prep)
{
	bool joined = token_flag(document, behind, WORD_JOINED);

	/* "Lebanon's prime minister", "Gaza-based": a country that qualifies is no place. */
	if (!prep && (token_flag(document, behind, WORD_POSSESSIVE) || joined))
		return true;
	/* "Detroit-area apartments" */
	if (joined && token_is_single(document, behind, CLASS_PLACE_HEAD))
		return true;
	return is_owner(document, item, behind) ||
	       (!prep && item->weight < LEAST_FAMOUS && name_goes_on(document, behind));
}

size_t place_read(const struct document *document, const struct sentence *sentence, size_t token,
		  struct item *item)
{
	size_t i = token, length;
	bool prep = token_reading(document, i, CLASS_PLACE_PREP, &length) != NULL;

	if (prep)
		i += length;
	if (prep && token_is(document, i, CLASS_DEFINITE))
		i++;
	if (!prep && token_is(document, i, CLASS_DEFINITE) && is_head_of_name(document, sentence, i + 1))
		i++;
	/* "attacked the village of Sobane", "plunges into Peru ravine": as good as a preposition. */
	prep = prep || is_head_of_name(document, sentence, i) ||
	       (token > sentence->first && token_is_single(document, token - 1, CLASS_PLACE_PREP));
	if (prep)
		i = skip_to_name(document, sentence, i);
	bool direction = token_reading(document, i, CLASS_DIRECTION, &length) != NULL;
	size_t from = i;
	if (direction)
		i += length;
	if (i >= sentence->end)
		return 0;
	length = known_place(document, sentence, i, item);
	if (length && direction)
		item->name = tokens_text(document, from, i + phrase_length(document, i));
	if (length && only_qualifies(document, item, i + length, prep))
		return 0;
	if (length && prep && !direction && goes_on(document, sentence, i + length, item)) {
		*item = (struct item){.first = token, .head = token, .entity = -1, .span = {DAY_NONE, DAY_NONE}};
		length = 0;
	}
	length = take_inner(document, sentence, i, length, item);
	if (length && prep) {
		size_t town = town_of_country(document, sentence, i + length, item);
		length += town;
		direction = direction && !town;
	}
	if (!length && prep && !direction) {
		length = unknown_place(document, sentence, i, item);
		/* "The village of Sobane" */
		if (length && item->weight == 1 && i > token + 1 && token_is_single(document, i - 1, CLASS_OF))
			item->weight = LEAST_LOCAL;
	}
	if (length && prep)
		take_outer(document, sentence, i + length, item);
	/* "at John's Barber Shop" */
	if (length && item->weight == 1 && token_flag(document, i + length, WORD_POSSESSIVE))
		return 0;
	/* "at the Embassy": what has an article and is called nothing of a place is none. */
	if (length && item->weight == 1 && i > token && token_is(document, i - 1, CLASS_DEFINITE))
		return 0;
	if (!length)
		return 0;
	set_add(&item->set, CLASS_PLACE);
	item->prepped = prep;
	item->directed = direction;
	item->origin = prep && token_is_single(document, token, CLASS_ORIGIN);
	item->toward = prep && token_is_single(document, token, CLASS_TO);
	item->away = prep && token_is_single(document, token, CLASS_DIRECTION);
	return i + length - token;
}

size_t place_of_dateline(const struct document *document, const struct sentence *sentence, size_t token,
			 struct item *item)
{
	size_t end = token;

	while (end < sentence->end && token_flag(document, end, WORD_UPPER) && !token_flag(document, end, WORD_PUNCT))
		end++;
	if (end == token)
		return 0;
	*item = (struct item){.first = token, .head = token, .entity = -1, .weight = LEAST_LOCAL,
			      .span = {DAY_NONE, DAY_NONE}};
	item->name = tokens_text(document, token, end);
	size_t holder = container(document, sentence, end, item, false);
	bool told = false;
	for (size_t i = 0; i + (end - token) <= document->tokens_count && !holder && !told; i++) {
		size_t k = 0;
		while (k < end - token && document->tokens[i + k].word.hash == document->tokens[token + k].word.hash &&
		       token_flag(document, i + k, WORD_CAPITAL))
			k++;
		told = i != token && k == end - token;
	}
	return holder || told ? end + holder - token : 0;
}

bool place_qualifies(const struct document *document, const struct sentence *sentence, size_t token,
		     struct item *item)
{
	if (!token_has(document, token, TRAIT_PLACE) || !token_is(document, token, CLASS_TOWN))
		return false;
	size_t length = known_place(document, sentence, token, item);
	size_t behind = token + length;
	/* "Hartford police", "a Muskegon woman" */
	return length && item->weight >= LEAST_LOCAL && !set_has(&item->set, CLASS_COUNTRY) &&
	       behind < sentence->end && !token_flag(document, behind, WORD_PUNCT | WORD_NUMBER) &&
	       (sentence->title || !token_flag(document, behind, WORD_CAPITAL)) &&
	       (document->tokens[behind].forms & FORM_NOUN);
}

struct place *place_of_country(const struct document *document, const struct table_entity *entity)
{
	struct place *place = arena_alloc(document->arena, sizeof(*place));

	place->name = lexicon_string(document->lexicon, entity->name);
	place->country = text_format(document->arena, "%.2s", entity->countries[0]);
	place->within = place->country;
	return place;
}

struct place *place_make(const struct document *document, const struct item *item)
{
	struct place *place = arena_alloc(document->arena, sizeof(*place));
	const struct table_entity *entity = entity_of(document, item->entity);

	place->name = item->name;
	place->province = item->province;
	place->region = item->region;
	if (!item->country[0])
		return place;
	place->country = text_format(document->arena, "%.2s", item->country);
	place->within = place->country;
	if (item->province.length)
		place->within = text_format(document->arena, "%.*s/%.*s", TEXT_ARGS(place->within),
					    TEXT_ARGS(item->province));
	if (!(entity && is_country(entity)) && !text_equal(item->name, item->province))
		place->within = text_format(document->arena, "%.*s/%.*s", TEXT_ARGS(place->within),
					    TEXT_ARGS(item->name));
	return place;
}
