#include "parsers/lines.h"

#include <string.h>

#include "base/hash.h"
#include "base/writer.h"

/* How a phrase has to stand in a line, both folded. */
enum stands {
	WHOLE, /* it is the line, but for marks at its end */
	FIRST, /* the line begins with it */
	COLON, /* the same, with ':' behind it */
};

/* Longer lines are sentences of a story that happen to begin so. Bytes. */
#define FIRST_MOST 160
#define COLON_MOST 250
#define END_MOST 80

struct phrase {
	const char *phrase; /* folded: NFKC, small letters */
	enum stands stands;
	enum line_role role;
};

/*
 * What pages of many countries put between, before and behind the paragraphs of a story. A phrase
 * may stand in more than one way; the first row that holds decides.
 */
static const struct phrase phrases[] = {
        {"already a subscriber", FIRST, LINE_WALL},
        {"already have an account", FIRST, LINE_WALL},
        {"bereits abonnent", FIRST, LINE_WALL},
        {"cet article est réservé", FIRST, LINE_WALL},
        {"contenido exclusivo", FIRST, LINE_WALL},
        {"contenuto riservato", FIRST, LINE_WALL},
        {"conteúdo exclusivo", FIRST, LINE_WALL},
        {"continue reading with", FIRST, LINE_WALL},
        {"czytaj dalej", FIRST, LINE_WALL},
        {"diesen artikel weiterlesen", FIRST, LINE_WALL},
        {"dieser artikel ist für", FIRST, LINE_WALL},
        {"dieser inhalt ist", FIRST, LINE_WALL},
        {"déjà abonné", FIRST, LINE_WALL},
        {"este contenido es", FIRST, LINE_WALL},
        {"il vous reste", FIRST, LINE_WALL},
        {"jetzt weiterlesen", FIRST, LINE_WALL},
        {"keep reading", FIRST, LINE_WALL},
        {"la suite est réservée", FIRST, LINE_WALL},
        {"log in to continue", FIRST, LINE_WALL},
        {"log in to read", FIRST, LINE_WALL},
        {"para seguir leyendo", FIRST, LINE_WALL},
        {"per continuare a leggere", FIRST, LINE_WALL},
        {"pour lire la suite", FIRST, LINE_WALL},
        {"register to continue", FIRST, LINE_WALL},
        {"register to read", FIRST, LINE_WALL},
        {"sie möchten weiterlesen", FIRST, LINE_WALL},
        {"sign in to continue", FIRST, LINE_WALL},
        {"sign in to read", FIRST, LINE_WALL},
        {"subscribe now to", FIRST, LINE_WALL},
        {"subscribe to continue", FIRST, LINE_WALL},
        {"subscribe to read", FIRST, LINE_WALL},
        {"this article is for subscribers", FIRST, LINE_WALL},
        {"this content is for subscribers", FIRST, LINE_WALL},
        {"this story is for members", FIRST, LINE_WALL},
        {"this story is for subscribers", FIRST, LINE_WALL},
        {"to continue reading", FIRST, LINE_WALL},
        {"to read the full", FIRST, LINE_WALL},
        {"to read this", FIRST, LINE_WALL},
        {"unlock this", FIRST, LINE_WALL},
        {"weiterlesen mit", FIRST, LINE_WALL},
        {"ya soy suscriptor", FIRST, LINE_WALL},
        {"you have reached your", FIRST, LINE_WALL},
        {"you've reached your", FIRST, LINE_WALL},
        {"you’ve reached your", FIRST, LINE_WALL},
        {"материал доступен", FIRST, LINE_WALL},
        {"ad", WHOLE, LINE_NOTICE},
        {"ads", WHOLE, LINE_NOTICE},
        {"advert", WHOLE, LINE_NOTICE},
        {"advertentie", WHOLE, LINE_NOTICE},
        {"advertisement", WHOLE, LINE_NOTICE},
        {"advertisements", WHOLE, LINE_NOTICE},
        {"advertising", WHOLE, LINE_NOTICE},
        {"annonce", WHOLE, LINE_NOTICE},
        {"annons", WHOLE, LINE_NOTICE},
        {"anzeige", WHOLE, LINE_NOTICE},
        {"caption close", WHOLE, LINE_NOTICE},
        {"close", WHOLE, LINE_NOTICE},
        {"comments comments", WHOLE, LINE_NOTICE},
        {"copy link", WHOLE, LINE_NOTICE},
        {"drucken", WHOLE, LINE_NOTICE},
        {"email", WHOLE, LINE_NOTICE},
        {"enlarge this image", WHOLE, LINE_NOTICE},
        {"hide caption", WHOLE, LINE_NOTICE},
        {"iklan", WHOLE, LINE_NOTICE},
        {"listen to this article", WHOLE, LINE_NOTICE},
        {"loading", WHOLE, LINE_NOTICE},
        {"mainos", WHOLE, LINE_NOTICE},
        {"play video", WHOLE, LINE_NOTICE},
        {"print", WHOLE, LINE_NOTICE},
        {"promoted", WHOLE, LINE_NOTICE},
        {"pubblicità", WHOLE, LINE_NOTICE},
        {"publicidad", WHOLE, LINE_NOTICE},
        {"publicidade", WHOLE, LINE_NOTICE},
        {"publicité", WHOLE, LINE_NOTICE},
        {"reklama", WHOLE, LINE_NOTICE},
        {"share", WHOLE, LINE_NOTICE},
        {"sponsored", WHOLE, LINE_NOTICE},
        {"sponsored content", WHOLE, LINE_NOTICE},
        {"tags", WHOLE, LINE_NOTICE},
        {"teilen", WHOLE, LINE_NOTICE},
        {"text size", WHOLE, LINE_NOTICE},
        {"toggle caption", WHOLE, LINE_NOTICE},
        {"topics", WHOLE, LINE_NOTICE},
        {"view gallery", WHOLE, LINE_NOTICE},
        {"watch now", WHOLE, LINE_NOTICE},
        {"werbung", WHOLE, LINE_NOTICE},
        {"реклама", WHOLE, LINE_NOTICE},
        {"إعلان", WHOLE, LINE_NOTICE},
        {"广告", WHOLE, LINE_NOTICE},
        {"広告", WHOLE, LINE_NOTICE},
        {"광고", WHOLE, LINE_NOTICE},
        {"categories", COLON, LINE_NOTICE},
        {"category", COLON, LINE_NOTICE},
        {"emneord", COLON, LINE_NOTICE},
        {"etiquetas", COLON, LINE_NOTICE},
        {"filed in", COLON, LINE_NOTICE},
        {"filed under", COLON, LINE_NOTICE},
        {"kategorie", COLON, LINE_NOTICE},
        {"kategorien", COLON, LINE_NOTICE},
        {"mots-clés", COLON, LINE_NOTICE},
        {"parole chiave", COLON, LINE_NOTICE},
        {"permalien", COLON, LINE_NOTICE},
        {"permalink", COLON, LINE_NOTICE},
        {"posted in", COLON, LINE_NOTICE},
        {"release date", COLON, LINE_NOTICE},
        {"schlagworte", COLON, LINE_NOTICE},
        {"schlagwörter", COLON, LINE_NOTICE},
        {"stichworte", COLON, LINE_NOTICE},
        {"słowa kluczowe", COLON, LINE_NOTICE},
        {"tag", COLON, LINE_NOTICE},
        {"tagi", COLON, LINE_NOTICE},
        {"tags", COLON, LINE_NOTICE},
        {"temas", COLON, LINE_NOTICE},
        {"themen", COLON, LINE_NOTICE},
        {"topics", COLON, LINE_NOTICE},
        {"trefwoorden", COLON, LINE_NOTICE},
        {"ämnen", COLON, LINE_NOTICE},
        {"étiquettes", COLON, LINE_NOTICE},
        {"метки", COLON, LINE_NOTICE},
        {"теги", COLON, LINE_NOTICE},
        {"# min read", FIRST, LINE_NOTICE},
        {"# minutes read", FIRST, LINE_NOTICE},
        {"# of #", FIRST, LINE_NOTICE},
        {"actualizado", FIRST, LINE_NOTICE},
        {"advertisement -", FIRST, LINE_NOTICE},
        {"aktualisiert am", FIRST, LINE_NOTICE},
        {"alle angaben ohne gewähr", FIRST, LINE_NOTICE},
        {"article continues", FIRST, LINE_NOTICE},
        {"continue reading", FIRST, LINE_NOTICE},
        {"dieser beitrag wurde", FIRST, LINE_NOTICE},
        {"dieser eintrag wurde", FIRST, LINE_NOTICE},
        {"image # of", FIRST, LINE_NOTICE},
        {"last updated", FIRST, LINE_NOTICE},
        {"letzte aktualisierung", FIRST, LINE_NOTICE},
        {"letzte änderung", FIRST, LINE_NOTICE},
        {"opublikowano", FIRST, LINE_NOTICE},
        {"photo # of", FIRST, LINE_NOTICE},
        {"pubblicato il", FIRST, LINE_NOTICE},
        {"publicado el", FIRST, LINE_NOTICE},
        {"publié le", FIRST, LINE_NOTICE},
        {"slide # of", FIRST, LINE_NOTICE},
        {"story continues", FIRST, LINE_NOTICE},
        {"this entry was posted", FIRST, LINE_NOTICE},
        {"veröffentlicht am", FIRST, LINE_NOTICE},
        {"zuletzt aktualisiert", FIRST, LINE_NOTICE},
        {"обновлено", FIRST, LINE_NOTICE},
        {"опубликовано", FIRST, LINE_NOTICE},
        {"a lire aussi", COLON, LINE_LINK},
        {"also read", COLON, LINE_LINK},
        {"also see", COLON, LINE_LINK},
        {"auch interessant", COLON, LINE_LINK},
        {"ayrıca bakınız", COLON, LINE_LINK},
        {"baca juga", COLON, LINE_LINK},
        {"citește și", COLON, LINE_LINK},
        {"czytaj również", COLON, LINE_LINK},
        {"czytaj także", COLON, LINE_LINK},
        {"czytaj też", COLON, LINE_LINK},
        {"das könnte sie auch interessieren", COLON, LINE_LINK},
        {"don't miss", COLON, LINE_LINK},
        {"don’t miss", COLON, LINE_LINK},
        {"dowiedz się więcej", COLON, LINE_LINK},
        {"further reading", COLON, LINE_LINK},
        {"guarda anche", COLON, LINE_LINK},
        {"ilgili haber", COLON, LINE_LINK},
        {"insight", COLON, LINE_LINK},
        {"le puede interesar", COLON, LINE_LINK},
        {"lea además", COLON, LINE_LINK},
        {"lea aquí", COLON, LINE_LINK},
        {"lea también", COLON, LINE_LINK},
        {"lee además", COLON, LINE_LINK},
        {"lee también", COLON, LINE_LINK},
        {"lees ook", COLON, LINE_LINK},
        {"leggi anche", COLON, LINE_LINK},
        {"leggi pure", COLON, LINE_LINK},
        {"leia mais", COLON, LINE_LINK},
        {"leia também", COLON, LINE_LINK},
        {"les også", COLON, LINE_LINK},
        {"lesen sie auch", COLON, LINE_LINK},
        {"lesen sie dazu", COLON, LINE_LINK},
        {"lesen sie hier", COLON, LINE_LINK},
        {"lesen sie mehr", COLON, LINE_LINK},
        {"lesen sie weiter", COLON, LINE_LINK},
        {"lihat juga", COLON, LINE_LINK},
        {"lire aussi", COLON, LINE_LINK},
        {"lire également", COLON, LINE_LINK},
        {"lisez aussi", COLON, LINE_LINK},
        {"listen", COLON, LINE_LINK},
        {"lue myös", COLON, LINE_LINK},
        {"läs mer", COLON, LINE_LINK},
        {"läs också", COLON, LINE_LINK},
        {"læs også", COLON, LINE_LINK},
        {"mehr dazu", COLON, LINE_LINK},
        {"mehr lesen", COLON, LINE_LINK},
        {"mehr zum thema", COLON, LINE_LINK},
        {"more", COLON, LINE_LINK},
        {"przeczytaj także", COLON, LINE_LINK},
        {"przeczytaj też", COLON, LINE_LINK},
        {"přečtěte si také", COLON, LINE_LINK},
        {"read", COLON, LINE_LINK},
        {"read also", COLON, LINE_LINK},
        {"read more", COLON, LINE_LINK},
        {"read next", COLON, LINE_LINK},
        {"related", COLON, LINE_LINK},
        {"saiba mais", COLON, LINE_LINK},
        {"se også", COLON, LINE_LINK},
        {"see also", COLON, LINE_LINK},
        {"see more", COLON, LINE_LINK},
        {"siehe auch", COLON, LINE_LINK},
        {"simak juga", COLON, LINE_LINK},
        {"te puede interesar", COLON, LINE_LINK},
        {"vea también", COLON, LINE_LINK},
        {"veja também", COLON, LINE_LINK},
        {"ver también", COLON, LINE_LINK},
        {"video", COLON, LINE_LINK},
        {"voir aussi", COLON, LINE_LINK},
        {"watch", COLON, LINE_LINK},
        {"zie ook", COLON, LINE_LINK},
        {"zobacz także", COLON, LINE_LINK},
        {"zobacz też", COLON, LINE_LINK},
        {"zum thema", COLON, LINE_LINK},
        {"à lire aussi", COLON, LINE_LINK},
        {"à lire également", COLON, LINE_LINK},
        {"čtěte také", COLON, LINE_LINK},
        {"διαβάστε επίσησ", COLON, LINE_LINK},
        {"по теме", COLON, LINE_LINK},
        {"смотрите также", COLON, LINE_LINK},
        {"читайте также", COLON, LINE_LINK},
        {"читать также", COLON, LINE_LINK},
        {"اقرأ أيضا", COLON, LINE_LINK},
        {"اقرأ أيضاً", COLON, LINE_LINK},
        {"اقرأ ايضا", COLON, LINE_LINK},
        {"شاهد أيضا", COLON, LINE_LINK},
        {"also read", FIRST, LINE_LINK},
        {"baca juga", FIRST, LINE_LINK},
        {"czytaj także", FIRST, LINE_LINK},
        {"czytaj też", FIRST, LINE_LINK},
        {"czytaj więcej", FIRST, LINE_LINK},
        {"don't miss", FIRST, LINE_LINK},
        {"don’t miss", FIRST, LINE_LINK},
        {"lea también", FIRST, LINE_LINK},
        {"lee también", FIRST, LINE_LINK},
        {"lees ook", FIRST, LINE_LINK},
        {"leggi anche", FIRST, LINE_LINK},
        {"leia também", FIRST, LINE_LINK},
        {"les også", FIRST, LINE_LINK},
        {"lesen sie auch", FIRST, LINE_LINK},
        {"lesen sie dazu", FIRST, LINE_LINK},
        {"lesen sie hier", FIRST, LINE_LINK},
        {"lire aussi", FIRST, LINE_LINK},
        {"läs också", FIRST, LINE_LINK},
        {"læs også", FIRST, LINE_LINK},
        {"read also", FIRST, LINE_LINK},
        {"read more", FIRST, LINE_LINK},
        {"related roundup", FIRST, LINE_LINK},
        {"see also", FIRST, LINE_LINK},
        {"see more", FIRST, LINE_LINK},
        {"veja também", FIRST, LINE_LINK},
        {"zobacz także", FIRST, LINE_LINK},
        {"zobacz też", FIRST, LINE_LINK},
        {"à lire aussi", FIRST, LINE_LINK},
        {"читайте также", FIRST, LINE_LINK},
        {"abonnez-vous", FIRST, LINE_CALL},
        {"abonnieren sie", FIRST, LINE_CALL},
        {"assine", FIRST, LINE_CALL},
        {"click here", FIRST, LINE_CALL},
        {"do you want to be informed", FIRST, LINE_CALL},
        {"download our app", FIRST, LINE_CALL},
        {"download the app", FIRST, LINE_CALL},
        {"email us", FIRST, LINE_CALL},
        {"folge uns", FIRST, LINE_CALL},
        {"folgen sie uns", FIRST, LINE_CALL},
        {"follow us", FIRST, LINE_CALL},
        {"gefällt dir", FIRST, LINE_CALL},
        {"get the app", FIRST, LINE_CALL},
        {"get the latest", FIRST, LINE_CALL},
        {"got a tip", FIRST, LINE_CALL},
        {"hat dir der artikel", FIRST, LINE_CALL},
        {"hat ihnen der artikel", FIRST, LINE_CALL},
        {"have a story", FIRST, LINE_CALL},
        {"have a tip", FIRST, LINE_CALL},
        {"hazte miembro", FIRST, LINE_CALL},
        {"ikuti kami", FIRST, LINE_CALL},
        {"inscreva-se", FIRST, LINE_CALL},
        {"inscrivez-vous", FIRST, LINE_CALL},
        {"iscriviti", FIRST, LINE_CALL},
        {"jetzt abonnieren", FIRST, LINE_CALL},
        {"join us on", FIRST, LINE_CALL},
        {"kennt ihr schon", FIRST, LINE_CALL},
        {"like us", FIRST, LINE_CALL},
        {"möchten sie den artikel teilen", FIRST, LINE_CALL},
        {"newsletter abonnieren", FIRST, LINE_CALL},
        {"puede escribirnos", FIRST, LINE_CALL},
        {"retrouvez", FIRST, LINE_CALL},
        {"seguici", FIRST, LINE_CALL},
        {"send us", FIRST, LINE_CALL},
        {"share on", FIRST, LINE_CALL},
        {"share this", FIRST, LINE_CALL},
        {"siga o", FIRST, LINE_CALL},
        {"siga-nos", FIRST, LINE_CALL},
        {"sign up", FIRST, LINE_CALL},
        {"subscribe", FIRST, LINE_CALL},
        {"suivez toute", FIRST, LINE_CALL},
        {"suivez-nous", FIRST, LINE_CALL},
        {"support our", FIRST, LINE_CALL},
        {"suscríbase", FIRST, LINE_CALL},
        {"suscríbete", FIRST, LINE_CALL},
        {"síguenos", FIRST, LINE_CALL},
        {"tap here", FIRST, LINE_CALL},
        {"tell us what you think", FIRST, LINE_CALL},
        {"tweet this", FIRST, LINE_CALL},
        {"want to read more", FIRST, LINE_CALL},
        {"war der artikel", FIRST, LINE_CALL},
        {"war dieser artikel", FIRST, LINE_CALL},
        {"zapisz się", FIRST, LINE_CALL},
        {"zapraszamy do subskrypcji", FIRST, LINE_CALL},
        {"подписывайтесь", FIRST, LINE_CALL},
        {"подпишитесь", FIRST, LINE_CALL},
        {"следите за", FIRST, LINE_CALL},
        {"abbildung", COLON, LINE_CREDIT},
        {"bild", COLON, LINE_CREDIT},
        {"bilder", COLON, LINE_CREDIT},
        {"bildnachweis", COLON, LINE_CREDIT},
        {"bildquelle", COLON, LINE_CREDIT},
        {"bildrechte", COLON, LINE_CREDIT},
        {"credit", COLON, LINE_CREDIT},
        {"credits", COLON, LINE_CREDIT},
        {"crédit photo", COLON, LINE_CREDIT},
        {"crédits photo", COLON, LINE_CREDIT},
        {"crédits photos", COLON, LINE_CREDIT},
        {"fonte", COLON, LINE_CREDIT},
        {"fot.", COLON, LINE_CREDIT},
        {"foto", COLON, LINE_CREDIT},
        {"fotocredit", COLON, LINE_CREDIT},
        {"fotos", COLON, LINE_CREDIT},
        {"fuente", COLON, LINE_CREDIT},
        {"image", COLON, LINE_CREDIT},
        {"image credit", COLON, LINE_CREDIT},
        {"images", COLON, LINE_CREDIT},
        {"our standards", COLON, LINE_CREDIT},
        {"photo", COLON, LINE_CREDIT},
        {"photo by", COLON, LINE_CREDIT},
        {"photo credit", COLON, LINE_CREDIT},
        {"photos", COLON, LINE_CREDIT},
        {"picture", COLON, LINE_CREDIT},
        {"picture credit", COLON, LINE_CREDIT},
        {"pictures", COLON, LINE_CREDIT},
        {"quelle", COLON, LINE_CREDIT},
        {"quellen", COLON, LINE_CREDIT},
        {"quellenangaben", COLON, LINE_CREDIT},
        {"source", COLON, LINE_CREDIT},
        {"sources", COLON, LINE_CREDIT},
        {"zdjęcie", COLON, LINE_CREDIT},
        {"źródło", COLON, LINE_CREDIT},
        {"источник", COLON, LINE_CREDIT},
        {"фото", COLON, LINE_CREDIT},
        {"(additional reporting by", FIRST, LINE_CREDIT},
        {"(c)", FIRST, LINE_CREDIT},
        {"(editing by", FIRST, LINE_CREDIT},
        {"(reporting by", FIRST, LINE_CREDIT},
        {"(writing by", FIRST, LINE_CREDIT},
        {"additional reporting by", FIRST, LINE_CREDIT},
        {"all rights reserved", FIRST, LINE_CREDIT},
        {"alle rechte vorbehalten", FIRST, LINE_CREDIT},
        {"copyright", FIRST, LINE_CREDIT},
        {"editing by", FIRST, LINE_CREDIT},
        {"foto ©", FIRST, LINE_CREDIT},
        {"fotos ©", FIRST, LINE_CREDIT},
        {"image credit", FIRST, LINE_CREDIT},
        {"photo credit", FIRST, LINE_CREDIT},
        {"photo ©", FIRST, LINE_CREDIT},
        {"reporting by", FIRST, LINE_CREDIT},
        {"todos los derechos reservados", FIRST, LINE_CREDIT},
        {"tous droits réservés", FIRST, LINE_CREDIT},
        {"tutti i diritti riservati", FIRST, LINE_CREDIT},
        {"with reporting by", FIRST, LINE_CREDIT},
        {"writing by", FIRST, LINE_CREDIT},
        {"wszelkie prawa zastrzeżone", FIRST, LINE_CREDIT},
        {"©", FIRST, LINE_CREDIT},
        {"все права защищены", FIRST, LINE_CREDIT},
        {"ansprechpartner", WHOLE, LINE_END},
        {"comentarios", WHOLE, LINE_END},
        {"commentaires", WHOLE, LINE_END},
        {"commenti", WHOLE, LINE_END},
        {"comments", WHOLE, LINE_END},
        {"contact", WHOLE, LINE_END},
        {"empfehlungen", WHOLE, LINE_END},
        {"explore further", WHOLE, LINE_END},
        {"ilgili haberler", WHOLE, LINE_END},
        {"komentarze", WHOLE, LINE_END},
        {"kommentare", WHOLE, LINE_END},
        {"kommentarer", WHOLE, LINE_END},
        {"kontakt", WHOLE, LINE_END},
        {"kontaktdaten", WHOLE, LINE_END},
        {"latest", WHOLE, LINE_END},
        {"leave a comment", WHOLE, LINE_END},
        {"leave a reply", WHOLE, LINE_END},
        {"literatur", WHOLE, LINE_END},
        {"meistgelesen", WHOLE, LINE_END},
        {"more", WHOLE, LINE_END},
        {"polecamy", WHOLE, LINE_END},
        {"pressekontakt", WHOLE, LINE_END},
        {"quellen", WHOLE, LINE_END},
        {"quellenangaben", WHOLE, LINE_END},
        {"recommended", WHOLE, LINE_END},
        {"relacionadas", WHOLE, LINE_END},
        {"relacionados", WHOLE, LINE_END},
        {"related", WHOLE, LINE_END},
        {"topics", WHOLE, LINE_END},
        {"trending", WHOLE, LINE_END},
        {"weiterlesen", WHOLE, LINE_END},
        {"комментарии", WHOLE, LINE_END},
        {"по теме", WHOLE, LINE_END},
        {"похожие", WHOLE, LINE_END},
        {"延伸阅读", WHOLE, LINE_END},
        {"相关文章", WHOLE, LINE_END},
        {"相关新闻", WHOLE, LINE_END},
        {"相关阅读", WHOLE, LINE_END},
        {"相關新聞", WHOLE, LINE_END},
        {"関連ニュース", WHOLE, LINE_END},
        {"関連記事", WHOLE, LINE_END},
        {"관련 기사", WHOLE, LINE_END},
        {"관련기사", WHOLE, LINE_END},
        {"about the author", FIRST, LINE_END},
        {"about us", FIRST, LINE_END},
        {"articles liés", FIRST, LINE_END},
        {"articoli correlati", FIRST, LINE_END},
        {"artikel terkait", FIRST, LINE_END},
        {"artículos relacionados", FIRST, LINE_END},
        {"auch interessant", FIRST, LINE_END},
        {"baca juga", FIRST, LINE_END},
        {"berita terkait", FIRST, LINE_END},
        {"czytaj także", FIRST, LINE_END},
        {"dans la même rubrique", FIRST, LINE_END},
        {"das könnte dich auch", FIRST, LINE_END},
        {"das könnte euch auch", FIRST, LINE_END},
        {"das könnte sie auch", FIRST, LINE_END},
        {"das thema könnte", FIRST, LINE_END},
        {"diğer haberler", FIRST, LINE_END},
        {"empfohlene artikel", FIRST, LINE_END},
        {"empfohlene beiträge", FIRST, LINE_END},
        {"gerelateerde artikelen", FIRST, LINE_END},
        {"hinterlasse einen kommentar", FIRST, LINE_END},
        {"latest news", FIRST, LINE_END},
        {"le puede interesar", FIRST, LINE_END},
        {"lees meer", FIRST, LINE_END},
        {"lees ook", FIRST, LINE_END},
        {"les mer", FIRST, LINE_END},
        {"les også", FIRST, LINE_END},
        {"lire aussi", FIRST, LINE_END},
        {"läs också", FIRST, LINE_END},
        {"læs også", FIRST, LINE_END},
        {"mais lidas", FIRST, LINE_END},
        {"mehr aus", FIRST, LINE_END},
        {"mehr themen", FIRST, LINE_END},
        {"mehr zum thema", FIRST, LINE_END},
        {"more from", FIRST, LINE_END},
        {"more great", FIRST, LINE_END},
        {"more news", FIRST, LINE_END},
        {"more on this", FIRST, LINE_END},
        {"more stories", FIRST, LINE_END},
        {"most popular", FIRST, LINE_END},
        {"most read", FIRST, LINE_END},
        {"más noticias", FIRST, LINE_END},
        {"notas relacionadas", FIRST, LINE_END},
        {"noticias relacionadas", FIRST, LINE_END},
        {"notícias relacionadas", FIRST, LINE_END},
        {"passend zum thema", FIRST, LINE_END},
        {"podobne artykuły", FIRST, LINE_END},
        {"potrebbe interessarti", FIRST, LINE_END},
        {"potrebbero interessarti", FIRST, LINE_END},
        {"powiązane artykuły", FIRST, LINE_END},
        {"read next", FIRST, LINE_END},
        {"recommended for", FIRST, LINE_END},
        {"related articles", FIRST, LINE_END},
        {"related content", FIRST, LINE_END},
        {"related coverage", FIRST, LINE_END},
        {"related news", FIRST, LINE_END},
        {"related posts", FIRST, LINE_END},
        {"related stories", FIRST, LINE_END},
        {"related topics", FIRST, LINE_END},
        {"schreibe einen kommentar", FIRST, LINE_END},
        {"sur le même sujet", FIRST, LINE_END},
        {"también le puede", FIRST, LINE_END},
        {"también te puede", FIRST, LINE_END},
        {"te puede interesar", FIRST, LINE_END},
        {"temas relacionados", FIRST, LINE_END},
        {"ti potrebbe interessare", FIRST, LINE_END},
        {"top stories", FIRST, LINE_END},
        {"up next", FIRST, LINE_END},
        {"verwandte artikel", FIRST, LINE_END},
        {"weitere artikel", FIRST, LINE_END},
        {"weitere beiträge", FIRST, LINE_END},
        {"weitere informationen", FIRST, LINE_END},
        {"weitere meldungen", FIRST, LINE_END},
        {"weitere nachrichten", FIRST, LINE_END},
        {"weitere themen", FIRST, LINE_END},
        {"you may also be interested", FIRST, LINE_END},
        {"you may also like", FIRST, LINE_END},
        {"you might also like", FIRST, LINE_END},
        {"zobacz także", FIRST, LINE_END},
        {"zum weiterlesen", FIRST, LINE_END},
        {"zusatzinformationen", FIRST, LINE_END},
        {"à lire aussi", FIRST, LINE_END},
        {"à lire également", FIRST, LINE_END},
        {"ähnliche artikel", FIRST, LINE_END},
        {"ähnliche beiträge", FIRST, LINE_END},
        {"ähnliche themen", FIRST, LINE_END},
        {"über den autor", FIRST, LINE_END},
        {"über die autorin", FIRST, LINE_END},
        {"другие новости", FIRST, LINE_END},
        {"материалы по теме", FIRST, LINE_END},
        {"похожие материалы", FIRST, LINE_END},
        {"похожие новости", FIRST, LINE_END},
        {"читайте также", FIRST, LINE_END},
        {"أخبار ذات صلة", FIRST, LINE_END},
        {"اقرأ أيضا", FIRST, LINE_END},
        {"مقالات ذات صلة", FIRST, LINE_END},
        {"مواضيع ذات صلة", FIRST, LINE_END},
};

static bool all_marks(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!text.data[i] || !strchr(" .:!>", text.data[i]))
			return false;
	return true;
}

/* Bytes of the line that the phrase takes, where '#' is a number; 0 where it does not stand there.
 */
static size_t matched(struct text line, const char *phrase)
{
	size_t at = 0;

	for (; *phrase; phrase++) {
		if (at >= line.length)
			return 0;
		if (*phrase != '#') {
			if (line.data[at++] != *phrase)
				return 0;
			continue;
		}
		if (line.data[at] < '0' || line.data[at] > '9')
			return 0;
		while (at < line.length && line.data[at] >= '0' && line.data[at] <= '9')
			at++;
	}
	return at;
}

static bool stands(struct text line, const struct phrase *row)
{
	size_t length = matched(line, row->phrase);

	if (!length)
		return false;
	struct text rest = text_trim(text_slice(line, length, line.length));
	char next = line.length > length ? line.data[length] : ' ';
	bool ends = !((next >= 'a' && next <= 'z') || (unsigned char)next >= 0x80);
	switch (row->stands) {
	case WHOLE:
		return rest.length < 4 && all_marks(rest);
	case COLON:
		return rest.length && rest.data[0] == ':' && line.length <= COLON_MOST;
	case FIRST:
		return ends && line.length <= (row->role == LINE_END ? END_MOST : FIRST_MOST);
	}
	return false;
}

/* Marks before the first word: bullets, arrows, brackets. */
static struct text without_marks(struct text line)
{
	size_t at = 0;

	while (at < line.length && line.data[at] > 0 && strchr(" *->|[#+\"(", line.data[at]) &&
	       !text_starts(text_slice(line, at, line.length), TEXT("(c)")))
		at++;
	return text_slice(line, at, line.length);
}

uint64_t line_hash(struct arena *arena, struct text line)
{
	/* Long lines are repeated letter for letter. */
	return hash_text(line.length > COLON_MOST ? line : text_fold(arena, line), 0) | 1;
}

enum line_role line_role(struct arena *arena, struct text line, uint64_t *hash)
{
	if (line.length > COLON_MOST) {
		*hash = line_hash(arena, line);
		return LINE_TEXT;
	}
	struct text folded = text_fold(arena, line);
	*hash = hash_text(folded, 0) | 1;
	folded = without_marks(folded);
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (stands(folded, &phrases[i]))
			return phrases[i].role;
	return LINE_TEXT;
}

/* --- contacts --- */

#define CONTACT_MOST 220

static bool has_any(struct text line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_find_nocase(line, text_of(words[i]), 0) != TEXT_NOT_FOUND)
			return true;
	return false;
}

static bool begins_with_any(struct text line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text word = text_of(words[i]);
		if (line.length > word.length &&
		    text_equal_nocase(text_slice(line, 0, word.length), word))
			return true;
	}
	return false;
}

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

bool line_is_contact(struct text line)
{
	static const char *const networks[] = {
	        "@",        "twitter",  "facebook", "instagram", "newsletter", "whatsapp",
	        "telegram", "inbox",    "youtube",  "linkedin",  "email",      "e-mail",
	};
	static const char *const openings[] = {
	        "follow ",     "reach ",      "contact ",     "email ",     "e-mail ",   "write to ",
	        "sign up",     "subscribe",   "have a ",      "got a ",     "join ",     "like us",
	        "get the ",    "get our ",    "send ",        "tweet ",     "folgen ",   "folge ",
	        "schreiben ",  "abonnieren ", "suivez",       "abonnez",    "s\xc3\xadgu", "sigue ",
	        "puede ",      "suscr",       "seguici",      "iscriviti",  "assine",    "siga ",
	};
	static const char *const calls[] = {
	        "follow him",         "follow her",        "follow me",      "follow us",
	        "follow them",        "follow @",          "on twitter @",   "on twitter at",
	        "be reached at",      "on twitter: @",     "email him",      "email her",
	        "email me",           "email us",          "tweets at",
	};

	line = without_marks(line);
	if (line.length > CONTACT_MOST || !has_any(line, networks, COUNT(networks)))
		return false;
	/* An address and little else, or a call to use one: not "could not be reached by email". */
	return (line.length < 80 && memchr(line.data, '@', line.length)) ||
	       begins_with_any(line, openings, COUNT(openings)) || has_any(line, calls, COUNT(calls));
}

struct text lines_prune(struct arena *arena, struct text text)
{
	struct writer writer = writer_new(arena, text.length);
	bool dropped = false;
	uint64_t hash;

	for (size_t at = 0; at < text.length;) {
		size_t end = text_find(text, TEXT("\n\n"), at);
		end = end == TEXT_NOT_FOUND ? text.length : end;
		struct text line = text_slice(text, at, end);
		at = end + 2;
		if (line_role(arena, line, &hash) != LINE_TEXT) {
			dropped = true;
			continue;
		}
		if (writer.length)
			writer_put(&writer, TEXT("\n\n"));
		writer_put(&writer, line);
	}
	return dropped ? writer_text(&writer) : text;
}

const char *line_role_name(enum line_role role)
{
	static const char *const names[] = {
	        [LINE_TEXT] = "text",         [LINE_CALL] = "a call",
	        [LINE_LINK] = "a cross-link", [LINE_CREDIT] = "a credit",
	        [LINE_NOTICE] = "a notice",   [LINE_END] = "an end",
	        [LINE_WALL] = "a paywall",
	};

	return names[role];
}
