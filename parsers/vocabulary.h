/* The namespaces that feeds use, by the URIs that are specified, by those that are misspelt, and by
 * prefix. */
#ifndef PARSERS_VOCABULARY_H
#define PARSERS_VOCABULARY_H

#include "parsers/xml.h"

/* By a declared URI, without case and without a slash or '#' at its end; an empty one is none. */
enum vocabulary vocabulary_of_uri(struct text uri);

/* By a prefix that nobody declared. */
enum vocabulary vocabulary_of_prefix(struct text prefix);

#endif
