"""Findings as JUnit XML, the format of tests that GitLab, Jenkins and others show.

A file with findings is a suite, a finding a case: an error has failed, a warning, which
fails nothing, is skipped. Where all is well, one case has passed.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from corpus_tools.escaping import for_xml
from corpus_tools.findings import Finding, Report
from corpus_tools.reporters.text import excerpt_lines
from corpus_tools.reporters.wording import checked, place

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def as_junit(report: Report) -> str:
    """Return the report as one XML document."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites", {"name": "corpus-tools"})
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        root.append(_suite(path, list(findings)))
    if not report.findings:
        root.append(_passed(report))
    cases = root.findall("*/*")
    root.attrib.update(_counts(len(cases), report.errors, report.warnings))
    indent(root)
    return f"{_DECLARATION}{tostring(root, encoding='unicode')}\n"


def _counts(tests: int, failures: int, skipped: int) -> dict[str, str]:
    numbers = {"tests": tests, "failures": failures, "errors": 0, "skipped": skipped}
    return {**{name: str(number) for name, number in numbers.items()}, "time": "0"}


def _suite(path: str, findings: list[Finding]) -> Element:
    from xml.etree.ElementTree import Element

    failures = sum(finding.severity == "error" for finding in findings)
    attributes = _counts(len(findings), failures, len(findings) - failures)
    suite = Element("testsuite", {"name": for_xml(path), **attributes})
    named: Counter[str] = Counter()
    for finding in findings:
        suite.append(_case(finding, named))
    return suite


def _case(finding: Finding, named: Counter[str]) -> Element:
    """Return a finding's case; no two of a suite have the same name, or one would be lost."""
    from xml.etree.ElementTree import Element, SubElement

    name = " ".join(filter(None, (finding.code, place(finding), for_xml(finding.pointer))))
    named[name] += 1
    if named[name] > 1:
        name += f" ({named[name]})"
    where = {"file": for_xml(finding.path), "line": str(finding.line or 1)}
    case = Element(
        "testcase", {"classname": for_xml(finding.path), "name": name, **where, "time": "0"}
    )
    tag = "failure" if finding.severity == "error" else "skipped"
    result = SubElement(case, tag, {"message": for_xml(finding.message)})
    result.text = _details(finding)
    if tag == "failure":
        result.set("type", finding.code)
    return case


def _details(finding: Finding) -> str:
    lines = [f"{for_xml(finding.path)}:{place(finding)}: {for_xml(finding.message)}"]
    if finding.excerpt is not None:
        lines += [f"    | {line}" for line in excerpt_lines(finding.excerpt)]
    return "\n".join([*lines, *([for_xml(finding.hint)] if finding.hint else [])])


def _passed(report: Report) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    suite = Element("testsuite", {"name": "validate", **_counts(1, 0, 0)})
    name = f"{checked(report)}: nothing is wrong"
    SubElement(suite, "testcase", {"classname": "validate", "name": name, "time": "0"})
    return suite
