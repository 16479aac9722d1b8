"""What `verify` writes."""

from __future__ import annotations

from pathlib import Path

import typer

from corpus_tools.cli.console import progress_bar, styled, write
from corpus_tools.escaping import for_json, for_terminal
from corpus_tools.release.proving.faults import Fault
from corpus_tools.release.proving.verify import verify

_STYLES = {"error": "31", "warning": "33"}


def run_verify(
    release: Path, sha256: str | None, deep: bool, corpus: Path | None, format: str, quiet: bool
) -> None:
    """Verify a release and say what does not hold of it."""
    with progress_bar(quiet=quiet) as progress:
        faults = verify(
            release, manifest_sha256=sha256, deep=deep, corpus=corpus, progress=progress
        )
    write(_as_json(release, faults) if format == "json" else _as_text(release, faults))
    if _count(faults, "error"):
        raise typer.Exit(1)


def _count(faults: tuple[Fault, ...], severity: str) -> int:
    return sum(fault.severity == severity for fault in faults)


def _as_json(release: Path, faults: tuple[Fault, ...]) -> str:
    doc = {
        "release": str(release),
        "summary": {"errors": _count(faults, "error"), "warnings": _count(faults, "warning")},
        "faults": [
            {"severity": fault.severity, "path": fault.path, "message": fault.message}
            for fault in faults
        ],
    }
    return f"{for_json(doc, indent=2)}\n"


def _as_text(release: Path, faults: tuple[Fault, ...]) -> str:
    lines = [
        f"{styled(fault.severity, _STYLES[fault.severity])}: "
        f"{for_terminal(fault.path)}: {for_terminal(fault.message)}"
        for fault in faults
    ]
    verdict = "is NOT what was published" if _count(faults, "error") else "is whole and unchanged"
    counts = f"errors: {_count(faults, 'error'):,}, warnings: {_count(faults, 'warning'):,}"
    lines.append(f"{for_terminal(release)} {verdict} ({counts})")
    return "".join(f"{line}\n" for line in lines)
