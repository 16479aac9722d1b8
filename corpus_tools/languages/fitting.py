"""How well a text fits the letters and small words of languages of its script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus_tools.languages import covers
from corpus_tools.languages.marks import MARKS, Marks
from corpus_tools.languages.scripts import Letters


@cache
def _of_script(script: str) -> tuple[Marks, ...]:
    return tuple(marks for marks in MARKS if marks.script == script)


def marks_of(tag: str, script: str) -> Marks | None:
    """Return the marks of a language as it is written in a script."""
    return next((marks for marks in _of_script(script) if covers(marks.tag, tag)), None)


@cache
def _class(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{letters}{''.join(char for char in letters.upper() if char != 'I')}]")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a text in the script of a language fits its letters and words."""

    lacking: bool
    enough: bool
    foreign: float

    @property
    def good(self) -> bool:
        """Whether the text is in the language, as far as letters and words tell."""
        return self.enough and not self.lacking and self.foreign < 0.015

    @property
    def possible(self) -> bool:
        """Whether nothing speaks against the language."""
        return not self.lacking and self.foreign < 0.005

    @property
    def none(self) -> bool:
        """Whether the text is certainly not in the language."""
        return self.lacking or self.foreign > 0.03


def fit(marks: Marks, letters: Letters) -> Fit:
    """Hold a text against the marks of a language of its script."""
    text, total = letters.text, letters.of(marks.script)
    least, often = total * marks.least, (text.count(" ") + 1) * marks.often
    own = _count_up_to(max(2, least), text, marks.own)
    small = _count_up_to(often, text, marks.words)
    foreign = len(_class(marks.foreign).findall(text)) if marks.foreign else 0
    return Fit(
        lacking=_lacks(own, least) or _lacks(small, often),
        enough=own >= max(2, least) and small >= often,
        foreign=foreign / max(total, 1),
    )


def _count_up_to(enough: float, text: str, parts: Sequence[str]) -> float:
    """Count parts of a text until there are enough: always so where no parts are known."""
    if not parts:
        return enough
    counted = 0
    for part in parts:
        counted += text.count(part)
        if counted >= enough:
            break
    return counted


def _lacks(count: float, least: float) -> bool:
    """Tell whether something is as good as missing that should be there twice or more."""
    return least >= 2 and count < least / 4


def fitting(letters: Letters, script: str, *, pure: bool = False) -> str | None:
    """Return the language that a text's letters and words fit best."""
    fits = [(marks.tag, fit(marks, letters)) for marks in _of_script(script)]
    good = [(one.foreign, tag) for tag, one in fits if one.good and (one.possible or not pure)]
    found = sorted(good)
    clear = len(found) == 1 or (len(found) > 1 and found[0][0] < found[1][0])
    return found[0][1] if clear else None
