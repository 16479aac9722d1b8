"""Whether a release says anywhere what a withheld text says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds

from corpus_tools.checks.locations import Location, addressed, reread
from corpus_tools.checks.traces import Traces, strings
from corpus_tools.findings import Fault, Finding
from corpus_tools.model import Article
from corpus_tools.release.describing.croissant import CROISSANT
from corpus_tools.release.stored.withheld import WITHHELD_FILE

_SAID = {
    "articles": ("id", "event", "collection", "related", "credits", "authors"),
    "annotations": ("speaker",),
    "judgements": ("comment", "speaker"),
    "terms": ("concept", "variant", "gloss", "claims"),
}
"""Columns that hold people's words; addresses of pages are known to everybody, and the term
alone may go out."""

_PROSE = ("README.md", "CITATION.cff", "CHANGELOG.md", "guidelines.md")
_DATA = (CROISSANT, WITHHELD_FILE)


def leaks(staged: Path, articles: Mapping[str, Location]) -> Iterator[Finding]:
    """Yield the articles whose withheld text or title stands in a release, and where."""
    withheld = _withheld(staged)
    if not withheld:
        return
    said = _said(staged)
    faults = (
        (article, _fault(field, where))
        for article, document in reread(withheld, articles)
        if document.value is not None
        for field, where in said.of(Article.from_doc(document.value))
    )
    yield from addressed(list(faults), articles)


def _withheld(staged: Path) -> list[str]:
    table = ds.dataset(staged / "articles", format="parquet").to_table(
        columns=["id"], filter=pc.field("body").is_null()
    )
    ids: list[str] = table["id"].to_pylist()
    return ids


def _said(staged: Path) -> Traces:
    said = Traces()
    for config, columns in _SAID.items():
        if (folder := staged / config).is_dir():
            dataset = ds.dataset(folder, format="parquet")
            for column in columns:
                for batch in dataset.to_batches(columns=[column]):
                    for _, text in strings(batch.column(0).to_pylist()):
                        said.add(text, f"the column {column} of {config}")
    for name in _PROSE:
        if (path := staged / name).is_file():
            said.add(path.read_text(encoding="utf-8"), name)
    for name in _DATA:
        if (path := staged / name).is_file():
            doc = json.loads(path.read_bytes())
            doc.pop("rows", None)  # ids and places, which the columns have
            for _, text in strings(doc):
                said.add(text, name)
    return said


def _fault(field: str, where: str) -> Fault:
    return Fault(
        code="CT804",
        pointer=f"/{field}",
        message=f"This {field} may not go out, but words of it would, in {where}.",
        hint="Say it there in other words, or leave it out.",
    )
