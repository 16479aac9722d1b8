"""What shows only when a whole corpus was read: duplicates, the lexicon, the balance.

Of an article only hashes and counts are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from corpus_tools.checks.balance import Balance, check_searches
from corpus_tools.checks.duplicates import Duplicates
from corpus_tools.checks.lexicon import (
    Entry,
    check_claims,
    check_overlaps,
    check_unmatched,
)
from corpus_tools.checks.locations import Location, addressed
from corpus_tools.checks.names import check_names
from corpus_tools.checks.sketches import fingerprint, hashed, sketch
from corpus_tools.checks.withdrawn import Withdrawn
from corpus_tools.corpus import Document, read_document, shown_path
from corpus_tools.documents.schema import Kind
from corpus_tools.findings import Fault, Finding
from corpus_tools.model import Article, Concept, Lexicon

_Found = tuple[Path, Fault]
_KINDS: dict[str, Kind] = {"lexicon": "concept", "events": "event"}


class Whole:
    """Gathers, during the pass over a corpus, what its last findings need."""

    def __init__(self) -> None:
        self._concepts: dict[str, Entry] = {}
        self._balance = Balance()
        self.duplicates = Duplicates()
        self._withdrawn = Withdrawn()
        self._declaration: Document | None = None

    def add_document(self, document: Document) -> None:
        """Remember a document that is no article."""
        kind, doc = document.kind, document.value
        if kind == "corpus":
            self._declaration = document
        elif kind == "outlet":
            self._balance.add_outlet(doc)
        elif kind == "concept":
            self._concepts.setdefault(doc["id"], Entry(document.path, Concept.from_doc(doc)))
        elif kind == "retractions":
            self._withdrawn = Withdrawn(doc, shown_path(document.path))

    def add_article(self, article: Article) -> Iterator[Fault]:
        """Remember an article whose id is new; yield that it was withdrawn before."""
        if article.body is not None:
            words = hashed(article.body)
            text, sketched = fingerprint(words), sketch(words)
        else:
            text, sketched = bytes.fromhex(article.digest("body") or "")[:16], b""
        self.duplicates.add(article, text, sketched)
        self._balance.add_article(article)
        yield from self._withdrawn.faults(article, sketched)

    def copies(
        self, articles: Mapping[str, Location], judges: Callable[[Path], bool]
    ) -> Iterator[Finding]:
        """Yield which articles are copies; `judges` tells which files to accuse."""
        yield from addressed(self.duplicates.faults(articles, judges), articles)

    def findings(self, events: Mapping[str, Path], *, whole: bool) -> Iterator[Finding]:
        """Yield what is wrong with the lexicon and the corpus; without a corpus.json, less.

        Its balance is judged only as a `whole`, where every article could be read.
        """
        found = list(self._lexicon())
        if self._declaration is not None:
            found.extend(self._declared(self._declaration, events, whole))
        for path, group in groupby(sorted(found, key=_path), key=_path):
            document = read_document(path, _KINDS.get(path.parent.name, "corpus"))
            yield from document.findings(fault for _, fault in group)

    def _lexicon(self) -> Iterator[_Found]:
        entries = list(self._concepts.values())
        yield from check_overlaps(entries)
        for entry in entries:
            yield from check_claims(entry)

    def _declared(
        self, document: Document, events: Mapping[str, Path], whole: bool
    ) -> Iterator[_Found]:
        declaration = document.value
        entries = list(self._concepts.values())
        sides = [entry["id"] for entry in declaration["perspectives"]]
        yield from check_unmatched(entries, declaration["languages"])
        yield from check_names(entries, sides, _named(document, events))
        lexicon = Lexicon(tuple(entry.concept for entry in entries))
        faults = [*check_searches(declaration, lexicon)]
        if whole:
            yield from self._balance.one_sided(events, declaration)
            faults += self._balance.lopsided(declaration)
            faults += self._balance.copied(declaration)
        yield from ((document.path, fault) for fault in faults)


def _named(document: Document, events: Mapping[str, Path]) -> Iterator[tuple[Path, str, str, str]]:
    """Yield events and collections: file, what it is, id and the pointer to it."""
    for id_, path in events.items():
        yield path, "event", id_, "/id"
    for place, collection in enumerate(document.value["collections"]):
        yield document.path, "collection", collection["id"], f"/collections/{place}/id"


def _path(found: _Found) -> Path:
    return found[0]
