"""The tables of a release, written split by split, in the order in which they grow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_tools.pipeline import Tables
from corpus_tools.release.stored.digests import config_root
from corpus_tools.release.stored.manifest import columns
from corpus_tools.release.stored.parquet import SplitWriter
from corpus_tools.release.stored.reading import Published, order
from corpus_tools.tables import COLUMNS, WITHHELD, Row


@dataclass(slots=True)
class Tally:
    """How many articles were written, and how many of them without text."""

    articles: int = 0
    withheld: int = 0

    def add(self, config: str, rows: pa.RecordBatch) -> None:
        """Count the next rows of a config."""
        if config == "articles":
            self.articles += rows.num_rows
            self.withheld += rows["body"].null_count


class TablesWriter:
    """Writes rows that come in order of id, ordered by the version that added them, then id.

    Rows of the oldest version go straight into their files; those of later ones wait on disk
    until it is their turn, so that a release that grows keeps the beginning of its files.
    """

    def __init__(self, folder: Path, version: str, before: Published | None) -> None:
        self._folder, self._version, self._before = folder, version, before
        self._splits: dict[tuple[str, str], _Split] = {}
        self.tally = Tally()
        self._withheld: list[pa.RecordBatch] = []

    def add(self, tables: Tables) -> None:
        """Take the next rows of each config and split."""
        for (config, split), rows in tables.items():
            if config == WITHHELD:
                self._withheld.append(rows)
                continue
            self.tally.add(config, rows)
            if (config, split) not in self._splits:
                oldest = self._before.oldest(config, split) if self._before else None
                writer = SplitWriter(self._folder, config, split)
                self._splits[config, split] = _Split(writer, oldest or self._version)
            self._splits[config, split].add(rows)

    def withheld_rows(self) -> Iterator[Row]:
        """Yield what was withheld with texts, in order of articles."""
        for rows in self._withheld:
            yield from rows.to_pylist()

    def close(self) -> list[dict[str, Any]]:
        """Finish all files and describe the configs as the manifest lists them."""
        configs = []
        for config in COLUMNS:
            splits = [
                self._described(name, writer)
                for (of, name), writer in sorted(self._splits.items())
                if of == config
            ]
            if splits:
                root = config_root({split["name"]: split["root"] for split in splits})
                configs.append(
                    {"name": config, "root": root, "columns": columns(config), "splits": splits}
                )
        return configs

    def _described(self, name: str, split: _Split) -> dict[str, Any]:
        files = split.close()
        digest = split.writer.digest
        return {
            "name": name,
            "rows": digest.rows,
            "bytes": digest.bytes,
            "root": digest.root(),
            "files": [path.relative_to(self._folder.absolute()).as_posix() for path in files],
        }


class _Split:
    def __init__(self, writer: SplitWriter, oldest: str) -> None:
        self.writer, self._oldest = writer, oldest
        self._waiting: dict[str, tuple[IO[bytes], pa.ipc.RecordBatchStreamWriter]] = {}

    def add(self, rows: pa.RecordBatch) -> None:
        for version in pc.unique(rows["added_in"]).to_pylist():
            part = rows.filter(pc.equal(rows["added_in"], version))
            if version == self._oldest:
                self.writer.add(part)
            else:
                self._spill(version, rows.schema).write_batch(part)

    def close(self) -> list[Path]:
        for version in sorted(self._waiting, key=order):
            file, writer = self._waiting[version]
            writer.close()
            file.seek(0)
            with file, pa.ipc.open_stream(file) as stream:
                for batch in stream:
                    self.writer.add(batch)
        return self.writer.close()

    def _spill(self, version: str, schema: pa.Schema) -> pa.ipc.RecordBatchStreamWriter:
        if version not in self._waiting:
            file = tempfile.TemporaryFile(prefix="corpus-tools-")  # noqa: SIM115
            self._waiting[version] = file, pa.ipc.new_stream(file, schema)
        return self._waiting[version][1]
