"""From a filled table of spans to annotation files of a corpus. Nothing is ever overwritten.

An article of which a row is wrong is left out as a whole; the others are taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from corpus_tools.checks.annotations import check_annotation
from corpus_tools.checks.references import missing_article
from corpus_tools.corpus import Corpus, parse_document, read_document, readable_lexicon
from corpus_tools.documents.schema import load_schema
from corpus_tools.exchange.importing import Outcome, Result
from corpus_tools.exchange.span_rows import JudgedSpan, as_it_stands, blank, read_span
from corpus_tools.exchange.span_table import Row, Table
from corpus_tools.findings import Fault, Finding, OperatorError, ordered, quote, severity
from corpus_tools.model import FIELDS, Article
from corpus_tools.skeletons import annotation_template, dumped, write_new

_COLUMNS = {"prefix": "before", "suffix": "after"}
_Found = tuple[Row, int | str, Fault]


@dataclass(slots=True)
class Taken:
    """What became of a table: its articles, its bad cells, its rows without a decision."""

    outcomes: list[Outcome] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    undecided: int = 0


def check_annotator(annotator: str) -> None:
    """Raise OperatorError for a name that no annotator can have."""
    rule = load_schema("annotation")["$defs"]["id"]
    fits = re.fullmatch(rule["pattern"], annotator) and len(annotator) <= rule["maxLength"]
    if annotator != "adjudicated" and (not fits or annotator in rule["not"]["enum"]):
        what = "lower-case letters, digits, single hyphens; no reserved word"
        raise OperatorError(f"{annotator} is no id of an annotator: {what}")


def import_spans(
    file: str | Path,
    into: str | Path,
    *,
    annotator: str,
    annotator_kind: Literal["person", "model"] = "person",
) -> Taken:
    """Store the rows of a table that have a decision as one annotator's judgements.

    Raises OperatorError for a file that is no table, or in which nothing is decided.
    """
    check_annotator(annotator)
    corpus, table, taken = Corpus(into), Table(Path(file)), Taken()
    if findings := list(table.header()):
        taken.findings = ordered(findings)
        return taken
    rows, taken.undecided = _by_article(table)
    if not rows:
        raise OperatorError(f"nothing to import: no row of {file} has a decision")
    desk = _Desk(corpus, Path(file), annotator, annotator_kind)
    found = _judged(corpus, rows, desk)
    taken.findings = ordered(table.finding(*one) for one in found)
    taken.outcomes = [*desk.store()]
    return taken


def _by_article(table: Table) -> tuple[dict[str, list[Row]], int]:
    """Return the rows that say something, by article, and how many others there are."""
    rows: dict[str, list[Row]] = {}
    undecided = 0
    for row in table.rows():
        if row["decision"] or row["comment"].strip() or row.beyond is not None:
            rows.setdefault(row["article"], []).append(row)
        else:
            undecided += 1
    return rows, undecided


def _judged(corpus: Corpus, rows: dict[str, list[Row]], desk: _Desk) -> Iterator[_Found]:
    """Hand the rows of each article to the desk; yield what is wrong with them."""
    waiting = dict(rows)
    for document in corpus.documents("article"):
        here = waiting.pop(document.claimed_id or "", None)
        if here and document.value is None:
            message = f"The article {quote(document.claimed_id, 120)} cannot be read."
            hint = "Run corpus-tools validate, and mend it first."
            yield here[0], "article", Fault(code="CT603", message=message, hint=hint)
        elif here:
            yield from desk.take(Article.from_doc(document.value), here)
    for article, here in waiting.items():
        desk.is_waiting = True
        fault = missing_article("", article, "CT603") if article else blank()
        yield from ((row, "article", fault) for row in here)


class _Desk:
    """Takes judgements of one annotator into one corpus.

    Nothing is stored as long as nobody knows which article some row belongs to.
    """

    is_waiting = False

    def __init__(self, corpus: Corpus, file: Path, annotator: str, kind: str) -> None:
        self._folder, self._file = corpus.root / "annotations", file
        self._annotator, self._kind = annotator, kind
        lexicon, broken = readable_lexicon(corpus)
        self._variants = {
            concept.id: frozenset(variant.id for variant in concept.variants)
            for concept in lexicon.concepts
        }
        self._concepts = {*self._variants, *(document.path.stem for document in broken)}
        self._taken: list[tuple[list[Row], Article, list[JudgedSpan] | None]] = []

    def take(self, article: Article, rows: list[Row]) -> list[_Found]:
        """Take the judgements of one article, unless one of them is wrong; return what is."""
        found: list[_Found] = []
        sound: list[tuple[Row, JudgedSpan]] = []
        for row in rows:
            span, faults = read_span(row, article)
            faults = faults or list(_addressed(self._refused(article, span)))
            found += ((row, column, fault) for column, fault in faults)
            sound += [] if faults else [(row, span)]
        found += self._checked(article, sound)
        settled = [(row, as_it_stands(span, article)) for row, span in sound]
        found += _repeated(settled)
        wrong = any(severity(fault.code) == "error" for *_, fault in found)
        self._taken.append((rows, article, None if wrong else [span for _, span in settled]))
        return found

    def store(self) -> Iterator[Outcome]:
        """Write what was taken, article by article."""
        for rows, article, spans in self._taken:
            if spans is not None and not self.is_waiting:
                yield self._store(article, rows, spans)
            else:
                where = "elsewhere in the table" if spans is not None else "there"
                what = f"{article.id}: mend what is wrong {where}, then import it again"
                yield self._outcome("left out", rows, what)

    def _checked(self, article: Article, sound: list[tuple[Row, JudgedSpan]]) -> Iterator[_Found]:
        doc = self._doc(article, [span for _, span in sound])
        doc["text_sha256"] = {}  # nobody knows which text the table was made of
        for fault in check_annotation(doc, article, self._variants, self._concepts):
            if fault.code == "CT608":
                fault = replace(fault, hint="Look whether this is the place that was meant.")
            if fault.code != "CT606":
                row = sound[int(fault.pointer.split("/")[2])][0]
                yield from ((row, *one) for one in _addressed([fault]))

    def _doc(self, article: Article, spans: list[JudgedSpan]) -> dict[str, Any]:
        doc = annotation_template(article, (), self._annotator)
        known = {field: digest for field in FIELDS if (digest := article.digest(field))}
        return {**doc, "annotator_kind": self._kind, "text_sha256": known, "spans": spans}

    def _refused(self, article: Article, span: JudgedSpan) -> tuple[Fault, ...]:
        raw = dumped(self._doc(article, [span]))
        return parse_document(raw, Path("annotation.json"), "annotation").faults

    def _store(self, article: Article, rows: list[Row], spans: list[JudgedSpan]) -> Outcome:
        spans.sort(key=lambda span: (FIELDS.index(span["field"]), span["start"], span["end"]))
        doc = self._doc(article, spans)
        target = self._folder / f"{article.id}.{self._annotator}.json"
        if not target.exists():
            write_new(target, dumped(doc))
            return self._outcome("imported", rows, str(target))
        if read_document(target, "annotation").value == doc:
            return self._outcome("already there", rows, str(target))
        what = f"{target} is there with other judgements; move it away, or name another annotator"
        return self._outcome("left out", rows, what)

    def _outcome(self, result: Result, rows: list[Row], what: str) -> Outcome:
        first, last = min(row.line for row in rows), max(row.line for row in rows)
        return Outcome(result=result, file=self._file, first=first, last=last, what=what)


def _repeated(spans: list[tuple[Row, JudgedSpan]]) -> Iterator[_Found]:
    seen: dict[tuple[str, int, int], Row] = {}
    for row, span in spans:
        first = seen.setdefault((span["field"], span["start"], span["end"]), row)
        if first is not row:
            message = f"Line {first.line} judges this span already."
            yield row, "start", Fault(code="CT606", message=message, hint="Keep one of them.")


def _addressed(faults: Iterable[Fault]) -> Iterator[tuple[str, Fault]]:
    """Yield the column that each fault of a span belongs to, and the fault."""
    for fault in faults:
        name = re.sub(r"/spans/\d+/?", "", fault.pointer) or "start"
        yield _COLUMNS.get(name, name), fault
