"""Findings for a person: grouped by file, each with what stands there and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby

from corpus_tools.escaping import for_terminal
from corpus_tools.findings import Excerpt, Finding, Report
from corpus_tools.reporters.wording import counts, place

Paint = Callable[[str, str], str]

_INDENT = " " * 9
_STYLES = {"error": "31", "warning": "33", "path": "1", "excerpt": "2"}
_ELLIPSIS = "…"


def as_text(report: Report, *, colour: bool = False) -> str:
    """Group findings by file. No line is wrapped; colours are for a terminal only."""
    paint = _coloured if colour else _plain
    parts: list[str] = []
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        parts.append(paint(for_terminal(path), "path"))
        parts.extend(line for finding in findings for line in _lines(finding, paint))
    return "\n".join([*parts, f"{counts(report)}.\n"])


def _plain(text: str, _style: str) -> str:
    return text


def _coloured(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _lines(finding: Finding, paint: Paint) -> Iterator[str]:
    where = f" ({for_terminal(finding.pointer)})" if finding.pointer else ""
    kind = paint(f"{finding.code} {finding.severity}", finding.severity)
    yield f"  {place(finding):>6} {kind}: {for_terminal(finding.message)}{where}"
    if finding.excerpt is not None:
        source, caret = excerpt_lines(finding.excerpt)
        yield f"{_INDENT}{paint('|', 'excerpt')} {source}"
        yield f"{_INDENT}{paint('|', 'excerpt')} {paint(caret, finding.severity)}"
    if finding.hint:
        yield f"{_INDENT}{for_terminal(finding.hint)}"


def excerpt_lines(excerpt: Excerpt) -> tuple[str, str]:
    """Return an excerpt, escaped, and a line with a caret below its place."""
    first = _ELLIPSIS if excerpt.more_before else ""
    last = _ELLIPSIS if excerpt.more_after else ""
    before = first + for_terminal(excerpt.text[: excerpt.caret])
    return f"{first}{for_terminal(excerpt.text)}{last}", " " * _width(before) + "^"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
