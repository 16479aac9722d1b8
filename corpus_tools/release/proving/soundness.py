"""What holds of each row of a release by itself: its age and order, hashes, offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from corpus_tools.findings import quote
from corpus_tools.model import FIELDS
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.release.stored.reading import order
from corpus_tools.tables import Row

_VERSION = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}")
_ARTICLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Order:
    """Rows of a split, as they are stored: by the version that added them, then by id."""

    def __init__(self, version: str) -> None:
        self._version = order(version)
        self._last: tuple[tuple[int, ...], str] = ((), "")

    def faults(self, row: Row) -> Iterator[str]:
        """Yield what is wrong with the place of the next row."""
        id_, since = row["id"], row["added_in"]
        if not id_ or not since or not _VERSION.fullmatch(since):
            yield f"the row {quote(id_, 160)} has no id, or no version that added it"
            return
        place = (order(since), id_)
        if place[0] > self._version:
            yield f"the row {quote(id_, 160)} was added in {since}, a later version"
        if place == self._last:
            yield f"the row {quote(id_, 160)} stands there twice"
        elif place < self._last:
            yield f"the row {quote(id_, 160)} stands out of order"
        self._last = place


def row_faults(config: str, row: Row, manifest: Manifest) -> Iterator[str]:
    """Yield what does not hold within a row."""
    if config != "articles":
        return
    named = quote(row["id"], 160)
    if not _ARTICLE.fullmatch(row["id"] or ""):
        yield f"{named} is no id of an article"
    for field in FIELDS:
        text, digest = row.get(field), row.get(f"{field}_sha256")
        if text is not None and digest != sha256(text.encode()).hexdigest():
            yield f"the {field} of {named} is not that of its {field}_sha256"
        if text is not None and manifest["text"] == "none":
            yield f"{named} has a {field} in a release without texts"
    for span in row.get("spans") or ():
        if message := misplaced(span, row):
            yield f"a span of {named}: {message}"
    if row.get("body") is not None and row.get("n_chars") != len(row["body"]):
        yield f"n_chars of {named} is not the length of its body"


def misplaced(span: Row, article: Row) -> str | None:
    """Say why a span does not stand in its article as it says; None where it does."""
    field, start, end = span["field"], span["start"], span["end"]
    if field not in FIELDS or start is None or end is None or not 0 <= start < end:
        return f"no place: {quote(field)} {start}-{end}"
    text = article.get(field)
    if text is None:
        length = article.get("n_chars") if field == "body" else None
        return None if length is None or end <= length else f"{start}-{end} is beyond the body"
    if text[start:end] != span["surface"] or end > len(text):
        return f"{quote(span['surface'])} is not at {start}-{end} of the {field}"
    return None
