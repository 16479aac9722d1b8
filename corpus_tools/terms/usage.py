"""How a term stands in its text: used, mentioned, glossed, distanced, quoted, qualified.

The distinction of use and mention, and the cues of metalanguage, follow Wilson (2012),
"The Creation of a Corpus of English Metalanguage"; the kinds of quotation (pure, direct,
mixed, scare) Cappelen and Lepore (1997) and Gutzmann and Stei (2011); that half of reported
speech is indirect, Pareti et al. (2013). The labels are suggestions of rules, not judgements.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus_tools.languages import language
from corpus_tools.languages.sentences import sentences
from corpus_tools.model import Span
from corpus_tools.terms.cues import Cues, Sides, cues
from corpus_tools.terms.quotations import Quotation, Quoted

LONGEST_SENTENCE = 1_200
"""Code points of a sentence that are read for cues of voice and stance."""

REACH = 120
"""Code points on each side of a term in which a cue may stand."""

RULES = {
    "mention-contrast": "two names of one thing are set against each other",
    "mention-naming": "a verb or noun of naming says that this is a name",
    "mention-denial": "it is denied that such a thing exists",
    "gloss-pair": "two names of one thing stand side by side",
    "distanced-word": "a word sets the name apart",
    "distanced-marks": "quotation marks stand around the name alone",
    "quotation-utterance": "the name is all that somebody says",
    "quotation-marks": "it stands in longer quoted words",
    "quotation-dash": "it stands in a turn of speech that a dash opens",
    "qualified-status": "a status word modifies the name",
    "use": "nothing sets it apart",
}
"""Every rule that gives a usage, in a sentence."""

_MARKS = re.compile("[\"“”«»„‘’'ՙ՚]")
_CLOSING = re.compile("[\"”»“’')\\]]*")
_SAID_BEFORE = frozenset(",”\"»“’'–—-!?…")
"""What stands before a reporting verb that follows the words it reports."""
_SPEAKER_END = re.compile('[,.;:–—“”«»"]')
_BREAK = re.compile('[,«»“”"–—]')
_COMPLEMENT = re.compile(
    r"\s*,?\s*(?:that|what|how|whether|why|что|как|ki|որ|թե)\b|\s*[:,]\s*[“\"«„]", re.IGNORECASE
)
"""What follows a verb whose words stand behind it."""
_CLAUSE_END = re.compile("[;,:—–]")
_UTTERANCE = re.compile(r"[!?][\"”»’]*$|՜|՞")


@dataclass(frozen=True, slots=True)
class Label:
    """A usage, the rule that told it, and the cue that it rests on (code points)."""

    usage: str
    rule: str
    cue: tuple[int, int] | None = None
    stance: str | None = None


def label(text: str, spans: Sequence[Span], normal_quotes: Collection[int], tag: str) -> list[Span]:
    """Give each span of one text its usage, voice and stance, in the order of the codebook.

    `normal_quotes` are positions of spans whose form is ordinarily written in quotation
    marks. Languages without cues keep their spans unlabelled.
    """
    known = cues(tag)
    if known is None or not spans:
        return list(spans)
    scene = _Scene(text, spans, known, tag)
    pairs = dict(scene.pairs())
    labels: list[Label] = []
    for at, span in enumerate(spans):
        listed = scene.listed(spans[at - 1], span, labels[-1]) if at else None
        labels.append(pairs.get(at) or listed or scene.label(span, at in normal_quotes))
    return [scene.labelled(span, one) for span, one in zip(spans, labels, strict=True)]


class _Scene:
    """One text with its sentences and quotations, asked about each of its spans."""

    def __init__(self, text: str, spans: Sequence[Span], known: Cues, tag: str) -> None:
        self._text, self._spans, self._cues = text, spans, known
        self._sentences = sentences(text, language(tag))
        self._starts = [start for start, _ in self._sentences]
        self._quoted = Quoted(text)
        self._reports: dict[tuple[int, int], tuple[bool, list[re.Match[str]]]] = {}

    def _sentence(self, at: int) -> tuple[int, int]:
        """Return the sentence around a place, cut where it goes on without end."""
        start, end = self._sentences[bisect_right(self._starts, at) - 1]
        if end - start <= LONGEST_SENTENCE:
            return start, end
        step = LONGEST_SENTENCE // 3
        first = at // step * step  # the same cut for all places of a stretch
        return max(start, first - step), min(end, first + 2 * step)

    # -------------------------------------------------------------- usage

    def pairs(self) -> Iterator[tuple[int, Label]]:
        """Yield labels of names of one concept that stand together: contrasts and glosses."""
        for at in range(len(self._spans) - 1):
            first, second = self._spans[at], self._spans[at + 1]
            if not _two_names(first, second) or second.start - first.end > REACH:
                continue
            if (labels := self._contrast(first, second)) is not None:
                yield from zip((at, at + 1), labels, strict=True)
            elif (label := self._gloss(first, second)) is not None:
                if label.usage == "gloss":
                    yield at, label
                yield at + 1, label

    def _contrast(self, first: Span, second: Span) -> tuple[Label, Label] | None:
        between = self._text[first.end : second.start]
        plain = _MARKS.sub("", between)
        for frame in self._cues.contrast:
            left = frame.left.search(self._before(first))
            if left is None or not frame.between.fullmatch(plain):
                continue
            if frame.right.match(_MARKS.sub("", self._after(second))) is None:
                continue
            start = self._left_start(first) + left.start() if left[0] else first.end
            cue = (start, first.start) if left[0].strip() else (first.end, second.start)
            one, two = frame.stances
            rule = "mention-contrast"
            return Label("mention", rule, cue, one), Label("mention", rule, cue, two)
        return None

    def _gloss(self, first: Span, second: Span) -> Label | None:
        between = self._text[first.end : second.start]
        plain = _MARKS.sub("", between)
        cue = (first.end, second.start)
        if self._cues.gloss_naming.fullmatch(plain):
            return Label("mention", "mention-naming", cue)
        if self._cues.gloss.fullmatch(plain):
            return Label("gloss", "gloss-pair", cue)
        return None

    def listed(self, before: Span, span: Span, label: Label) -> Label | None:
        """Return the label of the name before, if that is named and this is next in its list."""
        between = _MARKS.sub("", self._text[before.end : span.start])
        is_list = label.rule == "mention-naming" and between in (", ", "; ")
        return label if is_list else None

    def label(self, span: Span, normal_quotes: bool) -> Label:
        """Return the first label that fits a span on its own."""
        found = self._cue(self._cues.naming, span)
        if found is not None:
            return Label("mention", "mention-naming", found)
        if span.category in ("place", "polity", "infrastructure", None) and (
            found := self._cue(self._cues.denial, span)
        ):
            return Label("mention", "mention-denial", found, "rejects")
        if (found := self._cue(self._cues.distancing, span)) is not None:
            return Label("distanced", "distanced-word", found)
        return self._by_marks(span, normal_quotes)

    def _by_marks(self, span: Span, normal_quotes: bool) -> Label:
        around = self._quoted.around(span.start, span.end)
        if around and self._hugs(around[0], span):
            inner = around[0]
            cue = (inner.start - 1, min(inner.end + 1, len(self._text)))
            if _UTTERANCE.search(self._text[inner.start : inner.end]):
                return Label("quotation", "quotation-utterance", cue)
            if not normal_quotes and self._cue(self._cues.quoting_names, span) is None:
                return Label("distanced", "distanced-marks", cue)
            around = around[1:]
        if around:
            return Label("quotation", "quotation-marks", (around[0].start - 1, around[0].start))
        turn = self._quoted.in_turn(span.start, span.end)
        if turn is not None:
            return Label("quotation", "quotation-dash", (turn.start, turn.start))
        if (found := self._cue(self._cues.qualifying, span)) is not None:
            return Label("qualified", "qualified-status", found)
        return Label("use", "use")

    def _hugs(self, quotation: Quotation, span: Span) -> bool:
        inside = self._text[quotation.start : quotation.end]
        rest = inside.replace(span.surface, "", 1)
        return not any(char.isalnum() for char in rest)

    def _cue(self, sides: Sides, span: Span) -> tuple[int, int] | None:
        """Return where a cue on either side of a span stands."""
        if match := sides.left.search(self._before(span)):
            start = self._left_start(span)
            return start + match.start(1), start + match.end(1)
        if match := sides.right.match(self._after(span)):
            start = self._right_start(span)
            return start + match.start(), start + match.end()
        return None

    def _left_start(self, span: Span) -> int:
        return max(self._sentence(span.start)[0], span.start - REACH)

    def _before(self, span: Span) -> str:
        return self._text[self._left_start(span) : span.start]

    def _right_start(self, span: Span) -> int:
        closing = _CLOSING.match(self._text, span.end)
        return closing.end() if closing else span.end

    def _after(self, span: Span) -> str:
        end = min(self._sentence(max(span.end - 1, 0))[1], span.end + REACH)
        return self._text[self._right_start(span) : end].rstrip()

    # -------------------------------------------------------------- voice and stance

    def labelled(self, span: Span, label: Label) -> Span:
        """Return the span with its label, whose word it is, and what is said of it."""
        around = self._quoted.around(span.start, span.end)
        longer = [quotation for quotation in around if not self._hugs(quotation, span)]
        return replace(
            span,
            usage=label.usage,
            usage_rule=label.rule,
            cue_start=label.cue[0] if label.cue else None,
            cue_end=label.cue[1] if label.cue else None,
            quoted=bool(around),
            voice=self._voice(span, label, bool(longer)),
            stance=self._stance(span, label) if label.usage == "mention" else None,
        )

    def _voice(self, span: Span, label: Label, in_quotation: bool) -> str:
        if in_quotation or label.usage == "quotation":
            start, end = self._sentence(span.start)
            asked = self._cues.interviewer.search(self._text, start, end + REACH // 2)
            return "outlet" if asked else "attributed"
        reported = self._reported(span)
        if label.rule == "distanced-marks":
            return "unknown" if reported else "outlet"
        if label.usage == "mention" and not reported:
            start, end = self._sentence(span.start)
            reported = bool(self._cues.naming_by_others.search(self._text, start, end))
        return "attributed" if reported else "outlet"

    def _reported(self, span: Span) -> bool:
        """Tell whether a reporting clause of its sentence covers a span."""
        start, end = self._sentence(span.start)
        framed, verbs = self._reporting(start, end)
        for verb in () if framed else verbs:
            if verb.end() <= span.start:
                if not self._describes_speaker(verb, span, end):
                    return True
            elif span.end <= verb.start() and not self._is_subject(span.end, verb, end):
                return True
        return framed

    def _reporting(self, start: int, end: int) -> tuple[bool, list[re.Match[str]]]:
        """Return whether a sentence is framed as a report, and its reporting verbs."""
        known = self._reports.get((start, end))
        if known is None:
            framed = self._cues.frames.search(self._text, start, end) is not None
            found = () if framed else self._cues.verbs.finditer(self._text, start, end)
            verbs = [verb for verb in found if not self._quoted.around(verb.start(), verb.end())]
            known = self._reports[start, end] = (framed, verbs)
        return known

    def _describes_speaker(self, verb: re.Match[str], span: Span, end: int) -> bool:
        """Tell whether a span stands in who speaks, after a verb that follows the words."""
        before = self._text[max(0, verb.start() - 8) : verb.start()].rstrip()[-1:]
        stop = _SPEAKER_END.search(self._text, verb.end(), end)
        return before in _SAID_BEFORE and span.end <= (stop.start() if stop else end)

    def _is_subject(self, start: int, verb: re.Match[str], end: int) -> bool:
        """Tell whether what stands before a reporting verb is the one who reports."""
        if _COMPLEMENT.match(self._text, verb.end(), end):
            return True
        between = self._text[start : verb.start()]
        return len(between.split()) <= 3 and not _BREAK.search(between)

    def _stance(self, span: Span, label: Label) -> str:
        if label.stance is not None:
            return label.stance
        start, end = self._sentence(span.start)
        sentence = self._text[start:end]
        if self._cues.rejecting.search(sentence):
            return "rejects"
        clause = self._clause(span, start, end)
        return "endorses" if self._cues.endorsing.search(self._text, *clause) else "reports"

    def _clause(self, span: Span, start: int, end: int) -> tuple[int, int]:
        """Return the stretch between commas and the like that holds a span."""
        before = [match.end() for match in _CLAUSE_END.finditer(self._text, start, span.start)]
        after = _CLAUSE_END.search(self._text, span.end, end)
        return (before[-1] if before else start), (after.start() if after else end)


def _two_names(first: Span, second: Span) -> bool:
    """Tell whether two spans name one concept by two variants."""
    return first.concept is not None and (
        first.concept == second.concept and first.variant != second.variant
    )
