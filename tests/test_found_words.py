"""Checks which words of a text are found, and where."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

import corpus_tools as ct
from corpus_tools.terms.annotating import annotate
from tests.corpora import Doc, a_concept, write_corpus
from tests.lexicons import forms, lexicon


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
        for mark in "'`\u00b4\u2018\u2019\u02bb\u02bc\u2032\uff07"
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
    Case(
        "hy-capital-u",
        "hy",
        "ՈՒկրաինայի ՈՒԿՐԱԻՆԱ ուկրաինա",
        ("Ուկրաինա",),
        ["ՈՒկրաինայի", "ՈՒԿՐԱԻՆԱ"],
    ),
    Case("hidden-behind-an-apostrophe", "az", "Şuşa՚\u00adda", ("Şuşa",), ["Şuşa՚\u00adda"]),
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
