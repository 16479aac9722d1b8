"""One text as the rules of usage and voice look at it: sentences, quotations, cues by place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from corpus_tools.languages import language
from corpus_tools.languages.sentences import Sentences
from corpus_tools.terms.cues import Cues, Sides
from corpus_tools.terms.quotations import Quotation, Quoted
from corpus_tools.terms.triggers import Choice, Places

LONGEST_SENTENCE = 1_200
"""Code points of a sentence that are read for cues of voice and stance."""

REACH = 120
"""Code points on each side of a term in which a cue may stand."""

_CLOSING = re.compile("[\"”»“’')\\]]*")
_LETTER = re.compile(r"[^\W_]")
_SPACE = " \t\r\n\u00a0\u2009\u202f"

Place = tuple[int, int]


class Term(NamedTuple):
    """A contested term at its place, as far as it is known what it names."""

    start: int
    end: int
    concept: str | None
    variant: str | None
    category: str | None


class _Reach(NamedTuple):
    """What is read on both sides of a place, and the bits of the cues that may stand there."""

    low: int
    first: int
    last: int
    before: int
    behind: int
    places: Places


class Label(NamedTuple):
    """A usage, the rule that told it, and the cue that it rests on (code points)."""

    usage: str
    rule: str
    cue: Place | None = None
    stance: str | None = None


class Scene:
    """One text with its spans, sentences and quotations, asked about places in it."""

    def __init__(self, text: str, spans: Sequence[Term], known: Cues, tag: str) -> None:
        self.text, self.spans, self.cues = text, spans, known
        self.quoted = Quoted(text)
        self._sentences = Sentences(text, language(tag))
        self._around: dict[int, Place] = {}
        self._span_starts = [span.start for span in spans]
        self._places: dict[Place, Places] = {}
        self._found: dict[tuple[int, int, int], list[re.Match[str]]] = {}
        self._reaches: dict[Place, _Reach] = {}

    def sentence(self, at: int) -> Place:
        """Return the sentence around a place, cut where it goes on without end."""
        known = self._around.get(at)
        if known is None:
            known = self._around[at] = self._cut(at, *self._sentences.around(at))
        return known

    def _cut(self, at: int, start: int, end: int) -> Place:
        if end - start <= LONGEST_SENTENCE:
            return start, end
        step = LONGEST_SENTENCE // 3
        first = at // step * step  # the same cut for all places of a stretch
        return max(start, first - step), min(end, first + 2 * step)

    def tells(self, choice: Choice, sentence: Place) -> bool:
        """Tell whether one of some cues stands in a sentence."""
        return bool(self.found(choice, sentence))

    def found(self, choice: Choice, sentence: Place) -> list[re.Match[str]]:
        """Return where cues stand in a sentence; each is searched once."""
        key = (id(choice), *sentence)
        known = self._found.get(key)
        if known is None:
            places = self.places(sentence)
            known = list(places.matches(choice, *sentence)) if places.bits & choice.bits else []
            self._found[key] = known
        return known

    @cached_property
    def is_interview(self) -> bool:
        """Whether lines of the text are marked as questions, and others as answers."""
        return bool(self.cues.asks.search(self.text) and self.cues.answers.search(self.text))

    def answered(self, at: int) -> bool | None:
        """Tell whether a place is in an answer of an interview; None in what is none."""
        if not self.is_interview:
            return None
        line = self.text.rfind("\n", 0, at) + 1
        is_answer = self.cues.answers.match(self.text, line) is not None
        return is_answer if is_answer or self.cues.asks.match(self.text, line) else None

    def asked(self, start: int, end: int) -> bool:
        """Tell whether an interviewer asks in a stretch of the text."""
        asking = self.cues.interviewer
        return asking.may_stand(self.text, start, end) and self.tells(asking, (start, end))

    def places(self, stretch: Place) -> Places:
        """Return where cues may stand in a stretch of the text; each is looked through once."""
        known = self._places.get(stretch)
        if known is None:
            known = self._places[stretch] = self.cues.triggers.places(self.text, *stretch)
        return known

    def has_term(self, start: int, end: int) -> bool:
        """Tell whether a span reaches into a stretch; spans are ordered and never overlap."""
        at = bisect_left(self._span_starts, end) - 1
        return at >= 0 and self.spans[at].end > start

    def terms(self, start: int, end: int) -> Sequence[Term]:
        """Return the spans that lie in a stretch."""
        first = bisect_left(self._span_starts, start)
        last = bisect_left(self._span_starts, end, first)
        return [span for span in self.spans[first:last] if span.end <= end]

    def find(self, sides: Sides, start: int, end: int) -> Place | None:
        """Return where a cue on either side of a place stands."""
        reach = self._reaches.get((start, end)) or self._reach(start, end)
        if not (reach.before & sides.before or reach.behind & sides.behind):
            return None
        low, first, last, before, behind, places = reach
        if left := places.leftmost(sides.left, low, start, before):
            return left.span(1)
        if right := sides.right.match(self.text, first, last, behind):
            return right.span()
        for cue in sides.both.among(before):
            other = cue.other
            if other is None or not behind & other.bit:
                continue
            beside = other.pattern.match(self.text, first, last)  # costs less than the search
            if beside and (match := places.next(cue, low, start)):
                return match.span(1) if match[1] else beside.span()
        return None

    def _reach(self, start: int, end: int) -> _Reach:
        """Return what is read on both sides of a place, and which cues may stand there."""
        low, (first, last) = self.left_start(start), self.after(end)
        left = self.places(self.sentence(start))
        right = self.places(self.sentence(max(end - 1, 0)))
        before, behind = left.before(low, start), right.behind(first, last)
        self._reaches[start, end] = reach = _Reach(low, first, last, before, behind, left)
        return reach

    def cue(self, sides: Sides, span: Term) -> Place | None:
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

    def hugs(self, quotation: Quotation, span: Term) -> bool:
        """Tell whether a quotation holds no word but the span."""
        return not (
            _LETTER.search(self.text, quotation.start, span.start)
            or _LETTER.search(self.text, span.end, quotation.end)
        )

    def beside(self, quotation: Quotation, span: Term, most: int) -> list[str]:
        """Return the first words that stand in a quotation beside a span it holds."""
        words = self.text[quotation.start : span.start].split()
        words += self.text[span.end : quotation.end].split()
        return list(islice(filter(_LETTER.search, words), most))
