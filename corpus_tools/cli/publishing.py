"""What `publish` writes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from corpus_tools.cli.console import note, progress_bar, write
from corpus_tools.escaping import for_terminal

if TYPE_CHECKING:
    from corpus_tools.release.publishing.publish import Publication
    from corpus_tools.release.stored.reading import Published


def run_publish(path: Path, repo: str, public: bool, dry_run: bool, quiet: bool) -> None:
    """Publish a release on the Hub and say what changed there, and how to load it."""
    from corpus_tools.release.publishing.hub import RefusedError
    from corpus_tools.release.publishing.publish import publish, verified

    try:
        with progress_bar(quiet=quiet) as progress:
            release, warnings = verified(path, progress)
        bars = not quiet and sys.stderr.isatty()
        done = publish(release, repo, public=public, dry_run=dry_run, bars=bars)
    except RefusedError as error:
        note(f"corpus-tools: {error}")
        raise typer.Exit(1) from None
    for warning in (*warnings, *done.told):
        note(warning, quiet=quiet)
    write(_summary(release, repo, done, dry_run))


def _summary(release: Published, repo: str, done: Publication, dry_run: bool) -> str:
    if not done.tags:
        state = "already published"
    else:
        state = "would be published" if dry_run else "published"
    lines = [f"{state}: {done.url}/tree/{done.tag}"]
    if done.creates:
        lines.append(f"  create  {repo} ({done.creates})")
    lines += [f"  add     {path}" for path in done.changes.added]
    lines += [f"  change  {path}" for path in done.changes.changed]
    lines += [f"  delete  {path}" for path in done.changes.deleted]
    if done.tags:
        lines.append(f"  tag     {done.tag}")
    lines.append(f"manifest sha256: {release.manifest_sha256}\n")
    lines.append("from datasets import load_dataset\n")
    for name in release.configs:
        lines.append(f'{name} = load_dataset("{repo}", "{name}", revision="{done.tag}")')
    return "".join(f"{for_terminal(line)}\n" for line in "\n".join(lines).split("\n"))
