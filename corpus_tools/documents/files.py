"""Bytes from disk and onto it, safely: no links, no devices, nothing written by halves."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from corpus_tools.findings import Fault, OperatorError

MAX_BYTES = 4 * 1024 * 1024
"""Largest document, in bytes: of a file, or of one line of a shard after decompression."""

SHARD_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


class UnreadableError(Exception):
    """A file cannot be read; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def is_shard(path: str | Path) -> bool:
    """Tell whether a path names a JSON Lines shard, plain or compressed."""
    return str(path).endswith(SHARD_SUFFIXES)


def is_below(path: Path, folders: Iterable[Path]) -> bool:
    """Tell whether a path is one of some files and folders, or below one; all absolute."""
    own = f"{path}/"
    return any(own.startswith(f"{folder}/") for folder in folders)


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
