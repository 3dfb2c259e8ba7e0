/* Whom a pronoun means, from what the sentences before it have counted. */
#include "extraction/groups.h"
#include "extraction/scopes.h"

/* Sentences before it, of the same paragraph or the one before. */
#define BACK 2

static bool may_be_them(const struct sentence *sentence, size_t i)
{
	const struct item *item = &sentence->items[i];
	bool people = set_has(&item->set, CLASS_PERSON) && item->amount.known && item->amount.low > 1;
	bool takers = set_has(&item->set, CLASS_ATTACKER) || set_has(&item->set, CLASS_KIND_REBELS) ||
		      set_has(&item->set, CLASS_POLICE) || (i && set_has(&sentence->items[i - 1].set, CLASS_BY));

	return people && !takers;
}

static const struct item *last_counted(const struct sentence *sentence, size_t end)
{
	for (size_t i = end; i-- > 0;)
		if (may_be_them(sentence, i))
			return &sentence->items[i];
	return NULL;
}

const struct item *scope_them(struct document *document, const struct sentence *sentence, size_t at)
{
	const struct item *found = last_counted(sentence, at);
	size_t number = (size_t)(sentence - document->sentences);

	for (size_t n = 1; !found && n <= BACK && n <= number; n++) {
		struct sentence *before = &document->sentences[number - n];
		if (before->title || before->boilerplate || before->idle || sentence->paragraph - before->paragraph > 1)
			break;
		if (!before->items)
			items_read(document, before);
		found = last_counted(before, before->items_count);
	}
	return found;
}
