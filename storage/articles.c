#include "storage/articles.h"

#include <stdlib.h>

#include "base/hash.h"
#include "storage/samples.h"

/* Near copies that are compared; more than that share samples only by what an outlet repeats. */
#define NEAR_MOST 12
#define SAME_MOST 8
/* A sample that more articles share is an outlet's boilerplate. */
#define SHARING_MOST 50

#define ARTICLE_COLUMNS                                                                            \
	"a.id, a.url, a.text_hash, a.title_hash, a.shingles, a.words, a.published, a.story, "      \
	"a.sketch, a.claims, a.subjects"

static bool read_article(struct arena *arena, sqlite3_stmt *statement,
                         struct known_article *article, struct error *error)
{
	*article = (struct known_article){
	        .article_id = column_text(arena, statement, 0),
	        .url = column_hash(statement, 1),
	        .text_hash = column_hash(statement, 2),
	        .title_hash = column_hash(statement, 3),
	        .shingles = column_integer(statement, 4),
	        .words = column_integer(statement, 5),
	        .published = column_instant(statement, 6),
	        .story = column_hash(statement, 7),
	};

	if (!column_hashes(arena, statement, 8, &article->sketch, &article->sketch_count, error))
		return false;
	/* More bits were kept once. */
	for (size_t i = 0; i < article->sketch_count; i++)
		article->sketch[i] &= SKETCH_KEPT;
	return column_hashes(arena, statement, 9, &article->claims, &article->claims_count,
	                     error) &&
	       column_hashes(arena, statement, 10, &article->subjects, &article->subjects_count,
	                     error);
}

/* Appends the rows of a statement that selects articles. */
static bool read_articles(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                          size_t most, struct known_article *articles, size_t *count,
                          struct error *error)
{
	enum step step;

	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		if (*count == most)
			continue;
		if (!read_article(arena, statement, &articles[*count], error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

bool articles_load_same(struct store *store, struct arena *arena, const struct report *report,
                      const struct report_keys *keys, struct picture *picture, struct error *error)
{
	static const char *const statements[] = {
	        "SELECT " ARTICLE_COLUMNS
	        " FROM article a WHERE a.key = ?1 AND a.id = ?2 ORDER BY a.n DESC LIMIT 4",
	        "SELECT " ARTICLE_COLUMNS
	        " FROM article a WHERE a.url = ?1 AND a.url <> 0 ORDER BY a.n DESC LIMIT 4",
	        /* A bare ?1 is held against the 0 of article_title: prepared anew for each value. */
	        "SELECT " ARTICLE_COLUMNS " FROM article a WHERE a.text_hash = +?1 AND a.text_hash "
	        "<> 0 ORDER BY a.n DESC LIMIT 4",
	        "SELECT " ARTICLE_COLUMNS " FROM article a WHERE a.title_hash = ?1 AND a.text_hash "
	        "= 0 ORDER BY a.n DESC LIMIT 4",
	};
	const uint64_t hashes[] = {hash_text(report->article_id, 0), keys->url, keys->text_hash,
	                           keys->title_hash};

	picture->same = arena_array(arena, 4 * SAME_MOST, sizeof(*picture->same));
	for (size_t i = 0; i < 4; i++) {
		if (!hashes[i])
			continue;
		sqlite3_stmt *statement = query(store, statements[i], error);
		if (!statement)
			return false;
		bind_hash(statement, 1, hashes[i]);
		if (i == 0)
			bind_text(statement, 2, report->article_id);
		if (!read_articles(store, arena, statement, 4 * SAME_MOST, picture->same,
		                   &picture->same_count, error))
			return false;
	}
	return true;
}

/* An article and how many samples it shares. */
struct sharing {
	uint32_t article;
	uint32_t shared;
};

static int by_article(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* The newer of two articles that share as much first. */
static int by_shared(const void *left, const void *right)
{
	const struct sharing *a = left, *b = right;

	if (a->shared != b->shared)
		return a->shared > b->shared ? -1 : 1;
	return by_article(&b->article, &a->article);
}

/* Each of the articles once, those that come most often first. */
static struct sharing *rank(struct arena *arena, uint32_t *articles, size_t *count)
{
	struct sharing *list = arena_array(arena, *count, sizeof(*list));
	size_t ranked = 0;

	if (*count)
		qsort(articles, *count, sizeof(*articles), by_article);
	for (size_t i = 0; i < *count; i++) {
		if (i == 0 || articles[i] != articles[i - 1])
			list[ranked++].article = articles[i];
		list[ranked - 1].shared++;
	}
	if (ranked)
		qsort(list, ranked, sizeof(*list), by_shared);
	*count = ranked;
	return list;
}

static bool load_article(struct store *store, struct arena *arena, uint32_t n,
                         struct picture *picture, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT " ARTICLE_COLUMNS " FROM article a WHERE a.n = ?1", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, n);
	return read_articles(store, arena, statement, NEAR_MOST, picture->near,
	                     &picture->near_count, error);
}

bool articles_load_near(struct store *store, struct arena *arena, const struct report_keys *keys,
                        struct picture *picture, struct error *error)
{
	uint32_t *articles = arena_array(arena, keys->samples_count * SHARING_MOST, sizeof(*articles));
	size_t count = 0;

	picture->near = arena_array(arena, NEAR_MOST, sizeof(*picture->near));
	for (size_t i = 0; i < keys->samples_count; i++) {
		size_t found;
		if (!samples_find(store, sample_key(keys->samples[i]), articles + count,
		                  SHARING_MOST, &found, error))
			return false;
		count += found;
	}
	const struct sharing *list = rank(arena, articles, &count);
	for (size_t i = 0; i < count && picture->near_count < NEAR_MOST; i++)
		if (!load_article(store, arena, list[i].article, picture, error))
			return false;
	return true;
}

bool article_write(struct store *store, struct arena *arena,
                         const struct known_article *article, const struct report_keys *keys,
                         int64_t *n, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO article (id, url, text_hash, title_hash, shingles, words, "
	              "published, story, sketch, claims,"
	              " subjects, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	              error);

	if (!statement)
		return false;
	bind_text(statement, 1, article->article_id);
	bind_hash(statement, 2, article->url);
	bind_hash(statement, 3, article->text_hash);
	bind_hash(statement, 4, article->title_hash);
	bind_integer(statement, 5, article->shingles == INTEGER_NONE ? 0 : article->shingles);
	bind_integer(statement, 6, article->words == INTEGER_NONE ? 0 : article->words);
	bind_instant(statement, 7, article->published);
	bind_hash(statement, 8, article->story);
	bind_hashes(arena, statement, 9, article->sketch, article->sketch_count);
	bind_hashes(arena, statement, 10, article->claims, article->claims_count);
	bind_hashes(arena, statement, 11, article->subjects, article->subjects_count);
	bind_hash(statement, 12, hash_text(article->article_id, 0));
	if (!query_run(store, statement, error))
		return false;
	*n = sqlite3_last_insert_rowid(store->db);
	return samples_add(store, arena, *n, keys->samples, keys->samples_count, error);
}
