"""Where judged spans stand in a text that was corrected since: found again by their quotes.

A span is stored with its surface and what stands beside it (the TextQuoteSelector of the Web
Annotation Data Model): it moves to where these fit, or it is lost, which is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from difflib import SequenceMatcher
from typing import Any

from corpus_tools.model import FIELDS, Article, Judgement, judgements

ENOUGH = 8
"""So many code points of prefix and suffix together must still stand beside a surface."""
ALIKE = 0.7
"""So much of prefix and suffix, by Ratcliff and Obershelp's measure, must still be the same."""
MOST_PLACES = 200
"""A surface that stands in more places is not told apart."""


def unchanged(doc: dict[str, Any], article: Article) -> frozenset[str]:
    """Return the fields of an article whose texts are those that a judgement was made of."""
    digests = doc["text_sha256"]
    return frozenset(name for name in FIELDS if digests.get(name) == article.digest(name))


def anchor(
    span: dict[str, Any], article: Article, same: Container[str] = ()
) -> tuple[int, int] | None:
    """Return where a judged span stands in the text as it is now.

    In the `same` text that was judged it stays where its surface stands.
    Where it does not stand at its offsets between its prefix and suffix, it moves to the one
    place where they fit, or that has most of them. Where none is clearly the one it stays, if
    its surface is there; else None. The offsets of a stand-off article cannot be checked and
    stay.
    """
    start, end = int(span["start"]), int(span["end"])
    text, surface = article.text(span["field"]), span["surface"]
    if text is None:
        return start, end
    is_here = end <= len(text) and text[start:end] == surface
    prefix, suffix = span.get("prefix", ""), span.get("suffix", "")
    if not prefix and not suffix:
        return (start, end) if is_here else None
    fits = text.startswith(suffix, end) and text.endswith(prefix, 0, start)
    if is_here and (fits or span["field"] in same):
        return start, end
    at = _whole(text, prefix, surface, suffix)
    if at is None:
        at = _closest(text, prefix, surface, suffix)
    if at is None:
        return (start, end) if is_here else None
    return at, at + len(surface)


def _whole(text: str, prefix: str, surface: str, suffix: str) -> int | None:
    """Return where a surface stands between its prefix and suffix, if in one place only."""
    quote = f"{prefix}{surface}{suffix}"
    first = text.find(quote)
    if first < 0 or text.find(quote, first + 1) >= 0:
        return None
    return first + len(prefix)


def _closest(text: str, prefix: str, surface: str, suffix: str) -> int | None:
    """Return where a surface stands with most of what stood beside it, if it is clear where."""
    found: list[tuple[int, int]] = []
    at = text.find(surface)
    while at >= 0 and len(found) <= MOST_PLACES:
        before, behind = _beside(text, at, prefix, surface, suffix)
        found.append((_common(prefix[::-1], before[::-1]) + _common(suffix, behind), at))
        at = text.find(surface, at + 1)
    (most, at), *others = sorted(found, reverse=True) or [(0, 0)]
    is_clear = most >= ENOUGH and all(kept < most for kept, _ in others)
    if not is_clear or len(found) > MOST_PLACES:
        return None
    now = "\0".join(_beside(text, at, prefix, surface, suffix))
    return at if SequenceMatcher(None, f"{prefix}\0{suffix}", now).ratio() >= ALIKE else None


def _beside(text: str, at: int, prefix: str, surface: str, suffix: str) -> tuple[str, str]:
    """Return what stands on both sides of a surface, as much as prefix and suffix have."""
    end = at + len(surface)
    return text[max(at - len(prefix), 0) : at], text[end : end + len(suffix)]


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with together."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def anchors(
    doc: dict[str, Any], article: Article, patience: int | None = None
) -> Iterator[tuple[int, int] | None]:
    """Yield where each judged span of a document stands now, in its order; None: nowhere.

    A span that would move to where another one of the document stands, or moves, is not the
    one that stands there: both were judged apart. Once `patience` spans were not found (None:
    without end), others are not looked for elsewhere.
    """
    same = unchanged(doc, article)
    found: list[tuple[int, int] | None] = []
    lost = 0
    for span in doc["spans"]:
        is_sought = patience is None or lost < patience
        found.append(anchor(span, article, same) if is_sought else _as_stored(span, article))
        lost += found[-1] is None
    taken = Counter((span["field"], place) for span, place in zip(doc["spans"], found, strict=True))
    for span, place in zip(doc["spans"], found, strict=True):
        has_moved = place != (span["start"], span["end"])
        yield None if has_moved and taken[span["field"], place] > 1 else place


def _as_stored(span: dict[str, Any], article: Article) -> tuple[int, int] | None:
    """Return where a span says that it stands, if it does."""
    start, end, text = int(span["start"]), int(span["end"]), article.text(span["field"])
    return (start, end) if text is None or text[start:end] == span["surface"] else None


def anchored(doc: dict[str, Any], article: Article) -> tuple[Judgement, ...]:
    """Return the judgements of a document where they stand in the text as it is now.

    Spans that cannot be found again are left out: validation has refused them.
    """
    spans = [
        {**span, "start": place[0], "end": place[1]}
        for span, place in zip(doc["spans"], anchors(doc, article), strict=True)
        if place is not None
    ]
    return judgements({**doc, "spans": spans})
