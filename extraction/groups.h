/* What makes items out of tokens: numbers, times, places, noun groups. Each reader answers how many tokens it took. */
#ifndef EXTRACTION_GROUPS_H
#define EXTRACTION_GROUPS_H

#include "extraction/document.h"

/* "at least 560", "between 30 and 40", "dozens of"; 0 where no number begins. */
size_t amount_read(const struct document *document, size_t token, size_t end, struct amount *amount);

/* Whether the number before `next` measures something that is never counted: money, miles, per cent, an age. */
bool amount_measures(const struct document *document, size_t first, size_t next, size_t end);

/* "15 dead in the jail and not 17": so many words on, the number that is taken back; NULL. */
struct count *number_taken_back(const struct document *document, const struct sentence *sentence, size_t from);

/* "on Monday", "early Tuesday", "since January", "21-day": fills set, span, duration. */
size_t time_read(const struct document *document, const struct sentence *sentence, size_t token,
		 struct item *item);

/* "21-day", "two weeks", "72 hours": a length of time. */
size_t duration_read(const struct document *document, size_t token, size_t end, struct item *item);

/* "in Beirut", "near Nabatieh", "southern Lebanon", "Gary, Ind.". */
size_t place_read(const struct document *document, const struct sentence *sentence, size_t token,
		  struct item *item);

/* "NAPOLEON TWP., MI": the capitals of a dateline, where they have a state or stand in the text again. */
size_t place_of_dateline(const struct document *document, const struct sentence *sentence, size_t token,
			 struct item *item);

/* "About 400 residents of Beaufort": where the people of a group live; false where it does not say. */
bool place_of_group(const struct document *document, const struct sentence *sentence, const struct item *group,
		    struct item *item);

/* Whether a town before a noun says where that is: "Hartford police". */
bool place_qualifies(const struct document *document, const struct sentence *sentence, size_t token,
		     struct item *item);
/* The place that a PLACE item names, with the path down to it. */
struct place *place_make(const struct document *document, const struct item *item);
/* The whole of a country. */
struct place *place_of_country(const struct document *document, const struct table_entity *entity);
/* Whether a place known well begins at the token, and no longer name of a person. */
bool token_is_town(const struct document *document, size_t token);

/* A noun group with its count, or a name. */
size_t group_read(const struct document *document, const struct sentence *sentence, size_t token,
		  struct item *item);

/* Sums lists and folds appositions, in a row of items that has been read. */
void lists_fold(const struct document *document, struct sentence *sentence);

/* Adds to the group at the item who stands behind its "including ..., and". */
void parts_fold(struct sentence *sentence, size_t at);

bool token_ends_group(const struct document *document, size_t token);
/* Adds every class that the token may be to the item. */
void item_add_readings(const struct document *document, struct item *item, size_t token, bool longest);

#endif
