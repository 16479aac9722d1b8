"""A corpus folder: which file is what, and its documents read lazily, one at a time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from corpus_tools.documents import schema
from corpus_tools.documents.decoding import UndecodableError, decode
from corpus_tools.documents.files import UnreadableError, is_shard, read_bytes, too_large, walk
from corpus_tools.documents.places import Places, Source
from corpus_tools.documents.schema import KINDS, Kind
from corpus_tools.findings import Fault, Finding, OperatorError, severity
from corpus_tools.model import Article, Concept, Lexicon, Outlet

if TYPE_CHECKING:
    from corpus_tools.documents.shards import Line

DECLARATION = "corpus.json"
RETRACTIONS = "retractions.json"
PLAIN = frozenset({"README.md", "guidelines.md"})
FOLDERS: dict[str, Kind] = {
    "outlets": "outlet",
    "lexicon": "concept",
    "events": "event",
    "articles": "article",
    "annotations": "annotation",
}
_AT_THE_TOP: dict[str, Kind] = {DECLARATION: "corpus", RETRACTIONS: "retractions"}

Place = tuple[str, ...]
"""The names of the folders that lead from a corpus to a file, and the file's own."""


def shown_path(path: Path) -> str:
    """Return a path relative to the working folder, with forward slashes."""
    return Path(os.path.relpath(path)).as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One JSON document: a file, or one line of a shard.

    `value` is None where the document could not be decoded or its schema refused it;
    `faults` says why, `claimed_id` is its id as far as it can be read. `line` is None in a
    file of its own; `start` and `end` are its byte range in the decompressed shard. `text`
    is its JSON, `source` what could be read of it where it is no JSON.
    """

    kind: Kind
    path: Path
    line: int | None = None
    start: int = 0
    end: int = 0
    raw: bytes = b""
    text: str | None = None
    source: str = ""
    value: Any = None
    claimed_id: str | None = None
    faults: tuple[Fault, ...] = ()

    def findings(self, faults: Iterable[Fault]) -> Iterator[Finding]:
        """Give faults their address, and show what stands there."""
        faults = _gathered(list(faults))
        if not faults:
            return
        private = [fault.pointer for fault in faults if fault.private]
        places = Source(self.source) if self.text is None else Places(self.text, private)
        for fault in faults:
            line, column = places.of(fault)
            yield Finding(
                code=fault.code,
                severity=severity(fault.code),
                path=shown_path(self.path),
                pointer=_short(fault.pointer),
                line=self.line if self.line is not None else line,
                column=column,
                message=fault.message,
                hint=fault.hint,
                excerpt=places.excerpt(fault),
                others=fault.others,
            )


def _short(pointer: str) -> str:
    """Return a pointer, or that of what is around it where a key is longer than any of ours."""
    while len(pointer) > _LONGEST_POINTER:
        pointer = pointer.rpartition("/")[0]
    return pointer


_LONGEST_POINTER = 300

MOST_REFUSED = 10_000
"""Lines of a shard that may be refused before the rest is left unread."""

_MANY = 20
"""More faults of one kind in one document are one finding: nobody mends them one by one."""

_POSITION = re.compile("/[0-9]+(?=/|$)")


def _gathered(faults: list[Fault]) -> list[Fault]:
    """Of many faults of one kind keep the first, and say in it how many there are."""
    if len(faults) <= _MANY:
        return faults
    kinds: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        above = _POSITION.sub("/*", fault.pointer).rpartition("/")[0]
        kinds.setdefault((fault.code, above), []).append(fault)
    return [
        one for kind in kinds.values() for one in (_one_of(kind) if len(kind) > _MANY else kind)
    ]


def _one_of(kind: list[Fault]) -> list[Fault]:
    more = f" The like is wrong in {len(kind) - 1:,} more places of this document."
    return [replace(kind[0], message=kind[0].message + more)]


def read_document(path: Path, kind: Kind | None = None) -> Document:
    """Read a file that holds one document; `kind` None lets the document say its own."""
    try:
        raw = read_bytes(path)
    except UnreadableError as error:
        return Document(kind=kind or "article", path=path, faults=(error.fault,))
    return parse_document(raw, path, kind)


def read_shard(path: Path, kind: Kind = "article") -> Iterator[Document]:
    """Read a shard line by line, up to MOST_REFUSED faulty ones; memory does not grow."""
    from corpus_tools.documents.shards import idle, read_lines  # single files do without

    refused = 0
    try:
        for line in read_lines(path):
            if line.raw is None:
                fault = too_large(f"{line.end - line.start:,}")
                document = Document(kind=kind, path=path, line=line.number, faults=(fault,))
            else:
                document = parse_document(line.raw, path, kind, line)
            yield document
            if line.raw is not None and line.raw.strip() in (b"{", b"[") and not line.start:
                return  # one document over many lines: of the others nothing can be said
            refused += document.value is None
            if refused > MOST_REFUSED:
                raise UnreadableError(idle(line.number, f"more than {MOST_REFUSED:,} faulty lines"))
    except UnreadableError as error:
        yield Document(kind=kind, path=path, line=error.fault.line, faults=(error.fault,))


def parse_document(raw: bytes, path: Path, kind: Kind | None, line: Line | None = None) -> Document:
    """Decode one document and hold it against its schema."""
    number = line.number if line else None
    start, end = (line.start, line.end) if line else (0, len(raw))
    try:
        decoded = decode(raw)
    except UndecodableError as error:
        faults, source = tuple(error.faults), error.source
        kind = kind or "article"
        return Document(kind=kind, path=path, line=number, source=source, faults=faults)
    kind = kind or _declared_kind(decoded.value) or _kind_by_folder(path) or "article"
    faults = tuple(schema.check(kind, decoded))
    return Document(
        kind=kind,
        path=path,
        line=number,
        start=start,
        end=end,
        raw=raw,
        text=decoded.text,
        value=None if faults else decoded.value,
        claimed_id=_claimed_id(decoded.value),
        faults=faults,
    )


def _claimed_id(value: Any) -> str | None:
    claimed = value.get("id") if isinstance(value, dict) else None
    return claimed if isinstance(claimed, str) else None


def _declared_kind(value: Any) -> Kind | None:
    named = value.get("$schema") if isinstance(value, dict) else None
    if not isinstance(named, str):
        return None
    for kind in KINDS:
        if named.endswith(f"/{kind}.schema.json") or named == f"{kind}.schema.json":
            return kind
        if named.startswith(f"urn:corpus-tools:schema:{kind}:"):
            return kind
    return None


def _kind_by_folder(path: Path) -> Kind | None:
    name = path.absolute().parent.name
    return FOLDERS.get(name) or (name if name in KINDS else None)


def enclosing_corpus(path: Path) -> Path | None:
    """Return the nearest folder at or above a path that has a corpus.json."""
    start = Path(os.path.abspath(path))
    for folder in (start, *start.parents):
        if (folder / DECLARATION).is_file():
            return folder
    return None


def kind_in_corpus(relative: Path) -> Kind | None:
    """Return what a file of a corpus is by its place; None for a stray file."""
    return _kind_by_place(relative.parts)


def _kind_by_place(place: Place) -> Kind | None:
    name = place[-1]
    if len(place) == 1:
        return _AT_THE_TOP.get(name)
    kind = FOLDERS.get(place[0])
    is_json = name.endswith(".json") and name != ".json"
    if kind == "article":
        return kind if is_json or is_shard(name) else None
    return kind if len(place) == 2 and is_json else None


def is_welcome(place: Place) -> bool:
    """Tell whether a file that is no document may stand in a corpus."""
    first = place[0]
    if len(place) > 1:
        return first in (".git", ".github")
    return first in PLAIN or first.startswith(".git")


class Corpus:
    """A corpus folder. Everything is read when it is first asked for.

    Raises OperatorError where a file that is asked for is broken; `validate` says all
    that is wrong.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        if not (self.root / DECLARATION).is_file():
            raise OperatorError(f"{self.root} is not a corpus: it has no {DECLARATION}")

    def files(self) -> Iterator[tuple[Path, Kind | None, bool]]:
        """Yield every file with its kind (None: no document) and whether it is regular."""
        for path, regular in walk(self.root):
            place = self.place(path)
            if place[0] != ".git":
                yield path, _kind_by_place(place), regular

    def place(self, path: Path) -> Place:
        """Return where in the corpus a file of it stands."""
        return path.parts[len(self.root.parts) :]

    def documents(self, *kinds: Kind) -> Iterator[Document]:
        """Read the documents of some kinds, in order of path, broken ones included."""
        for path, kind, _ in self.files():
            if kind in kinds:
                yield from read_documents(path, kind)

    @cached_property
    def declaration(self) -> dict[str, Any]:
        """What corpus.json says."""
        return cast(dict[str, Any], _sound(read_document(self.root / DECLARATION, "corpus")))

    @property
    def retractions(self) -> list[dict[str, Any]]:
        """The entries of retractions.json: none without it, OperatorError where it has faults."""
        path = self.root / RETRACTIONS
        if not path.exists():
            return []
        document = read_document(path, "retractions")
        if document.value is None:
            raise OperatorError(f"{path} has errors: run corpus-tools validate")
        return cast(list[dict[str, Any]], document.value)

    @property
    def guidelines(self) -> bytes | None:
        """The codebook for annotators, where there is one."""
        path = self.root / "guidelines.md"
        return path.read_bytes() if path.is_file() else None

    @cached_property
    def outlets(self) -> dict[str, Outlet]:
        """The outlets by id."""
        documents = self.documents("outlet")
        return {outlet.id: outlet for outlet in map(Outlet.from_doc, map(_sound, documents))}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The concepts, sorted by id."""
        concepts = map(Concept.from_doc, map(_sound, self.documents("concept")))
        return Lexicon(tuple(sorted(concepts, key=lambda concept: concept.id)))

    @cached_property
    def events(self) -> dict[str, dict[str, Any]]:
        """The events by id."""
        return {doc["id"]: doc for doc in map(_sound, self.documents("event"))}

    def articles(self) -> Iterator[Article]:
        """Read the articles, in order of path, keeping none."""
        for document in self.documents("article"):
            yield Article.from_doc(_sound(document))


def readable_lexicon(corpus: Corpus) -> tuple[Lexicon, list[Document]]:
    """Return the lexicon of the concepts that can be read, and those that cannot."""
    documents = list(corpus.documents("concept"))
    concepts = (Concept.from_doc(entry.value) for entry in documents if entry.value is not None)
    broken = [entry for entry in documents if entry.value is None]
    return Lexicon(tuple(sorted(concepts, key=lambda concept: concept.id))), broken


def read_documents(path: Path, kind: Kind) -> Iterator[Document]:
    """Read the documents of one file of a corpus."""
    if kind == "article" and is_shard(path):
        yield from read_shard(path)
    else:
        yield read_document(path, kind)


def _sound(document: Document) -> Any:
    if document.faults:
        finding = next(document.findings(document.faults))
        place = f"{finding.path}:{finding.line}:{finding.column}"
        raise OperatorError(f"{place}: {finding.message} (run corpus-tools validate)")
    return document.value
