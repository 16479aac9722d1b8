"""How words are inflected: gold lists per language, and what the suffix files promise."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_tools.languages import LANGUAGES, Language, language
from corpus_tools.languages.folding import APOSTROPHES, HYPHENS, fold
from corpus_tools.languages.inflection import (
    FOLDER,
    Paradigm,
    classes,
    paradigms,
)
from corpus_tools.languages.phrases import generated, phrase
from tests.corpora import FALKLANDS, RAW, read_json

GOLD = Path(__file__).parent / "gold" / "inflection"
FILES = sorted(path.stem for path in FOLDER.glob("*.json"))
FEWEST = {"az": 60, "hy": 60, "ru": 60}
BIGGEST = 6000
_SEPARATOR = re.compile(r"[\s-]+")


def row(tag: str) -> Language:
    return language(tag)


def accepts(entries: tuple[tuple[Paradigm, ...], ...], text: str) -> bool:
    """Tell whether a folded text is a form of a phrase, word after word."""
    if not entries:
        return text == ""
    for paradigm in entries[0]:
        if text.startswith(paradigm.stem):
            rest = text[len(paradigm.stem) :]
            for size in range(len(rest) + 1):
                if rest[:size] in paradigm.endings:
                    gap = _SEPARATOR.match(rest, size)
                    if (size == len(rest) and len(entries) == 1) or (
                        gap and len(entries) > 1 and accepts(entries[1:], rest[gap.end() :])
                    ):
                        return True
    return False


def gold(tag: str) -> list[tuple[str, str | None, str, str]]:
    lines = (GOLD / f"{tag}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [(form, None if name == "-" else name, word, yes) for form, name, word, yes in rows]


# ------------------------------------------------------------------ gold


GOLDEN = sorted(path.stem for path in GOLD.glob("*.tsv"))


@pytest.mark.parametrize("tag", GOLDEN)
def test_the_gold_words_are_told_apart(tag: str) -> None:
    wrong = [
        (form, name, word, expected)
        for form, name, word, expected in gold(tag)
        if accepts(phrase(form, name, (), row(tag)), fold(word, row(tag))) is (expected != "yes")
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", GOLDEN)
def test_the_gold_words_are_many_and_of_both_kinds(tag: str) -> None:
    verdicts = [expected for *_, expected in gold(tag)]
    assert len(verdicts) >= FEWEST.get(tag, 20)
    assert set(verdicts) == {"yes", "no"}
    assert len(set(gold(tag))) == len(verdicts)


def test_every_suffix_file_has_gold() -> None:
    assert set(FILES) | {"hyw"} == set(GOLDEN)


# ------------------------------------------------------------------ forms of the lexicons


def lexicon_forms() -> Iterator[tuple[str, str | None, tuple[str, ...], str]]:
    for corpus in (RAW, FALKLANDS):
        for path in sorted((corpus / "lexicon").glob("*.json")):
            for variant in read_json(path)["variants"]:
                for form in variant["forms"]:
                    stems = tuple(form.get("stems", ()))
                    yield form["text"], form.get("inflection"), stems, form["language"]


FORMS = sorted(set(lexicon_forms()), key=repr)


def test_every_class_of_the_lexicons_is_one_of_its_language() -> None:
    used = {(tag, name) for _, name, _, tag in FORMS if name is not None}
    assert {(tag, name) for tag, name in used if name not in classes(row(tag))} == set()
    assert {name for _, name in used} >= {"acronym", "izafet", "none"}


def test_every_form_is_one_of_its_own_forms() -> None:
    missing = [
        (text, tag)
        for text, name, stems, tag in FORMS
        if not accepts(phrase(text, name, stems, row(tag)), fold(text, row(tag)))
    ]
    assert missing == []


@pytest.mark.parametrize("tag", ["az", "en", "es", "hy", "ru"])
def test_every_listed_form_is_accepted_and_the_form_itself_is_listed(tag: str) -> None:
    mine = [form for form in FORMS if form[3] == tag][::9]
    for text, name, stems, _ in mine:
        entries, listed = (
            phrase(text, name, stems, row(tag)),
            generated(text, name, stems, row(tag)),
        )
        assert text in listed
        assert listed == sorted(set(listed))
        assert [form for form in listed if not accepts(entries, fold(form, row(tag)))] == []


# ------------------------------------------------------------------ classes and files


@pytest.mark.parametrize("tag", [*FILES, "hyw"])
def test_every_language_with_rules_has_noun_and_none(tag: str) -> None:
    assert {"noun", "none"} <= set(classes(row(tag)))
    assert list(classes(row(tag))) == sorted(set(classes(row(tag))))


def test_suffix_files_belong_to_languages_of_the_table() -> None:
    assert set(FILES) <= {entry.tag for entry in LANGUAGES}


def test_one_language_may_take_the_rules_of_another() -> None:
    assert classes(row("hyw")) == classes(row("hy"))
    assert paradigms("Շուշի", "noun", row("hyw")) == paradigms("Շուշի", "noun", row("hy"))


@pytest.mark.parametrize("inflection", [None, "noun", "none", "no-such-class"])
def test_a_language_without_rules_takes_forms_as_written(inflection: str | None) -> None:
    french = row("fr")
    assert classes(french) == ("none",)
    entries = phrase("Haut-Karabagh", inflection, ("Karabag",), french)
    assert entries == tuple((Paradigm(word, frozenset({""})),) for word in ("haut", "karabagh"))
    assert generated("Haut-Karabagh", inflection, (), french) == ["Haut-Karabagh"]


def test_none_lists_the_form_alone() -> None:
    for tag, form in (("ru", "новая война"), ("az", "yeni Qala"), ("ka", "მთიანი შუშა")):
        assert generated(form, "none", (), row(tag)) == [form]


def test_a_word_that_no_kind_fits_is_itself() -> None:
    assert paradigms("Карабах", "adjective", row("ru")) == (Paradigm("карабах", frozenset({""})),)


def test_an_unknown_class_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'verb'.*'acronym'"):
        phrase("Qarabağ", "verb", (), row("az"))


def test_nothing_has_no_forms() -> None:
    assert phrase(" - ", None, (), row("az")) == ()


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), [key for key, _ in pairs]
    return dict(pairs)


def parts(doc: Any) -> Iterator[tuple[str, str, str]]:
    """Yield every (cut, put, table) of a suffix file."""
    for kind in doc if isinstance(doc, list) else ():
        if isinstance(kind, dict):
            yield from (tuple(part[:3]) for part in kind["parts"])


@pytest.mark.parametrize("tag", FILES)
def test_a_suffix_file_is_whole(tag: str) -> None:
    text = (FOLDER / f"{tag}.json").read_text(encoding="utf-8")
    doc = json.loads(text, object_pairs_hook=unique)
    assert doc["about"] and doc["sources"]
    groups = [*doc["classes"].values(), *doc.get("kinds", {}).values()]
    groups.append(doc["phrase"].get("agreeing", []))
    named = {name for group in groups for name in group if isinstance(name, str)}
    assert named <= {*doc["classes"], *doc.get("kinds", {})}
    used = {table for group in groups for _, _, table in parts(group)}
    for table in doc["tables"].values():
        used |= {name for following in table.values() for name in following.split()}
    assert used == set(doc["tables"])
    assert set(doc.get("capitalised", {}).values()) <= set(doc["classes"])
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("tag", FILES)
def test_endings_are_folded(tag: str) -> None:
    for word in ("banan", "telefon", "лимон", "բանան", "ბანანი"):
        for name in classes(row(tag)):
            for paradigm in paradigms(word, name, row(tag)):
                assert {fold(end, row(tag)) for end in paradigm.endings} == paradigm.endings


WORDS = {
    "az": "qala ordu dəniz müharibə torpaq yemək sürü göl Qala Göl Yürük rayonu hadisəsi",
    "tr": "kale ordu deniz savaş kitap ağaç kanat sürü göl Kale Savaş savaşı cumhuriyeti renk",
    "hy": "քաղաք շուշա շուշի բաքու ագրեսիա հանրապետություն գրավում գիծ Քարագլուխ խմբավորում",
    "ru": "город река земля море поле армия знание боец рынок путь кость Шуша Петров Новая",
    "en": "city war cross Karabakh Falklands church",
    "es": "isla región cruz poder Malvinas",
    "ka": "ყარაბაღი შუშა ხოჯალუ ომი",
}


@pytest.mark.parametrize("tag", FILES)
def test_no_class_has_too_many_endings(tag: str) -> None:
    for word in WORDS[tag].split():
        for name in classes(row(tag)):
            found = paradigms(word, name, row(tag))
            assert found
            assert sum(len(paradigm.endings) for paradigm in found) <= BIGGEST


@pytest.mark.parametrize("tag", FILES)
def test_no_word_ends_in_an_opening_sign(tag: str) -> None:
    """A closing quotation mark is no ending; English alone writes a bare one after -s."""
    for word in WORDS[tag].split():
        for name in classes(row(tag)):
            for paradigm in paradigms(word, name, row(tag)):
                assert not any(end.endswith("-") for end in paradigm.endings)
                bare = {end for end in paradigm.endings if end.endswith("'")}
                assert tag == "en" or not bare


# ------------------------------------------------------------------ sharing


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        ("az", "Qarabağ", "Laçın"),
        ("az", "Şuşa", "Varanda"),
        ("az", "işğal", "qatar"),
        ("tr", "Karabağ", "Laçın"),
        ("hy", "Արցախ", "Ղարաբաղ"),
        ("ru", "Карабах", "Арцах"),
        ("ka", "ყარაბაღი", "არცახი"),
        ("en", "war", "region"),
    ],
)
def test_stems_that_inflect_alike_share_their_endings(tag: str, one: str, other: str) -> None:
    pairs = zip(paradigms(one, "noun", row(tag)), paradigms(other, "noun", row(tag)), strict=True)
    assert all(first.endings is second.endings for first, second in pairs)


# ------------------------------------------------------------------ single promises


@pytest.mark.parametrize(
    ("tag", "form", "stem", "word"),
    [
        ("az", "beyin", "beyn", "beynini"),
        ("hyw", "Պոլիս", "Պոլս", "Պոլսոյ"),
        ("hy", "տուն", "տն", "տներ"),
        ("ru", "день памяти", "дн", "дней памяти"),
        ("ru", "старая церковь", "церкв", "старой церкви"),
    ],
)
def test_further_stems_are_inflected_too(tag: str, form: str, stem: str, word: str) -> None:
    folded = fold(word, row(tag))
    assert accepts(phrase(form, None, (stem,), row(tag)), folded)
    assert word in generated(form, None, (stem,), row(tag))
    assert not accepts(phrase(form, None, (), row(tag)), folded)


def test_a_capital_makes_a_common_noun_a_name() -> None:
    az = row("az")
    assert accepts(phrase("qala", None, (), az), "qalam")
    assert not accepts(phrase("Qala", None, (), az), "qalam")
    assert paradigms("Qala", "noun", az) == paradigms("Qala", "place", az)


@pytest.mark.parametrize(
    ("form", "listed"),
    [
        (
            "Нагорный Карабах",
            {"Нагорный Карабах", "Нагорного Карабаха", "Нагорном Карабахе", "Нагорным Карабахом"},
        ),
        ("посёлок Гадрут", {"посёлок Гадрут", "посёлка Гадрут", "посёлке Гадрут"}),
        ("44-дневная война", {"44-дневной войны", "44-дневную войну", "44-дневных войн"}),
    ],
)
def test_listed_forms_agree_and_keep_their_capitals(form: str, listed: set[str]) -> None:
    found = set(generated(form, None, (), row("ru")))
    assert listed <= found
    assert len(found) <= 12


def test_only_the_head_and_what_agrees_with_it_are_inflected() -> None:
    def inflected(form: str) -> list[bool]:
        return [
            any(paradigm.endings != {""} for paradigm in entry)
            for entry in phrase(form, None, (), row("ru"))
        ]

    assert inflected("освобожденная от оккупации территория") == [True, False, False, True]
    assert inflected("Нагорно-Карабахская Республика") == [False, True, True]
    assert inflected("Республика Нагорный Карабах") == [True, False, False]
    assert inflected("президент Республики Арцах") == [True, False, False]
    assert inflected("временно дислоцированный") == [False, True]
    assert inflected("геноцид в Ходжалы") == [True, False, False]


# ------------------------------------------------------------------ folding


@pytest.mark.parametrize(
    ("tag", "text", "folded"),
    [
        ("az", "XANKƏNDİDƏ ŞIX", "xankəndidə şıx"),
        ("az", "S\u0327us\u0327a I\u0307rəvan i\u0307", "şuşa irəvan i"),
        ("tr", "Şuşa Şușa KARABAĞ’IN", "şuşa şuşa karabağ'ın"),
        ("ru", "QARABAG İl", "qarabag il"),
        ("en", "NAGORNO‑KARABAKH’S", "nagorno-karabakh's"),
        ("ro", "Șușa", "șușa"),
        ("hy", "Երևան ԵՐԵՎԱՆ ԵՐԵՒԱՆ Եվրոպա", "երեւան երեւան երեւան եւրոպա"),
        ("hyw", "կ՚ըսէ Երեւան", "կ'ըսէ երեւան"),
        ("ru", "вооружённый Е\u0308ж Йод", "вооруженный еж йод"),
        ("ka", "ᲧᲐᲠᲐᲑᲐᲦᲘ", "ყარაბაღი"),
    ],
)
def test_what_is_one_spelling(tag: str, text: str, folded: str) -> None:
    assert fold(text, row(tag)) == folded


@pytest.mark.parametrize("signs", [APOSTROPHES, HYPHENS])
def test_signs_are_one(signs: str) -> None:
    assert len({fold(f"a{sign}b", row("en")) for sign in signs}) == 1


ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "hyw": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "aábcdeéfghiíjklmnñoópqrstuúüvwxyz",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
}
ANY_ROW = st.sampled_from([*LANGUAGES, language("fr")])


@given(st.text(), ANY_ROW)
def test_folding_twice_is_folding_once(text: str, entry: Language) -> None:
    assert fold(fold(text, entry), entry) == fold(text, entry)


@given(st.text("iIİıеёЕЁ\u0307\u0308\u0323\u0327\u0301sSșև\u055aԵՎԵՒ"), ANY_ROW)
def test_folding_marks_twice_is_folding_once(text: str, entry: Language) -> None:
    assert fold(fold(text, entry), entry) == fold(text, entry)


@given(st.text(), ANY_ROW)
def test_composed_and_decomposed_fold_alike(text: str, entry: Language) -> None:
    assert fold(unicodedata.normalize("NFD", text), entry) == fold(text, entry)


@given(st.sampled_from(sorted(ALPHABETS)), st.data())
def test_capitals_do_not_count(tag: str, data: st.DataObject) -> None:
    text = data.draw(st.text(ALPHABETS[tag]))
    dotted = text.replace("i", "İ").replace("ı", "I") if row(tag).dotted_i else text
    assert fold(dotted.upper(), row(tag)) == fold(text, row(tag))
