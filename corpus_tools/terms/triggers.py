"""Which cues may stand where: only beside letters that they cannot do without.

One automaton finds all such letters in a sentence in one pass. It decides nothing: it only
spares searches that would find nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from corpus_tools.terms.needed import NEAR, Side, Strings, required, small

_ALWAYS = 1
"""The bit of all cues of which nothing is known."""
_MARKS = "\"“”«„‘'ՙ([:՝`—–-"
_BETWEEN = _MARKS + "".join(filter(str.isspace, map(chr, range(0x3001))))
BETWEEN = f"[\\s{re.escape(_MARKS)}]*"
"""What may stand between a cue and the term that it stands before."""


class Cue(NamedTuple):
    """A pattern, the bit that stands for it, and the strings of which it needs one, if known.

    `leads`: the string begins its matches; `before`: how many white spaces of a match may
    stand before it; `other`: the half of the cue that stands behind the term.
    """

    pattern: re.Pattern[str]
    bit: int = _ALWAYS
    strings: Strings = frozenset()
    leads: bool = False
    before: int = 0
    other: Cue | None = None

    @property
    def is_known(self) -> bool:
        """Whether something is known that its matches cannot do without."""
        return self.bit != _ALWAYS


class Choice:
    """Cues of one kind, in the order in which they are tried."""

    __slots__ = ("_by_bit", "bits", "cues")

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(cues)
        self.bits = reduce(or_, (cue.bit for cue in self.cues), 0)
        self._by_bit = {cue.bit: cue for cue in self.cues}

    def among(self, here: int) -> list[Cue]:
        """Return the cues that are among some bits, in their order."""
        may, found = here & self.bits, list[Cue]()
        if may & _ALWAYS:
            return [cue for cue in self.cues if cue.bit & here]
        while may:  # bits are given in the order of the cues
            bit = may & -may
            found.append(self._by_bit[bit])
            may ^= bit
        return found

    def match(self, text: str, start: int, end: int, here: int = -1) -> re.Match[str] | None:
        """Return what the first cue matches at a place, of those that are among some bits."""
        for cue in self.among(here):
            if match := cue.pattern.match(text, start, end):
                return match
        return None

    def may_stand(self, text: str, start: int, end: int) -> bool:
        """Tell whether a cue may stand inside `[start, end)`; for few cues that nobody marks."""
        part = small(text[start:end])
        return any(
            not cue.is_known or any(string in part for string in cue.strings) for cue in self.cues
        )


class Triggers:
    """The strings that some cues cannot do without. Sets of cues are bits of a number."""

    def __init__(self) -> None:
        self._near: dict[str, int] = {}
        self._far: dict[str, int] = {}
        self._known = 0

    def cue(self, pattern: re.Pattern[str], side: Side | None = None) -> Cue:
        """Return the cue of a pattern that ends before a term, begins behind one, or neither."""
        needed = required(pattern, side)
        if needed is None:
            return Cue(pattern)
        self._known += 1
        bit = _ALWAYS << self._known
        for string in needed.strings:
            self._near[string] = self._near.get(string, 0) | bit
            self._far[string] = self._far.get(string, 0) | (0 if needed.is_near(side) else bit)
        return Cue(pattern, bit, *needed[:3])

    @cached_property
    def _search(self) -> tuple[AhoCorasick, list[int], list[int]]:
        strings = sorted(self._near)
        automaton = AhoCorasick(strings, implementation=Implementation.ContiguousNFA)
        return automaton, [self._near[one] for one in strings], [self._far[one] for one in strings]

    def places(self, text: str, start: int, end: int) -> Places:
        """Look through code points `[start, end)` of a text once."""
        automaton, near, far = self._search
        found = automaton.find_matches_as_indexes(small(text[start:end]), overlapping=True)
        return Places(text, start, found, near, far)

    def among(self, text: str) -> int:
        """Return the bits of the cues that may stand anywhere in a text."""
        automaton, near, _ = self._search
        found = automaton.find_matches_as_indexes(small(text), overlapping=True)
        return reduce(or_, [near[number] for number, _, _ in found], _ALWAYS)


class Places:
    """Where in one sentence each cue may stand: the strings found, in the order of their ends."""

    __slots__ = ("_begins", "_ends", "_far", "_near", "_offset", "_text", "bits")

    def __init__(
        self,
        text: str,
        offset: int,
        found: list[tuple[int, int, int]],
        near: list[int],
        far: list[int],
    ) -> None:
        self._text, self._offset = text, offset
        self._begins = [begin for _, begin, _ in found]
        self._ends = [end for _, _, end in found]
        self._near = [near[number] for number, _, _ in found]
        self._far = [far[number] for number, _, _ in found]
        self.bits = reduce(or_, self._near, _ALWAYS)

    def before(self, low: int, at: int) -> int:
        """Return the bits of the cues that may stand in `[low, at)`, up to a term there."""
        first, last = self._within(low, at)
        if first == last:
            return _ALWAYS
        words = self._text[low:at].rstrip(_BETWEEN).rsplit(None, NEAR + 1)
        edge = low - self._offset + (len(words[0]) if len(words) > NEAR + 1 else 0)
        far = reduce(or_, self._far[first:last], _ALWAYS)
        return reduce(or_, self._near[bisect_right(self._ends, edge, first, last) : last], far)

    def behind(self, at: int, high: int) -> int:
        """Return the bits of the cues that may stand in `[at, high)`, from a term before it."""
        first, last = self._within(at, high)
        if first == last:
            return _ALWAYS
        words = self._text[at:high].split(None, NEAR + 1)
        edge = high - self._offset - (len(words[-1]) if len(words) > NEAR + 1 else 0)
        bits = reduce(or_, self._far[first:last], _ALWAYS)
        for place in range(first, last):
            if self._begins[place] <= edge:
                bits |= self._near[place]
        return bits

    def matches(self, choice: Choice, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield what one alternation of all the cues finds inside code points `[start, end)`."""
        may = choice.among(self.bits)
        if len(may) < 2:
            for cue in may:
                yield from self._each(cue, start, end)
            return
        found = [self.next(cue, start, end) for cue in may]
        while heads := [match for match in found if match]:
            head = min(heads, key=_begin)
            yield head
            at = max(head.end(), head.start() + 1)
            found = [
                match if match is None or match.start() >= at else self.next(cue, at, end)
                for cue, match in zip(may, found, strict=True)
            ]

    def leftmost(self, choice: Choice, start: int, end: int, here: int) -> re.Match[str] | None:
        """Return the leftmost match inside `[start, end)` of the cues among some bits."""
        found = [self.next(cue, start, end) for cue in choice.among(here)]
        return min(filter(None, found), key=_begin, default=None)

    def next(self, cue: Cue, start: int, end: int) -> re.Match[str] | None:
        """Return the leftmost match of a cue inside code points `[start, end)`."""
        return next(self._each(cue, start, end), None)

    def _each(self, cue: Cue, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield what a cue finds inside code points `[start, end)`."""
        pattern, bit = cue.pattern, cue.bit
        if not cue.is_known:
            yield from pattern.finditer(self._text, start, end)
            return
        first, last = self._within(start, end)
        low = start - self._offset
        begins = [self._begins[place] for place in range(first, last) if self._near[place] & bit]
        begins = sorted(begin for begin in begins if begin >= low)
        if not begins:
            return
        if not cue.leads:
            if cue.before <= NEAR:  # it cannot begin further left
                words = self._text[start : begins[0] + self._offset].rsplit(None, NEAR + 1)
                start += len(words[0]) if len(words) > NEAR + 1 else 0
            yield from pattern.finditer(self._text, start, end)
            return
        for begin in begins:
            if begin >= low and (match := pattern.match(self._text, begin + self._offset, end)):
                yield match
                low = match.end() - self._offset

    def _within(self, start: int, end: int) -> tuple[int, int]:
        """Return which strings end in a stretch."""
        first = bisect_right(self._ends, start - self._offset)
        return first, bisect_right(self._ends, end - self._offset, first)


def _begin(match: re.Match[str]) -> int:
    return match.start()
