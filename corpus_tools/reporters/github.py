"""Findings as annotations of a pull request on GitHub, and as the summary of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from corpus_tools.escaping import for_github_data, for_github_property, for_markdown
from corpus_tools.findings import Finding, Report
from corpus_tools.reporters.wording import counted, counts, place
from corpus_tools.rules import SEVERITIES, Severity

MOST = 10
"""How many errors, and how many warnings, the platform shows of one step."""

MAX_SUMMARY = 1024 * 1024
"""Largest summary of a step, in bytes; the platform refuses a larger one whole."""


class _Group(NamedTuple):
    """Findings of one cause; the first stands for all."""

    first: Finding
    size: int
    files: int


def as_github(report: Report) -> str:
    """Return workflow commands, worst first, then how much is not among them."""
    groups = [group for severity in SEVERITIES for group in _shown(report, severity)]
    lines = [_command(group) for group in groups]
    if more := len(report.findings) - len(groups):
        lines.append(f"and {more:,} more; see the report file")
    return "\n".join([*lines, f"{counts(report)}.\n"])


def _shown(report: Report, severity: Severity) -> list[_Group]:
    """Return at most MOST groups, each as fine as the limit lets it be."""
    findings = [finding for finding in report.findings if finding.severity == severity]
    keys: tuple[Callable[[Finding], object], ...] = (
        id,
        lambda finding: (finding.code, finding.path),
        lambda finding: finding.code,
    )
    groups: list[_Group] = []
    for key in keys:
        groups = _grouped(findings, key)
        if len(groups) <= MOST:
            return groups
    return sorted(groups, key=lambda group: -group.size)[:MOST]


def _grouped(findings: list[Finding], key: Callable[[Finding], object]) -> list[_Group]:
    found: dict[object, list[Finding]] = {}
    for finding in findings:
        found.setdefault(key(finding), []).append(finding)
    return [
        _Group(same[0], len(same), len({finding.path for finding in same}))
        for same in found.values()
    ]


def _command(group: _Group) -> str:
    finding = group.first
    place = {"file": finding.path, "line": finding.line, "col": finding.column}
    properties = ",".join(
        f"{name}={for_github_property(value)}"
        for name, value in {**place, "title": finding.code}.items()
        if value is not None
    )
    data = "%0A".join(map(for_github_data, _message(group)))
    return f"::{finding.severity} {properties}::{data}"


def _message(group: _Group) -> Iterator[str]:
    yield group.first.message
    if group.first.hint:
        yield group.first.hint
    if group.size > 1:
        files = f", in {counted(group.files, 'file')}" if group.files > 1 else " in this file"
        yield f"{counted(group.size, group.first.severity)} of {group.first.code}{files}."


# ------------------------------------------------------------------ the summary of a step

_HEAD = "| severity | code | place | what is wrong | what to do |\n|---|---|---|---|---|\n"
_ROOM_FOR_END = 80


def as_summary(report: Report, limit: int = MAX_SUMMARY) -> str:
    """Return Markdown of at most `limit` bytes: the counts and a table, worst first.

    Where the table does not fit, its end says how many findings are left out; where
    nothing fits, the result is empty.
    """
    parts = [f"### corpus-tools validate\n\n{counts(report)}.\n"]
    if report.findings:
        parts.append(f"\n{_HEAD}")
    left = limit - _ROOM_FOR_END - sum(len(part.encode()) for part in parts)
    if left < 0:
        return ""
    shown = 0
    for finding in sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity)):
        row = _row(finding)
        left -= len(row.encode())
        if left < 0:
            break
        parts.append(row)
        shown += 1
    if more := len(report.findings) - shown:
        parts.append(f"\nand {more:,} more; see the report file\n")
    return "".join([*parts, "\n"])


def _row(finding: Finding) -> str:
    where = f"{finding.path}:{place(finding)}"
    cells = (finding.severity, finding.code, where, finding.message, finding.hint)
    return f"| {' | '.join(map(for_markdown, cells))} |\n"
