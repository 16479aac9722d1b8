"""From a word to the stems and endings of its inflected forms.

The engine knows no language: `suffixes/<tag>.json` says how words end. There
`tables` map endings, separated by blanks ("0": no letter), to the tables that may follow
them, separated by blanks too ("": the word ends), as continuation classes do in lexc.
A capital in an ending stands for the sound that `sounds` derives from the nearest letter
before it. `classes` list kinds of words, the first that fits by how the word `ends`; each
has `parts` [cut, put, table]: what is cut from its end, what is put there, which table
follows; a fourth entry is what the end sounds like. A name stands for the kinds of that
class, or of that entry of `kinds`.
`capitalised` replaces a class where the word has a capital, `all_capitals` where it has
no small letter. `stems_as` "the word" gives further stems the endings of the word they
belong to; else they end as words of their own.
`phrase` says which word is the `head`, the last or the first that can be one; which are
`agreeing` with it; and in `rows` which endings go together: of agreeing words, of the
head, and how the phrase ends as written, up to its head. `prepositions` fix what they
govern; `leading` words are no heads before an agreeing one; `conjunctions` join parts
that have heads of their own; where agreeing words end as the first entry of `plural`
says, the head is of the class that is the second; `capitals_fixed`: words with a capital,
heads aside, are parts of a name and stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from corpus_tools.languages import Language
from corpus_tools.languages.folding import fold

DEFAULT = "noun"
NONE = "none"
FOLDER = Path(__file__).parent / "suffixes"

Row = tuple[str, str, str]
"""How agreeing words end, how their head does, and how the phrase is written up to its head."""

_BARE = frozenset({""})


@dataclass(frozen=True, slots=True)
class Paradigm:
    """A stem and what may follow it, both folded; "" where the stem itself is a word."""

    stem: str
    endings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """Words that end alike: pattern, and parts (cut, put, table, heard)."""

    ends: str
    parts: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """One suffix file. Compared by identity, so that endings can be cached by it."""

    sounds: dict[str, dict[str, str]]
    tables: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    classes: dict[str, tuple[Kind, ...]]
    capitalised: dict[str, str]
    all_capitals: dict[str, str]
    stems_as: str
    head: str
    agreeing: tuple[Kind, ...]
    capitals_fixed: bool
    prepositions: frozenset[str]
    leading: str
    rows: tuple[Row, ...]
    conjunctions: frozenset[str]
    plural: tuple[str, str]


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in FOLDER.glob("*.json")}


def rules_of(language: Language) -> Rules | None:
    """Return the rules of a language, or of one whose forms it also takes."""
    for tag in (language.tag, *language.also):
        if tag in _files():
            return _read(tag)
    return None


@cache
def _read(tag: str) -> Rules:
    doc = cast(dict[str, Any], json.loads(_files()[tag].read_text(encoding="utf-8")))
    phrase = doc["phrase"]
    return Rules(
        sounds={
            sign: {letter: spelled for letters, spelled in values.items() for letter in letters}
            for sign, values in doc.get("sounds", {}).items()
        },
        tables={
            name: tuple(
                (tuple("" if end == "0" else end for end in ends.split()), tuple(then.split()))
                for ends, then in table.items()
            )
            for name, table in doc["tables"].items()
        },
        classes={name: tuple(_kinds(doc, kinds)) for name, kinds in doc["classes"].items()},
        capitalised=doc.get("capitalised", {}),
        all_capitals=doc.get("all_capitals", {}),
        stems_as=doc.get("stems_as", "words"),
        head=phrase["head"],
        agreeing=tuple(_kinds(doc, phrase.get("agreeing", []))),
        capitals_fixed=phrase.get("capitals_fixed", False),
        prepositions=frozenset(phrase.get("prepositions", "").split()),
        leading=phrase.get("leading", "(?!)"),
        conjunctions=frozenset(phrase.get("conjunctions", "").split()),
        plural=tuple(phrase.get("plural", ("", DEFAULT))),
        rows=tuple((modifier, noun, head) for modifier, noun, head in phrase.get("rows", ())),
    )


def _kinds(doc: dict[str, Any], kinds: list[Any]) -> Iterator[Kind]:
    """Yield kinds of words; a name in the list stands for the kinds that have that name."""
    for kind in kinds:
        if isinstance(kind, str):
            yield from _kinds(doc, {**doc["classes"], **doc.get("kinds", {})}[kind])
        else:
            yield Kind(kind["ends"], tuple((*part, "")[:4] for part in kind["parts"]))


@cache
def at_end(pattern: str) -> re.Pattern[str]:
    """Return what finds a pattern at the end of a word."""
    return re.compile(f"(?:{pattern})\\Z")


def _heard(rules: Rules, text: str) -> tuple[str, ...]:
    """Return how each archiphoneme is spelled after a text."""
    first = (next(iter(values.values())) for values in rules.sounds.values())
    return _after(rules, tuple(first), text)


def _after(rules: Rules, sounds: tuple[str, ...], text: str) -> tuple[str, ...]:
    for letter in text if sounds else "":
        sounds = tuple(
            values.get(letter, sound)
            for values, sound in zip(rules.sounds.values(), sounds, strict=True)
        )
    return sounds


@cache
def _endings(rules: Rules, table: str, sounds: tuple[str, ...]) -> frozenset[str]:
    """Return every path through a table; the same set for all stems that sound alike."""
    found: set[str] = set()
    for endings, following in rules.tables[table]:
        for ending in endings:
            spelled, heard = "", sounds
            for letter in ending:
                if letter in rules.sounds:
                    letter = heard[list(rules.sounds).index(letter)]
                spelled, heard = spelled + letter, _after(rules, heard, letter)
            for then in following:
                found.update(spelled + end for end in _endings(rules, then, heard))
            if not following:
                found.add(spelled)
    return frozenset(found)


def fitting(kinds: Sequence[Kind], word: str) -> Kind | None:
    """Return the first kind that a folded word is of."""
    return next((kind for kind in kinds if at_end(kind.ends).search(word)), None)


def of_kind(rules: Rules, kind: Kind, word: str) -> Iterator[Paradigm]:
    """Yield the paradigms of a folded word of a kind."""
    for cut, put, table, heard in kind.parts:
        stem = at_end(cut).sub(put, word, count=1) if cut else word
        yield Paradigm(stem, _endings(rules, table, _heard(rules, stem + heard)))


def inflected(
    rules: Rules, word: str, inflection: str, stems: tuple[str, ...], language: Language
) -> Iterator[Paradigm]:
    """Yield a word's paradigms, then its further stems': as words, or as the word ends."""
    if len(word) > 1 and word.isupper():
        inflection = rules.all_capitals.get(inflection, inflection)
    if word[:1].isupper():
        inflection = rules.capitalised.get(inflection, inflection)
    if inflection not in rules.classes:
        raise ValueError(f"no inflection class {inflection!r}; there are {sorted(rules.classes)}")
    kinds, folded = rules.classes[inflection], fold(word, language)
    own = fitting(kinds, folded)
    yield from of_kind(rules, own, folded) if own else bare(word, language)
    for stem in (fold(stem, language) for stem in stems):
        if own and rules.stems_as == "the word":
            yield Paradigm(stem, _endings(rules, own.parts[0][2], _heard(rules, stem)))
        elif kind := fitting(kinds, stem):
            yield from of_kind(rules, kind, stem)


def bare(word: str, language: Language) -> tuple[Paradigm, ...]:
    """Return the paradigm of a word that is not inflected."""
    return (Paradigm(fold(word, language), _BARE),)


def classes(language: Language) -> tuple[str, ...]:
    """Return the names of a language's inflection classes, sorted."""
    rules = rules_of(language)
    return tuple(sorted({NONE, *(rules.classes if rules else ())}))


def paradigms(word: str, inflection: str, language: Language) -> tuple[Paradigm, ...]:
    """Return the paradigms of a word that is inflected by a class of its language.

    Raises ValueError where the language has rules but no such class.
    """
    rules = rules_of(language)
    if rules is None or inflection == NONE:
        return bare(word, language)
    return tuple(inflected(rules, word, inflection, (), language))
