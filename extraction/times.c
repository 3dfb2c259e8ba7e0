/*
 * Times: days and spans of days, resolved against the day of publication, looking back. A duration
 * ("21-day", "for two weeks") is settled here too, so that its number is never a count.
 */
#include "extraction/groups.h"
#include "extraction/numeric_dates.h"

static struct timespan whole(struct day start, struct day end)
{
	return (struct timespan){start, end};
}

static struct day add(struct day day, int32_t days)
{
	return day_known(day) ? (struct day){day.number + days} : DAY_NONE;
}

static struct timespan one(struct day day)
{
	return whole(day, day);
}

/* A month of a year; the year before where it would lie ahead. */
static struct timespan month_span(const struct document *document, int month, int year)
{
	int this_year, this_month, this_day;
	struct timespan span = {DAY_NONE, DAY_NONE};

	if (!year) {
		if (!day_known(document->today))
			return span;
		day_civil(document->today, &this_year, &this_month, &this_day);
		year = month > this_month ? this_year - 1 : this_year;
	}
	struct day next;
	if (day_of_civil(year, month, 1, &span.start) &&
	    day_of_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1, &next))
		span.end = add(next, -1);
	return span;
}

static struct timespan year_span(int year)
{
	struct timespan span = {DAY_NONE, DAY_NONE};

	if (day_of_civil(year, 1, 1, &span.start))
		day_of_civil(year, 12, 31, &span.end);
	return span;
}

static int64_t value_at(const struct document *document, size_t token, unsigned class, size_t *length)
{
	const struct table_reading *reading = token_reading(document, token, class, length);

	return reading ? reading->value : INTEGER_NONE;
}

/* A day of a month in figures, "4" or "4th". */
static int day_number(const struct document *document, size_t token)
{
	struct text text = token_text(document, token);
	int value = 0;
	size_t i = 0;

	if (!token_flag(document, token, WORD_NUMBER) && !token_is(document, token, CLASS_ORDINAL))
		return 0;
	while (i < text.length && i < 2 && text.data[i] >= '0' && text.data[i] <= '9')
		value = value * 10 + (text.data[i++] - '0');
	if (i < text.length && text.data[i] >= '0' && text.data[i] <= '9')
		return 0;
	if (i < text.length && (text.data[i] == ',' || text.data[i] == '.' || text.data[i] == ':'))
		return 0;
	return value >= 1 && value <= 31 ? value : 0;
}

/* "1994" where a year may stand; two figures behind a month ("4 Jan 90"). */
static int year_number(const struct document *document, size_t token, bool short_too)
{
	struct text text = token_text(document, token);
	int64_t value;

	if (!token_flag(document, token, WORD_NUMBER) || !text_number(text, &value))
		return 0;
	if (text.length == 4 && value >= 1800 && value <= 2100)
		return (int)value;
	return short_too && text.length == 2 && value >= 60 ? 1900 + (int)value : 0;
}

/* "The plague of 1665 killed": a year long ago, where nothing stands behind it that it could count. */
static int old_year(const struct document *document, size_t token)
{
	struct text text = token_text(document, token);
	int64_t value;
	bool counts = token + 1 < document->tokens_count && !token_ends_group(document, token + 1) &&
		      !(document->tokens[token + 1].forms & (FORM_PAST | FORM_S));

	if (!token_flag(document, token, WORD_NUMBER) || text.length != 4 || !text_number(text, &value) || counts)
		return 0;
	return value >= 1000 && value < 1800 ? (int)value : 0;
}

/* Months that are words too, without their capital: "19 may 90", "on 5 may". */
static int64_t small_month(const struct document *document, size_t token, size_t at, size_t *length)
{
	int64_t month = value_at(document, at, CLASS_MONTH_SMALL, length);
	bool dated = year_number(document, at + 1, true) || (token && token_is(document, token - 1, CLASS_TIME_PREP));

	return dated ? month : INTEGER_NONE;
}

/* "Until April 5", on the 30th of March: a day that is to come is near. */
#define DAYS_AHEAD 20

/* "March 3", "3 March", "Oct. 7, 2023", "4 Jan 90", "November". */
static size_t calendar(const struct document *document, size_t token, size_t end, struct timespan *span)
{
	size_t i = token, length = 1;
	int number = day_number(document, i), year = 0;

	if (number)
		i++;
	if (number && token_is(document, i, CLASS_OF))
		i++;
	int64_t month = i < end ? value_at(document, i, CLASS_MONTH, &length) : INTEGER_NONE;
	if (month == INTEGER_NONE && number && i < end)
		month = small_month(document, token, i, &length);
	if (month == INTEGER_NONE)
		return 0;
	i += length;
	if (!number && i < end && day_number(document, i) &&
	    !token_is(document, i + 1, CLASS_PERSON) && !token_flag(document, i, WORD_JOINED)) {
		number = day_number(document, i);
		i++;
	}
	size_t behind = i + (token_symbol(document, i, ',') ? 1 : 0);
	if (behind < end && (year = year_number(document, behind, true)))
		i = behind + 1;
	*span = month_span(document, (int)month, year);
	if (!number)
		return i - token;
	if (!day_known(span->start))
		return i - token;
	struct day day = add(span->start, number - 1);
	/* A day that has not come yet is last year's, unless it is days away. */
	if (!year && day_known(document->today)) {
		int y, m, d;
		struct day next;
		day_civil(day, &y, &m, &d);
		if (day.number > document->today.number + DAYS_AHEAD)
			day_of_civil(y - 1, m, d, &day);
		else if (day_of_civil(y + 1, m, d, &next) && next.number <= document->today.number + DAYS_AHEAD)
			day = next;
	}
	*span = one(day);
	/* "March 3-4" */
	int last = i < end && token_flag(document, i, WORD_JOINED) ? day_number(document, i) : 0;
	if (last > number) {
		span->end = add(day, last - number);
		i++;
	}
	return i - token;
}

/* "3 to 4 March", "between 1 and 7 March", "3-4 March". */
static size_t calendar_range(const struct document *document, size_t token, size_t end, struct timespan *span)
{
	size_t i = token + (token_is(document, token, CLASS_BETWEEN) ? 1 : 0);
	int first = day_number(document, i);

	if (!first || i + 2 >= end)
		return 0;
	bool link = token_is(document, i + 1, CLASS_TO) || token_is(document, i + 1, CLASS_AND) ||
		    token_is(document, i + 1, CLASS_OR) || token_symbol(document, i + 1, '-') ||
		    token_symbol(document, i + 1, 0x2013) || token_symbol(document, i + 1, '/');
	size_t second = token_flag(document, i + 1, WORD_JOINED) ? i + 1 : link ? i + 2 : 0;
	int last = second ? day_number(document, second) : 0;
	size_t length = last > first ? calendar(document, second, end, span) : 0;
	if (length < 2 || !day_known(span->start) || span->start.number != span->end.number)
		return 0;
	span->start = add(span->end, first - last);
	return second + length - token;
}

static struct timespan weekday_span(const struct document *document, int weekday, bool last)
{
	if (!day_known(document->today))
		return one(DAY_NONE);
	int back = (day_weekday(document->today) - weekday + 7) % 7;
	/* "last Monday" on a Monday is the one before; on other days the last one. */
	if (last && back == 0)
		back = 7;
	return one(add(document->today, -back));
}

/* The span of a whole period that ends or began `back` units ago: "last week", "this year". */
static struct timespan period_span(const struct document *document, int64_t days, int back)
{
	int year, month, day;

	if (!day_known(document->today))
		return one(DAY_NONE);
	day_civil(document->today, &year, &month, &day);
	if (days >= 365) {
		struct timespan span = year_span(year - back);
		return span;
	}
	if (days >= 28) {
		month -= back;
		if (month < 1) {
			month += 12;
			year--;
		}
		return month_span(document, month, year);
	}
	if (days >= 7) {
		struct day monday = add(document->today, -day_weekday(document->today) - 7 * back);
		return whole(monday, add(monday, 6));
	}
	return one(add(document->today, -(int32_t)days * back));
}

/* "two days ago", "a fortnight ago", "a day earlier". */
static size_t ago(const struct document *document, const struct sentence *sentence, size_t token,
		  struct timespan *span)
{
	struct amount amount = {1, 1, true};
	size_t length = amount_read(document, token, sentence->end, &amount), unit, behind;

	if (!length && token_is(document, token, CLASS_INDEFINITE))
		length = 1;
	if (!length)
		return 0;
	int64_t days = value_at(document, token + length, CLASS_PERIOD, &unit);
	if (days == INTEGER_NONE)
		return 0;
	size_t at = token + length + unit;
	bool ago_word = at < sentence->end && token_reading(document, at, CLASS_AGO, &behind);
	bool earlier = !ago_word && at < sentence->end && token_reading(document, at, CLASS_EARLIER, &behind);
	if (!ago_word && !earlier)
		return 0;
	int64_t number = amount.low == INTEGER_NONE ? amount.high : amount.low;
	if (number < 0 || number > 40000)
		return 0;
	if (days >= 365)
		*span = period_span(document, days, (int)number);
	else if (days >= 28)
		*span = period_span(document, days, (int)number);
	else
		*span = one(add(document->today, (int32_t)(-number * days)));
	return length + unit + behind;
}

/* "last week", "this month", "next year", "last Monday", "this morning". */
static size_t relative(const struct document *document, size_t token, size_t end, struct timespan *span)
{
	size_t length, unit;
	int64_t back = value_at(document, token, CLASS_LAST, &length);
	bool next = false;

	if (back == INTEGER_NONE)
		back = value_at(document, token, CLASS_THIS, &length);
	if (back == INTEGER_NONE) {
		back = value_at(document, token, CLASS_NEXT, &length);
		next = true;
	}
	if (back == INTEGER_NONE || token + length >= end)
		return 0;
	size_t at = token + length;
	int64_t value = value_at(document, at, CLASS_WEEKDAY, &unit);
	if (value != INTEGER_NONE) {
		*span = next ? one(DAY_NONE) : weekday_span(document, (int)value, back == 1);
		return length + unit;
	}
	value = value_at(document, at, CLASS_MONTH, &unit);
	if (value != INTEGER_NONE) {
		*span = next ? one(DAY_NONE) : month_span(document, (int)value, 0);
		return length + unit;
	}
	value = value_at(document, at, CLASS_PERIOD, &unit);
	if (value != INTEGER_NONE && value > 0) {
		*span = next ? one(DAY_NONE) : period_span(document, value, (int)back);
		return length + unit;
	}
	value = value_at(document, at, CLASS_WEEKEND, &unit);
	if (value != INTEGER_NONE && !next) {
		struct timespan saturday = weekday_span(document, 5, false);
		*span = whole(saturday.start, add(saturday.start, 1));
		return length + unit;
	}
	value = value_at(document, at, CLASS_DAYPART, &unit);
	if (value == INTEGER_NONE || next)
		return 0;
	*span = one(add(document->today, back == 1 ? -1 : 0));
	return length + unit;
}

/* The day or span that begins at the token, without what leads up to it. */
static size_t point(const struct document *document, const struct sentence *sentence, size_t token,
		    struct timespan *span)
{
	size_t length = numeric_date(document, token, sentence->end, span), more;
	int64_t value;

	if (!length)
		length = ago(document, sentence, token, span);
	if (!length)
		length = calendar_range(document, token, sentence->end, span);
	if (!length)
		length = calendar(document, token, sentence->end, span);
	if (!length)
		length = relative(document, token, sentence->end, span);
	if (length)
		return length;
	value = value_at(document, token, CLASS_WEEKDAY, &length);
	if (value != INTEGER_NONE) {
		*span = weekday_span(document, (int)value, false);
		struct timespan exact;
		/* "Monday, March 9": the date is the better one. */
		size_t at = token + length + (token_symbol(document, token + length, ',') ? 1 : 0);
		more = at < sentence->end ? calendar(document, at, sentence->end, &exact) : 0;
		if (more && day_known(exact.start) && exact.start.number == exact.end.number) {
			*span = exact;
			return at + more - token;
		}
		return length;
	}
	value = value_at(document, token, CLASS_TODAY, &length);
	if (value != INTEGER_NONE) {
		/* "Overnight Sunday to Monday": the night of that day. */
		int64_t night = value_at(document, token + length, CLASS_WEEKDAY, &more);
		if (night != INTEGER_NONE && token + length < sentence->end) {
			*span = weekday_span(document, (int)night, false);
			return length + more;
		}
		*span = one(add(document->today, -(int32_t)value));
		return length;
	}
	value = value_at(document, token, CLASS_WEEKEND, &length);
	if (value != INTEGER_NONE) {
		struct timespan saturday = weekday_span(document, 5, false);
		*span = whole(saturday.start, add(saturday.start, 1));
		return length;
	}
	return 0;
}

/* Parts of the day and clock times around a day: "early Tuesday", "Monday night", "before dawn on Tuesday". */
static size_t dayparts(const struct document *document, size_t token, size_t end)
{
	size_t i = token, length;

	while (i < end) {
		if (token_reading(document, i, CLASS_DAYPART, &length) ||
		    token_reading(document, i, CLASS_CLOCK, &length))
			i += length;
		else if (i > token && token_is(document, i, CLASS_TIME_PREP) && i + 1 < end &&
			 (token_is(document, i + 1, CLASS_WEEKDAY) ||
			  token_is(document, i + 1, CLASS_DAYPART) ||
			  token_is(document, i + 1, CLASS_LAST) || token_is(document, i + 1, CLASS_MONTH)))
			i++;
		else if (token_flag(document, i, WORD_NUMBER) && i + 1 < end &&
			 token_is(document, i + 1, CLASS_CLOCK))
			i += 2;
		else
			break;
	}
	return i - token;
}

size_t duration_read(const struct document *document, size_t token, size_t end, struct item *item)
{
	struct amount amount = {1, 1, true};
	size_t length = amount_read(document, token, end, &amount), unit = 1;

	if (!length && token_is(document, token, CLASS_INDEFINITE))
		length = 1;
	if (!length || token + length >= end)
		return 0;
	size_t at = token + length;
	while (at < end && token_is(document, at, CLASS_MORE))
		at++;
	const struct table_reading *reading = token_reading(document, at, CLASS_PERIOD, &unit);
	if (!reading)
		return 0;
	/* "a 12-year-old" is a person's age, left to the group; so is "a year of". */
	if (token_is(document, at + unit, CLASS_AGE))
		return 0;
	/* "a night watchman", "a day labourer" */
	if (token_is(document, token, CLASS_INDEFINITE) && !token_flag(document, at + unit, WORD_PUNCT) &&
	    token_is_single(document, at + unit, CLASS_PERSON))
		return 0;
	item->duration = arena_alloc(document->arena, sizeof(*item->duration));
	*item->duration = (struct duration){
		.low = amount.low,
		.high = amount.high,
		.unit = lexicon_string(document->lexicon, reading->name),
		.text = tokens_text(document, token, at + unit),
	};
	item->unit_days = (int32_t)reading->value;
	set_add(&item->set, CLASS_DURATION);
	return at + unit - token;
}

/* "during the past 72 hours", "over the last three days" */
static size_t lately(const struct document *document, const struct sentence *sentence, size_t token,
		     struct item *item)
{
	size_t length, unit;
	struct amount amount;
	size_t at = token;

	if (!token_reading(document, at, CLASS_TIME_PREP, &length))
		return 0;
	at += length;
	if (token_is(document, at, CLASS_DEFINITE) && !token_is(document, at, CLASS_LAST))
		at++;
	if (!token_reading(document, at, CLASS_LAST, &length))
		return 0;
	at += length;
	size_t number = amount_read(document, at, sentence->end, &amount);
	int64_t days = number ? value_at(document, at + number, CLASS_PERIOD, &unit) : INTEGER_NONE;
	int64_t count = number ? (amount.low == INTEGER_NONE ? amount.high : amount.low) : 0;
	if (days == INTEGER_NONE || count < 0 || count > 4000)
		return 0;
	/* Hours have no days of their own. */
	int64_t back = days ? days * count : (count + 23) / 24;
	item->open_span = true;
	item->span = whole(back > 40000 ? DAY_NONE : add(document->today, -(int32_t)back), document->today);
	set_add(&item->set, CLASS_TIME);
	return at + number + unit - token;
}

/* "since January", "in recent days", "so far this year": more than one event. */
static size_t since(const struct document *document, const struct sentence *sentence, size_t token,
		    struct item *item)
{
	size_t length, more;

	if (token_reading(document, token, CLASS_RECENT, &length)) {
		item->open_span = true;
		item->span = one(DAY_NONE);
		set_add(&item->set, CLASS_TIME);
		more = point(document, sentence, token + length, &item->span);
		return length + more;
	}
	if ((length = lately(document, sentence, token, item)))
		return length;
	if (!token_reading(document, token, CLASS_SINCE, &length))
		return 0;
	size_t at = token + length;
	struct timespan start = one(DAY_NONE);
	at += dayparts(document, at, sentence->end);
	more = point(document, sentence, at, &start);
	int year = more ? 0 : year_number(document, at, false);
	if (year) {
		start = year_span(year);
		more = 1;
	}
	/* "Have not been heard from since, colleagues said", "five have since been found" */
	if (!more && (at >= sentence->end || token_flag(document, at, WORD_PUNCT) ||
		      token_is(document, at, CLASS_BE) || (document->tokens[at].forms & FORM_PART)))
		return 0;
	item->open_span = true;
	item->span = whole(start.start, document->today);
	set_add(&item->set, CLASS_TIME);
	set_add(&item->set, CLASS_SINCE);
	return at + more - token;
}

/* "Between 2015 and 2022", "from 1990 to 2018": many events of many years, and no count. */
static size_t years(const struct document *document, size_t end, size_t token, struct item *item)
{
	size_t length, i = token;

	if (!token_reading(document, i, CLASS_BETWEEN, &length))
		return 0;
	i += length;
	int first = i < end ? year_number(document, i, false) : 0;
	if (!first || i + 2 >= end || !(token_is(document, i + 1, CLASS_AND) || token_is(document, i + 1, CLASS_TO)))
		return 0;
	int last = year_number(document, i + 2, false);
	if (last < first)
		return 0;
	item->span = (struct timespan){year_span(first).start, year_span(last).end};
	item->open_span = true;
	item->prepped = true;
	set_add(&item->set, CLASS_TIME);
	return i + 3 - token;
}

/* "A day earlier", "two days before": counted from the day told of last, which only the facts know. */
static int32_t days_earlier(const struct document *document, size_t last, const struct item *item)
{
	if (!token_is_single(document, last, CLASS_EARLIER) || !day_known(item->span.start))
		return 0;
	return document->today.number - item->span.start.number;
}

/* How far before "two weeks after" a verb may stand that compares: "comes just a little more than". */
#define COMES_BEFORE 7

/* "The raid came two weeks after gunmen had killed nine": what stands behind is remembered. */
static bool is_compared(const struct document *document, const struct sentence *sentence, size_t token)
{
	for (size_t i = token; i-- > sentence->first && i + COMES_BEFORE > token;) {
		if (token_is(document, i, CLASS_COMES))
			return true;
		if (token_flag(document, i, WORD_PUNCT))
			return false;
	}
	return false;
}

/* "27 years after a bomb killed 29", "a decade since": the year of what is remembered; or "weeks after", compared. */
static size_t years_after(const struct document *document, const struct sentence *sentence, size_t token,
			  struct item *item)
{
	struct amount amount = {1, 1, true};
	size_t length = amount_read(document, token, sentence->end, &amount), unit;
	bool compared = is_compared(document, sentence, token);

	if (!length && token_is(document, token, CLASS_INDEFINITE))
		length = 1;
	int64_t days = length || compared ? value_at(document, token + length, CLASS_PERIOD, &unit) : INTEGER_NONE;
	if (days == INTEGER_NONE || days < (compared ? 1 : 365) || amount.low == INTEGER_NONE ||
	    amount.low * days > 365000)
		return 0;
	size_t behind = token + length + unit;
	if (behind >= sentence->end || !token_is(document, behind, CLASS_YEARS_AFTER))
		return 0;
	item->years_after = days >= 365;
	item->compared = compared;
	item->open_span = !length;
	item->span = length ? period_span(document, days, (int)amount.low) : one(DAY_NONE);
	/* Nobody who compares counts the days. */
	if (compared && length && days < 365)
		item->span = whole(add(document->today, -(int32_t)(amount.low * days + days / 2)),
				   add(document->today, -(int32_t)(amount.low * days - days / 2)));
	set_add(&item->set, CLASS_TIME);
	return length + unit;
}

size_t time_read(const struct document *document, const struct sentence *sentence, size_t token,
		 struct item *item)
{
	size_t length = since(document, sentence, token, item), i = token, more;

	if (!length)
		length = years(document, sentence->end, token, item);
	if (!length)
		length = years_after(document, sentence, token, item);
	if (length)
		return length;
	bool prep = token_reading(document, i, CLASS_TIME_PREP, &more) != NULL;
	if (prep)
		i += more;
	size_t parts = dayparts(document, i, sentence->end);
	size_t day = point(document, sentence, i + parts, &item->span);
	if (day) {
		i += parts + day;
		i += dayparts(document, i, sentence->end);
		set_add(&item->set, CLASS_TIME);
		item->prepped = prep;
		item->earlier = days_earlier(document, i - 1, item);
		return i - token;
	}
	/* "The floods of 2010" are told by their year. */
	size_t of = !prep && token_is(document, i, CLASS_OF) ? i + 1 : i;
	int year = prep || of > i ? year_number(document, of, false) : 0;
	/* "In 1296, when"; but "at 1650" is a time of day. */
	bool in = prep && token_is_single(document, token, CLASS_YEAR_PREP);
	if ((of > i || (in && of + 1 < sentence->end && token_ends_group(document, of + 1))) && !year)
		year = old_year(document, of);
	if (year && !token_is(document, of + 1, CLASS_PERSON)) {
		item->span = year_span(year);
		set_add(&item->set, CLASS_TIME);
		return of + 1 - token;
	}
	if (parts && (prep || parts > 1 || token_is(document, i, CLASS_DAYPART))) {
		/* Only a part of the day is named: no date of its own. */
		item->span = one(DAY_NONE);
		set_add(&item->set, CLASS_TIME);
		return i + parts - token;
	}
	return duration_read(document, token, sentence->end, item);
}
