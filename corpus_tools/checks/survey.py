"""One pass over a corpus: every finding, and where each article stands.

Memory holds a key and a byte range per article, never its text.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from sys import intern
from typing import Any

from corpus_tools.checks.annotations import check_annotations
from corpus_tools.checks.duplicates import Duplicates
from corpus_tools.checks.gathering import MOST, Gathered
from corpus_tools.checks.language import check_outlet_language, one_on_language
from corpus_tools.checks.locations import Location
from corpus_tools.checks.lone import check_lone_article, check_lone_document
from corpus_tools.checks.prose import check_prose
from corpus_tools.checks.references import (
    ARTICLE_REFERENCES,
    check_collections,
    check_concept,
    check_declaration,
    check_outlet,
    check_place,
    check_references,
    expected_place,
    missing_article,
)
from corpus_tools.checks.rights import Ledger
from corpus_tools.checks.whole import Whole
from corpus_tools.corpus import (
    DECLARATION,
    PLAIN,
    Corpus,
    Document,
    is_welcome,
    read_document,
    read_documents,
    shown_path,
)
from corpus_tools.documents.files import is_below, is_shard
from corpus_tools.documents.schema import Kind
from corpus_tools.findings import Fault, Finding, quote
from corpus_tools.model import Article
from corpus_tools.progress import Progress, silent
from corpus_tools.rules import ON_ONE_FILE

_PROSE = frozenset((name,) for name in PLAIN)


@dataclass(slots=True)
class Survey:
    """What one pass over a corpus found."""

    findings: Gathered = field(default_factory=Gathered)
    files: set[Path] = field(default_factory=set)
    articles: dict[str, Location] = field(default_factory=dict)
    annotations: dict[str, list[Path]] = field(default_factory=dict)
    articles_read: int = 0
    duplicates: Duplicates = field(default_factory=Duplicates)


@dataclass(slots=True)
class _Known:
    """What articles may refer to; None where it could not be read."""

    declaration: dict[str, Any] | None = None
    ids: dict[Kind, dict[str, Path]] = field(default_factory=dict)
    misnamed: dict[Kind, dict[str, Path]] = field(default_factory=dict)
    variants: dict[str, frozenset[str]] = field(default_factory=dict)
    outlet_languages: dict[str, list[str]] = field(default_factory=dict)
    rights: Ledger = field(default_factory=Ledger)
    whole: Whole = field(default_factory=Whole)
    now: datetime | None = None
    changed: frozenset[Path] | None = None
    asked: Collection[Path] = ()
    folders: dict[Path, Path] = field(default_factory=dict)

    def judges(self, path: Path) -> bool:
        """Tell whether a file is looked at by itself, not only for what others say of it."""
        if self.changed is None:
            return True
        folder = self.folders.get(path.parent)
        if folder is None:
            folder = self.folders[path.parent] = path.parent.resolve()
        return folder / path.name in self.changed

    def reads(self, path: Path) -> bool:
        """Tell whether the rules on one file are held against a file."""
        return self.judges(path) and self.asks(path)

    def asks(self, *paths: Path) -> bool:
        """Tell whether findings about any of some files are asked for."""
        return not self.asked or any(is_below(path, self.asked) for path in paths)

    def known(self, kind: Kind) -> Mapping[str, Path]:
        """Return the ids of a kind; what files are named counts where it is not their id."""
        ids = self.ids.get(kind, {})
        return ChainMap(ids, self.misnamed[kind]) if kind in self.misnamed else ids

    def names(self, part: str) -> list[str]:
        return [entry["id"] for entry in (self.declaration or {}).get(part, ())]


def survey(
    corpus: Corpus,
    progress: Progress = silent,
    now: datetime | None = None,
    changed: frozenset[Path] | None = None,
    most: int | None = MOST,
    asked: Collection[Path] = (),
) -> Survey:
    """Read a whole corpus once. `now` is the present, if anything says what it is.

    Rules on one file are held against the `changed` files only (resolved paths; None: all),
    rules on files together against every file. Beyond `most` findings of one rule in one file
    (None: no limit) they are counted. Where only findings about some files and folders are
    `asked` for (absolute paths), others may be missing.
    """
    known = _Known(now=now, changed=changed, asked=asked)
    result = Survey(findings=Gathered(most), duplicates=known.whole.duplicates)
    files: dict[Kind, list[Path]] = {}
    for path, kind, regular in corpus.files():
        stray = kind is None and not is_welcome(corpus.place(path))
        if stray or not regular:
            result.findings.extend(_not_data(path, regular))
        if corpus.place(path) in _PROSE and regular:
            result.findings.extend(check_prose(path))
        if kind is not None and regular:
            files.setdefault(kind, []).append(path)
            result.files.add(path)
    for step in ("corpus", "outlet", "event", "concept", "retractions", "annotation"):
        for path in files.get(step, ()):
            document = read_document(path, step)
            faults = [*document.faults, *_background(document, known, corpus, result)]
            result.findings.extend(document.findings(faults))
            if document.value is not None:
                known.whole.add_document(document)
    _articles(corpus, files.get("article", []), known, result, progress)
    if changed is not None:
        found, result.findings = result.findings, Gathered(None)
        result.findings.extend(
            finding
            for finding in found
            if not finding.code.startswith(ON_ONE_FILE) or known.judges(Path(finding.path))
        )
    return result


def _not_data(path: Path, regular: bool) -> Iterator[Finding]:
    if not regular:
        message = "This is a link or a device, not a regular file."
        fault = Fault(code="CT001", message=message, hint="Replace it by the file itself.")
    else:
        hint = "Remove it, or move it to the folder of its kind; data files end with .json."
        message = f"A corpus has no place for {quote(path.name, 120)} here."
        fault = Fault(code="CT010", message=message, hint=hint)
    yield from Document(kind="article", path=path).findings([fault])


def _background(
    document: Document, known: _Known, corpus: Corpus, result: Survey
) -> Iterator[Fault]:
    """Check everything that is no article, and remember what articles may refer to."""
    kind, doc = document.kind, document.value
    if doc is None:
        # Its own findings are enough: what refers to it is not at fault.
        known.ids.setdefault(kind, {}).setdefault(document.path.stem, document.path)
        return
    if known.reads(document.path):
        yield from check_lone_document(kind, doc)
    if kind == "corpus":
        yield from check_declaration(doc)
        known.declaration = doc
        return
    if kind == "retractions":
        return
    misplaced = list(_misplaced(document, corpus))
    yield from misplaced
    if kind == "annotation":
        if all(fault.pointer != "/article" for fault in misplaced):
            result.annotations.setdefault(doc["article"], []).append(document.path)
        return
    if misplaced:
        known.misnamed.setdefault(kind, {})[document.path.stem] = document.path
    seen = known.ids.setdefault(kind, {})
    if misplaced and misplaced[0].code == "CT501":
        return
    if doc["id"] in seen:
        yield _duplicate(doc["id"], seen[doc["id"]])
    seen.setdefault(doc["id"], document.path)
    if kind == "outlet":
        known.outlet_languages.setdefault(doc["id"], doc["languages"])
        known.rights.add_outlet(doc, document.path)
    if kind == "outlet" and known.declaration is not None:
        yield from check_outlet(doc, known.names("perspectives"))
    if kind == "concept":
        known.variants[doc["id"]] = frozenset(entry["id"] for entry in doc["variants"])
        if known.declaration is not None:
            yield from check_concept(doc, known.names("perspectives"))


def _misplaced(document: Document, corpus: Corpus) -> Iterator[Fault]:
    """Yield that a file is not where its content says; of a copy, what it is a copy of."""
    kind, doc = document.kind, document.value
    for fault in check_place(kind, doc, corpus.place(document.path)):
        original = corpus.root / (expected_place(kind, doc) or "")
        is_copy = "id" in doc and original.is_file()
        if is_copy and read_document(original, kind).claimed_id == doc["id"]:
            yield _duplicate(doc["id"], original)
        else:
            yield fault


def _duplicate(id_: str, first: Path, line: int = 0) -> Fault:
    place = shown_path(first)
    at = f"{place}, line {line}" if line else place
    return Fault(
        code="CT501",
        pointer="/id",
        message=f"The id {quote(id_, 120)} is already used in {quote(at, 300)}.",
        hint="Give this one another id, or remove one of them.",
        others=(place,),
    )


def _articles(
    corpus: Corpus, paths: list[Path], known: _Known, result: Survey, progress: Progress
) -> None:
    awaited: dict[str, list[Finding]] = {}
    broken: dict[str, Path] = {}
    unread = False
    # Of two with one id, the one that was changed, or stands in a shard, has the finding.
    for path in sorted(paths, key=lambda path: (known.judges(path), is_shard(path))):
        for document in read_documents(path, "article"):
            result.articles_read += 1
            faults = list(document.faults)
            if document.value is None:
                unread |= document.claimed_id is None and document.line is not None
                faults.extend(_broken(document, result, broken))
            else:
                article = Article.from_doc(document.value)
                faults.extend(one_on_language(_article(article, document, known, corpus, result)))
                if article.id in broken:
                    faults.append(_duplicate(article.id, broken[article.id]))
                _await_references(document, article, result, awaited)
                judged = result.annotations.get(article.id)
                if judged and known.asks(path, *judged):
                    concepts = known.known("concept")
                    found = check_annotations(judged, article, known.variants, concepts)
                    place = (shown_path(path),)
                    result.findings.extend(
                        replace(finding, others=place + finding.others) for finding in found
                    )
            result.findings.extend(document.findings(faults))
            progress("articles checked", result.articles_read, None)
    if not unread:  # what a line of a shard holds that was not read is not known to be missing
        for target, findings in awaited.items():
            if target not in result.articles and target not in broken:
                result.findings.extend(findings)
        result.findings.extend(_orphans(result, broken))
    result.findings.extend(known.whole.copies(result.articles, known.judges))
    events = known.ids.get("event", {})
    shared = (*known.known("concept").values(), *events.values())
    if known.asks(corpus.root / DECLARATION, *shared):
        result.findings.extend(known.whole.findings(events, whole=not broken))
    if known.declaration is not None:
        declaration = read_document(corpus.root / DECLARATION, "corpus")
        outlets = known.known("outlet")
        result.findings.extend(declaration.findings(check_collections(known.declaration, outlets)))
        for path, faults in known.rights.faults(known.declaration):
            result.findings.extend(read_document(path, "outlet").findings(faults))


def _broken(document: Document, result: Survey, broken: dict[str, Path]) -> Iterator[Fault]:
    """Remember an article that its schema refused: what refers to it is not at fault."""
    claimed = document.claimed_id or document.path.stem
    if claimed in result.articles or (document.claimed_id and claimed in broken):
        first = result.articles.get(claimed)
        yield _duplicate(claimed, first.path if first else broken[claimed])
    broken.setdefault(claimed, document.path)


def _article(
    article: Article, document: Document, known: _Known, corpus: Corpus, result: Survey
) -> Iterator[Fault]:
    if known.reads(document.path):
        yield from check_lone_article(article, document.value, known.now)
    known.rights.add_article(article, document.path)
    if known.declaration is not None:
        yield from known.rights.check_id(article, known.declaration)
    is_known = known.declaration is None or article.outlet in known.known("outlet")
    for fault in _misplaced(document, corpus) if document.line is None else ():
        if is_known or fault.pointer != "/outlet":  # else CT401 says what is wrong
            yield fault
        if fault.code == "CT501":
            return
    if article.outlet in known.outlet_languages:
        yield from check_outlet_language(article, known.outlet_languages[article.outlet])
    if known.declaration is not None:
        yield from check_references(
            article,
            outlets=known.known("outlet"),
            languages=known.declaration["languages"],
            events=known.known("event"),
            collections=known.names("collections"),
        )
    if article.id in result.articles:
        first = result.articles[article.id]
        yield _duplicate(article.id, first.path, first.line)
    else:
        result.articles[article.id] = Location(
            document.path,
            document.line or 0,
            document.start,
            document.end,
            intern(article.event) if article.event else None,
        )
        yield from known.whole.add_article(article)


def _await_references(
    document: Document, article: Article, result: Survey, awaited: dict[str, list[Finding]]
) -> None:
    for name in ARTICLE_REFERENCES:
        target = getattr(article, name)
        if target is not None and target not in result.articles:
            fault = missing_article(f"/{name}", target)
            awaited.setdefault(target, []).extend(document.findings([fault]))


def _orphans(result: Survey, broken: dict[str, Path]) -> Iterator[Finding]:
    for article, paths in result.annotations.items():
        if article not in result.articles and article not in broken:
            for path in paths:
                document = read_document(path, "annotation")
                fault = missing_article("/article", article, "CT603")
                yield from document.findings([fault])
