/*
 * bench_poller PORT COUNT PARALLEL: the least that polling takes: libcurl's multi interface asks
 * COUNT addresses of 127/8 for /feed, PARALLEL of them at once, and throws the answers away; then
 * once more with the validator of the first answers.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"

/* As in daemon/fetch.c. */
#define CONNECTIONS_KEPT 64L

struct polling {
	CURLM *multi;
	int port;
	size_t count, begun, done, running;
	long status; /* that every answer must have */
	struct curl_slist *headers;
};

static size_t throw_away(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)context;
	return size * count;
}

static void begin_one(struct polling *polling)
{
	CURL *easy = curl_easy_init();
	size_t i = polling->begun++;
	char url[64];

	if (!easy)
		give_up("no memory");
	snprintf(url, sizeof(url), "http://127.1.%zu.%zu:%d/feed", i / 250, i % 250 + 1,
	         polling->port);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30000L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, throw_away);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, polling->headers);
	curl_multi_add_handle(polling->multi, easy);
	polling->running++;
}

/* How many have ended. */
static size_t end_finished(struct polling *polling)
{
	size_t before = polling->done;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(polling->multi, &left))) {
		CURL *easy = message->easy_handle;
		long status = 0;
		curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
		if (message->data.result != CURLE_OK || status != polling->status)
			give_up("an answer failed: %s, status %ld",
			        curl_easy_strerror(message->data.result), status);
		curl_multi_remove_handle(polling->multi, easy);
		curl_easy_cleanup(easy);
		polling->running--;
		polling->done++;
	}
	return polling->done - before;
}

static void poll_round(struct polling *polling, size_t parallel)
{
	polling->begun = polling->done = 0;
	while (polling->done < polling->count) {
		int running;
		while (polling->running < parallel && polling->begun < polling->count)
			begin_one(polling);
		curl_multi_perform(polling->multi, &running);
		/* Where one has ended the next one starts before anything is waited for. */
		if (!end_finished(polling) && polling->running)
			curl_multi_poll(polling->multi, NULL, 0, 1000, NULL);
	}
}

int main(int count, char **arguments)
{
	double wall = wall_now(), cpu = 0;

	if (count != 4)
		give_up("PORT COUNT PARALLEL");
	curl_global_init(CURL_GLOBAL_ALL);
	struct polling polling = {
	        .multi = curl_multi_init(),
	        .port = atoi(arguments[1]),
	        .count = rounds_of(arguments[2]),
	        .status = 200,
	};
	size_t parallel = rounds_of(arguments[3]);
	curl_multi_setopt(polling.multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT);
	poll_round(&polling, parallel);
	say("first_wall_s", wall_now() - wall);
	say("first_cpu_s", cpu_now() - cpu);
	wall = wall_now(), cpu = cpu_now();
	polling.headers = curl_slist_append(NULL, "If-None-Match: \"one\"");
	polling.status = 304;
	poll_round(&polling, parallel);
	say("second_wall_s", wall_now() - wall);
	say("second_cpu_s", cpu_now() - cpu);
	curl_slist_free_all(polling.headers);
	curl_multi_cleanup(polling.multi);
	curl_global_cleanup();
	return 0;
}
