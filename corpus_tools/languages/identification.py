"""Which language a text is in: script first, then letters, then statistics.

langdetect has no profile of Armenian, Azerbaijani or Georgian and answers Estonian or
Turkish for them with certainty; so it is asked only among languages that share a script
and have no letter of their own, seeded, and never for a script it does not know.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from corpus_tools.languages import LANGUAGES, Language, covers

MIN_LETTERS = 40
"""Texts with fewer letters are not identified."""

MIN_PROBABILITY = 0.9
"""What langdetect must be sure of before it is believed."""


def identify(text: str, among: tuple[str, ...]) -> str | None:
    """Return which of the languages `among` a text is in; None where that is not clear."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < MIN_LETTERS:
        return None
    script = _script(letters)
    rows = [row for row in LANGUAGES if row.script == script]
    marked = _marked(letters, rows)
    candidates = [tag for tag in among if any(covers(row.tag, tag) for row in marked or rows)]
    script_decides = not any(row.profile for row in rows)
    if len(candidates) == 1 and (marked or script_decides or _agrees(text, candidates[0])):
        return candidates[0]
    if len(candidates) > 1:
        guess = _statistical(text)
        return next((tag for tag in candidates if guess and covers(guess, tag)), None)
    return None


def _script(letters: list[str]) -> str:
    counts = Counter(unicodedata.name(char, "?").partition(" ")[0] for char in letters)
    script, count = counts.most_common(1)[0]
    return script if count > len(letters) / 2 else ""


def _marked(letters: list[str], rows: list[Language]) -> list[Language]:
    """Return the languages whose own letters the text uses, more than one in 500."""
    counts = Counter(letters)
    return [
        row for row in rows if sum(counts[char] for char in row.only_letters) * 500 > len(letters)
    ]


def _agrees(text: str, tag: str) -> bool:
    guess = _statistical(text)
    return guess is not None and covers(guess, tag)


def _statistical(text: str) -> str | None:
    """Return langdetect's answer where it is sure, from a factory of our own with a seed."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.seed = 0
    detector.append(text[:5000])
    try:
        guesses = detector.get_probabilities()
    except LangDetectException:
        return None
    return guesses[0].lang if guesses and guesses[0].prob >= MIN_PROBABILITY else None


@cache
def _factory() -> Any:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
