"""What a run keeps of its findings: of very many that are alike, the first and a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from corpus_tools.findings import Finding, ordered

MOST = 1_000
"""Findings of one rule in one file that are listed one by one."""


@dataclass(slots=True)
class _Alike:
    """Findings of one rule and severity in one file; `rest` is the first that is not kept."""

    kept: list[Finding] = field(default_factory=list)
    more: int = 0
    rest: Finding | None = None

    def cut(self, most: int) -> None:
        """Keep the first, by line and column, and count the others."""
        kept = ordered(self.kept)
        self.kept[:], rest = kept[:most], kept[most:]
        self.more += len(rest)
        first = (one for one in (self.rest, *rest) if one)
        self.rest = min(first, key=Finding.sort_key, default=None)


class Gathered:
    """Findings as they come. With `most` None all are kept."""

    def __init__(self, most: int | None = MOST) -> None:
        self._most = most
        self._alike: dict[tuple[str, str, str], _Alike] = {}

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take findings in; the same twice counts once."""
        for finding in findings:
            key = finding.path, finding.code, finding.severity
            alike = self._alike.get(key)
            if alike is None:
                alike = self._alike[key] = _Alike()
            alike.kept.append(finding)
            if self._most is not None and len(alike.kept) >= 2 * self._most:
                alike.cut(self._most)

    def __iter__(self) -> Iterator[Finding]:
        """Yield what is kept, and for the others one finding that says how many there are."""
        for alike in self._alike.values():
            if self._most is not None and len(alike.kept) > self._most:
                alike.cut(self._most)
            yield from alike.kept
            if alike.rest is not None:
                yield _rest(alike.rest, alike.more)


def _rest(first: Finding, more: int) -> Finding:
    return replace(
        first,
        pointer="",
        message=f"From here on, this rule has {more:,} more findings in this file.",
        hint="Mend those that are listed, then check again.",
        excerpt=None,
    )


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings, and of very many that are alike keep the first and a number."""
    kept = Gathered()
    kept.extend(findings)
    return ordered(kept)
