"""From a text or an article to its spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from corpus_tools.model import FIELDS, Article, Field, Lexicon, Span
from corpus_tools.terms.matching import Entry, Hit, longest, matcher
from corpus_tools.terms.scene import Term
from corpus_tools.terms.usage import told
from corpus_tools.terms.voice import Told


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
        text, names = texts[field], [_name(hit.entries, language, day) for hit in hits]
        terms = [
            Term(hit.start, hit.end, name.concept, name.variant, name.category)
            for hit, name in zip(hits, names, strict=True)
        ]
        quoted = {at for at, hit in enumerate(hits) if hit.quotes_are_normal}
        labels = told(text, terms, quoted, language)
        spans += [_span(field, text, *each) for each in zip(terms, names, labels, strict=True)]
    return tuple(spans)


def _span(field: Field, text: str, term: Term, name: _Name, label: Told) -> Span:
    return Span(
        field=field,
        start=term.start,
        end=term.end,
        surface=text[term.start : term.end],
        concept=name.concept,
        variant=name.variant,
        category=name.category,
        variant_perspectives=name.perspectives,
        candidates=name.candidates,
        usage=label.usage,
        usage_rule=label.usage_rule,
        cue_start=label.cue_start,
        cue_end=label.cue_end,
        quoted=label.quoted,
        voice=label.voice,
        speaker=label.speaker,
        stance=label.stance,
    )


def _hits(texts: Mapping[Field, str], language: str, lexicon: Lexicon) -> dict[Field, list[Hit]]:
    search = matcher(lexicon, language)
    hits = {field: search.hits(text) for field, text in texts.items()}
    if not any(hit.needs_context for found in hits.values() for hit in found):
        return {field: list(longest(found)) for field, found in hits.items()}
    firm = {
        concept
        for found in hits.values()
        for hit in longest(hit for hit in found if not hit.needs_context)
        for concept in hit.concepts
    }
    return {field: list(longest(_in_context(found, firm))) for field, found in hits.items()}


def _in_context(hits: list[Hit], firm: set[str]) -> Iterator[Hit]:
    return (hit for hit in hits if not hit.needs_context or firm - hit.concepts)


class _Name(NamedTuple):
    """What some entries name, and who by the lexicon uses it."""

    concept: str | None
    variant: str | None
    category: str | None
    perspectives: tuple[str, ...]
    candidates: tuple[str, ...]


@lru_cache(maxsize=10_000)
def _name(entries: tuple[Entry, ...], language: str, day: str | None) -> _Name:
    fitting = {(entry.concept.id, entry.variant.id): entry for entry in entries}
    concepts = {entry.concept.id for entry in entries}
    categories = {entry.concept.category for entry in entries}
    only = next(iter(fitting.values())) if len(fitting) == 1 else None
    return _Name(
        concept=concepts.pop() if len(concepts) == 1 else None,
        variant=only.variant.id if only else None,
        category=categories.pop() if len(categories) == 1 else None,
        perspectives=only.variant.perspectives(day, language) if only else (),
        candidates=() if only else tuple(sorted(f"{c}/{v}" for c, v in fitting)),
    )
