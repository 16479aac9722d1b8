"""Checks that no search is spared that would have found something."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.terms.cues import Pattern, cues, patterns
from corpus_tools.terms.triggers import Triggers, required, small

TAGS = ("en", "ru", "az", "hy")


def known(tag: str) -> list[Pattern]:
    """Return the patterns of a language that some string stands for."""
    return [pattern for pattern in patterns(cues(tag)) if required(pattern)]


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        ("foo|bar", {"foo", "bar"}),
        ("(?:ab|c)de", {"abde", "cde"}),
        ("wxyz?", {"wxy", "wxyz"}),
        (r"\bnot (?:a |the )?name", {"not name", "not a name", "not the name"}),
        (r"\w+ called .*", {" called "}),
        ("[ab]cd", {"acd", "bcd"}),
        ("(?:call|name)+ it", {"call", "name"}),
        ("(?<=abc)def", {"def"}),
        ("İsI", {"isi"}),
        ("(?!)", set()),
        ("ab", None),
        ("(?:abc)?", None),
        ("abc|[^x]", None),
        (".*", None),
    ],
)
def test_the_strings_that_a_pattern_cannot_do_without(
    pattern: str, strings: set[str] | None
) -> None:
    needed = required(re.compile(pattern, re.IGNORECASE))
    assert (needed.strings if needed else None) == strings


@pytest.mark.parametrize("tag", TAGS)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_whatever_a_cue_matches_holds_one_of_its_strings(tag: str, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(known(tag)))
    text = data.draw(st.from_regex(pattern))
    needed = required(pattern)
    assert needed
    assert any(string in small(text) for string in needed.strings)
    places = Triggers([pattern]).places(text)
    start = data.draw(st.integers(0, len(text)))
    for window in ((0, len(text)), (start, len(text)), (0, start)):
        found = [match.span() for match in pattern.finditer(text, *window)]
        assert [match.span() for match in places.matches(pattern, *window)] == found


@pytest.mark.parametrize("tag", TAGS)
def test_most_searches_can_be_spared(tag: str) -> None:
    everything = list(patterns(cues(tag)))
    assert len(known(tag)) * 2 > len(everything)


def test_a_place_outside_is_no_place() -> None:
    pattern = re.compile("named", re.IGNORECASE)
    places = Triggers([pattern]).places("It was NAMED so.")
    assert places.may(pattern, 0, 12)
    assert places.may(pattern, 7, 12)
    assert not places.may(pattern, 0, 7)
    assert not places.may(pattern, 12, 16)
    assert places.may(re.compile("unknown"), 0, 16)
