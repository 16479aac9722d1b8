"""The rule about ids: none is the name that one side has for what it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus_tools.checks.lexicon import Entry, Found
from corpus_tools.findings import Fault, quote
from corpus_tools.model import Concept, Variant

_DATE = re.compile(r"(?:-[0-9]{1,4}){1,3}\Z")


def check_names(
    entries: Sequence[Entry],
    perspectives: Iterable[str],
    others: Iterable[tuple[Path, str, str, str]],
) -> Iterator[Found]:
    """Yield ids that are a name of some sides where others have another, or of one side only.

    A concept is held against its own names. `others` have each its file, what it is, its id
    and the pointer to it; there a date at the end does not count.
    """
    sides = frozenset(perspectives)
    names: dict[str, _Users] = {}
    for entry in entries:
        own = _names(entry.concept, sides)
        if entry.concept.id in own:
            yield from _one_sided(entry.path, "concept", entry.concept.id, own[entry.concept.id])
        for name, users in own.items():
            names[name] = names[name].joined(users) if name in names else users
    for path, what, id_, pointer in others:
        known = names.get(id_) or names.get(_DATE.sub("", id_))
        if known is not None:
            yield from _one_sided(path, what, id_, known, pointer)


class _Users(NamedTuple):
    """The sides that use a name, and all that could."""

    sides: frozenset[str]
    every: frozenset[str]

    def joined(self, other: _Users) -> _Users:
        return _Users(self.sides | other.sides, self.every | other.every)


def _names(concept: Concept, declared: frozenset[str]) -> dict[str, _Users]:
    """Return a concept's names, spelled as ids: what its variants are first of all called.

    Further forms are often descriptions, and everybody's.
    """
    sides = {variant.id: _sides(variant) for variant in concept.variants}
    every = frozenset[str]().union(*sides.values())
    found: dict[str, _Users] = {}
    for variant in concept.variants:
        own = sides[variant.id]
        users = _Users(own, every if len(own) > 1 else every | declared)
        first = {form.language: form.text for form in reversed(variant.forms)}
        for name in {variant.id, *map(_slug, first.values())}:
            found[name] = found[name].joined(users) if name in found else users
    return found


def _sides(variant: Variant) -> frozenset[str]:
    return frozenset(side for claim in variant.claims for side in claim.perspectives)


def _one_sided(
    path: Path, what: str, id_: str, users: _Users, pointer: str = "/id"
) -> Iterator[Found]:
    if users.sides and users.sides < users.every:
        use, do_not = _listed(users.sides), _listed(users.every - users.sides)
        yield (
            path,
            Fault(
                code="CT708",
                pointer=pointer,
                message=f"The {what}'s id {quote(id_, 120)} is a name that {use} use, "
                f"and {do_not} do not.",
                hint="Join the sides' names in alphabetical order, as in farrukh-parukh, or take "
                "an id that says nothing.",
            ),
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(quote(name) for name in sorted(names))


def _slug(text: str) -> str:
    if not text.isascii():
        from anyascii import anyascii  # tables for all scripts, read when first needed

        text = anyascii(text)
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
