/* What an event is called beyond its type: an earthquake or a flood, the wreck of a ship or of a train. */
#ifndef EXTRACTION_CALLINGS_H
#define EXTRACTION_CALLINGS_H

#include "extraction/document.h"

/*
 * By the word at the item `at`, where a disaster or a wreck was found, else by the vehicle nearest to it in its
 * sentence: the name behind CALLED_ of the word's class, in small letters ("earthquake"); empty where none says so.
 */
struct text event_called(const struct document *document, const struct sentence *sentence, size_t at,
			 enum fact_type type);

#endif
