"""Deriving a release again from its corpus: every span and row must come out the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus_tools.corpus import Corpus
from corpus_tools.findings import OperatorError, quote
from corpus_tools.progress import Progress
from corpus_tools.release.building.build import InvalidCorpusError, PublishedError, export
from corpus_tools.release.building.predecessor import NONE
from corpus_tools.release.proving.faults import Fault, error, warning
from corpus_tools.release.stored.diff import Change, diff
from corpus_tools.release.stored.manifest import MANIFEST
from corpus_tools.release.stored.reading import Published, published

NAMED = 5
"""Rows of a table that are named; the others are counted."""

_MADE_WITH = ("tool", "python", "unicode")
"""What the automatic labels depend on, apart from corpus and lexicon."""


def derivation_faults(release: Published, corpus: Path, progress: Progress) -> Iterator[Fault]:
    """Yield what the corpus gives otherwise than the release has it.

    Raises OperatorError where this is not the corpus of that version, has errors, or the
    release before, on which this one follows, is not beside it.
    """
    _check_corpus(release, corpus)
    with tempfile.TemporaryDirectory(prefix="corpus-tools-") as folder:
        try:
            again = export(
                corpus,
                out=folder,
                since=_before(release),
                text=release.manifest["text"],
                progress=progress,
            )
        except InvalidCorpusError as refused:
            raise OperatorError(f"{refused}: run corpus-tools validate {corpus}") from None
        except PublishedError as refused:
            yield error("articles", f"the corpus gives other rows: {refused}")
            return
        yield from _compared(release, published(again.path))


def _check_corpus(release: Published, corpus: Path) -> None:
    declared, manifest = Corpus(corpus).declaration, release.manifest
    if manifest["text"] == "rehydrated":
        raise OperatorError("texts were put back: a deep proof needs the release without them")
    if any(declared[key] != manifest[key] for key in ("name", "version", "released")):
        wanted, found = (
            f"{doc['name']} {doc['version']} of {doc['released']}" for doc in (manifest, declared)
        )
        raise OperatorError(f"a deep proof needs the corpus of {wanted}; {corpus} is {found}")


def _before(release: Published) -> str:
    """Return where the release before is, or that there is none."""
    named = release.manifest["predecessor"]
    if named is None:
        return NONE
    path = release.path.absolute().parent / named["version"]
    if not path.is_dir() or published(path).manifest_sha256 != named["manifest_sha256"]:
        raise OperatorError(
            f"a deep proof needs the release before, {named['version']}, beside this one: {path}"
        )
    return str(path)


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
