#include "tracking/likeness.h"

#include "base/limits.h"

/* The number of hashes of a rising list up to a bound. */
static size_t count_below(const uint64_t *hashes, size_t count, uint64_t bound)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (hashes[middle] <= bound)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Up to where a sketch holds every shingle of its article. */
static uint64_t whole_until(const struct known_article *article)
{
	if (article->sketch_count < LIMIT_SKETCH || !article->sketch_count)
		return UINT64_MAX;
	return article->sketch[article->sketch_count - 1];
}

double likeness_containment(const struct known_article *a, const struct known_article *b)
{
	uint64_t bound = whole_until(a) < whole_until(b) ? whole_until(a) : whole_until(b);
	size_t a_count = count_below(a->sketch, a->sketch_count, bound);
	size_t b_count = count_below(b->sketch, b->sketch_count, bound);
	size_t common = 0;

	for (size_t i = 0, k = 0; i < a_count && k < b_count;) {
		if (a->sketch[i] == b->sketch[k]) {
			common++;
			i++;
			k++;
		} else if (a->sketch[i] < b->sketch[k]) {
			i++;
		} else {
			k++;
		}
	}
	size_t smaller = a_count < b_count ? a_count : b_count;
	return smaller ? (double)common / (double)smaller : 0;
}

enum told { TOLD_NOT, TOLD_BELOW, TOLD_OTHERWISE, TOLD };

/* How the other article has the claim: in its lead, with another number in its lead, or further down. */
static enum told how_told(const struct known_article *article, size_t claim, const struct known_article *before)
{
	enum told told = TOLD_NOT;

	for (size_t i = 0; i < before->claims_count; i++) {
		bool lead = before->subjects[i] & CLAIM_IN_LEAD;
		bool same = before->claims[i] == article->claims[claim];
		enum told this = same && lead ? TOLD
		                 : lead && before->subjects[i] == article->subjects[claim] ? TOLD_OTHERWISE
		                 : same ? TOLD_BELOW
		                        : TOLD_NOT;
		told = this > told ? this : told;
	}
	return told;
}

/*
 * In its first sentences it claims what the other does not: another number where the other has one in
 * its own, or what the other does not say at all.
 */
static bool claims_more(const struct known_article *article, const struct known_article *before)
{
	for (size_t i = 0; i < article->claims_count; i++) {
		if (!(article->subjects[i] & CLAIM_IN_LEAD))
			continue;
		enum told told = how_told(article, i, before);
		if (told == TOLD_NOT || told == TOLD_OTHERWISE)
			return true;
	}
	return false;
}

/* How many spots both name, of those that the article names. */
static size_t count_places(const struct known_article *article, const struct known_article *other, size_t *all)
{
	size_t common = 0;

	*all = 0;
	for (size_t i = 0; i < article->claims_count; i++) {
		if (article->subjects[i] != SUBJECT_PLACE)
			continue;
		++*all;
		for (size_t k = 0; k < other->claims_count; k++)
			common += other->subjects[k] == SUBJECT_PLACE && other->claims[k] == article->claims[i];
	}
	return common;
}

/* Told in the same words of another place, as an agency does of two events of one night. */
static bool is_elsewhere(const struct known_article *article, const struct known_article *other, double containment)
{
	size_t ours, theirs;

	if (containment >= TWIN_CONTAINMENT || count_places(article, other, &ours) || !ours)
		return false;
	count_places(other, article, &theirs);
	return theirs > 0;
}

static bool near_enough(const struct known_article *article, const struct known_article *other)
{
	int64_t words = article->words < other->words ? article->words : other->words;

	/* A short text counts where it is the one that is contained. */
	if (words < COPY_WORDS && (words < COPY_WORDS / 3 || article->words > other->words))
		return false;
	double containment = likeness_containment(article, other);
	return containment >= COPY_CONTAINMENT && !is_elsewhere(article, other, containment);
}

static bool same_text(const struct known_article *article, const struct known_article *other)
{
	if (article->text_hash)
		return article->text_hash == other->text_hash &&
		       article->title_hash == other->title_hash;
	int64_t apart = article->published.ms - other->published.ms;
	return !other->text_hash && article->title_hash &&
	       article->title_hash == other->title_hash && apart > -HEADLINE_MS &&
	       apart < HEADLINE_MS;
}

enum verdict likeness_judge(const struct known_article *article, const struct picture *picture,
                            const struct known_article **of)
{
	const struct known_article *oldest = NULL;
	double best = 0;

	*of = NULL;
	for (size_t i = 0; i < picture->same_count; i++) {
		const struct known_article *other = &picture->same[i];
		if (same_text(article, other)) {
			*of = other;
			return VERDICT_DUPLICATE;
		}
	}
	/* Another text under the same address or id: a new version of it. */
	for (size_t i = 0; i < picture->same_count && !*of; i++) {
		const struct known_article *other = &picture->same[i];
		if ((article->url && article->url == other->url) ||
		    text_equal(article->article_id, other->article_id) ||
		    (article->text_hash && article->text_hash == other->text_hash))
			*of = other;
	}
	for (size_t i = 0; i < picture->near_count && (!*of || best > 0); i++) {
		double containment = near_enough(article, &picture->near[i])
		                             ? likeness_containment(article, &picture->near[i])
		                             : 0;
		if (containment > 0 && (!oldest || picture->near[i].published.ms < oldest->published.ms))
			oldest = &picture->near[i];
		if (containment > best) {
			best = containment;
			*of = &picture->near[i];
		}
	}
	if (!*of)
		return VERDICT_NEW;
	/* A copy of an update is an update of the first text. */
	bool more = claims_more(article, *of) || (oldest && claims_more(article, oldest));
	return more ? VERDICT_UPDATE : VERDICT_NEAR_DUPLICATE;
}
