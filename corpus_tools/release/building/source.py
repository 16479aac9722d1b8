"""The articles of a surveyed corpus as record batches, in the order of the release."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO

import pyarrow as pa

from corpus_tools.checks.locations import Location
from corpus_tools.checks.survey import Survey
from corpus_tools.corpus import parse_document
from corpus_tools.documents.files import is_shard, open_regular, read_bytes
from corpus_tools.documents.shards import open_shard
from corpus_tools.findings import OperatorError
from corpus_tools.pipeline import SOURCE
from corpus_tools.release.building.predecessor import Earlier

BATCH = 250
"""Articles per batch: few enough that a batch of long ones stays small."""


def batches(
    survey: Survey, splits: Mapping[str, str], earlier: Earlier
) -> Iterator[pa.RecordBatch]:
    """Yield the articles of a corpus as batches of schema SOURCE, ordered by id.

    `splits` names the split of each, `earlier` the rows it had in the release before.

    Raises OperatorError where an article is no longer what the survey saw.
    """
    with closing(_Reader()) as reader:
        ids = sorted(survey.articles)
        for first in range(0, len(ids), BATCH):
            rows = [
                {
                    "article": reader.article(article, survey.articles[article]),
                    "annotations": [
                        read_bytes(path) for path in sorted(survey.annotations.get(article, ()))
                    ],
                    "split": splits[article],
                    "earlier": earlier.of(article),
                }
                for article in ids[first : first + BATCH]
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=SOURCE)


class _Reader:
    """Reads articles at their byte ranges; compressed shards are unpacked to disk first."""

    def __init__(self) -> None:
        self._open: dict[Path, IO[bytes]] = {}

    def close(self) -> None:
        for stream in self._open.values():
            stream.close()

    def article(self, article: str, location: Location) -> bytes:
        """Return an article's JSON, checked again: files can change between two passes."""
        if is_shard(location.path):
            stream = self._stream(location.path)
            stream.seek(location.start)
            raw = stream.read(location.end - location.start).rstrip(b"\r\n")
        else:
            raw = read_bytes(location.path)
        document = parse_document(raw, location.path, "article")
        if document.value is None or document.value["id"] != article:
            raise OperatorError(f"{location.path} was changed while it was being exported")
        return raw

    def _stream(self, path: Path) -> IO[bytes]:
        if path not in self._open:
            self._open[path] = _seekable(path)
        return self._open[path]


def _seekable(path: Path) -> IO[bytes]:
    """Open a shard for reading anywhere in it; a compressed one is unpacked to disk."""
    if path.name.endswith(".jsonl"):
        return open_regular(path)
    unpacked = tempfile.TemporaryFile(prefix="corpus-tools-")  # noqa: SIM115
    with open_shard(path) as stream:
        shutil.copyfileobj(stream, unpacked, 1 << 20)
    return unpacked
