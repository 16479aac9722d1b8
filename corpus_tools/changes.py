"""Which files of a Git work tree differ from an earlier revision. The only user of Git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from corpus_tools.findings import OperatorError


def changed_since(revision: str, folder: Path) -> frozenset[Path]:
    """Return every file that differs from where the work tree left a revision's history.

    Both names of a renamed file, deleted and untracked files are among them; paths are
    absolute. Raises OperatorError outside a Git work tree or for a revision it has not.
    """
    try:
        top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    except OperatorError as error:
        if "not a git repository" not in str(error):
            raise
        raise OperatorError(f"{folder} is not in a Git work tree") from None
    commit = f"{revision}^{{commit}}"
    try:
        _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", commit)
        base = _git(top, "merge-base", "--end-of-options", revision, "HEAD").strip()
    except OperatorError:
        raise OperatorError(
            f"Git has no revision {revision!r} with a common ancestor here; "
            "in a shallow clone, fetch its history first (fetch-depth: 0)"
        ) from None
    different = _git(top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--")
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    names = {name for name in (different + untracked).split("\0") if name}
    return frozenset(top / name for name in names)


def changed_files(revision: str, paths: Iterable[Path]) -> frozenset[Path]:
    """Return the changed files of every work tree that some paths stand in."""
    folders = {path if path.is_dir() else path.parent for path in paths}
    return frozenset[Path]().union(*(changed_since(revision, folder) for folder in folders))


def committed(path: Path) -> datetime | None:
    """Return when a work tree's last commit was made, if it has a path as it is now.

    That is, a file, or a folder with all that is in it. None outside a Git work tree.
    """
    if not path.exists():
        return None
    folder, name = (path, ".") if path.is_dir() else (path.parent, path.name)
    quiet = ("--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false")
    try:
        moment = _started(folder, "log", "-1", "--no-show-signature", "--format=%cI")
        changed = _started(folder, *quiet, "status", "--porcelain", "--ignored", "--", name)
        said, changes = _said(folder, moment, changed)  # both at once
        return None if changes else datetime.fromisoformat(said.strip())
    except (OperatorError, ValueError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    return _said(folder, _started(folder, *arguments))[0]


def _started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = ["git", "-C", str(folder), *arguments]
    try:
        # No shell, and nothing of the data among the arguments.
        return subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise OperatorError(f"git cannot be run: {error.strerror}") from None


def _said(folder: Path, *processes: subprocess.Popen[bytes]) -> list[str]:
    """Return what some processes write, in their order. Raises OperatorError if one fails."""
    with ExitStack() as running:
        heard = [running.enter_context(process).communicate() for process in processes]
    for process, (_, complaint) in zip(processes, heard, strict=True):
        if process.returncode:
            reason = complaint.decode("utf-8", "replace").strip().partition("\n")[0]
            raise OperatorError(f"git cannot read {folder}: {reason or 'it does not say why'}")
    return [out.decode("utf-8", "surrogateescape") for out, _ in heard]
