"""Which files of a Git work tree differ from an earlier revision. The only user of Git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
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


def committed(folder: Path) -> datetime | None:
    """Return when the work tree's last commit was made; None outside a Git work tree."""
    try:
        return datetime.fromisoformat(
            _git(folder, "log", "-1", "--no-show-signature", "--format=%cI").strip()
        )
    except (OperatorError, ValueError):
        return None


def is_as_committed(path: Path) -> bool:
    """Tell whether a file, or a folder with all that is in it, is as the last commit has it."""
    folder, name = (path, ".") if path.is_dir() else (path.parent, path.name)
    quiet = ("--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false")
    try:
        changed = _git(folder, *quiet, "status", "--porcelain", "--ignored", "--", name)
        return not changed and _git(folder, *quiet, "ls-files", "--", name) != ""
    except OperatorError:
        return False


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        # No shell, and nothing of the data among the arguments.
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise OperatorError(f"git cannot be run: {error.strerror}") from None
    with process:
        out, said = process.communicate()
    if process.returncode:
        reason = said.decode("utf-8", "replace").strip().partition("\n")[0]
        raise OperatorError(f"git cannot read {folder}: {reason or 'it does not say why'}")
    return out.decode("utf-8", "surrogateescape")
