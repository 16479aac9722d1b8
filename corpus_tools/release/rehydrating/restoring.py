"""Rows of a release with the text put back that they were made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from corpus_tools.model import Related, sha256
from corpus_tools.release.rehydrating.copies import Copy
from corpus_tools.release.stored.withheld import Said, Standing, Withheld
from corpus_tools.rows import CONTEXT, count_words
from corpus_tools.tables import Row
from corpus_tools.terms.quotations import Quoted

_AUTO = "auto"
_marks = lru_cache(4)(Quoted)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an article.

    In an altered copy, `moved` says where spans stand now; those that it does not name are
    lost. None where every span stands where it stood.
    """

    copy: Copy
    moved: Mapping[Standing, Standing] | None = None


@dataclass(slots=True)
class Restorer:
    """Puts texts into rows. What it could not put back is in `left`."""

    withheld: Withheld
    text_of: Callable[[str], Text | None]
    left: set[Said] = field(default_factory=set)

    def restored(self, config: str, row: Row) -> Row | None:
        """Return a row with its text, where there is one; None where its place is lost."""
        article = row["id"].partition("#")[0] if config != "terms" else ""
        text = self.text_of(article) if article else None
        if text is None:
            return row
        if config == "articles":
            return self._article(row, text)
        return self._at_place(config, row, text)

    def _article(self, row: Row, text: Text) -> Row:
        title, body = text.copy.title, text.copy.body
        return {
            **row,
            "title": title,
            "body": body,
            "n_chars": len(body),
            "n_tokens": count_words(body),
            "title_sha256": sha256(title),
            "body_sha256": sha256(body),
            "related": self._related(row, text.copy.related),
            "spans": [
                found
                for span in row["spans"]
                if (found := self._span("annotations", f"{row['id']}#{_place(span)}", span, text))
            ],
        }

    def _related(self, row: Row, known: tuple[Related, ...]) -> list[Row]:
        """Return the links with their titles: in the same order, with no other addresses."""
        links: list[Row] = row["related"]
        same = len(links) == len(known) and all(
            entry.url in (None, link["url"]) for link, entry in zip(links, known, strict=True)
        )
        if links and not same:
            self.left.add(Said("articles", row["id"], "related"))
        titles = [entry.title for entry in known] if same else [None] * len(links)
        return [{**link, "title": title} for link, title in zip(links, titles, strict=True)]

    def _at_place(self, config: str, row: Row, text: Text) -> Row | None:
        """Return a row of a span or decision: its id ends with its place."""
        found = self._span(config, row["id"], row, text)
        if found is None:
            return None
        found["id"] = _moved(row["id"], row, found)
        if config == "annotations":
            words, start, end = text.copy.text(found["field"]), found["start"], found["end"]
            found["before"] = words[max(0, start - CONTEXT) : start]
            found["after"] = words[end : end + CONTEXT]
        else:
            found["comment"] = self._said(Said(config, row["id"], "comment"), found["id"], text)
        return found

    def _span(self, config: str, id_: str, span: Row, text: Text) -> Row | None:
        place = _standing(span)
        if text.moved is not None:
            if place not in text.moved:
                return None
            place = text.moved[place]
        words = text.copy.text(place.field)
        now = {**span, **place._asdict(), "surface": words[place.start : place.end]}
        if text.moved is not None:
            now |= {"cue_start": None, "cue_end": None}
        if config == "annotations":
            now["quoted"] = _quoted(now, words)
        now["speaker"] = self._said(Said(config, id_, "speaker"), _moved(id_, span, now), text)
        return now

    def _said(self, said: Said, id_: str, text: Text) -> str | None:
        """Return what a column said: as it stands in the text, else as annotators gave it.

        `id_` is the id of its row where the text is now.
        """
        if said not in self.withheld:
            return None
        place = self.withheld[said]
        if place is not None and text.moved is None:
            return text.copy.text(place.field)[place.start : place.end]
        known = text.copy.said.get(said._replace(id=id_))
        if known is None:
            self.left.add(said)
        return known


def _quoted(span: Row, text: str) -> bool | None:
    """Tell whether a judged span stands in quotation marks, if that could not be known before."""
    if span["quoted"] is not None or span["layer"] == _AUTO:
        return span["quoted"]  # type: ignore[no-any-return]
    return bool(_marks(text).around(span["start"], span["end"]))


def _standing(span: Row) -> Standing:
    return Standing(span["field"], span["start"], span["end"])


def _moved(id_: str, span: Row, now: Row) -> str:
    """Return the id of a span or decision where it stands now: ids end with a place."""
    return id_.removesuffix(_place(span)) + _place(now)


def _place(span: Row) -> str:
    return f"{span['field']}-{span['start']:07}-{span['end']:07}"
