"""Where the forms of a lexicon stand in a text, at exact offsets, in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from corpus_tools.languages import language, searched
from corpus_tools.model import Concept, Form, Lexicon, Variant
from corpus_tools.terms.widening import BEFORE, anchors, pattern


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of the lexicon, ready to be searched."""

    concept: Concept
    variant: Variant
    form: Form
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where forms match: code points `[start, end)`, and the entries that fit there."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def needs_context(self) -> bool:
        """Whether every form that fits counts only beside another concept."""
        return all(entry.form.needs_context for entry in self.entries)

    @property
    def concepts(self) -> frozenset[str]:
        """The ids of the concepts that fit."""
        return frozenset(entry.concept.id for entry in self.entries)


class Matcher:
    """The forms searched in texts of one language."""

    def __init__(self, lexicon: Lexicon, tag: str) -> None:
        row = language(tag)
        by_anchor: dict[str, list[Entry]] = {}
        for concept in lexicon.concepts:
            for variant in concept.variants:
                for form in variant.forms:
                    if searched(form.language, tag):
                        entry = Entry(concept, variant, form, pattern(form, row))
                        for anchor in anchors(form, row):
                            by_anchor.setdefault(anchor, []).append(entry)
        self._anchors = sorted(by_anchor)
        self._entries = [tuple(by_anchor[anchor]) for anchor in self._anchors]
        self._automaton = AhoCorasick(self._anchors, implementation=Implementation.ContiguousNFA)

    def hits(self, text: str) -> list[Hit]:
        """Return every place where a form matches as whole words; places may overlap."""
        found: dict[tuple[int, int], dict[int, Entry]] = {}
        if not self._anchors:
            return []
        for number, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if BEFORE.match(text, start):
                for entry in self._entries[number]:
                    match = entry.pattern.match(text, start)
                    if match and not _excluded(match[0], entry.form):
                        found.setdefault(match.span(), {})[id(entry)] = entry
        return [Hit(*span, tuple(entries.values())) for span, entries in sorted(found.items())]


def _excluded(surface: str, form: Form) -> bool:
    return any(surface.casefold() == word.casefold() for word in form.exclude)


@lru_cache(maxsize=64)
def matcher(lexicon: Lexicon, tag: str) -> Matcher:
    """Return the matcher of a lexicon for a language, compiled once."""
    return Matcher(lexicon, tag)


def longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Keep hits that do not overlap, the longest first, then the leftmost."""
    kept: list[Hit] = []  # in order of place
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        at = bisect_left(kept, hit.start, key=lambda other: other.start)
        after_left = at == 0 or kept[at - 1].end <= hit.start
        if after_left and (at == len(kept) or hit.end <= kept[at].start):
            kept.insert(at, hit)
    return iter(kept)
