"""The commands for releases. Each imports what it needs only when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from corpus_tools.cli.options import Quiet, is_quiet

releasing = typer.Typer(rich_markup_mode=None)


@releasing.command(epilog="Example: corpus-tools export raw --out releases")
def export(
    ctx: typer.Context,
    corpus: Annotated[Path, typer.Argument(metavar="[DIR]", help="The corpus.")] = Path("raw"),
    out: Annotated[Path, typer.Option(help="Where releases go.")] = Path("releases"),
    since: Annotated[
        str | None,
        typer.Option(
            metavar="RELEASE|none",
            help="The release before; else the highest lower version beside the new one.",
        ),
    ] = None,
    text: Annotated[
        str, typer.Option(help="full: texts where their licence allows; none: no texts.")
    ] = "full",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Build, prove, publish nothing.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Validate a corpus and publish it as a release that `load_dataset` reads."""
    from corpus_tools.cli.exporting import run_export

    run_export(corpus, out, since, text, dry_run, is_quiet(ctx, quiet))


@releasing.command(epilog="Example: corpus-tools diff releases/a/1.0.0 releases/a/1.1.0")
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A release.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one.")],
    format: Annotated[
        Literal["text", "json"], typer.Option(help="How to write; json lists every row.")
    ] = "text",
    _quiet: Quiet = False,
) -> None:
    """Show what changed between two releases, and the version bump it calls for."""
    from corpus_tools.cli.diffing import run_diff

    run_diff(old, new, format)
