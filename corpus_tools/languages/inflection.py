"""From a word or phrase to the stems and endings of its inflected forms.

The engine knows no language: `suffixes/<tag>.json` says how words end. There
`tables` map endings, separated by blanks ("0": no letter), to the tables that may follow
them, separated by blanks too ("": the word ends), as continuation classes do in lexc.
A capital in an ending stands for the sound that `sounds` derives from the nearest letter
before it. `classes` list kinds of words, the first that fits by how the word `ends`; each
has `parts` [cut, put, table]: what is cut from its end, what is put there, which table
follows; a fourth entry is what the end sounds like. A name stands for the kinds of that
class, or of that entry of `kinds`.
`capitalised` replaces a class where the word has a capital. `stems_as` "the word" gives
further stems the endings of the word they belong to; else they end as words of their own.
`phrase` says which word is the `head`, the last or the first that can be one; which are
`agreeing` with it; and in `rows` which endings go together: of agreeing words, of the
head, and how the head ends as written. `prepositions` fix what they govern; `leading`
words are no heads before an agreeing one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, cast

from corpus_tools.languages import Language
from corpus_tools.languages.folding import HYPHENS, fold

DEFAULT = "noun"
NONE = "none"
FOLDER = Path(__file__).parent / "suffixes"

_Spelled = list[tuple[str, str]]
"""The forms of a word, each with its ending."""

_BARE = frozenset({""})
_SEPARATOR = re.compile(f"([\\s{re.escape(HYPHENS)}]+)")


@dataclass(frozen=True, slots=True)
class Paradigm:
    """A stem and what may follow it, both folded; "" where the stem itself is a word."""

    stem: str
    endings: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Words that end alike: pattern, and parts (cut, put, table, heard)."""

    ends: str
    parts: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Rules:
    """One suffix file. Compared by identity, so that endings can be cached by it."""

    sounds: dict[str, dict[str, str]]
    tables: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    classes: dict[str, tuple[_Kind, ...]]
    capitalised: dict[str, str]
    stems_as: str
    head: str
    agreeing: tuple[_Kind, ...]
    prepositions: frozenset[str]
    leading: str
    rows: tuple[tuple[str, str, str], ...]


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in FOLDER.glob("*.json")}


def _rules(language: Language) -> _Rules | None:
    """Return the rules of a language, or of one whose forms it also takes."""
    for tag in (language.tag, *language.also):
        if tag in _files():
            return _read(tag)
    return None


@cache
def _read(tag: str) -> _Rules:
    doc = cast(dict[str, Any], json.loads(_files()[tag].read_text(encoding="utf-8")))
    phrase = doc["phrase"]
    return _Rules(
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
        stems_as=doc.get("stems_as", "words"),
        head=phrase["head"],
        agreeing=tuple(_kinds(doc, phrase.get("agreeing", []))),
        prepositions=frozenset(phrase.get("prepositions", "").split()),
        leading=phrase.get("leading", "(?!)"),
        rows=tuple((modifier, noun, head) for modifier, noun, head in phrase.get("rows", ())),
    )


def _kinds(doc: dict[str, Any], kinds: list[Any]) -> Iterator[_Kind]:
    """Yield kinds of words; a name in the list stands for the kinds that have that name."""
    for kind in kinds:
        if isinstance(kind, str):
            yield from _kinds(doc, {**doc["classes"], **doc.get("kinds", {})}[kind])
        else:
            yield _Kind(kind["ends"], tuple((*part, "")[:4] for part in kind["parts"]))


@cache
def _at_end(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern})\\Z")


def _heard(rules: _Rules, text: str) -> tuple[str, ...]:
    """Return how each archiphoneme is spelled after a text."""
    first = (next(iter(values.values())) for values in rules.sounds.values())
    return _after(rules, tuple(first), text)


def _after(rules: _Rules, sounds: tuple[str, ...], text: str) -> tuple[str, ...]:
    for letter in text if sounds else "":
        sounds = tuple(
            values.get(letter, sound)
            for values, sound in zip(rules.sounds.values(), sounds, strict=True)
        )
    return sounds


@cache
def _endings(rules: _Rules, table: str, sounds: tuple[str, ...]) -> frozenset[str]:
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


def _fitting(kinds: Sequence[_Kind], word: str) -> _Kind | None:
    return next((kind for kind in kinds if _at_end(kind.ends).search(word)), None)


def _of_kind(rules: _Rules, kind: _Kind, word: str) -> Iterator[Paradigm]:
    for cut, put, table, heard in kind.parts:
        stem = _at_end(cut).sub(put, word, count=1) if cut else word
        yield Paradigm(stem, _endings(rules, table, _heard(rules, stem + heard)))


def _inflected(
    rules: _Rules, word: str, inflection: str, stems: tuple[str, ...], language: Language
) -> Iterator[Paradigm]:
    """Yield a word's paradigms, then its further stems': as words, or as the word ends."""
    if word[:1].isupper():
        inflection = rules.capitalised.get(inflection, inflection)
    if inflection not in rules.classes:
        raise ValueError(f"no inflection class {inflection!r}; there are {sorted(rules.classes)}")
    kinds, folded = rules.classes[inflection], fold(word, language)
    own = _fitting(kinds, folded)
    yield from _of_kind(rules, own, folded) if own else _bare(word, language)
    for stem in (fold(stem, language) for stem in stems):
        if own and rules.stems_as == "the word":
            yield Paradigm(stem, _endings(rules, own.parts[0][2], _heard(rules, stem)))
        elif kind := _fitting(kinds, stem):
            yield from _of_kind(rules, kind, stem)


def _bare(word: str, language: Language) -> tuple[Paradigm, ...]:
    return (Paradigm(fold(word, language), _BARE),)


def classes(language: Language) -> tuple[str, ...]:
    """Return the names of a language's inflection classes, sorted."""
    rules = _rules(language)
    return tuple(sorted({NONE, *(rules.classes if rules else ())}))


def paradigms(word: str, inflection: str, language: Language) -> tuple[Paradigm, ...]:
    """Return the paradigms of a word that is inflected by a class of its language.

    Raises ValueError where the language has rules but no such class.
    """
    rules = _rules(language)
    if rules is None or inflection == NONE:
        return _bare(word, language)
    return tuple(_inflected(rules, word, inflection, (), language))


def _words(text: str) -> list[str]:
    """Cut a text at spaces and hyphens: words at even places, what parts them at odd ones."""
    return _SEPARATOR.split(text.strip())


def _roles(rules: _Rules, words: list[str]) -> tuple[int, frozenset[int]]:
    """Return which word is the head and which agree with it.

    The head is the last word, or the first that is neither an agreeing word, nor leads to
    one as a numeral does, nor belongs to a preposition. What follows the head is fixed.
    """
    agrees = [_fitting(rules.agreeing, word) is not None for word in words]
    agreeing: set[int] = set()
    grouped = False
    for at, word in enumerate(words[:-1]):
        if word in rules.prepositions:
            grouped = True
        elif agrees[at]:
            agreeing |= set() if grouped else {at}
        elif rules.head == "first" and not (agrees[at + 1] and _at_end(rules.leading).search(word)):
            if not grouped:
                return at, frozenset(agreeing)
            grouped = False
    return len(words) - 1, frozenset(agreeing)


def phrase(
    text: str, inflection: str | None, stems: tuple[str, ...], language: Language
) -> tuple[tuple[Paradigm, ...], ...]:
    """Return the paradigms of every word of a form, cut at spaces and hyphens.

    No class means the default; `stems` are further stems of the inflected word.
    Raises ValueError as `paradigms` does.
    """
    words = [word for word in _words(text)[::2] if word]
    rules, inflection = _rules(language), inflection or DEFAULT
    if rules is None or inflection == NONE or not words:
        return tuple(_bare(word, language) for word in words)
    folded = [fold(word, language) for word in words]
    head, agreeing = _roles(rules, folded)
    entries = [_bare(word, language) for word in words]
    entries[head] = tuple(_inflected(rules, words[head], inflection, stems, language))
    for at in agreeing:
        if kind := _fitting(rules.agreeing, folded[at]):
            entries[at] = tuple(_of_kind(rules, kind, folded[at]))
    return tuple(entries)


def generated(
    text: str, inflection: str | None, stems: tuple[str, ...], language: Language
) -> list[str]:
    """Return every full form of a form, sorted, in its own capitals.

    Words that agree are listed only together with the head's forms that they may go with.
    """
    pieces, entries = _words(text), phrase(text, inflection, stems, language)
    words, between = pieces[::2], [*pieces[1::2], ""]
    if len(entries) != len(words) or inflection == NONE:
        return [text]
    spelled = [
        sorted((_cased(word, p.stem, language) + end, end) for p in entry for end in p.endings)
        for word, entry in zip(words, entries, strict=True)
    ]
    found = (
        "".join(word + gap for (word, _), gap in zip(chosen, between, strict=True))
        for choice in _together(words, spelled, language)
        for chosen in product(*choice)
    )
    return sorted(set(found))


def _together(
    words: list[str], spelled: list[_Spelled], language: Language
) -> Iterator[list[_Spelled]]:
    """Yield, for each row of what agrees with what, the forms of every word that fit it."""
    rules = _rules(language)
    folded = [fold(word, language) for word in words]
    head, agreeing = _roles(rules, folded) if rules else (0, frozenset[int]())
    rows = rules.rows if rules and agreeing else ()
    if not rows:
        yield spelled
    for modifier, noun, written in rows:
        if _at_end(written).search(folded[head]):
            wanted = dict.fromkeys(agreeing, modifier) | {head: noun}
            yield [
                [form for form in forms if re.fullmatch(wanted.get(at, ".*"), form[1])]
                for at, forms in enumerate(spelled)
            ]


def _cased(word: str, stem: str, language: Language) -> str:
    """Return a folded stem with the capitals of the word as far as the two are the same."""
    for size in range(len(word), 0, -1):
        if stem.startswith(same := fold(word[:size], language)):
            return word[:size] + stem[len(same) :]
    return stem
