"""Which regular expressions may match where: only beside letters that they cannot do without.

From each pattern the strings are taken of which every match holds one, as engines of
regular expressions do for themselves; one automaton then finds them all in a text, in one
pass. It decides nothing: it only spares searches that would find nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

_PARSER: Any = vars(re)["_parser"]
"""The standard library's own parser of patterns."""

_MOST = 200
"""How many strings one pattern may be known by."""
_SHORTEST = 3
"""Code points of a string that is worth looking for."""

Strings = frozenset[str]
_NOTHING: Strings = frozenset([""])
_NEVER: Strings = frozenset()
"""All that matches a pattern that matches nowhere."""


_ALWAYS = 1
"""The bit of all patterns of which nothing is known."""

Together = tuple[int, tuple[tuple[int, re.Pattern[str]], ...]]


class Needed(NamedTuple):
    """Strings, in small letters, of which every match holds one; `leads`: it begins with it."""

    strings: Strings
    leads: bool


def small(text: str) -> str:
    """Return a text as patterns see it that ignore case; its length does not change."""
    return text.replace("İ", "i").lower().replace("ı", "i")


class Triggers:
    """The strings that some patterns cannot do without. Sets of patterns are bits of a number."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        owners: dict[str, int] = {}
        self.bits: dict[int, int] = {}
        self._together: dict[int, Together] = {}
        self.leading: set[int] = set()
        for pattern in patterns:
            needed = required(pattern)
            if needed is not None and id(pattern) not in self.bits:
                bit = self.bits[id(pattern)] = _ALWAYS << len(self.bits) + 1
                if needed.leads:
                    self.leading.add(id(pattern))
                for string in needed.strings:
                    owners[string] = owners.get(string, 0) | bit
        self._owners = [owners[string] for string in sorted(owners)]
        self._automaton = AhoCorasick(sorted(owners), implementation=Implementation.DFA)

    def together(self, patterns: tuple[re.Pattern[str], ...]) -> Together:
        """Return the bits of some patterns, all in one and each by itself."""
        known = self._together.get(id(patterns))
        if known is None:
            each = tuple((self.bits.get(id(pattern), _ALWAYS), pattern) for pattern in patterns)
            known = self._together[id(patterns)] = (reduce(or_, (bit for bit, _ in each), 0), each)
        return known

    def places(self, text: str) -> Places:
        """Look through a text once."""
        found = self._automaton.find_matches_as_indexes(small(text), overlapping=True)
        return Places(self, text, found, [self._owners[number] for number, _, _ in found])


class Places:
    """Where in one text each pattern may match: the strings found, in the order of their ends."""

    def __init__(
        self, triggers: Triggers, text: str, found: list[tuple[int, int, int]], owners: list[int]
    ) -> None:
        self._triggers, self._text, self._owners = triggers, text, owners
        self._starts = [start for _, start, _ in found]
        self._ends = [end for _, _, end in found]
        self._around: dict[tuple[int, int], tuple[int, int, int]] = {}

    def may(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Tell whether a pattern may match inside code points `[start, end)`."""
        bit = self._triggers.bits.get(id(pattern), _ALWAYS)
        return self._window(start, end)[2] & bit != 0

    def matches(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield what `pattern.finditer` finds inside code points `[start, end)`."""
        if not self.may(pattern, start, end):
            return
        if id(pattern) not in self._triggers.leading:
            yield from pattern.finditer(self._text, start, end)
            return
        bit, at = self._triggers.bits[id(pattern)], start
        first, last, _ = self._window(start, end)
        hits = zip(self._starts[first:last], self._owners[first:last], strict=True)
        for begin in sorted({begin for begin, owners in hits if owners & bit}):
            if begin >= at and (match := pattern.match(self._text, begin, end)):
                yield match
                at = match.end()

    def first(
        self, patterns: tuple[re.Pattern[str], ...], start: int, end: int
    ) -> re.Match[str] | None:
        """Return what matches furthest to the left inside code points `[start, end)`."""
        bits, every = self._triggers.together(patterns)
        here = self._window(start, end)[2]
        if not here & bits:
            return None
        may = (pattern for bit, pattern in every if bit & here)
        found = [match for one in may if (match := next(self.matches(one, start, end), None))]
        return min(found, key=lambda match: match.start(), default=None)

    def _window(self, start: int, end: int) -> tuple[int, int, int]:
        """Return which strings end in a stretch, and the patterns that they stand for."""
        known = self._around.get((start, end))
        if known is None:
            first, last = bisect_right(self._ends, start), bisect_right(self._ends, end)
            patterns = reduce(or_, self._owners[first:last], _ALWAYS)
            known = self._around[start, end] = (first, last, patterns)
        return known


def required(pattern: re.Pattern[str]) -> Needed | None:
    """Return what every match of a pattern holds; None: not known."""
    return _sequence(_PARSER.parse(pattern.pattern, pattern.flags))[1]


def _sequence(nodes: Any) -> tuple[Strings | None, Needed | None]:
    """Return all that nodes in a row can match, if that is known, and what they need."""
    run, leads, is_all, found = _NOTHING, True, True, list[Needed]()
    for name, value in nodes:
        exact, needed = _node(str(name), value)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(head + tail for head in run for tail in exact)
            continue
        found.append(Needed(run, leads))
        if needed is not None:
            found.append(Needed(needed.strings, needed.leads and leads and run == _NOTHING))
        run, leads, is_all = _NOTHING if exact is None else exact, False, False
    found.append(Needed(run, leads))
    return (run if is_all else None), _best(found)


def _node(name: str, value: Any) -> tuple[Strings | None, Needed | None]:
    match name:
        case "LITERAL":
            return frozenset([small(chr(value))]), None
        case "ASSERT_NOT" if len(value[1]) == 0:
            return _NEVER, None
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return _NOTHING, None
        case "IN":
            return _set(value), None
        case "SUBPATTERN":
            return _sequence(value[-1])
        case "BRANCH":
            return _branches([_sequence(nodes) for nodes in value[1]])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(*value)
        case _:
            return None, None


def _set(members: Any) -> Strings | None:
    if any(str(name) != "LITERAL" for name, _ in members):
        return None
    return frozenset(small(chr(value)) for _, value in members)


def _branches(
    branches: Sequence[tuple[Strings | None, Needed | None]],
) -> tuple[Strings | None, Needed | None]:
    exact = [all_of_it for all_of_it, _ in branches if all_of_it is not None]
    needed = [best for _, best in branches if best is not None]
    whole = _NEVER.union(*exact) if len(exact) == len(branches) else None
    if len(needed) < len(branches):
        return whole, None
    strings = _NEVER.union(*(best.strings for best in needed))
    return whole, Needed(strings, all(best.leads for best in needed))


def _repeated(least: int, most: Any, nodes: Any) -> tuple[Strings | None, Needed | None]:
    exact, needed = _sequence(nodes)
    if exact is not None and (least, most) in ((0, 1), (1, 1)):
        return (exact if least else exact | _NOTHING), None
    return None, needed if least else None


def _best(found: Iterable[Needed]) -> Needed | None:
    """Return what occurs least by chance: the longest, then what leads, then the fewest."""
    fit = [one for one in found if min(map(len, one.strings), default=6) >= _SHORTEST]
    return max(
        fit,
        key=lambda one: (min([6, *map(len, one.strings)]), one.leads, -len(one.strings)),
        default=None,
    )
