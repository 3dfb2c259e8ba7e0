/* The built-in lexicon compiled anew, from its own files, with an operator's behind them. */
#include <string.h>

#include "lexicon/compile.h"
#include "lexicon/lookup.h"

/* The files that the build compiled (lexicon_table.S), in the form of compiler_main.c. */
extern const unsigned char lexicon_sources[];
extern const unsigned char lexicon_sources_end[];

#define BUILTIN_MOST 64
/* A gazetteer of all towns of the world over 15,000 takes 60 MB while it is compiled. */
#define SCRATCH ((size_t)1 << 30)

static size_t read_builtin(struct lexicon_source *sources)
{
	const unsigned char *at = lexicon_sources;
	size_t count = 0;

	while (at < lexicon_sources_end && count < BUILTIN_MOST) {
		uint32_t lengths[2];
		memcpy(lengths, at, sizeof(lengths));
		at += sizeof(lengths);
		sources[count].name = (struct text){(const char *)at, lengths[0]};
		sources[count++].text = (struct text){(const char *)at + lengths[0], lengths[1]};
		at += lengths[0] + lengths[1];
	}
	return count;
}

static struct text keep(struct arena *arena, struct text text)
{
	char *copy = arena_alloc(arena, text.length);

	if (text.length)
		memcpy(copy, text.data, text.length);
	return (struct text){copy, text.length};
}

/* Mistakes and examples leave the scratch arena with the table. */
static void keep_lists(struct arena *arena, struct lexicon_mistakes *mistakes,
		       struct lexicon_examples *examples, size_t own)
{
	struct text *list = arena_array(arena, mistakes->count, sizeof(*list));

	for (size_t i = 0; i < mistakes->count; i++)
		list[i] = keep(arena, mistakes->list[i]);
	*mistakes = (struct lexicon_mistakes){list, mistakes->count, mistakes->count};
	if (!examples)
		return;
	struct lexicon_example *kept = arena_array(arena, examples->count, sizeof(*kept));
	size_t count = 0;
	for (size_t i = own; i < examples->count; i++) {
		const struct lexicon_example *example = &examples->list[i];
		kept[count] = *example;
		kept[count].rule = keep(arena, example->rule);
		kept[count].text = keep(arena, example->text);
		kept[count].wanted = keep(arena, example->wanted);
		kept[count++].file = keep(arena, example->file);
	}
	*examples = (struct lexicon_examples){kept, count, count};
}

/* How many examples at the beginning of the list are those of the built-in rules. */
static size_t count_builtin(const struct lexicon_examples *examples, const struct lexicon_source *sources,
			    size_t builtin)
{
	size_t own = 0;

	for (; examples && own < examples->count; own++) {
		bool found = false;
		for (size_t i = 0; i < builtin; i++)
			found = found || sources[i].name.data == examples->list[own].file.data;
		if (!found)
			break;
	}
	return own;
}

const struct lexicon *lexicon_extend(struct arena *arena, const struct lexicon_source *sources,
				     size_t count, struct lexicon_examples *examples,
				     struct lexicon_mistakes *mistakes)
{
	struct arena *scratch = arena_new(SCRATCH);
	struct lexicon_source *all = arena_array(scratch, BUILTIN_MOST + count, sizeof(*all));
	size_t builtin = read_builtin(all);
	struct error error = {0};
	struct bytes table;
	const struct lexicon *lexicon = NULL;

	if (count)
		memcpy(all + builtin, sources, count * sizeof(*all));
	bool good = lexicon_compile(scratch, all, builtin + count, &table, examples, mistakes, &error);
	keep_lists(arena, mistakes, examples, count_builtin(examples, all, builtin));
	if (good) {
		unsigned char *copy = arena_alloc(arena, table.length);
		memcpy(copy, table.data, table.length);
		lexicon = lexicon_open(arena, (struct bytes){copy, table.length}, &error);
	}
	if (!lexicon) {
		mistakes->list = arena_grow(arena, mistakes->list, mistakes->count, &mistakes->room,
					    sizeof(*mistakes->list));
		mistakes->list[mistakes->count++] = text_format(arena, "%s", error.message);
		lexicon = lexicon_builtin();
	}
	arena_free(scratch);
	return lexicon;
}
