"""A signal or a closed stream ends the command line with its exit status and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import FALKLANDS, RAW, cli

AT_IMPORT = """
import os, signal, sys
number, module = int(sys.argv.pop(1)), sys.argv.pop(1)
signal.signal(signal.SIGINT, signal.default_int_handler)

class Sender:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), number)

sys.meta_path.insert(0, Sender())
from corpus_tools.cli import main
main()
"""
IN_A_CALLBACK = """
import os, sys
from corpus_tools.cli import main, present
number, original = int(sys.argv.pop(1)), present.present

class Dying:
    def __del__(self):
        os.kill(os.getpid(), number)

def slowly(paths):
    dying = Dying()
    del dying
    return original(paths)

present.present = slowly
main()
"""
STREAMS = {"stdin": 0, "stdout": 1, "stderr": 2}


@pytest.mark.parametrize(
    "module",
    ["typer", "corpus_tools.cli.commands", "corpus_tools.checks.validation", "jsonschema_rs"],
)
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["term", "int"]
)
def test_interrupted_while_modules_are_imported(
    tmp_path: Path, number: signal.Signals, code: int, module: str
) -> None:
    call = [sys.executable, "-c", AT_IMPORT, str(number.value), module, "validate", str(RAW)]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_interrupted_where_nothing_can_be_raised(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    call = [sys.executable, "-c", IN_A_CALLBACK, str(number.value), "validate", str(RAW)]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (code, b"")


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    """As in `nohup`, and in the background of a shell without job control."""
    ignoring = AT_IMPORT.replace("signal.default_int_handler", "signal.SIG_IGN")
    call = [sys.executable, "-c", ignoring, str(signal.SIGINT.value), "typer", "rules", "CT104"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", STREAMS)
@pytest.mark.parametrize(
    ("call", "code"),
    [
        (["--version"], 0),
        (["validate", str(FALKLANDS), "--format", "github"], 0),
        (["annotate", "-", "--language", "en", "--corpus", str(RAW)], 0),
        (["validate", "nosuch"], 2),
    ],
)
def test_a_closed_stream_is_no_fault(
    tmp_path: Path, closed: str, call: list[str], code: int
) -> None:
    done = cli(*call, cwd=tmp_path, preexec=lambda: os.close(STREAMS[closed]))
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
