"""From other people's files to article files of a corpus. Nothing is ever overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from anyascii import anyascii

from corpus_tools.checks.lone import check_lone_article
from corpus_tools.checks.references import expected_place
from corpus_tools.checks.sketches import hashed, sketch
from corpus_tools.checks.withdrawn import Withdrawn
from corpus_tools.corpus import Corpus, parse_document, read_document
from corpus_tools.documents.files import UnreadableError, is_shard, read_bytes
from corpus_tools.exchange.dump import read_dump
from corpus_tools.exchange.incoming import Incoming, Unread
from corpus_tools.findings import OperatorError, quote, severity
from corpus_tools.languages.identification import identify
from corpus_tools.model import Article, sha256
from corpus_tools.skeletons import RESERVED_LICENSE, check_language, dumped, write_new

IMPORTERS: dict[str, Callable[[str], Iterator[Incoming | Unread]]] = {
    ".txt": read_dump,
}
"""One importer per file name suffix: text in, articles and unread lines out."""

Result = Literal["imported", "already there", "outlet created", "left out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a part of a file: lines `first` to `last` (from 1)."""

    result: Result
    file: Path
    first: int
    last: int
    what: str

    @property
    def lost(self) -> bool:
        """Whether something was not taken over."""
        return self.result == "left out"


def import_file(
    file: str | Path,
    into: str | Path,
    *,
    language: str | None = None,
    license: str = RESERVED_LICENSE,
) -> Iterator[Outcome]:
    """Import one file into a corpus, yielding what became of each part of it.

    `language` None: identified among the corpus's languages; where that is not clear, the
    article is left out. Raises OperatorError for a file of unknown format.
    """
    path, corpus = Path(file), Corpus(into)
    importer = IMPORTERS.get(path.suffix.lower())
    if importer is None:
        known = ", ".join(IMPORTERS)
        raise OperatorError(f"{path} has no format that can be imported; known: {known}")
    if language is not None:
        check_language(language, corpus)
    text = read_text(path)
    desk = _Desk(corpus, path, language, license)
    parts = list(importer(text))
    if not parts:
        raise OperatorError(f"nothing to import: {path} holds no article")
    for part in parts:
        if isinstance(part, Unread):
            yield Outcome(
                result="left out", file=path, first=part.first, last=part.last, what=part.reason
            )
        else:
            yield from desk.take(part)


def read_text(path: Path) -> str:
    """Read a person's file; a byte order mark is forgiven, another encoding is not."""
    if not path.exists():
        raise OperatorError(f"no such file: {path}")
    try:
        raw = read_bytes(path)
    except UnreadableError as error:
        raise OperatorError(f"{path}: {error.fault.message}") from error
    return decoded(raw, path)


def decoded(raw: bytes, path: Path) -> str:
    """Decode what was read of a person's file. Raises OperatorError where it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"the file is not UTF-8 (line {line}); save it as UTF-8 and try again"
        raise OperatorError(f"{path}: {message}") from error


class _Desk:
    """Takes incoming articles into one corpus."""

    def __init__(self, corpus: Corpus, file: Path, language: str | None, license: str) -> None:
        self._corpus, self._file = corpus, file
        self._language, self._license = language, license
        self._outlets = {
            name.casefold(): outlet.id
            for outlet in corpus.outlets.values()
            for name in (outlet.name, *outlet.aliases)
        }
        self._ids = set(corpus.outlets)
        self._in_shards: dict[str, str] | None = None
        self._withdrawn = Withdrawn(corpus.retractions)

    def take(self, incoming: Incoming) -> Iterator[Outcome]:
        """Store one article, and its outlet if that is new."""
        text = f"{incoming.title}\n\n{incoming.body}"
        among = tuple(self._corpus.declaration["languages"])
        language = self._language or identify(text, among)
        if language is None:
            yield self._outcome(
                "left out", incoming, "its language is not clear; give it with --language"
            )
            return
        known = self._outlets.get(incoming.outlet_name.casefold())
        outlet = known or outlet_id(incoming.outlet_name)
        if known is None and outlet in self._ids:
            what = f"its outlet {quote(incoming.outlet_name)} is too like the outlet {outlet}"
            yield self._outcome("left out", incoming, f"{what}; add the name to its aliases")
            return
        doc = article_doc(incoming, outlet, language, self._license, self._file.name)
        if faults := _errors(doc) or self._returned(doc):
            yield self._outcome("left out", incoming, "; ".join(faults))
            return
        yield from self._store(incoming, doc, known is None)

    def _returned(self, doc: dict[str, Any]) -> list[str]:
        """Say that an article was withdrawn: under its id, as its text or nearly its text."""
        article = Article.from_doc(doc)
        sketched = sketch(hashed(article.body or ""))
        return [fault.message for fault in self._withdrawn.faults(article, sketched)]

    def _store(self, incoming: Incoming, doc: dict[str, Any], new: bool) -> Iterator[Outcome]:
        target = self._corpus.root / (expected_place("article", doc) or "")
        present = self._present(doc["id"], target)
        if present is not None:
            same = present == _text_digest(doc["title"], doc["body"])
            what = doc["id"] if same else f"{doc['id']} is already there with another text"
            yield self._outcome("already there" if same else "left out", incoming, what)
            return
        if target.exists():
            yield self._outcome("left out", incoming, f"{target} is there and cannot be read")
            return
        if new:
            place = self._create_outlet(incoming.outlet_name, doc)
            yield self._outcome("outlet created", incoming, f"{place}: add what you know of it")
        write_new(target, dumped(doc))
        yield self._outcome("imported", incoming, str(target))

    def _create_outlet(self, name: str, doc: dict[str, Any]) -> Path:
        outlet = {
            "id": doc["outlet"],
            "name": name,
            "languages": [doc["language"]],
            "assessments": [],
        }
        place = self._corpus.root / "outlets" / f"{outlet['id']}.json"
        write_new(place, dumped(outlet))
        self._outlets[name.casefold()] = doc["outlet"]
        self._ids.add(doc["outlet"])
        return place

    def _present(self, article: str, target: Path) -> str | None:
        """Return the digest of the text that an id has already, in a file or a shard."""
        if target.exists():
            doc = read_document(target, "article").value
            return _text_digest(doc.get("title"), doc.get("body")) if doc is not None else None
        if self._in_shards is None:
            paths = (path for path, kind, _ in self._corpus.files() if kind == "article")
            has_shards = any(is_shard(path) for path in paths)
            found = self._corpus.articles() if has_shards else iter(())
            self._in_shards = {entry.id: _text_digest(entry.title, entry.body) for entry in found}
        return self._in_shards.get(article)

    def _outcome(self, result: Result, incoming: Incoming, what: str) -> Outcome:
        return Outcome(
            result=result, file=self._file, first=incoming.line, last=incoming.line, what=what
        )


def _text_digest(title: str | None, body: str | None) -> str:
    return sha256(f"{title}\n{body}")


def outlet_id(name: str) -> str:
    """Make an id from an outlet's name, whatever its script."""
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")[:60].strip("-")
    return slug or f"outlet-{sha256(name)[:10]}"


def article_doc(
    incoming: Incoming, outlet: str, language: str, license: str, source: str
) -> dict[str, Any]:
    """Return the article document of an incoming text.

    Its id is made of outlet, day, and ten hex digits of the hash of title, line feed, body.
    """
    digest = _text_digest(incoming.title, incoming.body)[:10]
    doc: dict[str, Any] = {
        "id": f"{outlet}-{incoming.published[:10]}-{digest}",
        "outlet": outlet,
        "language": language,
        "published": incoming.published,
        "license": license,
        "title": incoming.title,
        "body": incoming.body,
        "extraction": {"tool": "corpus-tools import", "version": version("corpus-tools")},
        "source": source,
    }
    if incoming.related:
        doc["related"] = [{"title": title} for title in incoming.related]
    return doc


def _errors(doc: dict[str, Any]) -> list[str]:
    """Return what is wrong with a document before it is written."""
    document = parse_document(dumped(doc), Path("article.json"), "article")
    faults = list(document.faults)
    if document.value is not None:
        faults.extend(check_lone_article(Article.from_doc(document.value), document.value))
    return [fault.message for fault in faults if severity(fault.code) == "error"]
