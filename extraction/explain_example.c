#include "extraction/explain_example.h"

#include <inttypes.h>

#include "base/writer.h"
#include "extraction/extract.h"

#define LONGEST_SENTENCE 1000
/* "Monday" in an example is the ninth. */
#define PUBLISHED "2026-03-11T15:00:00Z"

static bool number_is(struct text wanted, int64_t number)
{
	int64_t value = INTEGER_NONE;

	return (!wanted.length || text_number(wanted, &value)) && value == number;
}

/* "3", "12..", "2..4", "..40"; empty: any. */
static bool count_is(const struct count *count, struct text wanted)
{
	size_t dots = text_find(wanted, TEXT(".."), 0);

	if (!wanted.length)
		return true;
	if (!count)
		return false;
	if (dots == TEXT_NOT_FOUND)
		return number_is(wanted, count->low) && number_is(wanted, count->high);
	return number_is(text_slice(wanted, 0, dots), count->low) &&
	       number_is(text_slice(wanted, dots + 2, wanted.length), count->high);
}

static void put_count(struct writer *writer, const struct count *count)
{
	if (!count)
		return;
	writer_put_char(writer, ' ');
	if (count->low != INTEGER_NONE)
		writer_format(writer, "%" PRId64, count->low);
	if (count->high != count->low)
		writer_put(writer, TEXT(".."));
	if (count->high != count->low && count->high != INTEGER_NONE)
		writer_format(writer, "%" PRId64, count->high);
}

static struct text tell(struct arena *arena, const struct lexicon_example *example,
			const struct report *report)
{
	struct writer writer = writer_new(arena, LONGEST_SENTENCE * 4);

	writer_format(&writer, "%.*s:%u: %.*s %s \"%.*s\"", TEXT_ARGS(example->file), example->line,
		      TEXT_ARGS(example->rule), example->positive ? "does not read" : "must not read",
		      TEXT_ARGS(example->text));
	if (example->positive && example->wanted.length)
		writer_format(&writer, " as %.*s", TEXT_ARGS(example->wanted));
	writer_put(&writer, report->facts_count ? TEXT("; what came out:") : TEXT("; nothing came out"));
	for (size_t i = 0; i < report->facts_count && i < 6; i++) {
		const struct fact *fact = &report->facts[i];
		writer_format(&writer, "%s %s", i ? "," : "", fact_type_names[fact->type]);
		if (fact->effect)
			writer_format(&writer, " %s", effect_names[fact->effect]);
		put_count(&writer, fact->count);
		writer_format(&writer, " by %.*s", TEXT_ARGS(fact->rule));
	}
	return writer_text(&writer);
}

struct text explain_example(struct arena *arena, const struct lexicon *lexicon,
			    const struct lexicon_example *example)
{
	struct article article = {.text = text_cut(example->text, LONGEST_SENTENCE)};
	bool found = false;

	instant_parse(TEXT(PUBLISHED), &article.published);
	const struct report *report = extract_report(arena, lexicon, &article);
	for (size_t i = 0; i < report->facts_count; i++)
		found = found || (text_equal(report->facts[i].rule, example->rule) &&
				  count_is(report->facts[i].count, example->wanted));
	return found == example->positive ? TEXT_NONE : tell(arena, example, report);
}
