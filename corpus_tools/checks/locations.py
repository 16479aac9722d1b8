"""Where articles stand, and the way back there for what is only found at the end of a pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus_tools.corpus import Document, parse_document, read_document
from corpus_tools.documents.files import is_shard
from corpus_tools.findings import Fault, Finding


class Location(NamedTuple):
    """Where an article stands: its file, its line in a shard (0: none), its byte range.

    Its event is kept too: articles of one event go to one split.
    """

    path: Path
    line: int
    start: int
    end: int
    event: str | None


def addressed(
    faults: Iterable[tuple[str, Fault]], articles: Mapping[str, Location]
) -> Iterator[Finding]:
    """Give faults of articles, named by id, their address; each file is read again once."""
    wanted: dict[Path, dict[int, list[Fault]]] = {}
    for article, fault in faults:
        place = articles[article]
        wanted.setdefault(place.path, {}).setdefault(place.line, []).append(fault)
    for path, lines in wanted.items():
        for document in _documents(path, lines):
            yield from document.findings(lines[document.line or 0])


def reread(
    wanted: Iterable[str], articles: Mapping[str, Location]
) -> Iterator[tuple[str, Document]]:
    """Read some articles again, named by id, each file once."""
    by_path: dict[Path, dict[int, str]] = {}
    for article in wanted:
        place = articles[article]
        by_path.setdefault(place.path, {})[place.line] = article
    for path, lines in by_path.items():
        for document in _documents(path, lines):
            yield lines[document.line or 0], document


def _documents(path: Path, wanted: Iterable[int]) -> Iterator[Document]:
    if not is_shard(path):
        yield read_document(path, "article")
        return
    from corpus_tools.documents.shards import read_lines  # single files do without

    left = set(wanted)
    for line in read_lines(path):
        if line.number in left and line.raw is not None:
            yield parse_document(line.raw, path, "article", line)
            left.remove(line.number)
        if not left:
            return
