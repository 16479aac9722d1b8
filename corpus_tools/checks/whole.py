"""What shows only when a whole corpus was read: duplicates, the lexicon, the balance.

Of an article only hashes and counts are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from corpus_tools.checks.balance import Balance
from corpus_tools.checks.duplicates import Duplicates
from corpus_tools.checks.locations import Location, addressed
from corpus_tools.checks.sketches import fingerprint, hashed, sketch
from corpus_tools.checks.withdrawn import Withdrawn
from corpus_tools.corpus import Document, read_document, shown_path
from corpus_tools.documents.schema import Kind
from corpus_tools.findings import Fault, Finding
from corpus_tools.model import Article

_Found = tuple[Path, Fault]
_KINDS: dict[str, Kind] = {"lexicon": "concept", "events": "event"}


class Whole:
    """Gathers, during the pass over a corpus, what its last findings need."""

    def __init__(self) -> None:
        self._concepts: dict[str, Document] = {}
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
            self._concepts.setdefault(doc["id"], document)
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
        from corpus_tools.checks.shared import check_shared  # one article asked about does without

        found = list(check_shared(self._concepts.values(), self._declaration, events))
        if self._declaration is not None and whole:
            doc, path = self._declaration.value, self._declaration.path
            found.extend(self._balance.one_sided(events, doc))
            found.extend((path, fault) for fault in self._balance.lopsided(doc))
            found.extend((path, fault) for fault in self._balance.copied(doc))
        for path, group in groupby(sorted(found, key=_path), key=_path):
            document = read_document(path, _KINDS.get(path.parent.name, "corpus"))
            yield from document.findings(fault for _, fault in group)


def _path(found: _Found) -> Path:
    return found[0]
