"""Words of texts that may not go out, or were withdrawn, in what is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus_tools.documents.places import pointer_to
from corpus_tools.model import Article

RUN = 8
"""So many words in a row are text."""
TITLE = 4
"""A title of so many words is told by them; shorter ones could be anything."""
OWN = 3
"""So many words of its own title in an id are no accident."""

_WORD = re.compile(r"[^\W_]+")


class Traces:
    """Runs of words that are said somewhere, to be looked for in texts.

    Words are compared in small letters; whatever is no letter or digit parts them, so that an
    id such as `a-b-c` has three. Of a text eight words in a row are sought, of a title all.
    """

    def __init__(self) -> None:
        self._said: dict[int, str] = {}

    def add(self, text: str, where: str) -> None:
        """Take in what is said at a place; the first place is kept."""
        words = _words(text)
        if sum(map(str.isalpha, words)) < TITLE:
            return
        for length in range(TITLE, RUN + 1):
            for run in _runs(words, length):
                self._said.setdefault(run, where)

    def are_in(self, text: str) -> bool:
        """Tell whether a text has eight words in a row of what was taken in."""
        return any(run in self._said for run in _runs(_words(text), RUN))

    def of(self, article: Article) -> Iterator[tuple[str, str]]:
        """Yield which field of an article is said elsewhere, and where; each place once."""
        for field in ("title", "body"):
            words = _words(article.text(field) or "")
            length = min(RUN, len(words)) if field == "title" else RUN
            if length >= TITLE:
                found = (self._said.get(run) for run in _runs(words, length))
                yield from ((field, where) for where in dict.fromkeys(filter(None, found)))


def tells(said: str, title: str) -> bool:
    """Tell whether an id says its title: all words of it, or eight in a row of a longer one."""
    words = _words(title)
    runs = set(_runs(words, min(RUN, len(words)))) if len(words) >= OWN else set()
    return bool(runs) and not runs.isdisjoint(_runs(_words(said), min(RUN, len(words))))


def strings(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string in a JSON value with its pointer, keys left out."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, pointer + pointer_to(key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from strings(inner, pointer + pointer_to(position))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: list[str], length: int) -> Iterator[int]:
    return (hash(tuple(words[at : at + length])) for at in range(len(words) - length + 1))
