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

/* The item before `at`, over what may stand between a subject and its verb; SIZE_MAX. */
static size_t subject_before(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i-- > 0;) {
		const struct table_set *set = &sentence->items[i].set;
		if (!set_has(set, CLASS_HAVE) && !set_has(set, CLASS_AUX) && !set_has(set, CLASS_ADVERB) &&
		    !set_has(set, CLASS_TIME) && !set_has(set, CLASS_THAT) && !set_has(set, CLASS_HAD))
			return i;
	}
	return SIZE_MAX;
}

const struct item *scope_speaker_acting(const struct sentence *sentence, size_t at)
{
	size_t pronoun = subject_before(sentence, at), say, who;

	if (pronoun == SIZE_MAX || !set_has(&sentence->items[pronoun].set, CLASS_PRONOUN))
		return NULL;
	say = subject_before(sentence, pronoun);
	if (say == SIZE_MAX || !scope_says(&sentence->items[say]))
		return NULL;
	who = subject_before(sentence, say);
	if (who == SIZE_MAX)
		return NULL;
	const struct table_set *set = &sentence->items[who].set;
	bool acts = set_has(set, CLASS_ACTOR) || set_has(set, CLASS_PERSON) || set_has(set, CLASS_NAME);
	return acts ? &sentence->items[who] : NULL;
}
