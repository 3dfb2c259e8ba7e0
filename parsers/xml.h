/*
 * XML of strangers as a tree. Before libxml2 sees a document it is rewritten: the declaration and
 * the document type with its entities are gone, HTML's character references are characters, a lone
 * '&' or
 * '<' is text, and what passes a limit (attributes of one tag, depth) is refused. So no entity is
 * ever expanded, and most of what is broken in real feeds is whole when it is parsed.
 *
 * The tree is libxml2's and is freed by the caller; texts taken from it are copies in the arena.
 */
#ifndef PARSERS_XML_H
#define PARSERS_XML_H

#include <libxml/tree.h>

#include "base/error.h"
#include "base/text.h"

/* Vocabularies by their namespace's URI whatever the prefix, and by the prefix where it is
 * undeclared. */
enum vocabulary {
	VOCABULARY_NONE, /* no namespace, or one of RSS's own */
	VOCABULARY_ATOM,
	VOCABULARY_RDF,
	VOCABULARY_DC,
	VOCABULARY_CONTENT,
	VOCABULARY_SYNDICATION,
	VOCABULARY_MEDIA,
	VOCABULARY_ITUNES,
	VOCABULARY_XHTML,
	VOCABULARY_FEEDBURNER,
	VOCABULARY_XML,
	VOCABULARY_OTHER,
};

/* `damaged`: it was not well-formed, and what could be read is there. */
xmlDoc *xml_parse(struct arena *arena, struct text document, bool *damaged, struct error *error);

enum vocabulary xml_vocabulary(const xmlNode *node);
/* The name without a prefix. */
const char *xml_name(const xmlNode *node);
bool xml_is(const xmlNode *node, enum vocabulary vocabulary, const char *name);

/* The first child element, and the next sibling element; NULL where there is none. */
xmlNode *xml_first(const xmlNode *node);
xmlNode *xml_next(const xmlNode *node);

/* The next node in document order inside `top`; NULL at the end. */
const xmlNode *xml_walk(const xmlNode *top, const xmlNode *node);

/* An attribute of any namespace by its name; empty where it is missing. */
struct text xml_attribute(struct arena *arena, const xmlNode *node, const char *name);
/* xml:base and the like: the attribute with the prefix "xml". */
struct text xml_own_attribute(struct arena *arena, const xmlNode *node, const char *name);

/* All text inside, of any depth. */
struct text xml_text(struct arena *arena, const xmlNode *node);
/* What is inside as markup, for content that is given as elements: prefixes are dropped. */
struct text xml_inner(struct arena *arena, const xmlNode *node);

#endif
