"""Texts put back, for several tests: dumps of corpora, roots and rows of releases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import corpus_tools as ct
from corpus_tools.corpus import Corpus
from corpus_tools.exchange.texts import read_texts
from corpus_tools.release.rehydrating.rehydration import Rehydrated, rehydrate
from corpus_tools.release.stored.reading import Published, published
from tests.corpora import PORT, ROOT, Doc, write_corpus

INBOX = ROOT.parent / "shared" / "inputs" / "two-outlets-march-2022.txt"
"""Two articles that may not be passed on; it lies beside this repository, or nowhere."""

RESERVED = "LicenseRef-all-rights-reserved"
LONG = (
    "The council of Port Example met on Tuesday. “We shall mend the pier,” the keeper of the "
    "lighthouse said. Port Example has waited for that since the storm took half of the old "
    "planks away, and nobody could walk out to the light any more without wet feet."
)
SHORT = "The council of Port Example met on Tuesday."


def small(root: Path, *articles: Doc) -> Path:
    return write_corpus(root, articles=articles, concepts=[PORT])


def exported(corpus: Path, out: Path) -> Published:
    return published(ct.export(corpus, out=out, text="none").path)


def rehydrated(release: Published, *texts: Path, out: Path, altered: bool = False) -> Rehydrated:
    """Put texts back; every text must be readable."""

    def refuse(words: str) -> None:
        raise AssertionError(words)

    return rehydrate(release.path, read_texts(texts, refuse), out=out, altered=altered)


def roots(release: Published) -> dict[str, str]:
    """Return the root of each config."""
    return {name: entry["root"] for name, entry in release.configs.items()}


def rows(release: Published, config: str) -> list[dict[str, Any]]:
    """Return the rows of a config in stored order."""
    return [row for _, batch in release.batches(config) for row in batch.to_pylist()]


def as_dump(corpus: Path, path: Path) -> Path:
    """Write the articles of a corpus as a text dump."""
    source, parts = Corpus(corpus), []
    for article in source.articles():
        links = [link.title for link in article.related]
        also = "Also see: " + "\n\n".join(links) + "\n\n====\n\n" if links else ""
        opening = f"{source.outlets[article.outlet].name}\n{article.day}\n\n{article.title}\n\n"
        parts.append(f"{opening}{f'===={chr(10) * 2}{also}' if also else ''}{article.body}\n")
    path.write_text("\n====\n\n".join(parts), encoding="utf-8")
    return path
