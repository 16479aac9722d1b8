"""Texts altered as another program would hand them over, and where every character went.

A perturbation yields pieces in order. Where a piece is as long as what it stands for, its
characters stand one for one; else each character of the old text stands for the whole piece.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Piece = tuple[str, int | None, int]
"""New text, where in the old text it came from (None: added), how many old characters it is."""
Perturbation = Callable[[str, random.Random, list[str]], Iterator[Piece]]


@dataclass(frozen=True)
class Altered:
    """A text after a perturbation; `starts` says where old characters went, if anywhere."""

    text: str
    starts: dict[int, int]
    ends: dict[int, int]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span of the old text stands now; None where part of it is gone."""
        if any(at not in self.starts for at in range(start, end)):
            return None
        return self.starts[start], self.ends[end - 1]


def altered(text: str, perturbation: Perturbation, seed: int, terms: list[str]) -> Altered:
    """Apply a perturbation. `terms` may occur in what is added."""
    new, starts, ends = "", dict[int, int](), dict[int, int]()
    for piece, origin, length in perturbation(text, random.Random(seed), terms):
        if origin is not None:
            same = len(piece) == length
            for offset in range(length):
                starts[origin + offset] = len(new) + (offset if same else 0)
                ends[origin + offset] = len(new) + (offset + 1 if same else len(piece))
        new += piece
    return Altered(new, starts, ends)


def again(first: Altered, perturbation: Perturbation, seed: int, terms: list[str]) -> Altered:
    """Apply another perturbation to an altered text."""
    second = altered(first.text, perturbation, seed, terms)
    starts, ends = {}, {}
    for at in first.starts:
        place = second.place(first.starts[at], first.ends[at])
        if place is not None:
            starts[at], ends[at] = place
    return Altered(second.text, starts, ends)


def _each(text: str, pattern: str, make: Callable[[str], str]) -> Iterator[Piece]:
    last = 0
    for match in re.finditer(pattern, text, re.DOTALL):
        if match.start() > last:
            yield text[last : match.start()], last, match.start() - last
        yield make(match[0]), match.start(), len(match[0])
        last = match.end()
    yield text[last:], last, len(text) - last


def _paragraphs(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n]+(?:\n(?!\n)[^\n]+)*", text)]


def one_line_feed(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Blank lines go."""
    return _each(text, r"\n\n", lambda _: "\n")


def signs(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Quotation marks, apostrophes, dashes and dots are typed as on a typewriter."""
    plain = {"“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "—": "--", "…": "..."}
    return _each(text, "[“”«»’‘—…]", plain.__getitem__)


def curly(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Apostrophes and straight marks become typographic ones."""
    return _each(text, "['\"]|\\.\\.\\.", lambda sign: {"'": "’", '"': "”"}.get(sign, "…"))


def decomposed(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Letters and their marks come apart."""
    return _each(text, r"[^\x00-\x7f]", lambda char: unicodedata.normalize("NFD", char))


def wrapped(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Lines are broken at about 60 characters."""
    return _each(text, r"(?<=[^\n]{55}) ", lambda _: "\n")


def hyphenated(text: str, rng: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Some long words are broken at a line's end, with a hyphen."""
    last = 0
    for match in re.finditer(r"[^\W\d_]{9,}", text):
        if rng.random() < 0.3:
            cut = match.start() + 4
            yield text[last:cut], last, cut - last
            yield "-\n", None, 0
            last = cut
    yield text[last:], last, len(text) - last


def soft_hyphens(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """Every long word has soft hyphens."""
    last = 0
    for match in re.finditer(r"(?<=[^\W\d_]{4})(?=[^\W\d_]{4})", text):
        yield text[last : match.start()], last, match.start() - last
        yield "\u00ad", None, 0
        last = match.start()
    yield text[last:], last, len(text) - last


def without_lead(text: str, _random: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """The first paragraph is missing."""
    places = _paragraphs(text)
    start = places[1][0] if len(places) > 2 else 0
    yield text[start:], start, len(text) - start


def without_a_paragraph(text: str, rng: random.Random, _terms: list[str]) -> Iterator[Piece]:
    """A paragraph in between is missing."""
    places = _paragraphs(text)
    if len(places) < 3:
        yield text, 0, len(text)
        return
    gone = rng.randrange(1, len(places) - 1)
    yield text[: places[gone][0]], 0, places[gone][0]
    yield text[places[gone + 1][0] :], places[gone + 1][0], len(text) - places[gone + 1][0]


def caption(text: str, rng: random.Random, terms: list[str]) -> Iterator[Piece]:
    """A caption stands first, with a term of the text in it."""
    yield f"A view of {rng.choice(terms)}, in an archive picture. Photo: agency\n\n", None, 0
    yield text, 0, len(text)


def read_also(text: str, rng: random.Random, terms: list[str]) -> Iterator[Piece]:
    """Links to other articles stand between paragraphs, some with terms of the text."""
    last = 0
    for _, end in _paragraphs(text)[:-1]:
        if rng.random() < 0.5:
            yield text[last:end], last, end - last
            words = (
                f"what is known about {rng.choice(terms)}" if rng.random() < 0.5 else "more news"
            )
            yield f"\n\nRead also: {words}", None, 0
            last = end
    yield text[last:], last, len(text) - last


def footer(text: str, rng: random.Random, terms: list[str]) -> Iterator[Piece]:
    """Something else stands last."""
    yield text, 0, len(text)
    yield (
        f"\n\nFollow us. More about {rng.choice(terms)} and {rng.choice(terms)} on our pages.",
        None,
        0,
    )


PERTURBATIONS: tuple[Perturbation, ...] = (
    *(one_line_feed, signs, curly, decomposed, wrapped, hyphenated, soft_hyphens),
    *(without_lead, without_a_paragraph, caption, read_also, footer),
)
