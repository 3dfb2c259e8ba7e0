#include "client/article_line.h"

#include "base/json_reader.h"
#include "base/limits.h"
#include "parsers/date.h"

static const struct json_member line_members[] = {
        MEMBER_LOOSE(struct article_line, id, "id"),
        MEMBER_LOOSE(struct article_line, source, "source"),
        MEMBER_LOOSE(struct article_line, published, "published"),
        MEMBER_LOOSE(struct article_line, url, "url"),
        MEMBER_LOOSE(struct article_line, title, "title"),
        MEMBER_LOOSE(struct article_line, text, "text"),
};
static const struct json_shape line_shape = SHAPE("article", struct article_line, line_members);

struct article *article_line_read(struct arena *arena, struct bytes bytes, struct article_line *line,
                                  struct error *error)
{
	if (!json_read_shape(arena, &line_shape, bytes, line, error)) {
		json_blank(&line_shape, line);
		return NULL;
	}
	struct article *article = arena_alloc(arena, sizeof(*article));
	json_blank(&article_shape, article);
	article->title = text_clean(arena, line->title, false);
	article->text = text_clean(arena, line->text, true);
	article->published = date_instant(line->published);
	if (article->text.length <= LIMIT_ARTICLE_TEXT)
		return article;
	error_set(error, ERROR_DATA, "its text is longer than 1 MiB");
	return NULL;
}
