"""The commands for contested terms. Each imports what it needs only when it runs."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from corpus_tools.cli.options import Quiet, is_quiet

terms = typer.Typer(rich_markup_mode=None)


class SpanFormat(StrEnum):
    """How spans are written."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


@terms.command(epilog="Example: corpus-tools annotate raw/articles --format jsonl")
def annotate(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(help="Corpora, folders, shards, articles; or - .")
    ] = None,
    format: Annotated[SpanFormat, typer.Option(help="How to write.")] = SpanFormat.text,
    language: Annotated[str | None, typer.Option(help="For -: the text's language.")] = None,
    date: Annotated[str | None, typer.Option(help="For -: the day on which claims count.")] = None,
    corpus: Annotated[Path, typer.Option(help="For -: whose lexicon.")] = Path("raw"),
    write_template: Annotated[
        str | None, typer.Option(metavar="ANNOTATOR", help="Write files for a person to fill.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Show the contested terms of articles, or of a plain text on standard input (-)."""
    from corpus_tools.cli.annotating import annotate_paths, annotate_text, write_templates

    if write_template is not None:
        write_templates([Path(path) for path in paths or ["raw"]], write_template)
    elif paths == ["-"]:
        text = sys.stdin.buffer.read()
        annotate_text(text, language, date, corpus, format.value, is_quiet(ctx, quiet))
    else:
        annotate_paths(
            [Path(path) for path in paths or ["raw"]], format.value, is_quiet(ctx, quiet)
        )


@terms.command(epilog="Example: corpus-tools explain sample-araks-post-2022-09-15-cellar-night 1")
def explain(
    article: Annotated[str, typer.Argument(help="An article's id, or its file.")],
    span: Annotated[
        str | None, typer.Argument(help="A number, or field:start-end; all without it.")
    ] = None,
    corpus: Annotated[Path, typer.Option(help="The corpus, for an id.")] = Path("raw"),
    _quiet: Quiet = False,
) -> None:
    """Say why a span has its labels: rule, cue, claims and sources."""
    from corpus_tools.cli.lexicon import explain as run

    run(article, span, corpus)


@terms.command(epilog="Example: corpus-tools lexicon --corpus raw")
def lexicon(
    corpus: Annotated[Path, typer.Option(help="The corpus.")] = Path("raw"),
    _quiet: Quiet = False,
) -> None:
    """Show the lexicon as a table, with coverage by language and side."""
    from corpus_tools.cli.lexicon import show_lexicon
    from corpus_tools.corpus import Corpus

    show_lexicon(Corpus(corpus))


@terms.command(epilog="Example: corpus-tools inflect Qarabağ --language az")
def inflect(
    form: Annotated[str | None, typer.Argument(help="A dictionary form.")] = None,
    language: Annotated[str, typer.Option(help="Its language.")] = ...,  # type: ignore[assignment]
    inflection: Annotated[
        str | None, typer.Option("--class", help="Its inflection class; else the default.")
    ] = None,
    stem: Annotated[
        list[str] | None, typer.Option(help="An irregular stem, as in a lexicon; may be repeated.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the classes instead.")] = False,
    _quiet: Quiet = False,
) -> None:
    """Show every inflected form that is found for a dictionary form."""
    from corpus_tools.cli.lexicon import show_classes, show_forms
    from corpus_tools.findings import OperatorError

    if list_:
        show_classes(language)
    elif form is None:
        raise OperatorError("give a form, or --list")
    else:
        show_forms(form, language, inflection, tuple(stem or ()))


@terms.command(epilog="Example: corpus-tools agreement raw")
def agreement(
    corpus: Annotated[Path, typer.Argument(metavar="[DIR]", help="The corpus.")] = Path("raw"),
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write.")] = "text",
    _quiet: Quiet = False,
) -> None:
    """Show how far rules and annotators agree: per label, language and category."""
    from corpus_tools.cli.agreement import show_agreement
    from corpus_tools.corpus import Corpus

    show_agreement(Corpus(corpus), format)
