"""Copies of texts that somebody has, and which of them is the text that a row withholds."""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from corpus_tools.findings import quote
from corpus_tools.model import Related, sha256
from corpus_tools.release.stored.reading import Published
from corpus_tools.release.stored.withheld import Said, Standing
from corpus_tools.tables import Row

_Place = tuple[Standing, str | None]
_SPAN = ("field", "start", "end", "surface")
_COLUMNS = ("id", "url", "n_chars", "title_sha256", "body_sha256", "body", "spans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article's text as somebody has it, and what else they know of the article.

    `id` is its id in a corpus; `stem` is where its id would begin, were it imported: outlet
    and day. `said` holds speakers and comments as annotators gave them.
    """

    source: str
    title: str
    body: str
    id: str | None = None
    stem: str | None = None
    url: str | None = None
    related: tuple[Related, ...] = ()
    said: dict[Said, str] = field(default_factory=dict)

    def text(self, field: str) -> str:
        """Return the title or the body."""
        return self.title if field == "title" else self.body


class Shelf:
    """Keeps copies on disk, so that memory does not grow with them."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="corpus-tools-")  # noqa: SIM115

    def close(self) -> None:
        """Forget every copy."""
        self._file.close()

    def put(self, copy: Copy) -> int:
        """Keep a copy; return its place."""
        doc = {**asdict(copy), "said": [[*said, words] for said, words in copy.said.items()]}
        place = self._file.seek(0, 2)
        self._file.write(json.dumps(doc).encode() + b"\n")
        return place

    def get(self, place: int) -> Copy:
        """Return the copy at a place."""
        self._file.seek(place)
        doc: dict[str, Any] = json.loads(self._file.readline())
        doc["related"] = tuple(Related(**entry) for entry in doc["related"])
        doc["said"] = {Said(*said): words for *said, words in doc["said"]}
        return Copy(**doc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a release says of a text that it withholds."""

    id: str
    url: str | None
    n_chars: int
    title_sha256: str | None
    body_sha256: str | None
    places: tuple[_Place, ...]

    def contradiction(self, copy: Copy) -> str | None:
        """Say what of a copy cannot be; None where everything that is known holds."""
        if len(copy.body) != self.n_chars:
            return f"has {len(copy.body):,} characters, not {self.n_chars:,}"
        if self.body_sha256 not in (None, sha256(copy.body)):
            return "is another text of the same length"
        if self.title_sha256 not in (None, sha256(copy.title)):
            return "has another title"
        for (where, start, end), surface in self.places:
            text = copy.text(where)
            if end > len(text) or surface not in (None, text[start:end]):
                return f"does not have {quote(surface or '…')} at {start}–{end} of its {where}"
        return None


def wanted(release: Published) -> Iterator[Wanted]:
    """Yield what is known of each text that a release withholds, in stored order."""
    places: dict[str, dict[_Place, None]] = defaultdict(dict)
    for _, batch in release.batches("judgements", ("article_id", *_SPAN)):
        for row in batch.to_pylist():
            places[row["article_id"]].setdefault(_place(row))
    for _, batch in release.batches("articles", _COLUMNS):
        for row in batch.to_pylist():
            if row["body"] is None:
                spans = places[row["id"]] | dict.fromkeys(map(_place, row["spans"]))
                yield Wanted(
                    places=tuple(spans),
                    **{name: row[name] for name in Wanted.__slots__ if name != "places"},
                )


def _place(span: Row) -> _Place:
    return Standing(span["field"], span["start"], span["end"]), span["surface"]


class _Near(NamedTuple):
    """A copy that may be an altered one: where it stands, by what it was found, what differs."""

    place: int
    rank: int
    reason: str


@dataclass(slots=True)
class _Candidates:
    """The copies that are a text, by their titles, and those that are only like it."""

    best: int = 0
    fitting: dict[str, int] = field(default_factory=dict)
    near: dict[str, _Near] = field(default_factory=dict)


class Search:
    """Finds the text of each row among copies, taken one at a time.

    A body is known by its hash. Where the release leaves the hash out, for a short text can be
    guessed from it, id or URL must be the same. Of several copies the one with the same id,
    else with the same URL, counts; what else is known of title and spans must hold.
    """

    def __init__(self, texts: Iterable[Wanted], shelf: Shelf) -> None:
        self._shelf = shelf
        self.texts = {text.id: text for text in texts}
        self._found = {id_: _Candidates() for id_ in self.texts}
        self._keys: dict[tuple[str, str], list[str]] = defaultdict(list)
        for text in self.texts.values():
            stem = text.id.rpartition("-")[0]
            keys = (("body", text.body_sha256), ("stem", stem), ("url", text.url), ("id", text.id))
            for name, value in keys:
                if value is not None:
                    self._keys[name, value].append(text.id)

    def offer(self, copy: Copy) -> None:
        """Take the next copy into account."""
        candidates = self._candidates(copy)
        place = self._shelf.put(copy) if candidates else 0
        for id_, rank in candidates.items():
            found, text = self._found[id_], self.texts[id_]
            contradiction = text.contradiction(copy)
            if contradiction is None and (text.body_sha256 is not None or rank > _STEM):
                if rank > found.best:
                    found.best, found.fitting = rank, {}
                if rank == found.best:
                    found.fitting.setdefault(copy.title, place)
            else:
                reason = f"{copy.source} {contradiction or 'may be another text'}"
                found.near.setdefault(f"{copy.title}\n{copy.body}", _Near(place, rank, reason))

    def _candidates(self, copy: Copy) -> dict[str, int]:
        """Return the rows that a copy may be of, and the rank of what says so."""
        keys = (
            (_BODY, "body", sha256(copy.body)),
            (_STEM, "stem", copy.stem),
            (_URL, "url", copy.url),
            (_ID, "id", copy.id),
        )
        return {
            id_: rank
            for rank, name, value in keys
            if value is not None
            for id_ in self._keys.get((name, value), ())
        }

    def found(self) -> dict[str, int]:
        """Return where on the shelf the text of each row stands that was found."""
        return {
            id_: next(iter(found.fitting.values()))
            for id_, found in self._found.items()
            if len(found.fitting) == 1
        }

    def missing(self) -> dict[str, tuple[int | None, str]]:
        """Return why rows remain without text, and where the one copy stands that is like it."""
        used = set(self.found().values())
        missing: dict[str, tuple[int | None, str]] = {}
        near = {
            id_: _only(near for near in found.near.values() if near.place not in used)
            for id_, found in self._found.items()
            if len(found.fitting) != 1
        }
        claims = Counter(found.place for found in near.values() if found)
        for id_, alike in near.items():
            if self._found[id_].fitting:
                missing[id_] = None, "copies of its text have different titles"
            elif alike and claims[alike.place] == 1:
                missing[id_] = alike.place, alike.reason
            else:
                missing[id_] = None, "none of the texts given is its text"
        return missing


_BODY, _STEM, _URL, _ID = range(4)
"""What says that a copy is a row's text, the weakest first: its hash alone, with outlet and
day, with URL, with id."""


def _only(near: Iterable[_Near]) -> _Near | None:
    """Return the one copy that is found by the strongest sign; None where there are more."""
    found = list(near)
    best = [one for one in found if one.rank == max(one.rank for one in found)]
    return best[0] if len(best) == 1 else None
