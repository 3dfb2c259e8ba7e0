#include "tests/test.h"

#include "daemon/subscription.h"

#define MINUTE ((int64_t)60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define LEASE_S ((int64_t)10 * 86400)
#define TOPIC TEXT("https://e.org/feed")

/* Monday, 2026-03-09T10:26:01Z. */
static const struct instant now = {1773051961000};

static struct instant after(int64_t ms)
{
	return (struct instant){now.ms + ms};
}

static struct subscription wanted(void)
{
	struct subscription subscription;

	json_blank(&subscription_shape, &subscription);
	subscription.state = SUBSCRIPTION_WANTED;
	subscription.path = TEXT("abc");
	subscription.topic = TOPIC;
	subscription.next = now;
	subscription.failures = subscription.pushes = subscription.bad_signatures = 0;
	subscription.missed = subscription.since_missed = 0;
	return subscription;
}

static struct subscription live(void)
{
	struct subscription subscription = wanted();

	subscription_ask(&subscription, now);
	CHECK(subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, now));
	return subscription;
}

static void check_next(const struct subscription *subscription, enum subscription_step step, int64_t ms)
{
	struct subscription_decision decision = subscription_next(subscription, after(ms - 1));

	if (ms > 0)
		CHECK_INT(decision.step, STEP_WAIT);
	CHECK_INT(decision.at.ms - now.ms, ms);
	CHECK_INT(subscription_next(subscription, after(ms)).step, step);
}

TEST(a_new_one_is_asked_for_at_once_and_confirmed_within_ten_minutes)
{
	struct subscription subscription = wanted();

	check_next(&subscription, STEP_SUBSCRIBE, 0);
	subscription_ask(&subscription, now);
	check_next(&subscription, STEP_UNVERIFIED, 10 * MINUTE);
	CHECK(!subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, after(11 * MINUTE)));
	CHECK(subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, after(MINUTE)));
	CHECK_INT(subscription.state, SUBSCRIPTION_LIVE);
	CHECK_INT(subscription.until.ms, now.ms + MINUTE + LEASE_S * 1000);
	CHECK(subscription_trusted(&subscription, after(MINUTE)));
}

TEST(only_what_was_asked_for_is_confirmed)
{
	struct subscription subscription = wanted();

	CHECK(!subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, now));
	subscription_ask(&subscription, now);
	CHECK(!subscription_verify(&subscription, true, TEXT("https://e.org/feed/"), LEASE_S, LEASE_S, now));
	CHECK(!subscription_verify(&subscription, false, TOPIC, LEASE_S, LEASE_S, now));
	CHECK_INT(subscription.state, SUBSCRIPTION_WANTED);
	CHECK(subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, now));
	/* Our answer was lost, and the hub asks once more. */
	CHECK(subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, after(5000)));
	CHECK(!subscription_verify(&subscription, true, TOPIC, LEASE_S, LEASE_S, after(HOUR)));
}

TEST(a_lease_is_believed_within_bounds)
{
	struct subscription subscription = live();

	subscription_verify(&subscription, true, TOPIC, INT64_MAX, LEASE_S, now);
	CHECK_INT(subscription.until.ms - now.ms, SUBSCRIPTION_LEASE_MOST_S * 1000);
	subscription_verify(&subscription, true, TOPIC, 0, LEASE_S, now);
	CHECK_INT(subscription.until.ms - now.ms, LEASE_S * 1000);
	subscription_verify(&subscription, true, TOPIC, -5, LEASE_S, now);
	CHECK_INT(subscription.until.ms - now.ms, LEASE_S * 1000);
}

TEST(it_is_renewed_before_its_lease_ends)
{
	struct subscription subscription = live();

	check_next(&subscription, STEP_SUBSCRIBE, 9 * DAY);
	subscription_ask(&subscription, after(9 * DAY));
	check_next(&subscription, STEP_UNVERIFIED, 9 * DAY + 10 * MINUTE);
	CHECK(subscription_trusted(&subscription, after(9 * DAY)));
	subscription_failed(&subscription, TEXT("no"), after(9 * DAY + 10 * MINUTE));
	CHECK_INT(subscription.state, SUBSCRIPTION_LIVE);
	CHECK(subscription_next(&subscription, after(9 * DAY + 15 * MINUTE)).step == STEP_SUBSCRIBE);
	subscription_ask(&subscription, after(9 * DAY + 15 * MINUTE));
	CHECK(subscription_verify(&subscription, true, TOPIC, 7200, LEASE_S, after(9 * DAY + 16 * MINUTE)));
	CHECK_INT(subscription.since.ms, now.ms);
	CHECK_INT(subscription.failures, 0);
	check_next(&subscription, STEP_SUBSCRIBE, 9 * DAY + 16 * MINUTE + 90 * MINUTE);
}

TEST(without_a_renewal_it_ends_with_its_lease)
{
	struct subscription subscription = live();

	for (int i = 0; i < 20; i++)
		subscription_failed(&subscription, TEXT("no"), after(9 * DAY + 23 * HOUR));
	check_next(&subscription, STEP_EXPIRE, 10 * DAY);
	CHECK(!subscription_trusted(&subscription, after(10 * DAY)));
	subscription_expire(&subscription, after(10 * DAY));
	CHECK_INT(subscription.state, SUBSCRIPTION_WANTED);
	CHECK(!instant_known(subscription.until) && !instant_known(subscription.since));
}

TEST(a_hub_with_tiny_leases_is_not_asked_all_the_time)
{
	struct subscription subscription = wanted();

	subscription_ask(&subscription, now);
	CHECK(subscription_verify(&subscription, true, TOPIC, 1, LEASE_S, now));
	check_next(&subscription, STEP_EXPIRE, 1000);
	subscription_expire(&subscription, after(1000));
	check_next(&subscription, STEP_SUBSCRIBE, MINUTE);
}

TEST(failures_back_off_up_to_a_day)
{
	struct subscription subscription = wanted();
	int64_t before = 0;

	for (int i = 0; i < 11; i++) {
		subscription_failed(&subscription, TEXT("no"), now);
		int64_t wait = subscription.next.ms - now.ms;
		CHECK(wait > before && wait < DAY + DAY / 4);
		before = wait;
		check_next(&subscription, STEP_SUBSCRIBE, wait);
	}
	for (int i = 0; i < 1000; i++)
		subscription_failed(&subscription, TEXT("no"), now);
	CHECK(subscription.next.ms - now.ms >= DAY && subscription.next.ms - now.ms <= DAY + DAY / 4);
	CHECK_TEXT(subscription.error, "no");
}

TEST(what_was_not_asked_is_no_failure_of_the_hub_s)
{
	struct subscription new = wanted(), renewed = live(), leaving = live();

	subscription_ask(&new, now);
	subscription_put_off(&new, after(5000));
	check_next(&new, STEP_SUBSCRIBE, 5000);
	subscription_ask(&renewed, after(9 * DAY));
	subscription_put_off(&renewed, after(9 * DAY + HOUR));
	check_next(&renewed, STEP_SUBSCRIBE, 9 * DAY + HOUR);
	CHECK(subscription_trusted(&renewed, after(9 * DAY + HOUR)));
	subscription_leave(&leaving, now);
	for (int i = 0; i < 2 * SUBSCRIPTION_LEAVE_TIMES; i++) {
		subscription_ask(&leaving, now);
		subscription_put_off(&leaving, after(5000));
	}
	check_next(&leaving, STEP_UNSUBSCRIBE, 5000);
	CHECK_INT(new.failures + renewed.failures + leaving.failures, 0);
}

TEST(a_refusal_holds_for_a_day)
{
	struct subscription subscription = live();

	CHECK(!subscription_denied(&subscription, TEXT("other"), TEXT("no"), now));
	CHECK(subscription_denied(&subscription, TOPIC, TEXT("no"), after(HOUR)));
	CHECK_INT(subscription.state, SUBSCRIPTION_DENIED);
	CHECK(!subscription_trusted(&subscription, after(HOUR)));
	check_next(&subscription, STEP_SUBSCRIBE, HOUR + DAY);
}

TEST(another_hub_may_be_asked_where_this_one_has_failed)
{
	struct subscription subscription = wanted();

	CHECK(!subscription_fails(&subscription));
	subscription_ask(&subscription, now);
	CHECK(!subscription_fails(&subscription));
	subscription_failed(&subscription, TEXT("it answers with HTTP status 500"), now);
	CHECK(subscription_fails(&subscription));
	/* What others have failed in before it is no failure of its own. */
	subscription.error = TEXT_NONE;
	CHECK(!subscription_fails(&subscription));
	subscription = live();
	CHECK(!subscription_fails(&subscription));
	CHECK(subscription_denied(&subscription, TOPIC, TEXT("the hub refuses"), now));
	CHECK(subscription_fails(&subscription));
}

TEST(one_that_leaves_tells_its_hub_a_few_times)
{
	struct subscription subscription = live();

	subscription_leave(&subscription, after(HOUR));
	check_next(&subscription, STEP_UNSUBSCRIBE, HOUR);
	CHECK(!subscription_verify(&subscription, false, TOPIC, 0, LEASE_S, after(HOUR)));
	subscription_ask(&subscription, after(HOUR));
	CHECK(!subscription_verify(&subscription, true, TOPIC, 0, LEASE_S, after(HOUR)));
	CHECK(subscription_verify(&subscription, false, TOPIC, 0, LEASE_S, after(HOUR)));
	check_next(&subscription, STEP_UNVERIFIED, HOUR + 10 * MINUTE);
	for (int i = 0; i < SUBSCRIPTION_LEAVE_TIMES; i++)
		subscription_failed(&subscription, TEXT("no"), after(HOUR));
	CHECK_INT(subscription_next(&subscription, after(DAY)).step, STEP_FORGET);
}

TEST(a_hub_that_missed_something_is_believed_after_three_pushes)
{
	struct subscription subscription = live();

	CHECK(!subscription_missed(&subscription, after(-HOUR), after(HOUR)));
	CHECK(!subscription_missed(&subscription, INSTANT_NONE, after(HOUR)));
	CHECK(subscription_trusted(&subscription, after(HOUR)));
	CHECK(subscription_missed(&subscription, after(MINUTE), after(HOUR)));
	CHECK(!subscription_trusted(&subscription, after(HOUR)));
	for (int i = 0; i < SUBSCRIPTION_TRUST_PUSHES; i++) {
		CHECK(!subscription_trusted(&subscription, after(HOUR)));
		subscription_pushed(&subscription, after(HOUR));
	}
	CHECK(subscription_trusted(&subscription, after(HOUR)));
	CHECK_INT(subscription.pushes, SUBSCRIPTION_TRUST_PUSHES);
	CHECK(!subscription_missed(&subscription, after(MINUTE), after(11 * DAY)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_new_one_is_asked_for_at_once_and_confirmed_within_ten_minutes),
		RUN(only_what_was_asked_for_is_confirmed),
		RUN(a_lease_is_believed_within_bounds),
		RUN(it_is_renewed_before_its_lease_ends),
		RUN(without_a_renewal_it_ends_with_its_lease),
		RUN(a_hub_with_tiny_leases_is_not_asked_all_the_time),
		RUN(failures_back_off_up_to_a_day),
		RUN(what_was_not_asked_is_no_failure_of_the_hub_s),
		RUN(a_refusal_holds_for_a_day),
		RUN(another_hub_may_be_asked_where_this_one_has_failed),
		RUN(one_that_leaves_tells_its_hub_a_few_times),
		RUN(a_hub_that_missed_something_is_believed_after_three_pushes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
