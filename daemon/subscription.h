/*
 * What is to be done next about a subscription at a hub, and what it learns of each event: pure functions
 * of its record and the moment, as the schedule is of a feed's.
 *
 *   wanted   the hub is asked; it confirms (verification of intent) within SUBSCRIPTION_VERIFY_MS, or it is
 *            asked again, later each time
 *   live     renewed when a quarter of its lease is left, a day at most; without a renewal it ends with the
 *            lease, and the hub is asked anew
 *   denied   asked again after a day
 *   leaving  the hub is told, at most SUBSCRIPTION_LEAVE_TIMES; then it is forgotten
 */
#ifndef DAEMON_SUBSCRIPTION_H
#define DAEMON_SUBSCRIPTION_H

#include "model/subscription.h"

/* Hubs confirm within seconds; one that takes longer has lost it. */
#define SUBSCRIPTION_VERIFY_MS ((int64_t)10 * 60000)
/* No hub is asked more often for one subscription, however short its leases are. */
#define SUBSCRIPTION_ASK_MS ((int64_t)60000)
#define SUBSCRIPTION_LEAVE_TIMES 3
/* Leases are believed up to this; the specification recommends ten days. */
#define SUBSCRIPTION_LEASE_MOST_S ((int64_t)90 * 86400)
/* A hub that has missed an entry is believed again after so many pushes. */
#define SUBSCRIPTION_TRUST_PUSHES 3

enum subscription_step {
	STEP_WAIT,
	STEP_SUBSCRIBE,   /* or renew */
	STEP_UNSUBSCRIBE,
	STEP_UNVERIFIED,  /* what was asked was never confirmed: subscription_failed() */
	STEP_EXPIRE,      /* subscription_expire() */
	STEP_FORGET
};

struct subscription_decision {
	enum subscription_step step; /* at `at`, which may be now or later */
	struct instant at;
};

struct subscription_decision subscription_next(const struct subscription *subscription, struct instant now);

/* Entries come by it, as far as is known: a poll is only a safety net. */
bool subscription_trusted(const struct subscription *subscription, struct instant now);

/* It was asked and does not push: where the feed names another hub, that one may. */
bool subscription_fails(const struct subscription *subscription);

/* --- events; a text must live as long as the record --- */

void subscription_ask(struct subscription *subscription, struct instant now);
/* The hub did not take it, or did not confirm. */
void subscription_failed(struct subscription *subscription, struct text error, struct instant now);
/* It was not asked after all, through no fault of the hub's: it is at `next`. */
void subscription_put_off(struct subscription *subscription, struct instant next);
/*
 * The hub asks whether `subscribe` (or the end) of this topic is wanted. True: it is, and the record has
 * changed; one that leaves is to be forgotten then. `lease_s` 0: it does not say.
 */
bool subscription_verify(struct subscription *subscription, bool subscribe, struct text topic,
			 int64_t lease_s, int64_t asked_lease_s, struct instant now);
/* False: it is not about this one. */
bool subscription_denied(struct subscription *subscription, struct text topic, struct text reason,
			 struct instant now);
void subscription_expire(struct subscription *subscription, struct instant now);
void subscription_leave(struct subscription *subscription, struct instant now);
void subscription_pushed(struct subscription *subscription, struct instant now);
/*
 * A poll found entries that were not there at `polled`, the poll before: true where the hub should have
 * brought them.
 */
bool subscription_missed(struct subscription *subscription, struct instant polled, struct instant now);

#endif
