"""Checks by random texts that planted forms are found and that articles survive the round trip."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.model import Article
from corpus_tools.terms.annotating import annotate
from tests.corpora import FALKLANDS, RAW, Doc, a_concept, read_json
from tests.lexicons import forms, lexicon

PLANTED = ("Port Example", "Ejemplo", "Şuşa", "Երևան", "Xankəndi", "Степанакёрт", "O'Brien")


GARDEN = lexicon(
    *(
        a_concept({"text": text, "language": "en"}, id_=f"concept-{number}")
        for number, text in enumerate(PLANTED)
    )
)


FILLER = st.text(max_size=12).map(lambda text: text.replace("-", ""))


@given(st.lists(st.tuples(FILLER, st.sampled_from(PLANTED)), max_size=6), FILLER)
@settings(deadline=None, max_examples=300)
def test_planted_forms_are_found_where_they_stand(parts: list[tuple[str, str]], tail: str) -> None:
    text, planted = "", []
    for filler, form in parts:
        text += f"{filler} "
        planted.append((len(text), len(text) + len(form)))
        text += f"{form} "
    text += tail
    spans = annotate(text, language="en", lexicon=GARDEN)
    assert set(planted) <= {(span.start, span.end) for span in spans}
    for span in spans:
        assert text[span.start : span.end] == span.surface
    for left, right in pairwise(spans):
        assert left.end <= right.start


CHARS = st.text("aAbB '-\u0301\u00a0\n\u0307iİ", max_size=30)


FORMS = CHARS.map(lambda text: text.strip(" -\n\u00a0")).filter(bool)


@given(CHARS, st.lists(FORMS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=300)
def test_no_text_and_no_form_breaks_the_search(text: str, given_forms: list[str]) -> None:
    for language in ("en", "az", "hy", "xx"):
        known = lexicon(a_concept(*forms(language, *given_forms)))
        spans = annotate(text, language=language, lexicon=known)
        assert all(text[span.start : span.end] == span.surface for span in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))


TEXT = st.text(min_size=1, max_size=20)


LINKS = st.fixed_dictionaries({"title": TEXT}, optional={"url": TEXT})


CREDITS = st.fixed_dictionaries({"name": TEXT}, optional={"outlet": TEXT, "url": TEXT})


OPTIONAL = {
    **dict.fromkeys(
        ["url", "archive_url", "retrieved", "modified", "event", "collection", "origin"], TEXT
    ),
    **dict.fromkeys(["translation_of", "revision_of", "derived_from", "source", "notes"], TEXT),
    "authors": st.lists(TEXT, min_size=1, max_size=3),
    "related": st.lists(LINKS, min_size=1, max_size=3),
    "credits": st.lists(CREDITS, min_size=1, max_size=3),
    "extraction": st.fixed_dictionaries({"tool": TEXT, "version": TEXT}),
}


REQUIRED = dict.fromkeys(["id", "outlet", "language", "published", "license"], TEXT)


WITH_TEXT = st.fixed_dictionaries({**REQUIRED, "title": TEXT, "body": TEXT}, optional=OPTIONAL)


LENGTHS = st.fixed_dictionaries({"title": st.integers(0), "body": st.integers(0)})


HASHES = st.fixed_dictionaries({}, optional={"title": TEXT, "body": TEXT})


STAND_OFF = st.fixed_dictionaries(
    {**REQUIRED, "text_sha256": HASHES, "text_length": LENGTHS}, optional=OPTIONAL
)


@given(WITH_TEXT | STAND_OFF)
@settings(deadline=None, max_examples=200)
def test_articles_survive_the_round_trip(doc: Doc) -> None:
    article = Article.from_doc(doc)
    assert article.to_doc() == doc
    assert Article.from_doc(article.to_doc()) == article


@pytest.mark.parametrize("corpus", [FALKLANDS, RAW], ids=["falklands", "raw"])
def test_the_articles_of_a_corpus_survive_the_round_trip(corpus: Path) -> None:
    paths = list((corpus / "articles").rglob("*.json"))
    assert len(paths) >= 4
    for path in paths:
        doc = read_json(path)
        article = Article.from_doc(doc)
        assert article.to_doc() == {key: value for key, value in doc.items() if key != "$schema"}
        assert Article.from_doc(article.to_doc()) == article
