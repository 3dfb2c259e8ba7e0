/*
 * From a match to its facts: the count and names of what was captured, with what the clause around it
 * says of source, certainty, time and place. What a clause leaves out comes from the sentences before,
 * then from the dateline.
 */
#include <string.h>

#include "base/limits.h"
#include "extraction/frames.h"
#include "extraction/groups.h"
#include "extraction/scopes.h"
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

static void add_party(struct document *document, const struct item *item, struct actor **list, size_t *count)
{
	if (!item || *count >= 4)
		return;
	/* A weapon or an attack acts for whose it is; nobody's is nobody. */
	if ((set_has(&item->set, CLASS_EVENT) || set_has(&item->set, CLASS_THING)) && item->entity < 0)
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

static struct timespan *span_of(struct document *document, struct timespan span)
{
	struct timespan *copy = arena_alloc(document->arena, sizeof(*copy));

	*copy = span;
	return copy;
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

/* The place and time that the sentence itself gives at this point. */
static void situate(struct document *document, struct found *found, const struct sentence *sentence,
		    size_t at, const struct item *place_item)
{
	size_t time = scope_time(sentence, at);
	size_t place = place_item || (found->flags & YIELD_ELSEWHERE) ? SIZE_MAX : scope_place(sentence, at);

	if (place_item && set_has(&place_item->set, CLASS_PLACE)) {
		found->fact.place = place_make(document, place_item);
		found->own_place = true;
	} else if (place != SIZE_MAX) {
		found->fact.place = place_make(document, &sentence->items[place]);
		found->own_place = true;
	}
	if (time != SIZE_MAX && day_known(sentence->items[time].span.start)) {
		found->fact.time = span_of(document, sentence->items[time].span);
		found->own_time = true;
	}
}

static struct duration *duration_in(struct document *document, const struct sentence *sentence, size_t first,
				    size_t last)
{
	for (size_t i = first; i <= last && i < sentence->items_count; i++) {
		if (!set_has(&sentence->items[i].set, CLASS_DURATION))
			continue;
		struct duration *duration = arena_alloc(document->arena, sizeof(*duration));
		*duration = sentence->items[i].duration;
		return duration;
	}
	return NULL;
}

static bool same_count(const struct count *a, const struct count *b)
{
	if (!a || !b)
		return a == b || (a ? a->low == 1 && a->high == 1 : b->low == 1 && b->high == 1);
	return a->low == b->low && a->high == b->high;
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
static bool names_leader(const struct document *document, const struct item *item)
{
	for (size_t i = item->first; i < item->end; i++)
		if (token_is(document, i, CLASS_LEADER) && (i < item->name_first || i >= item->name_end))
			return true;
	return false;
}

/* "in addition to the bomber": not among those whom the sentence counts. */
static bool is_beside(const struct sentence *sentence, const struct match *match, const struct table_yield *yield)
{
	int8_t capture = yield->captures[CAPTURE_COUNT];
	size_t at = capture < 0 ? NOTHING : match->captures[capture];

	return at != NOTHING && at > 0 && set_has(&sentence->items[at - 1].set, CLASS_BESIDE);
}

/* "including the gunman", "among them the bomber" */
static bool counts_doer(const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->items_count; i++) {
		if (!set_has(&sentence->items[i].set, CLASS_INCLUDING))
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
	found->another = found->another || item->another;
	found->kind = item->summed ? VICTIM_ANY : kind_of(item);
	found->definite = item->definite && !token_is(document, item->first, CLASS_POSSESSOR);
	found->doer = found->doer || (set_has(&item->set, CLASS_ATTACKER) && !item->summed);
	found->name_first = item->name_first;
	found->name_end = item->name_end;
	found->fact.victims = item->name_end ? tokens_text(document, item->name_first, item->name_end)
					     : token_text(document, item->head);
	if (!item->name_end)
		return;
	struct person_name *name = arena_alloc(document->arena, sizeof(*name));
	name->name = found->fact.victims;
	if (item->head < item->name_first && item->first < item->name_first)
		name->role = tokens_text(document, item->first, item->name_first);
	name->leader = names_leader(document, item);
	found->fact.names = name;
	found->fact.names_count = 1;
}

static bool is_of_people(enum fact_type type)
{
	return type == FACT_CASUALTY || type == FACT_ABDUCTION || type == FACT_RELEASE || type == FACT_DETENTION ||
	       type == FACT_DISPLACEMENT;
}

static bool is_condition_free(enum fact_type type)
{
	return type == FACT_CEASEFIRE || type == FACT_STATEMENT || type == FACT_THREAT;
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
	if (fact->modality == MODALITY_ACTUAL && !is_of_people(fact->type) && !is_condition_free(fact->type) &&
	    scope_infinitive(sentence, match->anchor))
		fact->modality = MODALITY_PLANNED;
	if (sentence->drill && fact->modality == MODALITY_ACTUAL && !is_condition_free(fact->type))
		fact->modality = MODALITY_POSSIBLE;
	fact->scope = SCOPE_INCIDENT;
	if (is_condition_free(fact->type) || fact->type == FACT_TALKS || fact->type == FACT_RESPONSIBILITY)
		;
	else if (yield->scope.length || (yield->flags & YIELD_TOLL) || scope_cumulative(sentence, match->anchor))
		fact->scope = SCOPE_CUMULATIVE;
	fact->source = scope_source(document, sentence, match->anchor, country);
	const struct item *source = captured(document, match, yield->captures[CAPTURE_SOURCE]);
	if (source)
		fact->source = group_text(document, source);
	if (fact->type == FACT_STATEMENT) {
		fact->said = statement_text(document, sentence, match->anchor);
		if (source)
			statement_speaker(document, source, fact);
	}
	situate(document, found, sentence, match->anchor,
		captured(document, match, yield->captures[CAPTURE_PLACE]));
	if (!fact->place && country[0] && fact->type != FACT_CEASEFIRE && fact->type != FACT_TALKS) {
		const struct table_entity *entity = lexicon_country(document->lexicon, country);
		if (entity && !fact->actor_count) {
			fact->place = arena_alloc(document->arena, sizeof(*fact->place));
			fact->place->name = string_of(document, entity->name);
			fact->place->country = country_code(document, country);
			fact->place->within = fact->place->country;
		} else if (entity && memcmp(country, fact->actor[0].country.length == 2
							     ? fact->actor[0].country.data : "  ", 2) != 0) {
			fact->place = arena_alloc(document->arena, sizeof(*fact->place));
			fact->place->name = string_of(document, entity->name);
			fact->place->country = country_code(document, country);
			fact->place->within = fact->place->country;
		}
	}
}

/*
 * A state of a truce that is denied, or only to come, is none; offers and refusals speak of the future.
 */
static bool holds(const struct sentence *sentence, size_t at, const struct fact *fact)
{
	enum modality around = scope_modality(sentence, at);

	if (around == MODALITY_DENIED)
		return false;
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
	switch (fact->type) {
	case FACT_STRIKE:
	case FACT_LAUNCH:
	case FACT_ATTACK:
	case FACT_BOMBING:
	case FACT_SHOOTING:
	case FACT_CLASH:
	case FACT_DISASTER:
	case FACT_WRECK:
	case FACT_PROTEST:
		return fact->modality != MODALITY_ACTUAL;
	default:
		return false;
	}
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

static void add_fact(struct document *document, const struct match *match, const struct table_yield *yield)
{
	const struct sentence *sentence = &document->sentences[match->sentence];
	struct found found = {.sentence = match->sentence, .item = match->anchor, .flags = yield->flags,
			      .confidence = match->rule->confidence};
	struct fact *fact = &found.fact;
	const struct item *counted = captured(document, match, yield->captures[CAPTURE_COUNT]);

	json_blank(&fact_shape, fact);
	fact->type = (enum fact_type)name_index(fact_type_names, FACT_TYPES, string_of(document, yield->type));
	fact->effect = (enum effect)name_index(effect_names, EFFECTS, string_of(document, yield->effect));
	fact->status = (enum fact_status)name_index(fact_status_names, STATUS_RESUMED + 1,
						    string_of(document, yield->status));
	fact->count = count_of(document, counted);
	if (yield->flags & (YIELD_ZERO | YIELD_ONE)) {
		fact->count = arena_alloc(document->arena, sizeof(*fact->count));
		fact->count->low = fact->count->high = (yield->flags & YIELD_ONE) != 0;
	}
	if (!fact->type || (is_of_people(fact->type) && fact->type != FACT_DISPLACEMENT && !fact->count))
		return;
	if (is_of_people(fact->type)) {
		found.another = is_also(sentence, match->anchor) || is_beside(sentence, match, yield);
		take_victims(document, &found, counted);
		found.definite = found.definite || (yield->flags & YIELD_ONE);
		found.doer = found.doer || (yield->flags & YIELD_SELF);
		found.with_doer = counts_doer(sentence);
	} else if (counted) {
		/* "One airstrike" is told as one of several. */
		found.another = counted->another || token_is(document, counted->first, CLASS_ORDINAL) ||
				token_is(document, counted->first, CLASS_CARDINAL) ||
				(counted->first < counted->head &&
				 token_is(document, counted->first + 1, CLASS_ORDINAL));
		found.definite = counted->definite;
	}
	if ((yield->flags & YIELD_NAMED) && !fact->names_count)
		return;
	if (document->found_count >= LIMIT_FACTS || said_already(document, &found))
		return;
	fact->part = yield->flags & YIELD_PART;
	add_party(document, captured(document, match, yield->captures[CAPTURE_ACTOR]), &fact->actor,
		  &fact->actor_count);
	add_party(document, captured(document, match, yield->captures[CAPTURE_TARGET]), &fact->target,
		  &fact->target_count);
	fact->revises = count_of(document, captured(document, match, yield->captures[CAPTURE_REVISES]));
	set_scopes(document, &found, sentence, match, yield);
	const struct item *actor = captured(document, match, yield->captures[CAPTURE_ACTOR]);
	/* "No group claimed ..." */
	if (actor && actor->amount.known && actor->amount.high == 0)
		fact->modality = MODALITY_DENIED;
	if ((fact->type == FACT_CEASEFIRE && !holds(sentence, match->anchor, fact)) || is_only_thought(fact))
		return;
	if (fact->type == FACT_CEASEFIRE)
		fact->duration = duration_in(document, sentence, 0, sentence->items_count);
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

/* What a fact's own clause leaves out comes from the facts before it, then from the dateline. */
static void inherit(struct document *document)
{
	const struct place *place = NULL;
	const struct timespan *time = NULL;

	for (size_t i = 0; i < document->found_count; i++) {
		struct found *found = &document->found[i];
		struct fact *fact = &found->fact;
		if (!fact->place && place)
			fact->place = (struct place *)(uintptr_t)place;
		if (!fact->place)
			fact->place = document->dateline_place;
		if (fact->scope == SCOPE_CUMULATIVE && !(found->flags & YIELD_TOLL))
			continue;
		if (!fact->time && time)
			fact->time = (struct timespan *)(uintptr_t)time;
		if (found->own_place && fact->modality == MODALITY_ACTUAL)
			place = fact->place;
		if (found->own_time && fact->modality == MODALITY_ACTUAL)
			time = fact->time;
	}
}

static bool path_holds(struct text outer, struct text inner)
{
	return outer.length && text_starts(inner, outer) &&
	       (inner.length == outer.length || inner.data[outer.length] == '/');
}

static bool same_place(const struct place *a, const struct place *b)
{
	return !a || !b || text_equal_nocase(a->name, b->name) || path_holds(a->within, b->within) ||
	       path_holds(b->within, a->within);
}

static bool near_in_time(const struct timespan *a, const struct timespan *b)
{
	return !a || !b || (a->start.number <= b->end.number + 1 && b->start.number <= a->end.number + 1);
}

/* Men and women, or soldiers and civilians; but a man may be a soldier. */
static bool kinds_differ(enum victim_kind a, enum victim_kind b)
{
	return a != b && a != VICTIM_ANY && b != VICTIM_ANY && (a <= VICTIM_FEMALE) == (b <= VICTIM_FEMALE);
}

/* "Dozens of strikes" and "one strike" are told apart, "the strikes" are those told before. */
static bool are_two(const struct found *old, const struct found *new)
{
	const struct fact *a = &old->fact, *b = &new->fact;

	if (new->definite || a->type == FACT_CEASEFIRE || a->type == FACT_TALKS || a->type == FACT_STATEMENT)
		return false;
	return a->count && b->count && !same_count(a->count, b->count);
}

/* A fact that is told again: in title and text, by a noun and a verb. */
static bool repeats(const struct found *old, const struct found *new)
{
	const struct fact *a = &old->fact, *b = &new->fact;

	if (a->type != b->type || a->effect != b->effect || a->status != b->status || a->scope != b->scope ||
	    a->part != b->part)
		return false;
	if (a->type == FACT_STATEMENT && a->source.length && b->source.length && !text_equal(a->source, b->source))
		return false;
	if (!is_of_people(a->type) && new->another && a->type != FACT_LAUNCH)
		return false;
	if (!is_of_people(a->type) && are_two(old, new))
		return false;
	bool modality = a->modality == b->modality;
	if (!modality || !same_place(a->place, b->place) || !near_in_time(a->time, b->time))
		return false;
	if (!is_of_people(a->type) && a->type != FACT_LAUNCH && a->type != FACT_DEPLOYMENT)
		return true;
	if (old->doer != new->doer || kinds_differ(old->kind, new->kind) || old->another != new->another)
		return false;
	if (is_of_people(a->type) && a->count && a->count->low == 1 && a->names_count && b->names_count &&
	    !text_equal(a->victims, b->victims))
		return false;
	/* The drones, the troops: the number was said, or comes later. */
	if (!is_of_people(a->type) && (!a->count || !b->count || new->definite))
		return true;
	return same_count(a->count, b->count);
}

static bool is_violence(enum fact_type type)
{
	return type == FACT_STRIKE || type == FACT_LAUNCH || type == FACT_ATTACK || type == FACT_BOMBING ||
	       type == FACT_SHOOTING || type == FACT_CLASH;
}

/* "The attack", "the blast": whatever was told before by its own name. */
static bool is_meant_by(const struct found *old, const struct found *new)
{
	enum fact_type a = old->fact.type, b = new->fact.type;
	bool generic = b == FACT_ATTACK || b == FACT_BOMBING;

	return generic && a != b && new->definite && !new->own_place && !new->own_time && !new->another &&
	       (is_violence(a) || (b == FACT_BOMBING && a == FACT_DISASTER)) &&
	       old->fact.modality == MODALITY_ACTUAL && old->fact.scope == new->fact.scope;
}

static void merge_repeats(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *new = &document->found[i];
		for (size_t k = 0; k < i && !new->gone; k++) {
			struct found *old = &document->found[k];
			if (old->gone || (!repeats(old, new) && !is_meant_by(old, new)))
				continue;
			if (!old->fact.count && old->fact.type == new->fact.type)
				old->fact.count = new->fact.count;
			if (!old->fact.target_count) {
				old->fact.target = new->fact.target;
				old->fact.target_count = new->fact.target_count;
			}
			if (!old->fact.source.length)
				old->fact.source = new->fact.source;
			if (!old->fact.place)
				old->fact.place = new->fact.place;
			if (!old->fact.time)
				old->fact.time = new->fact.time;
			if (!old->fact.actor_count) {
				old->fact.actor = new->fact.actor;
				old->fact.actor_count = new->fact.actor_count;
			}
			new->gone = true;
		}
	}
}

/* "shot his wife to death": in one sentence the same victims are dead and no longer injured. */
static void drop_survived(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *injured = &document->found[i];
		if (injured->fact.effect != EFFECT_INJURED || !injured->victim_end)
			continue;
		for (size_t k = i ? i - 1 : 0; k < document->found_count && k < i + 4 && !injured->gone; k++) {
			const struct found *dead = &document->found[k];
			injured->gone = dead->fact.effect == EFFECT_KILLED && dead->sentence == injured->sentence &&
					dead->victim_first == injured->victim_first &&
					dead->victim_end == injured->victim_end &&
					dead->fact.modality == injured->fact.modality;
		}
	}
}

/* Weak facts stand only where nothing else of their kind does. */
static void drop_weak(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *weak = &document->found[i];
		if (!(weak->flags & YIELD_WEAK))
			continue;
		for (size_t k = 0; k < document->found_count && !weak->gone; k++) {
			const struct found *other = &document->found[k];
			weak->gone = k != i && !other->gone && !(other->flags & YIELD_WEAK) &&
				     other->fact.type == weak->fact.type && other->fact.effect == weak->fact.effect;
		}
	}
}

static bool is_lone_death(const struct found *found)
{
	const struct count *count = found->fact.count;

	return (found->flags & YIELD_COMPANY) && found->name_end && count && count->low == 1 && count->high == 1;
}

/* Harm or an event that is more than somebody's death. */
static bool is_company(const struct found *found)
{
	enum fact_type type = found->fact.type;
	bool event = (type >= FACT_STRIKE && type <= FACT_WRECK) || type == FACT_ABDUCTION;

	return !found->gone && (event || (type == FACT_CASUALTY && !is_lone_death(found)));
}

/* The famous die in their beds: of one by name "died" alone tells of no violence. */
static void drop_lone_deaths(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++)
		if (is_company(&document->found[i]))
			return;
	for (size_t i = 0; i < document->found_count; i++)
		document->found[i].gone |= is_lone_death(&document->found[i]);
}

void facts_finish(struct document *document)
{
	struct report *report = document->report;
	size_t kept = 0;

	inherit(document);
	drop_weak(document);
	drop_lone_deaths(document);
	drop_survived(document);
	merge_repeats(document);
	for (size_t i = 0; i < document->found_count; i++)
		if (!document->found[i].gone)
			document->found[kept++] = document->found[i];
	document->found_count = kept;
	report->facts = arena_array(document->arena, kept + 1, sizeof(*report->facts));
	for (size_t i = 0; i < kept; i++)
		report->facts[i] = document->found[i].fact;
	report->facts_count = kept;
}
