"""The tables of a release: the one place that names columns and Arrow types.

Text is `string`, offsets and counts `int32`, days `date32`; there are no dictionary, map,
float or null-typed columns, so that every file of a config reads alike everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import pyarrow as pa

from corpus_tools.model import (
    FIELDS,
    SHORT_TEXT,
    Article,
    Judgement,
    Lexicon,
    Outlet,
    Span,
)

TextMode = Literal["full", "none"]
CONTEXT = 80
"""Code points of context on each side of a span in the annotations table."""

_string, _int, _day, _bool = pa.string(), pa.int32(), pa.date32(), pa.bool_()


def _strings() -> pa.DataType:
    return pa.list_(_string)


def _structs(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in fields.items()]))


_KEY = {"id": _string, "added_in": _string}
_SPAN = {
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
        "spans": _structs(**_SPAN),
    },
    "annotations": {
        **_KEY,
        "article_id": _string,
        "outlet": _string,
        "outlet_perspective": _string,
        "language": _string,
        "published": _day,
        "event": _string,
        **_SPAN,
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
        **_SPAN,
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

Row = dict[str, Any]
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a release may pass on, and under which version its new rows go."""

    released: str
    text_licenses: frozenset[str]
    publish_authors: bool
    text: TextMode

    def passes_text(self, article: Article, outlet: Outlet) -> bool:
        """Tell whether the article's text may go out: its licence and the outlet's rights allow."""
        return (
            self.text == "full"
            and article.license in self.text_licenses
            and not outlet.withholds_text(self.released)
        )


def batch(config: str, rows: Iterable[Row]) -> pa.RecordBatch:
    """Build a record batch of a config; rows have exactly its columns."""
    return pa.RecordBatch.from_pylist(list(rows), schema=ARROW[config])


def article_row(
    article: Article, outlet: Outlet, spans: Iterable[Span], policy: Policy, added_in: str
) -> Row:
    """Return an article's row in `articles`."""
    open_text = policy.passes_text(article, outlet)
    hashes = {field: _digest(article, field, open_text) for field in FIELDS}
    return {
        "id": article.id,
        "added_in": added_in,
        "outlet": outlet.id,
        "outlet_name": outlet.name,
        "outlet_perspective": outlet.perspective(article.day),
        "country": outlet.country,
        "language": article.language,
        "published": date.fromisoformat(article.day),
        "published_original": article.published,
        "title": article.title if open_text else None,
        "body": article.body if open_text else None,
        "n_chars": article.length("body"),
        "n_tokens": None if article.body is None else sum(1 for _ in _WORD.finditer(article.body)),
        "url": article.url,
        "archive_url": article.archive_url,
        "license": article.license,
        "authors": list(article.authors) if policy.publish_authors else None,
        "origin": article.origin,
        "credits": [asdict(credit) for credit in article.credits],
        "collection": article.collection,
        "event": article.event,
        "translation_of": article.translation_of,
        "revision_of": article.revision_of,
        "derived_from": article.derived_from,
        "related": [
            {"title": entry.title if open_text else None, "url": entry.url}
            for entry in article.related
        ],
        "title_sha256": hashes["title"],
        "body_sha256": hashes["body"],
        "spans": [_span(span, open_text) for span in spans],
    }


def _digest(article: Article, field: Any, open_text: bool) -> str | None:
    """A short text could be guessed from its hash: such hashes go only with the text."""
    guessable = article.length(field) < SHORT_TEXT
    return None if guessable and not open_text else article.digest(field)


def _span(span: Span, open_text: bool) -> Row:
    row = {name: getattr(span, name) for name in _SPAN}
    return row if open_text else {**row, "speaker": None}


def annotation_rows(
    article: Article,
    outlet: Outlet,
    spans: Iterable[Span],
    judged: Iterable[Judgement],
    policy: Policy,
    added_in: str,
) -> Iterator[Row]:
    """Yield an article's rows in `annotations`, one per resolved span."""
    open_text = policy.passes_text(article, outlet)
    places = [(judgement.field, judgement.start, judgement.end) for judgement in judged]
    for span in spans:
        text = article.text(span.field) if open_text else None
        yield {
            "id": place_id(article.id, span),
            "added_in": added_in,
            "article_id": article.id,
            "outlet": outlet.id,
            "outlet_perspective": outlet.perspective(article.day),
            "language": article.language,
            "published": date.fromisoformat(article.day),
            "event": article.event,
            **_span(span, open_text),
            "n_judgements": places.count((span.field, span.start, span.end)),
            "before": text[max(0, span.start - CONTEXT) : span.start] if text is not None else None,
            "after": text[span.end : span.end + CONTEXT] if text is not None else None,
        }


def place_id(article: str, span: Span | Judgement, annotator: str = "") -> str:
    """Return the id of what stands at a place of an article.

    `#` sorts before every character of an article's id, so that rows ordered by this id
    are ordered by article, then place.
    """
    who = f"{annotator}-" if annotator else ""
    return f"{article}#{who}{span.field}-{span.start:07}-{span.end:07}"


def judgement_rows(
    article: Article,
    outlet: Outlet,
    judged: Iterable[Judgement],
    lexicon: Lexicon,
    policy: Policy,
    added_in: str,
) -> Iterator[Row]:
    """Yield an article's rows in `judgements`, one per decision."""
    open_text = policy.passes_text(article, outlet)
    for judgement in judged:
        span = _judged_span(judgement, article, lexicon)
        yield {
            "id": place_id(article.id, judgement, judgement.annotator),
            "added_in": added_in,
            "article_id": article.id,
            "annotator": judgement.annotator,
            "annotator_kind": judgement.annotator_kind,
            "complete": judgement.complete,
            "guideline_version": judgement.guideline_version,
            "created": judgement.created,
            "decision": judgement.decision,
            "comment": judgement.comment if open_text else None,
            **_span(span, open_text),
        }


def _judged_span(judgement: Judgement, article: Article, lexicon: Lexicon) -> Span:
    category, sides = None, tuple[str, ...]()
    if judgement.concept is not None:
        concept = next(entry for entry in lexicon.concepts if entry.id == judgement.concept)
        category = concept.category
        if judgement.variant is not None:
            _, variant = lexicon.find(judgement.concept, judgement.variant)
            sides = variant.perspectives(article.day, article.language)
    return Span(
        field=judgement.field,
        start=judgement.start,
        end=judgement.end,
        surface=judgement.surface,
        concept=judgement.concept,
        variant=judgement.variant,
        category=category,
        variant_perspectives=sides,
        usage=judgement.usage,
        voice=judgement.voice,
        speaker=judgement.speaker,
        stance=judgement.stance,
        layer=judgement.annotator,
    )


def term_rows(lexicon: Lexicon, added_in: str) -> Iterator[Row]:
    """Yield the rows of `terms`, one per form."""
    for concept in lexicon.concepts:
        for variant in concept.variants:
            claims = [
                {
                    "perspectives": list(claim.perspectives),
                    "languages": None if claim.languages is None else list(claim.languages),
                    "from": claim.start,
                    "to": claim.end,
                    "confidence": claim.confidence,
                    "sources": list(claim.sources),
                    "note": claim.note,
                }
                for claim in variant.claims
            ]
            for form in variant.forms:
                yield {
                    "id": f"{concept.id}/{variant.id}/{form.language}/{form.text}",
                    "added_in": added_in,
                    "concept": concept.id,
                    "category": concept.category,
                    "gloss": [
                        {"language": tag, "text": text}
                        for tag, text in sorted(concept.gloss.items())
                    ],
                    "variant": variant.id,
                    "language": form.language,
                    "form": form.text,
                    "inflection": form.inflection,
                    "claims": claims,
                }
