#include "lexicon/compile_yield.h"

#include <string.h>

static bool read_role(struct builder *builder, struct rule_instance *instance, struct text key,
		      struct text value, struct table_yield *yield)
{
	static const char *const roles[] = {"count",    "actor",  "target", "place",    "revises",
					    "duration", "source", "status", "modality", "scope",
					    "plover",   NULL};

	for (size_t i = 0; i < CAPTURES; i++) {
		if (!text_equal(key, text_of(roles[i])))
			continue;
		for (size_t k = 0; k < instance->names_count; k++)
			if (text_equal(instance->names[k], value)) {
				yield->captures[i] = (int8_t)k;
				instance->used |= 1U << k;
				return true;
			}
		return builder_fail(builder, "nothing is captured as \"%.*s\"; a pattern captures by \"%.*s:CLASS\"",
				    TEXT_ARGS(value), TEXT_ARGS(value));
	}
	struct table_string string = builder_string(builder, value);
	if (text_equal(key, TEXT("plover"))) {
		yield->plover = string;
		return true;
	}
	if (text_equal(key, TEXT("status"))) {
		yield->status = string;
		return builder_check_value(builder, VALUE_STATUS, value);
	}
	if (text_equal(key, TEXT("modality"))) {
		yield->modality = string;
		return builder_check_value(builder, VALUE_MODALITY, value);
	}
	if (text_equal(key, TEXT("scope"))) {
		yield->scope = string;
		return builder_check_value(builder, VALUE_SCOPE, value);
	}
	return builder_fail_among(builder, "key of a yield", key, roles);
}

static bool read_flag(struct text word, struct table_yield *yield)
{
	static const struct {
		const char *name;
		uint32_t flag;
	} flags[] = {
		{"part", YIELD_PART}, {"toll", YIELD_TOLL},   {"weak", YIELD_WEAK}, {"none", YIELD_ZERO},
		{"counted", YIELD_NEEDS_COUNT}, {"named", YIELD_NAMED}, {"one", YIELD_ONE},
		{"nothing", YIELD_NOTHING}, {"only", YIELD_ONLY}, {"also", YIELD_ALSO},
		{"apart", YIELD_APART}, {"beside", YIELD_BESIDE}, {"self", YIELD_ONE | YIELD_SELF},
		{"more", YIELD_MORE}, {"doer", YIELD_SELF}, {"elsewhere", YIELD_ELSEWHERE}, {"company", YIELD_COMPANY},
		{"them", YIELD_THEM},
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (text_equal(word, text_of(flags[i].name))) {
			yield->flags |= flags[i].flag;
			return true;
		}
	return false;
}

bool yield_read(struct builder *builder, struct rule_instance *instance, struct text text)
{
	struct table_yield yield = {0};
	struct text rest = text, word;
	unsigned confidence = 80;

	memset(yield.captures, -1, sizeof(yield.captures));
	while (text_next(&rest, ' ', &word)) {
		word = text_trim(word);
		size_t equals = text_find(word, TEXT("="), 0);
		int64_t number;
		if (!word.length || read_flag(word, &yield))
			continue;
		if (equals != TEXT_NOT_FOUND) {
			if (!read_role(builder, instance, text_slice(word, 0, equals),
				       text_slice(word, equals + 1, word.length), &yield))
				return false;
		} else if (text_number(word, &number) && number > 0 && number <= 100) {
			confidence = (unsigned)number;
		} else if (!yield.type.length) {
			yield.type = builder_string(builder, word);
			if (!builder_check_value(builder, VALUE_TYPE, word))
				return false;
		} else {
			yield.effect = builder_string(builder, word);
			if (!builder_check_value(builder, VALUE_EFFECT, word))
				return false;
		}
	}
	for (size_t i = instance->first_rule; i < builder->rules.count; i++) {
		struct table_rule *rule = &builder->rules.list[i];
		if (!rule->yields)
			rule->yield = (uint32_t)builder->yields.count;
		rule->yields++;
		rule->confidence = (uint16_t)confidence;
	}
	struct table_yield *added = BUILDER_ADD(builder, yields);
	*added = yield;
	return true;
}
