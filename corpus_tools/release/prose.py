"""What goes with the tables of a release: schemas, codebook, changelog, card."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus_tools.corpus import Corpus
from corpus_tools.release.card import Compared, card
from corpus_tools.release.changelog import CHANGELOG, changelog
from corpus_tools.release.diff import Diff
from corpus_tools.release.manifest import Manifest
from corpus_tools.release.reading import Published
from corpus_tools.release.tabulating import Tally
from corpus_tools.schema import KINDS, schema_bytes


def write_prose(
    staged: Path,
    corpus: Corpus,
    manifest: Manifest,
    *,
    used: Tally,
    compared: Compared,
    changed: Diff | None,
    before: Published | None,
) -> None:
    """Write all but data and manifest; the manifest gets the hash of the card's head."""
    (staged / "schemas").mkdir()
    for kind in KINDS:
        (staged / "schemas" / f"{kind}.schema.json").write_bytes(schema_bytes(kind))
    if corpus.guidelines is not None:
        (staged / "guidelines.md").write_bytes(corpus.guidelines)
    _write(staged / CHANGELOG, changelog(manifest, changed, before))
    facts = {
        "languages": sorted(used.languages),
        "licenses": sorted(used.licenses),
        "kinds": sorted(used.kinds),
    }
    text = card(manifest, corpus.declaration, facts, compared)
    manifest["card_sha256"] = hashlib.sha256(_head(text).encode()).hexdigest()
    _write(staged / "README.md", text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _head(text: str) -> str:
    return text.removeprefix("---\n").partition("---\n")[0]
