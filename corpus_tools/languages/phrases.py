"""From a phrase to the paradigms of its words: which are inflected, and which agree.

What a language's phrases are like stands in its suffix file (see `inflection`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

from corpus_tools.languages import Language
from corpus_tools.languages.folding import HYPHENS, fold
from corpus_tools.languages.inflection import (
    DEFAULT,
    NONE,
    Kind,
    Paradigm,
    Row,
    Rules,
    at_end,
    bare,
    fitting,
    inflected,
    of_kind,
    rules_of,
)

_Spelled = list[tuple[str, str]]
"""The forms of a word, each with its ending."""

_SEPARATOR = re.compile(f"([\\s{re.escape(HYPHENS)}]+)")


def _words(text: str) -> list[str]:
    """Cut a text at spaces and hyphens: words at even places, what parts them at odd ones."""
    return _SEPARATOR.split(text.strip())


def _tied(pieces: list[str]) -> list[bool]:
    """Tell of each word whether a hyphen ties it to a word with a capital behind it."""
    gaps, behind = [*pieces[1::2], " "], [*pieces[2::2], ""]
    return [
        gap in HYPHENS and after[:1].isupper()
        for word, gap, after in zip(pieces[::2], gaps, behind, strict=True)
        if word
    ]


class _Part(NamedTuple):
    """Words `[start, end)` of a form, its head and which words agree with it.

    A part of a coordination may have no noun of its own: then it has no head.
    """

    start: int
    end: int
    head: int | None
    agreeing: frozenset[int]


def _parts(rules: Rules, words: list[str], tied: list[bool]) -> list[_Part]:
    """Return what inflects in a form: one part, or those that conjunctions join.

    What follows a head is fixed, and so is what a conjunction joins to it.
    """
    parts: list[_Part] = []
    start = 0
    while start < len(words):
        joints = (at for at in range(start + 1, len(words) - 1) if words[at] in rules.conjunctions)
        end = next(joints, len(words))
        part = _part(rules, words, tied, start, end)
        parts.append(part)
        if part.head is not None and max(part.head, *part.agreeing, start) < end - 1:
            break
        start = end + 1
    return parts


def _part(rules: Rules, words: list[str], tied: list[bool], start: int, end: int) -> _Part:
    """Return the roles of words `[start, end)`; some are `tied` by a hyphen to the name behind.

    The head is the last word, or the first that is neither an agreeing word, nor leads to
    one as a numeral does, nor belongs to a preposition, nor is tied to a name. What follows it
    is fixed, an adjective that agrees with it as it is written aside.
    """
    agrees = {at: fitting(rules.agreeing, words[at]) is not None for at in range(start, end)}
    agreeing: set[int] = set()
    grouped = False
    for at in range(start, end - 1):
        if words[at] in rules.prepositions:
            grouped = True
        elif agrees[at]:
            agreeing |= set() if grouped else {at}
        elif tied[at] and words[at + 1] not in rules.prepositions:
            continue
        elif rules.head == "first" and not (
            agrees[at + 1] and at_end(rules.leading).search(words[at])
        ):
            if not grouped:
                is_pair = at + 2 == end and agrees[at + 1] and _agree(rules, *words[at:end])
                return _Part(start, end, at, frozenset(agreeing | ({at + 1} if is_pair else set())))
            grouped = False
    is_whole = end == len(words)
    if agrees[end - 1] and not is_whole and agreeing | {end - 1} == set(range(start, end)):
        return _Part(start, end, None, frozenset(agreeing | {end - 1}))
    return _Part(start, end, end - 1, frozenset(agreeing))


def _agree(rules: Rules, noun: str, adjective: str) -> bool:
    """Tell whether an adjective agrees, as both are written, with the noun before it."""
    of_noun = _written(rules, rules.classes[DEFAULT], noun)
    of_adjective = _written(rules, rules.agreeing, adjective)
    return any(
        any(re.fullmatch(modifier, end) for end in of_adjective)
        and any(re.fullmatch(head, end) for end in of_noun)
        for modifier, head, ends in rules.rows
        if at_end(ends).search(noun)
    )


def _written(rules: Rules, kinds: Sequence[Kind], word: str) -> list[str]:
    """Return which endings a dictionary form may have, by the first kind that fits it."""
    kind = fitting(kinds, word)
    return [
        end
        for paradigm in (of_kind(rules, kind, word) if kind else ())
        for end in paradigm.endings
        if paradigm.stem + end == word
    ]


def phrase(
    text: str, inflection: str | None, stems: tuple[str, ...], language: Language
) -> tuple[tuple[Paradigm, ...], ...]:
    """Return the paradigms of every word of a form, cut at spaces and hyphens.

    No class means the default; `stems` are further stems of the inflected word.
    Raises ValueError as `paradigms` does.
    """
    pieces = _words(text)
    words = [word for word in pieces[::2] if word]
    rules, inflection = rules_of(language), inflection or DEFAULT
    if rules is None or inflection == NONE or not words:
        return tuple(bare(word, language) for word in words)
    folded = [fold(word, language) for word in words]
    entries = [bare(word, language) for word in words]
    for number, part in enumerate(_parts(rules, folded, _tied(pieces))):
        if part.head is not None:
            kind = _class(rules, inflection, folded, part)
            further = () if number else stems
            entries[part.head] = tuple(inflected(rules, words[part.head], kind, further, language))
        for at in part.agreeing:
            is_name = rules.capitals_fixed and words[at][0].isupper()
            if not is_name and (adjective := fitting(rules.agreeing, folded[at])):
                entries[at] = tuple(of_kind(rules, adjective, folded[at]))
    return tuple(entries)


def _class(rules: Rules, inflection: str, words: list[str], part: _Part) -> str:
    """Return the class of a head: another one, where what agrees with it is in the plural."""
    ends, many = rules.plural
    is_plural = ends and any(at_end(ends).search(words[at]) for at in part.agreeing)
    return many if is_plural and inflection == DEFAULT else inflection


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
        "".join(word + gap for word, gap in zip(chain(*chosen), between, strict=True))
        for chosen in product(*_together(pieces, spelled, language))
    )
    return sorted(set(found))


def _together(
    pieces: list[str], spelled: list[_Spelled], language: Language
) -> Iterator[Iterable[tuple[str, ...]]]:
    """Yield, for each part of a form, the words that it may be: those that fit each other."""
    rules = rules_of(language)
    folded = [fold(word, language) for word in pieces[::2]]
    parts = _parts(rules, folded, _tied(pieces)) if rules else []
    is_shared = any(part.head is None for part in parts)
    at = 0
    for part in parts:
        yield from ([(word,) for word, _ in forms] for forms in spelled[at : part.start])
        rows = rules.rows if rules and part.agreeing and not is_shared else ()
        yield _of_part(rows, folded, spelled, part)
        at = part.end
    yield from ([(word,) for word, _ in forms] for forms in spelled[at:])


def _of_part(
    rows: Sequence[Row], folded: list[str], spelled: list[_Spelled], part: _Part
) -> Iterator[tuple[str, ...]]:
    inside = range(part.start, part.end)
    if not rows:
        yield from product(*([word for word, _ in spelled[at]] for at in inside))
    written = " ".join(folded[part.start : (part.head or 0) + 1])
    for modifier, noun, ends in rows:
        if at_end(ends).search(written):
            wanted = {
                at: noun if at == part.head else modifier for at in (*part.agreeing, part.head)
            }
            yield from product(
                *(
                    [word for word, end in spelled[at] if re.fullmatch(wanted.get(at, ".*"), end)]
                    for at in inside
                )
            )


def _cased(word: str, stem: str, language: Language) -> str:
    """Return a folded stem with the capitals of the word as far as the two are the same."""
    for size in range(len(word), 0, -1):
        if stem.startswith(same := fold(word[:size], language)):
            return word[:size] + stem[len(same) :]
    return stem
