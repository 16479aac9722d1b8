"""What `diff` writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from corpus_tools.cli.console import styled, write
from corpus_tools.escaping import for_json, for_terminal
from corpus_tools.release.stored.diff import Change, Diff, diff, is_enough, noun
from corpus_tools.release.stored.reading import published

SHOWN = 20
"""Rows of one kind that are named in text; JSON names all."""

_STYLES = {"added": "32", "removed": "31", "changed": "33", "moved": "35"}
_HANDS = {"person": " by a person", "automatic": " automatically", None: ""}


def run_diff(old: Path, new: Path, format: str) -> None:
    """Compare two releases and write what changed."""
    found = diff(published(old), published(new))
    write(_as_json(found) if format == "json" else _as_text(found))


def _as_json(found: Diff) -> str:
    doc = {
        "old": found.old,
        "new": found.new,
        "bump": found.bump,
        "enough": is_enough(found.old, found.new, found.bump),
        "documents": found.documents,
        "columns": [asdict(change) for change in found.columns],
        "rows": [asdict(change) for change in found.rows],
    }
    return f"{for_json(doc, indent=2)}\n"


def _as_text(found: Diff) -> str:
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Diff) -> Iterator[str]:
    for (config, kind, hand), number in sorted(found.counts().items(), key=str):
        yield styled(f"{number:,} {noun(config, number)} {kind}{_HANDS[hand]}", _STYLES[kind])
        rows = [c for c in found.rows if (c.config, c.kind, c.hand) == (config, kind, hand)]
        yield from (f"  {_row(change)}" for change in rows[:SHOWN])
        if number > SHOWN:
            yield f"  … and {number - SHOWN:,} more (--format json names them all)"
    for column in found.columns:
        yield f"column {column.config}.{column.column} {column.kind}"
    for name in found.documents:
        yield f"{name} changed"
    yield _verdict(found)


def _row(change: Change) -> str:
    detail = " → ".join(change.fields) if change.kind == "moved" else ", ".join(change.fields)
    return f"{for_terminal(change.id)}{f': {detail}' if detail else ''}"


def _verdict(found: Diff) -> str:
    if found.bump is None:
        return f"{found.old} and {found.new} say the same"
    enough = is_enough(found.old, found.new, found.bump)
    state = "is enough" if enough else "is too small"
    return f"from {found.old} to {found.new}: a {found.bump} change; the version {state}"
