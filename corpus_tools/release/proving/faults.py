"""What `verify` finds: a release that is not what was published, or that should be left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

SHOWN = 20
"""Faults of one file that are named; the others are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that does not hold. Of a file of the release, or of a table (its folder)."""

    severity: Literal["error", "warning"]
    path: str
    message: str


def error(path: str, message: str) -> Fault:
    """Return that something does not hold."""
    return Fault("error", path, message)


def warning(path: str, message: str) -> Fault:
    """Return that something should be known."""
    return Fault("warning", path, message)


def limited(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield the first faults of each file as they come, and in the end how many more there are."""
    seen: Counter[tuple[Literal["error", "warning"], str]] = Counter()
    for fault in faults:
        seen[fault.severity, fault.path] += 1
        if seen[fault.severity, fault.path] <= SHOWN:
            yield fault
    for (severity, path), number in seen.items():
        if number > SHOWN:
            yield Fault(severity, path, f"… and {number - SHOWN:,} more")
