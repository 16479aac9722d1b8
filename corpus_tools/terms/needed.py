"""The strings that no match of a regular expression does without.

They are taken from a pattern as engines of regular expressions do for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

_PARSER: Any = vars(re)["_parser"]
"""The standard library's own parser of patterns."""

_MOST = 200
"""How many strings one pattern may be known by."""
_SHORTEST = 3
"""Code points of a string that is worth looking for."""
NEAR = 3
"""White spaces that may part a term from a string that counts as near it."""

_ENDLESS = 1 << 32
"""More white spaces than any text that is read."""

Strings = frozenset[str]
Side = Literal["left", "right"]
_NOTHING: Strings = frozenset([""])
_NEVER: Strings = frozenset()
"""All that matches a pattern that matches nowhere."""


class Needed(NamedTuple):
    """Strings, in small letters, of which every match holds one.

    `leads`: it begins with it; `before` and `behind`: how many white spaces of the match may
    stand on either side of it.
    """

    strings: Strings
    leads: bool
    before: int
    behind: int

    def is_near(self, side: Side | None) -> bool:
        """Tell whether it stands near a term, if the pattern touches one on that side of it."""
        return side is not None and (self.behind if side == "left" else self.before) <= NEAR

    def worth(self, side: Side | None) -> tuple[int, bool, int]:
        """Return by what it is chosen: how rarely it stands where it says nothing."""
        letters = min([6, *(len(string.strip()) for string in self.strings)])
        return letters + 2 * self.is_near(side), self.leads, -len(self.strings)


def small(text: str) -> str:
    """Return a text as patterns see it that ignore case; its length does not change."""
    return text.replace("İ", "i").lower().replace("ı", "i")


def required(pattern: re.Pattern[str], side: Side | None = None) -> Needed | None:
    """Return what every match of a pattern holds; None: not known.

    Of a pattern for the left side of a term its first group is read, which must open it.
    """
    nodes = _PARSER.parse(pattern.pattern, pattern.flags)
    return _sequence(nodes[0][1][-1] if side == "left" else nodes, side)[1]


def _sequence(nodes: Any, side: Side | None) -> tuple[Strings | None, Needed | None]:
    """Return all that nodes in a row can match, if that is known, and what they need."""
    spaces = [_spaces(str(name), value) for name, value in nodes]
    run, first, leads, is_all, found = _NOTHING, 0, True, True, list[Needed]()
    for at, (name, value) in enumerate(nodes):
        exact, needed = _node(str(name), value, side)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(head + tail for head in run for tail in exact)
            continue
        found.append(Needed(run, leads, sum(spaces[:first]), sum(spaces[at:])))
        if needed is not None:
            before, behind = sum(spaces[:at]), sum(spaces[at + 1 :])
            leads = leads and run == _NOTHING and needed.leads
            found.append(
                Needed(needed.strings, leads, before + needed.before, needed.behind + behind)
            )
        run, leads, is_all = _NOTHING if exact is None else exact, False, False
        first = at + 1 if exact is None else at
    found.append(Needed(run, leads, sum(spaces[:first]), 0))
    return (run if is_all else None), _best(found, side)


def _node(name: str, value: Any, side: Side | None) -> tuple[Strings | None, Needed | None]:
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
            return _sequence(value[-1], side)
        case "BRANCH":
            return _branches([_sequence(nodes, side) for nodes in value[1]])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(value, side)
        case _:
            return None, None


def _set(members: Any) -> Strings | None:
    if any(str(name) != "LITERAL" for name, _ in members):
        return None
    return frozenset(small(chr(value)) for _, value in members)


def _branches(
    branches: list[tuple[Strings | None, Needed | None]],
) -> tuple[Strings | None, Needed | None]:
    exact = [all_of_it for all_of_it, _ in branches if all_of_it is not None]
    needed = [best for _, best in branches if best is not None]
    whole = _NEVER.union(*exact) if len(exact) == len(branches) else None
    if len(needed) < len(branches):
        return whole, None
    return whole, Needed(
        _NEVER.union(*(best.strings for best in needed)),
        all(best.leads for best in needed),
        max((best.before for best in needed), default=0),
        max((best.behind for best in needed), default=0),
    )


def _repeated(value: Any, side: Side | None) -> tuple[Strings | None, Needed | None]:
    least, most, nodes = value
    exact, needed = _sequence(nodes, side)
    if exact is not None and (least, most) in ((0, 1), (1, 1)):
        return (exact if least else exact | _NOTHING), None
    if needed is None or not least:
        return None, None
    others = (most - 1) * sum(_spaces(str(name), given) for name, given in nodes)
    return None, needed._replace(before=needed.before + others, behind=needed.behind + others)


def _best(found: Iterable[Needed], side: Side | None) -> Needed | None:
    """Return what tells most: long words, what is near or leads, then the fewest."""
    fit = [one for one in found if min(map(len, one.strings), default=6) >= _SHORTEST]
    return max(fit, key=lambda one: one.worth(side), default=None)


def _spaces(name: str, value: Any) -> int:
    """Return how many white spaces a node can match at most."""
    match name:
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return 0
        case "NEGATE" | "NOT_LITERAL" | "ANY":
            return 1
        case "LITERAL":
            return int(chr(value).isspace())
        case "CATEGORY":
            return int(str(value) not in ("CATEGORY_WORD", "CATEGORY_DIGIT", "CATEGORY_NOT_SPACE"))
        case "RANGE":
            return int(any(chr(char).isspace() for char in range(value[0], value[1] + 1)))
        case "IN":
            return max(_spaces(str(member), given) for member, given in value)
        case "SUBPATTERN":
            return sum(_spaces(str(node), given) for node, given in value[-1])
        case "BRANCH":
            rows = ([_spaces(str(node), given) for node, given in nodes] for nodes in value[1])
            return max(map(sum, rows), default=0)
        case "MAX_REPEAT" | "MIN_REPEAT":
            return int(value[1]) * sum(_spaces(str(node), given) for node, given in value[2])
        case _:
            return _ENDLESS
