"""JSON Lines shards, plain or compressed, safely: no endless and no damaged streams."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if sys.version_info >= (3, 14) and not TYPE_CHECKING:
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

from corpus_tools.documents.files import MAX_BYTES, UnreadableError, open_regular
from corpus_tools.findings import Fault, quote

MOST_PASSED = 16 * MAX_BYTES
"""Bytes of too long lines of a shard that are passed over before the rest is left unread."""

MOST_BLANK = 1_000_000
"""Blank lines of a shard that are passed over before the rest is left unread."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a shard: `number` from 1, byte range `[start, end)` after decompression.

    `raw` is None where the line is too long to be kept.
    """

    number: int
    start: int
    end: int
    raw: bytes | None


@contextmanager
def open_shard(path: Path) -> Iterator[IO[bytes]]:
    """Open a shard for reading its decompressed bytes from the start."""
    with open_regular(path) as handle:
        if path.name.endswith(".jsonl"):
            yield handle
            return
        if os.fstat(handle.fileno()).st_size == 0:
            raise EOFError("the compressed file is empty")
        # The window limit: a small file cannot ask for gigabytes of memory.
        window = {int(zstd.DecompressionParameter.window_log_max): 27}
        with (
            gzip.GzipFile(fileobj=handle, mode="rb")
            if path.name.endswith(".gz")
            else zstd.ZstdFile(handle, options=window)
        ) as stream:
            yield io.BufferedReader(stream, 1 << 20)


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a shard that are not blank, keeping none.

    Raises UnreadableError where the file cannot be opened, its compression is damaged or it
    has more than MOST_BLANK blank lines or MOST_PASSED bytes in too long ones.
    """
    number = 0
    try:
        with open_shard(path) as stream:
            for line in _lines(stream):
                number = line.number
                yield line
    except (OSError, EOFError, zlib.error, zstd.ZstdError) as error:
        raise UnreadableError(_damaged(number + 1, error)) from error


def _lines(stream: IO[bytes]) -> Iterator[Line]:
    number, start, blank, passed = 0, 0, 0, 0
    while raw := stream.readline(MAX_BYTES + 2):
        end, whole = start + len(raw), len(raw) <= MAX_BYTES or raw.endswith(b"\n")
        while not whole:
            rest = stream.readline(1 << 20)
            end += len(rest)
            whole = not rest or rest.endswith(b"\n")
            if (passed := passed + len(rest)) > MOST_PASSED:
                what = f"more than {MOST_PASSED:,} bytes beyond what lines may have"
                raise UnreadableError(idle(number + 1, what))
        number += 1
        kept = raw.rstrip(b"\r\n")
        if kept.strip() or end - start > MAX_BYTES + 2:
            yield Line(number, start, end, kept if len(kept) <= MAX_BYTES else None)
        elif (blank := blank + 1) > MOST_BLANK:
            raise UnreadableError(idle(number, f"more than {MOST_BLANK:,} blank lines"))
        start = end


def _damaged(line: int, error: Exception) -> Fault:
    return Fault(
        code="CT011",
        line=line,
        column=1,
        message=f"The compressed shard is damaged at line {line}: {quote(str(error))}.",
        hint="Compress the shard again, or send it uncompressed.",
    )


def idle(line: int, what: str) -> Fault:
    """Return the fault of a shard that holds so much else than articles."""
    return Fault(
        code="CT013",
        line=line,
        column=1,
        message=f"Up to here the shard has {what}; what follows was not read.",
        hint="Mend or remove those lines, then check again.",
    )
