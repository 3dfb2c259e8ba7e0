#include "extraction/callings.h"

/* Items on either side in which the vehicle of a wreck is looked for. */
#define AROUND 6

static struct text of_vehicle(const struct document *document, const struct sentence *sentence, size_t at)
{
	struct text name = TEXT_NONE;

	for (size_t away = 1; away <= AROUND && !name.length; away++) {
		if (away <= at)
			name = lexicon_called(document->lexicon, &sentence->items[at - away].set);
		if (!name.length && at + away < sentence->items_count)
			name = lexicon_called(document->lexicon, &sentence->items[at + away].set);
	}
	return name;
}

struct text event_called(const struct document *document, const struct sentence *sentence, size_t at,
			 enum fact_type type)
{
	if (type != FACT_DISASTER && type != FACT_WRECK)
		return TEXT_NONE;
	struct text name = lexicon_called(document->lexicon, &sentence->items[at].set);
	return name.length || type == FACT_DISASTER ? name : of_vehicle(document, sentence, at);
}
