"""Checks which words of a text are found, where, and with which labels."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.model import Article, Concept, Lexicon, Span
from corpus_tools.terms.annotating import annotate, annotate_article
from tests.corpora import FALKLANDS, RAW, Doc, a_concept, an_article, read_json, write_corpus

NBSP = "\u00a0"


def lexicon(*concepts: Doc) -> Lexicon:
    return Lexicon(tuple(map(Concept.from_doc, concepts)))


def forms(language: str, *given: str | Doc) -> list[Doc]:
    return [
        {"language": language, **({"text": form} if isinstance(form, str) else form)}
        for form in given
    ]


def found(language: str, text: str, *given: str | Doc) -> list[str]:
    spans = annotate(text, language=language, lexicon=lexicon(a_concept(*forms(language, *given))))
    for span in spans:
        assert text[span.start : span.end] == span.surface
    return [span.surface for span in spans]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


class Case(NamedTuple):
    """A text in a language, the forms searched, and the words that must be found."""

    name: str
    language: str
    text: str
    forms: tuple[str | Doc, ...]
    surfaces: list[str]


WORDS = [
    Case("whole-word", "en", "In Stanley, near Stanleyville.", ("Stanley",), ["Stanley"]),
    Case("inside-word", "en", "NewStanley and Stanley2 and Stanley_", ("Stanley",), []),
    Case("at-both-ends", "en", "Stanley to Stanley", ("Stanley",), ["Stanley", "Stanley"]),
    Case("whole-text", "en", "Stanley", ("Stanley",), ["Stanley"]),
    Case("empty-text", "en", "", ("Stanley",), []),
    Case("in-quotes", "en", "“Stanley” «Stanley» (Stanley)", ("Stanley",), ["Stanley"] * 3),
    Case("in-single-quotes", "en", "‘Stanley’ 'Stanley'", ("Stanley",), ["Stanley"] * 2),
    Case("after-hyphen", "en", "ex-Stanley man", ("Stanley",), ["Stanley"]),
    Case("before-combining-mark", "en", "Stanley\u0301", ("Stanley",), []),
    Case("after-combining-mark", "en", "e\u0301Stanley", ("Stanley",), []),
    Case("after-emoji", "en", "👍👍 Stanley", ("Stanley",), ["Stanley"]),
    Case("beside-emoji", "en", "👍Stanley👍", ("Stanley",), ["Stanley"]),
    Case("cyrillic-word", "ru", "Шуша, Шушанна", ("Шуша",), ["Шуша"]),
    Case("marked-mark-outside", "hy", "Արցախ՞։", ("Արցախ",), ["Արցախ"]),
    Case("armenian-full-stop", "hy", "Արցախ։ Արցախ՝", ("Արցախ",), ["Արցախ"] * 2),
    Case("no-forms", "en", "Stanley", (), []),
]
LONGEST = [
    Case("phrase", "en", "Port Stanley", ("Stanley", "Port Stanley"), ["Port Stanley"]),
    Case(
        "both",
        "en",
        "Port Stanley, Stanley",
        ("Stanley", "Port Stanley"),
        [
            "Port Stanley",
            "Stanley",
        ],
    ),
    Case("overlap", "en", "East Port Stanley", ("East Port", "Port Stanley"), ["Port Stanley"]),
    Case("equal-overlap", "en", "aa bb cc", ("aa bb", "bb cc"), ["aa bb"]),
    Case("chain", "en", "aa bb cc dd", ("aa bb", "bb cc", "cc dd"), ["aa bb", "cc dd"]),
    Case("repeated", "en", "aa aa aa", ("aa aa",), ["aa aa"]),
]


def cased(text: str, case: str) -> Doc:
    return {"text": text, "case": case}


CAPITALS = [
    Case("default-small", "en", "truce TRUCE Truce", ("truce",), ["truce", "TRUCE", "Truce"]),
    Case("default-capital", "en", "Stanley STANLEY stanley", ("Stanley",), ["Stanley", "STANLEY"]),
    Case(
        "initial",
        "en",
        "Port Stanley, PORT STANLEY",
        (cased("Port Stanley", "initial"),),
        [
            "Port Stanley",
            "PORT STANLEY",
        ],
    ),
    Case(
        "initial-no-mix",
        "en",
        "port Stanley, Port STANLEY, port stanley",
        (cased("Port Stanley", "initial"),),
        [],
    ),
    Case(
        "any",
        "en",
        "Port Stanley port stanley PORT STANLEY Port stanley",
        (cased("Port Stanley", "any"),),
        ["Port Stanley", "port stanley", "PORT STANLEY", "Port stanley"],
    ),
    Case(
        "any-hump",
        "en",
        "AzerTAC azertac AZERTAC Azertac",
        (cased("AzerTAC", "any"),),
        ["AzerTAC", "azertac", "AZERTAC", "Azertac"],
    ),
    Case("exact", "en", "War WAR war", (cased("War", "exact"),), ["War"]),
    Case("greek-tonos", "el", "ΛΕΥΚΩΣΙΑ", ("Λευκωσία",), ["ΛΕΥΚΩΣΙΑ"]),
    Case("greek-sigma", "el", "ΠΟΡΟΣ Πόρος", (cased("πόρος", "any"),), ["ΠΟΡΟΣ", "Πόρος"]),
    Case("exact-small", "en", "War WAR war", (cased("war", "exact"),), ["war"]),
    Case("exact-capitals", "en", "US Us us", (cased("US", "exact"),), ["US"]),
]
SEPARATORS = [
    *(
        Case(
            f"hyphen-U+{ord(mark):04X}",
            "en",
            f"Nagorno{mark}Karabakh",
            ("Nagorno-Karabakh",),
            [f"Nagorno{mark}Karabakh"],
        )
        for mark in "-\u2010\u2011\u2012\u2013\u2212 \u00a0\u202f\n"
    ),
    Case(
        "hyphen-and-line-end",
        "en",
        "Nagorno-\nKarabakh",
        ("Nagorno-Karabakh",),
        ["Nagorno-\nKarabakh"],
    ),
    Case("joined", "en", "NagornoKarabakh", ("Nagorno-Karabakh",), []),
    Case("over-paragraphs", "en", "from the Port\n\nStanley said", ("Port Stanley",), []),
    Case("comma-between", "en", "Nagorno, Karabakh", ("Nagorno-Karabakh",), []),
    Case(
        "space-form",
        "en",
        "Port-Stanley, Port  Stanley",
        ("Port Stanley",),
        [
            "Port-Stanley",
            "Port  Stanley",
        ],
    ),
    Case(
        "armenian-hyphen",
        "hy",
        "Լեռնային\u058aՂարաբաղ",
        ("Լեռնային Ղարաբաղ",),
        ["Լեռնային\u058aՂարաբաղ"],
    ),
]
APOSTROPHES = [
    *(
        Case(
            f"apostrophe-U+{ord(mark):04X}",
            "en",
            f"Qara{mark}bagh",
            ("Qara'bagh",),
            [f"Qara{mark}bagh"],
        )
        for mark in "'`\u2018\u2019\u02bc\u2032"
    ),
    Case("curly-form", "en", "Qara'bagh", ("Qara\u2019bagh",), ["Qara'bagh"]),
    Case("form-without", "en", "Qara'bagh", ("Qarabagh",), []),
    Case("inside-word", "en", "Stanley'x", ("Stanley",), []),
    Case(
        "genitive",
        "en",
        "Stanley's port, Stanley’s mayor",
        ("Stanley",),
        [
            "Stanley's",
            "Stanley’s",
        ],
    ),
    Case("genitive-capitals", "en", "STANLEY’S PORT", ("Stanley",), ["STANLEY’S"]),
    Case("genitive-of-phrase", "en", "Port Stanley's", ("Port Stanley",), ["Port Stanley's"]),
    Case("plural-genitive", "en", "the Falklands' port", ("Falklands",), ["Falklands"]),
    Case("no-genitive", "es", "Stanley's", ("Stanley",), []),
    Case("no-word", "en", "Stanley'sx", ("Stanley",), []),
]
COMPOSED = [
    Case("nfc", "az", "Şuşa", ("Şuşa",), ["Şuşa"]),
    Case("text-nfd", "az", nfd("Şuşa şəhəri"), ("Şuşa",), [nfd("Şuşa")]),
    Case("text-nfd-capitals", "az", nfd("ŞUŞA"), ("Şuşa",), [nfd("ŞUŞA")]),
    Case("cyrillic-nfd", "ru", nfd("Стёпанакерт, Чай"), ("Чай",), [nfd("Чай")]),
    Case("mixed", "es", "Rio\u0301 y Rió", ("Rió",), ["Rio\u0301", "Rió"]),
    Case("form-nfd", "az", "Şuşa", (nfd("Şuşa"),), ["Şuşa"]),
    Case("other-marks", "az", "S\u0327us\u0327a\u0301", ("Şuşa",), []),
]
TURKIC = [
    Case("capitals", "az", "XANKƏNDİ", ("Xankəndi",), ["XANKƏNDİ"]),
    Case("capitals-nfd", "az", nfd("XANKƏNDİ"), ("Xankəndi",), [nfd("XANKƏNDİ")]),
    Case("english-capitals", "az", "XANKƏNDI", ("Xankəndi",), []),
    Case("dotless", "az", "QAZAXI Qazaxı", ("Qazaxı",), ["QAZAXI", "Qazaxı"]),
    Case(
        "any-dotted",
        "tr",
        "İstanbul istanbul İSTANBUL",
        (cased("İstanbul", "any"),),
        [
            "İstanbul",
            "istanbul",
            "İSTANBUL",
        ],
    ),
    Case(
        "any-dotless",
        "tr",
        "Irak ırak IRAK irak",
        (cased("Irak", "any"),),
        [
            "Irak",
            "ırak",
            "IRAK",
        ],
    ),
    Case("english-i", "en", "Istanbul ISTANBUL", ("Istanbul",), ["Istanbul", "ISTANBUL"]),
]
YEREVAN = ["Երևան", "Երեւան", "ԵՐԵՒԱՆ", "ԵՐԵՎԱՆ"]
ARMENIAN = [
    *(
        Case(f"ew-{number}", "hy", " ".join(YEREVAN), (form,), YEREVAN)
        for number, form in enumerate(YEREVAN[:2])
    ),
    Case("ew-capital-form", "hy", " ".join(YEREVAN), (cased("ԵՐԵՎԱՆ", "any"),), YEREVAN),
    Case("mark-inside-word", "hy", "Արցա՛խ", ("Արցախ",), ["Արցա՛խ"]),
    Case("ew-alone", "hy", "սև Սև ՍԵՎ ՍԵՒ", ("սև",), ["սև", "Սև", "ՍԵՎ", "ՍԵՒ"]),
    Case("ew-western", "hyw", "Երեւան", ("Երևան",), ["Երեւան"]),
    Case(
        "yo",
        "ru",
        "Степанакёрт СТЕПАНАКЕРТ",
        ("Степанакерт",),
        [
            "Степанакёрт",
            "СТЕПАНАКЕРТ",
        ],
    ),
]
EXCLUDED = [
    Case(
        "excluded",
        "en",
        "Lachin's road, Lachin road",
        ({"text": "Lachin", "exclude": ["Lachin's"]},),
        ["Lachin"],
    ),
    Case(
        "excluded-as-any",
        "en",
        "LACHIN’S road, LACHIN",
        ({"text": "Lachin", "exclude": ["lachin’s"]},),
        ["LACHIN"],
    ),
    Case(
        "excluded-apostrophe", "en", "Lachin’s", ({"text": "Lachin", "exclude": ["Lachin's"]},), []
    ),
    Case("excluded-turkic", "az", "XANKƏNDİ", ({"text": "Xankəndi", "exclude": ["xankəndi"]},), []),
    Case(
        "not-excluded", "en", "Lachin's", ({"text": "Lachin", "exclude": ["Lachi"]},), ["Lachin's"]
    ),
]
INFLECTED = [
    Case("en-plural", "en", "Russians, Russian’s", ("Russian",), ["Russians", "Russian’s"]),
    Case("en-other-word", "en", "Stanleyan", ("Stanley",), []),
    Case(
        "ru-cases",
        "ru",
        "из Степанакерта в Степанакерте, Степанакертом",
        ("Степанакерт",),
        ["Степанакерта", "Степанакерте", "Степанакертом"],
    ),
    Case("ru-capitals", "ru", "В СТЕПАНАКЕРТЕ", ("Степанакерт",), ["СТЕПАНАКЕРТЕ"]),
    Case("ru-other-word", "ru", "степанакертский", (cased("Степанакерт", "any"),), []),
    Case(
        "az-cases",
        "az",
        "Xankəndidə, Xankəndinin, XANKƏNDİDƏN",
        ("Xankəndi",),
        ["Xankəndidə", "Xankəndinin", "XANKƏNDİDƏN"],
    ),
    Case(
        "hy-cases",
        "hy",
        "Արցախում, Արցախի, Արցախից, Արցախը, Արցախն",
        ("Արցախ",),
        ["Արցախում", "Արցախի", "Արցախից", "Արցախը", "Արցախն"],
    ),
    Case("hy-mark-inside", "hy", "Արցա՞խն է։", ("Արցախ",), ["Արցա՞խն"]),
    Case("hy-mark-outside", "hy", "Արցախում՞։", ("Արցախ",), ["Արցախում"]),
    Case("hyw-cases", "hyw", "Արցախի մէջ", ("Արցախ",), ["Արցախի"]),
    Case("case-ending-after-marks", "az", "“Xankəndi”də", ("Xankəndi",), ["Xankəndi"]),
    Case("pseudo", "ru", "Псевдо-Степанакерт", ("Степанакерт",), ["Степанакерт"]),
    Case(
        "none",
        "ru",
        "Степанакерт, Степанакерте",
        ({"text": "Степанакерт", "inflection": "none"},),
        ["Степанакерт"],
    ),
    Case(
        "de-sharp-s",
        "de",
        "Straße STRASSE STRAẞE Strasse Strase",
        ("Straße",),
        ["Straße", "STRASSE", "STRAẞE", "Strasse"],
    ),
    Case("de-double-s", "de", "Maß Mass Fußball", ("Mass",), ["Maß", "Mass"]),
    Case("no-rules", "es", "Ejemplo, Ejemplos", ("Ejemplo",), ["Ejemplo"]),
]
CASES = {
    "inflected": INFLECTED,
    "words": WORDS,
    "longest": LONGEST,
    "capitals": CAPITALS,
    "separators": SEPARATORS,
    "apostrophes": APOSTROPHES,
    "composed": COMPOSED,
    "turkic": TURKIC,
    "armenian": ARMENIAN,
    "excluded": EXCLUDED,
}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{group}-{case.name}")
        for group, cases in CASES.items()
        for case in cases
    ],
)
def test_what_is_found(case: Case) -> None:
    assert found(case.language, case.text, *case.forms) == case.surfaces


@pytest.mark.parametrize("form", ["-Example", " Example", "Example'", "(Example)", "\u2013", " "])
def test_a_form_that_validation_refuses_does_not_break_the_search(
    tmp_path: Path, form: str
) -> None:
    known = a_concept({"text": form, "language": "en"})
    corpus = write_corpus(tmp_path / "c", concepts=[known])
    assert [finding.code for finding in ct.validate(corpus).findings] == ["CT704"]
    text = f"In Example, {form} or - Example."
    for span in ct.annotate(text, language="en", lexicon=ct.open_corpus(corpus).lexicon):
        assert text[span.start : span.end] == span.surface


# ------------------------------------------------------------------ languages


@pytest.mark.parametrize(
    ("form", "article", "searched"),
    [
        ("hy", "hy", True),
        ("hy", "hyw", True),
        ("hyw", "hy", False),
        ("hyw", "hyw", True),
        ("el", "el-CY", True),
        ("el-CY", "el", False),
        ("el-CY", "el-CY", True),
        ("hy", "hyw-AM", True),
        ("en", "en-GB", True),
        ("en", "es", False),
        ("e", "en", False),
        ("az", "az-Latn-AZ", True),
    ],
)
def test_forms_are_searched_in_their_language(form: str, article: str, *, searched: bool) -> None:
    known = lexicon(a_concept({"text": "Stanley", "language": form}))
    spans = annotate("In Stanley.", language=article, lexicon=known)
    assert [span.surface for span in spans] == (["Stanley"] if searched else [])


# ------------------------------------------------------------------ labels


def claim(*perspectives: str, **limits: object) -> Doc:
    return {"perspectives": list(perspectives), "confidence": "low", "sources": [], **limits}


def variant(id_: str, text: str, *claims: Doc, **form: object) -> Doc:
    return {
        "id": id_,
        "claims": list(claims),
        "forms": [{"text": text, "language": "en", **form}],
    }


def concept(id_: str, *variants: Doc, category: str = "place") -> Doc:
    return {"id": id_, "category": category, "gloss": {"en": "A town."}, "variants": list(variants)}


def only(text: str, *concepts: Doc, language: str = "en", day: str | None = None) -> Span:
    (span,) = annotate(text, language=language, lexicon=lexicon(*concepts), published=day)
    return span


def test_a_span_carries_its_labels() -> None:
    known = concept("town", variant("stanley", "Stanley", claim("uk-aligned")))
    assert only("In Stanley's port", known) == Span(
        field="body",
        start=3,
        end=12,
        surface="Stanley's",
        concept="town",
        variant="stanley",
        category="place",
        variant_perspectives=("uk-aligned",),
        usage="use",
        usage_rule="use",
        quoted=False,
        voice="outlet",
        layer="auto",
    )


def test_a_language_without_rules_has_no_usage() -> None:
    known = concept("town", variant("stanley", "Stanley", claim("uk-aligned")))
    known["variants"][0]["forms"][0]["language"] = "es"
    assert only("La llamada «Stanley».", known, language="es") == Span(
        field="body",
        start=12,
        end=19,
        surface="Stanley",
        concept="town",
        variant="stanley",
        category="place",
        variant_perspectives=("uk-aligned",),
        layer="auto",
    )


def test_offsets_count_code_points() -> None:
    span = only("👍🏽 e\u0301 Stanley", concept("town", variant("stanley", "Stanley")))
    assert (span.start, span.end) == (6, 13)


TOWN = concept(
    "town",
    variant(
        "stanley",
        "Stanley",
        claim("one", **{"from": "2000-01-01", "to": "2009-12-31"}),
        claim("two", **{"from": "2005-06-01"}),
        claim("three", "zero", languages=["es"]),
        claim("four", languages=["en"], to="2004-02-29"),
    ),
)


@pytest.mark.parametrize(
    ("day", "language", "sides"),
    [
        (None, "en", ("four", "one", "two")),
        ("1999-12-31", "en", ("four",)),
        ("2000-01-01", "en", ("four", "one")),
        ("2004-02-29", "en", ("four", "one")),
        ("2004-03-01", "en", ("one",)),
        ("2005-06-01", "en", ("one", "two")),
        ("2009-12-31", "en", ("one", "two")),
        ("2010-01-01", "en", ("two",)),
        ("2009-12-31T23:59:59-11:00", "en", ("one", "two")),
        ("1999-12-31", "en-GB", ("four",)),
    ],
)
def test_claims_hold_on_their_days_in_their_languages(
    day: str | None, language: str, sides: tuple[str, ...]
) -> None:
    span = only("Stanley", TOWN, language=language, day=day)
    assert span.variant_perspectives == sides


def test_a_variant_nobody_claims_is_found_all_the_same() -> None:
    span = only("Stanley", concept("town", variant("stanley", "Stanley")))
    assert (span.variant, span.variant_perspectives) == ("stanley", ())


def test_one_form_in_two_variants_is_ambiguous() -> None:
    span = only(
        "Stanley",
        concept(
            "town",
            variant("stanley", "Stanley", claim("uk-aligned")),
            variant("old-stanley", "Stanley", claim("third-party")),
        ),
    )
    assert (span.concept, span.variant, span.category) == ("town", None, "place")
    assert span.variant_perspectives == ()
    assert span.candidates == ("town/old-stanley", "town/stanley")


@pytest.mark.parametrize(("category", "common"), [("place", "place"), ("actor", None)])
def test_one_form_in_two_concepts_is_ambiguous(category: str, common: str | None) -> None:
    span = only(
        "Stanley",
        concept("town", variant("stanley", "Stanley", claim("uk-aligned"))),
        concept("person", variant("name", "Stanley"), category=category),
    )
    assert (span.concept, span.variant, span.category) == (None, None, common)
    assert span.variant_perspectives == ()
    assert span.candidates == ("person/name", "town/stanley")


def test_two_forms_of_one_variant_are_not_ambiguous() -> None:
    doc = variant("stanley", "Stanley")
    doc["forms"].append({"text": "stanley", "language": "en", "case": "any"})
    span = only("Stanley", concept("town", doc))
    assert (span.variant, span.candidates) == ("stanley", ())


WAR = concept("war", variant("war", "Falklands War"))
SHY = concept("town", variant("stanley", "Stanley", needs_context=True))


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Stanley went home.", []),
        ("Stanley after the Falklands War.", ["Stanley", "Falklands War"]),
        ("Stanley and Stanley.", []),
        ("Falklands War", ["Falklands War"]),
    ],
)
def test_some_forms_need_another_concept_beside_them(text: str, surfaces: list[str]) -> None:
    spans = annotate(text, language="en", lexicon=lexicon(WAR, SHY))
    assert [span.surface for span in spans] == surfaces


def test_context_is_another_concept_that_needs_none() -> None:
    alike = concept("other", variant("other", "Darwin", needs_context=True))
    same = concept(
        "town",
        variant("stanley", "Stanley", needs_context=True),
        variant("port-stanley", "Port Stanley"),
    )
    assert annotate("Stanley, Darwin", language="en", lexicon=lexicon(SHY, alike)) == ()
    (span,) = annotate("Stanley, Port Stanley", language="en", lexicon=lexicon(same))
    assert span.surface == "Port Stanley"


def test_the_title_is_context_of_the_body() -> None:
    article = Article.from_doc(an_article(title="After the Falklands War", body="In Stanley."))
    spans = annotate_article(article, lexicon(WAR, SHY))
    assert [(span.field, span.surface) for span in spans] == [
        ("title", "Falklands War"),
        ("body", "Stanley"),
    ]


def test_a_stand_off_article_has_no_automatic_spans() -> None:
    doc = an_article(text_sha256={}, text_length={"title": 7, "body": 7})
    del doc["title"], doc["body"]
    assert annotate_article(Article.from_doc(doc), lexicon(WAR, SHY)) == ()


def test_the_package_annotates_by_a_corpus(tmp_path: Path) -> None:
    known = a_concept({"text": "Port Example", "language": "en"})
    corpus = ct.open_corpus(write_corpus(tmp_path / "c", concepts=[known]))
    spans = ct.annotate("In Port Example.", language="en", lexicon=corpus.lexicon)
    assert [(span.surface, span.concept) for span in spans] == [("Port Example", known["id"])]


# ------------------------------------------------------------------ usage, voice, stance


class Said(NamedTuple):
    """What is told of a term: usage, voice, stance, quoted, and words the cue holds."""

    usage: str
    voice: str | None = None
    stance: str | None = None
    quoted: bool = False
    cue: str = ""


_HE_SAID = "“We are going to Stanley tomorrow,” she said."
_PARAGRAPHS = "He said: “We go to the harbour of Port Darwin.\n\nStanley is calm."
_REOPENED = "“We go.\n\n“Stanley is calm,” he said."
USES = [
    ("en", "Stanley", "In Stanley's port.", Said("use", "outlet")),
    ("en-GB", "Stanley", "In Stanley.", Said("use", "outlet")),
    ("en", "Stanley", "Talk of Stanley went on.", Said("use", "outlet")),
    ("en", "Stanley", "She said that Stanley was calm.", Said("use", "attributed")),
    ("en", "Stanley", "Stanley is calm, the mayor said.", Said("use", "attributed")),
    ("en", "Stanley", "The club “Stanley” won.", Said("use", "outlet", quoted=True)),
    ("en", "Stanley", "The town, known as Stanley.", Said("mention", cue="known as")),
    ("en", "Stanley", "It was renamed Stanley.", Said("mention", "outlet", "reports", cue="rena")),
    ("en", "Stanley", "The word Stanley is old.", Said("mention", "outlet", "reports", cue="word")),
    (
        "en",
        "Stanley",
        "The official name is Stanley.",
        Said("mention", "outlet", "endorses", cue="official name is"),
    ),
    (
        "en",
        "Stanley",
        "The ministry asks media not to use the name Stanley.",
        Said("mention", "attributed", "rejects", cue="name"),
    ),
    ("en", "Stanley", "They asked not to use Stanley.", Said("mention", stance="rejects")),
    ("en", "Stanley", "He asks us not to use Stanley.", Said("mention", stance="rejects")),
    (
        "en",
        "Stanley",
        "There is no Stanley here.",
        Said("mention", "outlet", "rejects", cue="There is no"),
    ),
    (
        "en",
        "Stanley",
        "He called it “Stanley”, she said.",
        Said("mention", "attributed", "reports", quoted=True, cue="called"),
    ),
    ("en", "Stanley", "The so-called Stanley.", Said("distanced", "outlet", cue="so-called")),
    (
        "en",
        "Stanley",
        "The so-called “Stanley”.",
        Said("distanced", "outlet", quoted=True, cue="so-called"),
    ),
    ("en", "Stanley", "The “Stanley” row.", Said("distanced", "outlet", quoted=True, cue="“")),
    ("en", "Stanley", "She said that “Stanley” was calm.", Said("distanced", quoted=True)),
    (
        "en",
        "Stanley",
        "“We love the so-called Stanley,” he said.",
        Said("distanced", "attributed", quoted=True, cue="so-called"),
    ),
    ("en", "Stanley", _HE_SAID, Said("quotation", "attributed", quoted=True, cue="“")),
    ("en", "Stanley", "“Stanley!” they cried.", Said("quotation", "attributed", quoted=True)),
    ("en", "Stanley", _PARAGRAPHS, Said("use", "outlet")),
    ("en", "Stanley", _REOPENED, Said("quotation", "attributed", quoted=True)),
    ("en", "Stanley", "The unrecognised Stanley.", Said("qualified", "outlet", cue="unrecog")),
    ("ru", "Степанакерт", "В Степанакерте тихо.", Said("use", "outlet")),
    ("ru", "Степанакерт", "Он сказал, что в Степанакерте тихо.", Said("use", "attributed")),
    ("ru", "Степанакерт", "Город называется Степанакерт.", Said("mention", cue="называется")),
    (
        "ru",
        "Степанакерт",
        "Нет никакого Степанакерта.",
        Said("mention", "outlet", "rejects", cue="Нет"),
    ),
    ("ru", "Степанакерт", "Так называемый Степанакерт.", Said("distanced", "outlet", cue="Так")),
    ("ru", "Степанакерт", "Дом в «Степанакерте».", Said("distanced", quoted=True, cue="«")),
    ("ru", "Степанакерт", "— Мы едем в Степанакерт, — сказал он.", Said("quotation", "attributed")),
    ("ru", "Степанакерт", "В непризнанном Степанакерте.", Said("qualified", cue="непризнанном")),
    ("az", "Xankəndi", "Xankəndidə yağış yağdı.", Said("use", "outlet")),
    ("az", "Xankəndi", "O dedi ki, Xankəndidə yağış yağır.", Said("use", "attributed")),
    ("az", "Xankəndi", "Şəhər Xankəndi adlanır.", Said("mention", cue="adlanır")),
    ("az", "Xankəndi", "Qondarma Xankəndinin evi.", Said("distanced", "outlet", cue="Qondarma")),
    (
        "az",
        "Xankəndi",
        "“Xankəndi bizimdir”, - deyə o bildirib.",
        Said("quotation", "attributed", quoted=True),
    ),
    ("az", "Xankəndi", "Özünü elan etmiş Xankəndi.", Said("qualified", cue="Özünü elan etmiş")),
    ("hy", "Արցախ", "Արցախում անձրև էր։", Said("use", "outlet")),
    ("hy", "Արցախ", "Նա ասաց, որ Արցախում անձրև է։", Said("use", "attributed")),
    ("hy", "Արցախ", "Երկիրը կոչվում է Արցախ։", Said("mention", cue="կոչվում")),
    ("hy", "Արցախ", "Այսպես կոչված Արցախում։", Said("distanced", "outlet", cue="Այսպես կոչված")),
    ("hy", "Արցախ", "«Արցախը մերն է», - ասաց նա։", Said("quotation", "attributed", quoted=True)),
    ("hy", "Արցախ", "Չճանաչված Արցախը։", Said("qualified", "outlet", cue="Չճանաչված")),
    ("hyw", "Արցախ", "Արցախի մէջ։", Said("use", "outlet")),
]


def assert_said(text: str, span: Span, said: Said) -> None:
    assert (span.usage, span.quoted) == (said.usage, said.quoted)
    assert span.voice in ("outlet", "attributed", "unknown")
    assert said.voice in (None, span.voice)
    assert (span.stance is not None) is (span.usage == "mention")
    assert said.stance in (None, span.stance)
    assert span.usage_rule
    assert span.speaker is None or span.speaker in text
    assert (span.cue_start is None) is (span.cue_end is None)
    if said.usage == "use":
        assert span.cue_start is None
    if said.cue:
        assert said.cue in text[span.cue_start : span.cue_end]
        assert span.cue_start is not None


@pytest.mark.parametrize(("language", "form", "text", "said"), USES)
def test_how_a_term_stands(language: str, form: str, text: str, said: Said) -> None:
    known = concept("town", variant("one", form))
    known["variants"][0]["forms"][0]["language"] = language.partition("-")[0]
    assert_said(text, only(text, known, language=language), said)


_REJECTS, _ENDORSES = Said("mention", stance="rejects"), Said("mention", stance="endorses")
_MENTION, _GLOSS = Said("mention"), Said("gloss", "outlet")
PAIRS = [
    ("en", "It is not {0} but {1}.", _REJECTS, _ENDORSES),
    ("en", "It is {0}, not {1}.", _ENDORSES, _REJECTS),
    ("en", "It is not {0}. It is {1}.", _REJECTS, _ENDORSES),
    ("en", "He prefers {0} to {1}.", _ENDORSES, _REJECTS),
    ("en", "{0} rather than {1}.", _MENTION, _MENTION),
    ("en", "They write {0} instead of {1}.", _MENTION, _MENTION),
    ("en", "{0} ({1}) is a town.", _GLOSS, _GLOSS),
    ("en", "{0}/{1} is a town.", _GLOSS, _GLOSS),
    ("en", "{0} or {1} is a town.", _GLOSS, _GLOSS),
    ("en", "{0}, i.e. {1}, is a town.", _GLOSS, _GLOSS),
    ("en", "{0}, formerly {1}, is a town.", Said("gloss", cue="formerly"), _GLOSS),
    (
        "en",
        "{0}, which Baku calls {1}, is a town.",
        Said("use", "outlet"),
        Said("mention", "attributed", "reports", cue="calls"),
    ),
    ("en", "{0} and {1} are towns.", Said("use"), Said("use")),
    ("ru", "Это не {0}, а {1}.", _REJECTS, _ENDORSES),
    ("ru", "{0} ({1}) тих.", _GLOSS, _GLOSS),
    ("az", "{0} deyil, {1}.", _REJECTS, _ENDORSES),
    ("az", "{0} ({1}) sakitdir.", _GLOSS, _GLOSS),
    ("hy", "Ոչ թե {0}, այլ {1}։", _REJECTS, _ENDORSES),
    ("hy", "{0} ({1}) քաղաքը։", _GLOSS, _GLOSS),
]
NAMES = {
    "en": ("Stanley", "Argentino"),
    "ru": ("Степанакерт", "Ханкенди"),
    "az": ("Stepanakert", "Xankəndi"),
    "hy": ("Շուշա", "Շուշի"),
}


@pytest.mark.parametrize(("language", "frame", "one", "other"), PAIRS)
def test_how_two_names_of_one_thing_stand(
    language: str, frame: str, one: Said, other: Said
) -> None:
    names = NAMES[language]
    known = concept("town", variant("one", names[0]), variant("other", names[1]))
    for doc in known["variants"]:
        doc["forms"][0]["language"] = language
    text = frame.format(*names)
    spans = annotate(text, language=language, lexicon=lexicon(known))
    assert [span.surface for span in spans] == list(names)
    for span, said in zip(spans, (one, other), strict=True):
        assert_said(text, span, said)


# ------------------------------------------------------------------ properties

PLANTED = ("Port Example", "Ejemplo", "Şuşa", "Երևան", "Xankəndi", "Степанакёрт", "O'Brien")
GARDEN = lexicon(
    *(
        a_concept({"text": text, "language": "en"}, id_=f"concept-{number}")
        for number, text in enumerate(PLANTED)
    )
)
FILLER = st.text(max_size=12).map(lambda text: text.replace("-", ""))


@given(st.lists(st.tuples(FILLER, st.sampled_from(PLANTED)), max_size=6), FILLER)
@settings(deadline=None, max_examples=300)
def test_planted_forms_are_found_where_they_stand(parts: list[tuple[str, str]], tail: str) -> None:
    text, planted = "", []
    for filler, form in parts:
        text += f"{filler} "
        planted.append((len(text), len(text) + len(form)))
        text += f"{form} "
    text += tail
    spans = annotate(text, language="en", lexicon=GARDEN)
    assert set(planted) <= {(span.start, span.end) for span in spans}
    for span in spans:
        assert text[span.start : span.end] == span.surface
    for left, right in pairwise(spans):
        assert left.end <= right.start


CHARS = st.text("aAbB '-\u0301\u00a0\n\u0307iİ", max_size=30)
FORMS = CHARS.map(lambda text: text.strip(" -\n\u00a0")).filter(bool)


@given(CHARS, st.lists(FORMS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=300)
def test_no_text_and_no_form_breaks_the_search(text: str, given_forms: list[str]) -> None:
    for language in ("en", "az", "hy", "xx"):
        known = lexicon(a_concept(*forms(language, *given_forms)))
        spans = annotate(text, language=language, lexicon=known)
        assert all(text[span.start : span.end] == span.surface for span in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))


TEXT = st.text(min_size=1, max_size=20)
LINKS = st.fixed_dictionaries({"title": TEXT}, optional={"url": TEXT})
CREDITS = st.fixed_dictionaries({"name": TEXT}, optional={"outlet": TEXT, "url": TEXT})
OPTIONAL = {
    **dict.fromkeys(
        ["url", "archive_url", "retrieved", "modified", "event", "collection", "origin"], TEXT
    ),
    **dict.fromkeys(["translation_of", "revision_of", "derived_from", "source", "notes"], TEXT),
    "authors": st.lists(TEXT, min_size=1, max_size=3),
    "related": st.lists(LINKS, min_size=1, max_size=3),
    "credits": st.lists(CREDITS, min_size=1, max_size=3),
    "extraction": st.fixed_dictionaries({"tool": TEXT, "version": TEXT}),
}
REQUIRED = dict.fromkeys(["id", "outlet", "language", "published", "license"], TEXT)
WITH_TEXT = st.fixed_dictionaries({**REQUIRED, "title": TEXT, "body": TEXT}, optional=OPTIONAL)
LENGTHS = st.fixed_dictionaries({"title": st.integers(0), "body": st.integers(0)})
HASHES = st.fixed_dictionaries({}, optional={"title": TEXT, "body": TEXT})
STAND_OFF = st.fixed_dictionaries(
    {**REQUIRED, "text_sha256": HASHES, "text_length": LENGTHS}, optional=OPTIONAL
)


@given(WITH_TEXT | STAND_OFF)
@settings(deadline=None, max_examples=200)
def test_articles_survive_the_round_trip(doc: Doc) -> None:
    article = Article.from_doc(doc)
    assert article.to_doc() == doc
    assert Article.from_doc(article.to_doc()) == article


@pytest.mark.parametrize("corpus", [FALKLANDS, RAW], ids=["falklands", "raw"])
def test_the_articles_of_a_corpus_survive_the_round_trip(corpus: Path) -> None:
    paths = list((corpus / "articles").rglob("*.json"))
    assert len(paths) >= 4
    for path in paths:
        doc = read_json(path)
        article = Article.from_doc(doc)
        assert article.to_doc() == {key: value for key, value in doc.items() if key != "$schema"}
        assert Article.from_doc(article.to_doc()) == article
