"""Who is named as the source of a term, where a reporting clause names one plainly.

Read are capitalised words directly beside a reporting verb, or after words such as
“according to”, at the edge of their clause. Everything less plain stays unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus_tools.terms.quotations import Quotation
from corpus_tools.terms.scene import Place, Scene, Term

LONGEST_NAME = 5
"""Words in a name with its title."""
CLAUSE = 100
"""Code points beside a quotation in which its reporting clause stands."""

_WORD = re.compile(r"[^\W\d_][\w’'.-]*\w|[^\W\d_]")
_EDGE = re.compile(r"\s*(?:[,.;:!?–—\"“”»՝։)]|-\s|$)")
_GAP = re.compile(r"[\s,:–—\"“”«»'’‘-]*")
_JOINING = re.compile("[,–—-]")
"""What joins a clause to quoted words that end in a full stop."""
_STOP = re.compile(r"[.!?։\n]\s")
_PUNCTUATION = frozenset(",.;:!?–—-\"“”„«»'’‘՝։)(\n")


class Speakers:
    """The named sources of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._text = scene, scene.text
        self._cues = scene.cues.speakers

    def of(self, span: Term, longer: Sequence[Quotation]) -> Place | None:
        """Return who is named as the speaker of the innermost quotation around a span."""
        quotation = longer[0] if longer else self._scene.quoted.in_turn(span.start, span.end)
        if quotation is None:
            return None
        return self._after(quotation.end) or self._before(quotation.start)

    def _after(self, at: int) -> Place | None:
        """Return the name in a clause that follows quoted words."""
        gap = _GAP.match(self._text, at)
        first = gap.end() if gap else at
        if self._text[at - 1] in ".։" and not _JOINING.search(self._text, at, first):
            return None
        line = self._text.find("\n", at, first + CLAUSE)
        if 0 <= line < first:
            return None
        last = min(len(self._text), first + CLAUSE if line < 0 else line)
        verb = next(iter(self._scene.found(self._scene.cues.verbs, (first, last))), None)
        if verb is None or _stops(self._text[first : verb.start()]):
            return None
        return self._beside(verb, (first, last))

    def _before(self, at: int) -> Place | None:
        """Return the name in a clause that leads to quoted words."""
        first = max(self._text.rfind("\n", 0, at) + 1, at - CLAUSE)
        before = self._text[first:at].rstrip(" \"“«„‘'")
        stops = [stop.end() for stop in _STOP.finditer(before + " ")]
        first += stops[-1] - 1 if stops else 0
        if first >= at:
            return None
        verbs = self._scene.found(self._scene.cues.verbs, (first, at))
        if not verbs or len(self._text[verbs[-1].end() : at].split()) > LONGEST_NAME:
            return None
        return self._beside(verbs[-1], (self._scene.sentence(verbs[-1].start())[0], at))

    def reporting(self, report: re.Match[str] | None, span: Term, within: Place) -> Place | None:
        """Return the name beside a reporting verb or a word such as “according to”."""
        if report is None or self._parted(report, span):
            return None
        if self._cues.frame_after.fullmatch(report[0]):
            return self._name_after(report.end(), within[1])
        if self._cues.frame_before.fullmatch(report[0]):
            return self._name_before(report.start(), within[0])
        if self._scene.cues.verbs.match(self._text, report.start(), report.end()):
            return self._beside(report, within)
        return None

    def _parted(self, report: re.Match[str], span: Term) -> bool:
        """Tell whether another side is told of between a reporting clause and a span."""
        low, high = min(report.end(), span.end), max(report.start(), span.start)
        return any(
            turn.pattern.search(self._text, low, high) for turn in self._scene.cues.turn.cues
        )

    def naming(self, span: Term, within: Place) -> Place | None:
        """Return the name before a verb of naming that leads to a span."""
        first = max(within[0], span.start - CLAUSE)
        verbs = list(self._cues.naming.finditer(self._text, first, span.start))
        if not verbs or self._scene.has_term(verbs[-1].end(), span.start):
            return None
        return self._name_before(verbs[-1].start(), within[0])

    def _beside(self, verb: re.Match[str], within: Place) -> Place | None:
        return self._name_before(verb.start(), within[0]) or self._name_after(verb.end(), within[1])

    def _name_after(self, at: int, end: int) -> Place | None:
        """Return the capitalised words from a place to the edge of their clause."""
        at = self._skip(at, end)
        words: list[re.Match[str]] = []
        for word in _WORD.finditer(self._text, at, end):
            if word.start() != (words[-1].end() + 1 if words else at) or not _capital(word):
                break
            words.append(word)
        if not 0 < len(words) <= LONGEST_NAME or not _EDGE.match(self._text, words[-1].end(), end):
            return None
        return self._name(words)

    def _skip(self, at: int, end: int) -> int:
        """Return where words begin that follow a verb, its helpers and lower-case titles."""
        while (word := _WORD.search(self._text, at, end)) and not self._text[
            at : word.start()
        ].strip():
            if _capital(word) or not self._cues.skipped.fullmatch(word[0]):
                return word.start()
            at = word.end()
        return at

    def _name_before(self, at: int, start: int) -> Place | None:
        """Return the capitalised words up to a place, from the edge of their clause."""
        words = list(_WORD.finditer(self._text, max(start, at - CLAUSE), at))
        while words and self._is_helper(words[-1], at):
            at = words.pop().start()
        name: list[re.Match[str]] = []
        while words and _capital(words[-1]) and self._text[words[-1].end() : at].strip() == "":
            at = words[-1].start()
            name.insert(0, words.pop())
        if not 0 < len(name) <= LONGEST_NAME or not self._begins(name[0].start(), start, words):
            return None
        return self._name(name)

    def _is_helper(self, word: re.Match[str], at: int) -> bool:
        beside = not self._text[word.end() : at].strip()
        return beside and not _capital(word) and bool(self._cues.skipped.fullmatch(word[0]))

    def _begins(self, at: int, start: int, words: Sequence[re.Match[str]]) -> bool:
        """Tell whether a clause begins at a place, or a title stands before it."""
        before = self._text[start:at].rstrip(" ")
        if not before or before[-1] in _PUNCTUATION:
            return True
        return bool(words) and bool(self._cues.leading.fullmatch(words[-1][0]))

    def _name(self, words: list[re.Match[str]]) -> Place | None:
        """Return where a name stands, openers such as “But” left out."""
        while len(words) > 1 and self._cues.openers.fullmatch(words[0][0]):
            words = words[1:]
        if self._cues.nobody.fullmatch(words[0][0]) or self._cues.openers.fullmatch(words[0][0]):
            return None
        start, end = words[0].start(), words[-1].end()
        return None if self._scene.has_term(start, end) else (start, end)


def _capital(word: re.Match[str]) -> bool:
    return word[0][0].isupper()


def _stops(between: str) -> bool:
    """Tell whether a sentence ends in a stretch of text."""
    return _STOP.search(between + " ") is not None
