"""Checks that what is read of a text only where it is asked for is what the whole text holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_tools.languages import language
from corpus_tools.languages.sentences import Sentences
from corpus_tools.terms.quotations import Quoted, quotations

TEXTS = st.text("aAгГ1 .!?։:…\n\t\r\"»)«“”„'’–,-", max_size=60)


def parts(text: str, tag: str) -> list[str]:
    """Return the sentences around every place of a text, from last to first."""
    known = Sentences(text, language(tag))
    places = {known.around(at) for at in reversed(range(len(text)))}
    return [text[slice(*place)] for place in sorted(places)]


@pytest.mark.parametrize(
    ("tag", "sentences"),
    [
        ("en", ["He left. ", "She did not. ", "“Why?” ", "Nobody said."]),
        ("en", ["Gen. Ivanov met Dr. Aslan. ", "It rained.\n\n", "A new line"]),
        ("en", ["One line.\n  ", "An indented one. ", "Two"]),
        ("en", ["no full stop\n", "  an indented one\n", "end"]),
        ("ru", ["В г. Шуши был мэр. ", "Он ушёл."]),
        ("hy", ["Նա ասաց. Շուշի։ ", "Գնաց: ", "Եկավ"]),
    ],
)
def test_sentences_end_where_they_do(tag: str, sentences: list[str]) -> None:
    assert parts("".join(sentences), tag) == sentences


@given(TEXTS, st.sampled_from(["en", "hy"]))
def test_sentences_fill_the_text(text: str, tag: str) -> None:
    assert "".join(parts(text, tag)) == text


@given(TEXTS, TEXTS, st.sampled_from(["en", "hy"]))
def test_a_line_that_is_not_indented_is_read_by_itself(above: str, line: str, tag: str) -> None:
    text = f"{above}\nA {line}"
    at = len(above) + 1
    whole, alone = Sentences(text, language(tag)), Sentences(text[at:], language(tag))
    for place in range(at, len(text)):
        start, end = alone.around(place - at)
        assert whole.around(place) == (at + start, at + end)


@given(TEXTS, st.data())
def test_quotations_around_a_place_are_those_of_the_text(text: str, data: st.DataObject) -> None:
    quoted, every = Quoted(text), quotations(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = quoted.around(start, end)
    holding = [one for one in every if one.holds(start, end)]
    has_clause = re.search("[,.!?…][ \t]*[-–—]", text)
    assert found == holding[::-1] or (has_clause and not found)
    assert quoted.around(start, end) == found
