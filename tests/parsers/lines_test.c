#include "parsers/lines.h"

#include "tests/arena.h"
#include "tests/test.h"

static enum line_role role(const char *line)
{
	uint64_t hash;

	return line_role(arena, text_of(line), &hash);
}

TEST(lines_that_are_no_story)
{
	CHECK_INT(role("Advertisement"), LINE_NOTICE);
	CHECK_INT(role("Image 3 of 12"), LINE_NOTICE);
	CHECK_INT(role("READ MORE: The mine at Orlo"), LINE_LINK);
	CHECK_INT(role("Lesen Sie auch: Nebel \u00fcber der Bucht"), LINE_LINK);
	CHECK_INT(role("Photo: Lin Tao / ENA"), LINE_CREDIT);
	CHECK_INT(role("(Reporting by Ida Brandt; Editing by Tom Ashe)"), LINE_CREDIT);
	CHECK_INT(role("Sign up for our newsletter"), LINE_CALL);
	CHECK_INT(role("This story is for subscribers."), LINE_WALL);
	CHECK_INT(role("Related stories"), LINE_END);
	CHECK_INT(role("\u95a2\u9023\u8a18\u4e8b"), LINE_END);
}

TEST(sentences_that_begin_like_them)
{
	CHECK_INT(role("Advertisements for the ferry had promised a crossing in two hours."), LINE_TEXT);
	CHECK_INT(role("Contact with the vessel was lost at 7 p.m."), LINE_TEXT);
	CHECK_INT(role("More than 70 people were killed."), LINE_TEXT);
	CHECK_INT(role("Watch committees were set up in the villages."), LINE_TEXT);
	CHECK_INT(role("Photographs showed the bridge."), LINE_TEXT);
	CHECK_INT(role("Latest figures put the number of dead at 23."), LINE_TEXT);
	CHECK_INT(role(""), LINE_TEXT);
}

TEST(how_to_reach_somebody)
{
	CHECK(line_is_contact(TEXT("Follow Jon Vale on Twitter @jonvale")));
	CHECK(line_is_contact(TEXT("jon.vale@example.org")));
	CHECK(line_is_contact(TEXT("Amy Stone may be reached at astone@example.org. Follow her on Twitter.")));
	CHECK(!line_is_contact(TEXT("The company could not be reached by email on Tuesday.")));
	CHECK(!line_is_contact(TEXT("Participants joined the march after a call on Facebook.")));
	CHECK(!line_is_contact(TEXT("The minister said on Twitter that the road was open.")));
}

TEST(a_fragment_loses_them)
{
	CHECK_TEXT(lines_prune(arena, TEXT("One.\n\nAdvertisement\n\nTwo.\n\nRead also: Three")), "One.\n\nTwo.");
	CHECK_TEXT(lines_prune(arena, TEXT("One.\n\nTwo.")), "One.\n\nTwo.");
	CHECK_TEXT(lines_prune(arena, TEXT("")), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(lines_that_are_no_story),
		RUN(sentences_that_begin_like_them),
		RUN(how_to_reach_somebody),
		RUN(a_fragment_loses_them),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
