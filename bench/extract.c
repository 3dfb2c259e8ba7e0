/*
 * bench_extract text ROUNDS FILE...   articles of JSON lines through extract_report()
 * bench_extract start ROUNDS          the lexicon's first use in a fresh process
 * bench_extract line ROUNDS           one endless line of 100 kB and of 1 MB, of several bad kinds
 * bench_extract copy FILE             jansson alone: each line read and printed
 *
 * Beside it stands the least that any tokeniser does: each character decoded, looked up and made
 * lower case by utf8proc, each word hashed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utf8proc.h>

#include "base/hash.h"
#include "base/limits.h"
#include "bench/measure.h"
#include "client/article_line.h"
#include "extraction/extract.h"

/* Room for a bad line of 1 MB, so that it is seen how much it takes; what passes LIMIT_READER_ARENA
 * is refused by the reader. */
#define LINE_ARENA MIB(2048)
/* A reader is killed after LIMIT_READER_MS; what takes longer than this is "over" it. Lines are
 * read again for the best time only while that is cheap. */
#define LINE_MOST_S 3
#define LINE_ONCE_S 0.2

struct articles {
	struct arena *arena;
	struct article *list;
	size_t count, room, bytes;
};

/* --- the articles --- */

static void add_article(struct articles *articles, const struct article *article)
{
	articles->list = arena_grow(articles->arena, articles->list, articles->count,
	                            &articles->room, sizeof(*articles->list));
	articles->list[articles->count++] = *article;
	articles->bytes += article->title.length + article->text.length;
}

static void read_articles(struct articles *articles, const char *path)
{
	struct bytes file = file_read(path);
	struct text rest = {(const char *)file.data, file.length}, text;
	struct article_line line;
	struct error error;

	while (text_next(&rest, '\n', &text)) {
		struct bytes bytes = {(const unsigned char *)text.data, text.length};
		const struct article *article = article_line_read(articles->arena, bytes, &line, &error);
		if (article)
			add_article(articles, article);
	}
}

/* --- what stands beside --- */

static bool is_word(int32_t codepoint)
{
	utf8proc_category_t category = utf8proc_category(codepoint);

	return category <= UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_ND;
}

static uint64_t hash_words(struct text text)
{
	uint64_t sum = 0;
	char word[256];
	size_t length = 0;

	for (size_t at = 0; at < text.length;) {
		int32_t codepoint = text_codepoint(text, &at);
		if (is_word(codepoint) && length < sizeof(word) - 4) {
			length += (size_t)utf8proc_encode_char(utf8proc_tolower(codepoint),
			                                       (utf8proc_uint8_t *)word + length);
		} else if (length) {
			sum ^= hash_text((struct text){word, length}, 0);
			length = 0;
		}
	}
	return sum;
}

/* --- text --- */

static uint64_t bare_all(const struct articles *articles)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < articles->count; i++)
		sum ^= hash_words(articles->list[i].title) ^ hash_words(articles->list[i].text);
	return sum;
}

static size_t extract_all(struct arena *arena, const struct articles *articles, double *used)
{
	const struct lexicon *lexicon = lexicon_builtin();
	size_t facts = 0;

	*used = 0;
	for (size_t i = 0; i < articles->count; i++) {
		struct article article = articles->list[i];
		arena_reset(arena);
		facts += extract_report(arena, lexicon, &article)->facts_count;
		*used += (double)arena_used(arena);
	}
	return facts;
}

static void measure_text(size_t rounds, char **paths, size_t count)
{
	struct articles articles = {.arena = arena_new(MIB(1024))};
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct best bare = {0}, extracted = {0};
	uint64_t sum = 0;
	size_t facts = 0;
	double used = 0;

	for (size_t i = 0; i < count; i++)
		read_articles(&articles, paths[i]);
	for (size_t round = 0; round < rounds; round++) {
		best_begin(&bare);
		sum += bare_all(&articles);
		best_end(&bare);
		best_begin(&extracted);
		facts = extract_all(arena, &articles, &used);
		best_end(&extracted);
	}
	say("bytes", (double)articles.bytes);
	say("articles", (double)articles.count);
	say("facts", (double)facts);
	say("words_sum", (double)(sum & 0xffff));
	say("bare_s", bare.seconds);
	say("extract_s", extracted.seconds);
	say("arena_bytes", used);
	arena_free(arena);
	arena_free(articles.arena);
}

/* --- in a child --- */

/* What one child found out. */
struct found {
	double seconds;
	double arena_bytes;
};

/* Runs in a process of its own; false where that ends before it has told what it found. */
static bool find_in_child(void (*find)(void *context, struct found *found), void *context,
                          struct found *found)
{
	int ends[2];

	if (pipe(ends))
		give_up("no pipe");
	pid_t child = fork();
	if (child < 0)
		give_up("no second process");
	if (!child) {
		find(context, found);
		_exit(write(ends[1], found, sizeof(*found)) != sizeof(*found));
	}
	close(ends[1]);
	bool told = read(ends[0], found, sizeof(*found)) == sizeof(*found);
	close(ends[0]);
	waitpid(child, NULL, 0);
	return told;
}

/* --- start --- */

/* In a child, since the tables are made ready once in a process. */
static void find_start(void *context, struct found *found)
{
	double begun = wall_now();

	(void)context;
	lexicon_builtin();
	found->seconds = wall_now() - begun;
}

static void measure_start(size_t rounds)
{
	double *values = calloc(rounds, sizeof(*values));

	if (!values)
		give_up("no memory");
	for (size_t i = 0; i < rounds; i++) {
		struct found found;
		if (!find_in_child(find_start, NULL, &found))
			give_up("the lexicon was not made ready");
		values[i] = found.seconds;
	}
	say("start_s", median(values, rounds));
	free(values);
}

/* --- line --- */

static const struct kind {
	const char *name;
	const char *part; /* again and again */
} kinds[] = {
        {"tolls", "at least 12 people were killed and 30 injured in Beirut on Monday "},
        {"lists", "two soldiers, a woman and her three children, "},
        {"anchors", "killed "},
        {"numbers", "12 "},
        {"places", "Beirut, Lebanon, "},
        {"letters", "a"},
        {"quotes", "\"('\" "},
        {"sentences", "He died. "},
};

struct line {
	const char *part;
	size_t length;
	size_t rounds;
};

static struct text bad_text(struct arena *arena, const struct line *line)
{
	char *data = arena_alloc(arena, line->length);

	for (size_t i = 0, n = strlen(line->part); i < line->length; i++)
		data[i] = line->part[i % n];
	return (struct text){data, line->length};
}

static void find_line(void *context, struct found *found)
{
	const struct line *line = context;
	struct arena *texts = arena_new(MIB(4)), *arena = arena_new(LINE_ARENA);
	struct text text = bad_text(texts, line);
	struct best best = {0};

	alarm(LINE_MOST_S);
	for (size_t i = 0; i < line->rounds && best.seconds < LINE_ONCE_S; i++) {
		struct article article;
		json_blank(&article_shape, &article);
		article.text = text;
		arena_reset(arena);
		best_begin(&best);
		extract_report(arena, lexicon_builtin(), &article);
		best_end(&best);
	}
	*found = (struct found){best.seconds, (double)arena_used(arena)};
}

static void say_line(const struct kind *kind, const char *which, size_t length, size_t rounds)
{
	struct line line = {kind->part, length, rounds};
	struct found found;
	char key[64];

	if (!find_in_child(find_line, &line, &found))
		found = (struct found){INFINITY, 0};
	snprintf(key, sizeof(key), "%s.%s_s", kind->name, which);
	say(key, found.seconds);
	snprintf(key, sizeof(key), "%s.%s_arena_bytes", kind->name, which);
	say(key, found.arena_bytes);
}

static void measure_line(size_t rounds)
{
	/* Made ready here, so that no child's first line pays for it. */
	lexicon_builtin();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		say_line(&kinds[i], "short", 100000, rounds);
		say_line(&kinds[i], "long", 1000000, rounds);
	}
}

/* --- copy --- */

static void copy(const char *path)
{
	struct bytes file = file_read(path);
	struct text rest = {(const char *)file.data, file.length}, line;
	struct error error;

	while (text_next(&rest, '\n', &line)) {
		struct bytes bytes = {(const unsigned char *)line.data, line.length};
		json_t *json = json_read(bytes, &error);
		if (!json)
			continue;
		char *printed = json_line(json);
		puts(printed);
		free(printed);
		json_decref(json);
	}
}

int main(int count, char **arguments)
{
	const char *what = count > 2 ? arguments[1] : "";

	if (!strcmp(what, "text"))
		measure_text(rounds_of(arguments[2]), arguments + 3, (size_t)count - 3);
	else if (!strcmp(what, "start"))
		measure_start(rounds_of(arguments[2]));
	else if (!strcmp(what, "line"))
		measure_line(rounds_of(arguments[2]));
	else if (!strcmp(what, "copy"))
		copy(arguments[2]);
	else
		give_up("text | start | line | copy");
	return 0;
}
