"""The cue words of a language, compiled from its data file in `cues/`.

Patterns are regular expressions without anchors: `left` ones must end at the term,
`right` ones begin there; quotation marks between cue and term are allowed for here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus_tools.languages import language
from corpus_tools.terms.triggers import Triggers

Pattern = re.Pattern[str]
_NEVER = re.compile(r"(?!)")
_OPEN = r"[\s\"“”«„‘'ՙ(\[:՝`—–-]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A contrast of two names: what stands before, between and after, and their stances.

    A name without a stance keeps its own label; `any_names` need not name one thing.
    """

    left: Pattern
    between: Pattern
    right: Pattern
    stances: tuple[str | None, str | None]
    any_names: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Cues that end before a term, cues that begin after it, and cues with two parts."""

    left: tuple[Pattern, ...]
    right: Pattern
    both: tuple[tuple[Pattern, Pattern], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCues:
    """Words around the name of who speaks: passed over, leading to it, or none of it."""

    skipped: Pattern
    leading: Pattern
    openers: Pattern
    nobody: Pattern
    frame_after: Pattern
    frame_before: Pattern
    naming: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Everything that tells how a term stands in a text of one language."""

    contrast: tuple[Frame, ...]
    naming: Sides
    wording: Sides
    writing: Sides
    inscribing: Sides
    showing: Sides
    saying: Sides
    denial: Sides
    distancing: Sides
    qualifying: Sides
    quoting_names: Sides
    bearing: Sides
    gloss: Pattern
    alternative: Pattern
    gloss_naming: Pattern
    listing: Pattern
    halves: Pattern
    metalanguage: Pattern
    generic: Pattern
    verbs: Pattern
    frames: Pattern
    complement: Pattern
    content: Pattern
    linking: Pattern
    setting: Pattern
    setting_end: Pattern
    verb_final: bool
    parting: Pattern
    about: Sides
    naming_by_others: Pattern
    printing: Pattern
    turn: Pattern
    rejecting: Pattern
    endorsing: Pattern
    commending: Pattern
    interviewer: Pattern
    speakers: SpeakerCues


@cache
def cues(tag: str) -> Cues | None:
    """Return the cues for texts of a language; None where there is no data for it."""
    row = language(tag)
    for known in (row.tag, *row.also):
        path = Path(__file__).parent / "cues" / f"{known}.json"
        if path.is_file():
            return _compiled(json.loads(path.read_bytes()))
    return None


@cache
def triggers(tag: str) -> Triggers:
    """Return what tells, before any search, where the cues of a language may stand."""
    return Triggers(patterns(cues(tag)))


def patterns(value: object) -> Iterator[Pattern]:
    """Yield every pattern in a value, however deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from patterns(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from patterns(getattr(value, part.name))


def _compiled(doc: dict[str, Any]) -> Cues:
    reporting = doc["reporting"]
    return Cues(
        contrast=tuple(
            Frame(
                left=_left([frame["left"]]) if frame["left"] else re.compile(""),
                between=_either([frame["between"]]),
                right=_either([frame.get("right", "")]),
                stances=(frame["stances"][0], frame["stances"][1]),
                any_names=frame.get("any", False),
            )
            for frame in doc["contrast"]
        ),
        naming=_sides(doc["naming"]),
        wording=_sides(doc["wording"]),
        writing=_sides(doc["writing"]),
        inscribing=_sides(doc["inscribing"]),
        bearing=_sides(doc["bearing"]),
        showing=_sides(doc["showing"]),
        saying=_sides(doc["saying"]),
        denial=_sides(doc["denial"]),
        distancing=_sides(doc["distancing"]),
        qualifying=_sides(doc["qualifying"]),
        gloss=_either(doc["gloss"]),
        alternative=_either(doc["alternative"]),
        gloss_naming=_either(doc["gloss_naming"]),
        listing=_either(doc["listing"]),
        halves=_either(doc["halves"]),
        metalanguage=_either(doc["metalanguage"]),
        generic=_either(doc["generic"]),
        naming_by_others=_either(doc["naming_by_others"]),
        printing=_either(doc["printing"]),
        turn=_either(doc["turn"]),
        rejecting=_either(doc["rejecting"]),
        endorsing=_either(doc["endorsing"]),
        commending=_either(doc["commending"]),
        interviewer=_either(doc["interviewer"]),
        quoting_names=Sides(
            left=_lefts(
                [f"{noun}(?: \\w+){{0,3}}" for noun in doc["quoting_names"]["left"]]
                + doc["quoting_names"]["beside"]
            ),
            right=_either(doc["quoting_names"]["right"]),
        ),
        verbs=_either([f"\\b(?:{reporting['verbs']})\\b"]),
        frames=_either(reporting["frames"]),
        complement=_either(reporting["complement"]),
        content=_either(reporting["content"]),
        linking=_either(reporting["linking"]),
        setting=_either(reporting["setting"]),
        setting_end=_either(reporting["setting_end"]),
        verb_final=reporting["verb_final"],
        parting=_either(reporting["parting"]),
        about=_sides(reporting["about"]),
        speakers=SpeakerCues(**{name: _words(found) for name, found in doc["speakers"].items()}),
    )


def _sides(doc: dict[str, Any]) -> Sides:
    return Sides(
        left=_lefts(doc.get("left", [])),
        right=_either(doc.get("right", [])),
        both=tuple((_left([left]), _either([right])) for left, right in doc.get("both", [])),
    )


def _lefts(patterns: list[str]) -> tuple[Pattern, ...]:
    """Compile one by one: where one of them cannot stand, it alone need not be searched."""
    return tuple(_left([pattern]) for pattern in patterns)


def _left(patterns: list[str]) -> Pattern:
    if not patterns:
        return _NEVER
    return re.compile(f"({'|'.join(f'(?:{p})' for p in patterns)}){_OPEN}$", re.IGNORECASE)


def _either(patterns: list[str]) -> Pattern:
    if not patterns:
        return _NEVER
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _words(patterns: list[str]) -> Pattern:
    return _either([rf"\b(?:{pattern})\b" for pattern in patterns])
