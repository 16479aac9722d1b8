"""Row digests: what a release says, apart from how Parquet happens to store it.

A row is an RFC 8785 (JCS) JSON object of all columns, nulls included, days as YYYY-MM-DD;
its digest is SHA-256. A split's root is SHA-256 of its rows' 32-byte digests in stored
order; a config's root is SHA-256 of the sorted lines `split=hexroot`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_day)
_SLICE = 500
"""Rows turned into Python values at a time."""


def canonical(row: Mapping[str, Any]) -> bytes:
    """Serialise a row as RFC 8785 asks.

    Keys are ASCII and there are no floats, so that Python's own serialiser, with sorted
    keys and without spaces, writes exactly the canonical form.
    """
    return _ENCODER.encode(row).encode()


def canonical_rows(batch: pa.RecordBatch) -> Iterator[bytes]:
    """Yield the canonical form of each row of a batch."""
    for first in range(0, batch.num_rows, _SLICE):
        for row in batch.slice(first, _SLICE).to_pylist():
            yield canonical(row)


class SplitDigest:
    """The root of a split, its number of rows and their bytes in canonical form."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.rows = 0
        self.bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Add the rows of the next batch."""
        for row in canonical_rows(batch):
            self.add_row(row)

    def add_row(self, row: bytes) -> None:
        """Add the next row, given its canonical form."""
        self._hash.update(hashlib.sha256(row).digest())
        self.rows += 1
        self.bytes += len(row)

    def root(self) -> str:
        """Return the root of the rows so far, in hex."""
        return self._hash.hexdigest()


def config_root(roots: Mapping[str, str]) -> str:
    """Return the root of a config from the roots of its splits."""
    lines = sorted(f"{split}={root}\n" for split, root in roots.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
