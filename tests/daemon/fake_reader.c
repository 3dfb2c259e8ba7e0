/*
 * A reader that lies: readers_test.c starts it in the place of sitrepd-reader. A document names the lie;
 * one that names none gets an answer. What it says at its start is the name of its lexicon, "ready" as a
 * rule; "slowly" says so after half a second in which nothing has come.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "wire/frame.h"

#define STREAM 3
#define ANSWER "{\"error\":\"x\"}"

static void give(const void *data, size_t length)
{
	const char *at = data;

	while (length) {
		ssize_t put = write(STREAM, at, length);
		if (put <= 0)
			exit(EXIT_FAILURE);
		at += put;
		length -= (size_t)put;
	}
}

static void give_head(size_t length)
{
	unsigned char head[FRAME_HEAD];

	frame_head(head, length);
	give(head, sizeof(head));
}

static void give_frame(const char *text)
{
	give_head(strlen(text));
	give(text, strlen(text));
}

static bool take(void *data, size_t length)
{
	char *at = data;

	while (length) {
		ssize_t got = read(STREAM, at, length);
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

static char *take_frame(void)
{
	unsigned char head[FRAME_HEAD];
	struct error error;
	size_t length;

	if (!take(head, sizeof(head)) || !frame_length(head, &length, &error))
		exit(EXIT_SUCCESS);
	char *text = malloc(length + 1);
	if (!text || !take(text, length))
		exit(EXIT_FAILURE);
	text[length] = '\0';
	return text;
}

static void drip(void)
{
	give_head(100);
	for (int i = 0; i < 100; i++) {
		give(" ", 1);
		usleep(100000);
	}
}

static void flood(void)
{
	static char block[65536];

	give_head(LIMIT_FRAME);
	for (;;)
		give(block, sizeof(block));
}

/* Two frames in one piece, so that they are there together. */
static void twice(void)
{
	unsigned char both[2 * (FRAME_HEAD + sizeof(ANSWER) - 1)];
	size_t one = sizeof(both) / 2;

	frame_head(both, sizeof(ANSWER) - 1);
	memcpy(both + FRAME_HEAD, ANSWER, sizeof(ANSWER) - 1);
	memcpy(both + one, both, one);
	give(both, sizeof(both));
}

static void lie(const char *what)
{
	if (!strcmp(what, "huge")) {
		give_head(0xffffffff);
	} else if (!strcmp(what, "long")) {
		give_head(LIMIT_FRAME + 1);
	} else if (!strcmp(what, "half")) {
		give_head(100);
		give("half of it", 10);
		exit(EXIT_SUCCESS);
	} else if (!strcmp(what, "twice")) {
		twice();
	} else if (!strcmp(what, "unasked")) {
		give_frame(ANSWER);
		usleep(50000);
		give_frame(ANSWER);
	} else if (!strcmp(what, "hang")) {
		pause();
	} else if (!strcmp(what, "drip")) {
		drip();
	} else if (!strcmp(what, "flood")) {
		flood();
	} else if (!strcmp(what, "exit")) {
		exit(EXIT_SUCCESS);
	} else if (!strcmp(what, "abort")) {
		abort();
	} else {
		give_frame(ANSWER);
	}
}

/* Nothing may come before it has said that it is ready. */
static void wait_for_nothing(void)
{
	struct pollfd stream = {.fd = STREAM, .events = POLLIN};

	if (poll(&stream, 1, 500) != 0)
		exit(EXIT_FAILURE);
}

int main(int count, char **arguments)
{
	const char *says = count > 2 ? arguments[2] : FRAME_READY;

	if (!strcmp(says, "slowly"))
		wait_for_nothing();
	give_frame(strcmp(says, "slowly") ? says : FRAME_READY);
	for (;;) {
		char *request = take_frame();
		/* An answer to what has not been read. */
		if (strstr(request, "early"))
			give_frame(ANSWER);
		free(request);
		char *document = take_frame();
		lie(document);
		free(document);
	}
}
