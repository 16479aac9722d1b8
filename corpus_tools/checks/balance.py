"""Rules about a corpus as a sample: sides, outlets and languages, searches, copies.

A lopsided corpus can be right. What `known_gaps` of a collection names is not reported.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_tools.checks.duplicates import COPIED
from corpus_tools.findings import Fault, quote
from corpus_tools.languages import language
from corpus_tools.model import Article, Lexicon, Outlet

MIN_ARTICLES = 20
"""A corpus of fewer articles has only begun: its shares say nothing yet."""

MOST = 0.5
"""One outlet of several with more than half of the articles decides every count."""

MOST_OF_FEW = 0.8
"""Of two outlets one always has half or more; and languages differ in how much is published."""

MIN_TELLINGS = 2
"""An event with one article is told by one side because nobody else has told it yet."""

MIN_OF_OUTLET = 10
"""Of fewer articles of an outlet, one copy more or less changes the share too much."""

COPIES = 0.2
"""One copy in five can turn the frequency of a name that the outlet itself avoids."""

_TRUNCATED = re.compile(r"\w{3,}\*")
"""A word of a query that stands for all words with its beginning."""

_SHOWN = 3
_UNKNOWN = "unknown"


@dataclass(slots=True)
class _Tally:
    """What is counted of an outlet; the first ids of its copies without credits."""

    articles: int = 0
    copies: int = 0
    uncredited: int = 0
    examples: list[str] = field(default_factory=list)


class Balance:
    """Counts over the articles of a corpus."""

    def __init__(self) -> None:
        self._outlets: dict[str, Outlet] = {}
        self._tallies: dict[str, _Tally] = {}
        self._languages: Counter[str] = Counter()
        self._events: dict[str, Counter[str]] = {}

    def add_outlet(self, doc: dict[str, Any]) -> None:
        """Remember an outlet and the sides it was assessed to be on."""
        self._outlets.setdefault(doc["id"], Outlet.from_doc(doc))

    def add_article(self, article: Article) -> None:
        """Count an article."""
        tally = self._tallies.get(article.outlet)
        if tally is None:
            tally = self._tallies[article.outlet] = _Tally()
        tally.articles += 1
        self._languages[article.language] += 1
        if article.origin in COPIED:
            tally.copies += 1
            if article.origin != "official-statement" and not article.credits:
                _note(tally, article.id)
        if article.event is not None:
            outlet = self._outlets.get(article.outlet)
            side = outlet.perspective(article.day) if outlet else _UNKNOWN
            self._events.setdefault(article.event, Counter())[side] += 1

    def one_sided(
        self, events: Mapping[str, Path], declaration: dict[str, Any]
    ) -> Iterator[tuple[Path, Fault]]:
        """Yield the events whose articles are all of one side, in a corpus that has several."""
        sides = {entry.perspective for one in self._outlets.values() for entry in one.assessments}
        for event, told in sorted(self._events.items()):
            (side, articles), *others = told.most_common()
            if others or side == _UNKNOWN or articles < MIN_TELLINGS or len(sides) < 2:
                continue
            if event in events and not _is_known(declaration, event):
                yield events[event], _one_sided(event, side, articles)

    def lopsided(self, declaration: dict[str, Any]) -> Iterator[Fault]:
        """Yield the outlet, and the language, that too many articles are from."""
        outlets = Counter({outlet: tally.articles for outlet, tally in self._tallies.items()})
        languages = Counter[str]()
        for tag, articles in self._languages.items():
            languages[language(tag).tag] += articles
        limit = MOST if len(self._outlets) > 2 else MOST_OF_FEW
        for what, counts, declared, most in (
            ("outlet", outlets, len(self._outlets), limit),
            ("language", languages, len(declaration["languages"]), MOST_OF_FEW),
        ):
            total = counts.total()
            (name, articles), *_ = counts.most_common(1) or [("", 0)]
            names = (name, language(name).name) if what == "language" else (name,)
            if (
                declared > 1
                and total >= MIN_ARTICLES
                and articles > most * total
                and not _is_known(declaration, *names)
            ):
                yield _lopsided(what, name, articles / total, total)

    def copied(self, declaration: dict[str, Any]) -> Iterator[Fault]:
        """Yield outlets with many texts that are not their own, or that name no source."""
        for outlet, tally in sorted(self._tallies.items()):
            many = tally.articles >= MIN_OF_OUTLET and tally.copies > COPIES * tally.articles
            if many and not _is_known(declaration, outlet):
                yield _copied(outlet, tally)
            if tally.uncredited:
                yield _uncredited(outlet, tally)


def _note(tally: _Tally, article: str) -> None:
    """Count a copy without credits; the first ids are kept, whatever the order of files."""
    tally.uncredited += 1
    insort(tally.examples, article)
    del tally.examples[_SHOWN:]


def check_searches(declaration: dict[str, Any], lexicon: Lexicon) -> Iterator[Fault]:
    """Yield collections that were found by searching for forms of the lexicon."""
    for place, collection in enumerate(declaration["collections"]):
        if collection["method"] == "keyword" and "query" in collection:
            found = _searched(collection["query"], declaration["languages"], lexicon)
            gaps = collection.get("known_gaps", ())
            unsaid = [form for form in found if not _is_named(form, gaps)]
            if unsaid:
                yield _found_by_search(collection["id"], place, unsaid)


def _searched(query: str, languages: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Return, sorted, the forms of the lexicon that stand in a query."""
    from corpus_tools.terms.matching import longest, matcher  # few corpora have a query

    capital = query.title()
    texts = (query, capital) if len(capital) == len(query) else (query,)
    found = {
        query[hit.start : hit.end]
        for tag in languages
        for text in texts
        for hit in longest(matcher(lexicon, tag).hits(text))
    }
    return sorted(found | _cut_short(query, lexicon))


def _cut_short(query: str, lexicon: Lexicon) -> set[str]:
    """Return the words with * at their end with which a form of the lexicon begins."""
    forms = [
        form.text.casefold()
        for concept in lexicon.concepts
        for variant in concept.variants
        for form in variant.forms
    ]
    return {
        word
        for word in _TRUNCATED.findall(query)
        if any(form.startswith(word[:-1].casefold()) for form in forms)
    }


def _is_known(declaration: dict[str, Any], *names: str) -> bool:
    """Tell whether a collection's known gaps name something."""
    gaps = [gap for entry in declaration["collections"] for gap in entry.get("known_gaps", ())]
    return any(_is_named(name, gaps) for name in names)


def _is_named(name: str, gaps: Iterable[str]) -> bool:
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return any(pattern.search(gap) for gap in gaps)


def _whole(code: str, message: str, hint: str, pointer: str = "") -> Fault:
    """Return a fault of a corpus as a whole: it stands where its corpus.json begins."""
    return Fault(code=code, pointer=pointer, message=message, hint=hint, line=1, column=1)


def _one_sided(event: str, side: str, articles: int) -> Fault:
    return Fault(
        code="CT901",
        pointer="/id",
        message=f"All {articles:,} articles of the event are by one side, {quote(side)}.",
        hint="Add an article of an outlet on another side; if there is none, name "
        f"{quote(event, 120)} in known_gaps of a collection in corpus.json.",
    )


def _lopsided(what: str, name: str, share: float, total: int) -> Fault:
    return _whole(
        "CT902",
        f"The {what} {quote(name, 120)} has {share:.0%} of the {total:,} articles.",
        f"Add articles of others; if there are none, name {quote(name, 120)} in known_gaps of a "
        "collection, so that nobody reads the counts as those of all.",
    )


def _found_by_search(collection: str, place: int, forms: list[str]) -> Fault:
    listed = ", ".join(quote(form) for form in forms[:_SHOWN])
    more = f" and {len(forms) - _SHOWN} more" if len(forms) > _SHOWN else ""
    return _whole(
        "CT903",
        f"The collection {quote(collection, 120)} was searched for forms of the lexicon: "
        f"{listed}{more}. How often they occur in it is the search's doing.",
        "Search for what happened, not for its names; or name those forms in known_gaps of the "
        "collection, so that nobody compares their frequencies.",
        f"/collections/{place}/query",
    )


def _copied(outlet: str, tally: _Tally) -> Fault:
    return _whole(
        "CT904",
        f"Of the {tally.articles:,} articles of {quote(outlet, 120)}, {tally.copies:,} are "
        "syndicated, adapted or official statements: words of others.",
        "Leave them out, or count by origin and name the outlet in known_gaps of a collection.",
    )


def _uncredited(outlet: str, tally: _Tally) -> Fault:
    listed = ", ".join(quote(id_, 120) for id_ in tally.examples)
    more = f" and {tally.uncredited - _SHOWN:,} more" if tally.uncredited > _SHOWN else ""
    return _whole(
        "CT904",
        f"Copies of {quote(outlet, 120)} name no source: {listed}{more}.",
        'Add it to each, as in "credits": [{"name": "Harbour Wire"}]; or correct the origin.',
    )
