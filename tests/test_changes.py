"""Checks which files count as changed in a Git work tree, and that Git's words stay inside."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from corpus_tools.changes import changed_since, committed
from corpus_tools.findings import OperatorError


def git(folder: Path, *arguments: str) -> str:
    """Run Git as somebody, whatever this machine is set to."""
    who = ("-c", "user.name=A. Writer", "-c", "user.email=a@writer.example")
    command = ["git", *who, "-c", "init.defaultBranch=main", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A work tree with two commits on main and a branch from the first."""
    git(tmp_path, "init", "-q")
    for name in ("kept.json", "edited.json", "deleted.json", "old name.json"):
        (tmp_path / name).write_text(f"{name}\n" * 20)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    git(tmp_path, "checkout", "-qb", "branch")
    git(tmp_path, "checkout", "-q", "main")
    (tmp_path / "of-main.json").write_text("main went on\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "second")
    git(tmp_path, "checkout", "-q", "branch")
    return tmp_path


def names(tree: Path, revision: str = "main") -> set[str]:
    return {path.relative_to(tree).as_posix() for path in changed_since(revision, tree)}


def test_nothing_has_changed_at_first(tree: Path) -> None:
    assert names(tree) == set()


def test_edits_renames_deletions_and_new_files_count_from_where_the_branch_left(
    tree: Path,
) -> None:
    (tree / "edited.json").write_text("other\n")
    (tree / "deleted.json").unlink()
    git(tree, "mv", "old name.json", "neuer Näme.json")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "on the branch")
    (tree / "untracked\n.json").write_text("new\n")
    (tree / "kept.json").write_text("edited, not committed\n")
    assert names(tree) == {
        *("edited.json", "deleted.json", "old name.json", "neuer Näme.json"),
        *("untracked\n.json", "kept.json"),
    }


def test_a_folder_below_the_top_is_enough(tree: Path) -> None:
    (tree / "below").mkdir()
    (tree / "kept.json").write_text("edited\n")
    assert changed_since("main", tree / "below") == {tree / "kept.json"}


@pytest.mark.parametrize(
    "revision", ["nowhere", "--output=x", "main:kept.json", "", "main..branch"]
)
def test_what_is_no_revision_is_refused(tree: Path, revision: str) -> None:
    with pytest.raises(OperatorError, match="no revision"):
        changed_since(revision, tree)
    assert not (tree / "x").exists()


def test_unrelated_histories_have_no_common_ancestor(tree: Path) -> None:
    git(tree, "checkout", "-q", "--orphan", "other")
    git(tree, "commit", "-qm", "unrelated")
    with pytest.raises(OperatorError, match="common ancestor"):
        changed_since("main", tree)


def test_outside_of_git_there_are_no_changes_to_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(OperatorError, match="not in a Git work tree"):
        changed_since("main", tmp_path)
    assert committed(tmp_path) is None


def test_what_git_cannot_read_is_not_called_something_else(tree: Path) -> None:
    (tree / ".git" / "index").write_bytes(b"damaged")
    with pytest.raises(OperatorError, match=r"git cannot read .*index"):
        changed_since("main", tree)


def test_the_last_commit_has_a_time_with_its_offset(tree: Path) -> None:
    at = committed(tree)
    assert at is not None
    assert at.utcoffset() is not None
    assert int(at.timestamp()) == int(git(tree, "log", "-1", "--format=%ct"))
