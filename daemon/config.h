/*
 * The configuration: what the daemon is told to do, checked. sitrepd.conf(5) is its page.
 *
 * config_read() reads the file and what it includes into a fresh structure and finds every mistake
 * that can be found in one go. A configuration never changes; a reload makes another one.
 */
#ifndef DAEMON_CONFIG_H
#define DAEMON_CONFIG_H

#include "daemon/guard.h"
#include "daemon/settings.h"
#include "model/feed_settings.h"
#include "model/keeping.h"
#include "model/policy.h"

#define CONFIG_FEEDS_MOST 100000

struct feed_config {
	struct text name;
	struct text url;
	struct text login;    /* a secret: the user and password that stood in the url; empty: none */
	struct feed_settings settings;
	struct text tags;     /* apart by ',' */
	const char *file;
	int line;
};

struct config {
	struct arena *arena;
	const char *file;
	const char *contact;         /* "" where none is given */
	const char *state_directory;
	const char *database;
	const char *alert_log;
	const char *control_socket;
	const char *reader;
	const char *lexicon;         /* a folder of the operator's own words and rules; need not be there */
	int64_t readers;
	bool best_effort;            /* readers start on kernels without Landlock */
	int64_t poll_interval_ms;
	int64_t poll_floor_ms;
	int64_t poll_slowest_ms;
	int64_t poll_ceiling_ms;
	int64_t start_spread_ms;
	int64_t host_spacing_ms;
	int64_t fetch_timeout_ms;
	int64_t feed_limit;
	int64_t page_limit;
	int64_t gather_ms;
	const char *websub_callback; /* with a / at its end; "": hubs are not asked */
	const char *websub_listen;
	int64_t websub_lease_ms;
	int64_t websub_poll_ms;
	const char *proxy;           /* "" for none */
	struct network *networks;
	size_t networks_count;
	struct feed_config *feeds;
	size_t feeds_count;
	const struct feed_config **logins; /* those feeds that have one, by their urls */
	size_t logins_count;
	bool logins_exposed;         /* others may read the file in which one stands, or the proxy's */
	struct policy policy;
	struct keeping keeping;
};

/*
 * NULL with ERROR_CONFIG where the file cannot be read or something in it is wrong; what is wrong
 * stands in `mistakes`, line by line, and the first of it in the error.
 */
struct config *config_read(const char *file, struct mistakes *mistakes, struct error *error);
void config_free(struct config *config);

/* The login of a feed's url in the configuration; empty: none. A secret. */
struct text config_login(const struct config *config, struct text url);

/* True where a running daemon can take the other one over; else the key that needs a restart. */
bool config_same_places(const struct config *config, const struct config *other, const char **key);

#endif
