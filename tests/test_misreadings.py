"""Text that was read by a wrong table is told as such, with what it should read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.checks.misreadings import is_misread, misreading
from corpus_tools.findings import Finding
from tests.corpora import Doc, an_article, an_outlet, write_corpus
from tests.test_identification import SAMPLES

TEXTS = {
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
    ("ru", "windows-1251", "latin-1"),
    ("ru", "koi8-r", "latin-1"),
]


def findings(root: Path, *articles: Doc) -> tuple[Finding, ...]:
    """Return what is found, but for the error that the language cannot be told."""
    outlet = an_outlet(languages=list(TEXTS))
    corpus = write_corpus(root, articles=articles, outlets=[outlet], languages=list(TEXTS))
    found = ct.validate(corpus).findings
    untold = [one for one in found if one.code in ("CT301", "CT302")]
    assert all("wrong encoding" in one.message for one in untold)
    return tuple(one for one in found if one not in untold)


@pytest.mark.parametrize(("tag", "right", "wrong"), SLIPS)
def test_a_misread_text_is_one_finding(tmp_path: Path, tag: str, right: str, wrong: str) -> None:
    body = TEXTS[tag].encode(right).decode(wrong, "replace")
    (found,) = findings(tmp_path / "c", an_article(language=tag, body=body))
    assert found.code == "CT208"
    assert right.lower() in found.message.lower()
    assert "should read" in found.message
    meant = found.message.split("should read “")[1].split("”")[0].strip(".,։՝")
    assert meant in TEXTS[tag]


@pytest.mark.parametrize("tag", ["el", "hy", "ru"])
def test_a_text_that_is_misread_as_a_whole_is_an_error(tmp_path: Path, tag: str) -> None:
    body = TEXTS[tag].encode().decode("latin-1")
    outlet = an_outlet(languages=list(TEXTS))
    article = an_article(language=tag, body=body)
    corpus = write_corpus(
        tmp_path / "c", articles=[article], outlets=[outlet], languages=list(TEXTS)
    )
    (error,) = (one for one in ct.validate(corpus).findings if one.severity == "error")
    assert error.code == "CT301"
    assert "wrong encoding" in error.message


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


def test_a_single_slip_keeps_the_language_judged() -> None:
    assert is_misread("cafÃ©", "en")
    assert not is_misread(f"{TEXTS['el']} cafÃ©", "el")


def test_a_control_that_is_no_byte_of_a_letter_is_still_an_error(tmp_path: Path) -> None:
    body = f"{TEXTS['el'].encode().decode('latin-1')} Ã©\x9b31m and \x1b[2J."
    found = findings(tmp_path / "c", an_article(language="el", body=body))
    assert [one.code for one in found] == ["CT208", "CT201", "CT201"]


def test_title_and_body_of_one_slip_are_one_finding(tmp_path: Path) -> None:
    title, body = (text.encode().decode("latin-1") for text in ("Η πόλη", TEXTS["el"]))
    found = findings(tmp_path / "c", an_article(language="el", title=title, body=body))
    assert [(one.code, one.pointer) for one in found] == [("CT208", "/title")]


@pytest.mark.parametrize("piece", ["Ã©", "\ufffd ", "þ", "äçìïôéêü", " Ä\x9faaa", "РґСЂ"])
def test_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        misreading(text, "tr")
        return time.process_time() - start

    assert seconds(800_000) < 10 * max(seconds(200_000), 0.02)
