/*
 * Rules:
 *
 *   define VICTIM = PERSON | NAME | NUM
 *
 *   rule casualty.$2.passive  each KILL killed, INJURE injured
 *       n:VICTIM BE <$1.part>
 *       yields casualty $2 count=n
 *       + Four people were killed . = 4
 *       - The bill was killed .
 *
 * A line of elements is a pattern; a rule may have several. An element names classes apart by '|', or
 * one "word"; "A|B&C" is one of A and B that is a C as well; ".part" asks for a form; <> marks the
 * anchor, from which matching goes both ways;
 * "n:" captures, '?' makes optional, '!' forbids, '_' allows nothing between it and its neighbour
 * towards the anchor, and '...' lets anything of the clause lie between. Without either, adverbs,
 * times, places and one parenthesis may lie between.
 *
 * "without NAME" takes out a rule that was read before.
 * "yields nothing" keeps the rules behind it from its anchor, "only" does so beside the rule's own fact;
 * "yields also actor=a target=t" is no fact, it adds to those of the same anchor what they lack.
 */
#include <string.h>

#include "lexicon/compile_pattern.h"
#include "lexicon/compile_yield.h"

#define MOST_VARIANTS 12
#define MOST_LINES 64

struct line {
	struct text text;
	unsigned number;
};

struct draft {
	struct text name;
	unsigned number; /* of its first line */
	struct text variants[MOST_VARIANTS];
	size_t variants_count;
	struct line lines[MOST_LINES];
	size_t lines_count;
};

/* The line with $1, $2 ... replaced by the words of this variant. */
static struct text substitute(struct builder *builder, struct text line, struct text variant)
{
	struct text words[9] = {0};
	size_t count = 0, n = 0;
	struct text rest = variant, word;

	while (variant.length && count < 9 && text_next(&rest, ' ', &word))
		if (text_trim(word).length)
			words[count++] = text_trim(word);
	char *out = arena_alloc(builder->arena, line.length + 9 * variant.length + 64);
	for (size_t i = 0; i < line.length; i++) {
		size_t k = i + 1 < line.length ? (size_t)(line.data[i + 1] - '1') : 9;
		if (line.data[i] == '$' && k < count && n + words[k].length < line.length + 9 * variant.length) {
			memcpy(out + n, words[k].data, words[k].length);
			n += words[k].length;
			i++;
		} else {
			out[n++] = line.data[i];
		}
	}
	return (struct text){out, n};
}

static void add_example(struct builder *builder, const struct rule_instance *instance, struct text line)
{
	size_t equals = text_find(line, TEXT(" = "), 0);

	if (!builder->examples)
		return;
	builder->examples->list =
		arena_grow(builder->arena, builder->examples->list, builder->examples->count,
			   &builder->examples->room, sizeof(*builder->examples->list));
	builder->examples->list[builder->examples->count++] = (struct lexicon_example){
		.rule = instance->name,
		.text = text_trim(text_slice(line, 1, equals == TEXT_NOT_FOUND ? line.length : equals)),
		.wanted = equals == TEXT_NOT_FOUND
				  ? TEXT_NONE
				  : text_trim(text_slice(line, equals + 3, line.length)),
		.positive = line.data[0] == '+',
		.file = builder->file,
		.line = builder->line,
	};
}

static bool read_line(struct builder *builder, struct rule_instance *instance, struct text line)
{
	if (text_starts(line, TEXT("yields ")))
		return yield_read(builder, instance, text_slice(line, 7, line.length));
	if (line.data[0] == '+' || line.data[0] == '-') {
		add_example(builder, instance, line);
		return true;
	}
	if (builder->rules.count > instance->first_rule && builder->rules.list[builder->rules.count - 1].yields)
		return builder_fail(builder, "a pattern behind \"yields\"");
	return pattern_read(builder, instance, line);
}

static bool finish(struct builder *builder, const struct draft *draft)
{
	unsigned line = builder->line;

	for (size_t v = 0; v < draft->variants_count; v++) {
		struct rule_instance instance = {.first_rule = builder->rules.count};
		instance.name = substitute(builder, draft->name, draft->variants[v]);
		for (size_t i = 0; i < draft->lines_count; i++) {
			builder->line = draft->lines[i].number;
			/* Examples speak of the first variant. */
			char mark = draft->lines[i].text.data[0];
			if (v && (mark == '+' || mark == '-'))
				continue;
			if (!read_line(builder, &instance,
				       substitute(builder, draft->lines[i].text, draft->variants[v])))
				return false;
		}
		builder->line = draft->number;
		if (builder->rules.count == instance.first_rule ||
		    !builder->rules.list[builder->rules.count - 1].yields)
			return builder_fail(builder, "rule %.*s needs a pattern and a \"yields\"",
					    TEXT_ARGS(instance.name));
		for (size_t i = 0; i < instance.names_count; i++)
			if (!(instance.used >> i & 1))
				return builder_fail(builder, "\"%.*s:\" is captured, and no yield asks for it",
						    TEXT_ARGS(instance.names[i]));
	}
	builder->line = line;
	return true;
}

static bool begin(struct builder *builder, struct text line, struct draft *draft)
{
	size_t each = text_find(line, TEXT(" each "), 0);

	*draft = (struct draft){.variants_count = 1, .number = builder->line};
	draft->name = text_trim(text_slice(line, 5, each == TEXT_NOT_FOUND ? line.length : each));
	if (each != TEXT_NOT_FOUND)
		draft->variants_count = builder_split(text_slice(line, each + 6, line.length), ',',
						      draft->variants, MOST_VARIANTS);
	if (!draft->name.length)
		return builder_fail(builder, "a rule needs a name");
	return true;
}

static bool read_define(struct builder *builder, struct text line)
{
	size_t equals = text_find(line, TEXT("="), 0);

	if (equals == TEXT_NOT_FOUND)
		return builder_fail(builder, "a definition is: define NAME = CLASS | CLASS");
	struct builder_define define = {.name = text_trim(text_slice(line, 7, equals))};
	if (!pattern_classes(builder, text_slice(line, equals + 1, line.length), &define.set))
		return false;
	struct builder_define *added = BUILDER_ADD(builder, defines);
	*added = define;
	return true;
}

/* "without NAME": the rules of that name that were read before are no more. */
static bool drop_rules(struct builder *builder, struct text name)
{
	size_t kept = 0, count = builder->rules.count;

	for (size_t i = 0; i < count; i++) {
		struct table_string string = builder->rules.list[i].name;
		struct text of = {builder->strings + string.offset, string.length};
		if (!text_equal(of, name))
			builder->rules.list[kept++] = builder->rules.list[i];
	}
	builder->rules.count = kept;
	return kept < count ||
	       builder_fail(builder, "no rule is called \"%.*s\"", TEXT_ARGS(name));
}

static bool read_margin(struct builder *builder, struct text line)
{
	if (text_starts(line, TEXT("define ")))
		return read_define(builder, line);
	if (text_starts(line, TEXT("without ")))
		return drop_rules(builder, text_trim(text_slice(line, 8, line.length)));
	return builder_fail(builder, "neither \"rule\", \"define\" nor \"without\"");
}

/* A rule that is complete, or complained of. */
static bool close_rule(struct builder *builder, const struct draft *draft)
{
	struct builder_mark mark = builder_mark(builder);
	unsigned line = builder->line;
	bool good = finish(builder, draft) || builder_forgive(builder, &mark);

	builder->line = line;
	return good;
}

/* What a line at the margin opens. Lines under one that nobody understands are passed over. */
enum open { OPEN_NOTHING, OPEN_RULE, OPEN_MISTAKE };

static bool open_line(struct builder *builder, struct text line, struct draft *draft, enum open *open)
{
	bool rule = text_starts(line, TEXT("rule "));

	*open = rule ? OPEN_RULE : OPEN_NOTHING;
	if (rule ? begin(builder, line, draft) : read_margin(builder, line))
		return true;
	*open = OPEN_MISTAKE;
	return false;
}

static bool under_line(struct builder *builder, struct text line, struct draft *draft, enum open *open)
{
	if (*open == OPEN_MISTAKE)
		return true;
	bool nothing = *open == OPEN_NOTHING;
	if (!nothing && draft->lines_count < MOST_LINES) {
		draft->lines[draft->lines_count++] = (struct line){line, builder->line};
		return true;
	}
	*open = OPEN_MISTAKE;
	return nothing ? builder_fail(builder, "an indented line belongs under a rule")
		       : builder_fail(builder, "more than %d lines in one rule", MOST_LINES);
}

bool builder_read_rules(struct builder *builder, struct text text)
{
	struct text rest = text, line;
	struct draft *draft = arena_alloc(builder->arena, sizeof(*draft));
	enum open open = OPEN_NOTHING;

	while (builder_next_line(builder, &rest, &line)) {
		bool indented = line.data[0] == '\t' || line.data[0] == ' ';
		line = text_trim(line);
		if (!indented && open == OPEN_RULE && !close_rule(builder, draft))
			return false;
		struct builder_mark mark = builder_mark(builder);
		if (!(indented ? under_line(builder, line, draft, &open)
			       : open_line(builder, line, draft, &open)) &&
		    !builder_forgive(builder, &mark))
			return false;
	}
	return open != OPEN_RULE || close_rule(builder, draft);
}
