"""From a text or an article to its spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus_tools.model import FIELDS, Article, Field, Lexicon, Span
from corpus_tools.terms.matching import Hit, longest, matcher
from corpus_tools.terms.usage import label


def annotate(
    text: str, *, language: str, lexicon: Lexicon, published: str | None = None
) -> tuple[Span, ...]:
    """Find the contested terms of a text; field is `body`.

    `published` is the day on which claims must hold; None: the claims of every day count.
    Offsets are Unicode code points into `text`.
    """
    day = published[:10] if published else None
    return _spans({"body": text}, language, day, lexicon)


def annotate_article(article: Article, lexicon: Lexicon) -> tuple[Span, ...]:
    """Find the contested terms of an article's title and body; none in a stand-off one."""
    return _spans(_texts(article), article.language, article.day, lexicon)


def hits_of(article: Article, lexicon: Lexicon) -> Iterator[Hit]:
    """Yield what `annotate_article` makes spans of: where which entries of the lexicon fit."""
    for hits in _hits(_texts(article), article.language, lexicon).values():
        yield from hits


def _texts(article: Article) -> dict[Field, str]:
    return {field: text for field in FIELDS if (text := article.text(field)) is not None}


def _spans(
    texts: Mapping[Field, str], language: str, day: str | None, lexicon: Lexicon
) -> tuple[Span, ...]:
    spans: list[Span] = []
    for field, hits in _hits(texts, language, lexicon).items():
        here = [_span(field, texts[field], hit, language, day) for hit in hits]
        quoted = {at for at, hit in enumerate(hits) if hit.quotes_are_normal}
        spans.extend(label(texts[field], here, quoted, language))
    return tuple(spans)


def _hits(texts: Mapping[Field, str], language: str, lexicon: Lexicon) -> dict[Field, list[Hit]]:
    search = matcher(lexicon, language)
    hits = {field: search.hits(text) for field, text in texts.items()}
    firm = {
        concept
        for found in hits.values()
        for hit in longest(hit for hit in found if not hit.needs_context)
        for concept in hit.concepts
    }
    return {field: list(longest(_in_context(found, firm))) for field, found in hits.items()}


def _in_context(hits: list[Hit], firm: set[str]) -> Iterator[Hit]:
    return (hit for hit in hits if not hit.needs_context or firm - hit.concepts)


def _span(field: Field, text: str, hit: Hit, language: str, day: str | None) -> Span:
    fitting = {(entry.concept.id, entry.variant.id): entry for entry in hit.entries}
    concepts = {entry.concept.id for entry in hit.entries}
    categories = {entry.concept.category for entry in hit.entries}
    only = next(iter(fitting.values())) if len(fitting) == 1 else None
    return Span(
        field=field,
        start=hit.start,
        end=hit.end,
        surface=text[hit.start : hit.end],
        concept=concepts.pop() if len(concepts) == 1 else None,
        category=categories.pop() if len(categories) == 1 else None,
        variant=only.variant.id if only else None,
        variant_perspectives=only.variant.perspectives(day, language) if only else (),
        candidates=() if only else tuple(sorted(f"{c}/{v}" for c, v in fitting)),
    )
