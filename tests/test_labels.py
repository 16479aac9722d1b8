"""Checks what a span says of the name it found: concept, variant, claims, context."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.model import Article, Span
from corpus_tools.terms.annotating import annotate, annotate_article
from tests.corpora import Doc, a_concept, an_article, write_corpus
from tests.lexicons import concept, lexicon, only, variant


def claim(*perspectives: str, **limits: object) -> Doc:
    return {"perspectives": list(perspectives), "confidence": "low", "sources": [], **limits}


def test_a_span_carries_its_labels() -> None:
    known = concept("town", variant("stanley", "Stanley", claim("uk-aligned")))
    assert only("In Stanley's port", known) == Span(
        field="body",
        start=3,
        end=12,
        surface="Stanley's",
        concept="town",
        variant="stanley",
        category="place",
        variant_perspectives=("uk-aligned",),
        usage="use",
        usage_rule="use",
        quoted=False,
        voice="outlet",
        layer="auto",
    )


def test_a_language_without_rules_has_no_usage() -> None:
    known = concept("town", variant("stanley", "Stanley", claim("uk-aligned")))
    known["variants"][0]["forms"][0]["language"] = "es"
    assert only("La llamada «Stanley».", known, language="es") == Span(
        field="body",
        start=12,
        end=19,
        surface="Stanley",
        concept="town",
        variant="stanley",
        category="place",
        variant_perspectives=("uk-aligned",),
        layer="auto",
    )


def test_offsets_count_code_points() -> None:
    span = only("👍🏽 e\u0301 Stanley", concept("town", variant("stanley", "Stanley")))
    assert (span.start, span.end) == (6, 13)


TOWN = concept(
    "town",
    variant(
        "stanley",
        "Stanley",
        claim("one", **{"from": "2000-01-01", "to": "2009-12-31"}),
        claim("two", **{"from": "2005-06-01"}),
        claim("three", "zero", languages=["es"]),
        claim("four", languages=["en"], to="2004-02-29"),
    ),
)


@pytest.mark.parametrize(
    ("day", "language", "sides"),
    [
        (None, "en", ("four", "one", "two")),
        ("1999-12-31", "en", ("four",)),
        ("2000-01-01", "en", ("four", "one")),
        ("2004-02-29", "en", ("four", "one")),
        ("2004-03-01", "en", ("one",)),
        ("2005-06-01", "en", ("one", "two")),
        ("2009-12-31", "en", ("one", "two")),
        ("2010-01-01", "en", ("two",)),
        ("2009-12-31T23:59:59-11:00", "en", ("one", "two")),
        ("1999-12-31", "en-GB", ("four",)),
    ],
)
def test_claims_hold_on_their_days_in_their_languages(
    day: str | None, language: str, sides: tuple[str, ...]
) -> None:
    span = only("Stanley", TOWN, language=language, day=day)
    assert span.variant_perspectives == sides


def test_a_variant_nobody_claims_is_found_all_the_same() -> None:
    span = only("Stanley", concept("town", variant("stanley", "Stanley")))
    assert (span.variant, span.variant_perspectives) == ("stanley", ())


def test_one_form_in_two_variants_is_ambiguous() -> None:
    span = only(
        "Stanley",
        concept(
            "town",
            variant("stanley", "Stanley", claim("uk-aligned")),
            variant("old-stanley", "Stanley", claim("third-party")),
        ),
    )
    assert (span.concept, span.variant, span.category) == ("town", None, "place")
    assert span.variant_perspectives == ()
    assert span.candidates == ("town/old-stanley", "town/stanley")


@pytest.mark.parametrize(("category", "common"), [("place", "place"), ("actor", None)])
def test_one_form_in_two_concepts_is_ambiguous(category: str, common: str | None) -> None:
    span = only(
        "Stanley",
        concept("town", variant("stanley", "Stanley", claim("uk-aligned"))),
        concept("person", variant("name", "Stanley"), category=category),
    )
    assert (span.concept, span.variant, span.category) == (None, None, common)
    assert span.variant_perspectives == ()
    assert span.candidates == ("person/name", "town/stanley")


def test_two_forms_of_one_variant_are_not_ambiguous() -> None:
    doc = variant("stanley", "Stanley")
    doc["forms"].append({"text": "stanley", "language": "en", "case": "any"})
    span = only("Stanley", concept("town", doc))
    assert (span.variant, span.candidates) == ("stanley", ())


WAR = concept("war", variant("war", "Falklands War"))


SHY = concept("town", variant("stanley", "Stanley", needs_context=True))


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Stanley went home.", []),
        ("Stanley after the Falklands War.", ["Stanley", "Falklands War"]),
        ("Stanley and Stanley.", []),
        ("Falklands War", ["Falklands War"]),
    ],
)
def test_some_forms_need_another_concept_beside_them(text: str, surfaces: list[str]) -> None:
    spans = annotate(text, language="en", lexicon=lexicon(WAR, SHY))
    assert [span.surface for span in spans] == surfaces


def test_context_is_another_concept_that_needs_none() -> None:
    alike = concept("other", variant("other", "Darwin", needs_context=True))
    same = concept(
        "town",
        variant("stanley", "Stanley", needs_context=True),
        variant("port-stanley", "Port Stanley"),
    )
    assert annotate("Stanley, Darwin", language="en", lexicon=lexicon(SHY, alike)) == ()
    (span,) = annotate("Stanley, Port Stanley", language="en", lexicon=lexicon(same))
    assert span.surface == "Port Stanley"


def test_the_title_is_context_of_the_body() -> None:
    article = Article.from_doc(an_article(title="After the Falklands War", body="In Stanley."))
    spans = annotate_article(article, lexicon(WAR, SHY))
    assert [(span.field, span.surface) for span in spans] == [
        ("title", "Falklands War"),
        ("body", "Stanley"),
    ]


def test_a_stand_off_article_has_no_automatic_spans() -> None:
    doc = an_article(text_sha256={}, text_length={"title": 7, "body": 7})
    del doc["title"], doc["body"]
    assert annotate_article(Article.from_doc(doc), lexicon(WAR, SHY)) == ()


def test_the_package_annotates_by_a_corpus(tmp_path: Path) -> None:
    known = a_concept({"text": "Port Example", "language": "en"})
    corpus = ct.open_corpus(write_corpus(tmp_path / "c", concepts=[known]))
    spans = ct.annotate("In Port Example.", language="en", lexicon=corpus.lexicon)
    assert [(span.surface, span.concept) for span in spans] == [("Port Example", known["id"])]
