"""Rules about articles that stand in a corpus twice: same text, same URL, near copies.

Whatever the order of files: of two articles the one with the greater id has the finding, but
one that was changed before one that was not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from sys import intern
from urllib.parse import unquote

from corpus_tools.checks.clusters import Clusters
from corpus_tools.checks.locations import Location
from corpus_tools.checks.sketches import SLOTS, are_near, crowds
from corpus_tools.corpus import shown_path
from corpus_tools.findings import Fault, quote
from corpus_tools.model import Article

COPIED = frozenset({"syndicated", "adapted", "official-statement"})
"""Origins of texts that came from elsewhere; their credits say from where."""

BODY, BODY_HASH = "/body", "/text_sha256/body"
"""Where an article's text stands, and where what stands for it does."""

_KEY = 16
_NO_KEY, _NO_SKETCH = bytes(_KEY), bytes(SLOTS)

_NEIGHBOURS = 8
"""Among many that are alike, an article is held against so many others: time stays
proportional to the number of articles."""


Found = tuple[int, int]
"""The number of an article and that of an earlier one, by id, that it repeats."""

_Excused = Callable[[int, int], bool]


class Duplicates:
    """The articles of a corpus, as far as duplicates are concerned.

    They are numbered as they come; columns of bytes hold what is kept of each: memory for a
    hundred thousand is some 20 MB, and is given back as a whole.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._outlets: list[str] = []
        self._texts, self._urls, self._sketches = bytearray(), bytearray(), bytearray()
        self._withheld: set[int] = set()
        self._sources: dict[int, frozenset[str]] = {}
        self._links = Clusters()
        self._revisions = Clusters()

    def add(self, article: Article, text: bytes, sketch: bytes) -> None:
        """Remember an article by the fingerprint of its text and its sketch."""
        number = len(self._ids)
        self._ids.append(article.id)
        self._outlets.append(intern(article.outlet))
        self._texts += text or _NO_KEY
        self._urls += _url_key(article.url) if article.url else _NO_KEY
        self._sketches += sketch or _NO_SKETCH
        if article.body is None:
            self._withheld.add(number)
        if article.origin in COPIED and article.credits:
            self._sources[number] = _sources(article)
        for other in (article.translation_of, article.revision_of, article.derived_from):
            if other is not None:
                self._links.join(article.id, other)
        if article.revision_of is not None:
            self._revisions.join(article.id, article.revision_of)

    def faults(
        self, articles: Mapping[str, Location], judges: Callable[[Path], bool]
    ) -> Iterator[tuple[str, Fault]]:
        """Yield the id of each article that repeats another, with its fault: one for a pair.

        Articles in files that are not judged come first.
        """
        order = sorted(
            range(len(self._ids)),
            key=lambda number: (judges(articles[self._ids[number]].path), self._ids[number]),
        )
        said: set[Found] = set()
        for found, fault in (
            (_repeated(_groups(order, self._texts), self._is_declared), _same_text),
            (_repeated(_groups(order, self._urls), self._is_revision), _same_url),
            (self._near_copies(order, excused=self._is_declared), _near_copy),
        ):
            for later, earlier in found:
                if (later, earlier) not in said:
                    said.add((later, earlier))
                    other = self._ids[earlier]
                    place = articles[other]
                    one = replace(fault(other, place), others=(shown_path(place.path),))
                    yield self._ids[later], self._at(later, one)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of ids that belong together: one text, near copies, declared relations."""
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        for group in _groups(order, self._texts):
            yield from ((self._ids[group[0]], self._ids[number]) for number in group[1:])
        for later, earlier in self._near_copies(order, excused=_nothing):
            yield self._ids[earlier], self._ids[later]
        yield from self._links.pairs()

    def _at(self, number: int, fault: Fault) -> Fault:
        is_withheld = fault.pointer == BODY and number in self._withheld
        return replace(fault, pointer=BODY_HASH) if is_withheld else fault

    def _near_copies(self, order: list[int], excused: _Excused) -> Iterator[Found]:
        """Yield articles that are near copies of one, unless the two are excused."""
        distinct = self._distinct(order)
        sketches = [self._sketch(number) for number in distinct]
        found: dict[int, int] = {}
        for crowd in crowds(sketches):
            for place, later in enumerate(crowd):
                for earlier in crowd[max(0, place - _NEIGHBOURS) : place]:
                    if later in found:
                        break
                    if not excused(distinct[later], distinct[earlier]) and are_near(
                        sketches[later], sketches[earlier]
                    ):
                        found[later] = earlier
        for later, earlier in sorted(found.items()):
            yield distinct[later], distinct[earlier]

    def _sketch(self, number: int) -> bytes:
        return bytes(self._sketches[number * SLOTS : (number + 1) * SLOTS])

    def _distinct(self, order: list[int]) -> list[int]:
        """Return the articles with a sketch; of one text only the first."""
        first: dict[bytes, int] = {}
        for number in order:
            if self._sketch(number) != _NO_SKETCH:
                first.setdefault(_key(self._texts, number), number)
        return list(first.values())

    def _is_revision(self, one: int, other: int) -> bool:
        return self._revisions.are_one(self._ids[one], self._ids[other])

    def _is_declared(self, one: int, other: int) -> bool:
        """Tell whether links lead from one article to the other, or credits explain both."""
        if self._links.are_one(self._ids[one], self._ids[other]):
            return True
        first = self._sources.get(one, frozenset())
        second = self._sources.get(other, frozenset())
        return (
            f"outlet {self._outlets[other]}" in first
            or f"outlet {self._outlets[one]}" in second
            or not first.isdisjoint(second)
        )


def _nothing(_one: int, _other: int) -> bool:
    return False


def _key(column: bytearray, number: int) -> bytes:
    return bytes(column[number * _KEY : (number + 1) * _KEY])


def _groups(order: Iterable[int], column: bytearray) -> Iterator[list[int]]:
    """Yield the articles that have one key, in order, where there are several."""
    first: dict[bytes, int] = {}
    groups: dict[bytes, list[int]] = {}
    for number in order:
        key = _key(column, number)
        if key != _NO_KEY and (known := first.setdefault(key, number)) != number:
            groups.setdefault(key, [known]).append(number)
    yield from groups.values()


def _repeated(groups: Iterable[list[int]], excused: _Excused) -> Iterator[Found]:
    for group in groups:
        for place, later in enumerate(group):
            earlier = group[: min(place, _NEIGHBOURS)]
            one = next((one for one in earlier if not excused(later, one)), None)
            if one is not None:
                yield later, one


def _sources(article: Article) -> frozenset[str]:
    names = (f"name {credit.name.casefold()}" for credit in article.credits)
    outlets = (f"outlet {credit.outlet}" for credit in article.credits if credit.outlet)
    return frozenset((*names, *outlets))


_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|yclid|dclid|msclkid|mc_cid|mc_eid|igshid)=")
"""Parameters of a query that say where a reader came from, not what the page is."""


def _url_key(url: str) -> bytes:
    """Return a hash of what of a URL names the page.

    http or https, `www.`, a fragment, and what tracks readers do not.
    """
    address, _, query = url.partition("#")[0].partition("?")
    host, _, path = address.partition("://")[2].partition("/")
    host = host.lower().removesuffix(":443").removesuffix(":80").removeprefix("www.")
    query = "&".join(part for part in query.split("&") if not _TRACKING.match(part))
    page = f"{host}/{unquote(path, errors='surrogateescape').rstrip('/')}?{query}"
    return blake2b(page.encode("utf-8", "surrogateescape"), digest_size=_KEY).digest()


def _shown(earlier: str, place: Location) -> str:
    line = f", line {place.line}" if place.line else ""
    return f"{quote(earlier, 120)} ({quote(shown_path(place.path), 300)}{line})"


_DECLARE = (
    'or say in one of them how it came about: "derived_from", "revision_of" or '
    '"translation_of" with the id of the other, or "origin": "syndicated" with its source '
    "in credits."
)


def _same_text(earlier: str, place: Location) -> Fault:
    return Fault(
        code="CT502",
        pointer=BODY,
        message=f"The body is, word for word, that of the article {_shown(earlier, place)}.",
        hint=f"Remove one of the two, {_DECLARE}",
    )


def _same_url(earlier: str, place: Location) -> Fault:
    return Fault(
        code="CT503",
        pointer="/url",
        message=f"The URL is that of the article {_shown(earlier, place)}.",
        hint='Correct it, remove one of the two, or set "revision_of" in the later version of '
        "the page.",
    )


def _near_copy(earlier: str, place: Location) -> Fault:
    return Fault(
        code="CT504",
        pointer=BODY,
        message=f"The body is, but for a few words, that of the article {_shown(earlier, place)}.",
        hint=f"Compare them; then remove one, {_DECLARE}",
    )
