#include "model/article.h"

#include "base/limits.h"

static const struct json_member article_members[] = {
	MEMBER(TEXT, struct article, title, "title"),
	MEMBER(TEXT, struct article, byline, "byline"),
	MEMBER(TEXT, struct article, published_text, "published"),
	MEMBER(TEXT, struct article, modified_text, "modified"),
	MEMBER(TEXT, struct article, site_name, "site_name"),
	MEMBER(TEXT, struct article, language, "language"),
	MEMBER(TEXT, struct article, canonical_url, "canonical_url"),
	MEMBER_ALWAYS(struct article, text, "text"),
	MEMBER(BOOL, struct article, partial, "partial"),
	MEMBER_MANY(TEXTS, struct article, defects, "defects", NULL, LIMIT_DEFECTS),
	MEMBER(INSTANT, struct article, published, "published_at"),
};
const struct json_shape article_shape = SHAPE("article", struct article, article_members);
