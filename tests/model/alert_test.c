#include "tests/test.h"

#include <stdlib.h>

#include "model/alert.h"

static char *line_of(const struct alert *alert)
{
	json_t *json = alert_json(alert);
	char *line = json_line(json);

	json_decref(json);
	return line;
}

TEST(a_toll_has_numbers_and_a_truce_has_words)
{
	struct alert alert;
	alert_blank(&alert);
	alert.kind = ALERT_TOLL_RAISED;
	alert.from = 492;
	alert.to = 558;
	char *line = line_of(&alert);
	assert_string_equal(line, "{\"kind\":\"toll_raised\",\"from\":492,\"to\":558}");
	free(line);

	alert_blank(&alert);
	alert.kind = ALERT_STATUS_CHANGED;
	alert.effect = TEXT("ceasefire");
	alert.to_status = TEXT("proposed");
	line = line_of(&alert);
	assert_string_equal(line, "{\"kind\":\"status_changed\",\"effect\":\"ceasefire\","
				  "\"from\":null,\"to\":\"proposed\"}");
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_toll_has_numbers_and_a_truce_has_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
