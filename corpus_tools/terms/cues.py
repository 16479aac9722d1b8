"""The cue words of a language, compiled from its data file in `cues/`.

Patterns are regular expressions without anchors: `left` ones must end at the term,
`right` ones begin there; quotation marks between cue and term are allowed for here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus_tools.languages import language

Pattern = re.Pattern[str]
_NEVER = re.compile(r"(?!)")
_OPEN = r"[\s\"“”«„‘'ՙ(\[:՝`—–-]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A contrast of two names: what stands before, between and after, and their stances."""

    left: Pattern
    between: Pattern
    right: Pattern
    stances: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Cues that end before a term, and cues that begin after it."""

    left: Pattern
    right: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Everything that tells how a term stands in a text of one language."""

    contrast: tuple[Frame, ...]
    naming: Sides
    denial: Sides
    gloss: Pattern
    gloss_naming: Pattern
    distancing: Sides
    qualifying: Sides
    quoting_names: Sides
    verbs: Pattern
    frames: Pattern
    naming_by_others: Pattern
    rejecting: Pattern
    endorsing: Pattern
    interviewer: Pattern


@cache
def cues(tag: str) -> Cues | None:
    """Return the cues for texts of a language; None where there is no data for it."""
    row = language(tag)
    for known in (row.tag, *row.also):
        path = Path(__file__).parent / "cues" / f"{known}.json"
        if path.is_file():
            return _compiled(json.loads(path.read_bytes()))
    return None


def _compiled(doc: dict[str, Any]) -> Cues:
    reporting = doc["reporting"]
    return Cues(
        contrast=tuple(
            Frame(
                left=_left([frame["left"]]) if frame["left"] else re.compile(""),
                between=_either([frame["between"]]),
                right=_either([frame.get("right", "")]),
                stances=(frame["stances"][0], frame["stances"][1]),
            )
            for frame in doc["contrast"]
        ),
        naming=_sides(doc["naming"]),
        denial=_sides(doc["denial"]),
        gloss=_either(doc["gloss"]),
        gloss_naming=_either(doc["gloss_naming"]),
        distancing=_sides(doc["distancing"]),
        qualifying=_sides(doc["qualifying"]),
        quoting_names=Sides(
            left=_left([f"{noun}(?: \\w+){{0,3}}" for noun in doc["quoting_names"]["left"]]),
            right=_either(doc["quoting_names"]["right"]),
        ),
        verbs=_either([f"\\b(?:{reporting['verbs']})\\b"]),
        frames=_either(reporting["frames"]),
        naming_by_others=_either([doc["naming_by_others"]]),
        rejecting=_either([doc["rejecting"]]),
        endorsing=_either([doc["endorsing"]]),
        interviewer=_either([doc["interviewer"]]),
    )


def _sides(doc: dict[str, list[str]]) -> Sides:
    return Sides(left=_left(doc.get("left", [])), right=_either(doc.get("right", [])))


def _left(patterns: list[str]) -> Pattern:
    if not patterns:
        return _NEVER
    return re.compile(f"({'|'.join(f'(?:{p})' for p in patterns)}){_OPEN}$", re.IGNORECASE)


def _either(patterns: list[str]) -> Pattern:
    if not patterns:
        return _NEVER
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
