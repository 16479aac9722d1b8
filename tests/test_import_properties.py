"""Checks by random dumps that importing loses nothing in silence."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.exchange.dump import read_date, read_dump
from corpus_tools.exchange.incoming import Incoming, Unread, tidy
from tests.corpora import (
    an_outlet,
    write_corpus,
)
from tests.dumps import TWO, results, stored, took

_SPACE = " \t\u00a0\u2003"


_INK = st.characters(categories=("L", "N", "P", "S"), exclude_characters="=")


_LINE = st.text(_INK | st.sampled_from(_SPACE), max_size=30)


_WORDS = st.text(_INK | st.just(" "), min_size=1, max_size=40).map(lambda text: f"a{text}z")


@given(st.text(st.characters(categories=("L", "N", "P", "Zs", "Zl", "Zp", "Cc")), max_size=80))
@settings(deadline=None, max_examples=300)
def test_tidy_text_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\r" not in once
    assert "\n\n\n" not in once
    assert all(line == line.rstrip() for line in once.split("\n"))
    assert not once.startswith("\n")
    assert not once.endswith("\n")
    assert once.split() == text.split()


@given(st.lists(_LINE, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(deadline=None, max_examples=200)
def test_line_ends_do_not_show(lines: list[str], end: str) -> None:
    assert tidy(end.join(lines)) == tidy("\n".join(lines))


_PARAGRAPH = st.lists(_WORDS, min_size=1, max_size=3).map("\n".join)


_ARTICLE = st.tuples(_WORDS, st.lists(_PARAGRAPH, min_size=1, max_size=4).map("\n\n".join))


@given(st.lists(_ARTICLE, min_size=1, max_size=4, unique=True), st.integers(1, 4))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_importing_gives_back_what_was_dumped(articles: list[tuple[str, str]], blank: int) -> None:
    gap = "\n" * blank
    text = f"{gap}===={gap}".join(
        f"The Gazette{gap}2022-03-28{gap}{title}{gap}{body}" for title, body in articles
    )
    with tempfile.TemporaryDirectory() as folder:
        outlet = an_outlet(aliases=["The Gazette"])
        corpus = write_corpus(Path(folder) / "corpus", outlets=[outlet])
        outcomes = took(Path(folder), corpus, text, language="en")
        assert results(outcomes) == ["imported"] * len(articles), outcomes
        found = sorted((doc["title"], doc["body"]) for doc in stored(corpus))
        assert found == sorted(articles)
        assert ct.validate(corpus).errors == 0


@given(st.lists(st.sampled_from([*TWO.split("\n"), "===", "Also see:"]), max_size=25))
@settings(deadline=None, max_examples=200)
def test_no_line_is_dropped_in_silence(lines: list[str]) -> None:
    """Every line with words is in an article or among the lines reported as unread."""
    parts = list(read_dump("\n".join(lines)))
    unread = {
        number
        for part in parts
        if isinstance(part, Unread)
        for number in range(part.first, part.last + 1)
    }
    kept: set[str] = set()
    for part in parts:
        if isinstance(part, Incoming):
            kept |= {part.outlet_name, part.published, part.title, *part.related}
            kept |= set(part.body.split("\n"))
    for number, line in enumerate(lines, 1):
        said = re.sub(r"(?i)^also see\s*:\s*", "", line.strip())
        if said and not re.fullmatch("={3,}", said) and number not in unread:
            assert {said, line, read_date(said)} & kept, (number, line)
