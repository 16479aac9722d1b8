"""The rule about withdrawn articles: none comes back, under its id or another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus_tools.checks.duplicates import BODY, BODY_HASH
from corpus_tools.checks.sketches import are_near, bands, from_hex
from corpus_tools.findings import Fault, quote
from corpus_tools.model import Article


class Withdrawn:
    """The entries of retractions.json, found by id, by hash and by sketch of the body."""

    def __init__(
        self, entries: Iterable[dict[str, Any]] = (), place: str = "retractions.json"
    ) -> None:
        self._place = place
        self._ids: dict[str, dict[str, Any]] = {}
        self._hashes: dict[str, dict[str, Any]] = {}
        self._sketches: dict[tuple[int, bytes], list[tuple[bytes, dict[str, Any]]]] = {}
        for entry in entries:
            self._ids.setdefault(entry["id"], entry)
            if "body_sha256" in entry:
                self._hashes.setdefault(entry["body_sha256"], entry)
            sketch = from_hex(entry.get("minhash", ""))
            for band in bands(sketch) if sketch else ():
                self._sketches.setdefault(band, []).append((sketch, entry))

    def faults(self, article: Article, sketch: bytes) -> Iterator[Fault]:
        """Yield that an article is one of those withdrawn: once, by the surest sign."""
        body = BODY if article.body is not None else BODY_HASH
        if entry := self._ids.get(article.id):
            yield self._fault("/id", "The article", entry)
        elif entry := self._by_hash(article):
            yield self._fault(body, f"The text is that of {quote(entry['id'], 120)}, which", entry)
        elif entry := self._by_sketch(sketch):
            yield self._fault(
                body, f"The text is nearly that of {quote(entry['id'], 120)}, which", entry
            )

    def _by_hash(self, article: Article) -> dict[str, Any] | None:
        digest = article.digest("body") if self._hashes else None
        return self._hashes.get(digest) if digest else None

    def _by_sketch(self, sketch: bytes) -> dict[str, Any] | None:
        for band in bands(sketch) if self._sketches and sketch else ():
            for other, entry in self._sketches.get(band, ()):
                if are_near(sketch, other):
                    return entry
        return None

    def _fault(self, pointer: str, what: str, entry: dict[str, Any]) -> Fault:
        return Fault(
            code="CT803",
            pointer=pointer,
            message=f"{what} was withdrawn on {entry['date']}: {quote(entry['reason'], 200)}.",
            hint="Remove the article. Only if the withdrawal was a mistake, remove the entry "
            f"{quote(entry['id'], 120)} from {quote(self._place, 300)}.",
            others=(self._place,),
        )
