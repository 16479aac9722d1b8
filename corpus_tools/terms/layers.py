"""Human judgement laid over what a program found: one resolved set of spans per article.

For each place the highest layer that decided it counts: adjudication, what people agree
on, their majority, a model, the program. A decided span displaces every lower span that
it overlaps. What people contradict each other on is left to the layers below, and told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from corpus_tools.model import FIELDS, Article, Field, Judgement, Lexicon, Span
from corpus_tools.terms.quotations import Quoted

ADJUDICATED, CONSENSUS = "adjudicated", "consensus"

Place = tuple[Field, int, int]
_Label = tuple[str | None, str | None, str, str | None]


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
    unsettled = _unsettled(judged)
    yield from filter(None, map(_differing, unsettled.values()))
    for crossed in _crossing(unsettled):
        yield from islice(crossed, 1)


def _unsettled(judged: Sequence[Judgement]) -> dict[Place, list[Judgement]]:
    """Return, by place, what people judged and no adjudication touches."""
    is_settled = _touching(one for one in judged if one.annotator == ADJUDICATED)
    by_place = _by_place([one for one in judged if one.annotator_kind == "person"])
    return {place: here for place, here in by_place.items() if not is_settled(place)}


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


def _crossing(
    by_place: dict[Place, list[Judgement]],
) -> Iterator[list[tuple[Judgement, Judgement]]]:
    """Yield, for each place, spans of two people that overlap, where neither knows the other's.

    Of each person's spans before a place the one that reaches furthest is enough to tell.
    Where more people judged the one than the other, theirs stands.
    """
    reaching: dict[tuple[Field, str], Judgement] = {}
    voters = {place: len(_standing(here)) for place, here in by_place.items()}
    for place in sorted(by_place):
        here = _standing(by_place[place])
        yield [
            (other, one)
            for (field, name), other in reaching.items()
            if field == place[0] and other.end > place[1] and name not in here
            if voters[_place(other)] == voters[place]
            for one in here.values()
            if all(it.annotator != one.annotator for it in by_place[_place(other)])
        ]
        for name, one in here.items():
            known = reaching.get((place[0], name))
            if known is None or known.end <= one.end:
                reaching[place[0], name] = one


def _standing(here: list[Judgement]) -> dict[str, Judgement]:
    """Return, by annotator, the judgements of one place that reject no span there."""
    return {one.annotator: one for one in here if one.decision != "reject"}


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
    crossing = chain.from_iterable(_crossing(_unsettled(judged)))
    undecided = {_place(one) for pair in crossing for one in pair}
    for layer in (settled, people, models):
        verdicts = {}
        for place, here in _by_place(layer).items():
            if layer is people and place in undecided:
                continue
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
