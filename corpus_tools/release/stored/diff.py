"""What changed between two releases, row by row, and the version bump it calls for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus_tools.release.stored.reading import Placed, Published, order

Bump = Literal["major", "minor", "patch"]
Kind = Literal["added", "removed", "changed", "moved"]
Hand = Literal["automatic", "person"]

BUMPS: tuple[Bump, ...] = ("patch", "minor", "major")
"""From the least to the greatest."""

_LABELS = ("concept", "variant", "usage", "voice", "stance", "speaker")
"""What a person's judgement says of a span."""
_DECIDED = (*_LABELS, "surface", "decision", "complete", "annotator_kind")
_IGNORED = frozenset({"added_in"})
_DOCUMENTS = ("lexicon", "schemas", "guidelines", "corpus")
_BY_PEOPLE = frozenset({"adjudicated", "consensus"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that is not what it was: of which fields, by whose hand, and what that calls for.

    For what moved, `fields` names the split before and the split after.
    """

    config: str
    id: str
    kind: Kind
    bump: Bump
    fields: tuple[str, ...] = ()
    hand: Hand | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange:
    """A column that was added, removed or retyped."""

    config: str
    column: str
    kind: Literal["added", "removed", "retyped"]

    @property
    def bump(self) -> Bump:
        """Readers break on a column that is gone or has another type."""
        return "minor" if self.kind == "added" else "major"


@dataclass(slots=True)
class Diff:
    """All that changed from one release to another."""

    old: str
    new: str
    rows: list[Change] = field(default_factory=list)
    columns: list[ColumnChange] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    @property
    def bump(self) -> Bump | None:
        """The least bump that the version rule asks for; None where nothing changed."""
        asked = [change.bump for change in self.rows]
        asked += [change.bump for change in self.columns]
        if asked:
            return max(asked, key=BUMPS.index)
        return "patch" if self.documents else None

    def counts(self) -> Counter[tuple[str, Kind, Hand | None]]:
        """Count the changes of rows by config, kind and hand."""
        return Counter((change.config, change.kind, change.hand) for change in self.rows)

    def reasons(self, bump: Bump) -> Iterator[str]:
        """Yield what calls for a bump, in words."""
        rows = Counter((change.config, change.kind) for change in self.rows if change.bump == bump)
        for (config, kind), number in sorted(rows.items()):
            yield f"{number:,} {noun(config, number)} {kind}"
        for column in self.columns:
            if column.bump == bump:
                yield f"column {column.config}.{column.column} {column.kind}"
        if bump == "patch":
            yield from (f"{name} changed" for name in self.documents)


_NOUNS = {
    "articles": ("article", "articles"),
    "annotations": ("span", "spans"),
    "judgements": ("judgement", "judgements"),
    "terms": ("form of the lexicon", "forms of the lexicon"),
}


def noun(config: str, number: int) -> str:
    """Return what a row of a config is called, for so many of them."""
    one, many = _NOUNS.get(config, (f"row of {config}", f"rows of {config}"))
    return one if number == 1 else many


def next_version(version: str, bump: Bump) -> str:
    """Return the least version that is a bump above another."""
    major, minor, patch = order(version)
    if bump == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if bump == "minor" else f"{major}.{minor}.{patch + 1}"


def is_enough(old: str, new: str, bump: Bump | None) -> bool:
    """Tell whether a new version is at least a bump above the old one."""
    return bump is None or order(new) >= order(next_version(old, bump))


def diff(old: Published, new: Published) -> Diff:
    """Compare two releases. Raises OperatorError where one cannot be read."""
    found = Diff(old.version, new.version)
    people = _people(old) | _people(new)
    for config in sorted({*old.configs, *new.configs}):
        before, after = old.configs.get(config, {}), new.configs.get(config, {})
        if before and after:  # a config without rows is left out: no column is gone with it
            found.columns.extend(_columns(config, before, after))
        if before.get("root") != after.get("root"):
            for id_, one, other in _joined(old.by_id(config), new.by_id(config)):
                found.rows.extend(_changes(config, id_, one, other, people))
    found.documents = [
        name
        for name in _DOCUMENTS
        if old.manifest["versions"].get(name) != new.manifest["versions"].get(name)
    ]
    return found


def _people(release: Published) -> set[str]:
    """Return the layers that are people's: agreed on, or an annotator's who is a person."""
    found = set(_BY_PEOPLE)
    for _, rows in release.batches("judgements", ["annotator", "annotator_kind"]):
        found.update(
            row["annotator"] for row in rows.to_pylist() if row["annotator_kind"] == "person"
        )
    return found


def _columns(
    config: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[ColumnChange]:
    old = {column["name"]: column["type"] for column in before.get("columns", ())}
    new = {column["name"]: column["type"] for column in after.get("columns", ())}
    for name in (*old, *(name for name in new if name not in old)):
        if name not in new:
            yield ColumnChange(config=config, column=name, kind="removed")
        elif name not in old:
            yield ColumnChange(config=config, column=name, kind="added")
        elif old[name] != new[name]:
            yield ColumnChange(config=config, column=name, kind="retyped")


_Row = tuple[str, Mapping[str, Any]]
"""A row with its split."""


def _joined(
    old: Iterator[Placed], new: Iterator[Placed]
) -> Iterator[tuple[str, _Row | None, _Row | None]]:
    """Yield the rows of both, by id: in one, in the other, or in both."""
    one, other = next(old, None), next(new, None)
    while one or other:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None
            yield one[0], one[1:], None
            one = next(old, None)
        elif one is None or other[0] < one[0]:
            yield other[0], None, other[1:]
            other = next(new, None)
        else:
            yield one[0], one[1:], other[1:]
            one, other = next(old, None), next(new, None)


def _changes(
    config: str, id_: str, old: _Row | None, new: _Row | None, people: set[str]
) -> Iterator[Change]:
    if old is None or new is None:
        row = (old or new or ("", {}))[1]
        kind: Kind = "added" if old is None else "removed"
        hand = _hand(config, row, people)
        yield Change(
            config=config, id=id_, kind=kind, bump=_bump(config, kind, (), hand), hand=hand
        )
        return
    if old[0] != new[0]:
        moved = (old[0], new[0])
        yield Change(config=config, id=id_, kind="moved", bump="major", fields=moved)
    names = {**old[1], **new[1]}
    fields = tuple(
        name for name in names if name not in _IGNORED and old[1].get(name) != new[1].get(name)
    )
    if fields:
        hands = {_hand(config, row, people) for row in (old[1], new[1])}
        hand = "person" if "person" in hands else hands.pop()
        before = _hand(config, old[1], people)
        bump = _bump(config, "changed", fields, before)
        yield Change(config=config, id=id_, kind="changed", bump=bump, fields=fields, hand=hand)


def _hand(config: str, row: Mapping[str, Any], people: set[str]) -> Hand | None:
    """Tell whose the labels of a row are; None for a row without labels."""
    if config == "annotations":
        return "person" if row["layer"] in people else "automatic"
    if config == "judgements":
        return "person" if row["annotator_kind"] == "person" else "automatic"
    return None


def _bump(config: str, kind: Kind, fields: tuple[str, ...], before: Hand | None) -> Bump:
    """Apply the version rule to a row; `before` is whose its labels were.

    Major: an article removed, or its text or metadata edited; a person's label changed or
    removed. Minor: all else, since it adds rows or changes automatic labels.
    """
    if kind == "added":
        return "minor"
    if config == "articles":
        return "major" if kind == "removed" or set(fields) - {"spans"} else "minor"
    if before == "person" and (kind == "removed" or not set(fields).isdisjoint(_DECIDED)):
        return "major"
    return "minor"
