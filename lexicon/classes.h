/*
 * The classes of words and groups that the grammar in extraction/ knows by name. Every other class
 * arises in the tables, where rules and words meet; the C never hears of it.
 */
#ifndef LEXICON_CLASSES_H
#define LEXICON_CLASSES_H

/*
 * What extraction/ makes of words that need not be of the class themselves: every class that it gives
 * to a group stands here, for the gate takes all others for absent where no word of a sentence has them.
 * ACTOR is made too, but only of words with TRAIT_ACTOR (traits.h) and of ordinals: the gate adds it itself.
 */
#define LEXICON_CLASSES_MADE(X)                                                                    \
	X(PERSON) X(NAME) X(NUM) X(PLACE) X(TIME) X(EVENT) X(OTHER) X(HOSPITAL)                    \
	X(COMMA) X(SEMICOLON) X(DASH) X(COLON) X(OPEN) X(CLOSE) X(QUOTE) X(STOP) X(PUNCT)          \
	X(POSSESSIVE) X(WORD) X(DURATION) X(MEASURE) X(SINGULAR) X(PLURAL) X(COUNTED) X(SOMEONE)   \
	X(COUNTRY) X(TOWN) X(NAMED_AFTER) X(NTH) X(WOUNDED) X(NOBODY) X(BODIES_OF) X(HELD)

#define LEXICON_CLASSES(X)                                                                         \
	LEXICON_CLASSES_MADE(X)                                                                    \
	X(ACTOR) X(THING) X(DEMONYM) X(BODY) X(SINCE)                                              \
	/* places and days that pass by */                                                                \
	X(RELEASE) X(STREETS) X(ABROAD) X(SUBURB) X(IN_ALL)                                               \
	/* names */                                                                                \
	X(TITLE) X(PLACE_HEAD) X(PLACE_PART) X(DIRECTION) X(NOT_NAME) X(NAME_PART) X(SUFFIX_VERB)  \
	X(SUFFIX_PLURAL) X(SUFFIX_PEOPLE) X(SUFFIX_SINGULAR) X(SUFFIX_ADVERB) X(CONTAINER)         \
	X(STREET) X(OCCUR)                                                                         \
	/* numbers and what stands before and behind them */                                       \
	X(CARDINAL) X(MULTIPLIER) X(VAGUE) X(FEW) X(AT_LEAST) X(AT_MOST) X(ABOUT) X(OR_MORE)       \
	X(BETWEEN) X(AND) X(OR) X(TO) X(NONE) X(ANOTHER) X(OTHERS) X(MORE) X(BOTH) X(ALL)          \
	X(ORDINAL) X(CURRENCY) X(UNIT) X(AGE) X(AGES) X(LABEL)                                     \
	/* time */                                                                                 \
	X(MONTH) X(WEEKDAY) X(PERIOD) X(AGO) X(LAST) X(NEXT) X(THIS) X(DAYPART) X(TODAY)           \
	X(EARLIER) X(MONTH_SMALL) X(WEEKEND) X(RECENT) X(LATEST) X(AHEAD) X(CLOCK) X(TIME_PREP)    \
	X(AS_OF)                                                                                   \
	/* grammar */                                                                              \
	X(INDEFINITE) X(DEFINITE) X(POSSESSOR) X(PREP) X(PLACE_PREP) X(OF) X(BY) X(ADVERB) X(BE)   \
	X(HAVE) X(AUX) X(PRONOUN) X(RELATIVE) X(SUBORDINATE) X(ADJECTIVE) X(NOT)                   \
	X(ABBREVIATION) X(INCLUDING) X(THAT) X(COMMON) X(CATENATIVE) X(WAR)                        \
	/* scopes */                                                                               \
	X(SAY) X(ACCORDING) X(POSSIBLE) X(PLANNED) X(DENY) X(CONDITION) X(CUMULATIVE)              \
	X(REPORTEDLY) X(SEPARATE) X(SPEAKER) X(FEARED) X(KILL) X(DIE) X(DEAD) X(ACCUSED)           \
	/* people and things */                                                                    \
	X(BODIES) X(ATTACKER) X(ANIMAL) X(LEADER) X(GROUP_OF) X(ALSO)                              \
	X(ALIAS) X(TROOPS) X(MEMBER) X(PUT_TO) X(AT_FIRST) X(ABDUCTED) X(EACH_OTHER)               \
	X(SHOOT) X(SELF) X(TOLL) X(STATE) X(DECLARED_DEAD) X(PAIR_FIRST) X(PAIR_SECOND)            \
	X(ALIVE) X(POLICE) X(ANYBODY) X(LEAVE) X(TAKE_IN) X(BLOCK)                                 \
	X(SUPERLATIVE) X(ALL_BUT) X(HIM) X(ORIGIN) X(HAD) X(AFTERMATH) X(WOULD) X(LIMB)            \
	X(BODYPART) X(IN_BODY) X(CUSTODY_V)                                                        \
	X(WRECK_V) X(COLLAPSE_V) X(BURST_V) X(DISASTER_V) X(HIT_V) X(EXPLODE)                      \
	X(DEATHS) X(INJURIES) X(CASUALTIES) X(COUNT_HARM) X(STRUCK) X(INJURE) X(INJURED)           \
	X(PERFECT) X(COMES) X(INSTEAD_OF) X(UNOFFICIAL) X(OFFICIAL_TOLL)                           \
	X(NAMED_THING) X(SHIP_PREFIX) X(NUMBER_OF)                                                 \
	X(TRUCE) X(STEP_TO) X(REVISE) X(ROLE_IN) X(YEARS_AFTER) X(YEAR_PREP)                       \
	X(COLLECTIVE) X(DEED) X(BESIDE) X(KIND_MALE) X(KIND_FEMALE) X(KIND_FORCES)                 \
	X(FATALITY) X(KIND_REBELS) X(KIND_CIVILIANS) X(KIND_OFFICIALS) X(REBUFF) X(NEWS_OF_DEATH)  \
	/* the whole text */                                                                       \
	X(BOILERPLATE) X(AGENCY) X(STOPWORD) X(DATELINE) X(TOPIC_SPORT) X(TOPIC_DRILL)             \
	X(TOPIC_FICTION) X(TOPIC_KITCHEN) X(TOPIC_MARKET) X(TOPIC_SCIENCE) X(TOPIC_TALK)           \
	X(TOPIC_REAL)                                                                              \
	X(MARK_CORRECTION) X(MARK_ARCHIVE) X(MARK_ANNIVERSARY) X(MARK_VERDICT) X(MARK_OPINION)     \
	X(MARK_ANALYSIS) X(MARK_OBITUARY) X(MARK_SECOND) X(MARK_LIVE) X(MARK_ROUNDUP)              \
	X(MARK_STANDS_BY)                                                                          \
	/* kinds of events; the name behind EVENT_ is the fact's type */                           \
	X(EVENT_STRIKE) X(EVENT_LAUNCH) X(EVENT_ATTACK) X(EVENT_BOMBING) X(EVENT_SHOOTING)         \
	X(EVENT_CLASH) X(EVENT_DISASTER) X(EVENT_WRECK) X(EVENT_PROTEST)

enum lexicon_class {
#define X(name) CLASS_##name,
	LEXICON_CLASSES(X)
#undef X
	CLASSES_KNOWN,
};

/* How many of them are made; they are the first. */
enum {
#define X(name) +1
	CLASSES_MADE = 0 LEXICON_CLASSES_MADE(X)
#undef X
};

/* The most that one lexicon may have, those of its tables and rules included. */
#define CLASSES_MOST 832

#endif
