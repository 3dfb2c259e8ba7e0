#include "daemon/lane.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

/* Lanes that are not worth a sweep. */
#define LANES_FEW 64

struct lane {
	struct lane *next;
	struct lane *beside; /* in its bucket */
	struct lane_item *first, *last;
	unsigned running, waiting;
	int64_t free_ms; /* from when on the next one may start */
	size_t length;
	char host[];
};

static void lane_append(struct lanes *lanes, struct lane *lane)
{
	lane->next = NULL;
	if (lanes->last)
		lanes->last->next = lane;
	else
		lanes->first = lane;
	lanes->last = lane;
}

static void lane_unlink(struct lanes *lanes, struct lane *before, struct lane *lane)
{
	if (before)
		before->next = lane->next;
	else
		lanes->first = lane->next;
	if (lanes->last == lane)
		lanes->last = before;
}

static struct lane **bucket_of(struct lanes *lanes, struct text host)
{
	return &lanes->buckets[hash_text(host, 0) % LANE_BUCKETS];
}

static struct lane *lane_of(const struct lanes *lanes, struct text host)
{
	for (struct lane *lane = *bucket_of((struct lanes *)(uintptr_t)lanes, host); lane; lane = lane->beside)
		if (lane->length == host.length && !memcmp(lane->host, host.data, host.length))
			return lane;
	return NULL;
}

/* Lanes in which nothing is and whose distance is over go, when there are twice as many as were left the last time. */
static void lanes_sweep(struct lanes *lanes, int64_t now_ms)
{
	if (lanes->count < LANES_FEW || lanes->count < 2 * lanes->swept)
		return;
	for (size_t i = 0; i < LANE_BUCKETS; i++)
		for (struct lane **place = &lanes->buckets[i]; *place;) {
			struct lane *lane = *place;
			if (lane->first || lane->running || lane->free_ms > now_ms) {
				place = &lane->beside;
				continue;
			}
			*place = lane->beside;
			lanes->count--;
			free(lane);
		}
	lanes->swept = lanes->count;
}

static struct lane *lane_find(struct lanes *lanes, struct text host)
{
	struct lane *lane = lane_of(lanes, host);

	if (lane)
		return lane;
	lane = memory_zeroed(1, sizeof(*lane) + host.length);
	lane->length = host.length;
	memcpy(lane->host, host.data, host.length);
	struct lane **bucket = bucket_of(lanes, host);
	lane->beside = *bucket;
	*bucket = lane;
	lanes->count++;
	return lane;
}

/* What has no host shares one lane. */
static struct text name_of(struct text host)
{
	return text_empty(host) ? TEXT("-") : host;
}

size_t lanes_count(const struct lanes *lanes, struct text host)
{
	const struct lane *lane = lane_of(lanes, name_of(host));

	return lane ? lane->running + lane->waiting : 0;
}

void lanes_push(struct lanes *lanes, struct text host, struct lane_item *item)
{
	struct lane *lane = lane_find(lanes, name_of(host));

	item->lane = lane;
	item->next = NULL;
	if (lane->last)
		lane->last->next = item;
	else
		lane->first = item;
	lane->last = item;
	if (!lane->waiting++)
		lane_append(lanes, lane);
	lanes->waiting++;
}

static struct lane_item *lane_shift(struct lanes *lanes, struct lane *lane)
{
	struct lane_item *item = lane->first;

	lane->first = item->next;
	if (!lane->first)
		lane->last = NULL;
	item->next = NULL;
	lane->waiting--;
	lanes->waiting--;
	return item;
}

struct lane_item *lanes_take(struct lanes *lanes, int64_t now_ms)
{
	struct lane *before = NULL;

	if (lanes->running >= lanes->total)
		return NULL;
	for (struct lane *lane = lanes->first; lane; before = lane, lane = lane->next) {
		if (lane->running >= lanes->per_host || lane->free_ms > now_ms)
			continue;
		lane_unlink(lanes, before, lane);
		struct lane_item *item = lane_shift(lanes, lane);
		if (lane->first)
			lane_append(lanes, lane);
		lane->running++;
		lane->free_ms = now_ms + lanes->spacing_ms;
		lanes->running++;
		return item;
	}
	return NULL;
}

void lanes_release(struct lanes *lanes, struct lane_item *item, int64_t now_ms)
{
	item->lane->running--;
	item->lane = NULL;
	lanes->running--;
	lanes_sweep(lanes, now_ms);
}

int64_t lanes_wait_ms(const struct lanes *lanes, int64_t now_ms)
{
	int64_t least = -1;

	if (lanes->running >= lanes->total)
		return -1;
	for (const struct lane *lane = lanes->first; lane; lane = lane->next) {
		if (lane->running >= lanes->per_host)
			continue;
		int64_t wait = lane->free_ms > now_ms ? lane->free_ms - now_ms : 0;
		if (least < 0 || wait < least)
			least = wait;
	}
	return least;
}

struct lane_item *lanes_drain(struct lanes *lanes)
{
	struct lane *lane = lanes->first;

	if (!lane)
		return NULL;
	struct lane_item *item = lane_shift(lanes, lane);
	if (!lane->first)
		lane_unlink(lanes, NULL, lane);
	return item;
}

void lanes_free(struct lanes *lanes)
{
	for (size_t i = 0; i < LANE_BUCKETS; i++)
		for (struct lane *lane = lanes->buckets[i]; lane;) {
			struct lane *beside = lane->beside;
			free(lane);
			lane = beside;
		}
	*lanes = (struct lanes){0};
}
