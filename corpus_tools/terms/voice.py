"""Whose word a term is, and what this voice says of it.

That half of reported speech is indirect: Pareti et al. (2013). A reporting clause covers its
sentence up to a semicolon or the like; who speaks is read next door (`speakers`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus_tools.terms.quotations import Quotation
from corpus_tools.terms.scene import REACH, Label, Place, Scene, Term
from corpus_tools.terms.speakers import CLAUSE, Speakers
from corpus_tools.terms.triggers import Choice

_SAID_BEFORE = frozenset(",”\"»“’'–—-!?…")
"""What stands before a reporting verb that follows the words it reports."""
_SPEAKER_END = re.compile('[,.;:–—“”«»"]')
_BREAK = re.compile('[,«»“”"–—]')
_DASH = re.compile(r"\s[–—-]\s")
_SAID_DASH = re.compile(r"[,!?…][\"”»’]?\s*[–—-]\s")
"""What stands between words and a clause behind them that says who said so."""
_QUOTED_BEFORE = re.compile(
    '(?:[,.!?…]["”»’]|["”»’],|["”»’]\\s*[–—-])[\\s,–—-]*(?:[^\\s,.;:“”«»"]+\\s+){0,6}$'
)
"""The end of quoted words, and up to six words behind it."""
_CLAUSE = re.compile("[,;:]")
_MARKS = re.compile("[\"“”«»„‘’'ՙ՚]")
_ACROSS = 20
"""How far from a name a verdict counts whose words stand on both sides of it."""
_AMID = 3
"""Words that may stand between a comma and a verb that reports what is before the comma."""


class Told(NamedTuple):
    """What is told of a term: fields of its span; None: nothing."""

    usage: str | None = None
    usage_rule: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None
    quoted: bool | None = None
    voice: str | None = None
    speaker: str | None = None
    stance: str | None = None


class _Reporting(NamedTuple):
    """What reports in a sentence: frames such as “according to”, and verbs."""

    frames: list[re.Match[str]]
    verbs: list[re.Match[str]]


class Voices:
    """The voice, speaker and stance of each span of a scene."""

    def __init__(self, scene: Scene, asides: Sequence[Place | None] = ()) -> None:
        self._scene, self._cues, self._text = scene, scene.cues, scene.text
        self._asides = [aside for aside in asides if aside]
        self._known: dict[Place, _Reporting] = {}
        self._speakers = Speakers(scene)

    def told(self, span: Term, label: Label) -> Told:
        """Return a term's label with whose word it is and what is said of it."""
        around = self._scene.quoted.around(span.start, span.end)
        longer = [one for one in around if not self._scene.hugs(one, span)]
        voice, speaker = self._voice(span, label, longer)
        cue_start, cue_end = label.cue or (None, None)
        return Told(
            usage=label.usage,
            usage_rule=label.rule,
            cue_start=cue_start,
            cue_end=cue_end,
            quoted=bool(around),
            voice=voice,
            speaker=self._named(speaker),
            stance=self._stance(span, label) if label.usage == "mention" else None,
        )

    def _named(self, speaker: Place | None) -> str | None:
        return self._text[slice(*speaker)] if speaker else None

    # -------------------------------------------------------------- voice

    def _voice(self, span: Term, label: Label, longer: list[Quotation]) -> tuple[str, Place | None]:
        answered = self._scene.answered(span.start)
        if answered is not None and not longer:
            return ("attributed" if answered else "outlet"), None
        start, end = self._scene.sentence(span.start)
        if longer or label.usage == "quotation":
            if self._scene.asked(start, end + REACH // 2):
                return "outlet", None
            return "attributed", self._speakers.of(span, longer)
        sentence = (start, end)
        if label.rule == "mention-aside":
            return "attributed", self._speakers.naming(span, sentence)
        report = self._report(span)
        if label.usage == "mention" and label.rule != "mention-denial":
            ours, others = self._naming(sentence)
            if _is_ours(span, ours, others) and not (report and not _inside(report, ours)):
                return "outlet", None
            if report or others:
                named = self._speakers.naming(span, sentence)
                return "attributed", named or self._speakers.reporting(report, span, sentence)
        elif report or self._told_of(span, label):
            return "attributed", self._speakers.reporting(report, span, sentence)
        if label.usage == "gloss" and self._scene.tells(self._cues.printing, sentence):
            return "attributed", None
        return "outlet", None

    def _naming(self, sentence: Place) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
        """Return where the writers of a sentence say how they name, and where others do."""
        ours = self._outside(self._cues.naming_by_us, sentence)
        nobody = self._scene.found(self._cues.naming_by_nobody, sentence)
        others = self._scene.found(self._cues.naming_by_others, sentence)
        return ours, [one for one in others if not _inside(one, [*ours, *nobody])]

    def _told_of(self, span: Term, label: Label) -> bool:
        """Tell whether somebody is said to speak or write of a span, nobody setting it apart."""
        return label.usage != "distanced" and self._scene.cue(self._cues.about, span) is not None

    def _report(self, span: Term) -> re.Match[str] | None:
        """Return the frame or verb of its sentence that reports a span."""
        start, end = self._scene.sentence(span.start)
        reporting = self._reporting(start, end)
        if any(self._speaks(span, verb) for verb in reporting.verbs):
            return None
        for frame in reporting.frames:
            if self._joined(span, frame) and not self._is_source(span, frame, end):
                return frame
        return next((verb for verb in reporting.verbs if self._covers(verb, span, end)), None)

    def _speaks(self, span: Term, verb: re.Match[str]) -> bool:
        """Tell whether a verb of reporting follows a span with nothing between them."""
        return span.end < verb.start() and not self._text[span.end : verb.start()].strip()

    def _is_source(self, span: Term, frame: re.Match[str], end: int) -> bool:
        """Tell whether a span stands in the source that a frame such as “according to” names."""
        if span.start >= frame.end() and self._cues.speakers.frame_after.fullmatch(frame[0]):
            stop = _SPEAKER_END.search(self._text, frame.end(), end)
            return stop is not None and span.end <= stop.start()
        if span.end <= frame.start() and self._cues.speakers.frame_before.fullmatch(frame[0]):
            return not _CLAUSE.search(self._text, span.end, frame.start())
        return False

    def _reporting(self, start: int, end: int) -> _Reporting:
        known = self._known.get((start, end))
        if known is None:
            sentence = (start, end)
            known = self._known[sentence] = _Reporting(
                self._outside(self._cues.frames, sentence),
                [one for one in self._outside(self._cues.verbs, sentence) if not self._aside(one)],
            )
        return known

    def _aside(self, verb: re.Match[str]) -> bool:
        """Tell whether a verb stands in an aside that says only what others call something."""
        return any(start <= verb.start() and verb.end() <= end for start, end in self._asides)

    def _outside(self, choice: Choice, sentence: Place) -> list[re.Match[str]]:
        """Return where a pattern stands in a sentence, but in no quotation."""
        found = self._scene.found(choice, sentence)
        return [one for one in found if not self._scene.quoted.around(*one.span())]

    def _joined(self, span: Term, other: re.Match[str]) -> bool:
        """Tell whether no semicolon or the like parts a span from something else."""
        low, high = min(span.end, other.end()), max(span.start, other.start())
        return self._cues.parting.search(self._text, low, high) is None

    def _covers(self, verb: re.Match[str], span: Term, end: int) -> bool:
        """Tell whether a reporting verb has a span among the words it reports."""
        if not self._joined(span, verb):
            return False
        if verb.end() <= span.start:
            if self._cues.verb_final:
                return self._goes_on(verb, end)
            return not (
                self._ends_quotation(verb, end)
                or self._describes_speaker(verb, span, end)
                or self._sets(verb, span, end)
            )
        return span.end <= verb.start() and not self._is_subject(span, verb, end)

    def _goes_on(self, verb: re.Match[str], end: int) -> bool:
        """Tell whether what is said stands behind a verb: “she said all was well”."""
        if self._cues.complement.match(self._text, verb.end(), end):
            return True
        before = self._inverted(verb)
        if before in ("", ",") and self._cues.clause.match(self._text, verb.end(), end):
            return True
        return not before and self._cues.object.match(self._text, verb.end(), end) is not None

    def _inverted(self, verb: re.Match[str]) -> str:
        """Return the mark behind the words that a verb follows, as in “…, said she”; or none."""
        before = self._text[max(0, verb.start() - 8) : verb.start()].rstrip()[-1:]
        word = verb[0].rpartition(" ")[2]
        return before if before in _SAID_BEFORE and self._cues.inverting.fullmatch(word) else ""

    def _ends_quotation(self, verb: re.Match[str], end: int) -> bool:
        """Tell whether a verb says who said the quoted words before it: no more is reported."""
        if self._goes_on(verb, end):
            return False
        start = max(self._scene.sentence(verb.start())[0], verb.start() - CLAUSE)
        return _QUOTED_BEFORE.search(self._text, start, verb.start()) is not None

    def _sets(self, verb: re.Match[str], span: Term, end: int) -> bool:
        """Tell whether a span says where something is said, before what is said."""
        if not self._cues.setting.fullmatch(self._text, verb.end(), span.start):
            return False
        return self._cues.setting_end.match(self._text, span.end, end) is not None

    def _describes_speaker(self, verb: re.Match[str], span: Term, end: int) -> bool:
        """Tell whether a span stands in who speaks, after a verb that follows the words."""
        if self._goes_on(verb, end):
            return False
        if not self._inverted(verb):
            return False
        stop = _SPEAKER_END.search(self._text, verb.end(), end)
        while stop and self._cues.describing.match(self._text, stop.start(), end):
            stop = _SPEAKER_END.search(self._text, stop.end(), end)
        return span.end <= (stop.start() if stop else end)

    def _is_subject(self, span: Term, verb: re.Match[str], end: int) -> bool:
        """Tell whether what stands before a reporting verb is not what is reported."""
        if self._goes_on(verb, end):
            return True
        between = self._text[span.end : verb.start()].lstrip('”"»’')
        if ": " in between:
            return True
        if _SAID_DASH.search(between):
            return False
        if self._cues.verb_final:
            if self._cues.describing.match(self._text, span.end, verb.start()):
                return True
            return _DASH.search(between) is not None or not self._is_content(between)
        breaks = [one.end() for one in _BREAK.finditer(between)]
        return not breaks or self._cues.linking.match(between, breaks[-1]) is not None

    def _is_content(self, between: str) -> bool:
        """Tell whether words up to a verb at the end of its clause make what is reported."""
        clause = between.rpartition(",")
        parted = bool(clause[1]) and len(clause[2].split()) <= _AMID
        parted = parted and not self._cues.linking.match(clause[2])
        return parted or self._cues.content.search(between) is not None

    # -------------------------------------------------------------- stance

    def _stance(self, span: Term, label: Label) -> str:
        if label.stance is not None:
            return label.stance
        clause = self._clause(span)
        rejects = self._verdict(self._cues.rejecting, span, clause)
        endorses = min(
            self._verdict(self._cues.endorsing, span, clause),
            self._verdict(self._cues.commending, span, clause, before=True),
        )
        if min(rejects, endorses) > clause[1]:
            return "reports"
        return "rejects" if rejects <= endorses else "endorses"

    def _verdict(self, choice: Choice, span: Term, clause: Place, *, before: bool = False) -> int:
        """Return how far from a span its clause has a verdict; beyond its end if nowhere.

        `before`: only a verdict counts that begins before the span.
        """
        away = [
            _ACROSS if apart < 0 else apart + self._apart(span, found)
            for found in self._scene.found(choice, self._scene.sentence(span.start))
            if clause[0] <= found.start() and found.end() <= clause[1]
            if not self._scene.has_term(found.start(), found.start() + 1)
            if not (before and found.start() > span.start) and not self._is_of_another(found, span)
            for apart in (max(found.start() - span.end, span.start - found.end()),)
        ]
        return min(away, default=clause[1] + 1)

    def _apart(self, span: Term, verdict: re.Match[str]) -> int:
        """Return what a verdict is further away for belonging to what is joined on by “and”."""
        between = self._text[span.end : verdict.start()].lstrip("”\"»’'")
        return _ACROSS if self._cues.linking.match(between) else 0

    def _is_of_another(self, verdict: re.Match[str], span: Term) -> bool:
        """Tell whether another name, no list with a span, stands between it and a verdict."""
        low, high = min(span.end, verdict.end()), max(span.start, verdict.start())
        between = self._scene.terms(low, high)
        if not between:
            return False
        first, last = (between[-1], span) if verdict.end() <= span.start else (span, between[0])
        joint = _MARKS.sub("", self._text[first.end : last.start])
        return self._cues.listing.fullmatch(joint) is None

    def _clause(self, span: Term) -> Place:
        """Return the part of a sentence that holds a span, up to where another side is told."""
        start, end = self._scene.sentence(span.start)
        for turn in self._scene.found(self._cues.turn, (start, end)):
            if turn.end() <= span.start:
                start = turn.end()
            elif turn.start() >= span.end:
                return start, turn.start()
        return start, end


def _inside(one: re.Match[str], others: Sequence[re.Match[str]]) -> bool:
    return any(other.start() <= one.start() and one.end() <= other.end() for other in others)


def _is_ours(span: Term, ours: Sequence[re.Match[str]], others: Sequence[re.Match[str]]) -> bool:
    """Tell whether the writers say how they name, and nobody else between that and a span."""
    before = [one.end() for one in ours if one.start() <= span.start]
    behind = [one.start() for one in ours if one.start() >= span.end]
    if not (before or behind):
        return False
    low, high = (before[-1], span.start) if before else (span.end, behind[0])
    return not any(low <= one.start() and one.end() <= high for one in others)
