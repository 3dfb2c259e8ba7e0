#include "parsers/months.h"

#define LONGEST_NAME 40

/*
 * By their first letters in lower case; the longest that a word begins with counts. English,
 * German, French, Spanish, Portuguese, Italian, Dutch, the Nordic and the Slavic languages, Hungarian,
 * Romanian, Turkish, Greek, Indonesian, Arabic, Persian, Urdu, Hebrew and Hindi (CLDR's abbreviations).
 */
static const char *const names[12] = {
	"jan ene gen ian янв яну јан січ ιαν oca sty led tammi يناير جنوری ژانویه ינואר जन كانون",
	"feb fév fev fév úno úno lut helmi şub фев феб лют φεβ فبراير شباط فروری فوریه פברואר फ़र फर",
	"maalis márc már mär mrt mar bře мар бер μάρ μαρ مارس آذار مارچ מרץ मार्च",
	"apr avr abr ápr kwi dub huhti nis апр кві απρ أبريل إبريل ابريل نيسان اپریل آوریل אפריל अप्रैल",
	"may mai maj mei mag máj kvě touko май мая мај тра μάι μαΐ μαι مايو أيار مئی מאי मई",
	"jun juin giu iun jún cze kesä haz июн юни јун чер ιούν ιουν يونيو حزيران جون ژوئن יוני जून",
	"července červenec jul juil lug iul júl "
	"lip heinä tem июл юли јул лип ιούλ ιουλ يوليو تموز جولائی ژوئیه יולי जुलाई",
	"aug aoû aou ago agu ogo sie srp elo ağu авг сер αύγ αυγ أغسطس اغسطس اگست اوت אוגוסט अगस्त",
	"sep set szept wrz zář syys eyl сен сеп вер σεπ سبتمبر أيلول ستمبر سپتامبر ספטמבר सितं सितम्",
	"oct okt out ott paź říj loka eki окт жов οκτ أكتوبر اكتوبر اکتوبر اکتبر אוקטובר अक्टू अक्तू",
	"nov noi lis marras kas ноя ное нов лис νοέ νοε نوفمبر نومبر نوامبر נובמבר नवं नवम्",
	"dec déc dez dic des dis gru pro joulu ara дек дец гру δεκ ديسمبر دسمبر دسامبر דצמבר दिसं दिसम्",
};

/*
 * Whole, folded, as pages show them to readers: English, German, French, Spanish, Portuguese, Italian, Dutch,
 * Polish, Russian, Ukrainian, Czech, the Nordic languages, Turkish, Indonesian, Romanian, Greek, Arabic.
 */
static const char *const whole[12] = {
        "january|januar|jänner|janvier|enero|janeiro|gennaio|januari|stycznia|styczeń|января|"
        "січня|ledna|leden|ocak|ianuarie|ιανουαρίου|يناير",
        "february|februar|feber|février|febrero|fevereiro|febbraio|februari|lutego|luty|февраля|"
        "лютого|února|únor|şubat|februarie|φεβρουαρίου|فبراير",
        "march|märz|maerz|mars|marzo|março|maart|marca|marzec|марта|березня|března|březen|mart|"
        "maret|martie|μαρτίου|مارس",
        "april|avril|abril|aprile|kwietnia|kwiecień|апреля|квітня|dubna|duben|nisan|aprilie|"
        "απριλίου|أبريل",
        "may|mai|mayo|maio|maggio|mei|maja|maj|мая|травня|května|květen|mayıs|μαΐου|مايو",
        "june|juni|juin|junio|junho|giugno|czerwca|czerwiec|июня|червня|června|červen|haziran|"
        "iunie|ιουνίου|يونيو",
        "july|juli|juillet|julio|julho|luglio|lipca|lipiec|июля|липня|července|červenec|temmuz|"
        "iulie|ιουλίου|يوليو",
        "august|août|agosto|augustus|augusti|sierpnia|sierpień|августа|серпня|srpna|srpen|"
        "ağustos|agustus|αυγούστου|أغسطس",
        "september|septembre|septiembre|setiembre|setembro|settembre|września|wrzesień|сентября|"
        "вересня|září|eylül|septembrie|σεπτεμβρίου|سبتمبر|sept",
        "october|oktober|octobre|octubre|outubro|ottobre|października|październik|октября|жовтня|"
        "října|říjen|ekim|octombrie|οκτωβρίου|أكتوبر",
        "november|novembre|noviembre|novembro|listopada|listopad|ноября|листопада|kasım|"
        "noiembrie|νοεμβρίου|نوفمبر",
        "december|dezember|décembre|diciembre|dezembro|dicembre|grudnia|grudzień|декабря|грудня|"
        "prosince|prosinec|aralık|desember|decembrie|δεκεμβρίου|ديسمبر",
};

/* Looked through for each word of each date of each feed: letter by letter, without making texts of the names. */
static size_t longest_match(struct text word, const char *at)
{
	size_t longest = 0;

	while (*at) {
		size_t same = 0;
		while (same < word.length && at[same] != ' ' && at[same] && at[same] == word.data[same])
			same++;
		at += same;
		if ((*at == ' ' || !*at) && same > longest)
			longest = same;
		while (*at && *at != ' ')
			at++;
		at += *at == ' ';
	}
	return longest;
}

int month_named(struct text word)
{
	char buffer[LONGEST_NAME];
	size_t longest = 0;
	int month = 0;

	if (word.length > LONGEST_NAME)
		return 0;
	word = text_lower(word, buffer, sizeof(buffer));
	for (int i = 0; i < 12; i++) {
		size_t length = longest_match(word, names[i]);
		if (length > longest) {
			longest = length;
			month = i + 1;
		}
	}
	return month;
}

/* The whole name, or its first three bytes or more. */
static bool is_called(struct text word, struct text list)
{
	struct text name;

	while (text_next(&list, '|', &name))
		if (word.length >= 3 && word.length <= name.length && text_starts(name, word))
			return true;
	return false;
}

int month_called(struct text word)
{
	for (int i = 0; word.length && i < 12; i++)
		if (is_called(word, text_of(whole[i])))
			return i + 1;
	return 0;
}
