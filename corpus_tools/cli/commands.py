"""The commands for a corpus. Each imports what it needs only when it runs."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from corpus_tools.cli.console import note, progress_bar, write
from corpus_tools.cli.options import Quiet, is_quiet
from corpus_tools.cli.release_commands import releasing
from corpus_tools.cli.term_commands import terms
from corpus_tools.cli.words import WordCommand, WordGroup

app = typer.Typer(
    name="corpus-tools",
    cls=WordGroup,
    help="Annotated bilingual corpora of contested names: validated, packaged, versioned.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

app.add_typer(terms)
app.add_typer(releasing)


def leave_only(words: list[str]) -> None:
    """Leave of all commands the one that is called, if one is: to build all takes long."""
    called = next((word for word in words if not word.startswith("-")), "")
    groups = (app, terms, releasing)
    if any(called in _names(group) for group in groups):
        for group in groups:
            named = zip(_names(group), group.registered_commands, strict=True)
            group.registered_commands = [command for name, command in named if name == called]


def _names(group: typer.Typer) -> list[str]:
    """Return what the commands of a group are called: as they say, or as their function is."""
    return [
        command.name or (command.callback.__name__ if command.callback else "")
        for command in group.registered_commands
    ]


CorpusDir = Annotated[Path, typer.Option("--into", help="The corpus.", show_default=True)]


def _version(shown: bool) -> None:
    if shown:
        from importlib.metadata import version

        write(f"corpus-tools {version('corpus-tools')}\n")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def options(
    ctx: typer.Context,
    quiet: Quiet = False,
    _shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Annotated bilingual corpora of contested names: validated, packaged, versioned."""
    ctx.obj = quiet
    if ctx.invoked_subcommand is None:
        write(f"{ctx.get_help()}\n")
        raise typer.Exit(2)


Words = list[str] | None


@app.command(cls=WordCommand, epilog="Example: corpus-tools validate raw --format json")
def validate(
    ctx: typer.Context,
    paths: Annotated[
        Words, typer.Argument(metavar="[PATH]...", help="Corpora, folders, shards, files.")
    ] = None,
    format: Annotated[
        str, typer.Option(metavar="[text|json|github|sarif|junit]", help="How to write.")
    ] = "text",
    output: Annotated[
        Words,
        typer.Option(metavar="FILE", help="Also to .sarif, .json, .xml (JUnit) or .txt files."),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Rules on one file: only files changed since a revision."),
    ] = None,
    released: Annotated[
        str | None,
        typer.Option(metavar="RELEASE", help="Errors on articles unchanged since: warnings."),
    ] = None,
    select: Annotated[
        Words, typer.Option(metavar="CODES", help="Only rules such as CT104,CT2.")
    ] = None,
    ignore: Annotated[
        Words, typer.Option(metavar="CODES", help="No rules such as CT104,CT2.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    quiet: Quiet = False,
) -> None:
    """Check a corpus, or single files: what is wrong, where, and what to do."""
    from corpus_tools.checks.gathering import MOST
    from corpus_tools.checks.validation import validate as check
    from corpus_tools.cli.present import present
    from corpus_tools.cli.reporting import check_outputs, write_report
    from corpus_tools.findings import only

    outputs = [Path(name) for name in output or ()]
    check_outputs(format, outputs)
    given = [Path(name) for name in paths or ["raw"]]
    changed = None
    if changed_since is not None:
        from corpus_tools.changes import changed_files

        changed = changed_files(changed_since, given)
    with progress_bar(quiet=is_quiet(ctx, quiet)) as progress:
        now, most = present(given), None if released is not None else MOST
        report = check(*(paths or given), progress=progress, now=now, changed=changed, most=most)
    if released is not None:
        from corpus_tools.release.building.released import with_legacy

        report = with_legacy(report, Path(released))
    report = only(report, _codes(select), _codes(ignore))
    write_report(report, format, outputs)
    if report.errors or (strict and report.warnings):
        raise typer.Exit(1)


def _codes(given: list[str] | None) -> list[str]:
    return [code.strip() for part in given or () for code in part.split(",") if code.strip()]


@app.command(epilog="Example: corpus-tools rules CT602")
def rules(
    code: Annotated[str | None, typer.Argument(help="One rule; all without it.")] = None,
    _quiet: Quiet = False,
) -> None:
    """Show every rule, or one: what it asks, why, a bad and a good example."""
    from corpus_tools.findings import OperatorError
    from corpus_tools.rules import RULES

    if code is None:
        for known, rule in RULES.items():
            write(f"{known}  {rule.severity:<7}  {rule.what}\n")
        return
    if code.upper() not in RULES:
        raise OperatorError(f"there is no rule {code}; see corpus-tools rules")
    rule = RULES[code.upper()]
    write(
        f"{code.upper()} ({rule.severity})\n{rule.what}\n\nWhy:  {rule.why}\n"
        f"Bad:  {rule.bad}\nGood: {rule.good}\n"
    )


@app.command(name="import", epilog="Example: corpus-tools import dump.txt --into raw")
def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Text dumps (.txt), or tables of spans.")],
    into: CorpusDir,
    language: Annotated[str | None, typer.Option(help="Their language; else identified.")] = None,
    license: Annotated[
        str, typer.Option(help="Their licence (SPDX).")
    ] = "LicenseRef-all-rights-reserved",
    annotator: Annotated[
        str | None, typer.Option(metavar="ID", help="The files are tables that this one filled.")
    ] = None,
    annotator_kind: Annotated[
        Literal["person", "model"], typer.Option(help="Who filled them.")
    ] = "person",
    quiet: Quiet = False,
) -> None:
    """Make article files of texts, or annotation files of filled tables of spans (CSV).

    What cannot be read is reported and left out.
    """
    from corpus_tools.cli.importing import import_dumps, import_tables

    if annotator is None:
        complete = import_dumps(files, into, language, license)
    else:
        complete = import_tables(files, into, annotator, annotator_kind)
    if not complete:
        what = "Some lines were left out; mend them and import the file again."
        note(what, quiet=is_quiet(ctx, quiet))
        raise typer.Exit(1)


@app.command(epilog="Example: corpus-tools init my-corpus --from raw")
def init(
    ctx: typer.Context,
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The new corpus.")],
    from_: Annotated[
        Path | None, typer.Option("--from", help="Whose lexicon, perspectives and languages.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Start a corpus, and a workflow that validates pull requests to it."""
    from corpus_tools.corpus import Corpus
    from corpus_tools.escaping import for_terminal
    from corpus_tools.findings import OperatorError
    from corpus_tools.skeletons import new_corpus

    if not folder.strip():
        raise OperatorError("name the folder of the new corpus; “.” is this one")
    for path in new_corpus(Path(folder), _today(), Corpus(from_) if from_ else None):
        write(f"{for_terminal(path)}\n")
    note(f"Next: corpus-tools new outlet … --into {folder}", quiet=is_quiet(ctx, quiet))


def _today() -> str:
    """Return the day to date a new corpus with: SOURCE_DATE_EPOCH, or today."""
    from corpus_tools.cli.present import source_date

    return (source_date() or datetime.now(UTC)).date().isoformat()


class NewKind(StrEnum):
    """What `new` makes."""

    article = "article"
    outlet = "outlet"
    concept = "concept"
    event = "event"


@app.command(epilog="Example: corpus-tools new outlet sample-gazette --into raw --language en")
def new(
    ctx: typer.Context,
    kind: Annotated[NewKind, typer.Argument(help="What to make.")],
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id.")],
    into: CorpusDir = Path("raw"),
    outlet: Annotated[str | None, typer.Option(help="An article's outlet.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language; not an event's.")] = None,
    date: Annotated[str | None, typer.Option(help="An article's or event's day.")] = None,
    perspective: Annotated[
        str | None, typer.Option(help="An outlet's perspective, or who uses a concept's variant.")
    ] = None,
    license: Annotated[str | None, typer.Option(help="An article's licence (SPDX).")] = None,
    quiet: Quiet = False,
) -> None:
    """Write a skeleton in the right place, filled in as far as the corpus tells.

    What is left empty, `validate` asks for.
    """
    from corpus_tools.corpus import Corpus
    from corpus_tools.escaping import for_terminal
    from corpus_tools.skeletons import skeleton, write_new

    named = {
        "outlet": outlet,
        "language": language,
        "date": date,
        "perspective": perspective,
        "license": license,
    }
    given = {key: value for key, value in named.items() if value is not None}
    path, raw = skeleton(kind.value, id, Corpus(into), given)
    write_new(path, raw)
    write(f"{for_terminal(path)}\n")
    what = f"Next: fill in what is empty, then corpus-tools validate {into}"
    note(what, quiet=is_quiet(ctx, quiet))
