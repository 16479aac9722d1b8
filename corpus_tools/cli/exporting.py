"""What `export` writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from corpus_tools.cli.console import note, progress_bar, write
from corpus_tools.cli.present import present
from corpus_tools.escaping import for_terminal
from corpus_tools.findings import OperatorError

if TYPE_CHECKING:
    from corpus_tools.release.building.build import Release


def run_export(
    corpus: Path,
    out: Path,
    since: str | None,
    text: str,
    engine: str | None,
    workers: int,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Export and say how to load what was published."""
    if text not in ("full", "none"):
        raise OperatorError("--text is full or none")
    from corpus_tools.release.building.build import InvalidCorpusError, PublishedError, export
    from corpus_tools.reporters import as_text

    try:
        with progress_bar(quiet=quiet) as progress:
            release = export(
                corpus,
                out=out,
                since=since,
                text="none" if text == "none" else "full",
                engine=engine,
                workers=workers,
                dry_run=dry_run,
                now=present([corpus]),
                progress=progress,
            )
    except InvalidCorpusError as error:
        write(as_text(error.report))
        note("Nothing was exported: mend the errors first.", quiet=quiet)
        raise typer.Exit(1) from None
    except PublishedError as error:
        note(f"corpus-tools: {error}")
        raise typer.Exit(1) from None
    for path in release.swept:
        note(f"Cleaned away what a broken-off export had left: {path}", quiet=quiet)
    for version in _higher(release):
        note(f"Beside it stands {version}, a higher version: it follows not on that.", quiet=quiet)
    write(_summary(release, dry_run))


def _higher(release: Release) -> list[str]:
    """Return the versions in the same folder that this one, published later, is below."""
    from corpus_tools.release.stored.reading import order, releases

    folder, version = release.path.parent, order(release.manifest["version"])
    beside = releases(folder) if release.created and folder.is_dir() else []
    return [one.version for one in beside if order(one.version) > version]


def _summary(release: Release, dry_run: bool) -> str:
    state = "would be " if dry_run else "" if release.created else "already "
    lines = [f"{state}published: {for_terminal(release.path)}"]
    for config in release.manifest["configs"]:
        rows = ", ".join(f"{split['name']} {split['rows']:,}" for split in config["splits"])
        lines.append(f"  {config['name']:<12} {rows}")
    withheld = release.manifest["withheld"]
    if withheld:
        lines.append(
            f"  text withheld from {withheld:,} of {release.manifest['articles']:,} articles"
        )
    lines.append(f"manifest sha256: {release.manifest_sha256}")
    lines.append("\nfrom datasets import load_dataset\n")
    for name in release.configs:
        call = f'load_dataset("{for_terminal(release.path)}", "{name}")'
        lines.append(f"{name} = {call}")
    return "\n".join(lines) + "\n"
