"""How far labels agree: of the program with an annotator, or of two annotators.

Shares come with Wilson's 95 % score interval (Wilson 1927), usage with Cohen's kappa
(Cohen 1960). Against annotations that were made by looking at the program's suggestions
these are regression figures, not accuracy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

from corpus_tools.model import Field, Judgement, Span

AUTO = "auto"
LABELS = ("concept", "variant", "usage", "voice", "stance")
VALUED = ("usage", "voice", "stance")
"""The labels whose values are few, so that each is counted by itself."""
_Z = 1.959964  # two-sided 95 %

Place = tuple[Field, int, int]
Marked = Mapping[Place, Mapping[str, str | None]]
"""What one rater marked in one article: for each place its labels."""

Pairs = Counter[tuple[str | None, str | None]]
"""How often the first rater said this and the second that, of the same span."""


class Share(NamedTuple):
    """So many hits of so many cases."""

    name: str
    hits: int
    n: int


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; (0, 1) where there is nothing to go by."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def kappa(pairs: Pairs) -> float | None:
    """Return Cohen's kappa of pairs of labels; None where chance alone agrees fully."""
    n = sum(pairs.values())
    if n == 0:
        return None
    left, right = Counter[str | None](), Counter[str | None]()
    for (one, other), count in pairs.items():
        left[one] += count
        right[other] += count
    seen = sum(count for (one, other), count in pairs.items() if one == other) / n
    chance = sum(left[label] * right[label] for label in left) / (n * n)
    return None if chance == 1 else (seen - chance) / (1 - chance)


@dataclass(slots=True)
class Comparison:
    """What two raters marked, counted over articles; `first` is measured against `second`."""

    both: int = 0
    only_first: int = 0
    only_second: int = 0
    pairs: dict[str, Pairs] = field(default_factory=lambda: {label: Counter() for label in LABELS})

    def add(self, first: Marked, second: Marked) -> None:
        """Count one article."""
        shared = first.keys() & second.keys()
        self.both += len(shared)
        self.only_first += len(first) - len(shared)
        self.only_second += len(second) - len(shared)
        for place in sorted(shared):
            for label, pairs in self.pairs.items():
                one, other = first[place].get(label), second[place].get(label)
                if label != "stance" or one is not None or other is not None:
                    pairs[one, other] += 1

    def rows(self) -> Iterator[Share]:
        """Yield each share: of spans, of each label, and of each value that usage and such take.

        Labels are compared where both raters marked a span. Of a value, precision is the share
        of what the first rater gave it that the second gave it too, recall the other way round.
        """
        yield Share("spans: precision", self.both, self.both + self.only_first)
        yield Share("spans: recall", self.both, self.both + self.only_second)
        for label, pairs in self.pairs.items():
            hits = sum(count for (one, other), count in pairs.items() if one == other)
            yield Share(f"{label}: agreement", hits, sum(pairs.values()))
            if label in VALUED:
                yield from _values(label, pairs)

    def confused(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield label, value of the first rater, of the second, and how often; most often first."""
        for label in VALUED:
            for (one, other), count in sorted(
                self.pairs[label].items(), key=lambda entry: (-entry[1], str(entry[0]))
            ):
                if one != other:
                    yield label, one or "none", other or "none", count


def _values(label: str, pairs: Pairs) -> Iterator[Share]:
    for value in sorted({value for pair in pairs for value in pair if value is not None}):
        given = sum(count for (one, _), count in pairs.items() if one == value)
        wanted = sum(count for (_, other), count in pairs.items() if other == value)
        yield Share(f"{label} {value}: precision", pairs[value, value], given)
        yield Share(f"{label} {value}: recall", pairs[value, value], wanted)


def marked_by_program(spans: Iterable[Span]) -> Marked:
    """Return what the program marked in an article."""
    return {
        (span.field, span.start, span.end): {name: getattr(span, name) for name in LABELS}
        for span in spans
    }


def marked_by(judged: Iterable[Judgement], suggested: Marked) -> Marked:
    """Return what an annotator marked in an article that was read completely.

    Suggestions that are not listed stand.
    """
    marked = dict(suggested)
    for one in judged:
        place = (one.field, one.start, one.end)
        if one.decision == "reject":
            marked.pop(place, None)
        else:
            marked[place] = {name: getattr(one, name) for name in LABELS}
    return marked
