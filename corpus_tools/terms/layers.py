"""Human judgement laid over what a program found: one resolved set of spans per article.

For each place the highest layer that decided it counts: adjudication, what people agree
on, their majority, a model, the program. A decided span displaces every lower span that
it overlaps. What people contradict each other on is left to the layers below, and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus_tools.model import FIELDS, Article, Field, Judgement, Lexicon, Span, judgements
from corpus_tools.terms.quotations import Quoted

ADJUDICATED, CONSENSUS = "adjudicated", "consensus"

Place = tuple[Field, int, int]
_Label = tuple[str | None, str | None, str, str | None]


def anchor(span: dict[str, Any], article: Article) -> tuple[int, int] | None:
    """Return where a judged span stands in the text as it is now.

    Where its surface is no longer at its offsets, it moves to the one place where prefix,
    surface and suffix fit; None where there is none, or more than one. The offsets of a
    stand-off article cannot be checked and stay.
    """
    start, end = int(span["start"]), int(span["end"])
    text = article.text(span["field"])
    if text is None or (end <= len(text) and text[start:end] == span["surface"]):
        return start, end
    if "prefix" not in span and "suffix" not in span:
        return None
    prefix, surface, suffix = span.get("prefix", ""), span["surface"], span.get("suffix", "")
    quote = f"{prefix}{surface}{suffix}"
    first = text.find(quote)
    if first < 0 or text.find(quote, first + 1) >= 0:
        return None
    return first + len(prefix), first + len(prefix) + len(surface)


def anchored(doc: dict[str, Any], article: Article) -> tuple[Judgement, ...]:
    """Return the judgements of a document where they stand in the text as it is now.

    Spans that cannot be found again are left out: validation has refused them.
    """
    spans = [
        {**span, "start": place[0], "end": place[1]}
        for span in doc["spans"]
        if (place := anchor(span, article)) is not None
    ]
    return judgements({**doc, "spans": spans})


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a layer says of a place: a judgement that stands, or None for a rejection."""

    judgement: Judgement | None
    layer: str


def conflicts(judged: Sequence[Judgement]) -> Iterator[tuple[Judgement, Judgement]]:
    """Yield pairs of people's judgements that contradict each other and nobody settled."""
    for here in _by_place(judged).values():
        if not any(one.annotator == ADJUDICATED for one in here):
            people = [one for one in here if one.annotator_kind == "person"]
            others = [
                one
                for one in people
                if one.annotator != people[0].annotator and _label(one) != _label(people[0])
            ]
            if others and _agreed(people) is None:
                yield people[0], others[0]


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
        for place, verdict in sorted(verdicts.items()):
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
                verdicts[place] = _Verdict(None if chosen.decision == "reject" else chosen, name)
        yield verdicts


def _by_place(judged: Sequence[Judgement]) -> dict[Place, list[Judgement]]:
    places: dict[Place, list[Judgement]] = {}
    for one in sorted(judged, key=lambda one: one.annotator):
        places.setdefault((one.field, one.start, one.end), []).append(one)
    return places


def _agreed(here: list[Judgement]) -> Judgement | None:
    """Return the judgement of more than half; what they differ on beside the label is null."""
    (label, count), *_ = Counter(map(_label, here)).most_common()
    if count * 2 <= len(here):
        return None
    same = [one for one in here if _label(one) == label]
    voices, speakers = {one.voice for one in same}, {one.speaker for one in same}
    return replace(
        same[0],
        voice=same[0].voice if len(voices) == 1 else None,
        speaker=same[0].speaker if len(speakers) == 1 else None,
    )


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
