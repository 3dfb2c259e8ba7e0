/*
 * From a match to its facts: the count and names of what was captured, with what the clause around it
 * says of source, certainty, time and place. What a clause leaves out comes from the sentences before,
 * then from the dateline.
 */
#include <string.h>

#include "base/limits.h"
#include "extraction/callings.h"
#include "extraction/frames.h"
#include "extraction/groups.h"
#include "extraction/scopes.h"
#include "extraction/situation.h"
#include "extraction/statements.h"

static struct text string_of(const struct document *document, struct table_string string)
{
	return lexicon_string(document->lexicon, string);
}

static unsigned name_index(const char *const *names, unsigned count, struct text name)
{
	for (unsigned i = 1; i < count; i++)
		if (names[i] && text_equal(text_of(names[i]), name))
			return i;
	return 0;
}

static enum modality modality_of(struct text name)
{
	static const char *const names[] = {NULL, "actual", "possible", "planned", "denied"};

	return (enum modality)name_index(names, 5, name);
}

static struct text country_code(const struct document *document, const char country[2])
{
	return country[0] ? text_format(document->arena, "%.2s", country) : TEXT_NONE;
}

static const struct item *captured(const struct document *document, const struct match *match, int8_t capture)
{
	if (capture < 0 || match->captures[capture] == NOTHING)
		return NULL;
	return &document->sentences[match->sentence].items[match->captures[capture]];
}

/* The words of a group without its determiner. */
static struct text group_text(const struct document *document, const struct item *item)
{
	if (item->name_end)
		return tokens_text(document, item->name_first, item->name_end);
	size_t first = item->first;
	while (first < item->head && (token_is(document, first, CLASS_DEFINITE) ||
				      token_is(document, first, CLASS_INDEFINITE)))
		first++;
	size_t end = set_has(&item->set, CLASS_ACTOR) ? item->end
						      : item->head + document->tokens[item->head].length;
	return tokens_text(document, first, end > first ? end : item->end);
}

/* A weapon, an attack, or what a verb that may be one says: "attacks". */
static bool is_deed(const struct item *item)
{
	return set_has(&item->set, CLASS_EVENT) || set_has(&item->set, CLASS_THING) || set_has_event(&item->set);
}

static void add_party(struct document *document, const struct item *item, struct actor **list, size_t *count)
{
	if (!item || *count >= 4)
		return;
	/* It acts for whose it is; nobody's is nobody. */
	if (is_deed(item) && item->entity < 0)
		return;
	struct actor *grown = arena_array(document->arena, *count + 1, sizeof(*grown));
	if (*count)
		memcpy(grown, *list, *count * sizeof(*grown));
	struct actor *actor = &grown[*count];
	actor->country = country_code(document, item->country);
	const struct table_entity *entity =
		item->entity >= 0 ? &document->lexicon->entities[item->entity] : NULL;
	if (entity && !set_has(&item->set, CLASS_PERSON))
		actor->name = string_of(document, entity->name);
	else if (item->name.length)
		actor->name = item->name;
	else
		actor->name = group_text(document, item);
	*list = grown;
	(*count)++;
}

static struct count *count_of(struct document *document, const struct item *item)
{
	if (!item || !item->amount.known)
		return NULL;
	struct count *count = arena_alloc(document->arena, sizeof(*count));
	count->low = item->amount.low;
	count->high = item->amount.high;
	count->vague = item->amount.vague;
	count->text = tokens_text(document, item->first, item->end);
	return count;
}

/* "Their bodies": of those who have been told of last, a sentence or two before. */
static struct count *count_of_bodies(struct document *document, size_t sentence, const struct item *bodies)
{
	if (!token_is(document, bodies->first, CLASS_POSSESSOR))
		return NULL;
	for (size_t i = document->found_count; i-- > 0;) {
		const struct found *old = &document->found[i];
		if (old->sentence + 2 < sentence)
			break;
		if (!fact_type_is_of_people(old->fact.type) || !old->fact.count || old->fact.count->low < 2)
			continue;
		struct count *count = arena_alloc(document->arena, sizeof(*count));
		*count = *old->fact.count;
		return count;
	}
	return NULL;
}

static struct evidence *evidence_of(struct document *document, const struct sentence *sentence)
{
	struct evidence *evidence = arena_alloc(document->arena, sizeof(*evidence));
	size_t first = sentence->first + sentence->dateline;
	size_t start = document->tokens[first < sentence->end ? first : sentence->first].word.start;
	size_t end = document->tokens[sentence->end - 1].word.end;

	evidence->text = text_slice(document->text, start, end);
	if (sentence->title) {
		evidence->in = TEXT("title");
	} else {
		start -= document->text_start;
		end -= document->text_start;
	}
	evidence->start = (int64_t)start;
	evidence->end = (int64_t)end;
	return evidence;
}

/* The first rule of the file wins at one anchor; the same victims are killed once. */
static bool said_already(const struct document *document, const struct found *new)
{
	for (size_t i = document->found_count; i-- > 0;) {
		const struct found *old = &document->found[i];
		if (old->sentence != new->sentence)
			break;
		if (old->fact.type != new->fact.type || old->fact.effect != new->fact.effect)
			continue;
		if (old->item == new->item && !old->fact.status == !new->fact.status)
			return true;
		if (new->victim_end && old->victim_first == new->victim_first &&
		    old->victim_end == new->victim_end)
			return true;
	}
	return false;
}

/* "Was shot and is in stable condition": the second says that he lives. */
static void tell_survival(struct document *document, const struct found *new)
{
	for (size_t i = document->found_count; i-- > 0 && !new->hit;) {
		struct found *old = &document->found[i];
		if (old->sentence != new->sentence)
			break;
		if (old->fact.effect == EFFECT_INJURED && new->fact.effect == EFFECT_INJURED && new->victim_end &&
		    old->victim_first == new->victim_first && old->victim_end == new->victim_end)
			old->hit = false;
	}
}

static enum victim_kind kind_of(const struct item *item)
{
	/* A role tells more than the sex: "policewoman". */
	static const struct {
		uint16_t class;
		enum victim_kind kind;
	} kinds[] = {
		{CLASS_KIND_REBELS, VICTIM_REBELS},	{CLASS_KIND_FORCES, VICTIM_FORCES},
		{CLASS_KIND_OFFICIALS, VICTIM_OFFICIALS}, {CLASS_KIND_CIVILIANS, VICTIM_CIVILIANS},
		{CLASS_KIND_FEMALE, VICTIM_FEMALE},	{CLASS_KIND_MALE, VICTIM_MALE},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (set_has(&item->set, kinds[i].class))
			return kinds[i].kind;
	return VICTIM_ANY;
}

/* "was also killed": beside those already told of. */
static bool is_also(const struct sentence *sentence, size_t anchor)
{
	size_t first = anchor > 2 ? anchor - 2 : 0;

	for (size_t i = first; i <= anchor + 1 && i < sentence->items_count; i++)
		if (set_has(&sentence->items[i].set, CLASS_ALSO))
			return true;
	return false;
}

/* "Senior commander X", and the apposition of "X, the shadow governor of Kunar". */
/* How far a role may stand from the name, in words: "the head of the Stability Support Apparatus, ...". */
#define ROLE_WORDS 12

static bool is_leader_at(const struct document *document, size_t token)
{
	return token_is(document, token, CLASS_LEADER) && !token_flag(document, token, WORD_POSSESSIVE);
}

/* The role before the name, with or without its comma; or behind the name's comma. */
static bool has_leaders_role(const struct document *document, const struct sentence *sentence,
			     const struct item *item)
{
	bool comma = item->first > sentence->first && token_symbol(document, item->first - 1, ',');
	size_t most = comma ? ROLE_WORDS : 3, end = item->first - comma, length;

	for (size_t i = end; i-- > sentence->first && end - i <= most;) {
		if (token_flag(document, i, WORD_PUNCT))
			break;
		if (is_leader_at(document, i) && (comma || (token_reading(document, i, CLASS_LEADER, &length) &&
							   i + length == end)))
			return true;
	}
	if (item->end >= sentence->end || !token_symbol(document, item->end, ','))
		return false;
	for (size_t i = item->end + 1; i < sentence->end && i < item->end + ROLE_WORDS / 2; i++) {
		if (token_flag(document, i, WORD_PUNCT))
			break;
		if (is_leader_at(document, i))
			return true;
	}
	return false;
}

static bool names_leader(const struct document *document, const struct sentence *sentence, const struct item *item)
{
	for (size_t i = item->first; i < item->end; i++)
		if (token_is(document, i, CLASS_LEADER) && (i < item->name_first || i >= item->name_end ||
							     !token_flag(document, i, WORD_CAPITAL)))
			return true;
	return has_leaders_role(document, sentence, item);
}

/* "in addition to the bomber": not among those whom the sentence counts. */
static bool is_beside(const struct sentence *sentence, const struct match *match, const struct table_yield *yield)
{
	int8_t capture = yield->captures[CAPTURE_COUNT];
	size_t at = capture < 0 ? NOTHING : match->captures[capture];

	return at != NOTHING && at > 0 && set_has(&sentence->items[at - 1].set, CLASS_BESIDE);
}

/*
 * "Was shot" leaves open whether he lives, and so does what had been done to him before; "in the leg" does not,
 * nor does "wounded".
 */
static bool is_hit(const struct sentence *sentence, size_t anchor)
{
	const struct item *verb = &sentence->items[anchor];
	bool reported = false;

	/* "Said that 12 had been wounded": "had" is of the saying. */
	for (size_t i = 0; i < anchor && set_has(&verb->set, CLASS_INJURE); i++)
		reported = reported || scope_says(&sentence->items[i]);
	for (size_t i = anchor; i-- > 0 && i + 3 > anchor && !reported;)
		if (set_has(&sentence->items[i].set, CLASS_HAD))
			return true;
	if ((!set_has(&verb->set, CLASS_SHOOT) && !set_has(&verb->set, CLASS_STRUCK)) ||
	    set_has(&verb->set, CLASS_INJURE))
		return false;
	for (size_t i = anchor + 1; i < anchor + 5 && i < sentence->items_count; i++) {
		const struct table_set *set = &sentence->items[i].set;
		if (set_has(set, CLASS_BODYPART) || set_has(set, CLASS_IN_BODY))
			return !set_has(set, CLASS_LIMB);
	}
	return true;
}

/* "One of them was the gunman." */
static bool is_one_attacker(const struct sentence *sentence, size_t at)
{
	const struct item *one = &sentence->items[at];

	return at + 2 < sentence->items_count && set_has(&one->set, CLASS_NUM) && one->amount.low == 1 &&
	       set_has(&one[1].set, CLASS_BE) && set_has(&one[2].set, CLASS_ATTACKER);
}

/* "Three of those killed were guards and two bombers": how the dead are made up. */
static bool lists_dead(const struct sentence *sentence, size_t at)
{
	const struct item *dead = &sentence->items[at];

	return at + 1 < sentence->items_count && set_has(&dead[1].set, CLASS_BE) &&
	       (set_has(&dead->set, CLASS_KILL) || set_has(&dead->set, CLASS_DEAD));
}

/* "including the gunman", "among them the bomber" */
static bool counts_doer(const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->items_count; i++) {
		const struct table_set *set = &sentence->items[i].set;
		if (is_one_attacker(sentence, i))
			return true;
		/* "41 people, 13 foreigners among them, ... along with the bombers" */
		bool behind = i + 1 < sentence->items_count && set_has(&sentence->items[i + 1].set, CLASS_COMMA);
		if (!(set_has(set, CLASS_INCLUDING) && !behind) && !lists_dead(sentence, i))
			continue;
		for (size_t k = i + 1; k < sentence->items_count && k < i + 7; k++)
			if (set_has(&sentence->items[k].set, CLASS_ATTACKER))
				return true;
	}
	return false;
}

static void take_victims(struct document *document, struct found *found, const struct item *item)
{
	if (!item)
		return;
	found->victim_first = item->first;
	found->victim_end = item->end;
	found->victim_head = item->head;
	found->another = found->another || item->another;
	found->ordinal = item->ordinal;
	if (item->nth > 1 && item->nth != INTEGER_NONE && found->fact.effect == EFFECT_KILLED)
		found->fact.ordinal = item->nth;
	found->kind = item->summed ? VICTIM_ANY : kind_of(item);
	found->listed = item->summed;
	found->definite = item->definite && !token_is(document, item->first, CLASS_POSSESSOR);
	found->doer = found->doer || (set_has(&item->set, CLASS_ATTACKER) && !item->summed);
	found->name_first = item->name_first;
	found->name_end = item->name_end;
	size_t head_end = item->head + document->tokens[item->head].length;
	/* A bare number says nothing of who they were. */
	bool bare = set_has(&item->set, CLASS_NUM) && !set_has(&item->set, CLASS_PERSON);
	found->fact.victims = item->name_end ? tokens_text(document, item->name_first, item->name_end)
			      : bare	     ? TEXT_NONE
					     : tokens_text(document, item->head, head_end);
	if (!item->name_end)
		return;
	struct person_name *name = arena_alloc(document->arena, sizeof(*name));
	name->name = found->fact.victims;
	if (item->head < item->name_first && item->first < item->name_first)
		name->role = tokens_text(document, item->first, item->name_first);
	name->leader = names_leader(document, &document->sentences[found->sentence], item);
	found->fact.names = name;
	found->fact.names_count = 1;
}

/*
 * "Eleven were taken to hospital, three of them in critical condition": of a whole in the sentence; or `anywhere`
 * before.
 */
static bool is_part(const struct document *document, const struct found *part, bool anywhere)
{
	for (size_t i = document->found_count; i-- > 0;) {
		const struct found *whole = &document->found[i];
		if (whole->sentence != part->sentence && !anywhere)
			return false;
		if (whole->fact.effect == part->fact.effect && whole->fact.count &&
		    whole->fact.count->low > part->fact.count->low)
			return true;
	}
	return false;
}

static bool is_condition_free(enum fact_type type)
{
	return type == FACT_CEASEFIRE || type == FACT_STATEMENT || type == FACT_THREAT;
}

/* "India and Pakistan have agreed to stop the strikes, the American president said": of other countries than his. */
static bool tells_of_abroad(const struct sentence *sentence, const char country[2])
{
	for (size_t i = 0; i < sentence->items_count; i++) {
		const struct item *item = &sentence->items[i];
		if ((set_has(&item->set, CLASS_COUNTRY) || set_has(&item->set, CLASS_ACTOR)) && item->country[0] &&
		    memcmp(item->country, country, 2) != 0)
			return true;
	}
	return false;
}

/*
 * Officials tell of their own country, unless it is the one that acts; of truces, and of what a whole war has
 * cost, those of every country speak.
 */
static void take_speakers_country(const struct document *document, struct found *found, const char country[2])
{
	struct fact *fact = &found->fact;
	const struct table_entity *entity = country[0] ? lexicon_country(document->lexicon, country) : NULL;

	if (!entity || fact->place || fact->scope == SCOPE_CUMULATIVE || fact->type == FACT_CEASEFIRE ||
	    fact->type == FACT_TALKS || tells_of_abroad(&document->sentences[found->sentence], country))
		return;
	if (fact->actor_count && fact->actor[0].country.length == 2 &&
	    !memcmp(country, fact->actor[0].country.data, 2))
		return;
	fact->place = place_of_country(document, entity);
	found->spoken_place = true;
}

/* "... died on Monday, becoming the seventh victim of the fire": so many they are now. */
static void take_rank(const struct document *document, struct found *found, const struct sentence *sentence)
{
	struct fact *fact = &found->fact;
	bool one = fact->effect == EFFECT_KILLED && !fact->ordinal && fact->count && fact->count->low == 1 &&
		   fact->count->high == 1;

	for (size_t i = 0; one && i < sentence->items_count; i++) {
		const struct item *item = &sentence->items[i];
		if (item->nth > 1 && item->nth != INTEGER_NONE && token_is(document, item->head, CLASS_FATALITY)) {
			fact->ordinal = item->nth;
			return;
		}
	}
}

/* "Residents of Beaufort were told to leave" */
static void take_residence(struct document *document, struct found *found, const struct sentence *sentence,
			   const struct item *group)
{
	struct item place;

	if (found->own_place || !group || !place_of_group(document, sentence, group, &place))
		return;
	found->fact.place = place_make(document, &place);
	found->own_place = true;
}

static void set_scopes(struct document *document, struct found *found, const struct sentence *sentence,
		       const struct match *match, const struct table_yield *yield)
{
	struct fact *fact = &found->fact;
	char country[2];

	fact->modality = modality_of(string_of(document, yield->modality));
	enum modality around = scope_modality(sentence, match->anchor);
	if (fact->modality == MODALITY_NONE || (fact->modality == MODALITY_ACTUAL && !is_condition_free(fact->type)))
		fact->modality = is_condition_free(fact->type) && around != MODALITY_DENIED ? MODALITY_ACTUAL : around;
	bool may_only_come = !fact_type_is_of_people(fact->type) || fact->type == FACT_RELEASE;
	if (fact->modality == MODALITY_ACTUAL && may_only_come &&
	    !is_condition_free(fact->type) && scope_infinitive(sentence, match->anchor))
		fact->modality = MODALITY_PLANNED;
	if (sentence->drill && fact->modality == MODALITY_ACTUAL && !is_condition_free(fact->type))
		fact->modality = MODALITY_POSSIBLE;
	fact->scope = SCOPE_INCIDENT;
	if (is_condition_free(fact->type) || fact->type == FACT_TALKS || fact->type == FACT_RESPONSIBILITY)
		;
	/* "Will send 400 by June": a month by which is none that it lasts. */
	else if (yield->scope.length || (yield->flags & YIELD_TOLL) ||
		 (fact->modality != MODALITY_PLANNED && scope_cumulative(sentence, match->anchor)))
		fact->scope = SCOPE_CUMULATIVE;
	if (fact->scope == SCOPE_CUMULATIVE && fact->type == FACT_CASUALTY &&
	    scope_since_event(sentence, match->anchor))
		found->flags |= YIELD_TOLL;
	fact->source = scope_source(document, sentence, match->anchor, country);
	const struct item *source = captured(document, match, yield->captures[CAPTURE_SOURCE]);
	if (source)
		fact->source = group_text(document, source);
	if (fact->type == FACT_STATEMENT) {
		fact->said = statement_text(document, sentence, match->anchor);
		if (source)
			statement_speaker(document, source, fact);
	}
	fact->event = event_called(document, sentence, match->anchor, fact->type);
	found->separate = scope_separate(sentence, match->anchor);
	situate(document, found, sentence, match->anchor, match->last,
		captured(document, match, yield->captures[CAPTURE_PLACE]));
	take_residence(document, found, sentence, captured(document, match, yield->captures[CAPTURE_COUNT]));
	take_speakers_country(document, found, country);
}

/*
 * A state of a truce that is denied, or only to come, is none; offers and refusals speak of the future.
 */
static bool holds(const struct sentence *sentence, size_t at, const struct fact *fact)
{
	enum modality around = scope_modality(sentence, at);

	/* "They would not renew the truce": a refusal is told by a denial. */
	if (around == MODALITY_DENIED)
		return fact->status == STATUS_REJECTED;
	switch (fact->status) {
	case STATUS_PROPOSED:
	case STATUS_UNDER_NEGOTIATION:
	case STATUS_REJECTED:
	case STATUS_ACCEPTED:
		return true;
	default:
		return (around == MODALITY_ACTUAL || fact->status == STATUS_EXTENDED) &&
		       !scope_infinitive(sentence, at);
	}
}

/* The key that the rule gives, else that of its type and status, else of its type. */
static struct text plover_of(const struct document *document, const struct fact *fact,
			     const struct table_yield *yield)
{
	const char *type = fact_type_names[fact->type];
	const char *detail = fact->effect ? effect_names[fact->effect] : fact_status_names[fact->status];
	struct text key = TEXT_NONE;

	if (yield->plover.length)
		return string_of(document, yield->plover);
	if (detail)
		key = lexicon_template(document->lexicon,
				       text_format(document->arena, "plover.%s.%s", type, detail));
	return key.length ? key : lexicon_template(document->lexicon,
						   text_format(document->arena, "plover.%s", type));
}

/* An attack or a disaster that may come is none; what is planned for troops and truces is news. */
static bool is_only_thought(const struct fact *fact)
{
	return fact_type_is_event(fact->type) && fact->modality != MODALITY_ACTUAL;
}

/* What a fact loses of its rule's measured precision for each doubt: a guess, the cases are too few to measure it. */
#define DOUBT 0.9
#define FAR_APART 12 /* items */

static double confidence_of(const struct document *document, const struct match *match, const struct item *counted)
{
	const struct lexicon *lexicon = document->lexicon;
	double confidence = lexicon->precision[match->rule - lexicon->rules] / 100.0;

	if (counted && counted->amount.vague)
		confidence *= DOUBT;
	/* A noun that no table knows may be anything. */
	if (counted && set_has(&counted->set, CLASS_SOMEONE))
		confidence *= DOUBT;
	if (match->last - match->first > FAR_APART)
		confidence *= DOUBT;
	return confidence;
}

/* "No group claimed ..." */
static bool claims_nobody(const struct item *actor)
{
	return actor && actor->amount.known && actor->amount.high == 0;
}

/* Type, effect, state and number, as the rule says. */
static void take_kind(struct document *document, struct fact *fact, const struct match *match,
		      const struct table_yield *yield, const struct item *counted)
{
	fact->type = (enum fact_type)name_index(fact_type_names, FACT_TYPES, string_of(document, yield->type));
	fact->effect = (enum effect)name_index(effect_names, EFFECTS, string_of(document, yield->effect));
	fact->status = (enum fact_status)name_index(fact_status_names, STATUS_RESUMED + 1,
						    string_of(document, yield->status));
	fact->count = count_of(document, counted);
	/* "Downed 88 of the 112 drones that Russia launched" */
	if (fact->type == FACT_LAUNCH && counted && counted->whole.known)
		fact->count->low = fact->count->high = counted->whole.low;
	if (yield->flags & (YIELD_ZERO | YIELD_ONE)) {
		fact->count = arena_alloc(document->arena, sizeof(*fact->count));
		fact->count->low = fact->count->high = (yield->flags & YIELD_ONE) != 0;
	}
	if (!fact->count && counted && set_has(&counted->set, CLASS_BODIES))
		fact->count = count_of_bodies(document, match->sentence, counted);
}

/* Who is counted, and whether they were told of before. */
static void take_counted(struct document *document, struct found *found, const struct match *match,
			 const struct table_yield *yield, const struct item *counted)
{
	const struct sentence *sentence = &document->sentences[match->sentence];

	if (fact_type_is_of_people(found->fact.type)) {
		found->another = is_also(sentence, match->anchor) || is_beside(sentence, match, yield) ||
				 (yield->flags & YIELD_MORE);
		take_victims(document, found, counted);
		found->definite = found->definite || (yield->flags & (YIELD_ONE | YIELD_THEM));
		/* "Them along with the other two": who is known already is in the sum. */
		if (counted && counted->definite && counted->another)
			found->another = false;
		found->doer = found->doer || (yield->flags & YIELD_SELF);
		found->with_doer = counts_doer(sentence);
		found->hit = is_hit(sentence, match->anchor);
	} else if (counted) {
		/* "One airstrike" is told as one of several. */
		found->another = counted->another || token_is(document, counted->first, CLASS_ORDINAL) ||
				 token_is(document, counted->first, CLASS_CARDINAL) ||
				 (counted->first < counted->head &&
				  token_is(document, counted->first + 1, CLASS_ORDINAL));
		found->definite = counted->definite;
	}
}

static void add_fact(struct document *document, const struct match *match, const struct table_yield *yield)
{
	const struct sentence *sentence = &document->sentences[match->sentence];
	struct found found = {.sentence = match->sentence, .item = match->anchor, .flags = yield->flags,
			      .confidence = match->rule->confidence};
	struct fact *fact = &found.fact;
	const struct item *counted = yield->flags & YIELD_THEM
					     ? scope_them(document, sentence, match->anchor)
					     : captured(document, match, yield->captures[CAPTURE_COUNT]);

	json_blank(&fact_shape, fact);
	take_kind(document, fact, match, yield, counted);
	if ((fact->type == FACT_DEPLOYMENT || fact->type == FACT_WITHDRAWAL || fact->type == FACT_TALKS) &&
	    scope_hypothetical(sentence, match->anchor))
		return;
	/* "marched to demand elections": what somebody wants is not said yet. */
	if (fact->type == FACT_STATEMENT && scope_infinitive(sentence, match->anchor))
		return;
	if (!fact->type || (fact_type_is_of_people(fact->type) && fact->type != FACT_DISPLACEMENT && !fact->count))
		return;
	take_counted(document, &found, match, yield, counted);
	if ((yield->flags & YIELD_NAMED) && !fact->names_count)
		return;
	tell_survival(document, &found);
	if (document->found_count >= LIMIT_FACTS || said_already(document, &found))
		return;
	/* "43 of the dead were found in the river", "nine of those killed": but "two of them were killed". */
	bool of_known = counted && counted->of_them && counted + 1 == &sentence->items[match->anchor];
	found.units = counted ? counted->units : 0;
	fact->part = (yield->flags & YIELD_PART) ||
		     (counted && counted->of_them && is_part(document, &found, of_known)) ||
		     scope_superseded(sentence, match->anchor);
	add_party(document, captured(document, match, yield->captures[CAPTURE_ACTOR]), &fact->actor,
		  &fact->actor_count);
	if (!fact->actor_count && !fact_type_is_of_people(fact->type) && !is_condition_free(fact->type))
		add_party(document, scope_speaker_acting(sentence, match->anchor), &fact->actor, &fact->actor_count);
	add_party(document, captured(document, match, yield->captures[CAPTURE_TARGET]), &fact->target,
		  &fact->target_count);
	fact->revises = count_of(document, captured(document, match, yield->captures[CAPTURE_REVISES]));
	if (!fact->revises && counted && fact->count && fact_type_is_of_people(fact->type))
		fact->revises = number_taken_back(document, sentence, counted->end);
	set_scopes(document, &found, sentence, match, yield);
	take_rank(document, &found, sentence);
	if (claims_nobody(captured(document, match, yield->captures[CAPTURE_ACTOR])))
		fact->modality = MODALITY_DENIED;
	if ((fact->type == FACT_CEASEFIRE && !holds(sentence, match->anchor, fact)) || is_only_thought(fact))
		return;
	if (fact->type == FACT_CEASEFIRE)
		fact->duration = scope_duration(document, sentence);
	fact->confidence = confidence_of(document, match, counted);
	fact->plover = plover_of(document, fact, yield);
	fact->rule = string_of(document, match->rule->name);
	fact->evidence = evidence_of(document, sentence);
	fact->sentence = sentence->title ? -1 : (int64_t)match->sentence;
	document->found = arena_grow(document->arena, document->found, document->found_count,
				     &document->found_room, sizeof(*document->found));
	document->found[document->found_count++] = found;
}

void facts_add(struct document *document, const struct match *match)
{
	for (unsigned i = 0; i < match->rule->yields; i++)
		add_fact(document, match, &document->lexicon->yields[match->rule->yield + i]);
}

void facts_complete(struct document *document, const struct match *match, size_t first)
{
	const struct table_yield *yield = &document->lexicon->yields[match->rule->yield];
	const struct item *actor = captured(document, match, yield->captures[CAPTURE_ACTOR]);
	const struct item *target = captured(document, match, yield->captures[CAPTURE_TARGET]);
	const struct item *place = captured(document, match, yield->captures[CAPTURE_PLACE]);

	for (size_t i = first; i < document->found_count; i++) {
		struct found *found = &document->found[i];
		struct fact *fact = &found->fact;
		if (!fact->actor_count)
			add_party(document, actor, &fact->actor, &fact->actor_count);
		if (!fact->target_count)
			add_party(document, target, &fact->target, &fact->target_count);
		if (place && set_has(&place->set, CLASS_PLACE)) {
			fact->place = place_make(document, place);
			found->own_place = true;
		}
	}
}
