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
    engine: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where terms are found: serial or processes."),
    ] = None,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processes that find terms; same release.")
    ] = 1,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Build, prove, publish nothing.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Validate a corpus and publish it as a release that `load_dataset` reads."""
    from corpus_tools.cli.exporting import run_export

    run_export(corpus, out, since, text, engine, workers, dry_run, is_quiet(ctx, quiet))


@releasing.command(epilog="Example: corpus-tools verify releases/a/1.0.0 --corpus raw")
def verify(
    ctx: typer.Context,
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="The release.")],
    manifest_sha256: Annotated[
        str | None,
        typer.Option(metavar="HEX", help="The SHA-256 of its manifest that export printed."),
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Derive every row again from the corpus.")
    ] = False,
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Warn of what it retracted; for --deep, else raw."),
    ] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write.")] = "text",
    quiet: Quiet = False,
) -> None:
    """Prove that a release is whole and unchanged."""
    from corpus_tools.cli.verifying import run_verify

    run_verify(release, manifest_sha256, deep, corpus, format, is_quiet(ctx, quiet))


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


@releasing.command(epilog="Example: corpus-tools publish releases/x/1.0.0 --repo org/x --dry-run")
def publish(
    ctx: typer.Context,
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="The release.")],
    repo: Annotated[
        str, typer.Option(metavar="ORG/NAME", help="The dataset repository; made if need be.")
    ],
    public: Annotated[
        bool, typer.Option("--public", help="Everybody may read it; else it is private.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Publish a release on the Hugging Face Hub: one commit, and the version as its tag.

    The token is that of HF_TOKEN or of `hf auth login`. What was broken off is completed.
    """
    from corpus_tools.cli.publishing import run_publish

    run_publish(release, repo, public, dry_run, is_quiet(ctx, quiet))


@releasing.command(epilog='Example: corpus-tools retract a-2022-03-27-b --reason "asked by a"')
def retract(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The article.")],
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, on one line.")] = None,
    corpus: Annotated[Path, typer.Option(metavar="DIR", help="The corpus.")] = Path("raw"),
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="When it was withdrawn; else today.")
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Change nothing; say which releases there hold it."),
    ] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write.")] = "text",
    quiet: Quiet = False,
) -> None:
    """Withdraw an article: delete it and its annotations, and know it again should it come back.

    With --published: which releases hold it, and the steps to erase it there.
    """
    from corpus_tools.cli.retracting import run_published, run_retract

    if published is None:
        run_retract(id, corpus, reason, date, format, is_quiet(ctx, quiet))
    elif reason is None and date is None:
        run_published(id, published, format)
    else:
        raise typer.BadParameter("--published changes nothing: give it without --reason and --date")


@releasing.command(
    epilog="Example: corpus-tools rehydrate releases/x-standoff/1.0.0 --texts dump.txt --out mine"
)
def rehydrate(
    ctx: typer.Context,
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="One that withholds texts.")],
    texts: Annotated[
        list[Path],
        typer.Option(metavar="PATH", help="What import reads, a folder of it, or a corpus."),
    ],
    out: Annotated[Path, typer.Option(help="Where the new release goes.")],
    align: Annotated[
        bool, typer.Option("--align", help="Take altered copies; find their spans again.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Put withheld texts back into a release, as a new one: for your own use only."""
    from corpus_tools.cli.rehydrating import run_rehydrate

    run_rehydrate(release, texts, out, align, is_quiet(ctx, quiet))
