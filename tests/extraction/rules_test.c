/*
 * Runs the examples that stand beside each rule in lexicon/: a positive one must be read by its rule,
 * with the count that it gives; a negative one must not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "extraction/explain_example.h"
#include "lexicon/compile.h"
#include "lexicon/lookup.h"

static bool read_file(struct arena *arena, const char *path, struct text *text)
{
	FILE *file = fopen(path, "rb");
	long size = -1;

	if (!file)
		return false;
	if (fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	rewind(file);
	char *data = arena_alloc(arena, size > 0 ? (size_t)size : 0);
	size_t length = fread(data, 1, size > 0 ? (size_t)size : 0, file);
	fclose(file);
	return text_check((struct bytes){(unsigned char *)data, length}, text);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new((size_t)1 << 30);
	struct lexicon_source *sources = arena_array(arena, (size_t)argc, sizeof(*sources));
	struct lexicon_examples examples = {0};
	struct bytes table;
	struct error error;
	size_t failed = 0;

	for (int i = 1; i < argc; i++) {
		sources[i - 1].name = text_of(argv[i]);
		if (!read_file(arena, argv[i], &sources[i - 1].text)) {
			fprintf(stderr, "%s cannot be read\n", argv[i]);
			return 1;
		}
	}
	if (!lexicon_compile(arena, sources, (size_t)argc - 1, &table, &examples, NULL, &error)) {
		fprintf(stderr, "%s\n", error.message);
		return 1;
	}
	const struct lexicon *lexicon = lexicon_open(arena, table, &error);
	for (size_t i = 0; lexicon && i < examples.count; i++) {
		const struct lexicon_example *example = &examples.list[i];
		struct text wrong = explain_example(arena, lexicon, example);
		failed += wrong.length != 0;
		if (wrong.length)
			fprintf(stderr, "%.*s\n", TEXT_ARGS(wrong));
	}
	printf("%zu examples, %zu failed\n", examples.count, failed);
	arena_free(arena);
	return failed || !examples.count ? 1 : 0;
}
