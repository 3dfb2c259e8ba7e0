#include "extraction/tally.h"

static int64_t least(struct amount amount)
{
	return !amount.known ? 0 : amount.low == INTEGER_NONE ? amount.high : amount.low;
}

static struct amount larger(struct amount a, struct amount b)
{
	return least(b) > least(a) || !a.known ? b : a;
}

static int64_t plus(int64_t a, int64_t b)
{
	return a == INTEGER_NONE || b == INTEGER_NONE ? INTEGER_NONE : a + b;
}

static struct amount sum(struct amount a, struct amount b)
{
	if (!a.known || !b.known)
		return a.known ? a : b;
	return (struct amount){plus(a.low, b.low), plus(a.high, b.high), true, a.vague || b.vague};
}

/* The kinds from `first` to `last` exclude one another. */
static struct amount sum_of(const struct tally *tally, enum victim_kind first, enum victim_kind last)
{
	struct amount total = {0};

	for (unsigned kind = first; kind <= (unsigned)last; kind++)
		total = sum(total, larger(tally->kinds[kind], tally->names[kind]));
	return total;
}

/* "Two were killed ... one civilian was killed ... one of the bombers died": the first figure has them all. */
static bool sums_up(const struct tally *tally)
{
	int64_t others = 0;

	for (unsigned kind = VICTIM_FORCES; kind < VICTIM_KINDS; kind++)
		if (kind != VICTIM_REBELS)
			others += least(tally->kinds[kind]);
	return others && others + least(tally->doers) == least(tally->general);
}

struct amount tally_amount(const struct tally *tally)
{
	struct amount named = {0};

	if (tally->toll.known)
		return tally->doers_apart && !tally->with_doer ? sum(tally->toll, tally->doers) : tally->toll;
	for (unsigned kind = VICTIM_ANY; kind < VICTIM_KINDS; kind++)
		named = sum(named, tally->names[kind]);
	bool apart = tally->beside && !tally->with_doer && !sums_up(tally);
	struct amount general = apart ? sum(tally->general, tally->doers) : tally->general;
	struct amount sexes = sum_of(tally, VICTIM_MALE, VICTIM_FEMALE);
	if (tally->felled && !tally->with_doer)
		sexes = sum(sexes, tally->doers);
	struct amount amount = larger(larger(general, named),
				      larger(sexes, sum_of(tally, VICTIM_FORCES, VICTIM_OFFICIALS)));
	return amount.known ? amount : tally->vague;
}

static struct amount victims_of(const struct tally *tally)
{
	struct tally others = *tally;

	if (least(tally->kinds[VICTIM_REBELS]) == least(tally->doers))
		others.kinds[VICTIM_REBELS] = (struct amount){0};
	others.doers = (struct amount){0};
	return tally_amount(&others);
}

int64_t tally_victims(const struct tally *tally)
{
	return least(victims_of(tally));
}

static bool is_name_word(const struct document *document, size_t token)
{
	return token_flag(document, token, WORD_CAPITAL) && !token_is(document, token, CLASS_TITLE);
}

static bool has_word(const struct document *document, size_t first, size_t end, size_t token)
{
	for (size_t i = first; i < end; i++)
		if (document->tokens[i].word.hash == document->tokens[token].word.hash && is_name_word(document, i))
			return true;
	return false;
}

/* "Marta Luz Lopez" and "Marta Orozco Lopez": two names in full, and neither is short for the other. */
static bool differ(const struct document *document, const struct found *a, const struct found *b)
{
	size_t of_a = 0, of_b = 0, both = 0;

	for (size_t i = a->name_first; i < a->name_end; i++)
		of_a += is_name_word(document, i);
	for (size_t i = b->name_first; i < b->name_end; i++) {
		of_b += is_name_word(document, i);
		both += is_name_word(document, i) && has_word(document, a->name_first, a->name_end, i);
	}
	return of_a > 1 && of_b > 1 && both < of_a && both < of_b;
}

/* Whether the last word of the one name is a word of the other: "Castellar", "Ricardo Alfonso Castellar". */
static bool same_name(const struct document *document, const struct found *a, const struct found *b)
{
	size_t last = b->name_end - 1;

	if (!is_name_word(document, last))
		return false;
	return has_word(document, a->victim_first, a->victim_end, last) && !differ(document, a, b);
}

bool tally_names(const struct document *document, const struct tally *tally, const struct found *found)
{
	for (size_t i = 0; found->name_end && i < tally->mentions_count; i++) {
		const struct found *old = &document->found[tally->mentions[i]];
		if (old->name_end && (same_name(document, old, found) || same_name(document, found, old)))
			return true;
	}
	return false;
}

/* "Killed her father before officers shot him dead": somebody else, and he who did it, in one sentence. */
static bool fells(const struct document *document, const struct tally *tally, const struct found *found)
{
	for (size_t i = 0; i < tally->mentions_count; i++) {
		const struct found *other = &document->found[tally->mentions[i]];
		const struct found *doer = found->doer ? found : other, *victim = found->doer ? other : found;
		if (other->sentence == found->sentence && doer->doer && !victim->doer &&
		    (victim->flags & YIELD_BESIDE) && victim->item < doer->item)
			return true;
	}
	return false;
}

static struct amount amount_of(const struct found *found)
{
	const struct count *count = found->fact.count;

	return (struct amount){count->low, count->high, true, count->vague};
}

/* "Another two" is told again in the next paragraph. */
static bool is_repeat(const struct document *document, const struct tally *tally, const struct found *found)
{
	for (size_t i = 0; i < tally->mentions_count; i++) {
		const struct found *old = &document->found[tally->mentions[i]];
		bool open = old->fact.count->high == INTEGER_NONE || found->fact.count->high == INTEGER_NONE;
		if (old->another && old->kind == found->kind && old->fact.count->low == found->fact.count->low &&
		    (open || old->fact.count->high == found->fact.count->high))
			return true;
	}
	return false;
}

/* "A sailor was wounded, and two officers were shot": other people, told of in one breath. */
static bool is_coordinate(const struct document *document, const struct tally *tally, const struct found *found)
{
	if (!tally->mentions_count || found->definite || !found->victim_end || found->name_end)
		return false;
	const struct found *last = &document->found[tally->mentions[tally->mentions_count - 1]];
	if (last->sentence != found->sentence || !last->victim_end || last->item >= found->item || last->definite)
		return false;
	/* "And 168 people had died in all" */
	const struct sentence *sentence = &document->sentences[found->sentence];
	for (size_t i = found->item; i < found->item + 4 && i < sentence->items_count; i++)
		if (set_has(&sentence->items[i].set, CLASS_IN_ALL))
			return false;
	bool and = false;
	for (size_t i = last->item; i < found->item; i++) {
		const struct table_set *set = &document->sentences[found->sentence].items[i].set;
		if (set_has(set, CLASS_INCLUDING) || set_has(set, CLASS_RELATIVE) || set_has(set, CLASS_COLON) ||
		    set_has(set, CLASS_OPEN) || set_has(set, CLASS_OF) ||
		    (set_has(set, CLASS_SEMICOLON) && !last->listed))
			return false;
		and = and || set_has(set, CLASS_AND) || set_has(set, CLASS_SEMICOLON);
	}
	return and;
}

bool kinds_exclude(enum victim_kind a, enum victim_kind b)
{
	return a != b && a != VICTIM_ANY && b != VICTIM_ANY && (a <= VICTIM_FEMALE) == (b <= VICTIM_FEMALE);
}

/* "The woman", "the husband": the second is none of those told of so far. Who has a name may be anything. */
static bool is_told_of(const struct document *document, const struct tally *tally, const struct found *found)
{
	for (size_t i = 0; i < tally->mentions_count; i++) {
		const struct found *old = &document->found[tally->mentions[i]];
		if (old->name_end || !kinds_exclude(old->kind, found->kind))
			return true;
	}
	return false;
}

void tally_remember(struct tally *tally, size_t found)
{
	if (tally->mentions_count < TALLY_MENTIONS)
		tally->mentions[tally->mentions_count++] = (uint32_t)found;
}

static void take_general(struct tally *tally, const struct found *found, struct amount amount)
{
	bool beside = found->flags & YIELD_BESIDE;

	if (!tally->general.known || least(amount) > least(tally->general))
		tally->beside = beside;
	else if (least(amount) == least(tally->general))
		tally->beside = tally->beside || beside;
	tally->general = larger(tally->general, amount);
}

/* What "another" adds to: to those told of one by one, where they are some of a figure that was told before. */
static struct amount told_before(const struct tally *tally, struct amount known)
{
	return tally->told.known && least(tally->told) < least(known) ? tally->told : known;
}

/* "A third man": of how many of the tally's own, where the text has counted the others too. */
static struct amount up_to(int64_t ordinal, int64_t others)
{
	int64_t own = ordinal > others ? ordinal - others : 1;

	return (struct amount){own, own, true, false};
}

/* "Died before the gunman shot himself": beside those of the sentence; of two who "were hurt before" he is none. */
static bool is_more(const struct document *document, const struct found *doer)
{
	for (size_t i = 0; doer->another && i < document->found_count + document->echo_count; i++) {
		const struct found *other = &document->found[i];
		if (other->sentence == doer->sentence && other->fact.effect == doer->fact.effect && !other->doer)
			return true;
	}
	return doer->another && !(doer->flags & YIELD_MORE);
}

bool tally_add(const struct document *document, struct tally *tally, size_t index, int64_t others)
{
	const struct found *found = &document->found[index];
	struct amount amount = amount_of(found), known = tally_amount(tally);
	struct amount victims = tally->beside || (found->flags & YIELD_BESIDE) ? victims_of(tally) : known;
	struct amount before = told_before(tally, victims);
	bool told = is_told_of(document, tally, found);
	bool coordinate = !found->another && is_coordinate(document, tally, found);
	bool repeated = tally_names(document, tally, found) || (found->another && is_repeat(document, tally, found));

	tally->felled = tally->felled || fells(document, tally, found);
	tally_remember(tally, index);
	tally->with_doer = tally->with_doer || found->with_doer;
	if (found->doer && !amount.vague) {
		tally->doers = larger(tally->doers, amount);
		bool more = is_more(document, found);
		tally->doers_apart = tally->doers_apart || more;
		tally->beside = tally->beside || more;
		tally->kinds[VICTIM_REBELS] = larger(tally->kinds[VICTIM_REBELS], amount);
		if (found->name_end && !repeated)
			tally->names[VICTIM_REBELS] = sum(tally->names[VICTIM_REBELS], amount);
		return least(tally_amount(tally)) > least(known);
	}
	if (found->flags & YIELD_TOLL) {
		tally->toll = amount;
		return true;
	}
	if (repeated || (found->definite && told && !found->another && least(amount) <= least(known)))
		return false;
	tally->told = found->another ? sum(before, amount) : amount;
	tally->breath = coordinate ? sum(tally->breath, amount) : amount;
	if (coordinate)
		amount = tally->breath;
	if (amount.vague)
		tally->vague = larger(tally->vague, amount);
	else if (found->another && known.known && found->ordinal && found->ordinal != INTEGER_NONE &&
		 least(amount) == 1)
		tally->general = larger(known, up_to(found->ordinal, others));
	else if (found->another && known.known && !(found->name_end && tally->general.known)) {
		/* "Blew herself up, killing two others": she is added in the end. */
		bool beside = found->flags & YIELD_BESIDE;
		tally->general = larger(victims, sum(before, amount));
		tally->beside = tally->beside || beside;
	}
	else if (found->name_end)
		tally->names[found->kind] = sum(tally->names[found->kind], amount);
	else if (found->kind == VICTIM_ANY || coordinate)
		take_general(tally, found, amount);
	else
		tally->kinds[found->kind] = larger(tally->kinds[found->kind], amount);
	return true;
}
