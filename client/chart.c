#include "client/chart.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#define HEIGHT 8
#define WIDTH_MOST 80
#define LABEL 12

struct chart {
	int64_t first, last; /* moments */
	int64_t least, most; /* values */
	int width;           /* of the field */
	char cells[HEIGHT][WIDTH_MOST];
};

static bool measure(struct chart *chart, const struct chart_point *points, size_t count)
{
	chart->first = chart->least = INT64_MAX;
	chart->last = chart->most = INT64_MIN;
	for (size_t i = 0; i < count; i++) {
		chart->first = points[i].at < chart->first ? points[i].at : chart->first;
		chart->last = points[i].at > chart->last ? points[i].at : chart->last;
		chart->least = points[i].value < chart->least ? points[i].value : chart->least;
		chart->most = points[i].value > chart->most ? points[i].value : chart->most;
	}
	return count > 1 && chart->first < chart->last && chart->least < chart->most;
}

/* In doubles: the difference of two figures of any size fits. */
static int scaled(int64_t value, int64_t least, int64_t most, int steps)
{
	double part = ((double)value - (double)least) / ((double)most - (double)least);

	return (int)(part * (steps - 1) + .5);
}

/* Where two sources meet there is a star. */
static void fill(struct chart *chart, const struct chart_point *points, size_t count)
{
	memset(chart->cells, ' ', sizeof(chart->cells));
	for (size_t i = 0; i < count; i++) {
		int row = HEIGHT - 1 - scaled(points[i].value, chart->least, chart->most, HEIGHT);
		int column = scaled(points[i].at, chart->first, chart->last, chart->width);
		char *cell = &chart->cells[row][column];
		*cell = *cell == ' ' || *cell == points[i].mark ? points[i].mark : '*';
	}
}

static int used_of(const char *cells, int width)
{
	while (width && cells[width - 1] == ' ')
		width--;
	return width;
}

static void put_rows(const struct display *display, const struct chart *chart)
{
	const char *tick = display->utf8 ? "\xe2\x94\xa4" : "+", *side = display->utf8 ? "\xe2\x94\x82" : "|";

	for (int row = 0; row < HEIGHT; row++) {
		bool end = row == 0 || row == HEIGHT - 1;
		display_tone(display, TONE_DIM);
		if (end)
			printf("%*" PRId64 " %s", LABEL - 2, row ? chart->least : chart->most, tick);
		else
			printf("%*s%s", LABEL - 1, "", side);
		display_tone(display, TONE_PLAIN);
		printf("%.*s\n", used_of(chart->cells[row], chart->width), chart->cells[row]);
	}
}

static void put_moment(int64_t ms, char *room, size_t length)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm local;

	localtime_r(&seconds, &local);
	strftime(room, length, "%b %e %H:%M", &local);
}

static void put_axis(const struct display *display, const struct chart *chart)
{
	char first[40], last[40];

	put_moment(chart->first, first, sizeof(first));
	put_moment(chart->last, last, sizeof(last));
	display_tone(display, TONE_DIM);
	printf("%*s%s", LABEL - 1, "", display->utf8 ? "\xe2\x94\x94" : "+");
	for (int i = 0; i < chart->width; i++)
		fputs(display->utf8 ? "\xe2\x94\x80" : "-", stdout);
	printf("\n%*s%s%*s\n", LABEL, "", first, chart->width - (int)strlen(first), last);
	display_tone(display, TONE_PLAIN);
}

void chart_print(const struct display *display, const struct chart_point *points, size_t count)
{
	struct chart chart;
	int columns = display->columns && display->columns < WIDTH_MOST ? display->columns : WIDTH_MOST;

	if (!measure(&chart, points, count))
		return;
	chart.width = columns - LABEL;
	fill(&chart, points, count);
	put_rows(display, &chart);
	put_axis(display, &chart);
}
