"""Exports that are broken off or fail: the old state or the new one, never anything between."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import random
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_tools as ct
from corpus_tools.findings import OperatorError
from corpus_tools.release.building import build
from corpus_tools.release.building.build import PublishedError
from corpus_tools.release.stored import staging
from tests.bench import crashes
from tests.corpora import an_article, cli, declare, read_json, tree, write_corpus

RUNS = 30


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with crashes.workshop() as place:
        yield place


@pytest.fixture
def out(place: Path, tmp_path: Path) -> Path:
    """A folder in which the first release was published."""
    return Path(shutil.copytree(place / "first", tmp_path / "out"))


def test_killed_at_random_moments(place: Path, tmp_path: Path) -> None:
    longest, draw, found = 1.1 * crashes.duration(place), random.Random(7), set()
    for number in range(RUNS):
        which = crashes.SIGNALS[number % 3]
        found.add(crashes.run(place, tmp_path / str(number), which, draw.random() * longest))
    assert "old" in found


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_it_writes(
    place: Path, out: Path, which: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        os.kill(os.getpid(), which)

    monkeypatch.setattr(build, "_prove", killed)  # inherited by the process that is forked
    _, status = os.waitpid(crashes.forked(place, out), 0)
    assert os.WEXITSTATUS(status) == crashes.STATUS[which]
    assert tree(out) == tree(place / "first")


class Failing:
    """Lets one call among those of several functions fail, the rest go through."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int, error: int) -> None:
        self.calls, self.at, self.error = 0, at, error
        for owner, name in STEPS:
            patch.setattr(owner, name, self._wrapped(getattr(owner, name)))

    def _wrapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(self.error, os.strerror(self.error), "somewhere")
            return function(*arguments, **named)

        return called


STEPS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (os, "mkdir"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "chmod"),
    (Path, "write_text"),
    (Path, "write_bytes"),
    (pq.ParquetWriter, "write_table"),
    (pq.ParquetWriter, "close"),
)
"""What an export asks of the file system, apart from reading."""


def failures(place: Path, tmp_path: Path, error: int) -> Iterator[tuple[int, Path]]:
    """Yield the folder after an export whose n-th step failed, n = 1, 2, …, until none did."""
    for at in range(1, 1000):
        out = Path(shutil.copytree(place / "first", tmp_path / str(at)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "_prove", lambda *_: None)
            failing = Failing(patch, at, error)
            try:
                ct.export(place / "raw", out=out)
            except OperatorError as refusal:
                assert os.strerror(error) in str(refusal)
        if failing.calls < at:
            return
        yield at, out


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_failure_at_each_step_in_turn(place: Path, tmp_path: Path, error: int) -> None:
    old, new, steps = tree(place / "first"), tree(place / "second"), 0
    for at, out in failures(place, tmp_path, error):
        found = tree(out)
        assert found in (old, new), f"step {at} left something else"
        assert not list(out.rglob(f"{staging.PREFIX}*")), f"step {at} left a staging folder"
        steps = at
    assert steps > 40


@pytest.mark.parametrize("limit", [0, 1_000, 10_000, 20_000])
def test_no_room_for_a_file(place: Path, out: Path, limit: int) -> None:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = cli("export", place / "raw", "--out", out, cwd=out, preexec=limited)
    assert (done.returncode, tree(out)) == (2, tree(place / "first"))
    assert b"Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_place_that_is_a_file(place: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(OperatorError, match=r"Not a directory|File exists"):
        ct.export(place / "raw", out=tmp_path / "out")
    (tmp_path / "out").unlink()
    (tmp_path / "out" / "small-sample").mkdir(parents=True)
    (tmp_path / "out" / "small-sample" / "1.1.0").write_text("not a folder")
    with pytest.raises(OperatorError, match="is no release"):
        ct.export(place / "raw", out=tmp_path / "out")


def test_an_empty_place_is_free(place: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "small-sample" / "1.1.0").mkdir(parents=True)
    assert ct.export(place / "raw", out=tmp_path / "out").created


def test_what_was_left_behind_is_named_and_cleaned(place: Path, out: Path) -> None:
    left = out / "small-sample" / f"{staging.PREFIX}1.1.0-abcdefgh"
    (left / "articles").mkdir(parents=True)
    (left / "articles" / "train-00000.part").write_bytes(b"PAR1")
    done = cli("export", place / "raw", "--out", out, cwd=out)
    assert (done.returncode, left.exists()) == (0, False)
    assert f"broken-off export had left: {left}" in done.stderr.decode()
    assert tree(out) == tree(place / "second")


def test_what_is_being_built_is_left_alone(place: Path, out: Path) -> None:
    with staging.staging(out / "small-sample" / "1.2.0") as staged:
        (staged / "file").write_text("half")
        assert ct.export(place / "raw", out=out).swept == ()
        assert (staged / "file").read_text() == "half"
    assert not staged.exists()


def _export(corpus: Path, out: Path, gate: Any, answers: Any) -> None:
    gate.wait()
    try:
        made = ct.export(corpus, out=out)
        answers.put(("published" if made.created else "already", corpus.name))
    except (PublishedError, OperatorError) as error:
        answers.put((str(error), corpus.name))


def race(corpora: list[Path], out: Path) -> list[tuple[str, str]]:
    """Export corpora at once, a process each, and return what each of them said."""
    fork = multiprocessing.get_context("fork")
    gate, answers = fork.Barrier(len(corpora)), fork.Queue()
    processes = [
        fork.Process(target=_export, args=(corpus, out, gate, answers)) for corpus in corpora
    ]
    for process in processes:
        process.start()
    said = [answers.get(timeout=60) for _ in corpora]
    for process in processes:
        process.join()
    return said


def test_of_several_at_once_one_wins(tmp_path: Path) -> None:
    corpora = [
        write_corpus(tmp_path / name, articles=[an_article(body=f"Written by {name}.")])
        for name in ("one", "two", "three", "four")
    ]
    said = race(corpora, tmp_path / "out")
    winners = [name for what, name in said if what == "published"]
    assert len(winners) == 1
    others = [what for what, name in said if name not in winners]
    assert all("already published with other content: 1 article changed" in o for o in others)
    release = tmp_path / "out" / "small-sample" / "1.0.0"
    body = pq.read_table(release / "articles")["body"].to_pylist()
    assert body == [f"Written by {winners[0]}."]
    assert [path.name for path in release.parent.iterdir()] == ["1.0.0"]


def test_of_several_alike_one_wins_and_the_others_find_it_there(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "raw", articles=[an_article()])
    said = [what for what, _ in race([corpus] * 4, tmp_path / "out")]
    assert sorted(said) == ["already", "already", "already", "published"]


def test_what_another_sweeps_before_it_is_locked_is_made_again(
    place: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, swept = fcntl.flock, list[Path]()

    def late(handle: int, how: int) -> None:
        for left in (out / "small-sample").glob(f"{staging.PREFIX}*"):
            if not swept:
                left.rmdir()
                swept.append(left)
        lock(handle, how)

    declare(place / "raw", version="1.1.0")
    monkeypatch.setattr(fcntl, "flock", late)
    assert ct.export(place / "raw", out=out).created
    assert swept
    assert {path.name for path in (out / "small-sample").iterdir()} == {"1.0.0", "1.1.0"}


def test_a_read_only_place(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "releases")

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    with pytest.raises(OperatorError, match="Read-only file system: releases"):
        ct.export(place / "raw", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_release_in_place_survives_everything(place: Path, out: Path) -> None:
    before = tree(out / "small-sample" / "1.0.0")
    declare(place / "raw", version="1.0.1")
    with pytest.raises(PublishedError, match=r"1\.0\.1 is too small"):
        ct.export(place / "raw", out=out)
    declare(place / "raw", version="1.1.0")
    assert tree(out / "small-sample" / "1.0.0") == before
    assert read_json(out / "small-sample" / "1.0.0" / "manifest.json")["version"] == "1.0.0"
