"""Dumps of articles, and what importing them gives."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.exchange.importing import Outcome, import_file
from tests.corpora import (
    Doc,
    an_outlet,
    read_json,
    write_corpus,
)

STORM = """\
The harbour of the small town stayed closed on Monday because the wind was too strong for the \
ferry, the port authority said.

“We will open as soon as we can,” the harbour master told reporters."""


MARKET = """\
Traders came back to the old market hall this week after builders had finished the new roof, \
and the first customers were already waiting at the door."""


TWO = f"""\
Sample Gazette (invented)
March 26, 2022

Storm keeps ferry in harbour

====

Also see: Ferry company buys a second boat

Lighthouse to be painted again

====

{STORM}

====

Northern Sample Post
27 March 2022

Market hall opens again

{MARKET}
"""


def corpus_of_one_outlet(root: Path) -> Path:
    """Write a corpus without articles that knows one outlet."""
    outlet = an_outlet(aliases=["The Gazette", "Սամփլ"])
    return write_corpus(root, outlets=[outlet], languages=["en", "hy", "az", "ru"], collections=[])


def dump(tmp_path: Path, text: str | bytes, name: str = "dump.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def one(outlet: str, day: str, title: str = "Market hall opens again", body: str = MARKET) -> str:
    return f"{outlet}\n{day}\n\n{title}\n\n{body}\n"


def took(tmp_path: Path, corpus: Path, text: str | bytes, **options: str) -> list[Outcome]:
    return list(import_file(dump(tmp_path, text), corpus, **options))


def stored(corpus: Path) -> list[Doc]:
    return [read_json(path) for path in sorted((corpus / "articles").rglob("*.json"))]


def results(outcomes: list[Outcome]) -> list[str]:
    return [outcome.result for outcome in outcomes]
