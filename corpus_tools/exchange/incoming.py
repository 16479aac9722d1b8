"""What an importer makes of a file: articles, and what it could not read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_TRAILING = re.compile(r"[^\S\n]+$", re.MULTILINE)
_BLANK_RUN = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One article as it was read; `line` is where it begins in the file, from 1."""

    line: int
    outlet_name: str
    published: str
    title: str
    body: str
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Lines (from 1, both inclusive) that could not be read, and why."""

    first: int
    last: int
    reason: str


def tidy(text: str) -> str:
    """Build stored text: `\\n` line ends, no white space at line ends, single blank lines.

    No Unicode normalisation: the letters stay as they came.
    """
    text = _TRAILING.sub("", _LINE_END.sub("\n", text))
    return _BLANK_RUN.sub("\n\n", text).strip("\n")
