/*
 * The debug view: each sentence with its groups, the scopes of what was found in it, the facts with
 * their rules, and the incidents that the facts came to. Structure and words only: who prints it
 * breaks the lines and colours them.
 */
#include "extraction/explain.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/writer.h"
#include "extraction/scopes.h"
#include "extraction/stages.h"

#define LONGEST_LINE KIB(64)
#define CLASSES_SHOWN 3 /* of a word; those of the tables first */

struct view {
	struct arena *arena;
	const struct document *document;
	struct explanation *explanation;
	size_t room;
};

static void add_line(struct view *view, enum explain_kind kind, struct text label, struct text text)
{
	struct explanation *explanation = view->explanation;

	explanation->lines = arena_grow(view->arena, explanation->lines, explanation->count, &view->room,
					sizeof(*explanation->lines));
	explanation->lines[explanation->count++] = (struct explain_line){kind, label, text};
}

static struct writer line_of(const struct view *view)
{
	return writer_new(view->arena, LONGEST_LINE);
}

static void put_bounds(struct writer *writer, int64_t low, int64_t high)
{
	if (low != INTEGER_NONE)
		writer_format(writer, "%" PRId64, low);
	if (low == high)
		return;
	writer_put(writer, TEXT(".."));
	if (high != INTEGER_NONE)
		writer_format(writer, "%" PRId64, high);
}

static void put_days(struct writer *writer, const struct view *view, struct timespan span)
{
	struct text start = day_format(view->arena, span.start), end = day_format(view->arena, span.end);

	writer_format(writer, "%.*s", TEXT_ARGS(start));
	if (!text_equal(start, end))
		writer_format(writer, "..%.*s", TEXT_ARGS(end));
}

/* --- groups --- */

/* What a group is first of all, in this order. */
static const unsigned groups[] = {
	CLASS_TIME, CLASS_DURATION, CLASS_PLACE, CLASS_PERSON, CLASS_NAME, CLASS_NUM, CLASS_MEASURE,
	CLASS_ACTOR, CLASS_BODY, CLASS_EVENT, CLASS_THING, CLASS_ANIMAL,
};

static struct text group_name(const struct document *document, const struct item *item)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (set_has(&item->set, groups[i]))
			return lexicon_class_name(document->lexicon, groups[i]);
	return TEXT_NONE;
}

static void put_group(struct writer *writer, const struct view *view, const struct item *item,
		      struct text name)
{
	struct text words = tokens_text(view->document, item->first, item->end);

	writer_format(writer, "[%.*s %.*s", TEXT_ARGS(name), TEXT_ARGS(words));
	if (item->amount.known) {
		writer_put(writer, TEXT(" n="));
		put_bounds(writer, item->amount.low, item->amount.high);
	}
	if (day_known(item->span.start)) {
		writer_put_char(writer, ' ');
		put_days(writer, view, item->span);
	}
	if (item->name.length && !text_equal(item->name, words))
		writer_format(writer, " = %.*s", TEXT_ARGS(item->name));
	if (item->country[0])
		writer_format(writer, " %.2s", item->country);
	writer_put_char(writer, ']');
}

/* Of a word those classes that rules and scopes ask for; grammar goes without saying. */
static bool is_shown(const struct document *document, const struct item *item, unsigned class)
{
	static const unsigned asked[] = {CLASS_SAY, CLASS_ACCORDING, CLASS_POSSIBLE, CLASS_PLANNED,
					 CLASS_DENY, CLASS_CONDITION, CLASS_CUMULATIVE, CLASS_NOT,
					 CLASS_INCLUDING, CLASS_ANOTHER, CLASS_REPORTEDLY,
					 CLASS_KILL, CLASS_DIE, CLASS_DEAD, CLASS_FEARED};

	if (!set_has(&item->set, class))
		return false;
	struct text name = lexicon_class_name(document->lexicon, class);
	if (class >= CLASSES_KNOWN)
		return name.length && name.data[0] != '"';
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if (asked[i] == class)
			return true;
	return false;
}

/* The classes at which the rule began that made a fact of this item; NULL where none did. */
static const struct table_set *used_at(const struct document *document, const struct sentence *sentence, size_t item)
{
	const struct lexicon *lexicon = document->lexicon;

	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *found = &document->found[i];
		if (&document->sentences[found->sentence] != sentence || found->item != item)
			continue;
		for (size_t k = 0; k < lexicon->header->rules.count; k++)
			if (text_equal(lexicon_string(lexicon, lexicon->rules[k].name), found->fact.rule))
				return &lexicon->sets[lexicon->elements[lexicon->rules[k].element +
									lexicon->rules[k].anchor].set];
	}
	return NULL;
}

static void put_word(struct writer *writer, const struct view *view, const struct item *item,
		     const struct table_set *used)
{
	const struct document *document = view->document;
	unsigned shown = 0;

	writer_put(writer, tokens_text(document, item->first, item->end));
	for (unsigned class = 0; class < CLASSES_MOST && shown < CLASSES_SHOWN; class++) {
		if (!is_shown(document, item, class) || (used && !set_has(used, class)))
			continue;
		writer_put_char(writer, shown++ ? '|' : ':');
		writer_put(writer, lexicon_class_name(document->lexicon, class));
	}
}

/* The hyphen between two halves of a word. */
static void put_gap(struct writer *writer, const struct document *document, size_t token)
{
	size_t end = document->tokens[token - 1].word.end, start = document->tokens[token].word.start;

	if (start > end)
		writer_put(writer, text_slice(document->text, end, start));
}

static void add_groups(struct view *view, const struct sentence *sentence)
{
	struct writer writer = line_of(view);

	for (size_t i = 0; i < sentence->items_count; i++) {
		const struct item *item = &sentence->items[i];
		struct text name = group_name(view->document, item);
		bool spaced = view->document->tokens[item->first].word.flags & WORD_SPACED;
		if (i && (spaced || name.length))
			writer_put_char(&writer, ' ');
		else if (i)
			put_gap(&writer, view->document, item->first);
		if (name.length)
			put_group(&writer, view, item, name);
		else
			put_word(&writer, view, item, used_at(view->document, sentence, i));
	}
	add_line(view, EXPLAIN_GROUPS, TEXT("groups"), writer_text(&writer));
}

/* --- facts --- */

static void put_actors(struct writer *writer, const char *role, const struct actor *actors, size_t count)
{
	for (size_t i = 0; i < count; i++)
		writer_format(writer, "%s %.*s", i ? "," : role, TEXT_ARGS(actors[i].name));
}

static void put_place(struct writer *writer, const struct place *place)
{
	if (place && place->name.length)
		writer_format(writer, "; place %.*s%s%.*s", TEXT_ARGS(place->name),
			      place->country.length ? " " : "", TEXT_ARGS(place->country));
}

static void put_time(struct writer *writer, const struct view *view, const struct timespan *time)
{
	if (!time)
		return;
	writer_put(writer, TEXT("; time "));
	put_days(writer, view, *time);
}

static struct text without_start(struct text line)
{
	return text_slice(line, line.length < 2 ? line.length : 2, line.length);
}

/* What stands around the fact's anchor: who says it, whether it is so, how often, when, where. */
static struct text scopes_text(struct view *view, const struct found *found)
{
	static const char *const modalities[] = {"", "actual", "possible", "planned", "denied"};
	const struct sentence *sentence = &view->document->sentences[found->sentence];
	struct writer writer = line_of(view);
	char country[2] = {0};
	struct text source = scope_source(view->document, sentence, found->item, country);
	size_t time = scope_time(sentence, found->item), place = scope_place(sentence, found->item);

	if (source.length)
		writer_format(&writer, "; said by \"%.*s\"", TEXT_ARGS(source));
	writer_format(&writer, "; %s", modalities[scope_modality(sentence, found->item)]);
	writer_format(&writer, "; %s", scope_cumulative(sentence, found->item) ? "more than one event" : "one event");
	if (time < sentence->items_count && day_known(sentence->items[time].span.start))
		put_time(&writer, view, &sentence->items[time].span);
	if (place < sentence->items_count)
		writer_format(&writer, "; place %.*s", TEXT_ARGS(sentence->items[place].name));
	return without_start(writer_text(&writer));
}

static void put_head(struct writer *writer, const struct fact *fact)
{
	writer_format(writer, "%s", fact_type_names[fact->type]);
	if (fact->effect)
		writer_format(writer, " %s", effect_names[fact->effect]);
	if (fact->status)
		writer_format(writer, " %s", fact_status_names[fact->status]);
	if (fact->count) {
		writer_put_char(writer, ' ');
		put_bounds(writer, fact->count->low, fact->count->high);
	}
	if (fact->victims.length)
		writer_format(writer, " \"%.*s\"", TEXT_ARGS(fact->victims));
	if (fact->part)
		writer_put(writer, TEXT(", a part"));
	if (fact->scope == SCOPE_CUMULATIVE)
		writer_put(writer, TEXT(", cumulative"));
	if (fact->modality > MODALITY_ACTUAL)
		writer_format(writer, ", %s",
			      fact->modality == MODALITY_POSSIBLE  ? "possible"
			      : fact->modality == MODALITY_PLANNED ? "planned"
								   : "denied");
}

static struct text details(struct view *view, const struct fact *fact)
{
	struct writer writer = line_of(view);

	writer_format(&writer, "; rule %.*s, confidence %.2f", TEXT_ARGS(fact->rule), fact->confidence);
	put_place(&writer, fact->place);
	put_time(&writer, view, fact->time);
	put_actors(&writer, "; actor", fact->actor, fact->actor_count);
	put_actors(&writer, "; target", fact->target, fact->target_count);
	for (size_t i = 0; i < fact->names_count; i++)
		writer_format(&writer, "; named %.*s", TEXT_ARGS(fact->names[i].name));
	if (fact->source.length)
		writer_format(&writer, "; source %.*s", TEXT_ARGS(fact->source));
	if (fact->revises) {
		writer_put(&writer, TEXT("; instead of "));
		put_bounds(&writer, fact->revises->low, fact->revises->high);
	}
	return without_start(writer_text(&writer));
}

static void add_facts(struct view *view, size_t sentence)
{
	const struct document *document = view->document;
	struct text before = TEXT_NONE;

	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *found = &document->found[i];
		if (found->sentence != sentence)
			continue;
		struct writer head = line_of(view);
		struct text scopes = scopes_text(view, found);
		if (!text_equal(scopes, before))
			add_line(view, EXPLAIN_SCOPES, TEXT("scopes"), scopes);
		before = scopes;
		put_head(&head, &found->fact);
		add_line(view, EXPLAIN_FACT, text_format(view->arena, "=> %zu", i), writer_text(&head));
		add_line(view, EXPLAIN_DETAIL, TEXT_NONE, details(view, &found->fact));
	}
}

static void add_sentence(struct view *view, size_t number)
{
	const struct sentence *sentence = &view->document->sentences[number];
	bool read = sentence->items_count && !sentence->boilerplate;
	struct text label = sentence->boilerplate ? TEXT("left out")
			    : sentence->title		       ? TEXT("title")
							       : text_format(view->arena, "%zu", number);

	add_line(view, read ? EXPLAIN_SENTENCE : EXPLAIN_PASSED, label,
		 tokens_text(view->document, sentence->first, sentence->end));
	if (read)
		add_groups(view, sentence);
	add_facts(view, number);
}

/* --- incidents --- */

static void add_incident(struct view *view, const struct incident *incident)
{
	struct writer writer = line_of(view), facts = line_of(view);

	writer_format(&writer, "%s", fact_type_names[incident->type]);
	for (unsigned i = 1; i < EFFECTS; i++) {
		if (!incident->effects[i])
			continue;
		writer_format(&writer, ", %s ", effect_names[i]);
		put_bounds(&writer, incident->effects[i]->low, incident->effects[i]->high);
	}
	put_place(&writer, incident->place);
	put_time(&writer, view, incident->time);
	put_actors(&writer, "; actor", incident->actor, incident->actor_count);
	add_line(view, EXPLAIN_INCIDENT, TEXT("incident"), writer_text(&writer));
	for (size_t i = 0; i < incident->facts_count; i++)
		writer_format(&facts, "%s%" PRId64, i ? ", " : "of facts ", incident->facts[i]);
	add_line(view, EXPLAIN_DETAIL, TEXT_NONE, writer_text(&facts));
}

struct explanation *extract_explain(struct arena *arena, const struct lexicon *lexicon,
				    struct article *article)
{
	struct explanation *explanation = arena_alloc(arena, sizeof(*explanation));
	const struct document *document = document_read(arena, lexicon, article);
	struct view view = {.arena = arena, .document = document, .explanation = explanation};

	for (size_t i = 0; i < document->sentences_count; i++)
		add_sentence(&view, i);
	for (size_t i = 0; i < document->report->incidents_count; i++)
		add_incident(&view, &document->report->incidents[i]);
	return explanation;
}
