"""The command line: the only place that prints, reads the environment, and exits."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from typer.exceptions import Abort, TyperException

from corpus_tools.escaping import for_terminal
from corpus_tools.findings import OperatorError


_STATUS: dict[int, int] = {signal.SIGINT: 130, signal.SIGTERM: 143}
_interrupted: list[int] = []
"""The status to exit with, once a signal came."""


def main() -> None:
    """Run a command. Exit status: 0 clean, 1 findings, 2 wrong use, 130/143 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    for number in _STATUS:
        signal.signal(number, _interrupt)
    try:
        from corpus_tools.cli.commands import app

        sys.exit(app(standalone_mode=False) or 0)
    except TyperException as error:  # wrong use; its message repeats what was typed
        _fail(f"{error.format_message()} (see --help)")
    except OperatorError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader went away (as `head` does): nothing more to say, and no way to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (KeyboardInterrupt, Abort):
        sys.exit(_STATUS[signal.SIGINT])
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    except Exception as error:  # the last resort: no traceback may carry article text
        _fail(f"internal error, please report it: {type(error).__name__}: {str(error)[:200]}")


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _interrupted.append(_STATUS[number])
    sys.exit(_STATUS[number])


def _fail(message: str) -> None:
    if _interrupted:  # a library may turn what ends a command into an error of its own
        sys.exit(_interrupted[0])
    sys.stderr.write(f"corpus-tools: {for_terminal(message)}\n")
    sys.exit(2)
