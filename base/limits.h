/*
 * Every limit on what comes from outside, with its reason. A size meets its limit here before it
 * meets an allocator. Bytes unless the name says otherwise.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB(n) ((size_t)(n) << 10)
#define MIB(n) ((size_t)(n) << 20)

/* The largest real feeds of the corpus are 1.3 MB; 8 MiB is six times that. Decoded bytes. */
#define LIMIT_FEED MIB(8)
/* The largest real article page seen is 2.6 MB. Decoded bytes. */
#define LIMIT_PAGE MIB(4)
/* The text of one article; a long live blog has 200 kB. */
#define LIMIT_ARTICLE_TEXT MIB(1)
/* One line of --jsonl and replay: an article's text with its escapes. */
#define LIMIT_JSON_LINE MIB(8)
/* Header lines of one response, all together. */
#define LIMIT_HEADERS KIB(64)
/* RFC 9110 recommends 8000 octets at least; longer links are advertising. */
#define LIMIT_URL KIB(8)
#define LIMIT_ETAG KIB(1)
/* Link headers of one answer, together; those of WebSub are two. */
#define LIMIT_LINKS KIB(8)
#define LIMIT_TITLE KIB(2)
#define LIMIT_NAME 512
/* Entries taken from one feed, newest first in document order; the corpus' longest has 1,300. */
#define LIMIT_ENTRIES 2000
/* Defects listed of one document; more of them tell nobody more. */
#define LIMIT_DEFECTS 64
/* libxml2 2.9.14 takes time quadratic in the attributes of one tag: 100,000 hold it for a minute. */
#define LIMIT_ATTRIBUTES 256
/* What is kept of an HTML tag; real ones have up to 40, and 4 MiB of tags with 256 each take a second. */
#define LIMIT_HTML_ATTRIBUTES 64
/* Real pages stay under 120; libxml2 looks through all open elements at each end tag without a start. */
#define LIMIT_HTML_DEPTH 400
/* Elements, attributes and texts of one page: each takes 120 bytes and more. Of 522 pages the largest
 * has 30,000. */
#define LIMIT_HTML_NODES 150000
/* Elements inside one another; real pages stay under 120, our walks are iterative. */
#define LIMIT_DEPTH 2000
/* Facts and incidents of one article. A war's live blog has some 300 facts. */
#define LIMIT_FACTS 2000
#define LIMIT_INCIDENTS 200
/* Groups and words of one article that are read for facts: a text of 1 MB in sentences of news has 90,000. */
#define LIMIT_ITEMS 120000

/* What one document may take in the reader (feed, page, or extraction), in the arena. */
#define LIMIT_READER_ARENA MIB(96)
/* The reader's address space, as RLIMIT_AS. */
#define LIMIT_READER_ADDRESS_SPACE MIB(256)
/* CPU seconds of one reader in its life, as RLIMIT_CPU: ten times what its documents take on average. */
#define LIMIT_READER_CPU_S 600
/* Wall clock from its start until a reader says that it is ready. */
#define LIMIT_READER_START_MS 10000
/* Wall clock for one document; the parent kills the reader behind it. */
#define LIMIT_READER_MS 2000
/* A reader is replaced after so many documents: fragmentation and leaks end there. */
#define LIMIT_READER_DOCUMENTS 1000
/* Deaths of readers over one document, after which it is given up. */
#define LIMIT_READER_ATTEMPTS 3
/* One frame between daemon and reader: a page, or a report of it. */
#define LIMIT_FRAME MIB(16)
/* Values of one JSON document that becomes a struct: 2,000 facts of 60 each are an eighth. */
#define LIMIT_JSON_VALUES 1000000
/* What one report may take on the desk, in its arena. */
#define LIMIT_DESK_ARENA MIB(64)
/*
 * Tracked records that the store keeps in memory: 3 kB each as a rule, 4,000 are alive in a month. Those
 * beyond are read when they are wanted.
 */
#define LIMIT_RECORDS_KEPT MIB(32)

/* An operator's lexicon, all files together: GeoNames' cities over 5,000 as a table have 12 MB. */
#define LIMIT_LEXICON MIB(64)
#define LIMIT_LEXICON_FILES 200
/* What it takes once it is compiled, and its files while they are. */
#define LIMIT_LEXICON_ARENA MIB(256)

/* The control socket: bytes of one request line, clients at once, seconds of silence. */
#define LIMIT_CONTROL_LINE KIB(4)
#define LIMIT_CONTROL_CLIENTS 64
#define LIMIT_CONTROL_IDLE_S 5

/* Why a person has ruled something: a few sentences, beside the rest of a request. */
#define LIMIT_REASON KIB(1)

/* Retry-After and max-age are believed up to a day. */
#define LIMIT_RETRY_AFTER_S 86400

/* The bottom-k sketch of an article's shingles: containment of half is seen to within .03. */
#define LIMIT_SKETCH 512
/* Places that title and lead name: a title has room for four, a lead for as many and their provinces. */
#define LIMIT_REPORT_PLACES 16
/* Two at war, the one that mediates, and where they meet. */
#define LIMIT_REPORT_COUNTRIES 4
/* Terms that stand for an article's story. */
#define LIMIT_STORY_TERMS 400
/* Paragraph hashes kept of one article. */
#define LIMIT_PARAGRAPHS 1000

#endif
