"""From one row of a filled table to the span that it judges, at its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus_tools.exchange.span_table import NEEDED, Row
from corpus_tools.findings import Fault, quote
from corpus_tools.model import FIELDS, Article
from corpus_tools.terms.anchoring import anchor

JudgedSpan = dict[str, Any]
"""A span as it stands in an annotation file, its keys in the same order."""

AROUND = 32
"""Code points of the text that an annotation keeps on each side of a span."""

_KEYS = (
    *("field", "start", "end", "surface", "prefix", "suffix", "concept", "variant"),
    *("usage", "voice", "speaker", "stance", "decision", "comment"),
)


def read_span(row: Row, article: Article) -> tuple[JudgedSpan, list[tuple[int | str, Fault]]]:
    """Return the span of a row, as far as it can be read, and what cannot."""
    faults: list[tuple[int | str, Fault]] = []
    if row.beyond is not None:
        hint = "Name the column in the first line, or clear the cell."
        message = "This cell stands under no name."
        faults.append((row.beyond, Fault(code="CT102", message=message, hint=hint)))
    span: JudgedSpan = {key: row[key] for key in _KEYS if row[key].strip()}
    span |= {key: int(span[key]) for key in ("start", "end") if _is_number(span.get(key, ""))}
    span |= {key: span.get(key) for key in ("concept", "variant")}
    text = article.text(span["field"]) if span.get("field") in FIELDS else None
    asked = [*NEEDED[1:]]
    if text is not None and "surface" in span and not {"start", "end"} & span.keys():
        faults.extend(_look_up(span, row, text))
        asked = [key for key in asked if key not in ("start", "end")]
    faults += [(key, blank()) for key in asked if key not in span]
    if text is not None and not faults:
        span |= _around(span, row, text)
    return {key: span[key] for key in _KEYS if key in span}, faults


def _is_number(cell: str) -> bool:
    return re.fullmatch("[0-9]{1,9}", cell) is not None


def blank() -> Fault:
    """Return the fault of a cell that is needed and empty."""
    hint = "Fill it in, or clear decision and comment to leave the row out."
    return Fault(code="CT101", message="The cell is empty.", hint=hint)


def _look_up(span: JudgedSpan, row: Row, text: str) -> Iterator[tuple[str, Fault]]:
    """Fill in the offsets of a span that has none, where its words stand in one place."""
    words = f"{row['before']}{row['surface']}{row['after']}"
    places = [at for at in range(len(text)) if text.startswith(words, at)]
    if len(places) == 1:
        start = places[0] + len(row["before"])
        span |= {"start": start, "end": start + len(row["surface"])}
        return
    message = f"{quote(words)} stands in {len(places)} places of the {span['field']}."
    hint = "Fill in start and end, or before and after with the words beside it, spaces included."
    yield "surface", Fault(code="CT602", message=message, hint=hint)


def _around(span: JudgedSpan, row: Row, text: str) -> dict[str, str]:
    """Return what stands around a span: in the text, or, where it moved, in the table."""
    start, end = span["start"], span["end"]
    if not isinstance(start, int) or not isinstance(end, int):
        return {}
    if text[start:end] == span["surface"]:
        return _beside(text, start, end)
    if row["before"] or row["after"]:
        return {"prefix": row["before"][-AROUND:], "suffix": row["after"][:AROUND]}
    return {}


def as_it_stands(span: JudgedSpan, article: Article) -> JudgedSpan:
    """Return a sound span with the offsets and the context of the text as it is now."""
    text, place = article.text(span["field"]), anchor(span, article)
    if text is None or place is None:
        return span
    return {**span, "start": place[0], "end": place[1], **_beside(text, *place)}


def _beside(text: str, start: int, end: int) -> dict[str, str]:
    return {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
