"""Checks that the engine and the number of workers show in nothing but time."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import corpus_tools as ct
from corpus_tools.engines import ENGINES
from corpus_tools.findings import OperatorError
from corpus_tools.release.building import source
from tests.bench.generate import generate
from tests.corpora import RAW, cli, copied, declare, python, tree

_MAIN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from corpus_tools.cli import main
if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The release of the sample corpus that one process made in one batch."""
    return tree(ct.export(RAW, out=tmp_path_factory.mktemp("serial")).path)


@pytest.mark.parametrize(("engine", "workers"), [("serial", 1), ("processes", 1), (None, 3)])
def test_engine_and_workers_do_not_show_in_the_bytes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    serial: dict[str, bytes],
    engine: str | None,
    workers: int,
) -> None:
    monkeypatch.setattr(source, "BATCH", 3)
    made = tree(ct.export(RAW, out=tmp_path, engine=engine, workers=workers).path)
    assert set(made) == set(serial)
    assert [name for name in made if made[name] != serial[name]] == []


def test_a_second_release_is_the_same_by_several_workers(tmp_path: Path) -> None:
    corpus = copied(RAW, tmp_path / "corpus")
    releases = []
    for workers in (1, 2):
        out = tmp_path / f"by-{workers}"
        declare(corpus, version="1.0.0")
        ct.export(corpus, out=out, workers=workers)
        declare(corpus, version="1.0.1")
        releases.append(tree(ct.export(corpus, out=out, workers=workers).path))
    assert releases[0] == releases[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "spark"), "there is no engine “spark”: there are serial, processes"),
        (("--engine", "serial", "--workers", "2"), "the engine serial does not run with 2 workers"),
    ],
)
def test_engines_that_are_none_are_wrong_use(
    tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    done = cli("export", str(RAW), "--out", "out", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ENGINES)
def test_batches_that_cannot_be_read_end_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def broken(*_: object) -> Iterator[None]:
        raise OperatorError("the third batch cannot be read")
        yield

    monkeypatch.setattr("corpus_tools.release.building.build.batches", broken)
    with pytest.raises(OperatorError, match="the third batch"):
        ct.export(RAW, out=tmp_path / "out", engine=name)
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_off_does_not_wait_for_its_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = []

    def full(*_: object) -> None:
        workers.extend(multiprocessing.active_children())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(source, "BATCH", 3)
    monkeypatch.setattr("corpus_tools.release.building.build.TablesWriter.add", full)
    with pytest.raises(OperatorError, match="No space left"):
        ct.export(RAW, out=tmp_path / "out", workers=2)
    assert {worker.exitcode for worker in workers} == {-signal.SIGTERM}
    assert list(tmp_path.iterdir()) == []


def test_workers_that_cannot_start_end_the_export(tmp_path: Path) -> None:
    script = f"import corpus_tools as ct\nct.export({str(RAW)!r}, out='out', workers=2)\n"
    (tmp_path / "unguarded.py").write_text(script)
    done = python("unguarded.py", cwd=tmp_path)
    assert done.returncode == 1
    assert b"__name__ == '__main__'" in done.stderr
    assert "OperatorError: a worker process did not start" in done.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["unguarded.py"]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus whose export takes some seconds."""
    generate(tmp_path_factory.mktemp("large") / "corpus", 3_000)
    return next(tmp_path_factory.getbasetemp().glob("large*/corpus"))


@pytest.fixture
def exporting(tmp_path: Path, large: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An export that finds terms in two workers just now."""
    main = tmp_path / "main.py"
    main.write_text(_MAIN)
    call = [sys.executable, str(main), "export", str(large), "--out", "out", "--workers", "2"]
    running = subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while len(workers_of(running)) < 2:
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
    time.sleep(0.5)
    yield running
    with suppress(ProcessLookupError):
        running.kill()
    running.communicate()


def workers_of(running: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Return the worker processes that an export has started."""
    with suppress(psutil.NoSuchProcess):
        children = psutil.Process(running.pid).children()
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    return []


def are_gone(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=10)[1]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_an_interrupted_export_ends_its_workers(
    tmp_path: Path, exporting: subprocess.Popen[bytes], number: signal.Signals, code: int
) -> None:
    workers = workers_of(exporting)
    exporting.send_signal(number)
    stdout, stderr = exporting.communicate(timeout=60)
    assert (exporting.returncode, stdout) == (code, b""), stderr
    assert b"Traceback" not in stderr
    assert are_gone(workers)
    assert [path.name for path in tmp_path.iterdir()] == ["main.py"]


def test_a_worker_that_is_killed_ends_the_export_in_a_line(
    tmp_path: Path, exporting: subprocess.Popen[bytes]
) -> None:
    workers = workers_of(exporting)
    os.kill(workers[0].pid, signal.SIGKILL)
    stdout, stderr = exporting.communicate(timeout=60)
    assert (exporting.returncode, stdout) == (2, b"")
    assert b"corpus-tools: a worker process did not start, or was ended" in stderr
    assert b"Traceback" not in stderr
    assert are_gone(workers)
    assert [path.name for path in tmp_path.iterdir()] == ["main.py"]


def test_no_worker_outlives_an_export_that_is_killed(
    exporting: subprocess.Popen[bytes],
) -> None:
    workers = workers_of(exporting)
    exporting.kill()
    assert are_gone(workers)
