"""What every output owes its readers: no hidden character, no command but the tool's own.

Written from what terminals and runners do, not from the escaping that it judges.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree

from corpus_tools.findings import Report
from corpus_tools.reporters import REPORTERS, as_summary
from tests.runner import executed

OUTPUTS: dict[str, Callable[[Report], str]] = {**REPORTERS, "summary": as_summary}
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"


def hidden_in(text: str) -> set[str]:
    """Return the characters that move, hide or execute what stands around them."""
    return {
        char
        for char in set(text)
        if char != "\n" and char not in _JOINERS and unicodedata.category(char) in _HIDDEN
    }


@cache
def _always(name: str) -> frozenset[str]:
    """Return the lines that an output has without any finding: they cannot be the data's."""
    return frozenset(OUTPUTS[name](Report(files=1, articles=1)).split("\n"))


def assert_inert(report: Report, *, but: str = "") -> None:
    """Write a report in every format; nothing in the data may speak through it."""
    for name in OUTPUTS:
        if name != but:
            output = OUTPUTS[name](report)
            _assert_readable(name, output, len(report.findings))
            lines = [line for line in output.split("\n") if line not in _always(name)]
            _assert_silent(name, "\n".join(lines), report)


def _assert_silent(name: str, output: str, report: Report) -> None:
    assert not hidden_in(output), (name, hidden_in(output))
    commands = executed(output)
    wanted = [finding.severity for finding in report.findings] if name == "github" else []
    assert {command.name for command in commands} == set(wanted), name
    assert len(commands) <= len(wanted)
    for command in commands:
        assert not hidden_in("".join([command.data, *command.properties.values()])), command


def _assert_readable(name: str, output: str, findings: int) -> None:
    if name == "json":
        assert len(json.loads(output)["findings"]) == findings
    elif name == "sarif":
        assert len(json.loads(output)["runs"][0]["results"]) == findings
    elif name == "junit":
        ElementTree.fromstring(output)


def assert_placed(report: Report, raw: bytes) -> None:
    """Every finding of a lone file stands inside it."""
    lines = raw.decode("utf-8", "replace").split("\n")
    for finding in report.findings:
        if finding.line is not None and finding.column is not None:
            assert 1 <= finding.line <= len(lines), finding
            assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, finding
