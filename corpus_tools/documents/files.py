"""Bytes from disk, safely: no links, no devices, no endless or damaged streams."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if sys.version_info >= (3, 14) and not TYPE_CHECKING:
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

from corpus_tools.findings import Fault, OperatorError, quote

MAX_BYTES = 4 * 1024 * 1024
"""Largest document, in bytes: of a file, or of one line of a shard after decompression."""

MOST_PASSED = 16 * MAX_BYTES
"""Bytes of too long lines of a shard that are passed over before the rest is left unread."""

MOST_BLANK = 1_000_000
"""Blank lines of a shard that are passed over before the rest is left unread."""

SHARD_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


class UnreadableError(Exception):
    """A file cannot be read; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a shard: `number` from 1, byte range `[start, end)` after decompression.

    `raw` is None where the line is too long to be kept.
    """

    number: int
    start: int
    end: int
    raw: bytes | None


def is_shard(path: str | Path) -> bool:
    """Tell whether a path names a JSON Lines shard, plain or compressed."""
    return str(path).endswith(SHARD_SUFFIXES)


def is_below(path: Path, folders: Iterable[Path]) -> bool:
    """Tell whether a path is one of some files and folders, or below one; all absolute."""
    return any(path.is_relative_to(folder) for folder in folders)


def walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield every entry below a folder that is not a folder, with whether it is a regular file.

    Links are yielded, never followed. Order is by path, whatever the file system's order.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise OperatorError(f"cannot list {folder}: {error.strerror}") from error
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path))
        else:
            yield Path(entry.path), entry.is_file(follow_symlinks=False)


def open_regular(path: Path) -> IO[bytes]:
    """Open a regular file. Raises UnreadableError for links, devices and what cannot be read."""
    return os.fdopen(_handle(path), "rb")


def _handle(path: Path) -> int:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = "is a link" if path.is_symlink() else (error.strerror or "cannot be opened")
        raise _unreadable(reason) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _unreadable("is not a regular file")
    return handle


def _unreadable(reason: str) -> UnreadableError:
    hint = "Replace it by a regular file that holds the data."
    return UnreadableError(Fault(code="CT001", message=f"The file {reason}.", hint=hint))


def too_large(size: str) -> Fault:
    """Return the fault of a document beyond MAX_BYTES."""
    message = f"The document has {size} bytes; at most {MAX_BYTES:,} are read."
    return Fault(code="CT002", message=message, hint="Split it, or leave out what is not text.")


def idle(line: int, what: str) -> Fault:
    """Return the fault of a shard that holds so much else than articles."""
    return Fault(
        code="CT013",
        line=line,
        column=1,
        message=f"Up to here the shard has {what}; what follows was not read.",
        hint="Mend or remove those lines, then check again.",
    )


def read_bytes(path: Path) -> bytes:
    """Read one document. Raises UnreadableError for links, devices and files beyond MAX_BYTES."""
    handle = _handle(path)
    try:
        size = os.fstat(handle).st_size
        if size > MAX_BYTES:
            raise UnreadableError(too_large(f"{size:,}"))
        # One call for most files: what comes in parts is put together by a buffered reader.
        raw = os.read(handle, size + 1)
        if len(raw) != size:
            os.lseek(handle, 0, os.SEEK_SET)
            with os.fdopen(handle, "rb", closefd=False) as stream:
                raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(error.strerror or "cannot be read") from error
    finally:
        os.close(handle)
    if len(raw) > MAX_BYTES:
        raise UnreadableError(too_large(f"more than {MAX_BYTES:,}"))
    return raw


def replace_file(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all; what was there stays until the new one is complete."""
    with replacing(path) as handle:
        handle.write(raw)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside another that takes its place once it is complete and on the disk."""
    part = path.with_name(f".corpus-tools-{os.getpid()}.part")
    try:
        with part.open("xb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except OSError as error:
        raise OperatorError(f"cannot write {path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


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
