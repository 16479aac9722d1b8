"""What the rules of usage, voice, stance and speaker make of sentences of the press.

The sentences are invented. Each names one span and what it should be called.
"""

from __future__ import annotations

import pytest

from corpus_tools import annotate, open_corpus
from corpus_tools.model import Span
from corpus_tools.terms.quotations import quotations
from corpus_tools.terms.usage import RULES
from tests.corpora import RAW

LEXICON = open_corpus(RAW).lexicon


def span_of(tag: str, text: str, surface: str) -> Span:
    found = annotate(text, language=tag, lexicon=LEXICON)
    return next(span for span in found if span.surface == surface)


MENTIONS = [
    ("en", "A plaque at the gate reads “Khankendi” in three alphabets.", "Khankendi"),
    ("en", "Her visa was stamped “Republic of Artsakh”.", "Republic of Artsakh"),
    ("en", "I pointed at the sign. It says Lachin.", "Lachin"),
    ("en", "The village, listed as Farukh in the 1989 census, had no school.", "Farukh"),
    (
        "en",
        "Yerevan speaks of the Crossroads of Peace, Baku says “Zangezur corridor”.",
        "Zangezur corridor",
    ),
    (
        "en",
        "Papers often write “self-proclaimed Nagorno-Karabakh Republic”.",
        "Nagorno-Karabakh Republic",
    ),
    ("en", "Use of the term “territory of Nagorno-Karabakh” is up to them.", "Nagorno-Karabakh"),
    (
        "en",
        "Baku calls it anti-terror measures, Yerevan ethnic cleansing, as the maps show: Shushi.",
        "anti-terror measures",
    ),
    ("en", "What Baku terms “anti-terrorist measures” lasted a day.", "anti-terrorist measures"),
    ("en", "Artsakh, as the Armenians call it, had a parliament.", "Artsakh"),
    ("ru", "На дорожном знаке у моста написано «Ханкенди».", "Ханкенди"),
    ("ru", "На старых картах стоит Фарух.", "Фарух"),
    ("ru", "Жители отказываются говорить «Ханкенди».", "Ханкенди"),
    ("az", "Körpünün yanındakı lövhədə “Xankəndi” yazılıb.", "Xankəndi"),
    ("az", "Qocalar şəhərə hələ də Stepanakert deyirlər.", "Stepanakert"),
    (
        "az",
        "Xankəndidə o, “müvəqqəti yerləşdirilmiş sülhməramlılar” ifadəsini işlədib.",
        "müvəqqəti yerləşdirilmiş",
    ),
    ("hy", "Ծերերը քաղաքը դեռ Ստեփանակերտ են ասում։", "Ստեփանակերտ"),
    ("hy", "Շապիկի վրա տպված էր «Արցախ»։", "Արցախ"),
]


@pytest.mark.parametrize(("tag", "text", "surface"), MENTIONS)
def test_a_name_that_is_shown_is_mentioned_by_others(tag: str, text: str, surface: str) -> None:
    span = span_of(tag, text, surface)
    assert (span.usage, span.voice) == ("mention", "attributed")
    assert span.usage_rule in RULES


NO_MENTIONS = [
    ("en", "She wrote a book in Shushi and called her editor from Stepanakert.", "Stepanakert"),
    ("en", "The name of the mayor of Shusha was not published.", "Shusha"),
    ("en", "There was no bread in Stepanakert for days.", "Stepanakert"),
    ("en", "He spoke in the name of Artsakh at the meeting.", "Artsakh"),
    ("en", "Drivers should stop using Lachin road for freight.", "Lachin road"),
    ("ru", "От имени Арцаха выступил седой юрист.", "Арцаха"),
    ("ru", "Жители не хотели использовать Лачинский коридор.", "Лачинский коридор"),
    ("az", "Xankəndidə deyirlər ki, yol bağlıdır.", "Xankəndidə"),
    ("az", "Artsax adından çıxış edən vəkil susdu.", "Artsax"),
    ("az", "Şuşanın adı bəyanatda yalnız bir dəfə çəkilir.", "Şuşanın"),
    ("hy", "Շուշիում ասում են, որ ճանապարհը փակ է։", "Շուշիում"),
    ("hy", "Արցախի անունից խոսեց մի իրավաբան։", "Արցախի"),
    ("hy", "Լույս չկա նաև Շուշիում։", "Շուշիում"),
    ("en", "A travel agency called Karabakh opened in town.", "Karabakh"),
    ("en", "The association “Artsakh” met in Lyon.", "Artsakh"),
    ("en", "She was in Stepanakert until 1991 and became a doctor.", "Stepanakert"),
    ("ru", "Школа «Арцах» закрыта на ремонт.", "Арцах"),
    ("ru", "До 1991 года она жила в Степанакерте, потом стала врачом.", "Степанакерте"),
    ("az", "“Artsax” ictimai təşkilatı hesab açıb.", "Artsax"),
    ("hy", "«Արցախ» դպրոցը վերանորոգվում է։", "Արցախ"),
]


@pytest.mark.parametrize(("tag", "text", "surface"), NO_MENTIONS)
def test_a_place_where_things_happen_is_not_mentioned(tag: str, text: str, surface: str) -> None:
    assert span_of(tag, text, surface).usage == "use"


STANCES = [
    ("en", "“I know no city by the name of Khankendi,” she said.", "Khankendi", "rejects"),
    (
        "en",
        "There is no place called Stepanakert. The town is called Khankendi.",
        "Khankendi",
        "endorses",
    ),
    ("en", "Reporters were told to replace Artsakh with Karabakh.", "Artsakh", "rejects"),
    ("en", "Reporters were told to replace Artsakh with Karabakh.", "Karabakh", "endorses"),
    (
        "en",
        "They avoid the word “corridor” and prefer to say “Crossroads of Peace”.",
        "Crossroads of Peace",
        "endorses",
    ),
    (
        "en",
        "In Yerevan the events in Shusha are called “ethnic cleansing”; in Baku this is rejected.",
        "ethnic cleansing",
        "reports",
    ),
    ("en", "The name of the village is “Farrukh”.", "Farrukh", "endorses"),
    ("ru", "Комиссия рекомендовала убрать слово «Арцах» из учебников.", "Арцах", "rejects"),
    ("ru", "«Я не знаю никакого Ханкенди», — отрезала старуха.", "Ханкенди", "rejects"),
    (
        "ru",
        "Баку настаивает, чтобы край называли Карабахским экономическим районом.",
        "Карабахским экономическим районом",
        "endorses",
    ),
    ("az", "“Mən Stepanakert adlı şəhər tanımıram”, - qadın deyib.", "Stepanakert", "rejects"),
    (
        "az",
        "Redaksiya “Dağlıq Qarabağ” əvəzinə Qarabağ iqtisadi rayonu yazmağı xahiş edir.",
        "Qarabağ iqtisadi rayonu",
        "endorses",
    ),
    (
        "az",
        "Yerevanda Şuşadakı hadisələrə “etnik təmizləmə” deyirlər, Bakıda isə bunu rədd edirlər.",
        "etnik təmizləmə",
        "reports",
    ),
    ("hy", "Հանձնաժողովն առաջարկել է «Արցախ» բառը հանել դասագրքերից։", "Արցախ", "rejects"),
    (
        "hy",
        "Հայաստանը նախընտրում է Խաղաղության խաչմերուկ անվանումը։",
        "Խաղաղության խաչմերուկ",
        "endorses",
    ),
    (
        "en",
        "“There is no Nagorno-Karabakh. There is only Karabakh,” he said.",
        "Karabakh",
        "endorses",
    ),
    ("en", "“Say Karabakh. That is what it is called,” he said.", "Karabakh", "endorses"),
    (
        "en",
        "Offices were told to stop writing “Stepanakert” and to use “Khankendi”.",
        "Stepanakert",
        "rejects",
    ),
    (
        "en",
        "Offices were told to stop writing “Stepanakert” and to use “Khankendi”.",
        "Khankendi",
        "endorses",
    ),
    ("en", "The town was Stepanakert until 1991 and became Khankendi.", "Khankendi", "reports"),
    ("en", "A spokesman referred twice to Karabakh and not once to Artsakh.", "Artsakh", "reports"),
    ("en", "“Shusha or Shushi?” the clerk asked.", "Shushi", "reports"),
    (
        "en",
        "The note said that the term “Zangezur corridor” appears in no paper.",
        "Zangezur corridor",
        "rejects",
    ),
    ("ru", "«Писать Шуша, не Шуши», — сказано в памятке.", "Шуши", "rejects"),
    (
        "ru",
        "Он попросил не писать «Арцах» и пользоваться названием «Карабах».",
        "Карабах",
        "endorses",
    ),
    ("ru", "Кто-то нацарапал на скамейке «Арцах».", "Арцах", "reports"),
    ("ru", "В новом расписании Бердзор уступил место Лачину.", "Лачину", "reports"),
    ("az", "“Xankəndi, Stepanakert yox”, — o qışqırıb.", "Stepanakert", "rejects"),
    ("az", "“Qarabağ deyin. Adı belədir”, — nazir bildirib.", "Qarabağ", "endorses"),
    ("az", "Kimsə skamyaya “Artsax” cızıb.", "Artsax", "reports"),
    ("hy", "«Գրեք Խանքենդի»,- հանձնարարեց նա։", "Խանքենդի", "endorses"),
    ("hy", "«Լեռնային Ղարաբաղ չկա։ Կա միայն Արցախ»,- ասաց նա։", "Արցախ", "endorses"),
    ("hy", "Նոր չվացուցակում Բերձորը տեղը զիջել է Լաչինին։", "Լաչինին", "reports"),
]


@pytest.mark.parametrize(("tag", "text", "surface", "stance"), STANCES)
def test_the_verdict_of_the_voice(tag: str, text: str, surface: str, stance: str) -> None:
    span = span_of(tag, text, surface)
    assert (span.usage, span.stance) == ("mention", stance)


OTHER_LABELS = [
    ("en", "Shusha (aka Shushi) lies on a cliff.", "Shushi", "gloss"),
    ("en", "The so-called Lachin road or Lachin corridor is shut.", "Lachin road", "distanced"),
    ("ru", "Автобус идет в Кельбаджар (он же Карвачар).", "Карвачар", "gloss"),
    ("az", "Avtobus Laçına (həm də Berdzor kimi tanınır) gedir.", "Berdzor", "gloss"),
    ("hy", "Ավտոբուսը գնում է Քարվաճառ (նույն ինքը՝ Քելբաջար)։", "Քելբաջար", "gloss"),
    ("hy", "Այսպես կոչված Արցախն այլևս չկա։", "Արցախն", "distanced"),
]


@pytest.mark.parametrize(("tag", "text", "surface", "usage"), OTHER_LABELS)
def test_names_side_by_side_or_set_apart(tag: str, text: str, surface: str, usage: str) -> None:
    assert span_of(tag, text, surface).usage == usage


VOICES = [
    ("en", "In his view, the Lachin road falls under the statement.", "Lachin road", "attributed"),
    (
        "en",
        "Trucks crossed the Lachin corridor on Sunday, witnesses said.",
        "Lachin corridor",
        "attributed",
    ),
    ("en", "Trucks left Hadrut before dawn, and nobody told them why.", "Hadrut", "outlet"),
    (
        "en",
        "Officials who travelled to Khojaly told reporters that a school would open.",
        "Khojaly",
        "outlet",
    ),
    ("en", "In Baku’s reports, “separatists” were disarmed.", "separatists", "outlet"),
    ("en", "According to residents of Shusha, the road is shut.", "Shusha", "outlet"),
    (
        "ru",
        "На его взгляд, Лачинский коридор давно стал обычной дорогой.",
        "Лачинский коридор",
        "attributed",
    ),
    ("ru", "Министр заявил в Степанакерте, что переговоры продолжатся.", "Степанакерте", "outlet"),
    ("az", "Onun fikrincə, Zəngəzur dəhlizi ticarəti artıracaq.", "Zəngəzur dəhlizi", "attributed"),
    ("az", "Laçın yolu açıqdır, sürücülər isə növbədən şikayət edirlər.", "Laçın yolu", "outlet"),
    ("hy", "Նրա կարծիքով՝ Լաչինի միջանցքը շուտով կբացվի։", "Լաչինի միջանցքը", "attributed"),
    ("hy", "Շուշիի քաղաքապետն ասել է, որ հյուրանոցը կբացվի գարնանը։", "Շուշիի", "outlet"),
]


@pytest.mark.parametrize(("tag", "text", "surface", "voice"), VOICES)
def test_whose_word_it_is(tag: str, text: str, surface: str, voice: str) -> None:
    assert span_of(tag, text, surface).voice == voice


SPEAKERS = [
    (
        "en",
        "“We left Shusha,” said Colonel Anna Petrosyan, a doctor.",
        "Shusha",
        "Colonel Anna Petrosyan",
    ),
    ("en", "“We left Shusha,” said a nurse from Goris.", "Shusha", None),
    ("en", "“We left Shusha,” he said. Baku denied it.", "Shusha", None),
    ("en", "“We left Shusha.” Anna Petrosyan said nothing more.", "Shusha", None),
    ("en", "Yerevan said that Shusha was quiet.", "Shusha", "Yerevan"),
    ("en", "But Baku says the Lachin road is open.", "Lachin road", "Baku"),
    ("en", "According to Aram Danielyan, Shusha is quiet.", "Shusha", "Aram Danielyan"),
    ("en", "According to a resident of Goris, Shusha is quiet.", "Shusha", None),
    ("en", "Officials in Goris said that Shusha was quiet.", "Shusha", None),
    ("en", "Shusha was quiet on Monday.", "Shusha", None),
    ("ru", "«Мы ушли из Шуши», — сказал полковник Эльчин Садыгов.", "Шуши", "Эльчин Садыгов"),
    ("ru", "По словам Арама Даниеляна, в Шуше тихо.", "Шуше", "Арама Даниеляна"),
    ("az", "“Şuşada sakitlikdir”, - Elçin Sadıqov deyib.", "Şuşada", "Elçin Sadıqov"),
    ("az", "Elçin Sadıqovun sözlərinə görə, Şuşada sakitlikdir.", "Şuşada", "Elçin Sadıqovun"),
    ("hy", "«Շուշիում խաղաղ է»,– ասել է Արամ Դանիելյանը։", "Շուշիում", "Արամ Դանիելյանը"),
    ("hy", "Արամ Դանիելյանի խոսքով՝ Շուշիում խաղաղ է։", "Շուշիում", "Արամ Դանիելյանի"),
]


@pytest.mark.parametrize(("tag", "text", "surface", "speaker"), SPEAKERS)
def test_who_is_named_as_the_source(tag: str, text: str, surface: str, speaker: str | None) -> None:
    assert span_of(tag, text, surface).speaker == speaker


def test_a_status_word_reaches_over_a_noun() -> None:
    span = span_of(
        "en", "They wrote of the breakaway region of Nagorno-Karabakh.", "Nagorno-Karabakh"
    )
    assert (span.usage, span.voice) == ("qualified", "attributed")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("‘The boys’ tent is in Shusha,’ she said.", ["The boys’ tent is in Shusha,"]),
        ("'The boys' tent is in Shusha,' she said.", ["The boys' tent is in Shusha,"]),
        ("the 'separatists' and the 'boys' met", ["separatists", "boys"]),
        ("the ‘separatists’ and the ‘boys’ met", ["separatists", "boys"]),
        ("the ‘separatists’ met", ["separatists"]),
    ],
)
def test_a_plural_owner_does_not_close_a_quotation(text: str, inside: list[str]) -> None:
    assert [text[one.start : one.end] for one in quotations(text)] == inside


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('"We left "Goris" and Shusha," he said.', ['We left "Goris" and Shusha,', "Goris"]),
        ('"Goris" and "Shusha" are towns.', ["Goris", "Shusha"]),
        ('"Go to "Goris"!" he said.', ['Go to "Goris"!', "Goris"]),
        ('A pipe of 5" and "Shusha".', ["Shusha"]),
        ('"We stay." "Shusha is quiet."', ["We stay.", "Shusha is quiet."]),
    ],
)
def test_straight_marks_nest(text: str, inside: list[str]) -> None:
    assert [text[one.start : one.end] for one in quotations(text)] == inside


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Laçın yolu açıqdır, – nazir bildirib.", "attributed"),
        ("Laçın yolu – nazir bunu dünən bildirib.", "outlet"),
    ],
)
def test_a_clause_behind_a_comma_and_a_dash_says_who_said_it(text: str, voice: str) -> None:
    assert span_of("az", text, "Laçın yolu").voice == voice


def test_answers_of_an_interview_are_not_the_outlets_words() -> None:
    asked, answered = "Q: Were you in Shusha?", "A: No, in Stepanakert. Yerevan was far."
    assert span_of("en", f"{asked}\n{answered}", "Shusha").voice == "outlet"
    assert span_of("en", f"{asked}\n{answered}", "Stepanakert").voice == "attributed"
    assert span_of("en", answered, "Stepanakert").voice == "outlet", "nobody asked"
    assert span_of("ru", "Вопрос: Где?\nОтвет: В Шуше.", "Шуше").voice == "attributed"
