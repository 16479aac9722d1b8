"""What `import` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from corpus_tools.cli.console import has_colour, write
from corpus_tools.escaping import for_terminal
from corpus_tools.exchange.importing import Outcome, import_file
from corpus_tools.exchange.span_judgements import import_spans
from corpus_tools.findings import OperatorError, Report
from corpus_tools.reporters import as_text

TABLES = (".csv", ".tsv")


def import_dumps(files: list[Path], into: Path, language: str | None, license: str) -> bool:
    """Import texts; tell whether everything was taken over."""
    lost = 0
    for file in files:
        if file.suffix.lower() in TABLES:
            raise OperatorError(f"{file}: whose judgements are these? name them with --annotator")
        for outcome in import_file(file, into, language=language, license=license):
            _tell(outcome)
            lost += outcome.lost
    return not lost


def import_tables(
    files: list[Path], into: Path, annotator: str, kind: Literal["person", "model"]
) -> bool:
    """Import filled tables of spans; tell whether every row with a decision was taken over."""
    lost = 0
    for file in files:
        taken = import_spans(file, into, annotator=annotator, annotator_kind=kind)
        report = Report(files=1, articles=len(taken.outcomes), findings=taken.findings)
        if taken.findings:
            write(as_text(report, colour=has_colour()))
        for outcome in taken.outcomes:
            _tell(outcome)
            lost += outcome.lost
        if taken.undecided:
            rows = "row" if taken.undecided == 1 else "rows"
            write(f"{for_terminal(file)}: {taken.undecided:,} {rows} without a decision left out\n")
        lost += report.errors
    return not lost


def _tell(outcome: Outcome) -> None:
    lines = f"{outcome.first}" + (f"-{outcome.last}" if outcome.last > outcome.first else "")
    place = f"{for_terminal(outcome.file)}:{lines}"
    write(f"{place}: {outcome.result}: {for_terminal(outcome.what)}\n")
