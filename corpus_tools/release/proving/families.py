"""What holds of an article and its rows in other tables together."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from corpus_tools.findings import quote
from corpus_tools.release.proving.faults import Fault, error
from corpus_tools.release.proving.soundness import misplaced
from corpus_tools.release.stored.reading import Placed, Published
from corpus_tools.rows import CONTEXT
from corpus_tools.tables import SPAN, Row

_OF_ARTICLES = ("articles", "annotations", "judgements")
_SHARED = ("outlet", "outlet_perspective", "language", "published", "event")
"""Columns of an annotation that repeat those of its article."""
_TEXTS = ("before", "after", "speaker", "comment")
"""What goes out with the text or not at all."""

_Member = tuple[str, str, Placed]
"""The id, the config, and the row."""


def family_faults(release: Published, tell: Callable[[str, Any], None]) -> Iterator[Fault]:
    """Yield what does not hold of articles and their spans, decisions and splits.

    Rows must be in order. Of each table only a few rows are held at a time.
    """
    for config in release.configs:
        if config not in _OF_ARTICLES:
            yield from _repeated((id_, config, (id_, "", {})) for id_ in _ids(release, config))
    streams = [_members(release, config) for config in _OF_ARTICLES]
    total = sum(split["rows"] for split in release.configs["articles"]["splits"])
    families = groupby(heapq.merge(*streams, key=_id), key=_article)
    for done, (article, members) in enumerate(families):
        family = list(members)
        yield from _repeated(iter(family))
        yield from _family(article, family)
        if done % 500 == 0:
            tell("progress", ["articles checked", done, total])


def _ids(release: Published, config: str) -> Iterator[str]:
    return (id_ for id_, _, _ in release.by_id(config, ["id"]))


def _members(release: Published, config: str) -> Iterator[_Member]:
    return ((row[0], config, row) for row in release.by_id(config))


def _id(member: _Member) -> str:
    return member[0]


def _article(member: _Member) -> str:
    """Return the article that a row is of: ids join article and place with `#`."""
    return member[0].partition("#")[0]


def _repeated(members: Iterator[_Member]) -> Iterator[Fault]:
    last = None
    for id_, config, _ in members:
        if (config, id_) == last:
            yield error(config, f"the id {quote(id_, 160)} stands there twice")
        last = (config, id_)


def _family(article: str, family: list[_Member]) -> Iterator[Fault]:
    if family[0][1] != "articles":
        yield error(family[0][1], f"has rows of {quote(article, 120)}, which is no article here")
        return
    _, split, row = family[0][2]
    rows: dict[str, list[Row]] = {config: [] for config in _OF_ARTICLES}
    for id_, config, (_, where, other) in family[1:]:
        rows[config].append(other)
        named = f"the row {quote(id_, 160)}"
        if where != split:
            yield error(config, f"{named} is in {where}, its article in {split}")
        for message in _row_faults(other, row):
            yield error(config, f"{named}: {message}")
    spans = [{name: span[name] for name in SPAN if name in span} for span in rows["annotations"]]
    if "spans" in row and _by_place(spans) != _by_place(row["spans"] or []):
        yield error("annotations", f"the spans of {quote(article, 120)} differ from the article's")


def _by_place(spans: list[Row]) -> list[Row]:
    return sorted(spans, key=lambda span: (span["field"], span["start"], span["end"]))


def _row_faults(row: Row, article: Row) -> Iterator[str]:
    """Yield what does not hold of a span or decision and its article."""
    if row.get("article_id") != article["id"]:
        yield "its article_id is another article's"
    if message := misplaced(row, article):
        yield message
        return
    for name in _SHARED:
        if name in row and row[name] != article.get(name):
            yield f"its {name} is not that of its article"
    text = article.get(row["field"])
    if text is None:
        if any(row.get(name) is not None for name in _TEXTS):
            yield "it shows text that is withheld"
    elif "before" in row and (row["before"], row["after"]) != _context(text, row):
        yield "its context is not that of the text"


def _context(text: str, row: Row) -> tuple[str, str]:
    start, end = row["start"], row["end"]
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
