"""Reads text dumps: articles pasted one after the other into one file.

An article is an outlet line, a date line, a headline and a body. A line of `====` opens
another article where an outlet and a date follow, or a block of other headlines where
"Also see:" follows; the next `====` closes that block. Any other fence is reported, and
what stands behind it is left out: it may belong to another article. Dates are read, never
guessed: `March 26, 2022`, `26 March 2022`, `2022-03-26`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from corpus_tools.exchange.incoming import Incoming, Unread, tidy

_FENCE = re.compile(r"={3,}")
_ALSO_SEE = re.compile(r"also see\s*:\s*", re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(f"{month}|{month[:3]}\\.?" for month in _MONTHS) + "|sept\\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DATES = tuple(
    re.compile(_WEEKDAY + shape, re.IGNORECASE | re.ASCII)
    for shape in (
        rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})",
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})",
    )
)


def read_date(line: str) -> str | None:
    """Return the calendar day of a date line as YYYY-MM-DD; None where it is not certain."""
    for shape in _DATES:
        if match := shape.fullmatch(line.strip()):
            parts = match.groupdict()
            month = int(parts["number"]) if "number" in parts else _month(parts["month"])
            year, day = int(parts["year"]), int(parts["day"])
            try:
                return date(year, month, day).isoformat() if year >= 1000 else None
            except ValueError:
                return None
    return None


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))


@dataclass(slots=True)
class _Block:
    """The lines between two fences; `first` is the number of the line that opens it."""

    first: int
    lines: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.first + len(self.lines)

    def numbered(self) -> list[tuple[int, str]]:
        """The lines that are not blank, with their numbers."""
        start = self.first + 1
        return [(n, line) for n, line in enumerate(self.lines, start) if line.strip()]


@dataclass(slots=True)
class _Draft:
    """An article being put together."""

    line: int
    outlet: str
    published: str
    title: str
    parts: list[str]
    related: list[str] = field(default_factory=list)
    last: int = 0


def read_dump(text: str) -> Iterator[Incoming | Unread]:
    """Yield the articles of a text dump, and the lines that could not be read, in order."""
    draft: _Draft | None = None
    listing = False
    for block in _blocks(text):
        lines = block.numbered()
        if not lines:
            continue
        if (opened := _header(block)) is not None:
            yield from _finish(draft)
            draft, listing = opened, False
        elif draft is not None and not listing and _ALSO_SEE.match(lines[0][1].strip()):
            draft.related += _headlines(lines)
            draft.last, listing = block.last, True
        elif draft is not None and listing and not _seems_header(block):
            draft.parts.append("\n".join(block.lines))
            draft.last, listing = block.last, False
        else:
            yield from _finish(draft)
            draft = None
            yield Unread(first=max(block.first, 1), last=block.last, reason=_why(lines))
    yield from _finish(draft)


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block(0)
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        if _FENCE.fullmatch(line.strip()):
            yield block
            block = _Block(number)
        else:
            block.lines.append(line)
    yield block


def _header(block: _Block) -> _Draft | None:
    lines = block.numbered()
    if len(lines) < 2 or (published := read_date(lines[1][1])) is None:
        return None
    title_at = lines[2][0] if len(lines) > 2 else block.last + 1
    rest = block.lines[title_at - block.first :]
    return _Draft(
        line=lines[0][0],
        outlet=" ".join(lines[0][1].split()),
        published=published,
        title=lines[2][1].strip() if len(lines) > 2 else "",
        parts=["\n".join(rest)],
        last=block.last,
    )


def _seems_header(block: _Block) -> bool:
    """Tell whether a block begins as an article would: two lines alone, the second a date.

    The date may be one that cannot be read: then the block is not the body of another.
    """
    first = "\n".join(block.lines).strip("\n").split("\n\n", 1)[0].split("\n")
    return len(first) == 2 and re.fullmatch(r".{0,30}\d{1,4}\.?", first[1].strip()) is not None


def _headlines(lines: list[tuple[int, str]]) -> list[str]:
    first = _ALSO_SEE.sub("", lines[0][1].strip(), count=1)
    return [line for line in (first, *(line.strip() for _, line in lines[1:])) if line]


def _finish(draft: _Draft | None) -> Iterator[Incoming | Unread]:
    if draft is None:
        return
    body = tidy("\n\n".join(draft.parts))
    if not body:
        reason = "the article has no body" if draft.title else "the article has no headline"
        yield Unread(first=draft.line, last=draft.last, reason=reason)
        return
    yield Incoming(
        line=draft.line,
        outlet_name=draft.outlet,
        published=draft.published,
        title=draft.title,
        body=body,
        related=tuple(draft.related),
    )


def _why(lines: list[tuple[int, str]]) -> str:
    if len(lines) > 1:
        number = lines[1][0]
        return (
            f"no outlet and date follow, nor “Also see:”; line {number} is no date "
            "such as “March 26, 2022”, “26 March 2022” or “2022-03-26”"
        )
    return "no outlet and date follow, nor “Also see:”"
