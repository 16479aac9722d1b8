"""Withdrawing an article: the entry in retractions.json first, then all that is the article's.

Broken off anywhere, the same call completes it: nothing goes before it is noted why.
"""

from __future__ import annotations

import gzip
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from corpus_tools.checks.sketches import hashed, sketch, to_hex
from corpus_tools.checks.traces import Traces, strings
from corpus_tools.corpus import RETRACTIONS, Corpus, Document, parse_document
from corpus_tools.documents.files import replacing
from corpus_tools.documents.shards import open_shard, zstd
from corpus_tools.findings import OperatorError, quote
from corpus_tools.model import SHORT_TEXT, Article
from corpus_tools.skeletons import dumped

_SIGNS = ("body_sha256", "minhash")
"""What of an entry tells a text."""

_LONG_TITLE = 20
"""A title of so many code points is looked for inside other texts too."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place elsewhere in the corpus that names a withdrawn article."""

    path: Path
    line: int | None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What withdrawing an article changed: nothing, where it was withdrawn before.

    `articles` are the files and lines (None: the whole file) where it stood.
    """

    entries: tuple[Entry, ...]
    noted: bool
    annotations: tuple[Path, ...]
    articles: tuple[tuple[Path, int | None], ...]
    mentions: tuple[Mention, ...]

    def __bool__(self) -> bool:
        return self.noted or bool(self.annotations or self.articles)


@dataclass(slots=True)
class _Found:
    """Where an article and its annotations stand, and how many articles each file has."""

    articles: dict[Path, list[Document]] = field(default_factory=dict)
    annotations: list[Path] = field(default_factory=list)
    sizes: Counter[Path] = field(default_factory=Counter)
    damaged: set[Path] = field(default_factory=set)
    unread: int = 0

    def documents(self) -> Iterator[Document]:
        for documents in self.articles.values():
            yield from documents


def withdraw(corpus: Corpus, id_: str, *, reason: str, day: str) -> Withdrawal:
    """Note that an article is withdrawn, delete its annotations, then the article itself.

    Raises OperatorError, with nothing changed, where the corpus has no such article and never
    had, or where it cannot be told apart or noted.
    """
    _check_reason(reason)
    found, noted = _found(corpus, id_), corpus.retractions
    known = [entry for entry in noted if entry["id"] == id_]
    if not found.articles and not known:
        raise OperatorError(_unknown(corpus, id_, found.unread))
    new = list(_new_entries(found, {"id": id_, "date": day, "reason": reason}, known))
    mentions = tuple(_mentions(corpus, id_, found))
    if new:
        _note(corpus.root / RETRACTIONS, [*noted, *new])
    for path in found.annotations:
        path.unlink()
    for path, documents in found.articles.items():
        _take_out(path, documents, found.sizes[path])
        _prune(path.parent, corpus.root / "articles")
    return Withdrawal(
        entries=(*known, *new),
        noted=bool(new),
        annotations=tuple(found.annotations),
        articles=tuple((document.path, document.line) for document in found.documents()),
        mentions=mentions,
    )


def _check_reason(reason: str) -> None:
    broken = any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in reason)
    if broken or not reason.strip():
        raise OperatorError("the reason is one line of text")


def _found(corpus: Corpus, id_: str) -> _Found:
    """Read the whole corpus. Raises OperatorError where it is not clear what is the article."""
    found = _Found()
    for document in corpus.documents("article"):
        found.sizes[document.path] += 1
        if document.value is None and _may_be(document, id_):
            raise OperatorError(f"{_place(document)} has errors: mend it first, see validate")
        found.unread += document.text is None
        if any(fault.code in ("CT011", "CT013") for fault in document.faults):
            found.damaged.add(document.path)
        if document.claimed_id == id_:
            found.articles.setdefault(document.path, []).append(document)
    for path in found.articles:
        if path in found.damaged:
            raise OperatorError(f"{path} is damaged: mend it first, see validate")
    found.annotations = [one.path for one in corpus.documents("annotation") if _about(one) == id_]
    return found


def _may_be(document: Document, id_: str) -> bool:
    """Tell whether a document with errors may be an article: by what can be read of it."""
    if document.claimed_id is not None:
        return document.claimed_id == id_
    return id_ in document.source or document.path.stem == id_


def _place(document: Document) -> str:
    return f"{document.path}:{document.line}" if document.line else str(document.path)


def _about(annotation: Document) -> str:
    """Return the article that an annotation is of; by its name where it cannot be read."""
    if annotation.value is not None:
        return str(annotation.value["article"])
    return annotation.path.name.partition(".")[0]


def _unknown(corpus: Corpus, id_: str, unread: int) -> str:
    message = f"{corpus.root} has no article {quote(id_, 120)}, and never withdrew one"
    return f"{message}; {unread:,} could not be read, see validate" if unread else message


# ------------------------------------------------------------------ the entry


def _new_entries(found: _Found, entry: Entry, known: Iterable[Entry]) -> Iterator[Entry]:
    """Yield an entry for each text under the id that no entry tells yet: mostly one."""
    told = [_signs(one) for one in known]
    for document in found.documents():
        signs = _signs_of(Article.from_doc(document.value))
        if signs not in told:
            told.append(signs)
            yield {**entry, **signs}


def _signs(entry: Entry) -> Entry:
    return {name: entry[name] for name in _SIGNS if name in entry}


def _signs_of(article: Article) -> Entry:
    """Return by what a text is known again; a short one could be guessed from its hash."""
    is_short = article.length("body") < SHORT_TEXT
    digest = None if is_short else article.digest("body")
    sketched = sketch(hashed(article.body or ""))
    minhash = to_hex(sketched) if sketched else None
    signs = zip(_SIGNS, (digest, minhash), strict=True)
    return {name: value for name, value in signs if value is not None}


def _note(path: Path, entries: list[Entry]) -> None:
    raw = dumped(entries)
    if faults := parse_document(raw, path, "retractions").faults:
        raise OperatorError(f"the entry would be wrong: {faults[0].message}")
    with replacing(path) as handle:
        handle.write(raw)


# ------------------------------------------------------------------ what goes


def _take_out(path: Path, gone: Sequence[Document], size: int) -> None:
    """Delete a file, or write a shard again without some of its lines."""
    if len(gone) == size:
        path.unlink()
        return
    with open_shard(path) as stream, replacing(path) as handle, _packed(path, handle) as out:
        place = 0
        for document in gone:
            _copy(stream, out, document.start - place)
            line = stream.read(document.end - document.start)
            if line.rstrip(b"\r\n") != document.raw:
                raise OperatorError(f"{path} was changed meanwhile: try again")
            place = document.end
        shutil.copyfileobj(stream, out, 1 << 20)


def _copy(stream: IO[bytes], out: IO[bytes], size: int) -> None:
    while size and (part := stream.read(min(size, 1 << 20))):
        out.write(part)
        size -= len(part)


@contextmanager
def _packed(path: Path, handle: IO[bytes]) -> Iterator[IO[bytes]]:
    """Compress as the name of a shard says."""
    if path.name.endswith(".gz"):
        packer: Any = gzip.GzipFile(filename="", mode="wb", fileobj=handle, mtime=0)
    elif path.name.endswith(".zst"):
        packer = zstd.ZstdFile(handle, mode="wb")
    else:
        packer = nullcontext(handle)
    with packer as out:
        yield out


def _prune(folder: Path, top: Path) -> None:
    """Remove a folder, and those above it, as far as they are empty; `top` stays."""
    with suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent


# ------------------------------------------------------------------ what names it


def _mentions(corpus: Corpus, id_: str, found: _Found) -> Iterator[Mention]:
    """Yield where other documents name the article, by id, URL or title, or quote its text."""
    articles = [Article.from_doc(document.value) for document in found.documents()]
    urls = {url for one in articles for url in (one.url, one.archive_url) if url}
    titles = {one.title for one in articles if one.title}
    exact = {id_, *titles}
    parts = {id_, *urls, *(title for title in titles if len(title) >= _LONG_TITLE)}
    inside = [re.compile(rf"{re.escape(part)}(?![\w-])") for part in parts]
    said = Traces()
    for one in articles:
        said.add(one.body or "", id_)

    def tells(text: str) -> bool:
        return text in exact or any(part.search(text) for part in inside) or said.are_in(text)

    for document in corpus.documents(
        "corpus", "outlet", "concept", "event", "annotation", "article"
    ):
        if document.path in found.annotations or (
            document.claimed_id == id_ and document.kind == "article"
        ):
            continue
        for pointer, text in strings(document.value):
            if tells(text):
                yield Mention(path=document.path, line=document.line, pointer=pointer)
    if tells((corpus.guidelines or b"").decode("utf-8", "replace")):
        yield Mention(path=corpus.root / "guidelines.md", line=None, pointer="")
