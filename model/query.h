/* What somebody asks of what is remembered: of a daemon over its socket (wire/control.h), or of a database itself. */
#ifndef MODEL_QUERY_H
#define MODEL_QUERY_H

#include "model/alert.h"

enum query_kind {
	QUERY_NONE,
	QUERY_ALERTS,
	QUERY_AUDIT,
	QUERY_FEEDS,
	QUERY_FEED,
	QUERY_INCIDENTS,
	QUERY_SHOW,
	QUERY_WHY,
};

/* Which incidents; `kind`, `place`, `since` as of store.h's records. */
struct incidents_filter {
	struct text kind;
	struct text place;
	struct instant since;
	int64_t limit; /* 0: 100; at most 10000 */
	bool all;      /* those too that no report can come to any more */
	bool held;     /* only those of which something was not told */
};

struct query {
	enum query_kind kind;
	struct text id;  /* of an incident, an alert or an article; of an audit it may be empty: all */
	struct text url; /* the feed's */
	int64_t after;   /* of feeds: those behind the one of this id; 0: all */
	int64_t limit;   /* of an audit: 0: 100; at most 10000 */
	struct alert_filter alerts;
	struct incidents_filter incidents;
};

#endif
