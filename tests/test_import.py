"""Checks how text dumps become article files."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.exchange.dump import read_date, read_dump
from corpus_tools.exchange.importing import Outcome, import_file
from corpus_tools.exchange.incoming import Incoming, Unread, tidy
from corpus_tools.findings import OperatorError
from tests.corpora import (
    ROOT,
    Doc,
    an_outlet,
    cli,
    declare,
    read_json,
    tree,
    write_corpus,
    write_json,
)

STORM = """\
The harbour of the small town stayed closed on Monday because the wind was too strong for the \
ferry, the port authority said.

“We will open as soon as we can,” the harbour master told reporters."""
MARKET = """\
Traders came back to the old market hall this week after builders had finished the new roof, \
and the first customers were already waiting at the door."""

TWO = f"""\
Sample Gazette (invented)
March 26, 2022

Storm keeps ferry in harbour

====

Also see: Ferry company buys a second boat

Lighthouse to be painted again

====

{STORM}

====

Northern Sample Post
27 March 2022

Market hall opens again

{MARKET}
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus without articles that knows one outlet."""
    outlet = an_outlet(aliases=["The Gazette", "Սամփլ"])
    return write_corpus(
        tmp_path / "corpus", outlets=[outlet], languages=["en", "hy", "az", "ru"], collections=[]
    )


def dump(tmp_path: Path, text: str | bytes, name: str = "dump.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def one(outlet: str, day: str, title: str = "Market hall opens again", body: str = MARKET) -> str:
    return f"{outlet}\n{day}\n\n{title}\n\n{body}\n"


def took(tmp_path: Path, corpus: Path, text: str | bytes, **options: str) -> list[Outcome]:
    return list(import_file(dump(tmp_path, text), corpus, **options))


def stored(corpus: Path) -> list[Doc]:
    return [read_json(path) for path in sorted((corpus / "articles").rglob("*.json"))]


def results(outcomes: list[Outcome]) -> list[str]:
    return [outcome.result for outcome in outcomes]


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


# ------------------------------------------------------------------ properties

_SPACE = " \t\u00a0\u2003"
_INK = st.characters(categories=("L", "N", "P", "S"), exclude_characters="=")
_LINE = st.text(_INK | st.sampled_from(_SPACE), max_size=30)
_WORDS = st.text(_INK | st.just(" "), min_size=1, max_size=40).map(lambda text: f"a{text}z")


@given(st.text(st.characters(categories=("L", "N", "P", "Zs", "Zl", "Zp", "Cc")), max_size=80))
@settings(deadline=None, max_examples=300)
def test_tidy_text_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\r" not in once
    assert "\n\n\n" not in once
    assert all(line == line.rstrip() for line in once.split("\n"))
    assert not once.startswith("\n")
    assert not once.endswith("\n")
    assert once.split() == text.split()


@given(st.lists(_LINE, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(deadline=None, max_examples=200)
def test_line_ends_do_not_show(lines: list[str], end: str) -> None:
    assert tidy(end.join(lines)) == tidy("\n".join(lines))


_PARAGRAPH = st.lists(_WORDS, min_size=1, max_size=3).map("\n".join)
_ARTICLE = st.tuples(_WORDS, st.lists(_PARAGRAPH, min_size=1, max_size=4).map("\n\n".join))


@given(st.lists(_ARTICLE, min_size=1, max_size=4, unique=True), st.integers(1, 4))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_importing_gives_back_what_was_dumped(articles: list[tuple[str, str]], blank: int) -> None:
    gap = "\n" * blank
    text = f"{gap}===={gap}".join(
        f"The Gazette{gap}2022-03-28{gap}{title}{gap}{body}" for title, body in articles
    )
    with tempfile.TemporaryDirectory() as folder:
        outlet = an_outlet(aliases=["The Gazette"])
        corpus = write_corpus(Path(folder) / "corpus", outlets=[outlet])
        outcomes = took(Path(folder), corpus, text, language="en")
        assert results(outcomes) == ["imported"] * len(articles), outcomes
        found = sorted((doc["title"], doc["body"]) for doc in stored(corpus))
        assert found == sorted(articles)
        assert ct.validate(corpus).errors == 0


@given(st.lists(st.sampled_from([*TWO.split("\n"), "===", "Also see:"]), max_size=25))
@settings(deadline=None, max_examples=200)
def test_no_line_is_dropped_in_silence(lines: list[str]) -> None:
    """Every line with words is in an article or among the lines reported as unread."""
    parts = list(read_dump("\n".join(lines)))
    unread = {
        number
        for part in parts
        if isinstance(part, Unread)
        for number in range(part.first, part.last + 1)
    }
    kept: set[str] = set()
    for part in parts:
        if isinstance(part, Incoming):
            kept |= {part.outlet_name, part.published, part.title, *part.related}
            kept |= set(part.body.split("\n"))
    for number, line in enumerate(lines, 1):
        said = re.sub(r"(?i)^also see\s*:\s*", "", line.strip())
        if said and not re.fullmatch("={3,}", said) and number not in unread:
            assert {said, line, read_date(said)} & kept, (number, line)


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
