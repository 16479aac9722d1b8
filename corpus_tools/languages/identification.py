"""Which language a text is in: script first, then letters and small words, then statistics.

A text is judged against the language that it declares. Doubt is no accusation: short text,
text of several languages and languages that are not known here are “unknown”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus_tools.languages import covers, language
from corpus_tools.languages.armenian import (
    EASTERN,
    WESTERN,
    contradicts,
    is_eastern,
    which_armenian,
)
from corpus_tools.languages.fitting import fit, fitting, marks_of
from corpus_tools.languages.marks import Marks
from corpus_tools.languages.profiles import PROFILED, alike, most_likely
from corpus_tools.languages.scripts import SCRIPT_TAGS, Letters, script_subtag

MIN_LETTERS = 40
"""A text with fewer letters is in no language."""

ACCUSED_LETTERS = 60
"""A text with fewer letters is never said to be in another language."""

PIECE_LETTERS = 100
"""Statistics accuse only where every one of two or three pieces of this size says the same."""

_NOISE = re.compile(r"(?<![^\s<>])[^\s<>]*(?:://|www\.|@)[^\s<>]*|<[^<>\n]{1,300}>")
"""Addresses and markup: Latin letters in texts of any language.

Tried only where a run without spaces begins, so that a long one takes linear time.
"""

Result = Literal["agrees", "contradicts", "unknown"]
Reason = Literal["script", "letters", "statistics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a text says of the language that it declares.

    `language` is the one that it is in, as far as that is known; `script` the script of
    most of its letters; `reason` what decided, None where nothing did.
    """

    result: Result
    language: str | None = None
    script: str = ""
    reason: Reason | None = None


UNKNOWN = Verdict(result="unknown")


def judge(text: str, declared: str) -> Verdict:
    """Judge a text against the language that it declares."""
    expected = _scripts(declared)
    if not expected:
        return UNKNOWN
    letters = Letters(text)
    own = sum(map(letters.of, expected))
    if own >= MIN_LETTERS and own * 2 > len(text):
        confirmed = _confirmed(letters, declared, max(expected, key=letters.of))
        if confirmed is not None:
            return confirmed
    letters = _cleaned(text)
    own = sum(map(letters.of, expected))
    if letters.total < MIN_LETTERS:
        return UNKNOWN
    if own * 2 > letters.total:
        return _within_script(letters, declared, max(expected, key=letters.of))
    return _across_scripts(letters, own)


def identify(text: str, among: Sequence[str]) -> str | None:
    """Return which of the languages `among` a text is in; None where that is not clear."""
    letters = _cleaned(text)
    if letters.total < MIN_LETTERS:
        return None
    tag = _language(letters, letters.main_script)
    if tag is None and letters.main_script == "ARMENIAN":
        armenian = [given for given in among if _armenian(given)]
        return armenian[0] if len(armenian) == 1 else None
    return next((given for given in among if tag and _same(tag, given, letters)), None)


def _cleaned(text: str) -> Letters:
    """Return a text without addresses and markup, and in small letters if it shouts."""
    letters = Letters(_NOISE.sub(" ", text))
    shouts = sum(map(str.isupper, letters.text)) * 2 > letters.total
    return Letters(letters.text.lower()) if shouts else letters


def written_in(tag: str, script: str) -> str:
    """Return a language's tag with a script that is not its usual one."""
    subtag = SCRIPT_TAGS.get(script)
    return f"{tag.partition('-')[0]}-{subtag}" if subtag else tag


def _same(tag: str, given: str, letters: Letters) -> bool:
    return covers(tag, given) and letters.main_script in _scripts(given)


def _scripts(tag: str) -> tuple[str, ...]:
    """Return the scripts that a language is written in; none where that is not known."""
    named = script_subtag(tag)
    if named is not None:
        return (named,) if named else ()
    row = language(tag)
    return (row.script, *row.other_scripts) if row.script else ()


# ------------------------------------------------------------------ another script


def _across_scripts(letters: Letters, own: int) -> Verdict:
    script = letters.main_script
    few = own * 5 <= letters.total and letters.total >= ACCUSED_LETTERS
    if not few or letters.of(script) * 10 < letters.total * 7:
        return UNKNOWN
    tag = _language(letters, script)
    return Verdict(result="contradicts", language=tag, script=script, reason="script")


# ------------------------------------------------------------------ the same script


def _confirmed(letters: Letters, declared: str, script: str) -> Verdict | None:
    """Return, cheaply, that a text in the script of its language is certainly in it."""
    if script == "ARMENIAN":
        verdict = _within_armenian(letters, declared)
        return verdict if verdict.result == "agrees" else None
    marks = marks_of(declared, script)
    if marks is None or not fit(marks, letters).good:
        return None
    reason: Reason = "letters" if marks.own or marks.words else "script"
    return Verdict(result="agrees", language=declared, script=script, reason=reason)


def _within_script(letters: Letters, declared: str, script: str) -> Verdict:
    if script == "ARMENIAN":
        return _within_armenian(letters, declared)
    if (confirmed := _confirmed(letters, declared, script)) is not None:
        return confirmed
    marks = marks_of(declared, script)
    refuted = marks is not None and _refuted(marks, letters)
    if refuted and letters.total >= ACCUSED_LETTERS:
        if (other := fitting(letters, script, pure=True)) is not None:
            return Verdict(result="contradicts", language=other, script=script, reason="letters")
    elif marks is not None or not any(covers(declared, tag) for tag in PROFILED):
        return Verdict(result="unknown", script=script)
    return _by_statistics(letters, declared, script, refuted)


def _by_statistics(letters: Letters, declared: str, script: str, refuted: bool) -> Verdict:
    guess = _guess(letters, script)
    if guess is None or (refuted and alike(guess, declared)):
        return Verdict(result="unknown", script=script)
    if covers(guess, declared):
        return Verdict(result="agrees", language=declared, script=script, reason="statistics")
    if alike(guess, declared) or not _steady(letters, script, guess):
        return Verdict(result="unknown", script=script)
    return Verdict(result="contradicts", language=guess, script=script, reason="statistics")


def _steady(letters: Letters, script: str, guess: str) -> bool:
    """Tell whether every piece of a text is in the same language."""
    marks = marks_of(guess, script)
    if marks is not None and not fit(marks, letters).good:
        return False
    pieces = _pieces(letters, 3)
    return len(pieces) > 1 and all(most_likely(piece, script, 0.9) == guess for piece in pieces)


def _pieces(letters: Letters, most: int) -> list[str]:
    text, count = letters.text, min(most, letters.total // PIECE_LETTERS)
    size = len(text) // max(count, 1) + 1
    return [text[at : at + size] for at in range(0, len(text), size)]


# ------------------------------------------------------------------ Armenian


def _armenian(tag: str) -> str | None:
    return next((own for own in (EASTERN, WESTERN) if covers(own, tag)), None)


def _other_armenian(letters: Letters, declared: str) -> bool:
    own: Literal["hy", "hyw"] = "hyw" if covers(WESTERN, declared) else "hy"
    return contradicts(own, letters.text)


def _within_armenian(letters: Letters, declared: str) -> Verdict:
    if _armenian(declared) is None:
        return UNKNOWN
    if covers(EASTERN, declared) and is_eastern(letters.text, letters.of("ARMENIAN")):
        return Verdict(result="agrees", language=declared, script="ARMENIAN", reason="letters")
    found = which_armenian(letters.text)
    if letters.total >= ACCUSED_LETTERS and _other_armenian(letters, declared):
        return Verdict(result="contradicts", language=found, script="ARMENIAN", reason="letters")
    agrees = found is not None and covers(found, declared)
    result: Result = "agrees" if agrees else "unknown"
    return Verdict(result=result, language=found, script="ARMENIAN", reason="letters")


def _refuted(marks: Marks, letters: Letters) -> bool:
    """Tell whether a text is certainly not in a language, nor is any part of it."""
    if not fit(marks, letters).none:
        return False
    return not any(fit(marks, Letters(piece)).good for piece in _pieces(letters, 8))


def _guess(letters: Letters, script: str) -> str | None:
    """Return langdetect's answer, unless the letters speak against it."""
    tag = most_likely(letters.text, script, 0.99)
    marks = marks_of(tag, script) if tag else None
    return None if marks and not fit(marks, letters).possible else tag


def _language(letters: Letters, script: str) -> str | None:
    """Return the language of a text in a script, where letters or statistics tell."""
    if script == "ARMENIAN":
        return which_armenian(letters.text, 1)
    return fitting(letters, script) or _guess(letters, script)
