"""Checks what an import makes of a corpus: outlets, ids, languages, nothing overwritten."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.exchange.importing import import_file
from corpus_tools.findings import OperatorError
from tests.corpora import (
    cli,
    read_json,
    tree,
    write_json,
)
from tests.dumps import MARKET, TWO, corpus_of_one_outlet, dump, one, results, stored, took


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return corpus_of_one_outlet(tmp_path / "corpus")


# ------------------------------------------------------------------ outlets, ids, languages


def test_a_new_outlet_is_created_once_and_reported(tmp_path: Path, corpus: Path) -> None:
    text = one("Nova Voz", "2022-03-28") + "====\n" + one("NOVA VOZ", "2022-03-29")
    outcomes = took(tmp_path, corpus, text)
    assert results(outcomes) == ["outlet created", "imported", "imported"]
    assert "nova-voz" in outcomes[0].what
    outlet = read_json(corpus / "outlets" / "nova-voz.json")
    assert outlet == {"id": "nova-voz", "name": "Nova Voz", "languages": ["en"], "assessments": []}


@pytest.mark.parametrize(
    "name", ["Sample Gazette (invented)", "The Gazette", "the  GAZETTE", "Սամփլ"]
)
def test_a_known_outlet_is_found_by_name_or_alias(tmp_path: Path, corpus: Path, name: str) -> None:
    assert results(took(tmp_path, corpus, one(name, "2022-03-28"))) == ["imported"]
    assert stored(corpus)[0]["outlet"] == "sample-gazette"
    assert len(list((corpus / "outlets").iterdir())) == 1


def test_an_outlet_that_is_too_like_another_is_not_merged(tmp_path: Path, corpus: Path) -> None:
    (outcome,) = took(tmp_path, corpus, one("Sample – Gazette!", "2022-03-28"))
    assert outcome.result == "left out"
    assert "sample-gazette" in outcome.what
    assert stored(corpus) == []


@pytest.mark.parametrize("name", ["Ձայն", "Səs", "Голос", "声", "…"])
def test_an_outlet_of_any_script_gets_an_id(tmp_path: Path, corpus: Path, name: str) -> None:
    outcomes = took(tmp_path, corpus, one(name, "2022-03-28"), language="en")
    assert results(outcomes) == ["outlet created", "imported"]
    assert ct.validate(corpus).errors == 0


def test_ids_are_outlet_day_and_hash(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, TWO)
    for doc in stored(corpus):
        digest = hashlib.sha256(f"{doc['title']}\n{doc['body']}".encode()).hexdigest()
        assert doc["id"] == f"{doc['outlet']}-{doc['published']}-{digest[:10]}"
        place = corpus / "articles" / doc["outlet"] / "2022" / f"{doc['id']}.json"
        assert read_json(place) == doc


def test_the_licence_is_reserved_unless_given(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, one("The Gazette", "2022-03-28"))
    took(tmp_path, corpus, one("The Gazette", "2022-03-29"), license="CC-BY-4.0")
    assert [doc["license"] for doc in stored(corpus)] == [
        "LicenseRef-all-rights-reserved",
        "CC-BY-4.0",
    ]


def test_a_licence_that_is_none_is_refused(tmp_path: Path, corpus: Path) -> None:
    outcomes = took(tmp_path, corpus, one("The Gazette", "2022-03-28"), license="free for all")
    assert results(outcomes) == ["left out"]
    assert stored(corpus) == []


TEXTS = {
    "en": MARKET,
    "hy": "Շուկայի հին շենքը այս շաբաթ կրկին բացեց իր դռները, քանի որ շինարարներն ավարտել էին "
    "նոր տանիքի աշխատանքները։",
    "az": "Köhnə bazar binası bu həftə yenidən qapılarını açdı, çünki ustalar təzə dam örtüyünün "
    "işlərini başa çatdırmışdılar və müştərilər artıq gözləyirdi.",
    "ru": "Старый рынок на этой неделе снова открыл свои двери, потому что строители закончили "
    "работы над новой крышей, и первые покупатели уже ждали у входа.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_is_identified(tmp_path: Path, corpus: Path, language: str) -> None:
    title = TEXTS[language].split(",")[0]
    took(tmp_path, corpus, one("The Gazette", "2022-03-28", title, TEXTS[language]))
    assert [doc["language"] for doc in stored(corpus)] == [language]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Short", "Too few letters."),
        ("12 34", "5678 90 " * 20),
        (
            "Le marché",
            "Le vieux marché couvert a rouvert ses portes cette semaine parce que les "
            "artisans avaient terminé les travaux du toit et que les clients attendaient déjà.",
        ),
        (
            "ბაზარი",
            "ძველი ბაზრის შენობამ ამ კვირაში ისევ გააღო კარი, რადგან ოსტატებმა დაასრულეს "
            "ახალი სახურავის სამუშაოები და პირველი მყიდველები უკვე ელოდებოდნენ.",
        ),
    ],
    ids=["short", "digits", "another-language", "another-script"],
)
def test_an_unclear_language_is_left_out(
    tmp_path: Path, corpus: Path, title: str, body: str
) -> None:
    (outcome,) = took(tmp_path, corpus, one("The Gazette", "2022-03-28", title, body))
    assert (outcome.result, outcome.first) == ("left out", 1)
    assert "language" in outcome.what
    assert stored(corpus) == []


def test_a_given_language_is_believed(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, one("The Gazette", "2022-03-28", "Short", "Few words."), language="ru")
    assert stored(corpus)[0]["language"] == "ru"


# ------------------------------------------------------------------ never overwritten


@pytest.mark.parametrize("language", ["gr", "", "English"])
def test_a_language_that_the_corpus_does_not_have_is_refused(
    tmp_path: Path, corpus: Path, language: str
) -> None:
    before = tree(corpus)
    with pytest.raises(OperatorError, match=f"has no language “{language}”; known: "):
        took(tmp_path, corpus, TWO, language=language)
    assert tree(corpus) == before


def test_the_same_dump_twice_changes_nothing(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, TWO)
    before = tree(corpus)
    again = took(tmp_path, corpus, TWO.replace("\n", "\r\n"))
    assert results(again) == ["already there", "already there"]
    assert not any(outcome.lost for outcome in again)
    assert tree(corpus) == before


def test_a_known_id_with_another_text_is_left_alone(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, one("The Gazette", "2022-03-28"))
    (path,) = (corpus / "articles").rglob("*.json")
    write_json(path, {**read_json(path), "body": "Corrected by hand."})
    before = tree(corpus)
    (outcome,) = took(tmp_path, corpus, one("The Gazette", "2022-03-28"))
    assert outcome.result == "left out"
    assert path.stem in outcome.what
    assert tree(corpus) == before


def test_an_unreadable_file_of_that_id_is_left_alone(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, one("The Gazette", "2022-03-28"))
    (path,) = (corpus / "articles").rglob("*.json")
    path.write_bytes(b"{")
    assert results(took(tmp_path, corpus, one("The Gazette", "2022-03-28"))) == ["left out"]
    assert path.read_bytes() == b"{"


def test_an_id_in_a_shard_is_known_too(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, one("The Gazette", "2022-03-28"))
    (path,) = (corpus / "articles").rglob("*.json")
    line = " ".join(path.read_text(encoding="utf-8").split("\n")) + "\n"
    (corpus / "articles" / "bulk.jsonl").write_text(line, encoding="utf-8")
    path.unlink()
    before = tree(corpus)
    assert results(took(tmp_path, corpus, one("The Gazette", "2022-03-28"))) == ["already there"]
    assert tree(corpus) == before


def test_ids_of_two_outlets_in_shards_are_known(tmp_path: Path, corpus: Path) -> None:
    """What was looked up for one outlet does not hide what another outlet has."""
    text = TWO
    took(tmp_path, corpus, text)
    paths = sorted((corpus / "articles").rglob("*.json"))
    lines = [" ".join(path.read_text(encoding="utf-8").split("\n")) for path in paths]
    for path in paths:
        path.unlink()
    (corpus / "articles" / "bulk.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = tree(corpus)
    assert results(took(tmp_path, corpus, text)) == ["already there", "already there"]
    assert tree(corpus) == before


# ------------------------------------------------------------------ faults in the call


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("dump.txt", "Ա\n".encode() + b"\xff\xfe"),
        ("dump.txt", TWO.encode("utf-16")),
        ("dump.txt", "Café\n".encode("latin-1")),
        ("dump.docx", TWO.encode()),
        ("dump", TWO.encode()),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_in_the_call(
    tmp_path: Path, corpus: Path, name: str, raw: bytes
) -> None:
    path = dump(tmp_path, raw, name)
    before = tree(corpus)
    with pytest.raises(OperatorError) as fault:
        list(import_file(path, corpus))
    assert "\n" not in str(fault.value)
    assert tree(corpus) == before
    done = cli("import", path, "--into", corpus, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_file_is_a_fault_in_the_call(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(OperatorError, match=r"^no such file: .*none\.txt$"):
        list(import_file(tmp_path / "none.txt", corpus))
    with pytest.raises(OperatorError):
        list(import_file(dump(tmp_path, TWO), tmp_path / "no-corpus"))
