"""Findings as text for people and for programs: pure functions from report to string."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from itertools import groupby

from corpus_tools.escaping import for_json, for_terminal
from corpus_tools.findings import Finding, Report


def as_text(report: Report) -> str:
    """Group findings by file; each has its place, what is wrong, and what to do."""
    parts: list[str] = []
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        parts.append(f"{for_terminal(path)}\n")
        parts.extend(map(_lines, findings))
    return "".join([*parts, _summary(report)])


def _lines(finding: Finding) -> str:
    place = f"{finding.line or '-'}:{finding.column or '-'}"
    where = f" ({for_terminal(finding.pointer)})" if finding.pointer else ""
    hint = f"         {for_terminal(finding.hint)}\n" if finding.hint else ""
    head = f"  {place:>6} {finding.severity} {finding.code}"
    return f"{head} {for_terminal(finding.message)}{where}\n{hint}"


def _summary(report: Report) -> str:
    def some(number: int, noun: str) -> str:
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    found = f"{some(report.errors, 'error')}, {some(report.warnings, 'warning')}"
    return f"{found} in {some(report.files, 'file')}, {some(report.articles, 'article')}.\n"


def as_json(report: Report) -> str:
    """Return the report as one JSON object, its findings sorted."""
    value = {
        "tool": {"name": "corpus-tools", "version": version("corpus-tools")},
        "summary": {
            "files": report.files,
            "articles": report.articles,
            "errors": report.errors,
            "warnings": report.warnings,
        },
        "findings": [asdict(finding) for finding in report.findings],
    }
    return for_json(value, indent=2) + "\n"


REPORTERS: dict[str, Callable[[Report], str]] = {"text": as_text, "json": as_json}
"""One reporter per format."""
