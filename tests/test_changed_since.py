"""Checks what a pull request is judged by: its own files, and all files together."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.corpora import PORT, an_article, cli, cli_with_errors, write_corpus, write_json

OLD, NEW = "sample-gazette-2022-03-27-one", "sample-gazette-2022-03-28-two"
BODY = "The ferry left the harbour in the morning and came back at night. " * 12


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A. Writer", "-c", "user.email=a@writer.example")
    subprocess.run(["git", *who, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A work tree whose first commit holds one article with two faults of its own."""
    old = an_article(OLD, body=f"{BODY}Har\u00adbour.", published="2022-03-27T08:00:00")
    write_corpus(tmp_path / "raw", articles=[old], concepts=[PORT])
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def commit(tree: Path) -> None:
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "a commit")


def article(tree: Path, name: str) -> Path:
    return tree / "raw" / "articles" / "sample-gazette" / "2022" / f"{name}.json"


def codes(tree: Path, *options: str, status: int = 0) -> list[tuple[str, str]]:
    """Return the codes of the findings, and the file's name each stands at."""
    done = cli("validate", "raw", "--format", "json", *options, cwd=tree)
    assert done.returncode == status, done.stderr.decode()
    found = json.loads(done.stdout)["findings"]
    return [(finding["code"], Path(finding["path"]).stem) for finding in found]


def test_what_was_there_before_is_not_judged_again(tree: Path) -> None:
    assert codes(tree) == [("CT108", OLD), ("CT206", OLD)]
    assert codes(tree, "--changed-since", "HEAD") == []


def test_a_changed_file_is_judged_whole(tree: Path) -> None:
    doc = json.loads(article(tree, OLD).read_text(encoding="utf-8"))
    write_json(article(tree, OLD), {**doc, "title": "Another title"})
    assert codes(tree, "--changed-since", "HEAD") == [("CT108", OLD), ("CT206", OLD)]


def test_a_new_file_is_held_against_the_old_ones(tree: Path) -> None:
    copy = an_article(NEW, body=f"{BODY}Har\u00adbour.", published="2022-03-28T08:00:00Z")
    write_json(article(tree, NEW), copy)
    assert codes(tree, "--changed-since", "HEAD") == [("CT502", NEW), ("CT206", NEW)]


def test_a_renamed_file_is_a_changed_file(tree: Path) -> None:
    git(tree, "mv", str(article(tree, OLD)), str(article(tree, NEW)))
    found = codes(tree, "--changed-since", "HEAD", status=1)
    assert ("CT012", NEW) in found
    assert ("CT206", NEW) in found


def test_what_a_deleted_file_leaves_behind_is_found(tree: Path) -> None:
    (tree / "raw" / "outlets" / "sample-gazette.json").unlink()
    assert codes(tree, "--changed-since", "HEAD", status=1) == [("CT401", OLD)]


def test_the_name_of_the_corpus_may_be_a_link(tree: Path) -> None:
    write_json(article(tree, NEW), an_article(NEW, body="Lamps.\u00ad", published="2022-03-28"))
    (tree / "linked").symlink_to(tree / "raw")
    done = cli("validate", "linked", "--changed-since", "HEAD", "--format", "json", cwd=tree)
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["CT206"]


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD~9"])
def test_a_revision_that_is_not_there_is_one_line(tree: Path, revision: str) -> None:
    done = cli("validate", "raw", f"--changed-since={revision}", cwd=tree)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--select", "CT1"), ["CT108"]),
        (("--select", "ct206,CT108"), ["CT108", "CT206"]),
        (("--ignore", "CT108"), ["CT206"]),
        (("--select", "CT2", "--ignore", "CT206"), []),
        (("--ignore", "CT1", "--ignore", "CT2"), []),
    ],
)
def test_rules_can_be_selected_and_ignored(
    tree: Path, options: tuple[str, ...], expected: list[str]
) -> None:
    assert [code for code, _ in codes(tree, *options)] == expected


def test_an_unknown_rule_is_refused(tree: Path) -> None:
    done = cli("validate", "raw", "--select", "CT999", cwd=tree)
    assert done.returncode == 2
    assert b"there is no rule CT999" in done.stderr


def sharpened(tree: Path, *options: str) -> list[tuple[str, str, str]]:
    """Return code, file and severity of the findings of a validation with a sharper rule."""
    done = cli_with_errors(("CT206",), "validate", "raw", "--format", "json", *options, cwd=tree)
    assert done.returncode in (0, 1), done.stderr.decode()
    found = json.loads(done.stdout)["findings"]
    return [(one["code"], Path(one["path"]).stem, one["severity"]) for one in found]


def released(tree: Path) -> str:
    assert cli("export", "raw", "--out", "releases", cwd=tree).returncode == 0
    (release,) = (tree / "releases").glob("*/*")
    return str(release)


def test_errors_on_what_is_released_are_warnings(tree: Path) -> None:
    release = released(tree)
    assert ("CT206", OLD, "error") in sharpened(tree)
    assert ("CT206", OLD, "warning") in sharpened(tree, "--released", release)
    doc = json.loads(article(tree, OLD).read_text(encoding="utf-8"))
    write_json(article(tree, OLD), {**doc, "title": "Another title"})
    assert ("CT206", OLD, "error") in sharpened(tree, "--released", release)


def test_a_clean_corpus_is_clean_beside_its_release(tree: Path) -> None:
    assert codes(tree, "--released", released(tree)) == [("CT108", OLD), ("CT206", OLD)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda tree: (tree / "raw" / "outlets" / "sample-gazette.json").unlink(), "CT401"),
        (
            lambda tree: write_json(
                tree / "raw" / "retractions.json",
                [{"id": OLD, "date": "2023-01-01", "reason": "consent"}],
            ),
            "CT803",
        ),
        (lambda tree: article(tree, OLD).rename(tree / "raw" / "articles" / "a.json"), "CT012"),
        (
            lambda tree: write_json(
                article(tree, OLD),
                {**json.loads(article(tree, OLD).read_text()), "retrieved": "2021-02-30"},
            ),
            "CT104",
        ),
    ],
)
def test_what_a_change_breaks_is_an_error_on_what_is_released_too(
    tree: Path, change: Callable[[Path], object], code: str
) -> None:
    release = released(tree)
    change(tree)
    assert code in {found for found, _ in codes(tree, "--released", release, status=1)}


def test_what_is_no_release_is_refused(tree: Path) -> None:
    done = cli("validate", "raw", "--released", "raw", cwd=tree)
    assert done.returncode == 2
    assert b"raw is no release" in done.stderr


def _as_numbers(file: Path) -> None:
    table = pq.read_table(file)
    numbers = pa.array(range(table.num_rows), pa.int64())
    pq.write_table(table.set_column(table.schema.get_field_index("id"), "id", numbers), file)


def _without_licences(file: Path) -> None:
    pq.write_table(pq.read_table(file).drop_columns(["license"]), file)


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


@pytest.mark.parametrize("spoil", [_as_numbers, _without_licences, _truncated])
def test_a_damaged_release_is_called_so(tree: Path, spoil: Callable[[Path], None]) -> None:
    assert cli("export", "raw", "--out", "releases", cwd=tree).returncode == 0
    (file,) = (tree / "releases").glob("*/*/articles/*.parquet")
    file.chmod(0o644)
    spoil(file)
    release = str(file.parent.parent)
    done = cli_with_errors(("CT206",), "validate", "raw", "--released", release, cwd=tree)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is damaged" in done.stderr
    assert b"corpus-tools verify" in done.stderr


def test_of_two_copies_the_changed_one_has_the_finding(tree: Path) -> None:
    doc = json.loads(article(tree, OLD).read_text(encoding="utf-8"))
    first = "sample-gazette-2022-03-27-a-copy"  # before the old one, by its id
    write_json(article(tree, first), {**doc, "id": first})
    found = [one for one in codes(tree, "--changed-since", "HEAD") if one[0] in ("CT502", "CT503")]
    assert {place for _, place in found} == {first}
    article(tree, first).unlink()
    shard = tree / "raw" / "articles" / "bulk.jsonl"  # before the old one, by its path
    shard.write_text(json.dumps(doc) + "\n", encoding="utf-8")
    found = codes(tree, "--changed-since", "HEAD", status=1)
    assert ("CT501", "bulk") in found
    assert not any(place == OLD for _, place in found)


def test_what_git_refuses_is_said_as_git_says_it(tree: Path) -> None:
    somebody = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    done = cli("validate", "raw", "--changed-since", "HEAD", cwd=tree, env=somebody)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"dubious ownership" in done.stderr
    assert done.stderr.count(b"\n") == 1
