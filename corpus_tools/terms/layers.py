"""Human judgement laid over what a program found: one resolved set of spans per article.

For each place the highest layer that decided it counts: adjudication, what people agree
on, their majority, a model, the program. A decided span displaces every lower span that
it overlaps. What people contradict each other on is left to the layers below, and told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from corpus_tools.model import FIELDS, Article, Field, Judgement, Lexicon, Span, judgements
from corpus_tools.terms.quotations import Quoted

ADJUDICATED, CONSENSUS = "adjudicated", "consensus"

ENOUGH = 8
"""So many code points of prefix and suffix together must still stand beside a surface."""
MOST_PLACES = 200
"""A surface that stands in more places is not told apart."""

Place = tuple[Field, int, int]
_Label = tuple[str | None, str | None, str, str | None]


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
        end = at + len(surface)
        before, behind = text[max(at - len(prefix), 0) : at], text[end : end + len(suffix)]
        found.append((_common(prefix[::-1], before[::-1]) + _common(suffix, behind), at))
        at = text.find(surface, at + 1)
    (most, at), *others = sorted(found, reverse=True) or [(0, 0)]
    is_clear = most >= ENOUGH and all(kept < most for kept, _ in others)
    return at if is_clear and len(found) <= MOST_PLACES else None


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with together."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def anchored(doc: dict[str, Any], article: Article) -> tuple[Judgement, ...]:
    """Return the judgements of a document where they stand in the text as it is now.

    Spans that cannot be found again are left out: validation has refused them.
    """
    same = unchanged(doc, article)
    spans = [
        {**span, "start": place[0], "end": place[1]}
        for span in doc["spans"]
        if (place := anchor(span, article, same)) is not None
    ]
    return judgements({**doc, "spans": spans})


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a layer says of a place: a judgement that stands, or None for a rejection."""

    judgement: Judgement | None
    layer: str
    voters: int


def conflicts(judged: Sequence[Judgement]) -> Iterator[tuple[Judgement, Judgement]]:
    """Yield pairs of people's judgements that contradict each other and nobody settled.

    They give one span other labels or voices, or take spans of other lengths in one place.
    """
    is_settled = _touching(one for one in judged if one.annotator == ADJUDICATED)
    by_place = _by_place([one for one in judged if one.annotator_kind == "person"])
    unsettled = {place: here for place, here in by_place.items() if not is_settled(place)}
    yield from filter(None, map(_differing, unsettled.values()))
    yield from _crossing(unsettled)


def _touching(judged: Iterable[Judgement]) -> Callable[[Place], bool]:
    """Return what tells whether a place touches one of some judgements."""
    starts: dict[Field, list[int]] = {}
    furthest: dict[Field, list[int]] = {}
    for one in sorted(judged, key=lambda one: one.start):
        ends = furthest.setdefault(one.field, [])
        starts.setdefault(one.field, []).append(one.start)
        ends.append(max(one.end, ends[-1] if ends else 0))

    def touches(place: Place) -> bool:
        field, start, end = place
        before = bisect_left(starts.get(field, ()), end)
        return before > 0 and furthest[field][before - 1] > start

    return touches


def _differing(here: list[Judgement]) -> tuple[Judgement, Judgement] | None:
    """Return two judgements of one span whose labels, or else voices, are left undecided."""
    agreed = _agreed(here)
    if agreed and (agreed.voice is not None or agreed.decision == "reject"):
        return None
    tell = _voice if agreed else _label
    first = here[0]
    others = (one for one in here if one.annotator != first.annotator)
    other = next((one for one in others if tell(one) != tell(first)), None)
    return (first, other) if other else None


def _crossing(by_place: dict[Place, list[Judgement]]) -> Iterator[tuple[Judgement, Judgement]]:
    """Yield spans of two people that overlap, where neither knows the other's.

    Of each person's spans before a place the one that reaches furthest is enough to tell.
    """
    reaching: dict[tuple[Field, str], Judgement] = {}
    for place in sorted(by_place):
        here = {one.annotator: one for one in by_place[place] if one.decision != "reject"}
        crossed = (
            (other, one)
            for (field, name), other in reaching.items()
            if field == place[0] and other.end > place[1] and name not in here
            for one in here.values()
            if all(it.annotator != one.annotator for it in by_place[_place(other)])
        )
        yield from islice(crossed, 1)
        for name, one in here.items():
            known = reaching.get((place[0], name))
            if known is None or known.end <= one.end:
                reaching[place[0], name] = one


def resolve(
    auto: Sequence[Span], judged: Sequence[Judgement], article: Article, lexicon: Lexicon
) -> tuple[Span, ...]:
    """Return the spans that stand, none overlapping, ordered by field and place."""
    if not judged:
        return tuple(auto)
    found = {(span.field, span.start, span.end): span for span in auto}
    quoted = {field: Quoted(text) for field in FIELDS if (text := article.text(field)) is not None}
    kept: list[Span] = []
    rejected: set[Place] = set()
    for verdicts in _verdicts(judged):
        for place, verdict in sorted(verdicts.items(), key=_precedence):
            if place in rejected or any(_overlaps(place, span) for span in kept):
                continue
            if verdict.judgement is None:
                rejected.add(place)
                continue
            span = judged_span(verdict.judgement, article, lexicon, verdict.layer)
            known = found.get(place)
            marks = quoted.get(span.field)
            inside = bool(marks.around(span.start, span.end)) if marks else None
            candidates = known.candidates if known and span.variant is None else ()
            kept.append(replace(span, candidates=candidates, quoted=inside))
    kept += [
        span
        for place, span in found.items()
        if place not in rejected and not any(_overlaps(place, other) for other in kept)
    ]
    order = {"title": 0, "body": 1}
    return tuple(sorted(kept, key=lambda span: (order[span.field], span.start)))


def _verdicts(judged: Sequence[Judgement]) -> Iterator[dict[Place, _Verdict]]:
    """Yield what each layer decided, the highest first."""
    settled = [one for one in judged if one.annotator == ADJUDICATED]
    others = [one for one in judged if one.annotator != ADJUDICATED]
    people = [one for one in others if one.annotator_kind == "person"]
    models = [one for one in others if one.annotator_kind == "model"]
    for layer in (settled, people, models):
        verdicts = {}
        for place, here in _by_place(layer).items():
            if (chosen := _agreed(here)) is not None:
                alone = len({one.annotator for one in here}) == 1
                name = chosen.annotator if alone or layer is models else CONSENSUS
                stands = None if chosen.decision == "reject" else chosen
                verdicts[place] = _Verdict(stands, name, len(here))
        yield verdicts


def _by_place(judged: Sequence[Judgement]) -> dict[Place, list[Judgement]]:
    places: dict[Place, list[Judgement]] = {}
    for one in sorted(judged, key=lambda one: one.annotator):
        places.setdefault(_place(one), []).append(one)
    return places


def _place(one: Judgement) -> Place:
    return one.field, one.start, one.end


def _agreed(here: list[Judgement]) -> Judgement | None:
    """Return the judgement of more than half; what they differ on beside the label is null."""
    (label, count), *_ = Counter(map(_label, here)).most_common()
    if count * 2 <= len(here):
        return None
    same = [one for one in here if _label(one) == label]
    return replace(
        same[0],
        voice=_settled(one.voice for one in same),
        speaker=_settled(one.speaker for one in same),
    )


def _settled(given: Iterable[str | None]) -> str | None:
    """Return what more than half of those say that say anything."""
    said = Counter(one for one in given if one is not None)
    chosen, count = next(iter(said.most_common(1)), (None, 0))
    return chosen if count * 2 > said.total() else None


def _precedence(entry: tuple[Place, _Verdict]) -> tuple[int, int, Place]:
    """Order of one layer's spans where they overlap: more annotators, longer, further left."""
    (field, start, end), verdict = entry
    return -verdict.voters, start - end, (field, start, end)


def _voice(one: Judgement) -> str | None:
    return one.voice


def _label(one: Judgement) -> _Label | None:
    return None if one.decision == "reject" else (one.concept, one.variant, one.usage, one.stance)


def _overlaps(place: Place, span: Span) -> bool:
    return place[0] == span.field and place[1] < span.end and span.start < place[2]


def judged_span(judgement: Judgement, article: Article, lexicon: Lexicon, layer: str) -> Span:
    """Return the span of a judgement, with what the lexicon knows of its variant."""
    category, sides = None, tuple[str, ...]()
    concept = next((one for one in lexicon.concepts if one.id == judgement.concept), None)
    if concept is not None:
        category = concept.category
        if judgement.variant is not None:
            _, variant = lexicon.find(concept.id, judgement.variant)
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
        layer=layer,
    )
