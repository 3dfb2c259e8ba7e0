/* Articles as they are compared with later ones. Nothing outside storage/ includes this. */
#ifndef STORAGE_ARTICLES_H
#define STORAGE_ARTICLES_H

#include "storage/sqlite.h"

/* Of the report's id, address, text or headline. */
bool articles_load_same(struct store *store, struct arena *arena, const struct report *report,
                        const struct report_keys *keys, struct picture *picture,
                        struct error *error);
/* Those that share most samples with it. */
bool articles_load_near(struct store *store, struct arena *arena, const struct report_keys *keys,
                        struct picture *picture, struct error *error);
/* Its number in *n. */
bool article_write(struct store *store, struct arena *arena, const struct known_article *article,
                   const struct report_keys *keys, int64_t *n, struct error *error);

#endif
