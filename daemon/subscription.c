#include "daemon/subscription.h"

#include "base/hash.h"

#define DAY_MS ((int64_t)86400000)
#define RETRY_MS ((int64_t)60000)

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The hub was asked and has not answered by a verification. */
static bool awaits(const struct subscription *subscription)
{
	return instant_known(subscription->asked) && (!instant_known(subscription->verified) ||
						     subscription->verified.ms < subscription->asked.ms);
}

static struct subscription_decision decide(enum subscription_step step, int64_t at)
{
	return (struct subscription_decision){step, {at}};
}

static struct subscription_decision next_leaving(const struct subscription *subscription)
{
	if (awaits(subscription))
		return decide(STEP_UNVERIFIED, subscription->asked.ms + SUBSCRIPTION_VERIFY_MS);
	if (subscription->failures >= SUBSCRIPTION_LEAVE_TIMES)
		return decide(STEP_FORGET, subscription->next.ms);
	return decide(STEP_UNSUBSCRIBE, subscription->next.ms);
}

/* When a lease is renewed: while a quarter of it is left, and at most a day. */
static int64_t renewal_ms(const struct subscription *subscription)
{
	int64_t lease = subscription->until.ms - subscription->verified.ms;
	int64_t renew = subscription->until.ms - smaller(lease / 4, DAY_MS);

	return larger(renew, subscription->asked.ms + SUBSCRIPTION_ASK_MS);
}

static struct subscription_decision next_live(const struct subscription *subscription)
{
	struct subscription_decision end = decide(STEP_EXPIRE, subscription->until.ms);
	struct subscription_decision renew =
		awaits(subscription)
			? decide(STEP_UNVERIFIED, subscription->asked.ms + SUBSCRIPTION_VERIFY_MS)
			: decide(STEP_SUBSCRIBE,
				 instant_known(subscription->asked) ? renewal_ms(subscription) : subscription->next.ms);

	return renew.at.ms < end.at.ms ? renew : end;
}

struct subscription_decision subscription_next(const struct subscription *subscription, struct instant now)
{
	struct subscription_decision decision;

	if (subscription->state == SUBSCRIPTION_LEAVING)
		decision = next_leaving(subscription);
	else if (subscription->state == SUBSCRIPTION_LIVE)
		decision = next_live(subscription);
	else if (awaits(subscription))
		decision = decide(STEP_UNVERIFIED, subscription->asked.ms + SUBSCRIPTION_VERIFY_MS);
	else
		decision = decide(STEP_SUBSCRIBE, subscription->next.ms);
	if (decision.at.ms > now.ms)
		decision.step = STEP_WAIT;
	return decision;
}

bool subscription_trusted(const struct subscription *subscription, struct instant now)
{
	return subscription->state == SUBSCRIPTION_LIVE && subscription->until.ms > now.ms &&
	       (!subscription->missed || subscription->since_missed >= SUBSCRIPTION_TRUST_PUSHES);
}

bool subscription_fails(const struct subscription *subscription)
{
	bool unpushed = subscription->state == SUBSCRIPTION_WANTED || subscription->state == SUBSCRIPTION_DENIED;

	return unpushed && subscription->failures > 0 && !instant_known(subscription->asked) &&
	       !text_empty(subscription->error);
}

void subscription_ask(struct subscription *subscription, struct instant now)
{
	subscription->asked = now;
}

/* Doubles up to a day, and up to a quarter is added, so that what failed together is not asked together. */
static int64_t backoff_ms(const struct subscription *subscription)
{
	int64_t wait = RETRY_MS;

	for (int64_t i = 1; i < subscription->failures && wait < DAY_MS; i++)
		wait *= 2;
	wait = smaller(wait, DAY_MS);
	return wait + (int64_t)(hash_text(subscription->path, (uint64_t)subscription->failures) % (uint64_t)(wait / 4));
}

void subscription_failed(struct subscription *subscription, struct text error, struct instant now)
{
	subscription->failures++;
	subscription->error = error;
	subscription->asked = INSTANT_NONE;
	subscription->next.ms = now.ms + backoff_ms(subscription);
}

void subscription_put_off(struct subscription *subscription, struct instant next)
{
	subscription->asked = INSTANT_NONE;
	subscription->next = next;
}

static bool may_be_verified(const struct subscription *subscription, struct instant now)
{
	/* Once more is no harm: our answer may have been lost. */
	return instant_known(subscription->asked) && now.ms - subscription->asked.ms <= SUBSCRIPTION_VERIFY_MS;
}

bool subscription_verify(struct subscription *subscription, bool subscribe, struct text topic,
			 int64_t lease_s, int64_t asked_lease_s, struct instant now)
{
	bool leaving = subscription->state == SUBSCRIPTION_LEAVING;

	if (!text_equal(topic, subscription->topic) || subscribe == leaving || !may_be_verified(subscription, now))
		return false;
	if (leaving)
		return true;
	int64_t lease = lease_s > 0 ? smaller(lease_s, SUBSCRIPTION_LEASE_MOST_S) : asked_lease_s;
	if (subscription->state != SUBSCRIPTION_LIVE)
		subscription->since = now;
	subscription->state = SUBSCRIPTION_LIVE;
	subscription->verified = now;
	subscription->until.ms = now.ms + lease * 1000;
	subscription->failures = 0;
	subscription->error = TEXT_NONE;
	return true;
}

bool subscription_denied(struct subscription *subscription, struct text topic, struct text reason,
			 struct instant now)
{
	if (!text_equal(topic, subscription->topic))
		return false;
	if (subscription->state == SUBSCRIPTION_LEAVING)
		return true;
	subscription->state = SUBSCRIPTION_DENIED;
	subscription->failures++;
	subscription->error = reason;
	subscription->asked = subscription->since = subscription->until = INSTANT_NONE;
	subscription->next.ms = now.ms + DAY_MS;
	return true;
}

void subscription_expire(struct subscription *subscription, struct instant now)
{
	int64_t soonest = instant_known(subscription->asked) ? subscription->asked.ms + SUBSCRIPTION_ASK_MS : now.ms;

	subscription->state = SUBSCRIPTION_WANTED;
	subscription->since = subscription->until = subscription->asked = INSTANT_NONE;
	subscription->error = TEXT("the lease has ended without a renewal");
	if (!subscription->failures)
		subscription->next.ms = larger(now.ms, soonest);
}

void subscription_leave(struct subscription *subscription, struct instant now)
{
	subscription->state = SUBSCRIPTION_LEAVING;
	subscription->asked = INSTANT_NONE;
	subscription->failures = 0;
	subscription->next = now;
}

void subscription_pushed(struct subscription *subscription, struct instant now)
{
	subscription->pushes++;
	subscription->since_missed++;
	subscription->last_push = now;
}

bool subscription_missed(struct subscription *subscription, struct instant polled, struct instant now)
{
	if (subscription->state != SUBSCRIPTION_LIVE || !instant_known(polled) ||
	    polled.ms < subscription->since.ms || subscription->until.ms <= now.ms)
		return false;
	subscription->missed++;
	subscription->since_missed = 0;
	return true;
}
