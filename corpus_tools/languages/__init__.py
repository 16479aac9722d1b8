"""One row per language: what the toolkit knows of its script, capitals and spelling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from corpus_tools.languages.others import OTHERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What matching needs to know of a language.

    `script` is the first word of its letters' Unicode names, `other_scripts` are further
    ones that it is written in without saying so in its tag. `dotted_i`: i and İ, ı and I
    are pairs. `pairs` are spellings that are one letter group to readers. `also` names
    languages whose forms are searched too. `mistaken`: letters of its script, but not of the
    language, that are typed for its own because they look alike.
    """

    tag: str
    name: str
    script: str
    dotted_i: bool = False
    pairs: tuple[tuple[str, ...], ...] = ()
    other_scripts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    mistaken: str = ""


LANGUAGES: tuple[Language, ...] = (
    Language(
        tag="az",
        name="Azerbaijani",
        script="LATIN",
        dotted_i=True,
        mistaken="ǝƎșȘțȚ",
    ),
    Language(tag="de", name="German", script="LATIN", pairs=(("ß", "ss"),)),
    Language(
        tag="el",
        name="Greek",
        script="GREEK",
        pairs=(
            *(("ά", "α"), ("έ", "ε"), ("ή", "η"), ("ί", "ι")),
            *(("ό", "ο"), ("ύ", "υ"), ("ώ", "ω"), ("ς", "σ")),
        ),
    ),
    Language(tag="en", name="English", script="LATIN"),
    Language(tag="es", name="Spanish", script="LATIN"),
    Language(
        tag="hy",
        name="Armenian",
        script="ARMENIAN",
        pairs=(("և", "եւ"), ("Եվ", "Եւ"), ("ԵՎ", "ԵՒ")),
    ),
    Language(
        tag="hyw",
        name="Western Armenian",
        script="ARMENIAN",
        pairs=(("և", "եւ"), ("Եվ", "Եւ"), ("ԵՎ", "ԵՒ")),
        also=("hy",),
    ),
    Language(tag="ka", name="Georgian", script="GEORGIAN"),
    Language(tag="ru", name="Russian", script="CYRILLIC", pairs=(("ё", "е"), ("Ё", "Е"))),
    Language(tag="tr", name="Turkish", script="LATIN", dotted_i=True, mistaken="șȘțȚ"),
    *(
        Language(tag=tag, name=name, script=script, other_scripts=tuple(others))
        for tag, name, script, *others in OTHERS
    ),
)


def covers(range_: str, tag: str) -> bool:
    """Tell whether a language range covers a tag by RFC 4647 basic filtering."""
    range_, tag = range_.lower(), tag.lower()
    return tag == range_ or tag.startswith(range_ + "-")


@lru_cache(maxsize=256)
def language(tag: str) -> Language:
    """Return the row that covers a tag; a language without one has only its tag."""
    for row in LANGUAGES:
        if covers(row.tag, tag):
            return row
    return Language(tag=tag, name=tag, script="")


def searched(form_language: str, article_language: str) -> bool:
    """Tell whether forms of one language are searched in articles of another."""
    return any(
        covers(form_language, tag) for tag in (article_language, *language(article_language).also)
    )
