"""Checks which articles of a dump are read, and as what."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.exchange.dump import read_date
from corpus_tools.exchange.importing import import_file
from corpus_tools.exchange.incoming import tidy
from corpus_tools.findings import OperatorError
from tests.corpora import (
    ROOT,
    declare,
    read_json,
    tree,
)
from tests.dumps import MARKET, STORM, TWO, corpus_of_one_outlet, one, results, stored, took


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return corpus_of_one_outlet(tmp_path / "corpus")


# ------------------------------------------------------------------ what is read


def check_two(corpus: Path) -> None:
    market, storm = stored(corpus)
    assert (storm["outlet"], storm["published"]) == ("sample-gazette", "2022-03-26")
    assert (storm["title"], storm["body"]) == ("Storm keeps ferry in harbour", STORM)
    assert storm["related"] == [
        {"title": "Ferry company buys a second boat"},
        {"title": "Lighthouse to be painted again"},
    ]
    assert (market["outlet"], market["published"]) == ("northern-sample-post", "2022-03-27")
    assert (market["title"], market["body"]) == ("Market hall opens again", MARKET)
    assert "related" not in market


@pytest.mark.parametrize(
    "text",
    [
        TWO.encode(),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + TWO.encode(),
        TWO.rstrip("\n").encode(),
        TWO.replace("\n\n", "\n\n\n\n\n").encode(),
        TWO.replace("\n", "  \t\n").encode(),
        TWO.replace("\n", "\u00a0\n").encode(),
        TWO.replace("====", "   ==========  ").encode(),
        ("\n\n\n" + TWO + "\n\n\n====\n\n").encode(),
        TWO.replace("Also see: ", "ALSO SEE :").encode(),
        TWO.replace("Also see: ", "Also see:\n\n").encode(),
        TWO.replace("March 26, 2022\n", "\nMarch 26, 2022\n").encode(),
        TWO.replace("27 March 2022\n\n", "27 March 2022\n").encode(),
        TWO.replace("====\n\nNorthern", "====\nNorthern").encode(),
    ],
    ids=[
        "plain",
        "crlf",
        "cr",
        "bom",
        "no-final-newline",
        "blank-lines",
        "trailing-tabs",
        "trailing-nbsp",
        "other-fences",
        "fence-at-the-end",
        "capitals",
        "headlines-below",
        "blank-before-date",
        "no-blank-before-title",
        "no-blank-after-fence",
    ],
)
def test_two_articles(tmp_path: Path, corpus: Path, text: bytes) -> None:
    outcomes = took(tmp_path, corpus, text)
    assert results(outcomes) == ["imported", "outlet created", "imported"]
    check_two(corpus)


def test_what_is_imported_is_valid(tmp_path: Path, corpus: Path) -> None:
    took(tmp_path, corpus, TWO)
    assert {finding.code for finding in ct.validate(corpus).findings} == {"CT407"}


def test_three_articles(tmp_path: Path, corpus: Path) -> None:
    text = TWO + "\n====\n\n" + one("The Gazette", "2022-03-28", "Third of three")
    outcomes = took(tmp_path, corpus, text)
    assert results(outcomes) == ["imported", "outlet created", "imported", "imported"]
    titles = {doc["title"] for doc in stored(corpus)}
    assert titles == {"Storm keeps ferry in harbour", "Market hall opens again", "Third of three"}
    starts = [outcome.first for outcome in outcomes]
    lines = text.split("\n")
    assert [lines[start - 1] for start in starts] == [
        "Sample Gazette (invented)",
        "Northern Sample Post",
        "Northern Sample Post",
        "The Gazette",
    ]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("March 26, 2022", "2022-03-26"),
        ("27 March 2022", "2022-03-27"),
        ("2022-03-27", "2022-03-27"),
        ("Mar. 26, 2022", "2022-03-26"),
        ("Sept. 3, 2020", "2020-09-03"),
        ("may 5 2021", "2021-05-05"),
        ("Saturday, March 26, 2022", "2022-03-26"),
        ("1st June 2021", "2021-06-01"),
        ("29 February 2024", "2024-02-29"),
        ("31 February 2022", None),
        ("29 February 2023", None),
        ("27.03.2022", None),
        ("03/04/2022", None),
        ("2022-13-01", None),
        ("2022-3-7", None),
        ("March 2022", None),
        ("26 March 22", None),
        ("0999-01-01", None),
        ("0 March 2022", None),
        ("٢٧ March 2022", None),
        ("Marching 26, 2022", None),
        ("The march of 26, 2022", None),
        ("", None),
    ],
)
def test_dates_are_read_or_refused_never_guessed(line: str, day: str | None) -> None:
    assert read_date(line) == day


@pytest.mark.parametrize("line", ["31 February 2022", "27.03.2022", "03/04/2022"])
def test_an_article_without_a_certain_date_is_left_out(
    tmp_path: Path, corpus: Path, line: str
) -> None:
    text = TWO + "\n====\n\n" + one("The Gazette", line, "Undated headline")
    *before, last = took(tmp_path, corpus, text)
    assert results(before) == ["imported", "outlet created", "imported"]
    assert (last.result, last.lost) == ("left out", True)
    lines = text.split("\n")
    assert "The Gazette" in lines[last.first - 1 : last.first + 2]
    assert last.last == len(lines)
    assert str(lines.index(line) + 1) in last.what
    check_two(corpus)


def test_a_dump_that_begins_without_a_header_is_reported(tmp_path: Path, corpus: Path) -> None:
    text = "Only a few words\n\nand no date at all\n\n====\n\n" + one("The Gazette", "2022-03-28")
    outcomes = took(tmp_path, corpus, text)
    assert results(outcomes) == ["left out", "imported"]
    assert (outcomes[0].first, outcomes[0].last) == (1, 4)


@pytest.mark.parametrize(
    ("text", "lost"),
    [("Outlet\n2022-03-27\n", [1]), ("Word\n", [1])],
)
def test_a_dump_without_an_article(
    tmp_path: Path, corpus: Path, text: str, lost: list[int]
) -> None:
    outcomes = took(tmp_path, corpus, text)
    assert [outcome.first for outcome in outcomes if outcome.lost] == lost
    assert stored(corpus) == []


@pytest.mark.parametrize("text", ["", "\n\n \n", "====\n", "====\n====\n"])
def test_nothing_to_import_is_wrong_use(tmp_path: Path, corpus: Path, text: str) -> None:
    with pytest.raises(OperatorError, match="nothing to import"):
        took(tmp_path, corpus, text)
    assert stored(corpus) == []


@pytest.mark.parametrize("day", ["3/4/2022", "March 32, 2022", "27.03.2022."])
def test_an_article_behind_a_block_of_headlines_is_not_the_body(
    tmp_path: Path, corpus: Path, day: str
) -> None:
    block = "\n====\n\nAlso see: Ferry company buys a second boat\n\n====\n\n"
    text = one("The Gazette", "2022-03-28") + block + f"Outlet R\n{day}\n\nHead\n\nBody of R.\n"
    outcomes = took(tmp_path, corpus, text)
    assert [outcome.result for outcome in outcomes if outcome.lost] == ["left out"]
    (doc,) = stored(corpus)
    assert "Body of R" not in doc["body"]


def test_outlets_whose_ids_would_be_one_are_reported(tmp_path: Path, corpus: Path) -> None:
    names = ("Outlet E", "Outlet É", "Outlet Z")
    text = "\n====\n".join(one(name, "2022-03-28", title=name) for name in names)
    outcomes = took(tmp_path, corpus, text)
    assert [outcome.result for outcome in outcomes if outcome.result != "outlet created"] == [
        "imported",
        "left out",
        "imported",
    ]


def test_a_stray_fence_cuts_the_article_and_is_reported(tmp_path: Path, corpus: Path) -> None:
    stray = "These words may belong to another article.\n\nNobody knows."
    text = one("The Gazette", "2022-03-28") + f"\n====\n\n{stray}\n\n====\n\n"
    text += one("The Gazette", "2022-03-29", "A later article")
    outcomes = took(tmp_path, corpus, text)
    assert results(outcomes) == ["imported", "left out", "imported"]
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines, 1) if line == "===="]
    assert (outcomes[1].first, outcomes[1].last) == (fences[0], fences[1] - 1)
    assert [doc["body"] for doc in stored(corpus)] == [MARKET, MARKET]
    assert not any(b"Nobody knows" in raw for raw in tree(corpus).values())


def test_two_blocks_of_other_headlines(tmp_path: Path, corpus: Path) -> None:
    again = "\n\n====\n\nAlso see: One more\n\n====\n\nThe last words of the storm."
    took(tmp_path, corpus, TWO.replace(STORM, STORM + again))
    storm = stored(corpus)[1]
    assert storm["body"] == f"{STORM}\n\nThe last words of the storm."
    assert [entry["title"] for entry in storm["related"]][-1] == "One more"


def test_other_headlines_at_the_end(tmp_path: Path, corpus: Path) -> None:
    text = one("The Gazette", "2022-03-28") + "\n====\n\nAlso see: One more\n"
    assert results(took(tmp_path, corpus, text)) == ["imported"]
    (doc,) = stored(corpus)
    assert (doc["body"], doc["related"]) == (MARKET, [{"title": "One more"}])


def test_letters_are_not_normalised(tmp_path: Path, corpus: Path) -> None:
    body = f"{MARKET} Caf\u0065\u0301, \ufb01sh, 2\u00a0km, \u00ab\u2026\u00bb."
    took(tmp_path, corpus, one("The Gazette", "2022-03-28", body=body))
    assert stored(corpus)[0]["body"] == body


def test_control_characters_are_refused(tmp_path: Path, corpus: Path) -> None:
    (outcome,) = took(tmp_path, corpus, one("The Gazette", "2022-03-28", body=f"\x1b[2J{MARKET}"))
    assert (outcome.result, outcome.first) == ("left out", 1)
    assert stored(corpus) == []


# ------------------------------------------------------------------ the real file


IDS = ["massis-post-2022-03-26-694196ec12", "azeri-press-agency-2022-03-27-e976a670f8"]


INBOX = ROOT.parent / "shared" / "inputs" / "two-outlets-march-2022.txt"


@pytest.mark.skipif(not INBOX.is_file(), reason="the file is not part of this repository")
def test_the_real_file(tmp_path: Path, corpus: Path) -> None:
    outcomes = list(import_file(INBOX, corpus))
    assert results(outcomes) == ["outlet created", "imported"] * 2
    second, first = stored(corpus)
    assert (first["outlet"], first["published"]) == ("massis-post", "2022-03-26")
    assert (second["outlet"], second["published"]) == ("azeri-press-agency", "2022-03-27")
    assert [doc["id"] for doc in (first, second)] == IDS
    assert [doc["language"] for doc in (first, second)] == ["en", "en"]
    assert len(first["related"]) == 2
    assert "related" not in second
    for doc in (first, second):
        assert "====" not in doc["body"]
        assert "also see" not in doc["body"].lower()
        assert tidy(doc["body"]) == doc["body"]
    names = [read_json(path)["name"] for path in sorted((corpus / "outlets").glob("*.json"))]
    said = {*names, "March 26, 2022", "March 27, 2022"}
    for doc in (first, second):
        said |= {doc["title"], *doc["body"].split("\n")}
        said |= {entry["title"] for entry in doc.get("related", ())}
    lines = INBOX.read_text(encoding="utf-8-sig").splitlines()
    wanted = {line.strip().removeprefix("Also see: ") for line in lines} - {"", "===="}
    assert wanted <= said
    before = tree(corpus)
    assert results(list(import_file(INBOX, corpus))) == ["already there"] * 2
    assert tree(corpus) == before
    declare(corpus, languages=["en"])
    assert ct.validate(corpus).errors == 0
