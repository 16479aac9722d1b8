"""The command line: the only place that prints, reads the environment, and exits."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

_STATUS: dict[int, int] = {signal.SIGINT: 130, signal.SIGTERM: 143}
_interrupted: list[int] = []
"""The status to exit with, once a signal came."""


def main() -> None:
    """Run a command. Exit status: 0 clean, 1 findings, 2 wrong use, 130/143 interrupted."""
    for number in _STATUS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and `&` set it
            signal.signal(number, _interrupt)
    signal.signal(signal.SIGALRM, _interrupt)
    sys.unraisablehook = _not_raised
    _open_streams()

    from typer.exceptions import Abort, TyperException

    from corpus_tools.findings import OperatorError

    try:
        from corpus_tools.cli.commands import app, leave_only

        leave_only(sys.argv[1:])
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


def _open_streams() -> None:
    """Make every standard stream one that can be used: where one was closed, nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Exit, but not in the middle of an import: what that breaks off prints what it likes."""
    if number != signal.SIGALRM:
        _interrupted.append(_STATUS[number])
    if _is_importing(frame):
        signal.setitimer(signal.ITIMER_REAL, 0.01)
    else:
        sys.exit(_interrupted[0])


def _not_raised(what: sys.UnraisableHookArgs) -> None:
    """Try again to exit, where it was asked for in a function that a library calls back."""
    if _interrupted and isinstance(what.exc_value, SystemExit):
        signal.setitimer(signal.ITIMER_REAL, 0.01)
    else:
        sys.__unraisablehook__(what)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def _fail(message: str) -> None:
    if _interrupted:  # a library may turn what ends a command into an error of its own
        sys.exit(_interrupted[0])
    from corpus_tools.escaping import for_terminal

    sys.stderr.write(f"corpus-tools: {for_terminal(message)}\n")
    sys.exit(2)
