"""Where the findings of a run go: standard output, files, a step's summary."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from corpus_tools.cli.console import has_colour, write
from corpus_tools.corpus import enclosing_corpus
from corpus_tools.documents.files import replace_file
from corpus_tools.findings import OperatorError, Report
from corpus_tools.reporters import FORMATS_BY_SUFFIX, REPORTERS, as_summary, as_text, format_of
from corpus_tools.reporters.github import MAX_SUMMARY


def check_outputs(format: str, outputs: Iterable[Path]) -> None:
    """Refuse an unknown format, files whose names say none, and files of a corpus.

    Before anything is done: a report must not replace what it is about, nor become a stray.
    """
    if format not in REPORTERS:
        raise OperatorError(f"--format {format}: known are {', '.join(REPORTERS)}")
    for path in outputs:
        if format_of(path.name) is None:
            known = ", ".join(FORMATS_BY_SUFFIX)
            raise OperatorError(f"--output {path}: no format has that suffix; known are {known}")
        if (corpus := enclosing_corpus(path)) is not None:
            raise OperatorError(f"--output {path}: a report has no place in the corpus {corpus}")


def write_report(report: Report, format: str, outputs: Iterable[Path] = ()) -> None:
    """Write a report to files, then to standard output."""
    for path in outputs:
        text = REPORTERS[format_of(path.name) or "text"](report)
        replace_file(path, text.encode("utf-8", "backslashreplace"))
    if format == "github":
        _write_summary(report)
    write(as_text(report, colour=has_colour()) if format == "text" else REPORTERS[format](report))


def _write_summary(report: Report) -> None:
    """Append to the summary of the step that this runs in, if it runs in one."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    with Path(name).open("ab") as file:
        file.write(as_summary(report, MAX_SUMMARY - file.tell()).encode("utf-8"))
