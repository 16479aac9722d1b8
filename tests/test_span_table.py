"""Spans as a table for spreadsheets, and the filled table back as annotation files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.exchange.span_judgements import Taken, import_spans
from corpus_tools.exchange.span_table import COLUMNS, Table, from_cell, table, to_cell
from corpus_tools.findings import OperatorError
from corpus_tools.model import Article, Span
from corpus_tools.skeletons import annotation_template
from corpus_tools.terms.annotating import annotate_article
from tests.corpora import (
    PORT,
    RAW,
    Doc,
    an_article,
    article_path,
    cli,
    copied,
    read_json,
    tree,
    write_corpus,
    write_json,
)

BODY = 'Port Example woke early.\n\n=Port Example= was "calm"; -Port Example, they said.'
ARTICLE = an_article(title="Port Example again", body=BODY)
OTHER = an_article("sample-gazette-2022-03-28-two", body="From Port Example.")
ONE, TWO = ARTICLE["id"], OTHER["id"]
Rows = list[dict[str, str]]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "raw", articles=[ARTICLE, OTHER], concepts=[PORT])


def as_read(lines: str) -> Rows:
    """Read a table as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(lines, newline="")))


def exported(corpus: Path) -> Rows:
    """Return the table of a corpus."""
    return as_read("".join(table(found_in(corpus))))


def found_in(corpus: Path) -> list[tuple[Article, tuple[Span, ...]]]:
    opened = ct.open_corpus(corpus)
    return [(article, annotate_article(article, opened.lexicon)) for article in opened.articles()]


def decided(rows: Rows, decision: str = "accept") -> Rows:
    return [{**row, "decision": decision} for row in rows]


def saved(path: Path, rows: Rows, *, sign: str = ",", end: str = "\n", mark: str = "") -> Path:
    """Save a table as a spreadsheet does."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(mark)
        names = list(rows[0])
        writer = csv.DictWriter(file, names, delimiter=sign, lineterminator=end)
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(corpus: Path, rows: Rows, annotator: str = "ann-one", **how: str) -> Taken:
    path = saved(corpus.parent / "spans.csv", rows, **how)
    return import_spans(path, corpus, annotator=annotator)


def told(taken: Taken) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.code, one.line, one.column, one.pointer) for one in taken.findings]


def spans_of(corpus: Path, article: str, annotator: str = "ann-one") -> list[Doc]:
    found: list[Doc] = read_json(corpus / "annotations" / f"{article}.{annotator}.json")["spans"]
    return found


# ------------------------------------------------------------------ cells


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("\\u{}5c'=+-@;:#[\"\n\t \u200d")), max_size=30
    )
)
@example("=1+1")
@example("'=1+1")
@example("''  =1")
@example("'tis")
@example("\\u{41}")
@example("\\\\u{5c}u{41}")
@example("a;=b; -c;\"'@d")
@example("::##[x]:\u200d:\u202e\r\n\x00")
def test_a_cell_is_undone_exactly(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@given(st.text(max_size=30), st.sampled_from("=+-@\t\r\n＝"), st.text(" \t'", max_size=3))
def test_no_cell_is_a_formula_wherever_a_sign_parts_it(text: str, sign: str, blank: str) -> None:
    for whole in (f"{blank}{sign}{text}", f"{text};{blank}{sign}{text}", text):
        for part in to_cell(whole).split(";"):
            assert part.lstrip(' "')[:1] not in {*"=+-@＝＋－＠\t\r\n"}


@pytest.mark.parametrize("text", ["Şuşa", "Արցախ", "O'Hara", "a - b", "", "12"])
def test_ordinary_text_is_its_own_cell(text: str) -> None:
    assert to_cell(text) == text


# ------------------------------------------------------------------ out


def test_a_row_for_every_span(corpus: Path) -> None:
    rows = exported(corpus)
    assert list(rows[0]) == list(COLUMNS)
    assert [row["article"] for row in rows] == [ONE] * 4 + [TWO]
    assert [row["surface"] for row in rows] == ["Port Example"] * 5
    third = rows[2]
    assert (third["field"], third["start"], third["end"]) == ("body", "27", "39")
    assert third["before"] == "Port Example woke early.\\u{a}\\u{a}="
    assert third["after"] == '\'= was "calm"\\u{3b} -Port Example, they said.'
    assert (third["concept"], third["variant"]) == ("example-ejemplo", "example")
    assert all(row["decision"] == row["comment"] == "" for row in rows)


def test_annotate_writes_the_table(corpus: Path) -> None:
    done = cli("annotate", corpus, "--format", "csv", cwd=corpus.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"\xef\xbb\xbfarticle,field,")
    assert as_read(done.stdout.decode("utf-8-sig")) == exported(corpus)


def test_context_has_forty_code_points(tmp_path: Path) -> None:
    long = an_article(body=f"{'𐓘' * 50} Port Example {'é' * 50}")
    corpus = write_corpus(tmp_path / "raw", articles=[long], concepts=[PORT])
    row = exported(corpus)[-1]
    assert row["before"] == f"{'𐓘' * 39} "
    assert row["after"] == f" {'é' * 39}"


def test_a_text_on_standard_input_has_no_table(corpus: Path) -> None:
    call = ("annotate", "--language", "en", "--format", "csv", "-")
    done = cli(*call, cwd=corpus.parent, stdin=b"Port Example")
    assert done.returncode == 2
    assert done.stdout == b""


def test_hostile_texts_stay_harmless_and_come_back(tmp_path: Path) -> None:
    body = "=cmd ::error::x \u2066Port\u00a0Example\u2069 ##[error]\u2028'@y \\u{41}"
    article = an_article(body=body)
    corpus = write_corpus(tmp_path / "raw", articles=[article], concepts=[PORT])
    done = cli("annotate", corpus, "--format", "csv", cwd=tmp_path)
    shown = done.stdout.decode("utf-8-sig")
    assert not [sign for sign in ("::", "##[", "\u2066", "\u2028", ",=") if sign in shown]
    assert imported(corpus, decided(exported(corpus))).findings == ()
    (span,) = spans_of(corpus, ONE)
    assert span["surface"] == "Port\u00a0Example"
    assert span["prefix"] + span["surface"] + span["suffix"] in body


# ------------------------------------------------------------------ there and back

SPREADSHEETS: list[dict[str, str]] = [
    {},
    {"mark": "\ufeff", "sign": ";", "end": "\r\n"},
    {"sign": "\t", "end": "\r\n"},
    {"end": "\r"},
]


@pytest.mark.parametrize("how", SPREADSHEETS, ids=["plain", "semicolon", "tab", "old"])
def test_a_template_comes_back_as_it_was(tmp_path: Path, how: dict[str, str]) -> None:
    corpus = copied(RAW, tmp_path / "raw")
    for path in (corpus / "annotations").glob("*.json"):
        path.unlink()
    found = found_in(corpus)
    taken = imported(corpus, decided(exported(corpus)), **how)
    assert taken.findings == ()
    assert taken.undecided == 0
    assert {outcome.result for outcome in taken.outcomes} == {"imported"}
    for article, spans in found:
        template = annotation_template(article, spans, "ann-one")
        path = corpus / "annotations" / f"{article.id}.ann-one.json"
        if spans:
            assert read_json(path) == template
        else:
            assert not path.exists()
    assert ct.validate(corpus).errors == 0


def test_the_order_of_rows_and_columns_does_not_matter(corpus: Path) -> None:
    rows = decided(exported(corpus))
    imported(corpus, rows)
    first = tree(corpus / "annotations")
    turned = [dict(reversed(row.items())) for row in reversed(rows)]
    taken = imported(corpus, turned)
    assert [outcome.result for outcome in taken.outcomes] == ["already there"] * 2
    assert tree(corpus / "annotations") == first


def test_what_a_person_fills_in(corpus: Path) -> None:
    rows = exported(corpus)
    rows[0] |= {"decision": " Accept ", "comment": "'=sure"}
    rows[1] |= {"decision": "relabel", "usage": "Mention", "stance": "reports", "voice": "OUTLET"}
    rows[2] |= {"decision": "reject", "comment": "two\nlines"}
    taken = imported(corpus, rows)
    assert taken.findings == ()
    assert taken.undecided == 2
    (outcome,) = taken.outcomes
    assert (outcome.result, outcome.first, outcome.last) == ("imported", 2, 4)
    first, second, third = spans_of(corpus, ONE)
    assert (first["decision"], first["comment"]) == ("accept", "=sure")
    assert (second["usage"], second["stance"], second["voice"]) == ("mention", "reports", "outlet")
    assert (third["decision"], third["comment"]) == ("reject", "two\nlines")
    doc = read_json(corpus / "annotations" / f"{ONE}.ann-one.json")
    assert (doc["annotator_kind"], doc["complete"]) == ("person", False)


def test_an_added_span_is_found_by_its_words(corpus: Path) -> None:
    added = dict.fromkeys(COLUMNS, "") | {"article": ONE, "field": "body", "decision": "add"}
    rows = [
        {**added, "surface": "woke", "usage": "use"},
        {**added, "surface": "Port Example", "before": "-", "usage": "quotation"},
    ]
    assert imported(corpus, rows).findings == ()
    spans = spans_of(corpus, ONE)
    assert [BODY[span["start"] : span["end"]] for span in spans] == ["woke", "Port Example"]
    assert spans[1]["start"] == BODY.index("-Port") + 1
    assert [span["concept"] for span in spans] == [None, None]


def test_a_corrected_text_moves_the_span_with_a_warning(corpus: Path) -> None:
    rows = decided(exported(corpus))[4:]
    body = f"Corrected. {OTHER['body']}"
    write_json(article_path(corpus, OTHER), {**OTHER, "body": body})
    taken = imported(corpus, rows)
    assert [(one.code, one.severity) for one in taken.findings] == [("CT608", "warning")]
    (span,) = (span for span in spans_of(corpus, TWO) if span["field"] == "body")
    assert body[span["start"] : span["end"]] == "Port Example"
    assert ct.validate(corpus).findings == ()


def test_a_withheld_text_has_no_context(tmp_path: Path) -> None:
    article = {key: value for key, value in ARTICLE.items() if key not in ("title", "body")}
    article |= {"text_sha256": {}, "text_length": {"title": 18, "body": 80}}
    corpus = write_corpus(tmp_path / "raw", articles=[article], concepts=[PORT])
    assert exported(corpus) == []
    row = dict.fromkeys(COLUMNS, "") | {"article": ONE, "field": "body", "decision": "add"}
    row |= {"start": "0", "end": "12", "surface": "Port Example", "usage": "use"}
    assert imported(corpus, [row]).findings == ()
    (span,) = spans_of(corpus, ONE)
    assert not {"prefix", "suffix"} & span.keys()
    taken = imported(corpus, [{**row, "start": "", "end": ""}], "ann-two")
    assert [one.pointer for one in taken.findings] == ["/start", "/end"]


# ------------------------------------------------------------------ what is wrong

WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    "decision": ({"decision": "yes"}, "CT105", "/decision"),
    "usage": ({"usage": "used"}, "CT105", "/usage"),
    "no-usage": ({"usage": ""}, "CT101", "/usage"),
    "no-decision": ({"decision": "", "comment": "hm"}, "CT101", "/decision"),
    "field": ({"field": "lead"}, "CT105", "/field"),
    "start": ({"start": "one"}, "CT601", "/start"),
    "decimal": ({"end": "12.0"}, "CT601", "/end"),
    "end": ({"end": "999", "before": "", "after": ""}, "CT601", "/end"),
    "surface": ({"surface": "Port Eggsample"}, "CT602", "/surface"),
    "several": ({"start": "", "end": "", "before": "", "after": ""}, "CT602", "/surface"),
    "article": ({"article": "sample-gazette-2022-03-27-gone"}, "CT603", "/article"),
    "no-article": ({"article": ""}, "CT101", "/article"),
    "concept": ({"concept": "nowhere"}, "CT605", "/concept"),
    "variant": ({"variant": "nobody"}, "CT605", "/variant"),
    "id": ({"concept": "Not An Id"}, "CT104", "/concept"),
    "speaker": ({"speaker": "x" * 600}, "CT106", "/speaker"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_bad_cell_is_shown_and_its_article_left_out(corpus: Path, case: str) -> None:
    change, code, pointer = WRONG[case]
    rows = decided(exported(corpus))
    rows[1] |= change
    taken = imported(corpus, rows)
    source = (corpus.parent / "spans.csv").read_text(encoding="utf-8").splitlines()[2]
    assert [(one.code, one.pointer, one.line) for one in taken.findings] == [(code, pointer, 3)]
    (finding,) = taken.findings
    name = pointer[1:]
    assert f"olumn {name}" in finding.message
    assert finding.hint or code == "CT105"
    before = next(csv.reader([f"{source[: (finding.column or 0) - 1]}|"]))
    assert len(before) == [*rows[1]].index(name) + 1
    written = [*tree(corpus / "annotations")] if (corpus / "annotations").exists() else []
    assert written == ([] if "article" in change else [f"{TWO}.ann-one.json"])
    taken = imported(corpus, decided(exported(corpus)))
    assert [outcome.lost for outcome in taken.outcomes] == [False, False]


def test_a_span_is_judged_once(corpus: Path) -> None:
    rows = decided(exported(corpus))
    taken = imported(corpus, [*rows, rows[0]])
    assert told(taken) == [("CT606", 7, len(f"{ONE},title,") + 1, "/start")]
    assert "Line 2" in taken.findings[0].message


def test_cells_beyond_the_columns_are_shown(corpus: Path) -> None:
    path = saved(corpus.parent / "spans.csv", decided(exported(corpus))[:2])
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0] + ",", lines[1] + ",,so", lines[2] + ",,", ",,,"]))
    taken = import_spans(path, corpus, annotator="ann-one")
    assert told(taken) == [("CT102", 2, len(lines[1]) + 3, "")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda head: head.replace("usage", "use"), "CT102"),
        (lambda head: head.replace("voice", "usage"), "CT006"),
        (lambda head: head.replace("decision,", ""), "CT101"),
        (lambda head: "", "CT101"),
    ],
)
def test_columns_that_are_not_known_stop_everything(corpus: Path, change: Any, code: str) -> None:
    path = saved(corpus.parent / "spans.csv", decided(exported(corpus)))
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{change(head)}\n{rest}", encoding="utf-8")
    taken = import_spans(path, corpus, annotator="ann-one")
    assert code in [one.code for one in taken.findings]
    assert {one.line for one in taken.findings} == {1}
    assert not (corpus / "annotations").exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        ",".join(COLUMNS).encode(),
        (",".join(COLUMNS) + "\na,b,c\n").encode(),
        ",".join(COLUMNS).encode("utf-16"),
        (",".join(COLUMNS) + '\na,"b').encode(),
        (",".join(COLUMNS) + '\na,"b"c,d\n').encode(),
        (",".join(COLUMNS) + "\n" + "x" * 200_000).encode(),
    ],
    ids=["empty", "head", "undecided", "utf-16", "open-quote", "quote-inside", "huge-cell"],
)
def test_what_is_no_table_is_a_fault_in_the_call(corpus: Path, raw: bytes) -> None:
    path = corpus.parent / "spans.csv"
    path.write_bytes(raw)
    if raw == b"":
        assert [one.code for one in import_spans(path, corpus, annotator="x").findings] == ["CT101"]
        return
    with pytest.raises(OperatorError) as caught:
        import_spans(path, corpus, annotator="ann-one")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("annotator", ["auto", "Ann", "a_b", "", "../x", "x" * 121])
def test_an_annotator_has_an_id(corpus: Path, annotator: str) -> None:
    with pytest.raises(OperatorError):
        import_spans(corpus.parent / "none.csv", corpus, annotator=annotator)


def test_other_judgements_are_never_overwritten(corpus: Path) -> None:
    rows = decided(exported(corpus))
    imported(corpus, rows)
    before = tree(corpus)
    taken = imported(corpus, decided(rows, "reject"))
    assert [outcome.result for outcome in taken.outcomes] == ["left out"] * 2
    assert tree(corpus) == before
    assert imported(corpus, decided(rows, "reject"), "adjudicated").findings == ()


def test_an_article_that_cannot_be_read(corpus: Path) -> None:
    rows = decided(exported(corpus))
    write_json(article_path(corpus, OTHER), {**OTHER, "title": 1})
    taken = imported(corpus, rows)
    assert {one.code for one in taken.findings} == {"CT603"}
    assert [outcome.result for outcome in taken.outcomes] == ["imported"]


# ------------------------------------------------------------------ the commands


def test_import_says_what_became_of_every_row(corpus: Path) -> None:
    rows = exported(corpus)
    rows[0]["decision"] = "accept"
    rows[4] |= {"decision": "accept", "surface": "\u202e::error::x"}
    path = saved(corpus.parent / "spans.csv", rows)
    call = ("import", path.name, "--into", corpus, "--annotator", "a-model")
    done = cli(*call, "--annotator-kind", "model", cwd=corpus.parent)
    assert done.returncode == 1
    shown = done.stdout.decode()
    assert "6:" in shown
    assert "CT602 error: Column surface" in shown
    assert f"spans.csv:2: imported: {corpus}/annotations/{ONE}.a-model.json" in shown
    assert f"spans.csv:6: left out: {TWO}" in shown
    assert "spans.csv: 3 rows without a decision left out" in shown
    assert "::" not in shown
    assert "\u202e" not in shown
    doc = json.loads((corpus / "annotations" / f"{ONE}.a-model.json").read_text(encoding="utf-8"))
    assert doc["annotator_kind"] == "model"
    assert ct.validate(corpus).errors == 0


def test_a_table_without_an_annotator_is_wrong_use(corpus: Path) -> None:
    path = saved(corpus.parent / "spans.csv", decided(exported(corpus)))
    done = cli("import", path.name, "--into", corpus, cwd=corpus.parent)
    assert done.returncode == 2
    assert b"--annotator" in done.stderr


def test_the_rows_know_their_lines(corpus: Path) -> None:
    rows = decided(exported(corpus))
    rows[0]["comment"] = "two\nlines"
    path = saved(corpus.parent / "spans.csv", rows)
    assert [row.line for row in Table(path).rows()] == [2, 4, 5, 6, 7]
