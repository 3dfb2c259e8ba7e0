#include "daemon/quantity.h"

#include <inttypes.h>
#include <stdio.h>

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit duration_units[] = {
	{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}, {"", 1000},
};
static const struct unit size_units[] = {
	{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"", 1},
};
#define UNITS(table) (table), sizeof(table) / sizeof(*(table))

static bool quantity_parse(struct text text, const struct unit *units, size_t count, int64_t *value)
{
	size_t digits = 0;
	int64_t number;

	while (digits < text.length && text.data[digits] >= '0' && text.data[digits] <= '9')
		digits++;
	if (!text_number(text_slice(text, 0, digits), &number))
		return false;
	struct text name = text_trim(text_slice(text, digits, text.length));
	for (size_t i = 0; i < count; i++)
		if (text_equal(name, text_of(units[i].name)))
			return !__builtin_mul_overflow(number, units[i].factor, value);
	return false;
}

bool duration_parse(struct text text, int64_t *ms)
{
	return quantity_parse(text, UNITS(duration_units), ms);
}

bool size_parse(struct text text, int64_t *bytes)
{
	return quantity_parse(text, UNITS(size_units), bytes);
}

bool share_parse(struct text text, double *share)
{
	bool percent = text.length && text.data[text.length - 1] == '%';
	double value = 0, place = 0;
	size_t digits = 0;

	for (size_t i = 0; i < text.length - percent; i++) {
		char c = text.data[i];
		if (c == '.' && place == 0 && digits) {
			place = 1;
		} else if (c >= '0' && c <= '9' && ++digits < 10) {
			value = value * 10 + (c - '0');
			place *= 10;
		} else {
			return false;
		}
	}
	if (!digits || place == 1)
		return false;
	*share = value / (place > 0 ? place : 1) / (percent ? 100 : 1);
	return true;
}

const char *duration_format(int64_t ms, char room[DURATION_ROOM])
{
	static const struct unit shown[] = {
		{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000},
	};

	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		/* Two of a unit at least, so that rounding stays under a quarter. */
		if (ms >= 2 * shown[i].factor || (ms == shown[i].factor)) {
			snprintf(room, DURATION_ROOM, "%" PRId64 " %s",
				 (ms + shown[i].factor / 2) / shown[i].factor, shown[i].name);
			return room;
		}
	}
	snprintf(room, DURATION_ROOM, "%" PRId64 " ms", ms);
	return room;
}

const char *size_format(int64_t bytes, char room[SIZE_ROOM])
{
	if (bytes >= 1 << 20 && bytes % (1 << 20) == 0)
		snprintf(room, SIZE_ROOM, "%" PRId64 " MiB", bytes >> 20);
	else if (bytes >= 1 << 10 && bytes % (1 << 10) == 0)
		snprintf(room, SIZE_ROOM, "%" PRId64 " KiB", bytes >> 10);
	else
		snprintf(room, SIZE_ROOM, "%" PRId64 " bytes", bytes);
	return room;
}
