"""One text as the rules of usage and voice look at it: sentences, quotations, cues by place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus_tools.languages import language
from corpus_tools.languages.sentences import sentences
from corpus_tools.model import Span
from corpus_tools.terms.cues import Cues, Pattern, Sides, triggers
from corpus_tools.terms.quotations import Quotation, Quoted

LONGEST_SENTENCE = 1_200
"""Code points of a sentence that are read for cues of voice and stance."""

REACH = 120
"""Code points on each side of a term in which a cue may stand."""

_CLOSING = re.compile("[\"”»“’')\\]]*")
_SPACE = " \t\r\n\u00a0\u2009\u202f"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Label:
    """A usage, the rule that told it, and the cue that it rests on (code points)."""

    usage: str
    rule: str
    cue: Place | None = None
    stance: str | None = None


class Scene:
    """One text with its spans, sentences and quotations, asked about places in it."""

    def __init__(self, text: str, spans: Sequence[Span], known: Cues, tag: str) -> None:
        self.text, self.spans, self.cues = text, spans, known
        self.quoted = Quoted(text)
        self._sentences = sentences(text, language(tag))
        self._starts = [start for start, _ in self._sentences]
        self._span_starts = [span.start for span in spans]
        self._places = triggers(tag).places(text)
        self._found: dict[tuple[int, int, int], list[re.Match[str]]] = {}
        self._tells: dict[tuple[int, int, int], bool] = {}
        self._reaches: dict[Place, tuple[int, int, int]] = {}

    def sentence(self, at: int) -> Place:
        """Return the sentence around a place, cut where it goes on without end."""
        start, end = self._sentences[bisect_right(self._starts, at) - 1]
        if end - start <= LONGEST_SENTENCE:
            return start, end
        step = LONGEST_SENTENCE // 3
        first = at // step * step  # the same cut for all places of a stretch
        return max(start, first - step), min(end, first + 2 * step)

    def tells(self, pattern: Pattern, sentence: Place) -> bool:
        """Tell whether a pattern stands in a sentence; each is searched once."""
        key = (id(pattern), *sentence)
        known = self._tells.get(key)
        if known is None:
            known = self._tells[key] = any(self._places.matches(pattern, *sentence))
        return known

    def found(self, pattern: Pattern, sentence: Place) -> list[re.Match[str]]:
        """Return where a pattern stands in a sentence; each is searched once."""
        key = (id(pattern), *sentence)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = list(self._places.matches(pattern, *sentence))
        return known

    def has_term(self, start: int, end: int) -> bool:
        """Tell whether a span reaches into a stretch; spans are ordered and never overlap."""
        at = bisect_left(self._span_starts, end) - 1
        return at >= 0 and self.spans[at].end > start

    def terms(self, start: int, end: int) -> Sequence[Span]:
        """Return the spans that lie in a stretch."""
        first = bisect_left(self._span_starts, start)
        last = bisect_left(self._span_starts, end, first)
        return [span for span in self.spans[first:last] if span.end <= end]

    def find(self, sides: Sides, start: int, end: int) -> Place | None:
        """Return where a cue on either side of a place stands."""
        low, first, last = self._reach(start, end)
        text, may = self.text, self._places.may
        if match := self._places.first(sides.left, low, start):
            return match.span(1)
        if may(sides.right, first, last) and (match := sides.right.match(text, first, last)):
            return match.span()
        for left, right in sides.both:
            if not (may(left, low, start) and may(right, first, last)):
                continue
            if (match := left.search(text, low, start)) and right.match(text, first, last):
                return match.span(1)
        return None

    def _reach(self, start: int, end: int) -> tuple[int, int, int]:
        """Return where the text begins that is read before a place, and the stretch after it."""
        known = self._reaches.get((start, end))
        if known is None:
            known = self._reaches[start, end] = (self.left_start(start), *self.after(end))
        return known

    def cue(self, sides: Sides, span: Span) -> Place | None:
        """Return where a cue on either side of a span stands."""
        return self.find(sides, span.start, span.end)

    def left_start(self, at: int) -> int:
        """Return where the text begins that is read before a place."""
        return max(self.sentence(at)[0], at - REACH)

    def after(self, at: int) -> Place:
        """Return the stretch that is read after a place, closing marks left out."""
        end = min(self.sentence(max(at - 1, 0))[1], at + REACH)
        closing = _CLOSING.match(self.text, at)
        start = closing.end() if closing else at
        while end > start and self.text[end - 1] in _SPACE:
            end -= 1
        return start, end

    def hugs(self, quotation: Quotation, span: Span) -> bool:
        """Tell whether a quotation holds no word but the span."""
        return not self.beside(quotation, span)

    def beside(self, quotation: Quotation, span: Span) -> list[str]:
        """Return the words that stand in a quotation beside a span it holds."""
        words = self.text[quotation.start : span.start].split()
        words += self.text[span.end : quotation.end].split()
        return [word for word in words if any(char.isalnum() for char in word)]
