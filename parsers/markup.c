#include "parsers/markup.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "base/writer.h"
#include "parsers/charset.h"

#define REFERENCE_MOST 12

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* 16 and more for what is no digit of any base. */
static int digit_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : is_letter(c) && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 16;
}

/* --- references --- */

static size_t numeric_reference(struct text text, size_t at, int32_t *codepoint)
{
	size_t from = at, digits = 0;
	int base = 10;
	int64_t value = 0;

	at += 2;
	if (at < text.length && (text.data[at] | 0x20) == 'x') {
		base = 16;
		at++;
	}
	for (; at < text.length; at++, digits++) {
		int digit = digit_value(text.data[at]);
		if (digit >= base)
			break;
		value = value < 0x110000 ? value * base + digit : value;
	}
	if (!digits)
		return 0;
	if (at < text.length && text.data[at] == ';')
		at++;
	bool bad = value == 0 || value >= 0x110000 || (value >= 0xd800 && value < 0xe000);
	*codepoint = bad ? 0xfffd : (int32_t)value;
	return at - from;
}

static size_t one_reference(struct text text, size_t at, int32_t *codepoint)
{
	char name[REFERENCE_MOST + 1];
	size_t length = 0;

	if (at + 2 >= text.length || text.data[at] != '&')
		return 0;
	if (text.data[at + 1] == '#')
		return numeric_reference(text, at, codepoint);
	while (length < REFERENCE_MOST && at + 1 + length < text.length &&
	       (is_letter(text.data[at + 1 + length]) ||
	        (length && text.data[at + 1 + length] >= '0' &&
	         text.data[at + 1 + length] <= '9'))) {
		name[length] = text.data[at + 1 + length];
		length++;
	}
	name[length] = '\0';
	if (!length || at + 1 + length >= text.length || text.data[at + 1 + length] != ';')
		return 0;
	if (!strcmp(name, "apos")) {
		*codepoint = '\'';
		return length + 2;
	}
	const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
	if (!entity)
		return 0;
	*codepoint = (int32_t)entity->value;
	return length + 2;
}

/*
 * UTF-8 whose bytes were written as references one by one ("&#226;&#128;&#166;" or "&acirc;&#128;&brvbar;"
 * for an ellipsis): nobody means three characters of Latin-1. How much the bytes behind the first take; 0
 * where they are no such sequence.
 */
static size_t bytes_behind(struct text text, size_t at, int32_t *codepoint)
{
	unsigned char bytes[4] = {(unsigned char)*codepoint};
	size_t wanted = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2, from = at;
	struct text character;

	if (*codepoint < 0xc2 || *codepoint > 0xf4)
		return 0;
	for (size_t i = 1; i < wanted; i++) {
		int32_t value;
		size_t taken = at < text.length ? one_reference(text, at, &value) : 0;
		if (!taken || value < 0x80 || value > 0xbf)
			return 0;
		bytes[i] = (unsigned char)value;
		at += taken;
	}
	if (!text_check((struct bytes){bytes, wanted}, &character))
		return 0;
	*codepoint = text_codepoint(character, &(size_t){0});
	return at - from;
}

size_t markup_reference(struct text text, size_t at, int32_t *codepoint)
{
	size_t taken = one_reference(text, at, codepoint);
	size_t behind = taken ? bytes_behind(text, at + taken, codepoint) : 0;

	if (taken && !behind)
		*codepoint = charset_mend_c1(*codepoint);
	return taken + behind;
}

struct text markup_decode(struct arena *arena, struct text text)
{
	if (!text.length || !memchr(text.data, '&', text.length))
		return text;
	struct writer writer = writer_new(arena, text.length * 2 + 16);
	for (size_t at = 0; at < text.length;) {
		int32_t codepoint;
		size_t taken = markup_reference(text, at, &codepoint);
		if (taken) {
			writer_put_codepoint(&writer, codepoint);
			at += taken;
			continue;
		}
		size_t from = at++;
		while (at < text.length && text.data[at] != '&')
			at++;
		writer_put(&writer, text_slice(text, from, at));
	}
	return writer_text(&writer);
}

bool markup_present(struct text text)
{
	for (size_t i = 0; i + 1 < text.length; i++) {
		int32_t codepoint;
		char next = text.data[i + 1];
		if (text.data[i] == '<' && (is_letter(next) || next == '/' || next == '!') &&
		    memchr(text.data + i, '>', text.length - i))
			return true;
		if (text.data[i] == '&' && markup_reference(text, i, &codepoint))
			return true;
	}
	return false;
}

/* --- tags --- */

struct tag {
	struct text name; /* as written */
	bool closing;
	size_t end; /* behind '>' */
};

/* The tag, comment or declaration that begins at `at`, which has a '<'; false where none does. */
static bool tag_at(struct text html, size_t at, struct tag *tag)
{
	size_t i = at + 1;
	char quote = '\0';

	if (i >= html.length)
		return false;
	if (text_starts(text_slice(html, at, html.length), TEXT("<!--"))) {
		size_t end = text_find(html, TEXT("-->"), at + 4);
		*tag = (struct tag){.name = TEXT_NONE,
		                    .end = end == TEXT_NOT_FOUND ? html.length : end + 3};
		return true;
	}
	tag->closing = html.data[i] == '/';
	i += tag->closing;
	if (i >= html.length ||
	    !(is_letter(html.data[i]) || html.data[i] == '!' || html.data[i] == '?'))
		return false;
	size_t start = i;
	while (i < html.length && !is_space(html.data[i]) && html.data[i] != '>' &&
	       html.data[i] != '/')
		i++;
	tag->name = text_slice(html, start, i);
	for (; i < html.length; i++) {
		char c = html.data[i];
		if (quote) {
			if (c == quote)
				quote = '\0';
		} else if ((c == '"' || c == '\'') && html.data[i - 1] == '=') {
			quote = c;
		} else if (c == '>') {
			tag->end = i + 1;
			return true;
		}
	}
	/* Never closed: a quote that was left open ends at the next '>', or it is no tag. */
	const char *close = memchr(html.data + start, '>', html.length - start);
	if (!close)
		return false;
	tag->end = (size_t)(close - html.data) + 1;
	return true;
}

static bool name_in(struct text name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal_nocase(name, text_of(names[i])))
			return true;
	return false;
}

static bool is_block(struct text name)
{
	static const char *const blocks[] = {
	        "p",       "div",        "li",     "ul",         "ol",     "h1",     "h2",
	        "h3",      "h4",         "h5",     "h6",         "tr",     "table",  "td",
	        "th",      "blockquote", "pre",    "hr",         "dl",     "dt",     "dd",
	        "section", "article",    "figure", "figcaption", "header", "footer", "aside",
	        "main",    "form",       "title",  "body",
	};

	return name_in(name, blocks, sizeof(blocks) / sizeof(*blocks));
}

/* Behind the end tag of what is no text. */
static size_t skip_raw(struct text html, const struct tag *tag)
{
	static const char *const raw[] = {
	        "script", "style", "noscript", "template", "svg", "iframe",
	};
	size_t at = tag->end;

	if (tag->closing || !name_in(tag->name, raw, sizeof(raw) / sizeof(*raw)) ||
	    html.data[tag->end - 2] == '/')
		return tag->end;
	while ((at = text_find(html, TEXT("</"), at)) != TEXT_NOT_FOUND) {
		struct text rest = text_slice(html, at + 2, html.length);
		if (rest.length >= tag->name.length &&
		    text_equal_nocase(text_cut(rest, tag->name.length), tag->name)) {
			const char *close = memchr(rest.data, '>', rest.length);
			return close ? (size_t)(close - html.data) + 1 : html.length;
		}
		at += 2;
	}
	return html.length;
}

/* --- text --- */

struct flow {
	struct writer writer;
	int lines; /* line ends that wait to be written before the next character */
	bool space;
	bool paragraphs;
};

static void flow_codepoint(struct flow *flow, int32_t codepoint)
{
	bool white = codepoint == ' ' || codepoint == '\n' || codepoint == '\t' ||
	             codepoint == '\r' || codepoint == 0xa0 || codepoint == '\f';

	if (white) {
		flow->space = true;
		return;
	}
	if (flow->writer.length && flow->lines)
		writer_put(&flow->writer, flow->lines > 1 ? TEXT("\n\n") : TEXT("\n"));
	else if (flow->writer.length && flow->space)
		writer_put_char(&flow->writer, ' ');
	flow->lines = 0;
	flow->space = false;
	writer_put_codepoint(&flow->writer, codepoint);
}

static void flow_tag(struct flow *flow, const struct tag *tag)
{
	bool line = text_equal_nocase(tag->name, TEXT("br"));

	if (!flow->paragraphs)
		flow->space |= line || is_block(tag->name);
	else if (line)
		flow->lines++;
	else if (is_block(tag->name))
		flow->lines = 2;
}

static struct text flow_text(struct arena *arena, struct text html, bool paragraphs)
{
	struct flow flow = {.writer = writer_new(arena, html.length * 2 + 16),
	                    .paragraphs = paragraphs};
	struct tag tag;

	for (size_t at = 0; at < html.length;) {
		int32_t codepoint;
		size_t taken;
		if (html.data[at] == '<' && tag_at(html, at, &tag)) {
			flow_tag(&flow, &tag);
			at = skip_raw(html, &tag);
		} else if (html.data[at] == '&' &&
		           (taken = markup_reference(html, at, &codepoint))) {
			flow_codepoint(&flow, codepoint);
			at += taken;
		} else {
			flow_codepoint(&flow, text_codepoint(html, &at));
		}
	}
	return text_clean(arena, writer_text(&flow.writer), paragraphs);
}

struct text markup_line(struct arena *arena, struct text html)
{
	return flow_text(arena, html, false);
}

struct text markup_paragraphs(struct arena *arena, struct text html)
{
	/* Plain text that was given for HTML: its own blank lines are its paragraphs. */
	if (!markup_present(html))
		return text_clean(arena, text_trim(html), true);
	return flow_text(arena, html, true);
}

/* --- links --- */

static bool is_link(struct text name)
{
	static const char *const links[] = {"href", "src", "poster", "cite", "longdesc"};

	return name_in(name, links, sizeof(links) / sizeof(*links));
}

static bool is_ascii(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.data[i] >= 0x80)
			return false;
	return true;
}

/* Letters that the author wrote as such and not as %C3%80 are letters again; the document is UTF-8. */
static struct text with_letters(struct arena *arena, struct text url)
{
	char *out = arena_alloc(arena, url.length);
	size_t n = 0;
	struct text letters;

	for (size_t i = 0; i < url.length; i++) {
		bool escape = url.data[i] == '%' && i + 2 < url.length;
		int high = escape ? digit_value(url.data[i + 1]) : 0, low = escape ? digit_value(url.data[i + 2]) : 0;
		if (high >= 8 && high < 16 && low < 16) {
			out[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[n++] = url.data[i];
		}
	}
	return text_check((struct bytes){(unsigned char *)out, n}, &letters) ? letters : url;
}

/* Copies a tag; the values of its links are resolved. */
static void put_tag(struct writer *writer, struct text tag, struct text base)
{
	size_t at = 0, copied = 0;

	while (at < tag.length) {
		const char *equals = memchr(tag.data + at, '=', tag.length - at);
		if (!equals)
			break;
		size_t value = (size_t)(equals - tag.data) + 1, name_end = value - 1;
		while (name_end > at && is_space(tag.data[name_end - 1]))
			name_end--;
		size_t name = name_end;
		while (name > at && !is_space(tag.data[name - 1]) && tag.data[name - 1] != '"' &&
		       tag.data[name - 1] != '\'')
			name--;
		while (value < tag.length && is_space(tag.data[value]))
			value++;
		char quote = value < tag.length ? tag.data[value] : '\0';
		bool quoted = quote == '"' || quote == '\'';
		size_t start = value + quoted, end = start;
		while (end < tag.length &&
		       (quoted ? tag.data[end] != quote
		               : !is_space(tag.data[end]) && tag.data[end] != '>'))
			end++;
		if (is_link(text_slice(tag, name, name_end))) {
			struct text link = markup_decode(writer->arena,
			                                 text_trim(text_slice(tag, start, end)));
			struct text whole = url_resolve(writer->arena, base, link);
			if (!is_ascii(link))
				whole = with_letters(writer->arena, whole);
			if (!text_empty(whole) && !text_equal(whole, link)) {
				writer_put(writer, text_slice(tag, copied, start));
				for (size_t i = 0; i < whole.length; i++) {
					if (whole.data[i] == '&')
						writer_put(writer, TEXT("&amp;"));
					else
						writer_put_char(writer, whole.data[i]);
				}
				copied = end;
			}
		}
		at = end + quoted;
	}
	writer_put(writer, text_slice(tag, copied, tag.length));
}

struct text markup_resolve(struct arena *arena, struct text html, struct text base)
{
	struct writer writer = writer_new(arena, html.length * 4 + LIMIT_URL);
	struct tag tag;

	if (text_empty(base) || !html.length || !memchr(html.data, '<', html.length))
		return html;
	for (size_t at = 0; at < html.length;) {
		size_t from = at;
		if (html.data[at] == '<' && tag_at(html, at, &tag)) {
			at = tag.end;
			if (tag.name.length && !tag.closing)
				put_tag(&writer, text_slice(html, from, at), base);
			else
				writer_put(&writer, text_slice(html, from, at));
			continue;
		}
		at++;
		while (at < html.length && html.data[at] != '<')
			at++;
		writer_put(&writer, text_slice(html, from, at));
	}
	return writer.full ? html : writer_text(&writer);
}
