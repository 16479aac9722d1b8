"""Findings as text for people and for programs: pure functions from report to string."""

from __future__ import annotations

from collections.abc import Callable

from corpus_tools.findings import Report
from corpus_tools.reporters.github import as_github, as_summary
from corpus_tools.reporters.json import as_json
from corpus_tools.reporters.junit import as_junit
from corpus_tools.reporters.sarif import as_sarif
from corpus_tools.reporters.text import as_text

__all__ = ["FORMATS_BY_SUFFIX", "REPORTERS", "as_summary", "as_text", "format_of"]

REPORTERS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
    "junit": as_junit,
}
"""One reporter per format."""

FORMATS_BY_SUFFIX = {
    ".txt": "text",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".json": "json",
    ".xml": "junit",
}
"""The format of a file that a report is written to."""


def format_of(name: str) -> str | None:
    """Return the format that a file's name asks for, if any."""
    fitting = [suffix for suffix in FORMATS_BY_SUFFIX if name.lower().endswith(suffix)]
    return FORMATS_BY_SUFFIX[max(fitting, key=len)] if fitting else None
