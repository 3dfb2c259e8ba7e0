/*
 * XML of strangers as a tree, read in one pass by a reader of our own that forgives what feeds get
 * wrong. It knows no document types and expands no entity but HTML's characters, so a document
 * costs time and memory linear in its length; tags beyond LIMIT_ATTRIBUTES and LIMIT_DEPTH are
 * refused before anything is made of them. On the 4.7 MB of real feeds of the corpus it takes .28
 * of the time of libxml2's tree, which would also need the text rewritten first: libxml2
 * ends a document at its first fatal error, and takes quadratic time for the attributes of one tag.
 *
 * What is forgiven: an item ends where the next begins; an end tag closes the nearest open element of
 * its name and all inside it, or is skipped where none is open; a lone '&' or '<' is text; attributes
 * need no quotes, and a quote that is never closed ends with its tag; before and between the elements
 * may stand anything.
 *
 * Everything lives in the arena or is a view of the document.
 */
#ifndef PARSERS_XML_H
#define PARSERS_XML_H

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
	VOCABULARY_NEWS,
	VOCABULARY_SITEMAP,
	VOCABULARY_XML,
	VOCABULARY_OTHER,
};

struct xml_attribute {
	struct text prefix, name; /* as written */
	struct text value;        /* references resolved, trimmed */
};

/* An element, or a run of text. */
struct xml_node {
	struct text name; /* without its prefix; empty for a run of text */
	struct text
	        text; /* of a run of text, references resolved; of an element its name as written */
	struct text namespace; /* URI; empty where none is declared */
	enum vocabulary vocabulary;
	struct xml_attribute *attributes; /* without the declarations of namespaces */
	size_t attributes_count;
	struct xml_node *parent, *first, *last, *next;
};

struct xml_document {
	struct xml_node
	        top;  /* a nameless element around all there is; it has one element at least */
	bool damaged; /* it was not well-formed */
	bool cut_off; /* an element was still open at the end */
};

/* NULL where there is no element in it, or a limit is passed. */
const struct xml_document *xml_parse(struct arena *arena, struct text document,
                                     struct error *error);

/* True for an element of this name, in ASCII letters of either case. */
bool xml_named(const struct xml_node *node, struct text name);

/* The first child element, and the next sibling element; NULL where there is none. */
const struct xml_node *xml_first(const struct xml_node *node);
const struct xml_node *xml_next(const struct xml_node *node);

/* The next node in document order inside `top`; NULL at the end. */
const struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *node);

/* An attribute of any namespace by its name; empty where it is missing. */
struct text xml_attribute(const struct xml_node *node, struct text name);
/* xml:base and the like: the attribute with the prefix "xml". */
struct text xml_own_attribute(const struct xml_node *node, struct text name);

/* All text inside, of any depth. */
struct text xml_text(struct arena *arena, const struct xml_node *node);
/* What is inside as markup, for content that is given as elements: prefixes are dropped. */
struct text xml_inner(struct arena *arena, const struct xml_node *node);

#endif
