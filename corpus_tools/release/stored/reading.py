"""Reading a release that was published: its manifest, and its rows in stored order."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_tools.findings import OperatorError
from corpus_tools.release.stored.manifest import MANIFEST, Manifest, file_sha256

_BATCH = 500
"""Rows read at a time."""

Placed = tuple[str, str, dict[str, Any]]
"""A row: its id, its split, and its columns."""


def order(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: their numbers."""
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True, slots=True)
class Published:
    """A release on disk. What it says is taken at its word; `verify` is what doubts it."""

    path: Path
    manifest: Manifest

    @property
    def version(self) -> str:
        """The version, as x.y.z."""
        return str(self.manifest["version"])

    @property
    def manifest_sha256(self) -> str:
        """The SHA-256 of the manifest's bytes, which stands for the whole release."""
        return file_sha256(self.path / MANIFEST)

    @property
    def configs(self) -> dict[str, dict[str, Any]]:
        """The manifest's entries of the configs that have rows, by name."""
        return {entry["name"]: entry for entry in self.manifest["configs"]}

    def files(self, config: str) -> dict[str, list[Path]]:
        """Return the Parquet files of each split of a config, in stored order."""
        splits = self.configs.get(config, {}).get("splits", ())
        return {split["name"]: [self.path / file for file in split["files"]] for split in splits}

    def batches(
        self, config: str, columns: Sequence[str] | None = None
    ) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Yield the rows of a config with their split, in stored order; none if it is absent.

        Raises OperatorError where a file cannot be read.
        """
        for split, files in self.files(config).items():
            for path in files:
                for batch in _read(path, columns):
                    yield split, batch

    def by_id(self, config: str, columns: Sequence[str] | None = None) -> Iterator[Placed]:
        """Yield the rows of a config in order of id, over all splits and versions.

        They are stored in order of id for each version that added some: these runs are merged.
        Raises OperatorError where a file cannot be read.
        """
        runs = [
            _run(path, start, stop, split, columns)
            for split, files in self.files(config).items()
            for path in files
            for start, stop in _runs(path)
        ]
        yield from heapq.merge(*runs, key=_id)

    def oldest(self, config: str, split: str) -> str | None:
        """Return the version that added the first rows of a split."""
        files = self.files(config).get(split)
        first = next(_read(files[0], ["added_in"]), None) if files else None
        return str(first["added_in"][0]) if first else None


def _id(row: Placed) -> str:
    return row[0]


def _read(
    path: Path, columns: Sequence[str] | None, start: int = 0, stop: int | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a file in a range, from the row groups that hold it alone."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            groups, place = _overlapping(file, start, stop)
            for batch in file.iter_batches(
                _BATCH, row_groups=groups, columns=columns, use_threads=False
            ):
                end = place + batch.num_rows if stop is None else min(stop, place + batch.num_rows)
                if end > max(start, place):
                    yield batch.slice(max(0, start - place), end - max(start, place))
                place += batch.num_rows
    except (OSError, pa.ArrowException) as error:
        raise OperatorError(f"{path} cannot be read: it is damaged") from error


def _overlapping(file: pq.ParquetFile, start: int, stop: int | None) -> tuple[list[int], int]:
    """Return the row groups that a range of rows lies in, and where the first begins."""
    groups: list[int] = []
    first, place = 0, 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if place + rows > start and (stop is None or place < stop):
            first = first if groups else place
            groups.append(group)
        place += rows
    return groups, first


def _runs(path: Path) -> Iterator[tuple[int, int]]:
    """Yield the ranges of rows in a file that one version added."""
    start, place, current = 0, 0, None
    for batch in _read(path, ["added_in"]):
        for version in batch["added_in"].to_pylist():
            if version != current and place > start:
                yield start, place
                start = place
            current, place = version, place + 1
    if place > start:
        yield start, place


def _run(
    path: Path, start: int, stop: int, split: str, columns: Sequence[str] | None
) -> Iterator[Placed]:
    for batch in _read(path, columns, start, stop):
        for row in batch.to_pylist():
            yield row["id"], split, row


def published(path: Path) -> Published:
    """Open a release. Raises OperatorError where the folder holds none."""
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        manifest["configs"], manifest["version"], manifest["files"]  # what every reader rests on
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise OperatorError(f"{path} is no release: it has no manifest that can be read") from None
    return Published(path, manifest)


def releases(folder: Path) -> list[Published]:
    """Return the releases in the folder of a name, in order of version; no staging folders."""
    found = [
        published(path)
        for path in folder.glob("[0-9]*.[0-9]*.[0-9]*")
        if (path / MANIFEST).is_file()
    ]
    return sorted(found, key=lambda release: order(release.version))
