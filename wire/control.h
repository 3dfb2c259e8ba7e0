/*
 * The control socket's protocol: the client sends one line, a JSON object {"command":NAME, ...}; the
 * daemon answers lines of JSON: any number of {"item":...}, then exactly one {"end":true} or
 * {"error":SENTENCE,"exit":STATUS}. `alerts` with "follow":true stays open and sends items as they come.
 *
 *   status                               one item: the object of `sitrep status --json`
 *   feeds.list                           an item per feed (feed_record_shape)
 *   feeds.show  {"url":...}              one item: a feed with its last answers
 *   feeds.find  {"url","settings"}       one item: what is behind the address, a feed or "links" to some
 *   feeds.add   {"url","title","tags","settings"}
 *   feeds.set   {"url","settings"}       "key=value" each, by sitrepd.conf(5)'s keys of a feed, title and tags
 *   feeds.remove feeds.pause feeds.resume feeds.poll     {"url":...}; poll without url: all
 *   alerts      since kind place watch severity limit after_seq follow    an item per alert line
 *   incidents   since kind place limit all held    an item per incident
 *   show        {"id":...}               one item
 *   why         {"id":...}               one item: what became of the article of that id or url
 *   merge       {"id","other","reason","login"}       one item: the ruling (correction_shape), the headline
 *   split       {"id","articles","reason","login"}    of the alert that tells it, and how many were withdrawn;
 *   mute unmute retract   {"id","reason","login"}     a split without articles undoes a merge
 *   audit       id limit                 an item per ruling, the newest first; without id: all
 *   reload                               reads the configuration anew, reopens the log
 */
#ifndef WIRE_CONTROL_H
#define WIRE_CONTROL_H

#include "base/error.h"
#include "base/json.h"
#include "model/alert.h"
#include "model/correction.h"
#include "model/query.h"

#define CONTROL_SETTINGS_MOST 32

struct control_request {
	struct text command;
	struct text url;
	struct text title, tags; /* of a feed that is added; tags apart by commas */
	struct text *settings;   /* "key=value", of a feed that is looked for, added or set */
	size_t settings_count;
	struct text id;
	struct text other;
	struct text *articles;
	size_t articles_count;
	struct text reason;
	struct text login; /* for whom root says that it asks */
	struct text kind;
	struct text place;
	struct text watch;
	enum severity severity;
	struct instant since;
	int64_t limit;
	int64_t after_seq;
	bool follow;
	bool all;
	bool held;
	int64_t uid; /* of whoever asks: from the socket, never from the line */
};
extern const struct json_shape control_request_shape;

/* What a request asks of what is remembered, kind NONE where nothing; its texts are the request's. */
struct query control_query_of(const struct control_request *request);

/* Where the address of a feed that is added has a user or password before its host. */
#define CONTROL_NO_LOGIN                                                                           \
	"the address has a user or password in it, which would stand in lists of processes and feeds; " \
	"add it without: sitrepd.conf(5) tells of credentials"

/*
 * One line of a client, without its newline; a sentence that the client is shown where it is no request. Its
 * url is in the form of url_plain().
 */
bool control_request_of(struct arena *arena, struct bytes line, struct control_request *request,
			struct error *error);

/* The ruling that a request asks for; false where it asks for none. */
bool control_correction_of(struct arena *arena, const struct control_request *request,
			   struct correction *correction);

/* Commands that change something: for root and the daemon's own user only. */
bool control_changes(struct text command);

#endif
