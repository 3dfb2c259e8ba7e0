/* What stands around a fact in its clause: who says it, whether it is so, when, and where. */
#ifndef EXTRACTION_SCOPES_H
#define EXTRACTION_SCOPES_H

#include "extraction/document.h"

/* Items, those of other clauses counted several times; nothing further away is ever tried. */
#define FAR_AWAY 60

/* How far around an item its scopes are looked for, so that a text of one sentence costs no more. */
static inline size_t scope_window_start(size_t at)
{
	return at > FAR_AWAY ? at - FAR_AWAY : 0;
}

static inline size_t scope_window_end(const struct sentence *sentence, size_t at)
{
	return sentence->items_count - at > FAR_AWAY ? at + FAR_AWAY : sentence->items_count;
}

/* A verb and no noun; people, bodies, places and whatever else may act or speak. */
bool scope_is_verb(const struct item *item);
bool scope_is_group(const struct item *item);

/* A verb of saying, as it stands in the sentence. */
bool scope_says(const struct item *item);

/*
 * "Was denied bail on Monday, accused of killing two": where the accusation stands of which the item is a part;
 * 0 where there is none. What is before it is the court's.
 */
size_t scope_accusation(const struct sentence *sentence, size_t at);

/* The speaker of what stands at the item; empty where the text says it itself. */
struct text scope_source(const struct document *document, const struct sentence *sentence, size_t at,
			 char country[2]);

enum modality scope_modality(const struct sentence *sentence, size_t at);

/* "if Israel sent troops": in the clause of a condition. */
bool scope_hypothetical(const struct sentence *sentence, size_t at);
bool scope_superseded(const struct sentence *sentence, size_t at);

/* "to sign": what somebody is to do, if the verb before it does not begin or go on doing it. */
bool scope_infinitive(const struct sentence *sentence, size_t at);

/* The item of the nearest time with a day, or of one that spans events; SIZE_MAX. */
size_t scope_time(const struct sentence *sentence, size_t at);

/* ", police said on Wednesday": the day of the saying, if another is told. */
bool scope_is_of_saying(const struct sentence *sentence, size_t time);

/* "Freed four hostages held since May": how long what follows the anchor had lasted, and no time of the anchor's. */
bool scope_is_of_custody(const struct sentence *sentence, size_t at, size_t time);

/* "The deadliest attack since 2014", "the third victim this year": a time of what it is compared with, not of `at`. */
bool scope_is_record(const struct sentence *sentence, size_t time, size_t at);

/* The item of the nearest place, of one from which the way is told only where there is no other; SIZE_MAX. */
size_t scope_place(const struct sentence *sentence, size_t at);

/* "A bus travelling to Cusco plunged", "the transfer of detainees to Iraq": where nothing has happened yet. */
bool scope_is_goal(const struct sentence *sentence, size_t at, size_t place);

/* "20 km north of Gao": the place is only a mark by which another is found. */
bool scope_is_bearing(const struct sentence *sentence, size_t place);

/* Whom "them" at the item means: the people last counted, before it or in the two sentences before; NULL. */
const struct item *scope_them(struct document *document, const struct sentence *sentence, size_t at);

/* "Hezbollah said it had fired": who speaks and acts; NULL. */
const struct item *scope_speaker_acting(const struct sentence *sentence, size_t at);

/* How long the truce lasts of which the sentence tells; NULL. */
struct duration *scope_duration(const struct document *document, const struct sentence *sentence);

/* "In a separate attack", "a blast earlier in the day": what is told at the item is another event. */
bool scope_separate(const struct sentence *sentence, size_t at);

/* More than one event: "in recent days", "since January". */
bool scope_cumulative(const struct sentence *sentence, size_t at);

/* "Since the boat went down": the running count of one event, told in the sentence of what stands at the item. */
bool scope_since_event(const struct sentence *sentence, size_t at);

#endif
