"""Checks that no search is spared that would have found something."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.terms.cues import Cues, Sides, cues
from corpus_tools.terms.needed import required
from corpus_tools.terms.triggers import Choice, Cue, Triggers

TAGS = ("en", "ru", "az", "hy")


def compiled(tag: str) -> Cues:
    """Return the cues of a language."""
    known = cues(tag)
    assert known
    return known


def choices(tag: str) -> list[Choice]:
    """Return the cues of a language that are looked for anywhere in a sentence."""
    known = compiled(tag)
    return [one for field in fields(known) if isinstance(one := getattr(known, field.name), Choice)]


def sides(tag: str) -> list[Sides]:
    """Return the cues of a language that stand beside a term."""
    known = compiled(tag)
    return [one for field in fields(known) if isinstance(one := getattr(known, field.name), Sides)]


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


@pytest.mark.parametrize(
    ("pattern", "near"),
    [
        (r"(known as(?: the)?)$", True),
        (r"(call\w* \w+)$", True),
        (r"(call\w* \w+ \w+ \w+)$", True),
        (r"(call\w*(?: \w+){0,4})$", False),
        (r"(call[^.]{0,30})$", False),
        (r"(call\b(?! as a)(?: the)?)$", True),
    ],
)
def test_how_far_a_string_may_stand_before_a_term(pattern: str, near: bool) -> None:
    needed = required(re.compile(pattern, re.IGNORECASE), "left")
    assert needed
    assert needed.is_near("left") == near


@pytest.mark.parametrize("tag", TAGS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_what_is_found_in_a_sentence_is_what_one_alternation_finds(
    tag: str, data: st.DataObject
) -> None:
    choice = data.draw(st.sampled_from([one for one in choices(tag) if one.cues]))
    cue = st.sampled_from(choice.cues).flatmap(lambda one: st.from_regex(one.pattern))
    text = " ".join(data.draw(st.lists(cue, min_size=1, max_size=3)))
    whole = re.compile("|".join(f"(?:{one.pattern.pattern})" for one in choice.cues), re.IGNORECASE)
    start = data.draw(st.integers(0, len(text)))
    for window in ((0, len(text)), (start, len(text)), (0, start)):
        places = compiled(tag).triggers.places(text, *window)
        found = [match.span() for match in places.matches(choice, *window)]
        assert found == [match.span() for match in whole.finditer(text, *window)]


@pytest.mark.parametrize("tag", TAGS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_no_cue_beside_a_term_is_overlooked(tag: str, data: st.DataObject) -> None:
    side = data.draw(st.sampled_from(sides(tag)))
    lefts = [*side.left.cues, *side.both.cues]
    rights = [*side.right.cues, *(one.other for one in side.both.cues if one.other)]
    filler = st.sampled_from(["", "A word. ", "named ", "to call ", "  "])
    if lefts:
        one = data.draw(st.sampled_from(lefts))
        text = data.draw(filler) + data.draw(st.from_regex(one.pattern)).rstrip("\n")
        before = compiled(tag).triggers.places(text, 0, len(text)).before(0, len(text))
        if one.pattern.search(text):
            assert one.bit & before
    if rights:
        other = data.draw(st.sampled_from(rights))
        text = data.draw(st.from_regex(other.pattern)) + data.draw(filler)
        behind = compiled(tag).triggers.places(text, 0, len(text)).behind(0, len(text))
        if other.pattern.match(text):
            assert other.bit & behind


@pytest.mark.parametrize("tag", TAGS)
def test_most_searches_can_be_spared(tag: str) -> None:
    everything = [cue for one in choices(tag) for cue in one.cues]
    everything += [cue for one in sides(tag) for cue in (*one.left.cues, *one.right.cues)]
    assert sum(cue.is_known for cue in everything) * 10 > len(everything) * 9


def test_a_place_outside_is_no_place() -> None:
    triggers = Triggers()
    cue = triggers.cue(re.compile("named", re.IGNORECASE))
    places = triggers.places("It was NAMED so.", 0, 16)
    assert [
        places.next(cue, *window) is None for window in ((0, 12), (7, 12), (0, 11), (8, 16))
    ] == [
        False,
        False,
        True,
        True,
    ]
    assert places.next(Cue(re.compile("so")), 0, 16)
    assert Choice([cue]).may_stand("It was NAMED so.", 7, 12)
    assert not Choice([cue]).may_stand("It was NAMED so.", 8, 16)


def test_a_string_counts_where_it_is_near_enough_to_a_term() -> None:
    triggers = Triggers()
    cue = triggers.cue(re.compile(r"(\bcalled(?: the)?)[\s“]*$", re.IGNORECASE), "left")
    other = triggers.cue(re.compile(r"(?: \w+)? is spelled", re.IGNORECASE), "right")
    places = triggers.places("called the “ or called by us and not so", 0, 39)
    assert places.before(0, 12) & cue.bit
    assert not places.before(0, 39) & cue.bit
    places = triggers.places(" now is spelled or not as it now is spelled", 0, 43)
    assert places.behind(0, 43) & other.bit
    assert not places.behind(15, 43) & other.bit


def test_repeats_of_repeats_have_no_bound() -> None:
    triggers = Triggers()
    cue = triggers.cue(re.compile(r"(?:(?:\w+ )+and )+named", re.IGNORECASE))
    text = "we and they and you and named it"
    match = triggers.places(text, 0, len(text)).next(cue, 0, len(text))
    assert match
    assert match.span() == (0, 29)
