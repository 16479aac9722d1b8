"""What a person sees: notes and progress on standard error, colours on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from corpus_tools.escaping import for_terminal
from corpus_tools.progress import Progress, silent

SIDES = ("30;46", "30;43", "30;45", "30;42", "30;47", "37;44")
"""One colour per perspective, in the order of their ids."""


def has_colour() -> bool:
    """Tell whether standard output is a terminal that wants colour (see NO_COLOR)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def styled(text: str, style: str) -> str:
    """Return text in a colour, on a terminal; as it is elsewhere. Does not escape."""
    return f"\x1b[{style}m{text}\x1b[0m" if has_colour() else text


def write(text: str) -> None:
    """Write a result. The text must be safe already."""
    sys.stdout.write(text)


def note(text: str, *, quiet: bool = False) -> None:
    """Write a note to standard error, escaped."""
    if not quiet:
        sys.stderr.write(f"{for_terminal(text)}\n")


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Show how far long work is, where standard error is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done)

        yield show
