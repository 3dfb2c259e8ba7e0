#include "model/common.h"

static const struct json_member count_members[] = {
	MEMBER(OPEN, struct count, low, "low"),
	MEMBER(OPEN, struct count, high, "high"),
	MEMBER(TEXT, struct count, text, "text"),
	MEMBER(TRUE, struct count, vague, "vague"),
};
const struct json_shape count_shape = SHAPE("count", struct count, count_members);

static const struct json_member place_members[] = {
	MEMBER(TEXT, struct place, name, "name"),
	MEMBER(TEXT, struct place, country, "country"),
	MEMBER(TEXT, struct place, province, "province"),
	MEMBER(TEXT, struct place, within, "within"),
	MEMBER(TEXT, struct place, region, "region"),
};
const struct json_shape place_shape = SHAPE("place", struct place, place_members);

static const struct json_member timespan_members[] = {
	MEMBER(DAY, struct timespan, start, "start"),
	MEMBER(DAY, struct timespan, end, "end"),
};
const struct json_shape timespan_shape = SHAPE("time", struct timespan, timespan_members);

static const struct json_member actor_members[] = {
	MEMBER(TEXT, struct actor, name, "name"),
	MEMBER(TEXT, struct actor, country, "country"),
};
const struct json_shape actor_shape = SHAPE("actor", struct actor, actor_members);

static const struct json_member person_name_members[] = {
	MEMBER(TEXT, struct person_name, name, "name"),
	MEMBER(TEXT, struct person_name, role, "role"),
	MEMBER(TRUE, struct person_name, leader, "leader"),
};
const struct json_shape person_name_shape =
	SHAPE("name", struct person_name, person_name_members);

static const struct json_member evidence_members[] = {
	MEMBER(TEXT, struct evidence, text, "text"),
	MEMBER(INTEGER, struct evidence, start, "start"),
	MEMBER(INTEGER, struct evidence, end, "end"),
	MEMBER(TEXT, struct evidence, in, "in"),
};
const struct json_shape evidence_shape = SHAPE("evidence", struct evidence, evidence_members);

static bool is_letter(struct text text, size_t at)
{
	unsigned char c = at < text.length ? (unsigned char)text.data[at] : ' ';

	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

/* As whole words: "Gaza" is in "PS/Gaza Strip", and "Oman" is not in "RO/Romania". */
static bool names(struct text within, struct text where)
{
	size_t at = 0;

	while ((at = text_find_nocase(within, where, at)) != TEXT_NOT_FOUND) {
		if ((at == 0 || !is_letter(within, at - 1)) && !is_letter(within, at + where.length))
			return true;
		at++;
	}
	return false;
}

bool place_holds(const struct place *outer, const struct place *inner)
{
	if (inner->region.length && text_equal(outer->country, inner->country) &&
	    text_equal_nocase(outer->name, inner->region))
		return true;
	return outer->within.length && text_starts(inner->within, outer->within) &&
	       (inner->within.length == outer->within.length || inner->within.data[outer->within.length] == '/');
}

bool place_is(const struct place *place, struct text where)
{
	if (text_equal_nocase(place->country, where) || text_equal_nocase(place->name, where) ||
	    text_equal_nocase(place->province, where) || text_equal_nocase(place->region, where))
		return true;
	/* A code of two letters is a country's and no part of a name. */
	return where.length > 2 && names(place->within, where);
}
