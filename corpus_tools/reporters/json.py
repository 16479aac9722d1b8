"""Findings as JSON, in the shape that users of corpus_tools rely on."""

from __future__ import annotations

from corpus_tools.escaping import for_json
from corpus_tools.findings import Report

KEYS = ("code", "severity", "path", "pointer", "line", "column", "message", "hint")
"""What each finding has."""


def as_json(report: Report) -> str:
    """Return the report as one JSON object, its findings sorted."""
    from importlib.metadata import version

    value = {
        "tool": {"name": "corpus-tools", "version": version("corpus-tools")},
        "summary": {
            "files": report.files,
            "articles": report.articles,
            "errors": report.errors,
            "warnings": report.warnings,
        },
        "findings": [{key: getattr(finding, key) for key in KEYS} for finding in report.findings],
    }
    return for_json(value, indent=2) + "\n"
