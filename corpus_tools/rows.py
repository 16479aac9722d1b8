"""From values to rows: what is known of an article, and of it what may be passed on.

Since when a row exists (`added_in`) only the releases know: it is filled in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from corpus_tools.model import (
    FIELDS,
    SHORT_TEXT,
    Article,
    Field,
    Judgement,
    Lexicon,
    Outlet,
    Span,
)
from corpus_tools.tables import SPAN, Row
from corpus_tools.terms.layers import judged_span
from corpus_tools.terms.matching import is_term

TextMode = Literal["full", "none"]
LEAK = 8
"""So many words in a row are text, whatever the lexicon says."""

CONTEXT = 80
"""Code points of context on each side of a span in the annotations table."""

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a release may pass on, and under which version its new rows go."""

    version: str
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


def article_row(
    article: Article,
    outlet: Outlet,
    spans: Iterable[Span],
    lexicon: Lexicon,
    policy: Policy,
) -> Row:
    """Return an article's row in `articles`."""
    open_text = policy.passes_text(article, outlet) and article.body is not None
    hashes = {field: _digest(article, field, open_text) for field in FIELDS}
    return {
        "id": article.id,
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
        "n_tokens": None if article.body is None else count_words(article.body),
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
        "spans": [_span(span, article, lexicon, open_text) for span in spans],
    }


def count_words(text: str) -> int:
    """Count words: letters and digits, joined by single hyphens or apostrophes."""
    return sum(1 for _ in _WORD.finditer(text))


def _digest(article: Article, field: Any, open_text: bool) -> str | None:
    """A short text could be guessed from its hash: such hashes go only with the text."""
    published = open_text and article.text(field) is not None
    guessable = article.length(field) < SHORT_TEXT
    return None if guessable and not published else article.digest(field)


def _span(span: Span, article: Article, lexicon: Lexicon, open_text: bool) -> Row:
    """Return a span's fields; of withheld text only what is a term of the lexicon goes out."""
    row = {name: getattr(span, name) for name in SPAN}
    if open_text:
        return row
    short = len(span.surface.split()) < LEAK
    known = short and is_term(lexicon, article.language, span.surface)
    return {**row, "speaker": None, "surface": span.surface if known else None}


def annotation_rows(
    article: Article,
    outlet: Outlet,
    spans: Iterable[Span],
    judged: Iterable[Judgement],
    lexicon: Lexicon,
    policy: Policy,
) -> Iterator[Row]:
    """Yield an article's rows in `annotations`, one per resolved span."""
    open_text = policy.passes_text(article, outlet) and article.body is not None
    places = [(judgement.field, judgement.start, judgement.end) for judgement in judged]
    for span in sorted(spans, key=lambda span: place_id(article.id, span)):
        text = article.text(span.field) if open_text else None
        yield {
            "id": place_id(article.id, span),
            "article_id": article.id,
            "outlet": outlet.id,
            "outlet_perspective": outlet.perspective(article.day),
            "language": article.language,
            "published": date.fromisoformat(article.day),
            "event": article.event,
            **_span(span, article, lexicon, open_text),
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
) -> Iterator[Row]:
    """Yield an article's rows in `judgements`, one per decision."""
    open_text = policy.passes_text(article, outlet) and article.body is not None
    for judgement in sorted(judged, key=lambda one: place_id(article.id, one, one.annotator)):
        span = judged_span(judgement, article, lexicon, judgement.annotator)
        yield {
            "id": place_id(article.id, judgement, judgement.annotator),
            "article_id": article.id,
            "annotator": judgement.annotator,
            "annotator_kind": judgement.annotator_kind,
            "complete": judgement.complete,
            "guideline_version": judgement.guideline_version,
            "created": judgement.created,
            "decision": judgement.decision,
            "comment": judgement.comment if open_text else None,
            **_span(span, article, lexicon, open_text),
        }


def withheld_rows(
    article: Article,
    outlet: Outlet,
    spans: Iterable[Span],
    judged: Iterable[Judgement],
    policy: Policy,
) -> Iterator[Row]:
    """Yield which speakers and comments are withheld with an article's text, never what they say.

    Of a speaker goes out where in the text it stands, so that who has the text can put it back.
    """
    if policy.passes_text(article, outlet) and article.body is not None:
        return
    rows: list[tuple[str, str, Span | Judgement]] = [
        *(("annotations", place_id(article.id, span), span) for span in spans),
        *(("judgements", place_id(article.id, one, one.annotator), one) for one in judged),
    ]
    for config, id_, said in sorted(rows, key=lambda row: row[:2]):
        if said.speaker is not None:
            place = _standing(article, said.field, said.speaker)
            yield {"config": config, "id": id_, "column": "speaker", **place}
        if isinstance(said, Judgement) and said.comment is not None:
            yield {"config": config, "id": id_, "column": "comment"}


def _standing(article: Article, beside: Field, words: str) -> Row:
    """Return where words first stand in an article, in the field beside which they were told."""
    for field in sorted(FIELDS, key=lambda field: field != beside):
        if (start := (article.text(field) or "").find(words)) >= 0:
            return {"field": field, "start": start, "end": start + len(words)}
    return {}


def term_rows(lexicon: Lexicon) -> Iterator[Row]:
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
