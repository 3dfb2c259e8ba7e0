/*
 * What the feed dialects share while a feed is made. A dialect is one file and one row in feed.c;
 * it puts what it finds into the feed and leaves to feed.c what holds for all: ids, absolute
 * addresses, limits. Nothing outside parsers/ includes this.
 */
#ifndef PARSERS_DIALECT_H
#define PARSERS_DIALECT_H

#include "parsers/feed.h"
#include "parsers/xml.h"

struct making {
	struct arena *arena;
	struct feed *feed;
	struct text base; /* of the document: its final address */
	const struct xml_node *root;
	bool entry_has_page;      /* the last entry's url is a page */
	struct text summary_html; /* of the entry that is made */
	size_t entries_room, authors_room, defects_room;
	size_t entry_authors_room, entry_tags_room, entry_attachments_room; /* of the last entry */
};

/* A new entry, everything unknown; NULL beyond LIMIT_ENTRIES. */
struct entry *making_entry(struct making *making);
void making_defect(struct making *making, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* Each is added unless it is empty or there already. `entry` is the last one made. */
void making_author(struct making *making, struct entry *entry,
                   struct author author); /* NULL: the feed's */
/* The first hub counts. */
void making_hub(struct making *making, struct text url);
/* Several, apart by commas. */
void making_tags(struct making *making, struct entry *entry, struct text tags);
void making_tag(struct making *making, struct entry *entry, struct text tag);
void making_attachment(struct making *making, struct entry *entry, struct attachment attachment);

/* "name (address)", "address (name)", "Name <address>", as RSS and Dublin Core give a person. */
struct author author_of(struct arena *arena, struct text text);
/* Text that may hold markup without saying so, as plain text on one line. */
struct text plain_line(struct arena *arena, struct text text);
/* The base that holds at an element: its own xml:base and those around it, against the document's.
 */
struct text base_at(struct making *making, const struct xml_node *node);
/* An address against the element's base; empty where it cannot be one. */
struct text url_at(struct making *making, const struct xml_node *node, struct text reference);
/* A date member; a text that is no date is a defect. */
void take_date(struct making *making, struct instant *date, struct text text);

void sitemap_make(struct making *making, const struct xml_node *root);
void rss_make(struct making *making, const struct xml_node *root);
void atom_make(struct making *making, const struct xml_node *root);
/* One atom:link, which RSS feeds carry too. `entry` NULL: of the feed. */
void atom_link(struct making *making, struct entry *entry, const struct xml_node *node);
void atom_person(struct making *making, struct entry *entry, const struct xml_node *node);
/*
 * Media RSS and iTunes, which all dialects carry. True where the element was one of theirs. Both
 * pointers are NULL for an element of the feed; `title` counts where the dialect's own is missing.
 */
bool media_take(struct making *making, struct entry *entry, struct text *title,
                const struct xml_node *node);
bool json_feed_make(struct making *making, struct text document, struct error *error);

#endif
