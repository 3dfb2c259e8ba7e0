#include "model/subscription.h"

const char *const subscription_state_names[SUBSCRIPTION_STATES] = {
	[SUBSCRIPTION_WANTED] = "wanted",
	[SUBSCRIPTION_LIVE] = "live",
	[SUBSCRIPTION_DENIED] = "denied",
	[SUBSCRIPTION_LEAVING] = "leaving",
};

static const struct json_member members[] = {
	MEMBER_NAMED(struct subscription, state, "state", subscription_state_names),
	MEMBER(TEXT, struct subscription, hub, "hub"),
	MEMBER(TEXT, struct subscription, topic, "topic"),
	MEMBER(TEXT, struct subscription, callback, "callback"),
	MEMBER(INSTANT, struct subscription, asked, "asked"),
	MEMBER(INSTANT, struct subscription, verified, "verified"),
	MEMBER(INSTANT, struct subscription, since, "since"),
	MEMBER(INSTANT, struct subscription, until, "lease_until"),
	MEMBER(INSTANT, struct subscription, next, "next"),
	MEMBER(INSTANT, struct subscription, last_push, "last_push"),
	MEMBER(INTEGER, struct subscription, failures, "failures"),
	MEMBER(INTEGER, struct subscription, pushes, "pushes"),
	MEMBER(INTEGER, struct subscription, bad_signatures, "bad_signatures"),
	MEMBER(INTEGER, struct subscription, missed, "missed"),
	MEMBER(INTEGER, struct subscription, since_missed, "since_missed"),
	MEMBER(TEXT, struct subscription, error, "error"),
};
const struct json_shape subscription_shape = SHAPE("subscription", struct subscription, members);
