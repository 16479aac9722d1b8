"""How a term stands in its text: used, mentioned, glossed, distanced, quoted, qualified.

The distinction of use and mention, and the cues of metalanguage, follow Wilson (2012),
"The Creation of a Corpus of English Metalanguage"; the kinds of quotation (pure, direct,
mixed, scare) Cappelen and Lepore (1997) and Gutzmann and Stei (2011). Whose word it is
(`voice`) is told next door. The labels are suggestions of rules, not judgements.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from corpus_tools.terms.cues import cues
from corpus_tools.terms.scene import REACH, Label, Place, Scene, Term
from corpus_tools.terms.voice import Told, Voices

RULES = {
    "mention-contrast": "two names of one thing are set against each other",
    "mention-naming": "a verb or noun of naming says that this is a name",
    "mention-aside": "it is added that others have this name for what was named before",
    "mention-shown": "the name is shown as a word, beside another name or as what is written",
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

RIVALS = 2
"""How many terms away another name of the same thing is looked for."""
NEARBY = 180
"""Code points between a name and another name of the same thing that it is compared with."""

BESIDE = 3
"""Words beside a name in quoted words that are named as a whole."""

_MARKS = re.compile("[\"“”«»„‘’'ՙ՚]")
_UTTERANCE = re.compile(r"[!?][\"”»’]*$|՜|՞")
_PLACES = ("place", "polity", "infrastructure", None)
_SHOWABLE = frozenset({"use", "distanced-marks", "quotation-marks", "quotation-dash"})
_LISTED = frozenset({"mention-naming", "mention-shown", "mention-contrast"})


def told(text: str, terms: Sequence[Term], normal_quotes: Collection[int], tag: str) -> list[Told]:
    """Tell the usage, voice and stance of each term of one text, in the order of the codebook.

    `normal_quotes` are positions of terms whose form is ordinarily written in quotation
    marks. Languages without cues tell nothing.
    """
    known = cues(tag)
    if known is None or not terms:
        return [Told()] * len(terms)
    scene = Scene(text, terms, known, tag)
    labels = _Usages(scene, normal_quotes).labels()
    voices = Voices(scene, [label.cue for label in labels if label.rule == "mention-aside"])
    return [voices.told(term, label) for term, label in zip(terms, labels, strict=True)]


class _Usages:
    """The usage of each span of a scene."""

    def __init__(self, scene: Scene, normal_quotes: Collection[int]) -> None:
        self._scene, self._cues = scene, scene.cues
        self._text, self._spans = scene.text, scene.spans
        self._normal_quotes = normal_quotes

    def labels(self) -> list[Label]:
        """Return a label for each span."""
        pairs: dict[int, Label] = {}
        for at, paired in self._pairs():
            if paired.usage == "mention" or at not in pairs:
                pairs[at] = paired
        labels: list[Label] = []
        for at in range(len(self._spans)):
            label = pairs.get(at)
            if label is None or label.usage != "mention":
                label = self._listed(at, labels) or label
            labels.append(label or self._alone(at))
        for at, one in enumerate(labels):
            labels[at] = self._shown(at, labels) or one
        for at in range(len(labels) - 1, 0, -1):
            self._carry_back(at, labels)
        return labels

    # -------------------------------------------------------------- two names together

    def _pairs(self) -> Iterator[tuple[int, Label]]:
        """Yield labels of names of one concept that stand together: contrasts and glosses."""
        for at in range(len(self._spans) - 1):
            first, second = self._spans[at], self._spans[at + 1]
            if second.start - first.end > REACH:
                continue
            one_thing = _two_names(first, second)
            if labels := self._contrast(first, second, one_thing or self._both_marked(at)):
                yield from ((at + place, label) for place, label in labels)
            elif one_thing and (label := self._gloss(first, second)) is not None:
                if label.usage != "mention":
                    yield at, label
                yield at + 1, label

    def _both_marked(self, at: int) -> bool:
        """Tell whether a name and the next each stand alone between marks."""
        for span in self._spans[at : at + 2]:
            around = self._scene.quoted.around(span.start, span.end)
            if not around or not self._scene.hugs(around[0], span):
                return False
        return True

    def _contrast(self, first: Term, second: Term, comparable: bool) -> list[tuple[int, Label]]:
        """Return the labels of the two names, each with its place; none without a contrast."""
        plain = _MARKS.sub("", self._text[first.end : second.start])
        for frame in self._cues.contrasts.fitting(plain):
            if not (comparable or frame.any_names):
                continue
            low = self._scene.left_start(first.start)
            left = frame.left.search(self._text, low, first.start)
            after = slice(*self._scene.after(second.end))
            if left is None or not frame.right.match(_MARKS.sub("", self._text[after])):
                continue
            lone = left[0].strip()
            cue = (left.start(), first.start) if lone else (first.end, second.start)
            return [
                (place, Label("mention", "mention-contrast", cue, stance))
                for place, stance in enumerate(frame.stances)
                if stance is not None
            ]
        return []

    def _gloss(self, first: Term, second: Term) -> Label | None:
        plain = _MARKS.sub("", self._text[first.end : second.start])
        cue = (first.end, second.start)
        if self._cues.aside.fullmatch(plain):
            return Label("mention", "mention-aside", cue)
        if self._cues.gloss_naming.fullmatch(plain):
            return Label("mention", "mention-naming", cue)
        if self._cues.alternative.fullmatch(plain) and (found := self._set_apart(first)):
            return Label("distanced", "distanced-word", found)
        if self._cues.gloss.fullmatch(plain):
            behind = self._added(second)
            if behind and not self._added(first):
                return Label("mention", "mention-aside", behind)
            return Label("gloss", "gloss-pair", cue)
        return None

    def _added(self, name: Term) -> Place | None:
        """Return where it is said behind a name that others have it."""
        found = self._cues.aside_behind.match(self._text, *self._scene.after(name.end))
        return found.span() if found else None

    def _listed(self, at: int, labels: Sequence[Label]) -> Label | None:
        """Return the label of the name before, if that is named and this is next in its list."""
        if not labels or labels[-1].rule not in _LISTED:
            return None
        before, span = self._spans[at - 1], self._spans[at]
        if labels[-1].stance not in (None, "reports") and before.variant != span.variant:
            return None
        plain = _MARKS.sub("", self._text[before.end : span.start])
        halves = _two_names(before, span) and self._cues.halves.fullmatch(plain)
        return labels[-1] if halves or self._cues.listing.fullmatch(plain) else None

    def _carry_back(self, at: int, labels: list[Label]) -> None:
        """Give the label of a name to the one before it: a list, or halves of one construction."""
        before, span, label = self._spans[at - 1], self._spans[at], labels[at]
        if label.rule != "mention-naming" or labels[at - 1].rule != "use" or not label.cue:
            return
        plain = _MARKS.sub("", self._text[before.end : span.start])
        halves = _two_names(before, span) and self._cues.halves.fullmatch(plain)
        if halves or (label.cue[0] >= span.end and self._opens_list(at)):
            labels[at - 1] = label

    def _opens_list(self, at: int) -> bool:
        """Tell whether a sentence begins with a list of names that goes on to this one."""
        start, _ = self._scene.sentence(self._spans[at].start)
        while at and self._spans[at].start > start:
            between = self._text[self._spans[at - 1].end : self._spans[at].start]
            if not self._cues.listing.fullmatch(_MARKS.sub("", between)):
                return False
            at -= 1
            if not any(map(str.isalnum, self._text[start : self._spans[at].start])):
                return True
        return False

    # -------------------------------------------------------------- one name

    def _alone(self, at: int) -> Label:
        """Return the first label that fits a span on its own."""
        span, scene = self._spans[at], self._scene
        apart = self._set_apart(span)
        if not apart and span.category in _PLACES and (found := scene.cue(self._cues.denial, span)):
            return Label("mention", "mention-denial", found, "rejects")
        if (found := self._named(span)) is not None:
            return Label("mention", "mention-naming", found)
        if apart is not None:
            return Label("distanced", "distanced-word", apart)
        return self._by_marks(span, at in self._normal_quotes)

    def _set_apart(self, span: Term) -> Place | None:
        return self._scene.cue(self._cues.distancing, span)

    def _named(self, span: Term) -> Place | None:
        """Return the cue that says that a span, or the few quoted words it is in, are a name."""
        if found := self._scene.cue(self._cues.naming, span):
            return None if self._scene.cue(self._cues.bearing, span) else found
        around = self._scene.quoted.around(span.start, span.end)
        beside = self._scene.beside(around[0], span, BESIDE + 1) if around else []
        if not 0 < len(beside) <= BESIDE:
            return None
        start, end = around[0].start - 1, around[0].end
        if found := self._scene.find(self._cues.wording, start, end):
            return found
        if not (self._has_epithet(span) or all(map(self._cues.generic.fullmatch, beside))):
            return None
        naming = self._scene.find(self._cues.naming, start, end)
        return naming or self._scene.find(self._cues.writing, start, end)

    def _has_epithet(self, span: Term) -> bool:
        sides = (self._cues.qualifying, self._cues.distancing)
        return any(self._scene.cue(one, span) for one in sides)

    def _by_marks(self, span: Term, normal_quotes: bool) -> Label:
        around = self._scene.quoted.around(span.start, span.end)
        if around and self._scene.hugs(around[0], span):
            inner = around[0]
            cue = (inner.start - 1, min(inner.end + 1, len(self._text)))
            if _UTTERANCE.search(self._text[inner.start : inner.end]):
                return Label("quotation", "quotation-utterance", cue)
            if not normal_quotes and self._scene.cue(self._cues.quoting_names, span) is None:
                return self._marked(span, cue)
            around = around[1:]
        if around:
            return Label("quotation", "quotation-marks", (around[0].start - 1, around[0].start))
        turn = self._scene.quoted.in_turn(span.start, span.end)
        if turn is not None:
            return Label("quotation", "quotation-dash", (turn.start, turn.start))
        if (found := self._scene.cue(self._cues.qualifying, span)) is not None:
            return Label("qualified", "qualified-status", found)
        return Label("use", "use")

    def _marked(self, span: Term, marks: Place) -> Label:
        """Return the label of a name alone between marks: shown in writing, or set apart."""
        if found := self._scene.cue(self._cues.writing, span):
            return Label("mention", "mention-shown", found)
        if span.category in _PLACES and (found := self._scene.cue(self._cues.inscribing, span)):
            return Label("mention", "mention-shown", found)
        return Label("distanced", "distanced-marks", marks)

    # -------------------------------------------------------------- names that are compared

    def _shown(self, at: int, labels: Sequence[Label]) -> Label | None:
        """Return a mention where a name is said as a word, as another name near it is."""
        if labels[at].rule == "use" and at and labels[at - 1].rule == "mention-shown":
            return self._listed(at, labels[:at])
        found = self._showing(at, labels[at])
        if found is None:
            return None
        sentence = self._scene.sentence(self._spans[at].start)
        if self._scene.tells(self._cues.metalanguage, sentence) or self._rival(at, labels):
            return Label("mention", "mention-shown", found)
        return None

    def _showing(self, at: int, label: Label) -> Place | None:
        if label.rule not in _SHOWABLE:
            return None
        span = self._spans[at]
        if found := self._scene.cue(self._cues.showing, span):
            return found
        marked = label.rule == "distanced-marks"
        return self._scene.cue(self._cues.saying, span) if marked else None

    def _rival(self, at: int, labels: Sequence[Label]) -> bool:
        """Tell whether another name of the same thing is mentioned or shown close by."""
        span = self._spans[at]
        for other in range(max(0, at - RIVALS), min(len(labels), at + RIVALS + 1)):
            rival = self._spans[other]
            gap = max(rival.start - span.end, span.start - rival.end)
            if other == at or gap > NEARBY or span.concept != rival.concept:
                continue
            if labels[other].usage == "mention":
                return True
            if _two_names(span, rival) and self._showing(other, labels[other]):
                return True
        return False


def _two_names(first: Term, second: Term) -> bool:
    """Tell whether two spans name one concept by two variants."""
    return first.concept is not None and (
        first.concept == second.concept and first.variant != second.variant
    )
