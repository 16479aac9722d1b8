"""`new` fills in what the corpus and the call tell; what it leaves empty, `validate` asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpora import (
    Doc,
    a_declaration,
    an_article,
    an_outlet,
    cli,
    read_json,
    tree,
    write_corpus,
    write_json,
)

SIDES = [
    {**a_declaration()["perspectives"][0], "id": side} for side in ("el-aligned", "tr-aligned")
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two languages, an outlet in one of them."""
    outlet = an_outlet("foni", languages=["el"], assessments=[])
    return write_corpus(
        tmp_path / "raw", outlets=[outlet], languages=["el", "tr"], perspectives=SIDES
    )


def new(corpus: Path, *call: str) -> Doc:
    """Run `new`; return what it wrote."""
    done = cli("new", *call, cwd=corpus.parent)
    assert done.returncode == 0, done.stderr
    doc: Doc = read_json(corpus.parent / done.stdout.decode().strip())
    return doc


def empty(corpus: Path) -> set[str]:
    """Return the pointers of what `validate` says is wrong."""
    done = cli("validate", str(corpus), "--format", "json", cwd=corpus.parent)
    findings = [f for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"]
    assert done.returncode == bool(findings)
    assert all(finding["code"] in ("CT104", "CT105", "CT106") for finding in findings)
    assert all(finding["message"].endswith("is empty.") for finding in findings)
    return {finding["pointer"] for finding in findings}


def test_an_article_takes_the_language_of_its_outlet(corpus: Path) -> None:
    article = new(corpus, "article", "foni-2022-03-27-storm")
    known = (article["outlet"], article["language"], article["published"])
    assert known == ("foni", "el", "2022-03-27")
    assert empty(corpus) == {"/title", "/body"}


def test_an_article_is_not_published_unless_its_licence_is_given(corpus: Path) -> None:
    assert new(corpus, "article", "foni-1", "--date", "2022-03-27")["license"] == (
        "LicenseRef-all-rights-reserved"
    )
    given = new(corpus, "article", "foni-2", "--date", "2022-03-27", "--license", "CC-BY-4.0")
    assert given["license"] == "CC-BY-4.0"


def test_a_language_that_is_not_the_only_one_is_asked_for(corpus: Path) -> None:
    write_json(corpus / "outlets" / "foni.json", an_outlet("foni", languages=["el", "tr"]))
    assert new(corpus, "article", "foni-2022-03-27-storm")["language"] == ""
    done = cli("validate", "raw", "--select", "CT104", cwd=corpus.parent)
    assert b"/language" in done.stdout


def test_an_outlet_has_no_side_that_nobody_gave_it(corpus: Path) -> None:
    new(corpus, "outlet", "gazete", "--language", "tr")
    assert empty(corpus) == {"/name", "/assessments/0/perspective", "/assessments/0/basis"}


def test_what_is_given_is_taken(corpus: Path) -> None:
    given = ["--language", "tr", "--perspective", "tr-aligned"]
    outlet = new(corpus, "outlet", "gazete", *given)
    assert outlet["languages"] == ["tr"]
    assert outlet["assessments"][0]["perspective"] == "tr-aligned"
    (variant,) = new(corpus, "concept", "adi-onoma", *given)["variants"]
    assert variant["claims"][0]["perspectives"] == ["tr-aligned"]
    assert variant["forms"][0]["language"] == "tr"
    article = new(corpus, "article", "x1", "--outlet", "gazete", "--date", "2021-05-06")
    known = (article["outlet"], article["language"], article["published"])
    assert known == ("gazete", "", "2021-05-06")  # the outlet is still to be filled in


def test_the_only_language_and_side_of_a_corpus_are_taken(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "raw", articles=[an_article()])
    new(corpus, "outlet", "other")
    new(corpus, "concept", "adi-onoma")
    new(corpus, "article", "sample-gazette-2022-03-28-storm")
    assert empty(corpus) == {
        *("/name", "/assessments/0/basis", "/title", "/body", "/category", "/gloss/en"),
        *("/variants/0/id", "/variants/0/forms/0/text"),
    }


@pytest.mark.parametrize(
    ("call", "day"),
    [
        (["storm-2022-03-26"], "2022-03-26"),
        (["crossing-2024"], ""),
        (["crossing-2024", "--date", "2024-05-01"], "2024-05-01"),
    ],
)
def test_the_day_of_an_event_is_told_or_asked_for(corpus: Path, call: list[str], day: str) -> None:
    assert new(corpus, "event", *call)["date"] == day
    assert empty(corpus) == {"/label/en"} | ({"/date"} if not day else set())


def test_skeletons_stand_in_a_fresh_corpus(tmp_path: Path) -> None:
    assert cli("init", "mine", cwd=tmp_path).returncode == 0
    for call in ("outlet foni", "article foni-2022-03-27-storm", "event e", "concept adi-onoma"):
        new(tmp_path / "mine", *call.split(), "--into", "mine")
    assert "/assessments/0/perspective" in empty(tmp_path / "mine")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("outlet Con", "“Con”"),
        ("outlet a--b", "“a--b”"),
        (f"outlet {'a' * 121}", "aaa"),
        ("outlet con", "“con”"),
        ("outlet unknown", "“unknown”"),
        ("article x-2022-01-01", "--outlet"),
        ("article foni-x", "--date"),
        ("article x --date 2022-01-01 --outlet ../../x", "“../../x”"),
        ("article foni-x --date ../x", "“../x”"),
        ("article foni-x --date 2022-02-30", "2022-02-30"),
        ("article foni-2022-01-01 --license ''", "license"),
        ("event x --date yesterday", "yesterday"),
        ("event x --language el", "--language"),
        ("outlet x --date 2022-01-01", "--date"),
        ("article foni-2022-01-01 --language English", "known: el, tr"),
        ("outlet x --language gr", "known: el, tr"),
        ("outlet x --perspective neutral", "known: el-aligned, tr-aligned"),
    ],
)
def test_nothing_is_made_that_cannot_be_valid(corpus: Path, call: str, said: str) -> None:
    before = tree(corpus.parent)
    done = cli("new", *call.split(), cwd=corpus.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert tree(corpus.parent) == before
