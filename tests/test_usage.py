"""Checks usage, voice and stance of single names and of two names of one thing."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from corpus_tools.model import Span
from corpus_tools.terms.annotating import annotate
from tests.lexicons import concept, lexicon, only, variant


class Said(NamedTuple):
    """What is told of a term: usage, voice, stance, quoted, and words the cue holds."""

    usage: str
    voice: str | None = None
    stance: str | None = None
    quoted: bool = False
    cue: str = ""


_HE_SAID = "“We are going to Stanley tomorrow,” she said."


_PARAGRAPHS = "He said: “We go to the harbour of Port Darwin.\n\nStanley is calm."


_REOPENED = "“We go.\n\n“Stanley is calm,” he said."


USES = [
    ("en", "Stanley", "In Stanley's port.", Said("use", "outlet")),
    ("en-GB", "Stanley", "In Stanley.", Said("use", "outlet")),
    ("en", "Stanley", "Talk of Stanley went on.", Said("use", "outlet")),
    ("en", "Stanley", "She said that Stanley was calm.", Said("use", "attributed")),
    ("en", "Stanley", "Stanley is calm, the mayor said.", Said("use", "attributed")),
    ("en", "Stanley", "The club “Stanley” won.", Said("use", "outlet", quoted=True)),
    ("en", "Stanley", "The town, known as Stanley.", Said("mention", cue="known as")),
    ("en", "Stanley", "It was renamed Stanley.", Said("mention", "outlet", "reports", cue="rena")),
    ("en", "Stanley", "The word Stanley is old.", Said("mention", "outlet", "reports", cue="word")),
    (
        "en",
        "Stanley",
        "The official name is Stanley.",
        Said("mention", "outlet", "endorses", cue="official name is"),
    ),
    (
        "en",
        "Stanley",
        "The ministry asks media not to use the name Stanley.",
        Said("mention", "attributed", "rejects", cue="name"),
    ),
    ("en", "Stanley", "They asked not to use Stanley.", Said("mention", stance="rejects")),
    ("en", "Stanley", "He asks us not to use Stanley.", Said("mention", stance="rejects")),
    (
        "en",
        "Stanley",
        "There is no Stanley here.",
        Said("mention", "outlet", "rejects", cue="There is no"),
    ),
    (
        "en",
        "Stanley",
        "He called it “Stanley”, she said.",
        Said("mention", "attributed", "reports", quoted=True, cue="called"),
    ),
    ("en", "Stanley", "The so-called Stanley.", Said("distanced", "outlet", cue="so-called")),
    (
        "en",
        "Stanley",
        "The so-called “Stanley”.",
        Said("distanced", "outlet", quoted=True, cue="so-called"),
    ),
    ("en", "Stanley", "The “Stanley” row.", Said("distanced", "outlet", quoted=True, cue="“")),
    ("en", "Stanley", "She said that “Stanley” was calm.", Said("distanced", quoted=True)),
    (
        "en",
        "Stanley",
        "“We love the so-called Stanley,” he said.",
        Said("distanced", "attributed", quoted=True, cue="so-called"),
    ),
    ("en", "Stanley", _HE_SAID, Said("quotation", "attributed", quoted=True, cue="“")),
    ("en", "Stanley", "“Stanley!” they cried.", Said("quotation", "attributed", quoted=True)),
    ("en", "Stanley", _PARAGRAPHS, Said("use", "outlet")),
    ("en", "Stanley", _REOPENED, Said("quotation", "attributed", quoted=True)),
    ("en", "Stanley", "The unrecognised Stanley.", Said("qualified", "outlet", cue="unrecog")),
    ("ru", "Степанакерт", "В Степанакерте тихо.", Said("use", "outlet")),
    ("ru", "Степанакерт", "Он сказал, что в Степанакерте тихо.", Said("use", "attributed")),
    ("ru", "Степанакерт", "Город называется Степанакерт.", Said("mention", cue="называется")),
    (
        "ru",
        "Степанакерт",
        "Нет никакого Степанакерта.",
        Said("mention", "outlet", "rejects", cue="Нет"),
    ),
    ("ru", "Степанакерт", "Так называемый Степанакерт.", Said("distanced", "outlet", cue="Так")),
    ("ru", "Степанакерт", "Дом в «Степанакерте».", Said("distanced", quoted=True, cue="«")),
    ("ru", "Степанакерт", "— Мы едем в Степанакерт, — сказал он.", Said("quotation", "attributed")),
    ("ru", "Степанакерт", "В непризнанном Степанакерте.", Said("qualified", cue="непризнанном")),
    ("az", "Xankəndi", "Xankəndidə yağış yağdı.", Said("use", "outlet")),
    ("az", "Xankəndi", "O dedi ki, Xankəndidə yağış yağır.", Said("use", "attributed")),
    ("az", "Xankəndi", "Şəhər Xankəndi adlanır.", Said("mention", cue="adlanır")),
    ("az", "Xankəndi", "Qondarma Xankəndinin evi.", Said("distanced", "outlet", cue="Qondarma")),
    (
        "az",
        "Xankəndi",
        "“Xankəndi bizimdir”, - deyə o bildirib.",
        Said("quotation", "attributed", quoted=True),
    ),
    ("az", "Xankəndi", "Özünü elan etmiş Xankəndi.", Said("qualified", cue="Özünü elan etmiş")),
    ("hy", "Արցախ", "Արցախում անձրև էր։", Said("use", "outlet")),
    ("hy", "Արցախ", "Նա ասաց, որ Արցախում անձրև է։", Said("use", "attributed")),
    ("hy", "Արցախ", "Երկիրը կոչվում է Արցախ։", Said("mention", cue="կոչվում")),
    ("hy", "Արցախ", "Այսպես կոչված Արցախում։", Said("distanced", "outlet", cue="Այսպես կոչված")),
    ("hy", "Արցախ", "«Արցախը մերն է», - ասաց նա։", Said("quotation", "attributed", quoted=True)),
    ("hy", "Արցախ", "Չճանաչված Արցախը։", Said("qualified", "outlet", cue="Չճանաչված")),
    ("hyw", "Արցախ", "Արցախի մէջ։", Said("use", "outlet")),
]


def assert_said(text: str, span: Span, said: Said) -> None:
    assert (span.usage, span.quoted) == (said.usage, said.quoted)
    assert span.voice in ("outlet", "attributed", "unknown")
    assert said.voice in (None, span.voice)
    assert (span.stance is not None) is (span.usage == "mention")
    assert said.stance in (None, span.stance)
    assert span.usage_rule
    assert span.speaker is None or span.speaker in text
    assert (span.cue_start is None) is (span.cue_end is None)
    if said.usage == "use":
        assert span.cue_start is None
    if said.cue:
        assert said.cue in text[span.cue_start : span.cue_end]
        assert span.cue_start is not None


@pytest.mark.parametrize(("language", "form", "text", "said"), USES)
def test_how_a_term_stands(language: str, form: str, text: str, said: Said) -> None:
    known = concept("town", variant("one", form))
    known["variants"][0]["forms"][0]["language"] = language.partition("-")[0]
    assert_said(text, only(text, known, language=language), said)


_REJECTS, _ENDORSES = Said("mention", stance="rejects"), Said("mention", stance="endorses")


_MENTION, _GLOSS = Said("mention"), Said("gloss", "outlet")


PAIRS = [
    ("en", "It is not {0} but {1}.", _REJECTS, _ENDORSES),
    ("en", "It is {0}, not {1}.", _ENDORSES, _REJECTS),
    ("en", "It is not {0}. It is {1}.", _REJECTS, _ENDORSES),
    ("en", "He prefers {0} to {1}.", _ENDORSES, _REJECTS),
    ("en", "{0} rather than {1}.", _MENTION, _MENTION),
    ("en", "They write {0} instead of {1}.", _MENTION, _MENTION),
    ("en", "{0} ({1}) is a town.", _GLOSS, _GLOSS),
    ("en", "{0}/{1} is a town.", _GLOSS, _GLOSS),
    ("en", "{0} or {1} is a town.", _GLOSS, _GLOSS),
    ("en", "{0}, i.e. {1}, is a town.", _GLOSS, _GLOSS),
    ("en", "{0}, formerly {1}, is a town.", Said("gloss", cue="formerly"), _GLOSS),
    (
        "en",
        "{0}, which Baku calls {1}, is a town.",
        Said("use", "outlet"),
        Said("mention", "attributed", "reports", cue="calls"),
    ),
    ("en", "{0} and {1} are towns.", Said("use"), Said("use")),
    ("ru", "Это не {0}, а {1}.", _REJECTS, _ENDORSES),
    ("ru", "{0} ({1}) тих.", _GLOSS, _GLOSS),
    ("az", "{0} deyil, {1}.", _REJECTS, _ENDORSES),
    ("az", "{0} ({1}) sakitdir.", _GLOSS, _GLOSS),
    ("hy", "Ոչ թե {0}, այլ {1}։", _REJECTS, _ENDORSES),
    ("hy", "{0} ({1}) քաղաքը։", _GLOSS, _GLOSS),
]


NAMES = {
    "en": ("Stanley", "Argentino"),
    "ru": ("Степанакерт", "Ханкенди"),
    "az": ("Stepanakert", "Xankəndi"),
    "hy": ("Շուշա", "Շուշի"),
}


@pytest.mark.parametrize(("language", "frame", "one", "other"), PAIRS)
def test_how_two_names_of_one_thing_stand(
    language: str, frame: str, one: Said, other: Said
) -> None:
    names = NAMES[language]
    known = concept("town", variant("one", names[0]), variant("other", names[1]))
    for doc in known["variants"]:
        doc["forms"][0]["language"] = language
    text = frame.format(*names)
    spans = annotate(text, language=language, lexicon=lexicon(known))
    assert [span.surface for span in spans] == list(names)
    for span, said in zip(spans, (one, other), strict=True):
        assert_said(text, span, said)
