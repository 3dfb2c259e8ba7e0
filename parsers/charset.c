#include "parsers/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include <uchardet/uchardet.h>

#include "base/limits.h"

/* How much of an HTML page is searched for its <meta charset>; the standard says 1024, pages say later. */
#define META_WINDOW 4096
/* What uchardet gets to see: from the first byte that is not ASCII. */
#define GUESS_WINDOW KIB(64)

/*
 * The encodings of the web (WHATWG Encoding Standard, section 4.2) by the name we give them, glibc's
 * name for what browsers decode it as, and the labels under which documents declare them.
 */
struct encoding {
	const char *name;
	const char *iconv_name;
	const char *labels; /* apart by one space, lower case */
	bool multibyte;     /* short texts of it can be valid UTF-8 by chance */
};

enum { UTF8, UTF16LE, UTF16BE, UTF32LE, UTF32BE, WINDOWS_1252 };

static const struct encoding encodings[] = {
	[UTF8] = {"utf-8", "UTF-8", "utf-8 utf8 unicode-1-1-utf-8 unicode20utf8 x-unicode20utf8", false},
	[UTF16LE] = {"utf-16le", "UTF-16LE", "utf-16le utf-16 ucs-2 iso-10646-ucs-2 unicode", true},
	[UTF16BE] = {"utf-16be", "UTF-16BE", "utf-16be unicodefffe", true},
	[UTF32LE] = {"utf-32le", "UTF-32LE", "utf-32le utf-32 ucs-4", true},
	[UTF32BE] = {"utf-32be", "UTF-32BE", "utf-32be", true},
	/* Whoever declares Latin-1 or ASCII means windows-1252, as browsers know. */
	[WINDOWS_1252] = {"windows-1252", "CP1252",
			  "windows-1252 iso-8859-1 iso8859-1 iso_8859-1 iso_8859-1:1987 iso88591 latin1 "
			  "latin-1 l1 ascii us-ascii ansi_x3.4-1968 iso-ir-100 cp1252 cp819 ibm819 "
			  "x-cp1252 csisolatin1 ansi",
			  false},
	{"windows-1250", "CP1250", "windows-1250 cp1250 x-cp1250", false},
	{"windows-1251", "CP1251", "windows-1251 cp1251 x-cp1251 win-1251", false},
	{"windows-1253", "CP1253", "windows-1253 cp1253 x-cp1253", false},
	{"windows-1254", "CP1254",
	 "windows-1254 iso-8859-9 iso8859-9 iso88599 latin5 l5 cp1254 x-cp1254 csisolatin5", false},
	{"windows-1255", "CP1255", "windows-1255 cp1255 x-cp1255", false},
	{"windows-1256", "CP1256", "windows-1256 cp1256 x-cp1256", false},
	{"windows-1257", "CP1257", "windows-1257 cp1257 x-cp1257", false},
	{"windows-1258", "CP1258", "windows-1258 cp1258 x-cp1258", false},
	{"windows-874", "CP874", "windows-874 iso-8859-11 iso8859-11 tis-620 tis620 dos-874", false},
	{"iso-8859-2", "ISO-8859-2", "iso-8859-2 iso8859-2 iso_8859-2 iso88592 latin2 l2 csisolatin2", false},
	{"iso-8859-3", "ISO-8859-3", "iso-8859-3 iso8859-3 iso_8859-3 iso88593 latin3 l3", false},
	{"iso-8859-4", "ISO-8859-4", "iso-8859-4 iso8859-4 iso_8859-4 iso88594 latin4 l4", false},
	{"iso-8859-5", "ISO-8859-5", "iso-8859-5 iso8859-5 iso_8859-5 iso88595 cyrillic", false},
	{"iso-8859-6", "ISO-8859-6",
	 "iso-8859-6 iso8859-6 iso_8859-6 iso88596 iso-8859-6-e iso-8859-6-i arabic asmo-708 ecma-114",
	 false},
	{"iso-8859-7", "ISO-8859-7",
	 "iso-8859-7 iso8859-7 iso_8859-7 iso88597 greek greek8 elot_928 ecma-118 sun_eu_greek", false},
	{"iso-8859-8", "ISO-8859-8",
	 "iso-8859-8 iso8859-8 iso_8859-8 iso88598 iso-8859-8-e iso-8859-8-i hebrew visual logical", false},
	{"iso-8859-10", "ISO-8859-10", "iso-8859-10 iso8859-10 latin6 l6", false},
	{"iso-8859-13", "ISO-8859-13", "iso-8859-13 iso8859-13", false},
	{"iso-8859-14", "ISO-8859-14", "iso-8859-14 iso8859-14", false},
	{"iso-8859-15", "ISO-8859-15", "iso-8859-15 iso8859-15 iso_8859-15 latin9 latin-9 l9", false},
	{"iso-8859-16", "ISO-8859-16", "iso-8859-16 iso8859-16", false},
	{"koi8-r", "KOI8-R", "koi8-r koi8 koi koi8_r cskoi8r", false},
	{"koi8-u", "KOI8-U", "koi8-u koi8-ru", false},
	{"ibm866", "CP866", "ibm866 866 cp866 csibm866", false},
	{"macintosh", "MACINTOSH", "macintosh mac x-mac-roman macroman csmacintosh", false},
	{"x-mac-cyrillic", "MAC-CYRILLIC", "x-mac-cyrillic x-mac-ukrainian mac-cyrillic", false},
	{"gb18030", "GB18030",
	 "gb18030 gb2312 gbk gb_2312-80 gb_2312 x-gbk cp936 euc-cn chinese csgb2312 csiso58gb231280", true},
	{"big5", "BIG5-HKSCS", "big5 big5-hkscs cn-big5 x-x-big5 csbig5 cp950", true},
	{"euc-jp", "EUC-JP-MS", "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese", true},
	{"shift_jis", "CP932",
	 "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j cp932 csshiftjis", true},
	{"iso-2022-jp", "ISO-2022-JP", "iso-2022-jp csiso2022jp", true},
	{"euc-kr", "UHC",
	 "euc-kr euckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cp949 uhc cseuckr",
	 true},
};

#define ENCODINGS (sizeof(encodings) / sizeof(*encodings))

/*
 * The one exception to "no mutable statics" below daemon/: glibc reads and maps its conversion modules
 * once per process whoever asks, so the table of open converters belongs to the process as well. It
 * holds no state of a document: every conversion begins with a reset.
 */
static iconv_t converters[ENCODINGS];

static iconv_t converter_of(const struct encoding *encoding)
{
	iconv_t *converter = &converters[encoding - encodings];

	if (!*converter)
		*converter = iconv_open("UTF-8", encoding->iconv_name);
	return *converter;
}

bool charset_open_all(struct error *error)
{
	for (size_t i = 0; i < ENCODINGS; i++)
		if (converter_of(&encodings[i]) == (iconv_t)-1)
			return error_set(error, ERROR_SYSTEM,
					 "iconv cannot convert %s; are the gconv modules installed?",
					 encodings[i].iconv_name);
	return true;
}

static const struct encoding *encoding_labelled(struct text label)
{
	label = text_trim(label);
	for (size_t i = 0; label.length && i < ENCODINGS; i++) {
		struct text labels = text_of(encodings[i].labels), known;
		while (text_next(&labels, ' ', &known))
			if (text_equal_nocase(known, label))
				return &encodings[i];
	}
	return NULL;
}

/* The value behind `name`, spaces and '=', with or without quotes: as in charset="utf-8". */
static struct text value_of(struct text text, struct text name)
{
	size_t at = text_find_nocase(text, name, 0);

	if (at == TEXT_NOT_FOUND)
		return TEXT_NONE;
	struct text rest = text_trim(text_slice(text, at + name.length, text.length));
	if (!rest.length || rest.data[0] != '=')
		return TEXT_NONE;
	rest = text_trim(text_slice(rest, 1, rest.length));
	if (rest.length && (rest.data[0] == '"' || rest.data[0] == '\''))
		rest = text_trim(text_slice(rest, 1, rest.length));
	size_t end = 0;
	while (end < rest.length && !strchr("\"' \t\r\n;,/>?", rest.data[end]))
		end++;
	return text_slice(rest, 0, end);
}

/* A window of a document that is looked at for ASCII only; its bytes are not believed to be UTF-8. */
static struct text window_of(struct bytes document, size_t limit)
{
	return (struct text){(const char *)document.data,
			     document.length < limit ? document.length : limit};
}

static const struct encoding *declared_in_xml(struct bytes document)
{
	struct text window = text_trim(window_of(document, 1024));
	size_t end = text_find(window, TEXT("?>"), 0);

	if (!text_starts(window, TEXT("<?xml")) || end == TEXT_NOT_FOUND)
		return NULL;
	return encoding_labelled(value_of(text_slice(window, 0, end), TEXT("encoding")));
}

static const struct encoding *declared_in_meta(struct bytes document)
{
	struct text window = window_of(document, META_WINDOW);

	for (size_t at = 0; (at = text_find_nocase(window, TEXT("<meta"), at)) != TEXT_NOT_FOUND; at++) {
		size_t end = text_find(window, TEXT(">"), at);
		const struct encoding *encoding =
			encoding_labelled(value_of(text_slice(window, at, end), TEXT("charset")));
		if (encoding)
			return encoding;
	}
	return NULL;
}

/* A declaration that could be read as ASCII cannot be of UTF-16 or UTF-32. */
static const struct encoding *believable(const struct encoding *encoding)
{
	size_t number = encoding ? (size_t)(encoding - encodings) : 0;

	return number >= UTF16LE && number <= UTF32BE ? NULL : encoding;
}

struct mark {
	const char *bytes;
	size_t length;
	size_t skip;
	int encoding;
};

static const struct mark marks[] = {
	/* Byte order marks; those of UTF-32 before those of UTF-16, of which they are an extension. */
	{"\xef\xbb\xbf", 3, 3, UTF8},
	{"\xff\xfe\0\0", 4, 4, UTF32LE},
	{"\0\0\xfe\xff", 4, 4, UTF32BE},
	{"\xff\xfe", 2, 2, UTF16LE},
	{"\xfe\xff", 2, 2, UTF16BE},
	/* "<" or "{" without a mark, XML 1.0 appendix F and RFC 4627 section 3. */
	{"<\0\0\0", 4, 0, UTF32LE},
	{"\0\0\0<", 4, 0, UTF32BE},
	{"{\0\0\0", 4, 0, UTF32LE},
	{"\0\0\0{", 4, 0, UTF32BE},
	{"<\0", 2, 0, UTF16LE},
	{"\0<", 2, 0, UTF16BE},
	{"{\0", 2, 0, UTF16LE},
	{"\0{", 2, 0, UTF16BE},
};

/* The encoding that the first bytes prove; `document` then begins behind its mark. */
static const struct encoding *encoding_marked(struct bytes *document)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		const struct mark *mark = &marks[i];
		if (document->length < mark->length ||
		    memcmp(document->data, mark->bytes, mark->length))
			continue;
		document->data += mark->skip;
		document->length -= mark->skip;
		return &encodings[mark->encoding];
	}
	return NULL;
}

/* One document under conversion; `out` is made at the first try and used again by the next. */
struct conversion {
	struct arena *arena;
	struct bytes document;
	char *out;
	size_t room;
};

static void replacement_put(char **out, size_t *left)
{
	if (*left < 3)
		return;
	memcpy(*out, "\xef\xbf\xbd", 3);
	*out += 3;
	*left -= 3;
}

/*
 * Converts the document and counts the bytes that mean nothing in the encoding; gives up beyond
 * `tolerance` of them.
 */
static bool convert(struct conversion *c, const struct encoding *encoding, size_t tolerance,
		    struct text *text)
{
	iconv_t converter = converter_of(encoding);
	char *in = (char *)(uintptr_t)c->document.data;
	size_t rest = c->document.length, errors = 0;

	if (converter == (iconv_t)-1)
		return false;
	if (!c->out) {
		/* No accepted encoding needs more than three bytes of UTF-8 for one of its own. */
		c->room = c->document.length * 3 + 16;
		c->out = arena_alloc(c->arena, c->room);
	}
	char *out = c->out;
	size_t left = c->room;
	iconv(converter, NULL, NULL, NULL, NULL);
	while (rest) {
		if (iconv(converter, &in, &rest, &out, &left) != (size_t)-1)
			break;
		if (++errors > tolerance || errno == E2BIG)
			return false;
		replacement_put(&out, &left);
		if (errno == EINVAL)
			break; /* the document ends inside a character */
		in++;
		rest--;
	}
	*text = (struct text){c->out, (size_t)(out - c->out)};
	return true;
}

/* How the bytes do as UTF-8. */
struct utf8_census {
	size_t good;    /* sequences of more than one byte */
	size_t bad;     /* bytes that belong to none */
	size_t first;   /* where the first byte is that is not ASCII; the length if all are */
	bool escapes;   /* has ESC, as only ISO-2022 has in text */
};

static size_t sequence_length(const unsigned char *data, size_t left)
{
	struct text unused;
	size_t length = data[0] >= 0xf0 ? 4 : data[0] >= 0xe0 ? 3 : 2;

	if (data[0] < 0xc2 || length > left)
		return 0;
	return text_check((struct bytes){data, length}, &unused) ? length : 0;
}

static struct utf8_census census_of(struct bytes document)
{
	struct utf8_census census = {.first = document.length};

	census.escapes = memchr(document.data, 0x1b, document.length) != NULL;
	for (size_t i = 0; i < document.length;) {
		i += ascii_length((struct bytes){document.data + i, document.length - i});
		if (i == document.length)
			break;
		if (census.first == document.length)
			census.first = i;
		size_t length = sequence_length(document.data + i, document.length - i);
		census.good += length > 0;
		census.bad += !length;
		i += length ? length : 1;
	}
	return census;
}

/* As convert(). glibc's UTF-8 has characters beyond Unicode, up to U+7FFFFFFF; ours has none. */
static bool decode_as(struct conversion *c, const struct encoding *encoding, size_t tolerance, struct text *text)
{
	if (encoding != &encodings[UTF8])
		return convert(c, encoding, tolerance, text);
	if (census_of(c->document).bad > tolerance)
		return false;
	*text = text_repair(c->arena, c->document);
	return true;
}

static const struct encoding *encoding_guessed(struct bytes document, size_t from)
{
	size_t length = document.length - from;
	uchardet_t detector = uchardet_new();

	if (!detector)
		return NULL;
	uchardet_handle_data(detector, (const char *)document.data + from,
			     length < GUESS_WINDOW ? length : GUESS_WINDOW);
	uchardet_data_end(detector);
	const struct encoding *encoding = encoding_labelled(text_of(uchardet_get_charset(detector)));
	uchardet_delete(detector);
	return encoding;
}

static const struct encoding *const utf8 = &encodings[UTF8];

/* What the document and its header say, the more credible first; NULL where they say nothing. */
static void declarations_of(struct bytes document, const struct origin *origin, enum markup markup,
			    const struct encoding *declared[2])
{
	const struct encoding *header =
		origin ? believable(encoding_labelled(value_of(origin->content_type, TEXT("charset"))))
		       : NULL;

	switch (markup) {
	case MARKUP_XML:
		/* Against RFC 7303: servers send their default, authors' tools know what they write. */
		declared[0] = believable(declared_in_xml(document));
		declared[1] = header;
		break;
	case MARKUP_HTML:
		declared[0] = header;
		declared[1] = believable(declared_in_meta(document));
		break;
	case MARKUP_JSON:
		declared[0] = utf8; /* RFC 8259 section 8.1 */
		declared[1] = header;
		break;
	}
}

/*
 * Valid UTF-8 that is not all ASCII is hardly ever anything else, whatever is declared. Two cases are:
 * ISO-2022 is all ASCII, and a few characters of an East Asian encoding may look like UTF-8.
 */
static bool is_utf8(const struct utf8_census *census, const struct encoding *declared)
{
	if (census->bad)
		return false;
	if (!declared || declared == utf8 || !declared->multibyte)
		return true;
	return census->good ? census->good > 3 : !census->escapes;
}

/* The first encoding in which every byte means something; NULL if there is none. */
static const struct encoding *decode_strictly(struct conversion *conversion,
					      const struct encoding *const *candidates, size_t count,
					      struct text *text)
{
	for (size_t i = 0; i < count; i++)
		if (candidates[i] && decode_as(conversion, candidates[i], 0, text))
			return candidates[i];
	return NULL;
}

static const struct encoding *decode_unmarked(struct arena *arena, struct bytes document,
					      const struct origin *origin, enum markup markup,
					      struct text *text)
{
	struct conversion conversion = {.arena = arena, .document = document};
	const struct utf8_census census = census_of(document);
	const struct encoding *declared[2] = {NULL, NULL};

	declarations_of(document, origin, markup, declared);
	const struct encoding *first = declared[0] ? declared[0] : declared[1];
	if (is_utf8(&census, first)) {
		*text = (struct text){(const char *)document.data, document.length};
		return utf8;
	}
	/* Damaged or cut UTF-8: other encodings would not form so many good sequences by chance. */
	if (census.good > 4 * census.bad && !(first && first->multibyte)) {
		*text = text_repair(arena, document);
		return utf8;
	}
	const struct encoding *encoding = decode_strictly(&conversion, declared, 2, text);
	if (encoding)
		return encoding;
	const struct encoding *guessed = encoding_guessed(document, census.first);
	/* Declared and nearly right: a few damaged bytes, not another encoding. */
	size_t tolerance = 8 + document.length / 100;
	const struct encoding *candidates[] = {first == utf8 ? NULL : first, guessed,
					       &encodings[WINDOWS_1252]};
	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++)
		if (candidates[i] && decode_as(&conversion, candidates[i], tolerance, text))
			return candidates[i];
	convert(&conversion, &encodings[WINDOWS_1252], SIZE_MAX, text);
	return &encodings[WINDOWS_1252];
}

int32_t charset_mend_c1(int32_t codepoint)
{
	static const uint16_t windows_1252[32] = {
		0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
		0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
		0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
	};

	return codepoint >= 0x80 && codepoint < 0xa0 ? windows_1252[codepoint - 0x80] : codepoint;
}

/* The next character as XML may have it; 0 for one that goes. Moves the position behind it. */
static int32_t cleaned_at(struct text text, size_t *position)
{
	int32_t c = charset_mend_c1(text_codepoint(text, position));

	if (c == '\r') {
		if (*position < text.length && text.data[*position] == '\n')
			return 0;
		return '\n';
	}
	if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0xfffe ||
	    c == 0xffff)
		return 0;
	return c;
}

/* Bytes looked at in one step where nothing is to be expected in them: a loop that the compiler vectorises. */
#define STEP 32

static bool is_plain(const char *data)
{
	unsigned char other = 0;

	for (size_t k = 0; k < STEP; k++) {
		unsigned char c = (unsigned char)data[k];
		other |= ((c < 0x20) & (c != '\t') & (c != '\n')) | (c >= 0x7f);
	}
	return !other;
}

/* From the position on, where the first character is that cannot stay as it is. */
static size_t clean_until(struct text text, size_t i)
{
	while (i < text.length) {
		if (i + STEP <= text.length && is_plain(text.data + i)) {
			i += STEP;
			continue;
		}
		for (size_t end = i + STEP; i < end && i < text.length;) {
			unsigned char c = (unsigned char)text.data[i];
			size_t next = i;
			if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
				return i;
			int32_t codepoint = text_codepoint(text, &next);
			if (c >= 0x80 && (codepoint < 0xa0 || codepoint == 0xfffe || codepoint == 0xffff))
				return i;
			i = next;
		}
	}
	return i;
}

static size_t encode(int32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static struct text cleaned(struct arena *arena, struct text text)
{
	size_t good = clean_until(text, 0), n = 0;

	if (good == text.length)
		return text;
	/* A C1 control has two bytes and what stands for it up to three: half as much again is enough. */
	char *out = arena_alloc(arena, text.length + text.length / 2 + 4);
	for (size_t i = 0; i < text.length; good = clean_until(text, i)) {
		memcpy(out + n, text.data + i, good - i);
		n += good - i;
		i = good;
		int32_t c = i < text.length ? cleaned_at(text, &i) : 0;
		if (c)
			n += encode(c, out + n);
	}
	return (struct text){out, n};
}

bool charset_decode(struct arena *arena, struct bytes document, const struct origin *origin,
		    enum markup markup, struct text *text, struct text *charset,
		    struct error *error)
{
	if (!document.length)
		return error_set(error, ERROR_DATA, "the document is empty");
	const struct encoding *encoding = encoding_marked(&document);
	struct text decoded = TEXT_NONE;
	if (encoding == utf8) {
		decoded = text_repair(arena, document);
	} else if (encoding) {
		struct conversion conversion = {.arena = arena, .document = document};
		convert(&conversion, encoding, SIZE_MAX, &decoded);
	} else {
		encoding = decode_unmarked(arena, document, origin, markup, &decoded);
	}
	*text = cleaned(arena, decoded);
	*charset = text_of(encoding->name);
	return true;
}
