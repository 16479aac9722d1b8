"""The release before: which it is, since when its rows exist, where its articles stand."""

from __future__ import annotations

import heapq
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus_tools.findings import OperatorError
from corpus_tools.release.stored.manifest import file_sha256
from corpus_tools.release.stored.reading import Placed, Published, order, published, releases

NONE = "none"
"""Says that a release follows on no other."""

_OF_ARTICLES = ("articles", "annotations", "judgements")
_KEY = ("id", "added_in")


def find(folder: Path, version: str, since: str | None) -> Published | None:
    """Return the release that one of a version follows on: the one asked for, or the highest below.

    `folder` holds the releases of the name; with since="none" there is none before. Raises
    OperatorError where the release is not lower, or is not whole.
    """
    if since == NONE:
        return None
    if since is None:
        named = [one for one in releases(folder) if one.path.name == one.version]  # no copies
        below = [one for one in named if order(one.version) < order(version)]
        found = below[-1] if below else None
    else:
        found = published(Path(since))
        if order(found.version) >= order(version):
            raise OperatorError(f"{version} cannot follow on {found.version}: {found.path}")
    if found is not None:
        _check(found)
    return found


def is_like(release: Published, text: str) -> bool:
    """Tell whether a release holds texts, or none, as one does that follows on it."""
    return bool((release.manifest["text"] == "none") == (text == "none"))


def _check(release: Published) -> None:
    """A release that was changed since it was published must not shape the next one."""
    for entry in release.manifest["files"]:
        path = release.path / entry["path"]
        if not path.is_file() or file_sha256(path) != entry["sha256"]:
            if entry["path"] == "README.md":  # its prose may be edited
                continue
            raise OperatorError(f"the release before is no longer as it was published: {path}")


def splits(release: Published | None) -> dict[str, str]:
    """Return the split of each article of a release."""
    rows = release.by_id("articles", _KEY) if release else ()
    return {id_: split for id_, split, _ in rows}


def since(release: Published | None, config: str) -> dict[str, str]:
    """Return the version that first had each row of a config."""
    rows = release.by_id(config, _KEY) if release else ()
    return {id_: row["added_in"] for id_, _, row in rows}


class Earlier:
    """The rows that a release has of each article, asked for in the order of ids."""

    def __init__(self, release: Published | None) -> None:
        streams = [release.by_id(config, _KEY) for config in _OF_ARTICLES] if release else []
        self._groups = groupby(heapq.merge(*streams, key=_id), key=_article)
        self._waiting = self._next()

    def of(self, article: str) -> list[dict[str, Any]]:
        """Return id and `added_in` of an article's rows; ids asked for must rise."""
        while self._waiting and self._waiting[0] < article:
            self._waiting = self._next()
        if self._waiting and self._waiting[0] == article:
            return self._waiting[1]
        return []

    def _next(self) -> tuple[str, list[dict[str, Any]]] | None:
        for article, rows in self._groups:
            return article, [row for _, _, row in rows]
        return None


def _id(row: Placed) -> str:
    return row[0]


def _article(row: Placed) -> str:
    """Return the article that a row is of: ids join article and place with `#`."""
    return row[0].partition("#")[0]
