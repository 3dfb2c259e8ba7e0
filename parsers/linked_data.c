#include "parsers/linked_data.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "parsers/markup.h"

/* Nodes are at most so deep in lists, graphs and members; and authors are named so many. */
#define DEPTH_MOST 6
#define AUTHORS_MOST 8
/* Graphs of real pages have up to 30 nodes; a reference is looked for among so many. */
#define NODES_MOST 200

struct reading {
	struct arena *arena;
	struct linked_data *data;
	const json_t *top; /* for references by @id */
	int *nodes;        /* how many have been read */
};

static void keep(struct text *place, struct text text)
{
	if (text_empty(*place))
		*place = text_trim(text);
}

static struct text line_of(struct arena *arena, const char *string)
{
	struct text text = text_cut(text_of(string), KIB(64));

	return text_copy(arena, text_squeeze(arena, markup_line(arena, text)));
}

static struct text string_of(const struct reading *reading, const json_t *node, const char *key)
{
	const json_t *value = json_object_get(node, key);

	if (json_is_array(value))
		value = json_array_get(value, 0);
	const char *string = json_string_value(value);
	return string ? line_of(reading->arena, string) : TEXT_NONE;
}

static bool type_has(const json_t *node, const char *const *words, size_t count)
{
	const json_t *type = json_object_get(node, "@type");
	size_t many = json_is_array(type) ? json_array_size(type) : 1;

	for (size_t i = 0; i < many; i++) {
		const char *name =
		        json_string_value(json_is_array(type) ? json_array_get(type, i) : type);
		for (size_t k = 0; name && k < count; k++)
			if (strstr(name, words[k]))
				return true;
	}
	return false;
}

#define TYPE_HAS(node, ...)                                                                        \
	type_has(node, (const char *const[]){__VA_ARGS__},                                         \
	         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* The node of a graph with this @id; the same where it is none. */
static const json_t *resolved(const struct reading *reading, const json_t *node)
{
	const char *id = json_string_value(json_object_get(node, "@id"));
	const json_t *graph = json_object_get(reading->top, "@graph"), *other;
	size_t i;

	if (!id || json_object_get(node, "name"))
		return node;
	json_array_foreach(graph, i, other)
	{
		if (i >= NODES_MOST)
			break;
		const char *own = json_string_value(json_object_get(other, "@id"));
		if (own && !strcmp(own, id))
			return other;
	}
	return node;
}

static void read_author(const struct reading *reading, const json_t *author, struct text *names)
{
	const char *string = json_string_value(author);

	author = resolved(reading, author);
	struct text name =
	        string ? line_of(reading->arena, string) : string_of(reading, author, "name");
	if (text_empty(name))
		return;
	if (TYPE_HAS(author, "Organi")) {
		keep(&reading->data->organisation, name);
		return;
	}
	*names = text_empty(*names) ? name
	                            : text_format(reading->arena, "%.*s, %.*s", TEXT_ARGS(*names),
	                                          TEXT_ARGS(name));
}

static void read_authors(const struct reading *reading, const json_t *authors)
{
	struct text names = TEXT_NONE;
	size_t i;
	json_t *author;

	if (!json_is_array(authors))
		read_author(reading, authors, &names);
	json_array_foreach(authors, i, author) if (i < AUTHORS_MOST)
	        read_author(reading, author, &names);
	keep(&reading->data->author, names);
}

static void read_article(const struct reading *reading, const json_t *node)
{
	struct linked_data *data = reading->data;

	keep(&data->headline, string_of(reading, node, "headline"));
	keep(&data->published, string_of(reading, node, "datePublished"));
	keep(&data->published, string_of(reading, node, "dateCreated"));
	keep(&data->modified, string_of(reading, node, "dateModified"));
	read_authors(reading, json_object_get(node, "author"));
	if (text_empty(data->author))
		read_authors(reading, json_object_get(node, "creator"));
	const json_t *publisher = resolved(reading, json_object_get(node, "publisher"));
	keep(&data->site, string_of(reading, publisher, "name"));
	const char *body = json_string_value(json_object_get(node, "articleBody"));
	if (body && text_empty(data->body))
		data->body = markup_paragraphs(
		        reading->arena,
		        text_copy(reading->arena, text_cut(text_of(body), LIMIT_ARTICLE_TEXT)));
	const json_t *free = json_object_get(node, "isAccessibleForFree");
	const char *word = json_string_value(free);
	data->premium |= json_is_false(free) || (word && !strcasecmp(word, "false"));
}

static void read_node(const struct reading *reading, const json_t *node)
{
	if (TYPE_HAS(node, "Article", "BlogPosting", "Report", "LiveBlog", "Review", "Recipe"))
		read_article(reading, node);
	else if (TYPE_HAS(node, "WebPage", "VideoObject", "AboutPage", "CollectionPage"))
		keep(&reading->data->page_published, string_of(reading, node, "datePublished"));
}

/* Nodes in lists, graphs and the members that hold a page's main thing. */
static void read_tree(const struct reading *reading, const json_t *json, int depth)
{
	static const char *const members[] = {"@graph", "mainEntity", "mainEntityOfPage", "hasPart",
	                                      "itemReviewed"};
	size_t i;
	json_t *node;

	if (depth > DEPTH_MOST || *reading->nodes > NODES_MOST)
		return;
	++*reading->nodes;
	json_array_foreach(json, i, node) read_tree(reading, node, depth + 1);
	if (!json_is_object(json))
		return;
	read_node(reading, json);
	for (size_t k = 0; k < sizeof(members) / sizeof(*members); k++)
		read_tree(reading, json_object_get(json, members[k]), depth + 1);
}

/* The string behind "key": in what is no JSON for some other reason. */
static struct text string_behind(struct arena *arena, struct text script, struct text key)
{
	size_t at = text_find(script, key, 0);

	if (at == TEXT_NOT_FOUND)
		return TEXT_NONE;
	struct text rest = text_trim(text_slice(script, at + key.length, script.length));
	if (!text_starts(rest, TEXT(":")))
		return TEXT_NONE;
	rest = text_trim(text_slice(rest, 1, rest.length));
	if (!text_starts(rest, TEXT("\"")))
		return TEXT_NONE;
	const char *end = memchr(rest.data + 1, '"', rest.length - 1);
	return end ? text_copy(arena, text_slice(rest, 1, (size_t)(end - rest.data))) : TEXT_NONE;
}

static void read_broken(struct arena *arena, struct text script, struct linked_data *data)
{
	size_t author = text_find(script, TEXT("\"author\""), 0);

	/* The name of an author's node is among its first members. */
	if (author != TEXT_NOT_FOUND)
		keep(&data->author, string_behind(arena, text_slice(script, author, author + 200),
		                                  TEXT("\"name\"")));
	keep(&data->published, string_behind(arena, script, TEXT("\"datePublished\"")));
	keep(&data->modified, string_behind(arena, script, TEXT("\"dateModified\"")));
}

void linked_data_read(struct arena *arena, struct text script, struct linked_data *data)
{
	char *text = text_string(arena, script), *end;
	char *cdata = strstr(text, "<![CDATA[");
	char *start = strpbrk(cdata ? cdata + strlen("<![CDATA[") : text, "{[");

	if (!start)
		return;
	end = strrchr(start, *start == '{' ? '}' : ']');
	if (!end)
		return;
	for (char *c = start; c < end; c++)
		if ((unsigned char)*c < 0x20)
			*c = ' ';
	json_t *json = json_loadb(start, (size_t)(end - start) + 1, 0, NULL);
	if (json) {
		int nodes = 0;
		struct reading reading = {
		        .arena = arena, .data = data, .top = json, .nodes = &nodes};
		if (json_is_array(json) && json_array_size(json) == 1)
			reading.top = json_array_get(json, 0);
		read_tree(&reading, json, 0);
	} else {
		read_broken(arena, script, data);
	}
	json_decref(json);
}
