"""Which regular expressions may match where: only beside letters that they cannot do without.

From each pattern the strings are taken of which every match holds one, as engines of
regular expressions do for themselves; one automaton then finds them all in a text, in one
pass. It decides nothing: it only spares searches that would find nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

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


def small(text: str) -> str:
    """Return a text as patterns see it that ignore case; its length does not change."""
    return text.replace("İ", "i").lower().replace("ı", "i")


class Triggers:
    """The strings that some patterns cannot do without. Sets of patterns are bits of a number."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        owners: dict[str, int] = {}
        self._bits: dict[int, int] = {}
        for pattern in patterns:
            strings = required(pattern)
            if strings is not None and id(pattern) not in self._bits:
                bit = self._bits[id(pattern)] = 1 << len(self._bits)
                for string in strings:
                    owners[string] = owners.get(string, 0) | bit
        self._owners = [owners[string] for string in sorted(owners)]
        self._automaton = AhoCorasick(sorted(owners), implementation=Implementation.DFA)

    def places(self, text: str) -> Places:
        """Look through a text once."""
        found = self._automaton.find_matches_as_indexes(small(text), overlapping=True)
        ends = [end for _, _, end in found]
        return Places(self._bits, ends, [self._owners[number] for number, _, _ in found])


class Places:
    """Where in one text each pattern may match: the strings found, in the order of their ends."""

    def __init__(self, bits: dict[int, int], ends: list[int], owners: list[int]) -> None:
        self._bits, self._ends, self._owners = bits, ends, owners
        self._around: dict[tuple[int, int], int] = {}

    def may(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Tell whether a pattern may match inside code points `[start, end)`."""
        bit = self._bits.get(id(pattern))
        if bit is None:
            return True
        known = self._around.get((start, end))
        if known is None:
            first, last = bisect_right(self._ends, start), bisect_right(self._ends, end)
            known = self._around[start, end] = reduce(or_, self._owners[first:last], 0)
        return known & bit != 0


def required(pattern: re.Pattern[str]) -> Strings | None:
    """Return strings, in small letters, of which every match holds one; None: not known."""
    _, best = _sequence(_PARSER.parse(pattern.pattern, pattern.flags))
    return best


def _sequence(nodes: Any) -> tuple[Strings | None, Strings | None]:
    """Return all that nodes in a row can match, if that is known, and what they need."""
    run, is_all, found = _NOTHING, True, list[Strings]()
    for name, value in nodes:
        exact, needed = _node(str(name), value)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(head + tail for head in run for tail in exact)
            continue
        found += [run, *([needed] if needed is not None else ())]
        run, is_all = _NOTHING if exact is None else exact, False
    found.append(run)
    return (run if is_all else None), _best(found)


def _node(name: str, value: Any) -> tuple[Strings | None, Strings | None]:
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
    branches: Sequence[tuple[Strings | None, Strings | None]],
) -> tuple[Strings | None, Strings | None]:
    exact, needed = list[Strings](), list[Strings]()
    for all_of_it, best in branches:
        exact += [all_of_it] if all_of_it is not None else []
        needed += [best] if best is not None else []
    whole = frozenset[str]().union(*exact) if len(exact) == len(branches) else None
    return whole, frozenset[str]().union(*needed) if len(needed) == len(branches) else None


def _repeated(least: int, most: Any, nodes: Any) -> tuple[Strings | None, Strings | None]:
    exact, needed = _sequence(nodes)
    if exact is not None and (least, most) in ((0, 1), (1, 1)):
        return (exact if least else exact | _NOTHING), None
    return None, needed if least else None


def _best(found: Iterable[Strings]) -> Strings | None:
    """Return the strings that occur least by chance: the longest, then the fewest."""
    fit = [strings for strings in found if min(map(len, strings), default=6) >= _SHORTEST]
    return max(fit, key=lambda strings: (min([6, *map(len, strings)]), -len(strings)), default=None)
