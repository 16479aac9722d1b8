"""The cue words of a language, compiled from its data file in `cues/`.

Patterns are regular expressions without anchors: `left` ones must end at the term,
`right` ones begin there; quotation marks between cue and term are allowed for here.
`{name}` in a pattern stands for one of the words listed under that name in `words`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

from corpus_tools.languages import language
from corpus_tools.terms.triggers import BETWEEN, Choice, Cue, Triggers

Pattern = re.Pattern[str]
_NEVER = re.compile(r"(?!)")
_NAMED = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A contrast of two names: what stands before, between and after, and their stances.

    A name without a stance keeps its own label; `any_names` need not name one thing.
    """

    left: Pattern
    between: Cue
    right: Pattern
    stances: tuple[str | None, str | None]
    any_names: bool


class Contrasts:
    """The frames of a language, asked which fit what stands between two terms."""

    def __init__(self, docs: Iterable[dict[str, Any]]) -> None:
        self._joints = Triggers()
        self._frames = tuple(_frame(doc, self._joints) for doc in docs)
        self.fitting = lru_cache(maxsize=4_096)(self._fitting)

    def _fitting(self, between: str) -> tuple[Frame, ...]:
        """Return the frames that fit, in their order; most of what stands between is alike."""
        may = self._joints.among(between)
        return tuple(
            frame
            for frame in self._frames
            if frame.between.bit & may and frame.between.pattern.fullmatch(between)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Cues that end before a term, cues that begin after it, and cues with two parts.

    `before` and `behind` are bits: where none of these may stand, no cue does.
    """

    left: Choice
    right: Choice
    both: Choice
    before: int
    behind: int


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
    """Everything that tells how a term stands in a text of one language.

    `triggers` tell where cues may stand in a sentence.
    """

    triggers: Triggers
    contrasts: Contrasts
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
    aside: Pattern
    aside_behind: Pattern
    listing: Pattern
    halves: Pattern
    metalanguage: Choice
    generic: Pattern
    verbs: Choice
    frames: Choice
    complement: Pattern
    object: Pattern
    clause: Pattern
    inverting: Pattern
    content: Pattern
    linking: Pattern
    setting: Pattern
    setting_end: Pattern
    describing: Pattern
    verb_final: bool
    parting: Pattern
    about: Sides
    naming_by_others: Choice
    naming_by_us: Choice
    naming_by_nobody: Choice
    printing: Choice
    turn: Choice
    rejecting: Choice
    endorsing: Choice
    commending: Choice
    interviewer: Choice
    asks: Pattern
    answers: Pattern
    speakers: SpeakerCues


@cache
def cues(tag: str) -> Cues | None:
    """Return the cues for texts of a language; None where there is no data for it."""
    row = language(tag)
    for known in (row.tag, *row.also):
        path = Path(__file__).parent / "cues" / f"{known}.json"
        if path.is_file():
            doc = json.loads(path.read_bytes())
            return _compiled(_spelt_out(doc, doc["words"]))
    return None


def _spelt_out(part: Any, words: dict[str, list[str]]) -> Any:
    """Put a language's lists of words where `{their name}` stands in its patterns.

    Raises KeyError where no list has that name.
    """
    if isinstance(part, dict):
        return {key: _spelt_out(below, words) for key, below in part.items()}
    if isinstance(part, list):
        return [_spelt_out(below, words) for below in part]
    if isinstance(part, str):
        return _NAMED.sub(lambda name: _spelt_out(f"(?:{'|'.join(words[name[1]])})", words), part)
    return part


def _compiled(doc: dict[str, Any]) -> Cues:
    reporting, triggers = doc["reporting"], Triggers()

    def sides(part: dict[str, Any]) -> Sides:
        return _sides(part, triggers)

    def choice(patterns: list[str]) -> Choice:
        return Choice(triggers.cue(_either([pattern])) for pattern in patterns)

    quoting = doc["quoting_names"]
    before_names = [f"{noun}(?: \\w+){{0,3}}" for noun in quoting["left"]] + quoting["beside"]
    return Cues(
        triggers=triggers,
        contrasts=Contrasts(doc["contrast"]),
        naming=sides(doc["naming"]),
        wording=sides(doc["wording"]),
        writing=sides(doc["writing"]),
        inscribing=sides(doc["inscribing"]),
        bearing=sides(doc["bearing"]),
        showing=sides(doc["showing"]),
        saying=sides(doc["saying"]),
        denial=sides(doc["denial"]),
        distancing=sides(doc["distancing"]),
        qualifying=sides(doc["qualifying"]),
        gloss=_either(doc["gloss"]),
        alternative=_either(doc["alternative"]),
        gloss_naming=_either(doc["gloss_naming"]),
        aside=_either(doc["aside"]),
        aside_behind=_either(doc["aside_behind"]),
        listing=_either(doc["listing"]),
        halves=_either(doc["halves"]),
        metalanguage=choice(doc["metalanguage"]),
        generic=_either(doc["generic"]),
        naming_by_others=choice(doc["naming_by_others"]),
        naming_by_us=choice(doc["naming_by_us"]),
        naming_by_nobody=choice(doc["naming_by_nobody"]),
        printing=choice(doc["printing"]),
        turn=Choice([Cue(_either(doc["turn"]))]),
        rejecting=choice(doc["rejecting"]),
        endorsing=choice(doc["endorsing"]),
        commending=choice(doc["commending"]),
        interviewer=choice(doc["interviewer"]),
        asks=_either(doc["asks"]),
        answers=_either(doc["answers"]),
        quoting_names=sides({"left": before_names, "right": quoting["right"]}),
        verbs=choice([f"\\b(?:{'|'.join(reporting['verbs'])})\\b"]),
        frames=choice(reporting["frames"]),
        complement=_either(reporting["complement"]),
        object=_either(reporting["object"]),
        clause=_either(reporting["clause"]),
        inverting=_either(reporting["inverting"]),
        content=_either(reporting["content"]),
        linking=_either(reporting["linking"]),
        setting=_either(reporting["setting"]),
        setting_end=_either(reporting["setting_end"]),
        describing=_either(reporting["describing"]),
        verb_final=reporting["verb_final"],
        parting=_either(reporting["parting"]),
        about=sides(reporting["about"]),
        speakers=SpeakerCues(**{name: _words(found) for name, found in doc["speakers"].items()}),
    )


def _frame(doc: dict[str, Any], joints: Triggers) -> Frame:
    return Frame(
        left=_left(doc["left"]) if doc["left"] else re.compile(""),
        between=joints.cue(_either([doc["between"]])),
        right=_either([doc.get("right", "")]),
        stances=(doc["stances"][0], doc["stances"][1]),
        any_names=doc.get("any", False),
    )


def _sides(doc: dict[str, Any], triggers: Triggers) -> Sides:
    def left(pattern: str) -> Cue:
        return triggers.cue(_left(pattern), "left")

    def right(pattern: str) -> Cue:
        return triggers.cue(_either([pattern]), "right")

    lefts, rights = Choice(map(left, doc.get("left", []))), Choice(map(right, doc.get("right", [])))
    both = Choice(left(one)._replace(other=right(other)) for one, other in doc.get("both", []))
    lone = [cue.other.bit for cue in both.cues if cue.other and not cue.is_known]
    return Sides(
        left=lefts,
        right=rights,
        both=both,
        before=lefts.bits | reduce(or_, (cue.bit for cue in both.cues if cue.is_known), 0),
        behind=rights.bits | reduce(or_, lone, 0),
    )


def _left(pattern: str) -> Pattern:
    return re.compile(f"({pattern}){BETWEEN}$", re.IGNORECASE)


def _either(patterns: list[str]) -> Pattern:
    if not patterns:
        return _NEVER
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _words(patterns: list[str]) -> Pattern:
    return _either([rf"\b(?:{pattern})\b" for pattern in patterns])
