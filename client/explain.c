#include "client/explain.h"

#define MARGIN 10

/* The label in the margin; the text's tone. */
static enum tone tone_of(enum explain_kind kind)
{
	static const enum tone tones[] = {
	        [EXPLAIN_SENTENCE] = TONE_STRONG, [EXPLAIN_PASSED] = TONE_DIM,
	        [EXPLAIN_GROUPS] = TONE_PLAIN,    [EXPLAIN_SCOPES] = TONE_WARN,
	        [EXPLAIN_FACT] = TONE_GOOD,       [EXPLAIN_DETAIL] = TONE_PLAIN,
	        [EXPLAIN_INCIDENT] = TONE_GOOD,
	};

	return tones[kind];
}

static const char *clean(struct arena *arena, struct text text)
{
	return text_string(arena, text_clean(arena, text, false));
}

void explanation_print(const struct display *terminal, struct arena *arena,
                       const struct explanation *explanation)
{
	struct display display = *terminal;
	enum explain_kind before = EXPLAIN_PASSED;

	if (!display.columns)
		display.columns = 80;
	for (size_t i = 0; i < explanation->count; i++) {
		const struct explain_line *line = &explanation->lines[i];
		bool begins = line->kind == EXPLAIN_SENTENCE || line->kind == EXPLAIN_PASSED ||
		              line->kind == EXPLAIN_INCIDENT;
		if (i && begins && !(line->kind == EXPLAIN_PASSED && before == EXPLAIN_PASSED))
			putchar('\n');
		display_tone(&display, TONE_DIM);
		printf("%-*s", MARGIN, clean(arena, line->label));
		display_tone(&display, TONE_PLAIN);
		display_tone(&display, tone_of(line->kind));
		display_words(&display, clean(arena, line->text), MARGIN, MARGIN);
		display_tone(&display, TONE_PLAIN);
		putchar('\n');
		before = line->kind;
	}
}
