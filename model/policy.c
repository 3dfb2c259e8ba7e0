#include "model/policy.h"

#include <math.h>
#include <string.h>

const struct policy policy_default = {.ceiling = POLICY_CEILING, .oldest_ms = POLICY_OLDEST_MS};

void watch_blank(struct watch *watch)
{
	*watch = (struct watch){
		.minimum_rise = INTEGER_NONE,
		.minimum_growth = NAN,
		.minimum_people = INTEGER_NONE,
		.minimum_sources = 1,
	};
}

struct policy policy_copy(struct arena *arena, const struct policy *policy)
{
	struct policy copy = *policy;

	copy.watches = arena_array(arena, policy->watches_count, sizeof(*copy.watches));
	for (size_t i = 0; i < policy->watches_count; i++) {
		struct watch *watch = &copy.watches[i];
		*watch = policy->watches[i];
		watch->name = text_copy(arena, watch->name);
		watch->places = arena_array(arena, watch->places_count, sizeof(*watch->places));
		for (size_t k = 0; k < watch->places_count; k++)
			watch->places[k] = text_copy(arena, policy->watches[i].places[k]);
	}
	return copy;
}
