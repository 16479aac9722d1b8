"""The tables of a release: the one place that names columns and Arrow types.

Text is `string`, offsets and counts `int32`, days `date32`; there are no dictionary, map,
float or null-typed columns, so that every file of a config reads alike everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

_string, _int, _day, _bool = pa.string(), pa.int32(), pa.date32(), pa.bool_()


def _strings() -> pa.DataType:
    return pa.list_(_string)


def _structs(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in fields.items()]))


_KEY = {"id": _string, "added_in": _string}
SPAN = {
    "field": _string,
    "start": _int,
    "end": _int,
    "surface": _string,
    "concept": _string,
    "variant": _string,
    "category": _string,
    "variant_perspectives": _strings(),
    "candidates": _strings(),
    "usage": _string,
    "usage_rule": _string,
    "cue_start": _int,
    "cue_end": _int,
    "quoted": _bool,
    "voice": _string,
    "speaker": _string,
    "stance": _string,
    "layer": _string,
}

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "articles": {
        **_KEY,
        "outlet": _string,
        "outlet_name": _string,
        "outlet_perspective": _string,
        "country": _string,
        "language": _string,
        "published": _day,
        "published_original": _string,
        "title": _string,
        "body": _string,
        "n_chars": _int,
        "n_tokens": _int,
        "url": _string,
        "archive_url": _string,
        "license": _string,
        "authors": _strings(),
        "origin": _string,
        "credits": _structs(name=_string, outlet=_string, url=_string),
        "collection": _string,
        "event": _string,
        "translation_of": _string,
        "revision_of": _string,
        "derived_from": _string,
        "related": _structs(title=_string, url=_string),
        "title_sha256": _string,
        "body_sha256": _string,
        "spans": _structs(**SPAN),
    },
    "annotations": {
        **_KEY,
        "article_id": _string,
        "outlet": _string,
        "outlet_perspective": _string,
        "language": _string,
        "published": _day,
        "event": _string,
        **SPAN,
        "n_judgements": _int,
        "before": _string,
        "after": _string,
    },
    "judgements": {
        **_KEY,
        "article_id": _string,
        "annotator": _string,
        "annotator_kind": _string,
        "complete": _bool,
        "guideline_version": _string,
        "created": _string,
        "decision": _string,
        "comment": _string,
        **SPAN,
    },
    "terms": {
        **_KEY,
        "concept": _string,
        "category": _string,
        "gloss": _structs(language=_string, text=_string),
        "variant": _string,
        "language": _string,
        "form": _string,
        "inflection": _string,
        "claims": _structs(
            **{"perspectives": _strings(), "languages": _strings(), "from": _string},
            to=_string,
            confidence=_string,
            sources=_strings(),
            note=_string,
        ),
    },
}
"""The configs of a release in the order of its card; the first is the default."""

ARROW: dict[str, pa.Schema] = {
    config: pa.schema([pa.field(name, kind) for name, kind in columns.items()])
    for config, columns in COLUMNS.items()
}

WITHHELD = "withheld"
"""No config: the columns of rows that are withheld with a text, and where in it they stand.

Field, start and end are null where they do not stand there word for word."""

ARROW[WITHHELD] = pa.schema(
    [
        *(pa.field(name, _string) for name in ("config", "id", "column", "field")),
        *(pa.field(name, _int) for name in ("start", "end")),
    ]
)

Row = dict[str, Any]


def batch(config: str, rows: Iterable[Row]) -> pa.RecordBatch:
    """Build a record batch of a config; rows have exactly its columns."""
    return pa.RecordBatch.from_pylist(list(rows), schema=ARROW[config])
