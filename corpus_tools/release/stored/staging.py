"""Publishing a folder in one step: built beside its place, kept by the disk, then renamed.

Whoever builds holds a lock on the folder being built; the lock goes when its process does,
however it ends, so that what nobody holds was left behind and may be cleaned away.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus_tools.findings import OperatorError

PREFIX = ".staging-"
"""How the name of a folder begins that is being built, or was left behind."""


class TakenError(Exception):
    """Somebody else published under this name in the meantime. Nothing was written."""


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Make a folder beside the target, on its file system, and leave nothing of it behind.

    Raises OperatorError where the file system refuses something.
    """
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    try:
        staged, lock = _new(target)
        try:
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)
            os.close(lock)
    except OSError as error:
        where = error.filename or target
        reason = error.strerror or error
        raise OperatorError(f"cannot write the release: {reason}: {where}") from error
    finally:
        for folder in made:
            with suppress(OSError):  # not empty: something was published in it
                folder.rmdir()


def _new(target: Path) -> tuple[Path, int]:
    """Make a folder and lock it; again where another process swept it away in between."""
    while True:
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError, BlockingIOError):
            staged = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{target.name}-", dir=target.parent))
            return staged, _lock(staged)


def sweep(folder: Path) -> list[Path]:
    """Remove the staging folders in a folder that no process builds in; return them, by name."""
    swept = []
    for path in sorted(folder.glob(f"{PREFIX}*")):
        with suppress(OSError):
            lock = _lock(path)
            try:
                shutil.rmtree(path)
                swept.append(path)
            finally:
                os.close(lock)
    return swept


def _lock(folder: Path) -> int:
    """Lock a folder and return the handle that holds the lock.

    Raises OSError if it is held, or was swept away between opening and locking it.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.stat()
    except OSError:
        os.close(handle)
        raise
    return handle


def put_in_place(staged: Path, target: Path) -> None:
    """Have the disk keep everything of a staged folder, then rename it into its place.

    Nothing is replaced: raises TakenError where the place is taken by now.
    """
    for path in (*staged.rglob("*"), staged):
        path.chmod(0o644 if path.is_file() else 0o755)
        _keep(path)
    try:
        staged.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise TakenError(str(target)) from None
        raise
    for folder in (target.parent, *list(target.parent.parents)[:2]):
        _keep(folder)


def _keep(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
