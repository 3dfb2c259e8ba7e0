#include "model/correction.h"

const char *const correction_names[CORRECTIONS] = {
	[CORRECTION_MERGE] = "merge",   [CORRECTION_SPLIT] = "split",     [CORRECTION_MUTE] = "mute",
	[CORRECTION_UNMUTE] = "unmute", [CORRECTION_RETRACT] = "retract",
};

static const struct json_member correction_members[] = {
	MEMBER(INTEGER, struct correction, n, "n"),
	MEMBER(INSTANT, struct correction, at, "at"),
	MEMBER(INTEGER, struct correction, uid, "uid"),
	MEMBER(TEXT, struct correction, login, "login"),
	MEMBER_NAMED(struct correction, kind, "kind", correction_names),
	MEMBER(TEXT, struct correction, incident, "incident"),
	MEMBER(TEXT, struct correction, other, "other"),
	MEMBER(TEXT, struct correction, alert, "alert"),
	MEMBER_MANY(TEXTS, struct correction, articles, "articles", NULL, CORRECTION_ARTICLES_MOST),
	MEMBER(TEXT, struct correction, reason, "reason"),
	MEMBER(TEXT, struct correction, told, "told"),
};
const struct json_shape correction_shape = SHAPE("correction", struct correction, correction_members);
