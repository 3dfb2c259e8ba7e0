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

bool place_is(const struct place *place, struct text name)
{
	return text_equal_nocase(place->country, name) || text_equal_nocase(place->name, name) ||
	       text_equal_nocase(place->province, name) ||
	       text_find_nocase(place->within, name, 0) != TEXT_NOT_FOUND;
}
