"""Why a release that is whole may be the wrong one: articles withdrawn since, another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus_tools.checks.sketches import hashed, sketch
from corpus_tools.checks.withdrawn import Withdrawn
from corpus_tools.corpus import Corpus
from corpus_tools.findings import OperatorError
from corpus_tools.model import Article, ArticleId
from corpus_tools.release.proving.faults import Fault, warning
from corpus_tools.release.stored.manifest import MANIFEST
from corpus_tools.release.stored.reading import Published, order, releases
from corpus_tools.tables import Row

_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+")
_COLUMNS = ("id", "outlet", "language", "published_original", "license", "body", "body_sha256")


def retraction_faults(release: Published, corpus: Path) -> Iterator[Fault]:
    """Yield a warning of each article that a corpus's retractions.json names.

    Raises OperatorError where the corpus cannot be read.
    """
    withdrawn = Withdrawn(Corpus(corpus).retractions)
    for split, batch in release.batches("articles", _known(release)):
        for row in batch.to_pylist():
            words = hashed(row.get("body") or "")
            for fault in withdrawn.faults(_article(row), sketch(words)):
                said = f"{row['id']}: {fault.message} Use a later version."
                yield warning(f"articles/{split}", said)


def _known(release: Published) -> list[str]:
    listed = [column["name"] for column in release.configs["articles"]["columns"]]
    return [name for name in _COLUMNS if name in listed]


def _article(row: Row) -> Article:
    """Return of an article what tells whether it was withdrawn."""
    digest = row.get("body_sha256")
    return Article(
        id=ArticleId(row["id"]),
        outlet=row.get("outlet") or "",
        language=row.get("language") or "",
        published=row.get("published_original") or "",
        license=row.get("license") or "",
        body=row.get("body"),
        text_sha256=None if digest is None else {"body": digest},
    )


def place_faults(release: Published) -> Iterator[Fault]:
    """Yield a warning where a folder is named as another version than the release in it."""
    folder = release.path.absolute().name
    if _VERSION.fullmatch(folder) and folder.removeprefix("v") != release.version:
        said = f"this is version {release.version}, in a folder that is named {folder}"
        yield warning(MANIFEST, said)


def later_faults(release: Published) -> Iterator[Fault]:
    """Yield a warning where the latest release beside one no longer has all of its articles."""
    try:
        beside = releases(release.path.absolute().parent)
        later = [one for one in beside if _follows(one, release)]
        gone = _gone(release, later[-1]) if later else 0
    except (OperatorError, KeyError, ValueError, TypeError, AttributeError):
        return  # what stands beside is another matter
    if gone:
        what = "article of this version is" if gone == 1 else "articles of this version are"
        version = later[-1].version
        said = f"{gone:,} {what} no longer in {version}, which stands beside it: use that"
        yield warning("articles", said)


def _follows(one: Published, release: Published) -> bool:
    same = all(one.manifest[key] == release.manifest[key] for key in ("name", "text"))
    return same and order(one.version) > order(release.version)


def _gone(release: Published, later: Published) -> int:
    """Count the articles of a release that a later one lacks."""
    there = {row[0] for row in later.by_id("articles", ["id"])}
    return sum(row[0] not in there for row in release.by_id("articles", ["id"]))
