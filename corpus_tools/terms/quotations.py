"""What stands between quotation marks, in news as it is really typed.

Marks are mixed (straight open, curly closed), nested in the same kind, opened again at each
paragraph and closed once, left open, or are apostrophes. No mark crosses a paragraph: an
unclosed quotation ends with its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

DEEPEST = 8
"""How deep quotations nest; further marks are not read as opening."""
LONGEST_ASIDE = 120
"""Code points in a reporting clause between dashes."""
_MARK = re.compile("[“”„«»‹›\"‘’'ՙ՚]")
_APOSTROPHES = frozenset("'’‘՚")
_PLAIN = frozenset({"«»", "“”"})
"""Marks that can only close what they stand behind."""
_PLURAL = re.compile(r"s['’] (?=[a-z])")
_LATER_SINGLE = re.compile(r"(?P<opening>‘|(?<=\s)')|(?<!s)['’](?!\w)")
_DASH_TURN = re.compile(r"[ \t]*[-–—][ \t]*(?=\S)")
_DASH_CLAUSE = re.compile(r"[,.!?…][ \t]*[-–—][ \t]*")


class Quotation(NamedTuple):
    """Words between marks: code points `[start, end)`, marks excluded."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a span lies inside."""
        return self.start <= start and end <= self.end


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text, ordered by start; nested ones are there too."""
    return [one for line in _lines(text) for one in _of_line(text, *line)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _sorted(found: Iterable[Quotation]) -> list[Quotation]:
    return sorted(found, key=lambda quotation: (quotation.start, -quotation.end))


def _of_line(text: str, first: int, last: int) -> list[Quotation]:
    found: list[Quotation] = []
    stack: list[tuple[str, int]] = []
    for match in _MARK.finditer(text, first, last):
        at, mark = match.start(), match[0]
        if stack and stack[-1][0] + mark in _PLAIN:
            found.append(Quotation(stack.pop()[1], at))
            continue
        before = text[at - 1] if at > first else " "
        after = text[at + 1] if at + 1 < last else " "
        if mark in _APOSTROPHES and (
            _is_apostrophe(mark, before, after, stack)
            or (stack and _is_possessive(text, at, last, stack[-1][0]))
        ):
            continue
        if len(stack) < DEEPEST and _opens(mark, before, after, stack):
            stack.append((mark, at + 1))
        elif (partner := _partner(mark, stack)) is not None:
            found.append(Quotation(stack[partner][1], at))
            del stack[partner:]
        elif mark in "«“„" and len(stack) < DEEPEST:
            stack.append((mark, at + 1))
    found.extend(Quotation(begin, last) for mark, begin in stack if mark not in "'‘ՙ")
    return _sorted(found)


def _is_apostrophe(mark: str, before: str, after: str, stack: list[tuple[str, int]]) -> bool:
    if before.isalnum() and after.isalnum():
        return True
    opened = any(opener in "'‘ՙ" for opener, _ in stack)
    if mark in "’՚":
        return not opened
    return mark == "'" and before.isalnum() and not opened


def _is_possessive(text: str, at: int, last: int, opener: str) -> bool:
    """Tell whether a mark after an s inside single quotes belongs to a plural: ‘the boys’ tent’.

    It does if a word follows and a later single mark, not one that opens, can close.
    """
    if opener not in "'‘" or text[at] not in "'’" or _PLURAL.match(text, at - 1, last) is None:
        return False
    later = _LATER_SINGLE.search(text, at + 1, last)
    return later is not None and later["opening"] is None


def _opens(mark: str, before: str, after: str, stack: list[tuple[str, int]]) -> bool:
    if mark in "«„‹‘ՙ":
        return True
    free = before.isspace() or before in "([{-–—/«“„‘\"'՝,:" or not before.strip()
    if mark == "“":
        low = bool(stack) and stack[-1][0] == "„"
        return not (low or (stack and not free))
    if mark in "\"'":
        if not any(opener == mark for opener, _ in stack):
            return free and not after.isspace()
        # Inside straight marks one behind a blank and before a word cannot close.
        return mark == '"' and (before.isspace() or before in "([«“„") and after.isalnum()
    # ” typed where a quotation begins
    return mark == "”" and free and not after.isspace() and not stack


_SINGLE = frozenset("'‘ՙ‹")


def _partner(mark: str, stack: list[tuple[str, int]]) -> int | None:
    """Return the place on the stack of what a closing mark closes; double closes double."""
    single = mark in "'’›՚"
    for place in range(len(stack) - 1, -1, -1):
        opener = stack[place][0]
        if mark in "»›" and opener in "«‹" and (mark == "»") == (opener == "«"):
            return place
        if mark not in "»›" and (opener in _SINGLE) == single and opener not in "«":
            return place
    if single:
        return None
    doubles = [place for place, (opener, _) in enumerate(stack) if opener not in _SINGLE]
    return doubles[-1] if doubles else None


def _turns(text: str, first: int, last: int) -> list[Quotation]:
    """Return what is said in a turn that a dash opens and a reporting clause interrupts.

    The clause stands between dashes; what follows the second dash is said again.
    """
    opening = _DASH_TURN.match(text, first, last)
    if opening is None:
        return []
    cuts = [opening.end(), last]
    for clause in _DASH_CLAUSE.finditer(text, opening.end(), last):
        cuts[-1:-1] = (clause.start() + 1, clause.end())
    parts = list(zip(cuts[::2], cuts[1::2], strict=True))
    return [Quotation(*part) for part in parts[::2] if len(parts) > 1]


def _asides(text: str, quotation: Quotation) -> list[Quotation]:
    """Return reporting clauses between dashes inside a quotation: «…, – says X, – …»."""
    cuts = list(_DASH_CLAUSE.finditer(text, quotation.start, quotation.end))
    clauses = zip(cuts[::2], cuts[1::2], strict=False)
    found = (Quotation(left.end(), right.start() + 1) for left, right in clauses)
    return [clause for clause in found if clause.end - clause.start <= LONGEST_ASIDE]


class _Line:
    """The quotations, asides and dash turns of one line. Quotations nest and never cross."""

    __slots__ = ("all", "aside_starts", "asides", "parents", "starts", "turn_starts", "turns")

    def __init__(self, text: str, first: int, last: int) -> None:
        self.all = _of_line(text, first, last)
        self.starts = [quotation.start for quotation in self.all]
        self.parents = _parents(self.all)
        self.asides: list[Quotation] = []
        self.turns: list[Quotation] = []
        if _DASH_CLAUSE.search(text, first, last):
            self.turns = _turns(text, first, last)
            self.asides = _sorted(aside for one in self.all for aside in _asides(text, one))
        self.aside_starts = [aside.start for aside in self.asides]
        self.turn_starts = [turn.start for turn in self.turns]


class Quoted:
    """The quotations of a text, asked by place; a line is read when it is first asked for."""

    def __init__(self, text: str) -> None:
        self._text, self._ends = text, [last for _, last in _lines(text)]
        self._known: dict[int, _Line] = {}

    def around(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations that hold a span, the innermost first."""
        line = self._line(start)
        if not line.all or _holding(line.asides, line.aside_starts, start, end):
            return []
        at = bisect_right(line.starts, start) - 1
        found = []
        while at >= 0:
            if line.all[at].holds(start, end):
                found.append(line.all[at])
            at = line.parents[at]
        return found

    def in_turn(self, start: int, end: int) -> Quotation | None:
        """Return the dash turn that holds a span."""
        line = self._line(start)
        return _holding(line.turns, line.turn_starts, start, end)

    def _line(self, at: int) -> _Line:
        """Return the line around a place."""
        number = bisect_left(self._ends, at)
        line = self._known.get(number)
        if line is None:
            first = self._ends[number - 1] + 1 if number else 0
            line = self._known[number] = _Line(self._text, first, self._ends[number])
        return line


def _holding(
    quotations: list[Quotation], starts: list[int], start: int, end: int
) -> Quotation | None:
    """Return the last of some disjoint quotations that begins before a span, if it holds it."""
    at = bisect_right(starts, start) - 1
    return quotations[at] if at >= 0 and quotations[at].holds(start, end) else None


def _parents(ordered: list[Quotation]) -> list[int]:
    """Return, for each quotation, the place of the one around it; -1: none."""
    parents: list[int] = []
    for at, quotation in enumerate(ordered):
        above = at - 1
        while above >= 0 and ordered[above].end < quotation.end:
            above = parents[above]
        parents.append(above)
    return parents
