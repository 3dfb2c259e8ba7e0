/*
 * Runs the examples that stand beside each rule in lexicon/: a positive one must be read by its rule,
 * with the count that it gives; a negative one must not.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "extraction/extract.h"
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

/* "3", "12..", "2..4", "..40" */
static bool count_is(const struct count *count, struct text wanted)
{
	size_t dots = text_find(wanted, TEXT(".."), 0);
	int64_t low = INTEGER_NONE, high = INTEGER_NONE;

	if (!wanted.length)
		return true;
	if (!count)
		return false;
	if (dots == TEXT_NOT_FOUND) {
		text_number(wanted, &low);
		high = low;
	} else {
		text_number(text_slice(wanted, 0, dots), &low);
		text_number(text_slice(wanted, dots + 2, wanted.length), &high);
	}
	return count->low == low && count->high == high;
}

static bool holds(struct arena *arena, const struct lexicon *lexicon, const struct lexicon_example *example)
{
	struct article article = {.text = example->text};
	instant_parse(TEXT("2026-03-11T15:00:00Z"), &article.published);
	const struct report *report = extract_report(arena, lexicon, &article);
	bool found = false;

	for (size_t i = 0; i < report->facts_count; i++)
		found = found || (text_equal(report->facts[i].rule, example->rule) &&
				  count_is(report->facts[i].count, example->wanted));
	return found == example->positive;
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
		if (holds(arena, lexicon, example))
			continue;
		failed++;
		fprintf(stderr, "%.*s:%u: %.*s is %s: %.*s\n", TEXT_ARGS(example->file), example->line,
			TEXT_ARGS(example->rule), example->positive ? "not found" : "found where it should not be",
			TEXT_ARGS(example->text));
	}
	printf("%zu examples, %zu failed\n", examples.count, failed);
	arena_free(arena);
	return failed || !examples.count ? 1 : 0;
}
