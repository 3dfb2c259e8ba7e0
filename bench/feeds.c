/* bench_feeds ROUNDS FILE...: feeds to structs, and printed, beside libxml2's tree of them. */
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_writer.h"
#include "base/limits.h"
#include "bench/measure.h"
#include "parsers/feed.h"

/* Those with which a feed reader would use it. */
#define TREE_OPTIONS                                                                               \
	(XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_NOERROR |             \
	 XML_PARSE_NOWARNING | XML_PARSE_RECOVER | XML_PARSE_HUGE)

static void parse_bare(struct bytes document)
{
	xmlDoc *doc = xmlReadMemory((const char *)document.data, (int)document.length, NULL, NULL,
	                            TREE_OPTIONS);

	xmlFreeDoc(doc);
}

static const struct feed *parse(struct arena *arena, struct bytes document)
{
	struct origin origin = {TEXT("http://example.org/feed"), TEXT_NONE};
	struct error error;

	arena_reset(arena);
	return feed_parse(arena, document, &origin, &error);
}

static void parse_and_print(struct arena *arena, struct bytes document)
{
	const struct feed *feed = parse(arena, document);

	if (!feed)
		return;
	struct writer writer = writer_new(arena, SIZE_MAX);
	json_write_shape(&writer, &feed_shape, feed);
}

int main(int count, char **arguments)
{
	struct best bare = {0}, structs = {0}, printed = {0};

	if (count < 3)
		give_up("ROUNDS FILE...");
	size_t rounds = rounds_of(arguments[1]), many = (size_t)count - 2, read = 0;
	struct bytes *files = files_read(arguments + 2, many);
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	for (size_t round = 0; round < rounds; round++) {
		best_begin(&bare);
		for (size_t i = 0; i < many; i++)
			parse_bare(files[i]);
		best_end(&bare);
		read = 0;
		best_begin(&structs);
		for (size_t i = 0; i < many; i++)
			read += parse(arena, files[i]) != NULL;
		best_end(&structs);
		best_begin(&printed);
		for (size_t i = 0; i < many; i++)
			parse_and_print(arena, files[i]);
		best_end(&printed);
	}
	say("bytes", (double)files_size(files, many));
	say("read", (double)read);
	say("bare_s", bare.seconds);
	say("structs_s", structs.seconds);
	say("printed_s", printed.seconds);
	arena_free(arena);
	return 0;
}
