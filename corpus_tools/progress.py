"""How long work says how far it has come, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int], None]
"""Called with the name of a step and how many articles it has done."""


def silent(step: str, done: int) -> None:
    """Listen to nothing."""
