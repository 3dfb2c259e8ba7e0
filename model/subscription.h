/*
 * A subscription at a WebSub hub, as it is remembered. Its moments are of the schedule's steady clock
 * (daemon/clock.h), which goes on across a restart.
 */
#ifndef MODEL_SUBSCRIPTION_H
#define MODEL_SUBSCRIPTION_H

#include "base/instant.h"
#include "base/json.h"

enum subscription_state {
	SUBSCRIPTION_WANTED,  /* asked for, or to be */
	SUBSCRIPTION_LIVE,    /* verified, and its lease runs */
	SUBSCRIPTION_DENIED,  /* the hub will not */
	SUBSCRIPTION_LEAVING, /* its feed is gone or has another hub: the hub is to be told */
	SUBSCRIPTION_STATES
};

struct subscription {
	struct text feed;     /* the url of its feed; empty: it has none any more */
	struct text path;     /* a secret: 32 digits, by which the callback knows it */
	struct text secret;   /* of the hub's signatures: 64 digits */
	enum subscription_state state;
	struct text hub;
	struct text topic;    /* the feed as the hub knows it */
	struct text callback; /* before the path, as the hub was told */
	struct instant asked;    /* when the hub was asked last; INSTANT_NONE: never, or it did not take it */
	struct instant verified; /* when it confirmed last */
	struct instant since;    /* live without a break */
	struct instant until;    /* when the lease ends */
	struct instant next;     /* not asked before */
	struct instant last_push;
	int64_t failures;        /* of asking, in a row */
	int64_t pushes;          /* with a good signature */
	int64_t bad_signatures;
	int64_t missed;          /* polls that found what the hub had not brought */
	int64_t since_missed;    /* pushes since the last of them */
	struct text error;       /* the last failure, in a sentence */
};
extern const char *const subscription_state_names[SUBSCRIPTION_STATES];
/* Without feed, path and secret: what may be shown. */
extern const struct json_shape subscription_shape;

#endif
