#include "extraction/harm.h"

static struct tally *tally_in(struct document *document, struct tally **slot)
{
	if (!*slot) {
		*slot = arena_alloc(document->arena, sizeof(**slot));
		**slot = (struct tally){0};
	}
	return *slot;
}

static int64_t least(struct amount amount)
{
	return !amount.known ? 0 : amount.low == INTEGER_NONE ? amount.high : amount.low;
}

static const struct found *last_of(const struct document *document, const struct tally *tally)
{
	return &document->found[tally->mentions[tally->mentions_count - 1]];
}

/* Who was hurt and then died is no longer one of the injured. */
static void take_dead(struct document *document, struct harm *harm, const struct found *dead, bool title, bool new)
{
	const struct tally *injured = harm->tallies[title][EFFECT_INJURED];

	if (!injured || dead->fact.count->low == INTEGER_NONE)
		return;
	const struct found *last = last_of(document, injured);
	bool pronoun = found_dies_of_it(document, last, dead) ||
		       (!dead->victim_end && last->sentence + 1 == dead->sentence && last->victim_end && !last->hit);
	bool same = (new && tally_names(document, injured, dead)) ||
		    (dead->definite && (new || pronoun) && !dead->doer && last->fact.count->low == 1 &&
		     dead->fact.count->low == 1 &&
		     (pronoun || (last->kind == dead->kind && last->sentence < dead->sentence)));
	if (same)
		harm->dead_of_injured[title] += dead->fact.count->low;
}

/* "The wife", where a husband and his wife are dead: the head stands in a group of the dead. */
static bool is_head_of_dead(const struct document *document, const struct tally *killed, const struct found *found)
{
	size_t head = found->victim_head;

	for (size_t i = 0; found->victim_end && i < killed->mentions_count; i++) {
		const struct found *dead = &document->found[killed->mentions[i]];
		for (size_t k = dead->victim_first; k < dead->victim_end && !dead->doer; k++)
			if (document->tokens[k].word.hash == document->tokens[head].word.hash)
				return true;
	}
	return false;
}

/* Whether any of the dead did it, as this one did; or any did not. */
static bool has_like(const struct document *document, const struct tally *killed, const struct found *found)
{
	for (size_t i = 0; i < killed->mentions_count; i++)
		if (document->found[killed->mentions[i]].doer == found->doer)
			return true;
	return false;
}

/*
 * Some are dead, and then one with a name, or one who is known already, "was shot": how they died.
 */
static bool tells_of_dead(const struct document *document, const struct tally *killed, const struct found *found)
{
	const struct found *dead = last_of(document, killed);
	bool few = found->fact.count->low <= least(tally_amount(killed));
	bool vague = found->hit || (found->flags & YIELD_WEAK);

	/* "The shooter killed himself after he was wounded" */
	if (!found->victim_end && !dead->victim_end && dead->sentence == found->sentence)
		return true;
	if (dead->sentence >= found->sentence || found->another || !few)
		return false;
	if (found->definite)
		return (vague && has_like(document, killed, found)) || is_head_of_dead(document, killed, found);
	return vague && found->name_end && !dead->name_end && !dead->doer && !found->doer;
}

/* "Officers found a man with a gunshot wound": where one is dead and nobody hurt, the way to his death. */
static bool tells_how(const struct document *document, const struct harm *harm, const struct found *found, bool title)
{
	const struct tally *killed = harm->tallies[title][EFFECT_KILLED];
	const struct found *dead = killed ? last_of(document, killed) : NULL;

	return dead && !harm->tallies[title][EFFECT_INJURED] && !harm->hits[title] &&
	       (found->flags & YIELD_WEAK) && !found->another && !found->name_end && found->fact.count->low == 1 &&
	       least(tally_amount(killed)) == 1 && dead->sentence < found->sentence &&
	       !kinds_exclude(dead->kind, found->kind) && dead->doer == found->doer;
}

/* "One was killed. Fifteen people were shot": a figure for all of them, in a sentence of its own. */
static bool counts_dead(const struct document *document, const struct tally *killed, const struct found *found)
{
	const struct table_set *verb = &document->sentences[found->sentence].items[found->item].set;
	bool all = found->fact.count->low > least(tally_amount(killed)) && found->victim_end &&
		   token_is(document, found->victim_head, CLASS_ANYBODY);

	return all && !set_has(verb, CLASS_INJURE) && found->sentence > last_of(document, killed)->sentence;
}

/* "Two were wounded. ... A woman was struck", and "another": the text tells it all once more, one by one. */
static void tell_anew(const struct document *document, struct tally *injured, const struct found *found)
{
	bool one = found->fact.count->low == 1 && found->victim_end && !found->another && !found->definite &&
		   !found->name_end;

	if (injured && one && least(tally_amount(injured)) > 1 &&
	    last_of(document, injured)->sentence < found->sentence)
		injured->told = (struct amount){0, 0, true, false};
}

void harm_add(struct document *document, struct harm *harm, size_t index, enum effect effect, bool title)
{
	const struct found *found = &document->found[index];
	struct tally **slot = &harm->tallies[title][effect];
	const struct tally *killed = harm->tallies[title][EFFECT_KILLED];

	tell_anew(document, harm->tallies[title][EFFECT_INJURED], found);
	if (effect == EFFECT_INJURED && killed &&
	    (tells_of_dead(document, killed, found) || tells_how(document, harm, found, title))) {
		tally_remember(harm->tallies[title][EFFECT_KILLED], index);
		return;
	}
	if (effect == EFFECT_INJURED && killed && tally_names(document, killed, found))
		return;
	if (effect == EFFECT_INJURED && found->hit && !found->another) {
		slot = &harm->hits[title];
		if (!*slot)
			harm->dead_before[title] = killed && !counts_dead(document, killed, found)
							   ? least(tally_amount(killed)) : 0;
	}
	int64_t others = effect == EFFECT_INJURED && killed ? least(tally_amount(killed)) : 0;
	bool new = tally_add(document, tally_in(document, slot), index, others);
	if (effect == EFFECT_KILLED)
		take_dead(document, harm, found, title, new);
}

static struct amount less(struct amount amount, int64_t dead)
{
	if (!amount.known || !dead || amount.low == INTEGER_NONE)
		return amount;
	amount.low = amount.low > dead ? amount.low - dead : 0;
	if (amount.high != INTEGER_NONE)
		amount.high = amount.high > dead ? amount.high - dead : 0;
	amount.known = amount.high != 0;
	return amount;
}

static struct amount amount_in(const struct tally *tally)
{
	return tally ? tally_amount(tally) : (struct amount){0};
}

/*
 * Of those who were shot or stabbed all have lived who are not told dead afterwards. Where as many were
 * dead before, and nobody is said to be hurt, the shots tell how they died.
 */
static struct amount survivors(const struct harm *harm, bool title, bool hurt)
{
	struct amount hits = amount_in(harm->hits[title]);
	const struct tally *killed = harm->tallies[title][EFFECT_KILLED];
	int64_t dead = killed ? tally_victims(killed) : 0;

	if (!hurt && harm->dead_before[title] && dead >= least(hits))
		return (struct amount){0};
	return less(hits, dead > harm->dead_before[title] ? dead - harm->dead_before[title] : 0);
}

static struct amount injured(const struct harm *harm, bool title)
{
	struct amount hurt = less(amount_in(harm->tallies[title][EFFECT_INJURED]), harm->dead_of_injured[title]);
	struct amount hits = survivors(harm, title, least(hurt) > 0);

	/* "Four people were shot", where one is dead and three are hurt. */
	const struct tally *killed = harm->tallies[title][EFFECT_KILLED];
	if (hurt.known && !hurt.vague && hits.known && killed && least(hurt) > 1 &&
	    least(hits) <= least(hurt) + tally_victims(killed))
		return hurt;
	if (hurt.known && !hurt.vague && hits.known && killed && least(hits) == least(hurt) + tally_victims(killed))
		return hurt;
	if (!hurt.known || (hurt.vague && hits.known))
		return hits.known ? hits : hurt;
	return hits.known && least(hits) > least(hurt) ? hits : hurt;
}

/* "Gunman kills six", says the title; that he was shot stands in the text. */
static struct amount killed(const struct harm *harm, bool title)
{
	const struct tally *tally = harm->tallies[title][EFFECT_KILLED], *text = harm->tallies[0][EFFECT_KILLED];

	if (!title || !tally || !text || tally->doers.known || !tally->beside || text->with_doer)
		return amount_in(tally);
	struct tally both = *tally;
	both.doers = text->doers;
	return tally_amount(&both);
}

static struct amount amount_of(const struct harm *harm, bool title, enum effect effect)
{
	if (effect == EFFECT_INJURED)
		return injured(harm, title);
	return effect == EFFECT_KILLED ? killed(harm, title) : amount_in(harm->tallies[title][effect]);
}

struct amount harm_amount(const struct harm *harm, enum effect effect)
{
	struct amount title = amount_of(harm, true, effect), text = amount_of(harm, false, effect);
	bool tell = title.known && (!text.known || (!title.vague && (text.vague || title.low > text.low)));

	/* "Woman was shot", says a title whose text tells only of the dead: she is one of them. */
	if (effect == EFFECT_INJURED && tell && harm->hits[1] && !harm->tallies[1][effect] && !text.known &&
	    harm->tallies[0][EFFECT_KILLED])
		return text;
	/* "Three shot", says a title whose text counts one of them among the dead. */
	if (effect == EFFECT_INJURED && tell && least(text) > 1 && !harm->tallies[1][EFFECT_KILLED] &&
	    harm->tallies[0][EFFECT_KILLED] &&
	    least(title) == least(text) + tally_victims(harm->tallies[0][EFFECT_KILLED]))
		return text;
	return tell ? title : text;
}

bool harm_names(const struct document *document, const struct harm *harm, const struct found *found)
{
	for (unsigned title = 0; found->name_end && title < 2; title++) {
		if (harm->hits[title] && tally_names(document, harm->hits[title], found))
			return true;
		for (unsigned effect = 1; effect < EFFECTS; effect++)
			if (harm->tallies[title][effect] && tally_names(document, harm->tallies[title][effect], found))
				return true;
	}
	return false;
}
