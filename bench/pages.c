/* bench_pages ROUNDS FILE...: pages to articles, beside libxml2's tree of the decoded pages. */
#include <libxml/HTMLparser.h>
#include <stdlib.h>

#include "base/limits.h"
#include "bench/measure.h"
#include "parsers/charset.h"
#include "parsers/page.h"

/* The options of parsers/html.c. */
#define TREE_OPTIONS                                                                               \
	(HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |       \
	 HTML_PARSE_COMPACT | HTML_PARSE_NODEFDTD)

static const struct origin origin = {{"http://example.org/a", 20}, {NULL, 0}};

static struct text *decode_all(const struct bytes *files, size_t count)
{
	/* Lives as long as the process; a page may take twice its bytes, once for its text. */
	struct arena *arena = arena_new(files_size(files, count) * 4 + MIB(64));
	struct text *texts = arena_array(arena, count, sizeof(*texts)), charset;
	struct error error;

	for (size_t i = 0; i < count; i++)
		if (!charset_decode(arena, files[i], &origin, MARKUP_HTML, &texts[i], &charset,
		                    &error))
			texts[i] = TEXT_NONE;
	return texts;
}

static void parse_bare(struct text page)
{
	if (page.length)
		xmlFreeDoc(htmlReadMemory(page.data, (int)page.length, NULL, "UTF-8",
		                          TREE_OPTIONS));
}

static bool parse(struct arena *arena, struct bytes page)
{
	struct error error;

	arena_reset(arena);
	return page_parse(arena, page, &origin, &error) != NULL;
}

static void say_memory(struct arena *arena, const struct bytes *files, size_t count)
{
	double *ratios = calloc(count, sizeof(*ratios)), used = 0, most = 0;

	if (!ratios)
		give_up("no memory");
	for (size_t i = 0; i < count; i++) {
		parse(arena, files[i]);
		ratios[i] = (double)arena_used(arena) / (double)(files[i].length + 1);
		used += (double)arena_used(arena);
		most = ratios[i] > most ? ratios[i] : most;
	}
	say("arena_bytes", used);
	say("arena_median_ratio", median(ratios, count));
	say("arena_most_ratio", most);
	free(ratios);
}

int main(int count, char **arguments)
{
	struct best bare = {0}, articles = {0};

	if (count < 3)
		give_up("ROUNDS FILE...");
	size_t rounds = rounds_of(arguments[1]), many = (size_t)count - 2, read = 0;
	struct bytes *files = files_read(arguments + 2, many);
	struct text *texts = decode_all(files, many);
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	for (size_t round = 0; round < rounds; round++) {
		best_begin(&bare);
		for (size_t i = 0; i < many; i++)
			parse_bare(texts[i]);
		best_end(&bare);
		read = 0;
		best_begin(&articles);
		for (size_t i = 0; i < many; i++)
			read += parse(arena, files[i]);
		best_end(&articles);
	}
	say("bytes", (double)files_size(files, many));
	say("read", (double)read);
	say("bare_s", bare.seconds);
	say("articles_s", articles.seconds);
	say_memory(arena, files, many);
	arena_free(arena);
	return 0;
}
