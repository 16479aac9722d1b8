"""Human layers over automatic spans: which label stands, and what it displaces."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.model import Article, Concept, Judgement, Lexicon, Span
from corpus_tools.terms.agreement import Comparison, kappa, wilson
from corpus_tools.terms.anchoring import anchor, anchors
from corpus_tools.terms.annotating import annotate_article
from corpus_tools.terms.layers import conflicts, resolve
from tests.corpora import a_concept, an_article

LEXICON = Lexicon((Concept.from_doc(a_concept({"text": "Port Example", "language": "en"})),))
CONCEPT = LEXICON.concepts[0].id
VARIANT = LEXICON.concepts[0].variants[0].id
ARTICLE = Article.from_doc({**an_article(), "body": "At Port Example, near Port Example harbour."})
AUTO = tuple(span for span in annotate_article(ARTICLE, LEXICON) if span.field == "body")
FIRST = (AUTO[0].start, AUTO[0].end)


def judged(annotator: str, **changes: Any) -> Judgement:
    known: dict[str, Any] = {
        "article": ARTICLE.id,
        "annotator": annotator,
        "annotator_kind": "person",
        "complete": True,
        "guideline_version": None,
        "created": None,
        "field": "body",
        "start": FIRST[0],
        "end": FIRST[1],
        "surface": "Port Example",
        "concept": CONCEPT,
        "variant": VARIANT,
        "usage": "use",
        "decision": "accept",
    }
    return Judgement(**{**known, **changes})


def first(*judgements: Judgement) -> Span | None:
    spans = resolve(AUTO, judgements, ARTICLE, LEXICON)
    return next((span for span in spans if span.start == FIRST[0]), None)


def test_two_spans_are_suggested() -> None:
    assert [span.surface for span in AUTO] == ["Port Example", "Port Example"]
    assert resolve(AUTO, (), ARTICLE, LEXICON) == AUTO


@pytest.mark.parametrize(
    ("judgements", "layer", "usage"),
    [
        ([judged("ann-one")], "ann-one", "use"),
        ([judged("ann-one", decision="relabel", usage="gloss")], "ann-one", "gloss"),
        ([judged("ann-one"), judged("ann-two")], "consensus", "use"),
        (
            [judged("ann-one"), judged("ann-two"), judged("ann-three", usage="gloss")],
            "consensus",
            "use",
        ),
        ([judged("ann-one"), judged("ann-two", usage="gloss")], "auto", "use"),
        (
            [
                judged("ann-one"),
                judged("ann-two", usage="gloss"),
                judged("adjudicated", usage="mention", stance="reports"),
            ],
            "adjudicated",
            "mention",
        ),
        ([judged("a-model", annotator_kind="model", usage="gloss")], "a-model", "gloss"),
        (
            [judged("a-model", annotator_kind="model", usage="gloss"), judged("ann-one")],
            "ann-one",
            "use",
        ),
    ],
)
def test_the_highest_layer_counts(judgements: list[Judgement], layer: str, usage: str) -> None:
    span = first(*judgements)
    assert span is not None
    assert (span.layer, span.usage) == (layer, usage)


def test_a_rejected_suggestion_goes_and_the_other_stays() -> None:
    spans = resolve(AUTO, [judged("ann-one", decision="reject")], ARTICLE, LEXICON)
    assert spans == AUTO[1:]


def test_a_person_outvotes_a_model_that_rejects() -> None:
    model = judged("a-model", annotator_kind="model", decision="reject")
    span = first(model, judged("ann-one"))
    assert span is not None
    assert span.layer == "ann-one"


def test_a_decided_span_displaces_what_it_overlaps() -> None:
    longer = judged("ann-one", decision="add", start=0, surface="At Port Example")
    spans = resolve(AUTO, [longer], ARTICLE, LEXICON)
    assert [(span.start, span.layer) for span in spans] == [(0, "ann-one"), (AUTO[1].start, "auto")]


def test_only_unsettled_contradictions_of_people_are_told() -> None:
    differing = [judged("ann-one"), judged("ann-two", usage="gloss")]
    assert len(list(conflicts(differing))) == 1
    assert not list(conflicts([*differing, judged("adjudicated")]))
    assert not list(conflicts([judged("ann-one"), judged("ann-two")]))
    model = judged("a-model", annotator_kind="model", usage="gloss")
    assert not list(conflicts([judged("ann-one"), model]))


def test_a_span_is_found_again_by_its_quote() -> None:
    span = {"field": "body", "start": 0, "end": 12, "surface": "Port Example"}
    assert anchor(span, ARTICLE) is None
    assert anchor({**span, "prefix": "At "}, ARTICLE) == FIRST
    assert anchor({**span, "suffix": " harbour"}, ARTICLE) == (AUTO[1].start, AUTO[1].end)
    assert anchor({**span, "prefix": " "}, ARTICLE) is None


def in_text(body: str) -> Article:
    return Article.from_doc({**an_article(), "body": body})


def place_of(text: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index("Derry", at + 1)
    return at, at + 5


RAIN, VISIT = "In Derry it rained all day.", "On Derry he wrote a book."
QUOTED = {"field": "body", "start": 3, "end": 8, "surface": "Derry", "prefix": "In "}
QUOTED |= {"suffix": " it rained all day."}


@pytest.mark.parametrize(
    ("body", "nth"),
    [
        (f"{RAIN}\n{VISIT}", 0),
        (f"{VISIT}  \n{RAIN}", 1),
        (f"{VISIT}\nIn Derry it rained all night.", 1),
        (f"A storm came. In Derry it rained all night.\n{VISIT}", 0),
        (f"{VISIT}\nSo Derry it rained all day.", 1),
        ("In Derry the sun shone.", 0),
        (f"{RAIN}\n{RAIN}", 0),
        ("A day. In Derry it rained all day. In Derry it rained all day.", None),
        ("One day he came to Derry and wrote.", None),
        ("In Dery it rained all day.", None),
    ],
)
def test_a_span_moves_with_the_words_around_it(body: str, nth: int | None) -> None:
    found = anchor(QUOTED, in_text(body))
    assert found == (None if nth is None else place_of(body, nth))


def test_lines_that_changed_places_take_their_labels_along() -> None:
    one, other = "In Derry it rained for a day", "On Derry he wrote one book.."
    span = {**QUOTED, "suffix": " it rained for a day"}
    assert anchor(span, in_text(f"{one}\n{other}")) == (3, 8)
    assert anchor(span, in_text(f"{other}\n{one}")) == place_of(f"{other}\n{one}", 1)


def test_the_majority_decides_the_voice() -> None:
    voices = ["outlet", "attributed", "attributed"]
    judgements = [judged(f"ann-{n}", voice=voice) for n, voice in enumerate(voices)]
    span = first(*judgements)
    assert span is not None
    assert (span.voice, span.layer) == ("attributed", "consensus")
    assert not list(conflicts(judgements))
    assert len(list(conflicts(judgements[:2]))) == 1
    assert first(*judgements[:2], judged("ann-3")) is not None
    assert not list(conflicts([judgements[0], judged("ann-3")])), "who says nothing agrees"


def test_spans_of_two_lengths_are_told_and_neither_stands() -> None:
    shorter = judged("ann-one", decision="add", end=FIRST[0] + 4, surface="Port")
    longer = judged("ann-two")
    ((one, other),) = conflicts([shorter, longer])
    assert {one.annotator, other.annotator} == {"ann-one", "ann-two"}
    span = first(shorter, longer)
    assert span is not None
    assert (span.surface, span.layer) == ("Port Example", "auto")
    settled = judged("adjudicated")
    assert not list(conflicts([shorter, longer, settled]))
    own = judged("ann-one", decision="reject")
    assert len(list(conflicts([shorter, longer, own]))) == 2
    assert not list(conflicts([shorter, judged("ann-one")])), "one person may take two spans"


def test_a_span_that_lies_between_hides_no_conflict() -> None:
    long = judged("ann-one", start=0, end=20, surface="x")
    between = judged("ann-one", start=5, end=8, surface="x")
    inside = judged("ann-two", start=10, end=15, surface="x")
    apart = judged("ann-two", start=25, end=30, surface="x")
    assert list(conflicts([long, between, inside, apart])) == [(long, inside)]
    assert not list(conflicts([long, between, apart]))


def test_of_spans_that_overlap_more_annotators_decide() -> None:
    shorter = [
        judged(name, decision="add", end=FIRST[0] + 4, surface="Port") for name in ("a", "b")
    ]
    span = first(*shorter, judged("ann-two"))
    assert span is not None
    assert (span.surface, span.layer) == ("Port", "consensus")


_PLACES = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda at: (at[0], sum(at)))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(
            _PLACES,
            st.sampled_from(["ann-one", "ann-two", "a-model", "adjudicated"]),
            st.sampled_from(["add", "reject"]),
        ),
        max_size=8,
        unique_by=lambda one: (one[0], one[1]),
    )
)
def test_resolved_spans_never_overlap_and_order_changes_nothing(given_: list[Any]) -> None:
    judgements = [
        judged(
            name,
            start=start,
            end=end,
            surface="x",
            decision=decision,
            annotator_kind="model" if name == "a-model" else "person",
        )
        for (start, end), name, decision in given_
    ]
    spans = resolve(AUTO, judgements, ARTICLE, LEXICON)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert resolve(AUTO, judgements[::-1], ARTICLE, LEXICON) == spans


def test_wilson_and_kappa_as_published() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.49, 0.943)
    comparison = Comparison()
    comparison.pairs["usage"].update(
        {("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}
    )
    value = kappa(comparison.pairs["usage"])
    assert value is not None
    assert round(value, 6) == 0.4


def test_each_value_has_its_precision_and_recall() -> None:
    comparison = Comparison()
    comparison.pairs["stance"].update(
        {("rejects", "rejects"): 3, ("rejects", "reports"): 1, (None, "reports"): 2}
    )
    shares = {share.name: (share.hits, share.n) for share in comparison.rows()}
    assert shares["stance rejects: precision"] == (3, 4)
    assert shares["stance rejects: recall"] == (3, 3)
    assert shares["stance reports: precision"] == (0, 0)
    assert shares["stance reports: recall"] == (0, 3)
    assert list(comparison.confused()) == [
        ("stance", "none", "reports", 2),
        ("stance", "rejects", "reports", 1),
    ]


def test_spans_that_two_people_cut_differently_are_left_to_the_layers_below() -> None:
    start, end = FIRST
    longer = judged("ann-one", start=0, end=end, surface=ARTICLE.text("body")[:end])  # type: ignore[index]
    shorter = judged("ann-two", usage="mention")
    spans = resolve(AUTO, [longer, shorter], ARTICLE, LEXICON)
    assert [(span.start, span.layer) for span in spans] == [
        (start, "auto"),
        (AUTO[1].start, "auto"),
    ]
    assert len(list(conflicts([longer, shorter]))) == 1
    agreed = [longer, shorter, judged("ann-three", usage="mention")]
    assert first(*agreed) is not None
    assert not list(conflicts(agreed))
    settled = [longer, shorter, judged("adjudicated", usage="gloss")]
    assert (resolve(AUTO, settled, ARTICLE, LEXICON)[0].usage) == "gloss"


GONE = "Doctors in Derry said the road was shut.\n\n"
LEFT = "The mayor spoke on Friday. Doctors in Derry denied it all the same."


def test_the_judgement_of_a_deleted_sentence_moves_nowhere() -> None:
    at = GONE.index("Derry")
    span = {"field": "body", "start": at, "end": at + 5, "surface": "Derry"}
    span |= {"prefix": "Doctors in ", "suffix": " said the road was shut.\n\nThe ma"}
    assert anchor(span, in_text(GONE + LEFT)) == (at, at + 5)
    assert anchor(span, in_text(LEFT)) is None


def test_two_judgements_of_one_document_never_meet() -> None:
    doc = {"text_sha256": {}, "spans": [QUOTED, {**QUOTED, "start": 40, "end": 45}]}
    body = f"Now: {RAIN}"
    assert anchor(QUOTED, in_text(body)) == (8, 13)
    assert list(anchors(doc, in_text(body))) == [None, None]
    assert list(anchors(doc, in_text(RAIN))) == [(3, 8), None]
