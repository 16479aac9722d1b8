"""Rules on what the articles of a corpus share: its lexicon, its names and its searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus_tools.checks.balance import check_searches
from corpus_tools.checks.lexicon import (
    Entry,
    Found,
    check_claims,
    check_overlaps,
    check_unmatched,
)
from corpus_tools.checks.names import check_names
from corpus_tools.corpus import Document
from corpus_tools.model import Concept, Lexicon


def check_shared(
    concepts: Iterable[Document], declaration: Document | None, events: Mapping[str, Path]
) -> Iterator[Found]:
    """Yield what is wrong with a lexicon and, given its corpus.json, with what goes with it."""
    entries = [Entry(one.path, Concept.from_doc(one.value)) for one in concepts]
    yield from check_overlaps(entries)
    for entry in entries:
        yield from check_claims(entry)
    if declaration is None:
        return
    doc = declaration.value
    sides = [entry["id"] for entry in doc["perspectives"]]
    yield from check_unmatched(entries, doc["languages"])
    yield from check_names(entries, sides, _named(declaration, events))
    lexicon = Lexicon(tuple(entry.concept for entry in entries))
    yield from ((declaration.path, fault) for fault in check_searches(doc, lexicon))


def _named(document: Document, events: Mapping[str, Path]) -> Iterator[tuple[Path, str, str, str]]:
    """Yield events and collections: file, what it is, id and the pointer to it."""
    for id_, path in events.items():
        yield path, "event", id_, "/id"
    for place, collection in enumerate(document.value["collections"]):
        yield document.path, "collection", collection["id"], f"/collections/{place}/id"
