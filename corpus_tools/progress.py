"""How long work says how far it has come, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with the name of a step, how much of it is done, and of how much (None: unknown)."""


def silent(step: str, done: int, total: int | None) -> None:
    """Listen to nothing."""
