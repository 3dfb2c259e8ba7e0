#include "daemon/watches.h"

#include "base/limits.h"
#include "daemon/quantity.h"

struct taking {
	const struct setting_group *group;
	struct mistakes *mistakes;
	struct watch *watch;
};

#define WRONG(taking, setting, ...)                                                                \
	mistakes_add((taking)->mistakes, (setting)->file, (setting)->line, __VA_ARGS__)

/* --- which developments it covers --- */

static bool is_good(struct text text)
{
	return !text_empty(text) && text.length <= LIMIT_NAME && !setting_has_control(text);
}

static void take_places(const struct taking *taking)
{
	const struct setting *setting = setting_of(taking->group, "place");

	if (!setting)
		return;
	for (size_t i = 0; i < setting->values_count; i++)
		if (!is_good(setting->values[i]))
			WRONG(taking, setting, "place: \"%.*s\" is no name and no country's code",
			      TEXT_ARGS(text_cut(setting->values[i], 60)));
	taking->watch->places = setting->values;
	taking->watch->places_count = setting->values_count;
}

static size_t index_of(const char *const *names, size_t count, struct text name)
{
	size_t i = 0;

	while (i < count && !(names[i] && text_equal(name, text_of(names[i]))))
		i++;
	return i;
}

/* A list of names as bits. */
_Static_assert(ALERT_KINDS <= 32 && EFFECTS <= 32 && FACT_TYPES <= 32, "each has a bit of its own");

static uint32_t take_names(const struct taking *taking, const char *key, const char *const *names,
			   size_t count, const char *page)
{
	const struct setting *setting = setting_of(taking->group, key);
	uint32_t bits = 0;

	for (size_t i = 0; setting && i < setting->values_count; i++) {
		size_t at = index_of(names, count, setting->values[i]);
		if (at < count)
			bits |= UINT32_C(1) << at;
		else
			WRONG(taking, setting, "%s: there is no %s \"%.*s\"; %s lists them", key, key,
			      TEXT_ARGS(text_cut(setting->values[i], 60)), page);
	}
	return bits;
}

/* --- which of them it wants told --- */

static void take_number(const struct taking *taking, const char *key, int64_t least, int64_t most,
			int64_t *number)
{
	const struct setting *setting = setting_of(taking->group, key);
	int64_t value;

	if (!setting)
		return;
	if (!text_number(setting->values[0], &value) || value < least || value > most)
		WRONG(taking, setting, "%s: \"%.*s\" is no whole number from %lld to %lld", key,
		      TEXT_ARGS(setting->values[0]), (long long)least, (long long)most);
	else
		*number = value;
}

static void take_share(const struct taking *taking, const char *key, double most, double *share)
{
	const struct setting *setting = setting_of(taking->group, key);
	double value;

	if (!setting)
		return;
	if (!share_parse(setting->values[0], &value) || value > most)
		WRONG(taking, setting, "%s: \"%.*s\" is no share from 0%% to %.0f%%", key,
		      TEXT_ARGS(setting->values[0]), most * 100);
	else
		*share = value;
}

static void take_severity(const struct taking *taking, const char *key, enum severity *severity)
{
	const struct setting *setting = setting_of(taking->group, key);

	if (!setting)
		return;
	*severity = severity_named(setting->values[0]);
	if (*severity == SEVERITY_NONE)
		WRONG(taking, setting, "%s: \"%.*s\" is not low, medium, high or critical", key,
		      TEXT_ARGS(setting->values[0]));
}

void watch_take(const struct setting_group *group, struct mistakes *mistakes, struct watch *watch)
{
	const struct taking taking = {group, mistakes, watch};

	watch_blank(watch);
	watch->name = group->title;
	if (!is_good(watch->name))
		WRONG(&taking, group, "the watch has no name, or one that cannot stand on a line");
	take_places(&taking);
	watch->kinds = take_names(&taking, "kind", alert_kind_names, ALERT_KINDS, "sitrep-alerts(5)");
	watch->effects = take_names(&taking, "effect", effect_names, EFFECTS, "sitrep-facts(5)");
	watch->types = take_names(&taking, "type", fact_type_names, FACT_TYPES, "sitrep-facts(5)");
	take_number(&taking, "minimum-rise", 1, INT64_C(1000000000), &watch->minimum_rise);
	take_number(&taking, "minimum-people", 1, INT64_C(1000000000), &watch->minimum_people);
	take_number(&taking, "minimum-sources", 1, POLICY_SOURCES_MOST, &watch->minimum_sources);
	take_share(&taking, "minimum-growth", 10, &watch->minimum_growth);
	take_share(&taking, "minimum-confidence", 1, &watch->minimum_confidence);
	take_severity(&taking, "minimum-severity", &watch->minimum_severity);
	take_severity(&taking, "severity", &watch->severity);
}
