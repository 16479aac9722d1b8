"""Spans found again in an altered copy of a text that is itself unknown.

Of the text that was annotated only the terms and their places are known. In the copy each term
may stand in several places; one is chosen for each such that their order holds and the gaps
between them change as rarely and as little as possible (dynamic programming). A span counts as
found only where no other choice comes near, and where its gap to a neighbour hardly changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from statistics import median
from typing import NamedTuple

from corpus_tools.model import FIELDS
from corpus_tools.release.rehydrating.copies import Copy
from corpus_tools.release.rehydrating.folding import Folded, folded, without_lines
from corpus_tools.release.stored.withheld import Standing

_SKIPPED = 10.0
"""What it costs to leave a span without a place: as much as a gap that changes by 1,000."""
_REACH = 12
"""So many spans in a row may be left without a place."""
_MARGIN = 3.0
"""By so much the next best choice must be worse."""

Places = Sequence[tuple[Standing, str | None]]


class _Span(NamedTuple):
    """A span of the unknown text, with its term as it is compared."""

    place: Standing
    term: str


class _Spot(NamedTuple):
    """Where a term stands in the copy; `at` and `to` in the units that gaps are measured in."""

    start: int
    end: int
    at: float
    to: float


def align(places: Places, length: int, copy: Copy) -> dict[Standing, Standing] | None:
    """Return where spans of a text stand in a copy of it; None where it is another text.

    `length` is that of the body. A span that the answer does not name has no certain place.
    """
    found: dict[Standing, Standing] = {}
    for field in FIELDS:
        spans = [
            _Span(place, folded(surface).text)
            for place, surface in sorted(set(places), key=lambda entry: entry[0])
            if place.field == field and surface is not None
        ]
        text, total = copy.text(field), length if field == "body" else None
        for span, (start, end) in _aligned(spans, text, total) if spans else ():
            found[span.place] = Standing(field, start, end)
    if not places:
        return found if abs(len(copy.body) - length) * 5 <= length else None
    return found if len(found) * 2 >= len({place for place, _ in places}) else None


def _aligned(
    spans: list[_Span], text: str, length: int | None
) -> Iterator[tuple[_Span, tuple[int, int]]]:
    """Yield the spans that have a certain place, as the text is read where gaps change least.

    It is read as a whole, and without the lines that may be links, captions or headings; terms
    that stand in such lines must have kept both gaps beside them.
    """
    chains: list[tuple[_Chain, list[int]]] = []
    without = without_lines(text)
    for kept in ([*range(len(text))], without):
        read = folded("".join(text[at] for at in kept))
        spots = _spots(spans, read)
        for units in read.units:
            chain = _Chain(spans, _measured(spots, units), length, float(units[-1]))
            chains += [(chain, kept), *((one, kept) for one in chain.rescaled())]
    best, kept = min(chains, key=lambda entry: entry[0].cost)
    inside, whole = set(without), folded(text)
    for span, spot, is_tight in best.certain():
        if is_tight or all(start in inside for start, _ in whole.find(span.term)):
            yield span, (kept[spot.start], kept[spot.end - 1] + 1)


def _spots(spans: list[_Span], text: Folded) -> list[list[tuple[int, int]]]:
    """Return where each term stands as words of its own, and in no longer term."""
    standing = {term: list(text.find(term)) for term in {span.term for span in spans}}
    nested = {
        (one.term, other.term)
        for one in spans
        for other in spans
        if one is not other
        and other.place.start <= one.place.start
        and one.place.end <= other.place.end
    }
    kept: dict[str, list[tuple[int, int]]] = {}
    for term, found in standing.items():
        longer = [
            place
            for other, places in standing.items()
            if len(other) > len(term) and (term, other) not in nested
            for place in places
        ]
        kept[term] = [
            (start, end)
            for start, end in found
            if not any(first <= start and end <= last for first, last in longer)
        ]
    return [kept[span.term] for span in spans]


def _measured(spots: list[list[tuple[int, int]]], units: Sequence[int]) -> list[list[_Spot]]:
    return [
        [_Spot(start, end, float(units[start]), float(units[end])) for start, end in found]
        for found in spots
    ]


@dataclass(frozen=True, slots=True)
class _Link:
    """The choice before: which span, which of its spots; and what all choices so far cost."""

    cost: float
    span: int
    spot: int


class _Chain:
    """The best choice of spots, one for each span or none."""

    def __init__(
        self, spans: list[_Span], spots: list[list[_Spot]], length: int | None, end: float
    ) -> None:
        self._spans, self._length, self._end = spans, length, end
        self._spots = spots
        self._before = self._forward()
        self._after = self._backward()
        self.cost, self._path = self._best()

    # A gap lies between two spots, or between one and an end of the text.

    def _change(self, one: tuple[int, int], other: tuple[int, int]) -> float | None:
        """Return by how much the gap between two spots changed; None where order is broken."""
        first, second = self._spans[one[0]].place, self._spans[other[0]].place
        spot, next_ = self._spots[one[0]][one[1]], self._spots[other[0]][other[1]]
        change = (next_.at - spot.at) - (second.start - first.start)
        if second.start >= first.end:
            return change if next_.start >= spot.end else None
        return change if abs(change) < 1 and next_.start >= spot.start else None

    def _opening(self, one: tuple[int, int]) -> float:
        """Return the change of the gap before the first spot, and what it costs."""
        return self._spots[one[0]][one[1]].at - self._spans[one[0]].place.start

    def _closing(self, one: tuple[int, int]) -> float:
        if self._length is None:
            return 0.0
        gap = self._length - self._spans[one[0]].place.end
        return (self._end - self._spots[one[0]][one[1]].to) - gap

    def _forward(self) -> list[list[_Link]]:
        """Return for each spot the cheapest choices before it."""
        table: list[list[_Link]] = []
        for i, spots in enumerate(self._spots):
            row = []
            for j in range(len(spots)):
                best = _Link(_SKIPPED * i + _cost(self._opening((i, j))), -1, -1)
                for h in range(max(0, i - _REACH), i):
                    for k, link in enumerate(table[h]):
                        change = self._change((h, k), (i, j))
                        if change is not None:
                            cost = link.cost + _SKIPPED * (i - h - 1) + _cost(change)
                            if cost < best.cost:
                                best = _Link(cost, h, k)
                row.append(best)
            table.append(row)
        return table

    def _backward(self) -> list[list[float]]:
        """Return for each spot what the cheapest choices behind it cost."""
        number = len(self._spans)
        table: list[list[float]] = [[] for _ in range(number)]
        for i in reversed(range(number)):
            for j in range(len(self._spots[i])):
                best = _SKIPPED * (number - 1 - i) + _cost(self._closing((i, j)))
                for h in range(i + 1, min(number, i + 1 + _REACH)):
                    for k, cost in enumerate(table[h]):
                        change = self._change((i, j), (h, k))
                        if change is not None:
                            best = min(best, cost + _SKIPPED * (h - i - 1) + _cost(change))
                table[i].append(best)
        return table

    def _total(self, i: int, j: int) -> float:
        return self._before[i][j].cost + self._after[i][j]

    def _best(self) -> tuple[float, list[tuple[int, int]]]:
        every = [(i, j) for i, spots in enumerate(self._spots) for j in range(len(spots))]
        if not every:
            return _SKIPPED * len(self._spans), []
        ends = ((self._before[i][j].cost + self._tail(i, j), (i, j)) for i, j in every)
        cost, last = min(ends)
        path = []
        while last[0] >= 0:
            path.append(last)
            link = self._before[last[0]][last[1]]
            last = link.span, link.spot
        return cost, path[::-1]

    def _tail(self, i: int, j: int) -> float:
        return _SKIPPED * (len(self._spans) - 1 - i) + _cost(self._closing((i, j)))

    def rescaled(self) -> Iterator[_Chain]:
        """Yield the chain with gaps measured at the rate at which the whole text grew."""
        gaps = [
            (self._spots[i][j].at - self._spots[h][k].at)
            / (self._spans[i].place.start - self._spans[h].place.start)
            for (h, k), (i, j) in zip(self._path, self._path[1:], strict=False)
            if self._spans[i].place.start - self._spans[h].place.start >= _LONG
        ]
        rate = median(gaps) if len(gaps) >= _ENOUGH else 1.0
        if rate > 0 and abs(rate - 1) > _DRIFT:
            spots = [
                [_Spot(spot.start, spot.end, spot.at / rate, spot.to / rate) for spot in found]
                for found in self._spots
            ]
            yield _Chain(self._spans, spots, self._length, self._end / rate)

    def certain(self) -> Iterator[tuple[_Span, _Spot, bool]]:
        """Yield the spans whose spot is beyond doubt, and whether both gaps beside it held."""
        terms = Counter(span.term for span in self._spans)
        for position, (i, j) in enumerate(self._path):
            best = self._total(i, j)
            others = [self._total(i, k) for k in range(len(self._spots[i])) if k != j]
            alone = terms[self._spans[i].term] == len(self._spots[i])
            changes = list(self._beside(position))
            tight = [abs(change) <= _tight(gap) for change, gap in changes]
            loose = alone and all(abs(change) <= _loose(gap) for change, gap in changes)
            if all(cost >= best + _MARGIN for cost in others) and (
                all(tight) or ((any(tight) or loose) and self._without(i) >= self.cost + _MARGIN)
            ):
                yield self._spans[i], self._spots[i][j], all(tight)

    def _without(self, i: int) -> float:
        """Return what the best choice costs that leaves a span without a place."""
        spans, spots = list(self._spans), list(self._spots)
        del spans[i], spots[i]
        return _SKIPPED + _Chain(spans, spots, self._length, self._end).cost

    def _beside(self, position: int) -> Iterator[tuple[float, int]]:
        """Yield how the gaps on both sides changed, and how long they were."""
        i, j = here = self._path[position]
        place = self._spans[i].place
        if position == 0:
            yield self._opening(here), place.start
        else:
            yield self._between(self._path[position - 1], here)
        if position + 1 < len(self._path):
            yield self._between(here, self._path[position + 1])
        elif self._length is not None:
            yield self._closing((i, j)), self._length - place.end

    def _between(self, one: tuple[int, int], other: tuple[int, int]) -> tuple[float, int]:
        gap = self._spans[other[0]].place.start - self._spans[one[0]].place.start
        return self._change(one, other) or 0.0, gap


_LONG, _ENOUGH, _DRIFT = 60, 3, 0.005
"""Gaps that tell the rate of growth: how long, how many, and which rate is worth a try."""


def _cost(change: float) -> float:
    return log2(1 + abs(change))


def _tight(gap: int) -> float:
    """Return how much a gap may change where nothing was added or left out in it."""
    return 3 + min(gap * 0.01, 12)


def _loose(gap: int) -> float:
    """Return the same for a term that stands in the copy as often as in the text."""
    return 10 + gap / 4
