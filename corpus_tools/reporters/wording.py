"""Words that several reports share."""

from __future__ import annotations

from corpus_tools.findings import Finding, Report


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 error, 1,200 errors."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counts(report: Report) -> str:
    """Return how many errors and warnings there are, and in how much."""
    found = f"{counted(report.errors, 'error')}, {counted(report.warnings, 'warning')}"
    return f"{found} in {checked(report)}"


def checked(report: Report) -> str:
    """Return how much was looked at."""
    return f"{counted(report.files, 'file')}, {counted(report.articles, 'article')}"


def place(finding: Finding) -> str:
    """Return line and column of a finding, `-` where it has none."""
    return f"{finding.line or '-'}:{finding.column or '-'}"
