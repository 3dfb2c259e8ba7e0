#include "extraction/numeric_dates.h"

#define TOKENS_MOST 5

struct figures {
	int part[3];
	size_t digits[3];
	char separator;
	size_t length; /* bytes */
};

/* Three numbers with the same mark between them, and nothing that goes on behind. */
static bool figures_read(struct text text, struct figures *figures)
{
	size_t at = 0;

	for (int i = 0; i < 3; i++) {
		figures->part[i] = 0;
		for (figures->digits[i] = 0; at < text.length && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
			if (++figures->digits[i] > 4)
				return false;
			figures->part[i] = figures->part[i] * 10 + (text.data[at] - '0');
		}
		if (!figures->digits[i])
			return false;
		if (i == 2)
			break;
		if (at >= text.length || (text.data[at] != '/' && text.data[at] != '-' && text.data[at] != '.') ||
		    (i == 1 && text.data[at] != figures->separator))
			return false;
		figures->separator = text.data[at++];
	}
	figures->length = at;
	return true;
}

static struct day day_of(int year, int month, int day)
{
	struct day result;

	return day_of_civil(year, month, day, &result) ? result : DAY_NONE;
}

static struct day meant(const struct document *document, const struct figures *figures)
{
	const int *part = figures->part;

	if (figures->digits[0] == 4 && figures->digits[1] <= 2 && figures->digits[2] <= 2)
		return day_of(part[0], part[1], part[2]);
	if (figures->digits[2] != 4 || figures->digits[0] > 2 || figures->digits[1] > 2)
		return DAY_NONE;
	struct day day_first = day_of(part[2], part[1], part[0]), month_first = day_of(part[2], part[0], part[1]);
	if (!day_known(month_first) || (day_known(day_first) && figures->separator != '/'))
		return day_first;
	if (!day_known(day_first))
		return month_first;
	bool ahead = day_known(document->today) && day_first.number > document->today.number;
	bool both = day_known(document->today) && month_first.number > document->today.number;
	if (ahead != both)
		return ahead ? month_first : day_first;
	return day_first.number > month_first.number ? day_first : month_first;
}

size_t numeric_date(const struct document *document, size_t token, size_t end, struct timespan *span)
{
	struct figures figures = {0};

	if (end > token + TOKENS_MOST)
		end = token + TOKENS_MOST;
	if (!figures_read(tokens_text(document, token, end), &figures))
		return 0;
	for (size_t i = token + 1; i <= end; i++) {
		if (tokens_text(document, token, i).length != figures.length)
			continue;
		struct day day = meant(document, &figures);
		*span = (struct timespan){day, day};
		return day_known(day) ? i - token : 0;
	}
	return 0;
}
