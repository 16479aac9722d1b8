"""Text that was read by a wrong table is told as such, with what it should read."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.checks.misreadings import misreading
from corpus_tools.findings import Finding
from tests.corpora import Doc, an_article, an_outlet, write_corpus
from tests.test_identification import SAMPLES

TEXTS = {
    "az": (
        "Şəhər şurası çərşənbə axşamı şəhərin gələcəyini müzakirə etmək üçün toplaşdı. "
        "Sakinlər dənizə gedən yolun yenidən açılmasını xahiş etdilər."
    ),
    "el": (
        "Το δημοτικό συμβούλιο συνεδρίασε την Τρίτη για να συζητήσει το μέλλον της πόλης. "
        "Οι κάτοικοι ζήτησαν να ανοίξει ξανά ο δρόμος προς τη θάλασσα."
    ),
    "hy": (
        "Քաղաքային խորհուրդը երեքշաբթի օրը հավաքվեց՝ քննարկելու քաղաքի ապագան։ "
        "Բնակիչները խնդրեցին նորից բացել դեպի ծով տանող ճանապարհը։"
    ),
    "ru": (
        "Городской совет собрался во вторник, чтобы обсудить будущее города. "
        "Жители попросили снова открыть дорогу к морю."
    ),
    "tr": (
        "Belediye meclisi salı günü şehrin geleceğini görüşmek için toplandı. "
        "Sakinler denize giden yolun yeniden açılmasını istedi."
    ),
}
SLIPS = [
    *[(tag, "utf-8", wrong) for tag in TEXTS for wrong in ("latin-1", "windows-1252")],
    *[(tag, "utf-8", "windows-1251") for tag in ("el", "hy", "ru")],
    ("el", "utf-8", "windows-1253"),
    ("el", "windows-1253", "latin-1"),
    ("el", "windows-1253", "windows-1252"),
    ("tr", "windows-1254", "latin-1"),
    *[
        ("az", "utf-8", wrong)
        for wrong in ("windows-1251", "koi8-r", "iso-8859-5", "cp866", "mac_cyrillic", "cp437")
    ],
    *[("tr", "windows-1254", wrong) for wrong in ("windows-1251", "koi8-r", "cp866")],
    ("ru", "windows-1251", "latin-1"),
    ("ru", "koi8-r", "latin-1"),
]


def findings(root: Path, *articles: Doc) -> tuple[Finding, ...]:
    outlet = an_outlet(languages=list(TEXTS))
    corpus = write_corpus(root, articles=articles, outlets=[outlet], languages=list(TEXTS))
    return ct.validate(corpus).findings


@pytest.mark.parametrize(("tag", "right", "wrong"), SLIPS)
def test_a_misread_text_is_one_finding(tmp_path: Path, tag: str, right: str, wrong: str) -> None:
    body = TEXTS[tag].encode(right).decode(wrong, "replace")
    (found,) = findings(tmp_path / "c", an_article(language=tag, body=body))
    assert found.code in ("CT208", "CT215")
    assert right.lower() in found.message.lower()
    assert "should read" in found.message
    meant = found.message.split("should read “")[1].split("”")[0].strip(".,։՝")
    assert meant in TEXTS[tag]


@pytest.mark.parametrize("tag", ["el", "hy", "ru"])
def test_a_text_that_is_misread_as_a_whole_is_an_error(tmp_path: Path, tag: str) -> None:
    body = TEXTS[tag].encode().decode("latin-1")
    (found,) = findings(tmp_path / "c", an_article(language=tag, body=body))
    assert (found.code, found.severity, found.pointer) == ("CT215", "error", "/body")


def test_a_text_with_a_misread_word_keeps_its_language(tmp_path: Path) -> None:
    (found,) = findings(tmp_path / "c", an_article(language="el", body=f"{TEXTS['el']} cafÃ©"))
    assert (found.code, found.severity) == ("CT208", "warning")
    english = "The council of the town met on Tuesday evening to talk about the cafÃ© by the sea."
    (other,) = (
        one
        for one in findings(tmp_path / "d", an_article(language="el", body=english))
        if one.severity == "error"
    )
    assert other.code == "CT301"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one.language}-{one.text[:9]}")
def test_no_ordinary_text_is_accused(sample: tuple[str, str, str]) -> None:
    tag, _, text = sample
    assert misreading(text, tag) is None


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "CAFÉ», SPAß“ and Ångström"),
        ("fr", "ÀÉÎÔ, “Noël”, œuvre, à 5 £ ou 10 €"),
        ("uk", "РІШЕННЯ РІЗНІ, СІЛЬСЬКІ, ПІДІЙШОВ"),
        ("ru", "С-П-Б, С1П2О3, ООО «РОСС»"),
        ("el", "ΈΝΑΣ ΟΎΤΕ ΆΛΛΟΣ, «ΟΌΡΟΣ»"),
        ("tr", "þ"),
        ("is", "Þórður og Guðný búa á Ísafirði; það er gott."),
    ],
)
def test_no_odd_text_is_accused(tag: str, text: str) -> None:
    assert misreading(text, tag) is None


def test_a_control_that_is_no_byte_of_a_letter_is_still_an_error(tmp_path: Path) -> None:
    body = f"{TEXTS['el'].encode().decode('latin-1')} Ã©\x9b31m and \x1b[2J."
    found = findings(tmp_path / "c", an_article(language="el", body=body))
    assert [one.code for one in found] == ["CT215", "CT201"]


def test_title_and_body_of_one_slip_are_one_finding(tmp_path: Path) -> None:
    title, body = (text.encode().decode("latin-1") for text in ("Η πόλη", TEXTS["el"]))
    found = findings(tmp_path / "c", an_article(language="el", title=title, body=body))
    assert [(one.code, one.pointer) for one in found] == [("CT215", "/body")]


@pytest.mark.parametrize(
    ("tag", "right", "wrong"),
    [
        ("ru", "koi8-r", "windows-1251"),
        ("ru", "windows-1251", "koi8-r"),
        ("ru", "iso-8859-5", "windows-1251"),
        ("ru", "iso-8859-5", "latin-1"),
        ("ru", "utf-8", "cp866"),
        ("ru", "utf-8", "mac-roman"),
        ("ru", "cp866", "windows-1251"),
        ("ru", "cp866", "windows-1252"),
        ("el", "utf-8", "koi8-r"),
        ("el", "windows-1253", "windows-1251"),
        ("hy", "utf-8", "cp437"),
    ],
)
def test_one_table_of_a_script_read_by_another_is_an_error(
    tmp_path: Path, tag: str, right: str, wrong: str
) -> None:
    body = TEXTS[tag].encode(right).decode(wrong, "replace")
    found = findings(tmp_path / "c", an_article(language=tag, body=body))
    assert {(one.code, one.pointer) for one in found if one.severity == "error"} == {
        ("CT215", "/body")
    }
    meant = found[0].message.split("should read “")[1].split("”")[0].strip(".,։՝")
    assert meant in TEXTS[tag]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one.language}-{one.text[:9]}")
def test_no_text_in_capitals_is_accused(sample: tuple[str, str, str]) -> None:
    tag, _, text = sample
    assert misreading(text.upper(), tag) is None


def test_signs_of_arithmetic_are_no_letters(tmp_path: Path) -> None:
    body = f"{TEXTS['ru']} Плиты: 2м×3м, 6м÷2."
    assert findings(tmp_path / "c", an_article(language="ru", body=body)) == ()
