"""Deriving a release again from its corpus: every span and row must come out the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus_tools.corpus import Corpus
from corpus_tools.findings import OperatorError, quote
from corpus_tools.progress import Progress
from corpus_tools.release.building import predecessor
from corpus_tools.release.building.build import (
    InvalidCorpusError,
    PublishedError,
    check_bump,
    derive,
)
from corpus_tools.release.proving.faults import Fault, error, warning
from corpus_tools.release.stored.diff import Change, diff
from corpus_tools.release.stored.manifest import MANIFEST
from corpus_tools.release.stored.reading import Placed, Published, published

NAMED = 5
"""Rows of a table that are named; the others are counted."""

_MADE_WITH = ("tool", "python", "unicode")
"""What the automatic labels depend on, apart from corpus and lexicon."""


class _Older(Published):
    """The release before as one that follows on it tells: the rows that are older than itself."""

    def by_id(self, config: str, columns: Sequence[str] | None = None) -> Iterator[Placed]:
        """Yield rows as they stand here; `columns` name `added_in`."""
        for row in super().by_id(config, columns):
            if row[2]["added_in"] != self.version:
                yield row


def derivation_faults(release: Published, corpus: Path, progress: Progress) -> Iterator[Fault]:
    """Yield what the corpus gives otherwise than the release has it.

    The age and split of rows that are older than the release are those of the release before;
    if that is gone they are taken from the release itself, and a warning says so.
    Raises OperatorError where this is not the corpus of that version, or has errors.
    """
    _check_corpus(release, corpus)
    before = _before(release)
    if before is not None:
        yield from _version_faults(before, release)
    elif named := release.manifest["predecessor"]:
        before = _Older(release.path, release.manifest)
        yield warning(
            MANIFEST,
            f"the release before, {named['version']}, is not beside this one: which rows are "
            "older than this version, and in which split they are, was taken from here",
        )
    with tempfile.TemporaryDirectory(prefix="corpus-tools-") as folder:
        text = release.manifest["text"]
        try:
            again = derive(corpus, Path(folder), before=before, text=text, progress=progress)
        except InvalidCorpusError as refused:
            raise OperatorError(f"{refused}: run corpus-tools validate {corpus}") from None
        yield from _compared(release, again)


def _check_corpus(release: Published, corpus: Path) -> None:
    declared, manifest = Corpus(corpus).declaration, release.manifest
    if manifest["text"] == "rehydrated":
        raise OperatorError("texts were put back: a deep proof needs the release without them")
    if any(declared[key] != manifest[key] for key in ("name", "version", "released")):
        wanted, found = (
            f"{doc['name']} {doc['version']} of {doc['released']}" for doc in (manifest, declared)
        )
        raise OperatorError(f"a deep proof needs the corpus of {wanted}; {corpus} is {found}")


def _before(release: Published) -> Published | None:
    """Return the release before, if there is one and it stands beside this one."""
    named = release.manifest["predecessor"]
    if named is None:
        return None
    path = release.path.absolute().parent / named["version"]
    if not path.is_dir() or published(path).manifest_sha256 != named["manifest_sha256"]:
        return None
    return predecessor.find(path.parent, release.version, str(path))


def _version_faults(before: Published, release: Published) -> Iterator[Fault]:
    try:
        check_bump(before, diff(before, release), release.version)
    except PublishedError as refused:
        yield error(MANIFEST, str(refused))


def _compared(release: Published, again: Published) -> Iterator[Fault]:
    found = diff(release, again)
    differing = [
        config
        for config in (*release.configs, *(set(again.configs) - set(release.configs)))
        if _root(release, config) != _root(again, config)
    ]
    for config in differing:
        rows = [change for change in found.rows if change.config == config]
        for change in rows[:NAMED]:
            yield error(config, _said(change))
        if len(rows) > NAMED:
            yield error(config, f"… and {len(rows) - NAMED:,} more rows that differ")
        if not rows:
            yield error(config, "the corpus gives the same rows, but of another age or order")
    for name in found.documents:
        yield warning(MANIFEST, f"{name}: the corpus, or this version, has another")
    one, other = release.manifest["versions"], again.manifest["versions"]
    for name in _MADE_WITH:
        if differing and one[name] != other[name]:
            said = f"made with {name} {one[name]}, derived again with {other[name]}"
            yield warning(MANIFEST, f"{said}: automatic labels may differ by that")


def _root(release: Published, config: str) -> str | None:
    root: str | None = release.configs.get(config, {}).get("root")
    return root


def _said(change: Change) -> str:
    row, fields = f"the row {quote(change.id, 160)}", change.fields
    if change.kind == "added":
        return f"the corpus gives {row}, which is not here"
    if change.kind == "removed":
        return f"the corpus does not give {row}"
    if change.kind == "moved":
        return f"{row} is in {fields[0]}; the corpus gives {fields[1]}"
    return f"of {row} the corpus gives other {', '.join(fields)}"
