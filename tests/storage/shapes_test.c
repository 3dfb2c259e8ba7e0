/* Every shape can be packed: a column is named by a hash of its key, which no other of its shape may have. */
#include "base/pack.h"
#include "model/alert.h"
#include "model/correction.h"
#include "model/fate.h"
#include "model/poll.h"
#include "model/report.h"
#include "tests/test.h"
#include "tracking/knowledge.h"

/* A row says in 64 bits which columns it has. */
#define COLUMNS_MOST 64

static void check_shape(const struct json_shape *shape, int depth)
{
	CHECK(depth < 8);
	CHECK(shape->count <= COLUMNS_MOST);
	for (size_t i = 0; i < shape->count; i++) {
		const struct json_member *member = &shape->members[i];
		for (size_t k = 0; k < i; k++)
			if (pack_tag(member) == pack_tag(&shape->members[k]))
				fail_msg("%s: %s and %s have one tag", shape->name, member->key, shape->members[k].key);
		if (member->shape)
			check_shape(member->shape, depth + 1);
	}
}

TEST(no_two_members_of_a_shape_have_one_tag)
{
	static const struct json_shape *const shapes[] = {
		&report_shape, &fate_shape, &feed_record_shape, &work_shape, &article_shape, &feed_shape,
		&alert_shape, &correction_shape, &known_article_shape, &known_story_shape, &tracked_shape,
		&flow_shape,
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		check_shape(shapes[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(no_two_members_of_a_shape_have_one_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
