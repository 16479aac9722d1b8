"""Reading a release's tables in a process of its own, with limits: its death is a fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Timer

from corpus_tools.progress import Progress
from corpus_tools.release.proving.faults import Fault, error
from corpus_tools.release.stored.manifest import MANIFEST, Manifest

MEMORY = 4 << 30
"""Bytes of address space: six times what the proof of 20,000 articles takes."""

TIME, BYTES_PER_SECOND = 120.0, 100_000
"""Seconds for any release, and how fast a large one must at least be read (it is, 40 times)."""

_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from corpus_tools.release.proving.contents import main; "
    "main(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))"
)


def content_faults(
    release: Path,
    manifest: Manifest,
    progress: Progress,
    *,
    memory: int = MEMORY,
    time: float = TIME,
) -> Iterator[Fault]:
    """Yield what another process finds wrong with card and tables, or how it came to its end."""
    time += sum(entry["size"] for entry in manifest["files"]) / BYTES_PER_SECOND
    reader, writer = os.pipe()
    command = [sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path), str(release.absolute())]
    with os.fdopen(reader, encoding="utf-8") as lines:
        try:
            process = subprocess.Popen(  # noqa: S603 - this very Python
                [*command, str(writer), str(memory)],
                pass_fds=(writer,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        finally:
            os.close(writer)
        timer = Timer(time, process.kill)
        timer.start()
        place = [MANIFEST]
        try:
            yield from _told(lines, progress, place)
            code = process.wait()
            late = not timer.is_alive()
        finally:
            timer.cancel()
            process.kill()
            process.wait()
    if code:
        yield error(place[0], _death(code, time if late else None))


def _told(lines: Iterable[str], progress: Progress, place: list[str]) -> Iterator[Fault]:
    """Yield the faults that are told, and keep in `place` what is being read."""
    for line in lines:
        if not line.endswith("\n"):
            return  # its end came in the middle of a word
        what, arguments = json.loads(line)
        if what == "fault":
            yield Fault(*arguments)
        elif what == "reading":
            place[0] = arguments
        else:
            progress(*arguments)


def _death(code: int, time: float | None) -> str:
    how = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
    if time is not None:
        how = f"was not done after {time:,.0f} seconds"
    return f"cannot be read: the process that read it {how}"
