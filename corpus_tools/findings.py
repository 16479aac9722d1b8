"""What can be wrong: faults in the data as sortable values, faults in the call as exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus_tools.rules import RULES, Severity


class OperatorError(Exception):
    """A fault in the call, not in the data: one line that says what to do. Exit status 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One breach of a rule inside one document, not yet given an address.

    `pointer` is a JSON pointer (RFC 6901) into the document. `at_key` points at the key
    instead of its value. `offset` (code points into the document's own text) or `line` and
    `column` override the pointer where the text could not be read as JSON. Of a `private`
    value nothing is ever shown: neither here nor as an excerpt of its source. `inside` is where
    in a text, its value, the fault stands (code points). `others` are the paths of further
    files that the fault is about.
    """

    code: str
    pointer: str = ""
    message: str
    hint: str = ""
    at_key: bool = False
    line: int | None = None
    column: int | None = None
    inside: int | None = None
    private: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a line of the source where a finding stands, as it is: outputs escape it.

    `caret` is the finding's offset in `text`; `more_before` and `more_after` tell whether
    the line, or what may be shown of it, begins earlier or goes on.
    """

    text: str
    caret: int
    more_before: bool = False
    more_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of a rule with its address.

    `path` is relative to the working folder; `line` and `column` count from 1, columns in
    Unicode code points; both are None only where no file could be read. The excerpt is for
    readers only: it is no part of what the finding says. `others` are further files that it
    is about: who asks for one of them is told too.
    """

    code: str
    severity: Severity
    path: str
    pointer: str
    line: int | None
    column: int | None
    message: str
    hint: str
    excerpt: Excerpt | None = field(default=None, compare=False)
    others: tuple[str, ...] = field(default=(), compare=False)

    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Order of findings: path, line, column, code."""
        return (self.path, self.line or 0, self.column or 0, self.code, self.pointer, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every finding of one run, sorted, and how much was looked at."""

    files: int = 0
    articles: int = 0
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(f.severity == "error" for f in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return sum(f.severity == "warning" for f in self.findings)


def only(report: Report, select: Iterable[str], ignore: Iterable[str]) -> Report:
    """Keep findings whose codes begin with one selected, if any is, and with none ignored.

    Raises OperatorError for a code that no rule begins with, and where no rule is left.
    """
    wanted, unwanted = (tuple(code.upper() for code in codes) for codes in (select, ignore))
    for code in (*wanted, *unwanted):
        if not any(known.startswith(code) for known in RULES):
            raise OperatorError(f"there is no rule {code}; see corpus-tools rules")
    left = {
        code
        for code in RULES
        if (not wanted or code.startswith(wanted)) and not (unwanted and code.startswith(unwanted))
    }
    if not left:
        raise OperatorError("nothing to check: no rule is left")
    findings = tuple(finding for finding in report.findings if finding.code in left)
    return replace(report, findings=findings)


def severity(code: str) -> Severity:
    """Return the severity of a rule; an unknown code is a fault in this program."""
    return RULES[code].severity


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings and drop exact repetitions."""
    return tuple(sorted(set(findings), key=Finding.sort_key))


_LOGIN = re.compile(r"(?<=//)[^/@]+(?=@)")
_ADDRESS = re.compile(r"[\w.%+-]{1,64}@(?:[\w-]+(?:\.[\w-]+)*)?")
_NUMBER = re.compile(r"(?:\+|(?<!#body-)(?<!#title-)\b00)[0-9](?:[ ()./-]{0,2}[0-9]){6,14}")
"""Telephone numbers as they are dialled from abroad, not the offsets in the id of a row."""


_LOOKED_AT = 200
"""Code points behind the limit of a quotation that tell whether it ends in an address."""


def _without_private(text: str) -> str:
    if "@" in text:
        text = _ADDRESS.sub("•••", _LOGIN.sub("…", text))
    return _NUMBER.sub("•••", text) if "+" in text or "00" in text else text


def quote(value: object, limit: int = 60) -> str:
    """Quote a value of the data inside a message, cut to `limit` code points.

    The result still holds whatever the data held: each output escapes it for itself. Only
    who logs in by a URL, and with what password, mail addresses and telephone numbers are
    never passed on.
    """
    if value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, str):
        shown = _without_private(value[: limit + _LOOKED_AT])
        text = f"“{shown[:limit]}…”" if len(shown) > limit else f"“{shown}”"
    elif isinstance(value, dict | list):
        text = "an object" if isinstance(value, dict) else "a list"
    else:
        text = str(value)[:limit]
    return text
