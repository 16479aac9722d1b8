"""Where the forms of a lexicon stand in a text, at exact offsets, in one pass.

An automaton finds every place where a stem begins; only there is the word read, folded and
held against the stem's endings. So time grows with the text and with what is found in it,
hardly with the lexicon.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from corpus_tools.languages import Language, language, searched
from corpus_tools.languages.folding import APOSTROPHES, HYPHENS, fold
from corpus_tools.languages.inflection import Paradigm
from corpus_tools.languages.phrases import phrase
from corpus_tools.model import Concept, Form, Lexicon, Variant
from corpus_tools.terms.cleaning import Cleaned, clean
from corpus_tools.terms.hashtags import begins_word, is_tagged, next_word, word_end

_APOSTROPHE, _HYPHEN = re.escape(APOSTROPHES), re.escape(HYPHENS)
_LETTER_MARKS = "\u0559\u02bc"
"""Quotation marks and apostrophes that Unicode counts as letters."""
_LETTERS = f"[^\\W_{_LETTER_MARKS}]+"
_WORD = re.compile(f"{_LETTERS}(?:[{_APOSTROPHE}]{_LETTERS})*")
_BETWEEN = re.compile(f"[^\\S\\n]*(?:[{_HYPHEN}][^\\S\\n]*)?(?:\\n[^\\S\\n]*)?(?=\\S)")
_SEPARATOR = re.compile(f"[\\s{_HYPHEN}]+")
_START = itemgetter(0)
REMEMBERED = 10_000
"""How many words a matcher keeps what it found out about."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One form of the lexicon, ready to be searched: for each word its paradigms."""

    concept: Concept
    variant: Variant
    form: Form
    written: tuple[str, ...]
    words: tuple[tuple[Paradigm, ...], ...]
    case: str
    hyphened: bool
    exclude: frozenset[str]


Choices = tuple[tuple[Entry, ...], tuple[Entry, ...]]


class Hit(NamedTuple):
    """Where forms match: code points `[start, end)`, and the entries that fit there."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def needs_context(self) -> bool:
        """Whether every form that fits counts only beside another concept."""
        return all(entry.form.needs_context for entry in self.entries)

    @property
    def quotes_are_normal(self) -> bool:
        """Whether every form that fits is ordinarily written in quotation marks."""
        return all(entry.form.quotes_are_normal for entry in self.entries)

    @property
    def concepts(self) -> frozenset[str]:
        """The ids of the concepts that fit."""
        return frozenset(entry.concept.id for entry in self.entries)


def case_rule(form: Form) -> str:
    """Return the form's case rule; by default `initial` if it has a capital, else `any`."""
    return form.case or ("initial" if form.text != form.text.lower() else "any")


def _entry(concept: Concept, variant: Variant, form: Form, row: Language) -> Entry:
    words = phrase(form.text, form.inflection, form.stems, row)
    endings = (ending for paradigm in (words[-1] if words else ()) for ending in paradigm.endings)
    return Entry(
        concept,
        variant,
        form,
        written=tuple(word for word in _SEPARATOR.split(form.text) if word),
        words=words,
        case=case_rule(form),
        hyphened=any(ending.startswith("-") for ending in endings),
        exclude=frozenset(_spaced(fold(word, row)) for word in form.exclude),
    )


def _spaced(folded: str) -> str:
    return " ".join(_SEPARATOR.split(folded))


class Matcher:
    """The forms searched in texts of one language."""

    def __init__(self, lexicon: Lexicon, tag: str) -> None:
        self._language = language(tag)
        self._folded: dict[str, str] = {}
        self._known: dict[tuple[int, str], Choices] = {}
        self._pairs: dict[tuple[int, str, str], tuple[Entry, ...]] = {}
        by_anchor: dict[str, list[Entry]] = {}
        for concept in lexicon.concepts:
            for variant in concept.variants:
                for form in variant.forms:
                    if searched(form.language, tag):
                        entry = _entry(concept, variant, form, self._language)
                        for anchor in _anchors(entry, self._language):
                            by_anchor.setdefault(anchor, []).append(entry)
        anchors = sorted(by_anchor)
        self._entries = [tuple(by_anchor[anchor]) for anchor in anchors]
        self._automaton = (
            AhoCorasick(anchors, implementation=Implementation.DFA) if anchors else None
        )

    def hits(self, text: str) -> list[Hit]:
        """Return every place where a form matches as whole words; places may overlap."""
        if self._automaton is None:
            return []
        cleaned = clean(text, self._language)
        lower, tagged = cleaned.lower, "#" in text
        found: dict[tuple[int, int], list[Entry]] = {}
        for number, start, _ in self._automaton.find_matches_as_indexes(lower, overlapping=True):
            if start and not _may_begin(cleaned, lower[start - 1], start, tagged):
                continue
            word = _WORD.match(lower, start)
            if word is None:
                continue
            alone, longer = self._beginning(number, word[0], tagged)
            for entry in alone:
                if self._is_spelled(entry, cleaned, (start,), word.end()):
                    found.setdefault((start, word.end()), []).append(entry)
            if not longer:
                continue
            second = _second(lower, word.end())
            for entry in longer if tagged else self._going_on(number, word[0], second, longer):
                starts = [start]
                end = self._read(entry, cleaned, starts, None if tagged else second)
                if end and self._is_spelled(entry, cleaned, starts, end):
                    found.setdefault((start, end), []).append(entry)
        return [
            Hit(*cleaned.original(start, end), tuple(dict.fromkeys(entries)))
            for (start, end), entries in sorted(found.items())
        ]

    def _beginning(self, number: int, word: str, tagged: bool) -> Choices:
        """Return the entries of an anchor that a word begins: those it ends, and longer ones.

        Where a word may go on after a hyphen, or in a hashtag, only reading on tells.
        """
        if tagged:
            return (), self._entries[number]
        known = self._known.get((number, word))
        if known is None:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            folded = self._fold(word)
            alone, longer = [], []
            for entry in self._entries[number]:
                if entry.hyphened or (len(entry.words) > 1 and _belongs(folded, entry.words[0])):
                    longer.append(entry)
                elif len(entry.words) == 1 and _belongs(folded, entry.words[0]):
                    alone.append(entry)
            known = self._known[number, word] = tuple(alone), tuple(longer)
        return known

    def _going_on(
        self,
        number: int,
        word: str,
        second: re.Match[str] | None,
        longer: tuple[Entry, ...],
    ) -> tuple[Entry, ...]:
        """Return those of the longer entries whose second word may stand next."""
        key = number, word, second[0] if second else ""
        known = self._pairs.get(key)
        if known is None:
            if len(self._pairs) > REMEMBERED:
                self._pairs.clear()
            folded = self._fold(key[-1])
            known = self._pairs[key] = tuple(
                entry
                for entry in longer
                if entry.hyphened or len(entry.words) == 1 or _belongs(folded, entry.words[1])
            )
        return known

    def _is_spelled(self, entry: Entry, cleaned: Cleaned, starts: Sequence[int], end: int) -> bool:
        """Tell whether what stands there has the entry's capitals and is not an exclusion."""
        if cleaned.lower[end : end + 1] == "_" and not is_tagged(cleaned.text, starts[0]):
            return False
        is_joined = len(starts) > 1 and entry.case == "initial" and is_tagged(cleaned.text, end - 1)
        if entry.case != "any" and not (is_joined or _case_fits(entry, cleaned.text, starts, end)):
            return False
        return not (
            entry.exclude
            and _spaced(fold(cleaned.lower[starts[0] : end], self._language)) in entry.exclude
        )

    def _read(
        self, entry: Entry, cleaned: Cleaned, starts: list[int], second: re.Match[str] | None
    ) -> int:
        """Read the entry's words one by one, noting where each begins.

        `second`: the second word, if it and the first are known to be the entry's.
        """
        if second is None or entry.hyphened:
            at = self._word(entry, 0, cleaned, starts[0])
        else:
            starts.append(second.start())
            at = second.end()
        for number in range(len(starts), len(entry.words)):
            gap = _BETWEEN.match(cleaned.lower, at)
            begin = gap.end() if gap and gap.end() > at else next_word(cleaned.text, at)
            if not at or not begin:
                return 0
            starts.append(begin)
            at = self._word(entry, number, cleaned, begin)
        return at

    def _word(self, entry: Entry, number: int, cleaned: Cleaned, at: int) -> int:
        """Return where the entry's word of that number ends, if it stands at `at`; else 0."""
        lower, paradigms = cleaned.lower, entry.words[number]
        match = _WORD.match(lower, at)
        if match is None:
            return 0
        end, is_last = match.end(), number == len(entry.words) - 1
        if is_last and entry.hyphened and end < len(lower) and lower[end] in HYPHENS:
            tail = _WORD.match(lower, end + 1)
            if tail and _belongs(f"{self._fold(match[0])}-{self._fold(tail[0])}", paradigms):
                return tail.end()
        if _belongs(self._fold(match[0]), paradigms):
            return end
        if cut := word_end(cleaned.text, at, end):
            return cut if _belongs(self._fold(lower[at:cut]), paradigms) else 0
        return 0

    def _fold(self, word: str) -> str:
        folded = self._folded.get(word)
        if folded is None:
            if len(self._folded) > REMEMBERED:
                self._folded.clear()
            folded = self._folded[word] = fold(word, self._language)
        return folded


def _second(lower: str, at: int) -> re.Match[str] | None:
    """Return the word that goes on after one that ends at a place."""
    gap = _BETWEEN.match(lower, at)
    return _WORD.match(lower, gap.end()) if gap and gap.end() > at else None


def _belongs(word: str, paradigms: tuple[Paradigm, ...]) -> bool:
    return any(
        word.startswith(paradigm.stem) and word[len(paradigm.stem) :] in paradigm.endings
        for paradigm in paradigms
    )


def _may_begin(cleaned: Cleaned, before: str, at: int, tagged: bool) -> bool:
    """Tell whether a word may begin behind a character: no letter, nor an apostrophe in a word."""
    if before in APOSTROPHES:
        return at == 1 or not cleaned.lower[at - 2].isalnum()
    if before.isalnum() or before == "_":
        return before in _LETTER_MARKS or (tagged and begins_word(cleaned.text, at))
    return True


def _case_fits(entry: Entry, text: str, starts: Sequence[int], end: int) -> bool:
    """Tell whether capitals are as the form's case rule asks: as written, or all capitals."""
    if all(map(text.startswith, entry.written, starts)):
        return True
    if all(
        given.isupper() == written.isupper() or given == "Ւ"  # ՈՒ begins a word as Ու does
        for word, at in zip(entry.written, starts, strict=True)
        for written, given in zip(word, text[at:end], strict=False)
    ):
        return True
    return entry.case == "initial" and not any(
        char.islower() and char not in "ւև" for char in text[starts[0] : end]
    )


def _anchors(entry: Entry, row: Language) -> set[str]:
    """Return strings, in small letters, one of which begins every match of the entry."""
    return {
        spelling
        for paradigm in (entry.words[0] if entry.words else ())
        for spelling in _spellings(paradigm.stem, row)
        if spelling
    }


def _spellings(stem: str, row: Language) -> Iterator[str]:
    """Yield the small-letter spellings, as they stand in texts, of how a stem begins."""
    spelled = {"'": tuple(APOSTROPHES)}
    for pair in row.pairs:
        compared = pair[-1].lower()
        spelled[compared] = (*spelled.get(compared, (compared,)), pair[0].lower())
    units = re.split(f"({'|'.join(map(re.escape, spelled))})", stem)
    # Two places that can be spelled in several ways are enough to begin with.
    options = [tuple(dict.fromkeys(spelled.get(unit, (unit,)))) for unit in units[:5]]
    yield from map("".join, product(*options))


@lru_cache(maxsize=64)
def matcher(lexicon: Lexicon, tag: str) -> Matcher:
    """Return the matcher of a lexicon for a language, compiled once."""
    return Matcher(lexicon, tag)


def is_term(lexicon: Lexicon, tag: str, surface: str) -> bool:
    """Tell whether a surface is, as a whole, a form of the lexicon in a language."""
    return any(
        (hit.start, hit.end) == (0, len(surface)) for hit in matcher(lexicon, tag).hits(surface)
    )


def longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Keep hits that do not overlap, the longest first, then the leftmost; in order of place."""
    crowd: list[Hit] = []  # hits that overlap each other, in order of place
    end = 0
    for hit in sorted(hits, key=_START):
        if hit.start >= end:
            yield from crowd if len(crowd) < 2 else _longest(crowd)
            crowd = []
        crowd.append(hit)
        end = max(end, hit.end)
    yield from crowd if len(crowd) < 2 else _longest(crowd)


def _longest(crowd: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(crowd, key=lambda hit: (hit.start - hit.end, hit.start)):
        at = bisect_left(kept, hit.start, key=lambda other: other.start)
        after_left = at == 0 or kept[at - 1].end <= hit.start
        if after_left and (at == len(kept) or hit.end <= kept[at].start):
            kept.insert(at, hit)
    return kept
