"""What goes with the tables of a release: schemas, codebook, changelog, card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corpus_tools.corpus import Corpus
from corpus_tools.documents.schema import KINDS, schema_bytes
from corpus_tools.release.describing.card import card, head_of
from corpus_tools.release.describing.changelog import CHANGELOG, changelog
from corpus_tools.release.describing.citation import CITATION, citation
from corpus_tools.release.describing.croissant import CROISSANT, croissant
from corpus_tools.release.describing.facts import facts
from corpus_tools.release.stored.diff import Diff
from corpus_tools.release.stored.manifest import MANIFEST, Manifest, listed_files
from corpus_tools.release.stored.reading import Published
from corpus_tools.release.stored.withheld import write_withheld
from corpus_tools.tables import Row
from corpus_tools.terms.reference import Compared


def write_prose(
    staged: Path,
    corpus: Corpus,
    manifest: Manifest,
    *,
    compared: Compared,
    withheld: Iterable[Row],
    changed: Diff | None,
    before: Published | None,
) -> None:
    """Write all but data and manifest."""
    write_schemas(staged)
    if corpus.guidelines is not None:
        (staged / "guidelines.md").write_bytes(corpus.guidelines)
    withdrawn = {entry["id"] for entry in corpus.retractions}
    _write(staged / CHANGELOG, changelog(manifest, changed, before, withdrawn))
    write_described(staged, corpus.declaration, manifest, compared, withheld)


def write_schemas(staged: Path) -> None:
    """Write the schemas of all kinds of documents."""
    (staged / "schemas").mkdir()
    for kind in KINDS:
        (staged / "schemas" / f"{kind}.schema.json").write_bytes(schema_bytes(kind))


def write_described(
    staged: Path,
    declaration: Mapping[str, Any],
    manifest: Manifest,
    compared: Compared,
    withheld: Iterable[Row],
) -> None:
    """Write what describes the tables; the manifest gets the hash of the card's head."""
    if manifest["withheld"]:
        write_withheld(staged, declaration, compared, withheld)
    held = facts(Published(staged, manifest))
    text = card(manifest, declaration, held, compared)
    manifest["card_sha256"] = hashlib.sha256(head_of(text).encode()).hexdigest()
    _write(staged / "README.md", text)
    _write(staged / CITATION, citation(manifest, declaration, held))
    described = croissant(manifest, declaration, held, listed_files(staged))
    _write(staged / CROISSANT, described)


def write_manifest(staged: Path, manifest: Manifest) -> None:
    """Write the manifest, the last of all files, which lists the others."""
    manifest["files"] = listed_files(staged)
    _write(staged / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
