"""Findings as SARIF 2.1.0, the format that code scanning and editors read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from corpus_tools.escaping import for_json, for_sarif, for_uri
from corpus_tools.findings import Finding, Report
from corpus_tools.rules import RULES, SEVERITIES, Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST = 25_000
"""How many results GitHub takes in one run; it refuses a file with more."""

_DIGITS = re.compile(r"[0-9]+")
_INDEX = {code: index for index, code in enumerate(RULES)}


def as_sarif(report: Report) -> str:
    """Return the report as one SARIF log of one run: of more than MOST findings, the worst."""
    findings = report.findings
    if more := max(0, len(findings) - MOST):
        findings = tuple(sorted(findings, key=lambda f: SEVERITIES.index(f.severity))[:MOST])
    run = {
        "tool": {"driver": _driver()},
        **({"invocations": [_left_out(more)]} if more else {}),
        "columnKind": "unicodeCodePoints",
        "results": list(_results(findings)),
    }
    return for_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _left_out(number: int) -> dict[str, Any]:
    """Return an invocation that tells how many findings are not among the results."""
    text = f"{number:,} more findings are left out: platforms refuse more than {MOST:,}."
    notification = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notification]}


def _driver() -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "name": "corpus-tools",
        "version": version("corpus-tools"),
        "rules": [_rule(code, rule) for code, rule in RULES.items()],
    }


def _rule(code: str, rule: Rule) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": for_sarif(rule.what)},
        "fullDescription": {"text": for_sarif(f"{rule.what} {rule.why}")},
        "help": {"text": for_sarif(rule.why) + "".join(_examples(rule))},
        "defaultConfiguration": {"level": rule.severity},
    }


def _examples(rule: Rule) -> Iterator[str]:
    yield f"\n\nBad: {for_sarif(rule.bad)}"
    yield f"\n\nGood: {for_sarif(rule.good)}"


def _results(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        digest = _digest(finding)
        seen[finding.path, digest] += 1
        yield _result(finding, f"{digest}:{seen[finding.path, digest]}")


def _digest(finding: Finding) -> str:
    """Return what stays the same where lines, offsets and counts move."""
    import hashlib

    parts = (finding.code, finding.pointer, _DIGITS.sub("0", finding.message))
    raw = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(raw).hexdigest()[:16]


def _result(finding: Finding, fingerprint: str) -> dict[str, Any]:
    text = "\n".join(for_sarif(part) for part in (finding.message, finding.hint) if part)
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": finding.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(finding)}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }


def _location(finding: Finding) -> dict[str, Any]:
    artifact = {"uri": for_uri(finding.path), "uriBaseId": "%SRCROOT%"}
    if finding.line is None:
        return {"artifactLocation": artifact}
    region = {"startLine": finding.line, "startColumn": finding.column or 1}
    return {"artifactLocation": artifact, "region": region}
