"""The program held against annotators, over a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus_tools.corpus import Corpus
from corpus_tools.model import Article
from corpus_tools.terms.agreement import (
    AUTO,
    Comparison,
    Marked,
    marked_by,
    marked_by_program,
)
from corpus_tools.terms.anchoring import anchored
from corpus_tools.terms.annotating import annotate_article

ALL = "all"

Compared = Mapping[tuple[str, str, str], Comparison]
"""Comparisons by first rater, second rater, and scope: ALL, `language az`, `category place`."""


def compare(corpus: Corpus) -> Compared:
    """Compare the program with each annotator, and annotators with each other.

    Only articles that were read completely count.
    """
    complete = _complete(corpus)
    categories: dict[str | None, str] = {c.id: c.category for c in corpus.lexicon.concepts}
    held = {*categories.values()}
    found: dict[tuple[str, str, str], Comparison] = {}
    for article in corpus.articles() if complete else ():
        if article.body is None:  # nothing that the program could find
            continue
        for first, second, one, other in _pairs(article, complete.get(article.id, ()), corpus):
            scopes = {ALL: (one, other), f"language {article.language}": (one, other)}
            for category in held:
                scopes[f"category {category}"] = (
                    _only(one, category, categories),
                    _only(other, category, categories),
                )
            for scope, marked in scopes.items():
                if any(marked):
                    found.setdefault((first, second, scope), Comparison()).add(*marked)
    return found


def _only(marked: Marked, category: str, categories: Mapping[str | None, str]) -> Marked:
    """Return what was marked as a concept of one category."""
    return {
        place: labels
        for place, labels in marked.items()
        if categories.get(labels["concept"]) == category
    }


def _complete(corpus: Corpus) -> dict[str, list[dict[str, Any]]]:
    complete: dict[str, list[dict[str, Any]]] = {}
    for document in corpus.documents("annotation"):
        if document.value is not None and document.value["complete"]:
            complete.setdefault(document.value["article"], []).append(document.value)
    return complete


def _pairs(
    article: Article, documents: list[dict[str, Any]] | tuple[()], corpus: Corpus
) -> Iterator[tuple[str, str, Marked, Marked]]:
    if not documents:
        return
    suggested = marked_by_program(annotate_article(article, corpus.lexicon))
    raters = {doc["annotator"]: marked_by(anchored(doc, article), suggested) for doc in documents}
    for name, marked in raters.items():
        yield AUTO, name, suggested, marked
    names = sorted(raters)
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            yield first, second, raters[first], raters[second]
