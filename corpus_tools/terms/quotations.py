"""What stands between quotation marks, in news as it is really typed.

Marks are mixed (straight open, curly closed), nested in the same kind, opened again at each
paragraph and closed once, left open, or are apostrophes. No mark crosses a paragraph: an
unclosed quotation ends with its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

DEEPEST = 8
"""How deep quotations nest; further marks are not read as opening."""
LONGEST_ASIDE = 120
"""Code points in a reporting clause between dashes."""
_MARK = re.compile("[“”„«»‹›\"‘’'ՙ՚]")
_PLURAL = re.compile(r"s['’] (?=[a-z])")
_LATER_SINGLE = re.compile(r"(?P<opening>‘|(?<=\s)')|(?<!s)['’](?!\w)")
_DASH_TURN = re.compile(r"(?m)^[ \t]*[-–—][ \t]*(?=\S)")
_DASH_CLAUSE = re.compile(r"[,.!?…][ \t]*[-–—][ \t]*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks: code points `[start, end)`, marks excluded."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a span lies inside."""
        return self.start <= start and end <= self.end


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text, ordered by start; nested ones are there too."""
    found: list[Quotation] = []
    if _MARK.search(text) is None:
        return found
    start = 0
    for paragraph in text.split("\n"):
        found.extend(_of_paragraph(text, start, start + len(paragraph)))
        start += len(paragraph) + 1
    return _sorted(found)


def _sorted(found: Iterable[Quotation]) -> list[Quotation]:
    return sorted(found, key=lambda quotation: (quotation.start, -quotation.end))


def _of_paragraph(text: str, first: int, last: int) -> list[Quotation]:
    found: list[Quotation] = []
    stack: list[tuple[str, int]] = []
    for match in _MARK.finditer(text, first, last):
        at, mark = match.start(), match[0]
        before = text[at - 1] if at > first else " "
        after = text[at + 1] if at + 1 < last else " "
        if _is_apostrophe(mark, before, after, stack) or (
            stack and _is_possessive(text, at, last, stack[-1][0])
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
    return found


def _is_apostrophe(mark: str, before: str, after: str, stack: list[tuple[str, int]]) -> bool:
    if mark not in "'’‘՚":
        return False
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
        straight = any(opener == mark for opener, _ in stack)
        if not straight:
            return free and not after.isspace()
        return False
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


def dash_turns(text: str) -> list[Quotation]:
    """Return what is said in turns that a dash opens and a reporting clause interrupts.

    The clause stands between dashes; what follows the second dash is said again.
    """
    turns: list[Quotation] = []
    for match in _DASH_TURN.finditer(text):
        line_end = text.find("\n", match.end())
        last = len(text) if line_end < 0 else line_end
        cuts = [match.end(), last]
        for clause in _DASH_CLAUSE.finditer(text, match.end(), last):
            cuts[-1:-1] = (clause.start() + 1, clause.end())
        parts = list(zip(cuts[::2], cuts[1::2], strict=True))
        turns.extend(Quotation(*part) for part in parts[::2] if len(parts) > 1)
    return turns


def _asides(text: str, quotation: Quotation) -> list[Quotation]:
    """Return reporting clauses between dashes inside a quotation: «…, – says X, – …»."""
    cuts = list(_DASH_CLAUSE.finditer(text, quotation.start, quotation.end))
    clauses = zip(cuts[::2], cuts[1::2], strict=False)
    found = (Quotation(left.end(), right.start() + 1) for left, right in clauses)
    return [clause for clause in found if clause.end - clause.start <= LONGEST_ASIDE]


class Quoted:
    """The quotations of a text, asked by place. They nest and never cross."""

    def __init__(self, text: str) -> None:
        self.all = quotations(text)
        self.turns = dash_turns(text)
        self._asides = _sorted(aside for one in self.all for aside in _asides(text, one))
        self._starts = [quotation.start for quotation in self.all]
        self._aside_starts = [aside.start for aside in self._asides]
        self._turn_starts = [turn.start for turn in self.turns]
        self._parents = _parents(self.all)

    def around(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations that hold a span, the innermost first."""
        if _holding(self._asides, self._aside_starts, start, end):
            return []
        at = bisect_right(self._starts, start) - 1
        found = []
        while at >= 0:
            if self.all[at].holds(start, end):
                found.append(self.all[at])
            at = self._parents[at]
        return found

    def in_turn(self, start: int, end: int) -> Quotation | None:
        """Return the dash turn that holds a span."""
        return _holding(self.turns, self._turn_starts, start, end)


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
