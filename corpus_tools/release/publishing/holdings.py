"""Which published releases hold an article, in which files, and whether its text is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_tools.checks.references import ARTICLE_REFERENCES
from corpus_tools.findings import OperatorError
from corpus_tools.release.stored.reading import Published, releases
from corpus_tools.release.stored.staging import PREFIX

_OWN = {
    "articles": ("id",),
    "annotations": ("article_id",),
    "judgements": ("article_id",),
    "pairs": ("left_id", "right_id"),
    "sentences": ("left_id", "right_id"),
}
"""The columns that say which article a row is of."""

_TEXT = {
    "articles": ("title", "body"),
    "annotations": ("before", "after"),
    "judgements": ("comment",),
    "sentences": ("left_text", "right_text"),
}
"""The columns that are null where a text is withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file of a release that holds rows of an article, or names it.

    `config` is None where the file is no table; `naming` counts rows of other articles.
    """

    path: str
    sha256: str
    config: str | None = None
    split: str | None = None
    rows: int = 0
    naming: int = 0
    has_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A release, and those of its files that hold the article or name it."""

    release: Published
    files: tuple[HeldFile, ...]

    @property
    def has_text(self) -> bool:
        """Whether some of the article's text is in it."""
        return any(file.has_text for file in self.files)


def holdings(folder: Path, article: str) -> list[Holding]:
    """Look for an article in each release of a folder, that of one name or of several.

    Raises OperatorError where there is none, or one cannot be read: it may hold the article.
    """
    found = [release for place in _places(folder) for release in releases(place)]
    if not found:
        raise OperatorError(f"{folder} has no releases: name the folder that they went to")
    return [Holding(release=one, files=tuple(_held(one, article))) for one in found]


def left_behind(folder: Path) -> list[Path]:
    """Return what exports that were broken off left behind: it may hold anything."""
    return [path for place in _places(folder) for path in sorted(place.glob(f"{PREFIX}*"))]


def _places(folder: Path) -> list[Path]:
    return [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]


def _held(release: Published, article: str) -> Iterator[HeldFile]:
    hashes = {entry["path"]: entry["sha256"] for entry in release.manifest["files"]}
    for config, entry in release.configs.items():
        columns = [column["name"] for column in entry["columns"]]
        for split in entry["splits"] if config in _OWN else ():
            for name in split["files"]:
                rows, naming, has_text = _counted(release.path / name, config, columns, article)
                if rows or naming:
                    yield HeldFile(
                        path=name,
                        sha256=hashes[name],
                        config=config,
                        split=split["name"],
                        rows=rows,
                        naming=naming,
                        has_text=has_text,
                    )
    named = re.compile(rb"(?<![a-z0-9-])" + re.escape(article.encode()) + rb"(?![a-z0-9-])")
    for name, digest in hashes.items():
        if not name.endswith(".parquet") and named.search((release.path / name).read_bytes()):
            yield HeldFile(path=name, sha256=digest)


def _counted(path: Path, config: str, columns: list[str], article: str) -> tuple[int, int, bool]:
    """Return how many rows are the article's, how many name it, and whether text is there."""
    own = [name for name in _OWN[config] if name in columns]
    naming = [name for name in ARTICLE_REFERENCES if name in columns]
    texts = [name for name in _TEXT.get(config, ()) if name in columns]
    asked = reduce(or_, (pc.field(name) == article for name in (*own, *naming)))
    try:
        found = pq.read_table(
            path,
            columns=[*own, *naming, *texts],
            filters=asked,
            partitioning=None,
            use_threads=False,
            page_checksum_verification=True,
        )
    except (OSError, pa.ArrowException) as error:
        raise OperatorError(f"{path} cannot be read: it is damaged") from error
    rows = found.filter(reduce(or_, (pc.field(name) == article for name in own)))
    has_text = any(rows[name].null_count < rows.num_rows for name in texts)
    return rows.num_rows, found.num_rows - rows.num_rows, has_text
