"""What `retract` writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_tools.cli.console import note, write
from corpus_tools.cli.present import source_date
from corpus_tools.corpus import RETRACTIONS, Corpus
from corpus_tools.documents.formats import is_day
from corpus_tools.escaping import for_json, for_terminal
from corpus_tools.findings import OperatorError, quote
from corpus_tools.withdrawing import Mention, Withdrawal, withdraw

if TYPE_CHECKING:
    from corpus_tools.release.publishing.erasing import Erasure
    from corpus_tools.release.publishing.holdings import HeldFile, Holding


def run_retract(
    id_: str, corpus: Path, reason: str | None, date: str | None, format: str, quiet: bool
) -> None:
    """Withdraw an article and say what was changed, and what still names it."""
    if reason is None:
        raise OperatorError("say why with --reason, or where to look with --published")
    if date is not None and not is_day(date):
        raise OperatorError(f"--date is no calendar day: {quote(date)}")
    day = date or (source_date() or datetime.now(UTC)).date().isoformat()
    done = withdraw(Corpus(corpus), id_, reason=reason, day=day)
    write(_json(_withdrawal(id_, done)) if format == "json" else _text(_told(id_, corpus, done)))
    if done:
        note(
            f"Next: corpus-tools validate {corpus}, then a major version in corpus.json, and "
            f"export. What is published stays: corpus-tools retract {id_} --published releases",
            quiet=quiet,
        )


def run_published(id_: str, folder: Path, format: str) -> None:
    """Say which releases hold an article, and how it is erased there. Nothing is changed."""
    from corpus_tools.release.publishing.erasing import erasures
    from corpus_tools.release.publishing.holdings import holdings, left_behind

    found, behind = holdings(folder, id_), left_behind(folder)
    plans = erasures(id_, found)
    if format == "json":
        write(_json(_published(id_, found, behind, plans)))
    else:
        write(_text(_listed(id_, folder, found, behind, plans)))


def _json(doc: dict[str, Any]) -> str:
    return f"{for_json(doc, indent=2)}\n"


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{for_terminal(line)}\n" for line in lines)


# ------------------------------------------------------------------ in the corpus


def _withdrawal(id_: str, done: Withdrawal) -> dict[str, Any]:
    return {
        "id": id_,
        "changed": bool(done),
        "entries": done.entries,
        "annotations": [str(path) for path in done.annotations],
        "articles": [{"path": str(path), "line": line} for path, line in done.articles],
        "mentions": [
            {"path": str(one.path), "line": one.line, "pointer": one.pointer}
            for one in done.mentions
        ],
    }


def _told(id_: str, corpus: Path, done: Withdrawal) -> Iterator[str]:
    entry = done.entries[-1]
    state = "withdrawn" if done else "already withdrawn"
    yield f"{state}: {id_} ({entry['date']}: {entry['reason']})"
    if done.noted:
        yield f"  {corpus / RETRACTIONS}: entry added"
    yield from (f"  {path}: deleted" for path in done.annotations)
    for path, line in done.articles:
        yield f"  {path}: {f'line {line} taken out' if line else 'deleted'}"
    if done.mentions:
        yield "still named; take that out, or withdraw these as well:"
    yield from (f"  {_place(one)}" for one in done.mentions)


def _place(mention: Mention) -> str:
    line = f":{mention.line}" if mention.line else ""
    return f"{mention.path}{line} {mention.pointer}".rstrip()


# ------------------------------------------------------------------ in releases


def _published(
    id_: str, found: Sequence[Holding], behind: Sequence[Path], plans: Sequence[Erasure]
) -> dict[str, Any]:
    from corpus_tools.release.publishing.erasing import REMAINS

    return {
        "id": id_,
        "releases": [
            {
                "path": str(one.release.path),
                "version": one.release.version,
                "holds": bool(one.files),
                "has_text": one.has_text,
                "files": [_file(file) for file in one.files],
            }
            for one in found
        ],
        "left_behind": [str(path) for path in behind],
        "erase": [
            {
                "folder": str(plan.folder),
                "steps": [
                    {"what": step.what, "commands": step.commands, "script": step.script}
                    for step in plan.steps
                ],
            }
            for plan in plans
        ],
        "remains": REMAINS if plans else [],
    }


def _file(file: HeldFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "config": file.config,
        "split": file.split,
        "rows": file.rows,
        "naming": file.naming,
        "has_text": file.has_text,
        "sha256": file.sha256,
    }


def _listed(
    id_: str,
    folder: Path,
    found: Sequence[Holding],
    behind: Sequence[Path],
    plans: Sequence[Erasure],
) -> Iterator[str]:
    from corpus_tools.release.publishing.erasing import REMAINS

    for one in found:
        if one.files:
            yield f"{one.release.path} holds it, {'with' if one.has_text else 'without'} its text"
            yield from (f"  {file.path}: {_counted(file)}" for file in one.files)
    for path in behind:
        yield f"{path} was left behind by an export; the next one there cleans it away"
    if not plans:
        yield f"none of {len(found):,} releases in {folder} holds {id_}"
        return
    for plan in plans:
        yield from ("", f"To erase it from {plan.folder}:")
        for number, step in enumerate(plan.steps, 1):
            yield from ("", f"{number}. {step.what}")
            if lines := [*step.commands, *(step.script or "").splitlines()]:
                yield from ("", *lines)
    yield from ("", "These steps do not reach", *(f"- {what}" for what in REMAINS))


def _counted(file: HeldFile) -> str:
    if file.config is None:
        return "names it"
    parts = [f"{file.rows:,} of its rows"] if file.rows else []
    parts += ["with text"] if file.has_text else []
    parts += [f"{file.naming:,} of others that name it"] if file.naming else []
    return ", ".join(parts)
