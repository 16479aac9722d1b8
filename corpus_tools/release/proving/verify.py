"""Proving a release whole and unchanged: hashes before parsing, parsing in another process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus_tools.findings import OperatorError
from corpus_tools.progress import Progress, silent
from corpus_tools.release.proving.faults import Fault as Fault
from corpus_tools.release.proving.faults import limited
from corpus_tools.release.proving.inventory import file_faults, manifest_of
from corpus_tools.release.proving.isolation import content_faults
from corpus_tools.release.proving.listing import listing_faults
from corpus_tools.release.proving.outdated import later_faults, place_faults, retraction_faults
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.release.stored.reading import Published

RAW = Path("raw")
"""Where a corpus is when nothing else is said."""


def verify(
    release: Path,
    *,
    manifest_sha256: str | None = None,
    deep: bool = False,
    corpus: Path | None = None,
    progress: Progress = silent,
) -> tuple[Fault, ...]:
    """Return all that does not hold of a release, errors first; a warning is no reason to doubt it.

    With `corpus`, articles that were retracted since are warned of. With `deep` every row is
    derived again from the corpus (without one, from `raw`). Raises OperatorError where the
    folder is no release, or the corpus not the one that it was made of.
    """
    if manifest_sha256 is not None:
        manifest_sha256 = manifest_sha256.lower()
        if not re.fullmatch("[0-9a-f]{64}", manifest_sha256):
            raise OperatorError("the SHA-256 of a manifest is 64 hexadecimal digits")
    manifest, faults = manifest_of(release, manifest_sha256)
    if manifest is not None:
        faults = [*limited(_faults(release, manifest, progress))]
        if not any(fault.severity == "error" for fault in faults):
            whole = Published(release, manifest)
            faults += limited(_news(whole, deep=deep, corpus=corpus, progress=progress))
    return tuple(sorted(set(faults)))


def _faults(release: Path, manifest: Manifest, progress: Progress) -> Iterator[Fault]:
    """Yield what does not hold, stage by stage: each rests on the one before."""
    for stage in (
        listing_faults(manifest),
        file_faults(release, manifest, progress),
        content_faults(release, manifest, progress),
    ):
        sound = True
        for fault in stage:
            sound &= fault.severity != "error"
            yield fault
        if not sound:
            return


def _news(
    release: Published, *, deep: bool, corpus: Path | None, progress: Progress
) -> Iterator[Fault]:
    """Yield what the corpus and later releases say of a release that is whole."""
    yield from place_faults(release)
    yield from later_faults(release)
    if corpus is not None:
        yield from retraction_faults(release, corpus)
    if deep:
        from corpus_tools.release.proving.rederive import derivation_faults

        if corpus is None and not RAW.is_dir():
            raise OperatorError("a deep proof needs the corpus of the release: --corpus DIR")
        yield from derivation_faults(release, corpus or RAW, progress)
