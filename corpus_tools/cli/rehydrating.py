"""What `rehydrate` writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from corpus_tools.cli.console import note, progress_bar, write
from corpus_tools.escaping import for_terminal
from corpus_tools.exchange.texts import read_texts
from corpus_tools.release.building.build import PublishedError
from corpus_tools.release.rehydrating.rehydration import Rehydrated, rehydrate


def run_rehydrate(release: Path, texts: list[Path], out: Path, align: bool, quiet: bool) -> None:
    """Put texts back into a release, and say which articles remain without."""
    copies = read_texts(texts, lambda words: note(words, quiet=quiet))
    try:
        with progress_bar(quiet=quiet) as progress:
            found = rehydrate(release, copies, out=out, altered=align, progress=progress)
    except PublishedError as error:
        note(f"corpus-tools: {error}")
        raise typer.Exit(1) from None
    write("".join(f"{for_terminal(line)}\n" for line in _lines(found)))
    if found.missing and not align:
        note("An altered copy can be taken with --align.", quiet=quiet)
    if found.missing or found.lost or found.left:
        raise typer.Exit(1)


def _lines(found: Rehydrated) -> Iterator[str]:
    if found.release is None:
        yield "nothing was rehydrated"
    else:
        yield f"{'' if found.created else 'already '}rehydrated: {found.release.path}"
        yield f"  {found.restored:,} of {found.restored + len(found.missing):,} texts put back"
    if found.aligned:
        yield f"  {found.aligned:,} of them altered copies, in which spans were found again"
    yield from (f"without text: {id_}: {reason}" for id_, reason in sorted(found.missing.items()))
    for id_, place in found.lost:
        yield f"span not found again: {id_}, {place.field} {place.start}–{place.end}"
    yield from (f"not put back: {one.column} of {one.config} {one.id}" for one in found.left)
    if found.release is not None:
        yield f"manifest sha256: {found.release.manifest_sha256}"
        yield ""
        yield "from datasets import load_dataset"
        yield ""
        for name in found.release.configs:
            yield f'{name} = load_dataset("{found.release.path}", "{name}")'
