"""What was already published: errors that a new rule finds in it block nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from corpus_tools.checks.gathering import gathered
from corpus_tools.corpus import Document, read_documents
from corpus_tools.documents.decoding import UndecodableError, decode
from corpus_tools.findings import Finding, OperatorError, Report
from corpus_tools.model import FIELDS
from corpus_tools.tables import ARROW, Row

LEGACY = "legacy: "
"""How the message of such a warning begins."""

_COMPARED = {
    "published": "published_original",
    **{
        name: name for name in ("outlet", "language", "license", "url", "archive_url", "collection")
    },
    **{name: name for name in ("event", "translation_of", "revision_of", "derived_from")},
}
"""Properties of an article that stand in its row as they were written, and their columns."""

_JUDGED = ("CT1", "CT2", "CT301", "CT302", "CT801", "CT81")
"""How the codes of rules begin that judge an article by itself, not by what is around it."""


def with_legacy(report: Report, release: Path) -> Report:
    """Turn errors on articles that stand unchanged in a release into warnings.

    Only what the release holds as it was written is spared, and only by rules on one article:
    that its outlet, its event or its consent is gone since, a change made. The report must
    hold every finding; of very many that are alike the first are kept.
    Raises OperatorError where the release has no articles that can be read.
    """
    places = {_place(finding) for finding in report.findings if _may_be_old(finding)}
    values = {place: value for path in {path for path, _ in places} for place, value in _read(path)}
    wanted = {place: values[place] for place in places if place in values}
    rows = _rows(release, [value["id"] for value in wanted.values()])
    legacy = {
        place
        for place, value in wanted.items()
        if value["id"] in rows and is_unchanged(value, rows[value["id"]])
    }
    findings = (
        _softened(finding) if _may_be_old(finding) and _place(finding) in legacy else finding
        for finding in report.findings
    )
    return replace(report, findings=gathered(findings))


def is_unchanged(value: Mapping[str, Any], row: Row) -> bool:
    """Tell whether an article, as JSON, says what its published row says.

    Compared are text, by its hash where that was published, and what goes out unaltered.
    """
    for name in ("title", "body"):
        text, published = value.get(name), row[f"{name}_sha256"]
        if isinstance(text, str) and published not in (None, sha256(text.encode()).hexdigest()):
            return False
    return all(value.get(name) == row[column] for name, column in _COMPARED.items())


def _may_be_old(finding: Finding) -> bool:
    """Tell whether an error is of a rule on one article, at what a release holds as written."""
    top = finding.pointer.split("/")[1] if finding.pointer else ""
    is_published = top in _COMPARED or top in ("id", *FIELDS)
    return finding.severity == "error" and is_published and finding.code.startswith(_JUDGED)


def _softened(finding: Finding) -> Finding:
    return replace(finding, severity="warning", message=f"{LEGACY}{finding.message}")


def _place(finding: Finding) -> tuple[str, int | None]:
    """Return the document of a finding: its path and, in a shard, its line."""
    in_shard = not finding.path.endswith(".json")
    return finding.path, finding.line if in_shard else None


def _read(path: str) -> list[tuple[tuple[str, int | None], dict[str, Any]]]:
    """Read the articles of a file as far as they are JSON objects with an id."""
    file = Path(path)
    if not file.is_file():
        return []
    found = []
    for document in read_documents(file, "article"):
        value = _value(document)
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            found.append(((path, document.line), value))
    return found


def _value(document: Document) -> Any:
    try:
        return document.value if document.value is not None else decode(document.raw).value
    except UndecodableError:
        return None


def _rows(release: Path, ids: list[str]) -> dict[str, Row]:
    columns = [name for name in ARROW["articles"].names if name not in ("title", "body", "spans")]
    folder = release / "articles"
    if next(folder.glob("*.parquet"), None) is None:
        raise OperatorError(f"{release} is no release: it has no articles to read")
    try:
        articles = ds.dataset(folder, format="parquet")
        table = articles.to_table(
            columns=columns, filter=ds.field("id").isin(pa.array(ids, pa.string()))
        )
    except (OSError, pa.ArrowException):
        how = f"corpus-tools verify {release} says how"
        raise OperatorError(f"{release} is damaged: its articles cannot be read; {how}") from None
    return {row["id"]: row for row in table.to_pylist()}
