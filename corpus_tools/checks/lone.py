"""What can be said of a file without its corpus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus_tools.checks.dates import check_dates, check_periods
from corpus_tools.checks.language import check_language
from corpus_tools.checks.personal import check_personal
from corpus_tools.checks.references import check_itself, check_moments
from corpus_tools.checks.rights import check_hashes
from corpus_tools.checks.text import check_markup, check_text, check_title
from corpus_tools.checks.urls import check_article_urls, check_urls
from corpus_tools.documents.schema import Kind
from corpus_tools.findings import Fault
from corpus_tools.model import Article


def check_lone_article(
    article: Article, doc: dict[str, Any], now: datetime | None = None
) -> Iterator[Fault]:
    """Yield what can be said of an article without its corpus."""
    yield from check_moments(doc)
    yield from check_dates(doc, now)
    yield from check_article_urls(doc)
    yield from check_itself(article)
    yield from check_hashes(doc)
    language = list(check_language(article))
    is_misread = any(fault.code == "CT215" for fault in language)
    yield from (
        fault for fault in check_text(article) if not (is_misread and fault.code == "CT208")
    )
    yield from check_title(article)
    yield from check_markup(article)
    yield from check_personal(article)
    yield from language


def check_lone_document(kind: Kind, doc: dict[str, Any]) -> Iterator[Fault]:
    """Yield what can be said of a file that is no article without its corpus."""
    if kind == "annotation":
        yield from check_moments(doc)
    elif kind != "retractions":
        yield from check_urls(doc)
    if kind in ("corpus", "event", "outlet"):
        yield from check_periods(doc)
