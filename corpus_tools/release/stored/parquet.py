"""Rows into Parquet files, the same bytes for the same rows, most of them for most rows.

Where a row group ends, the ids of its articles decide, not how many rows came before it: what
is added, edited or withdrawn changes the group that it stands in, and no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools.release.stored.digests import SplitDigest
from corpus_tools.tables import ARROW

GROUP = (1024, 1280)
"""Articles in a row group: at least so many, and on average about so many. With many, what is
annotated anew lies together, apart from the texts."""

SMALL_GROUP = (48, 56)
"""The same for configs with several rows an article, whose every column changes with a row: so
few that a group is about as large as what storage by content shares (64 KB)."""

_SEVERAL = frozenset({"annotations", "judgements"})

PAGES = {"min_chunk_size": 8 * 1024, "max_chunk_size": 32 * 1024}
"""Bounds of pages that their content cuts, in bytes, in row groups that are not small."""

_FREE_TEXT = frozenset(
    """id title body url archive_url published_original title_sha256 body_sha256 article_id before
    after comment""".split()  # noqa: SIM905
)
"""Columns whose values hardly repeat: a dictionary of them would change with each."""

_KEYS = ("id", "added_in", "article_id", "outlet", "language", "published")
"""Columns that readers select rows by: the others do without statistics."""

SHARD = 100_000
"""Rows per file."""


def features(config: str) -> dict[str, Any]:
    """Return the config's columns as Hugging Face feature metadata."""
    return {field.name: _feature(field.type) for field in ARROW[config]}


def _feature(kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(kind):
        return {"feature": _feature(kind.value_type), "_type": "List"}
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    return {"dtype": dtype(kind), "_type": "Value"}


def dtype(kind: pa.DataType) -> str:
    """Return the Hugging Face name of a plain Arrow type."""
    return {"date32[day]": "date32"}.get(str(kind), str(kind))


def _leaves(path: str, kind: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    """Yield the paths of a column's leaves as Parquet names them, and their types."""
    if pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    else:
        yield path, kind


class SplitWriter:
    """Writes the rows of one split of one config into shards, and digests them."""

    def __init__(self, folder: Path, config: str, split: str) -> None:
        self._folder, self._split = folder.absolute() / config, split
        info = {"info": {"features": features(config)}}
        self._schema = ARROW[config].with_metadata({"huggingface": json.dumps(info)})
        self._config = config
        self._cuts = _Cuts(*(SMALL_GROUP if config in _SEVERAL else GROUP))
        self._waiting: list[pa.RecordBatch] = []
        self._in_shard = 0
        self._shards: list[Path] = []
        self._writer: pq.ParquetWriter | None = None
        self.digest = SplitDigest()

    def add(self, batch: pa.RecordBatch) -> None:
        """Take the next rows."""
        self.digest.add(batch)
        start = 0
        for end in self._cuts.within(batch["id"].to_pylist()):
            if end > start:
                self._waiting.append(batch.slice(start, end - start))
            self._write_group()
            start = end
        if start < batch.num_rows:
            self._waiting.append(batch.slice(start))

    def close(self) -> list[Path]:
        """Write what waits and return the files, now named by how many they are."""
        self._write_group()
        self._close_shard()
        return [
            shard.rename(
                shard.with_name(f"{self._split}-{number:05}-of-{len(self._shards):05}.parquet")
            )
            for number, shard in enumerate(self._shards)
        ]

    def _write_group(self) -> None:
        if not self._waiting:
            return
        group = pa.Table.from_batches(self._waiting).combine_chunks()
        self._waiting = []
        writer = self._writer or self._open_shard()
        writer.write_table(
            group.replace_schema_metadata(self._schema.metadata), row_group_size=group.num_rows
        )
        self._in_shard += group.num_rows
        if self._in_shard >= SHARD:
            self._close_shard()

    def _open_shard(self) -> pq.ParquetWriter:
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{self._split}-{len(self._shards):05}.part"
        self._shards.append(path)
        leaves = [
            (field.name, leaf, kind)
            for field in self._schema
            for leaf, kind in _leaves(field.name, field.type)
        ]
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            compression_level=9,
            use_dictionary=[
                leaf
                for name, leaf, kind in leaves
                if name not in _FREE_TEXT and not pa.types.is_int32(kind)
            ],
            column_encoding={
                leaf: "DELTA_BINARY_PACKED" for _, leaf, kind in leaves if pa.types.is_int32(kind)
            },
            write_statistics=[name for name in _KEYS if name in self._schema.names],
            write_page_checksum=True,
            use_content_defined_chunking=False if self._config in _SEVERAL else PAGES,
        )
        return self._writer

    def _close_shard(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._in_shard = None, 0


class _Cuts:
    """Where row groups end: behind an article whose id says so, some articles after the last."""

    def __init__(self, least: int, typical: int) -> None:
        self._least, self._spread = least, typical - least
        self._article, self._articles = "", 0

    def within(self, ids: list[str]) -> Iterator[int]:
        """Yield the places in a batch of rows, given their ids, before which a group ends."""
        for place, id_ in enumerate(ids):
            article = id_.partition("#")[0]
            if article != self._article:
                if self._articles >= self._least and self._ends(self._article):
                    yield place
                    self._articles = 0
                self._article, self._articles = article, self._articles + 1

    def _ends(self, article: str) -> bool:
        return crc32(article.encode()) % self._spread == 0
