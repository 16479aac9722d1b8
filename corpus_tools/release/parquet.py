"""Rows into Parquet files, the same bytes for the same rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools.release.digests import SplitDigest
from corpus_tools.tables import ARROW

ROW_GROUP = {"articles": 500}
"""Rows per row group where it is not WIDE_GROUP: long rows go in small groups, so that
reading them takes little memory. Fixed, so that how rows arrive does not show in the bytes."""

WIDE_GROUP = 5_000

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


class SplitWriter:
    """Writes the rows of one split of one config into shards, and digests them."""

    def __init__(self, folder: Path, config: str, split: str) -> None:
        self._folder, self._split = folder.absolute() / config, split
        info = {"info": {"features": features(config)}}
        self._schema = ARROW[config].with_metadata({"huggingface": json.dumps(info)})
        self._group_rows = ROW_GROUP.get(config, WIDE_GROUP)
        self._waiting: list[pa.RecordBatch] = []
        self._in_shard = 0
        self._shards: list[Path] = []
        self._writer: pq.ParquetWriter | None = None
        self.digest = SplitDigest()

    def add(self, batch: pa.RecordBatch) -> None:
        """Take the next rows."""
        self.digest.add(batch)
        self._waiting.append(batch)
        while sum(waiting.num_rows for waiting in self._waiting) >= self._group_rows:
            self._write_group()

    def close(self) -> list[Path]:
        """Write what waits and return the files, now named by how many they are."""
        while self._waiting:
            self._write_group()
        self._close_shard()
        return [
            shard.rename(
                shard.with_name(f"{self._split}-{number:05}-of-{len(self._shards):05}.parquet")
            )
            for number, shard in enumerate(self._shards)
        ]

    def _write_group(self) -> None:
        table = pa.Table.from_batches(self._waiting)
        group, rest = table.slice(0, self._group_rows), table.slice(self._group_rows)
        self._waiting = rest.combine_chunks().to_batches() if rest.num_rows else []
        writer = self._writer or self._open_shard()
        writer.write_table(
            group.combine_chunks().replace_schema_metadata(self._schema.metadata),
            row_group_size=self._group_rows,
        )
        self._in_shard += group.num_rows
        if self._in_shard >= SHARD:
            self._close_shard()

    def _open_shard(self) -> pq.ParquetWriter:
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{self._split}-{len(self._shards):05}.part"
        self._shards.append(path)
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            compression_level=3,
            use_dictionary=True,
            write_page_index=True,
            write_page_checksum=True,
            use_content_defined_chunking=True,
        )
        return self._writer

    def _close_shard(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._in_shard = None, 0
