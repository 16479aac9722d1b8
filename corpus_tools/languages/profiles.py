"""What langdetect says, asked only among the languages of one script that it knows.

It has no profile of Armenian, Azerbaijani or Georgian and answers Estonian or Turkish for
them with certainty; and without a seed it answers differently each time. So it is never
asked through its global functions, nor believed where a text's letters say otherwise.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from corpus_tools.languages import language

_TAGS = (
    "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr"
    " ne nl no pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh-cn zh-tw"
)
PROFILED: frozenset[str] = frozenset(_TAGS.split(" "))
"""The languages that langdetect 1.0.9 has profiles of."""

SIBLINGS: tuple[frozenset[str], ...] = (
    frozenset({"da", "nb", "nn", "no", "sv"}),
    frozenset({"bs", "hr", "sl", "sr"}),
    frozenset({"cs", "sk"}),
    frozenset({"id", "ms", "tl"}),
    frozenset({"af", "nl"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"ca", "es", "gl", "pt"}),
)
"""Languages so alike that statistics alone never accuse one of being another."""

_LONGEST = 3_000


def most_likely(text: str, script: str, sure: float) -> str | None:
    """Return the primary language of a text in a script, where langdetect is at least so sure."""
    from langdetect.lang_detect_exception import LangDetectException

    tags = _profiled(script)
    if len(tags) < 2:
        return None
    detector = _factory(tags).create()
    detector.append(text[:_LONGEST])
    try:
        guesses = detector.get_probabilities()
    except LangDetectException:
        return None
    if not guesses or guesses[0].prob < sure:
        return None
    tag: str = guesses[0].lang
    return tag.partition("-")[0]


def alike(tag: str, other: str) -> bool:
    """Tell whether statistics tell two languages apart badly."""
    pair = {tag.partition("-")[0], other.partition("-")[0]}
    return len(pair) == 1 or any(pair <= group for group in SIBLINGS)


@cache
def _profiled(script: str) -> tuple[str, ...]:
    return tuple(sorted(tag for tag in PROFILED if language(tag).script == script))


@cache
def _factory(tags: tuple[str, ...]) -> Any:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_json_profile([(Path(PROFILES_DIRECTORY) / tag).read_text("utf-8") for tag in tags])
    factory.seed = 0  # of this one: set_seed would change everybody's
    return factory
