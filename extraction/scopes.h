/* What stands around a fact in its clause: who says it, whether it is so, when, and where. */
#ifndef EXTRACTION_SCOPES_H
#define EXTRACTION_SCOPES_H

#include "extraction/document.h"

/* The speaker of what stands at the item; empty where the text says it itself. */
struct text scope_source(const struct document *document, const struct sentence *sentence, size_t at,
			 char country[2]);

enum modality scope_modality(const struct sentence *sentence, size_t at);

/* "if Israel sent troops": in the clause of a condition. */
bool scope_hypothetical(const struct sentence *sentence, size_t at);

/* "to sign": what somebody is to do, if the verb before it does not begin or go on doing it. */
bool scope_infinitive(const struct sentence *sentence, size_t at);

/* The item of the nearest time with a day, or of one that spans events; SIZE_MAX. */
size_t scope_time(const struct sentence *sentence, size_t at);

/* The item of the nearest place; SIZE_MAX. */
size_t scope_place(const struct sentence *sentence, size_t at);

/* More than one event: "in recent days", "since January". */
/* "In a separate attack", "a blast earlier in the day": what is told at the item is another event. */
bool scope_separate(const struct sentence *sentence, size_t at);

bool scope_cumulative(const struct sentence *sentence, size_t at);

/* "Since the boat went down": the running count of one event, told in the sentence of what stands at the item. */
bool scope_since_event(const struct sentence *sentence, size_t at);

#endif
