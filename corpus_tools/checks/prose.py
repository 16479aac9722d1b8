"""Rules about what a corpus says in prose: its codebook is published as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus_tools.characters import named
from corpus_tools.checks.text import CONTROL
from corpus_tools.corpus import Document
from corpus_tools.documents.decoding import UndecodableError, decode_text
from corpus_tools.documents.files import UnreadableError, read_bytes
from corpus_tools.documents.places import Lines
from corpus_tools.findings import Fault, Finding


def check_prose(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the encoding and the characters of a Markdown file."""
    source = ""
    try:
        source = decode_text(read_bytes(path)).replace("\r\n", "\n")
        faults = list(_controls(source))
    except UnreadableError as error:
        faults = [error.fault]
    except UndecodableError as error:
        faults, source = error.faults, error.source
    yield from Document(kind="article", path=path, source=source).findings(faults)


def _controls(text: str) -> Iterator[Fault]:
    found = list(CONTROL["body"].finditer(text))
    if found:
        line, column = Lines(text).place(found[0].start())
        also = f" ({len(found):,} in all)" if len(found) > 1 else ""
        message = f"Control character, {named(found[0][0])}{also}."
        yield Fault(code="CT201", line=line, column=column, message=message, hint="Remove it.")
