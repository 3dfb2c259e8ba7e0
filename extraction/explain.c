/* The debug view: each sentence as its items, and the facts with their rules. */
#include <inttypes.h>

#include "base/limits.h"
#include "base/writer.h"
#include "extraction/extract.h"
#include "extraction/stages.h"

#define LONGEST_VIEW MIB(16)

static void put_classes(struct writer *writer, const struct document *document, const struct item *item)
{
	for (unsigned class = 0; class < CLASSES_MOST; class++) {
		if (!set_has(&item->set, class) || class == CLASS_WORD || class == CLASS_STOPWORD)
			continue;
		struct text name = lexicon_class_name(document->lexicon, class);
		if (name.length && name.data[0] != '"')
			writer_format(writer, " %.*s", TEXT_ARGS(name));
	}
}

static void put_amount(struct writer *writer, const struct item *item)
{
	if (!item->amount.known)
		return;
	writer_put(writer, TEXT("  n="));
	if (item->amount.low != INTEGER_NONE)
		writer_format(writer, "%" PRId64, item->amount.low);
	if (item->amount.high != item->amount.low)
		writer_put(writer, TEXT(".."));
	if (item->amount.high != INTEGER_NONE && item->amount.high != item->amount.low)
		writer_format(writer, "%" PRId64, item->amount.high);
}

static void put_item(struct writer *writer, const struct document *document, const struct item *item)
{
	struct text words = tokens_text(document, item->first, item->end);

	writer_format(writer, "    %-32.*s", TEXT_ARGS(words));
	put_classes(writer, document, item);
	put_amount(writer, item);
	if (day_known(item->span.start)) {
		struct text start = day_format(document->arena, item->span.start);
		struct text end = day_format(document->arena, item->span.end);
		writer_format(writer, "  %.*s..%.*s", TEXT_ARGS(start), TEXT_ARGS(end));
	}
	if (item->name.length)
		writer_format(writer, "  {%.*s %.2s}", TEXT_ARGS(item->name), item->country);
	writer_put_char(writer, '\n');
}

static void put_facts(struct writer *writer, const struct document *document, size_t sentence)
{
	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *found = &document->found[i];
		if (found->sentence != sentence)
			continue;
		const struct fact *fact = &found->fact;
		writer_format(writer, "  => %s", fact_type_names[fact->type]);
		if (fact->effect)
			writer_format(writer, " %s", effect_names[fact->effect]);
		if (fact->status)
			writer_format(writer, " %s", fact_status_names[fact->status]);
		if (fact->count)
			writer_format(writer, " \"%.*s\"", TEXT_ARGS(fact->count->text));
		writer_format(writer, "   by %.*s\n", TEXT_ARGS(fact->rule));
	}
}

struct text extract_explain(struct arena *arena, const struct lexicon *lexicon, struct article *article)
{
	const struct document *document = document_read(arena, lexicon, article);
	struct writer writer = writer_new(arena, LONGEST_VIEW);

	for (size_t i = 0; i < document->sentences_count; i++) {
		const struct sentence *sentence = &document->sentences[i];
		struct text words = tokens_text(document, sentence->first, sentence->end);
		writer_format(&writer, "%zu%s  %.*s\n", i,
			      sentence->role == LINE_BOILERPLATE ? "  (left out)"
			      : sentence->title		      ? "  (title)"
							      : "",
			      TEXT_ARGS(words));
		for (size_t k = 0; k < sentence->items_count; k++)
			put_item(&writer, document, &sentence->items[k]);
		put_facts(&writer, document, i);
	}
	return writer_text(&writer);
}
