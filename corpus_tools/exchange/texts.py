"""Texts from whatever `import` reads, and from corpora, to be put back into a release."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from corpus_tools.corpus import DECLARATION, Corpus, Document, read_documents, shown_path
from corpus_tools.documents.files import is_shard, walk
from corpus_tools.exchange.importing import IMPORTERS, article_doc, outlet_id, read_text
from corpus_tools.exchange.incoming import Incoming, Unread
from corpus_tools.findings import OperatorError
from corpus_tools.model import Article, Judgement, Related
from corpus_tools.release.rehydrating.copies import Copy
from corpus_tools.release.stored.withheld import Said
from corpus_tools.rows import place_id
from corpus_tools.terms.anchoring import anchored

Tell = Callable[[str], None]
"""Called with what could not be read, in words."""


def read_texts(paths: Iterable[Path], tell: Tell) -> Iterator[Copy]:
    """Yield the texts of files, of folders of files, and of corpora with their annotations.

    Raises OperatorError for a file that is of no format that is read, and for nothing at all.
    """
    found = False
    for path in paths:
        for copy in _of_path(path, tell):
            found = True
            yield copy
    if not found:
        raise OperatorError("nothing to rehydrate from: no text was found")


def _of_path(path: Path, tell: Tell) -> Iterator[Copy]:
    if (path / DECLARATION).is_file():
        yield from _of_corpus(Corpus(path), tell)
    elif path.is_dir():
        for file, regular in walk(path):
            if regular and _is_known(file):
                yield from _of_file(file, tell)
    elif _is_known(path):
        yield from _of_file(path, tell)
    else:
        known = ", ".join((*IMPORTERS, ".json", ".jsonl"))
        raise OperatorError(f"{path} has no format that texts are read from; known: {known}")


def _is_known(path: Path) -> bool:
    return path.suffix.lower() in IMPORTERS or path.suffix == ".json" or is_shard(path)


def _of_file(path: Path, tell: Tell) -> Iterator[Copy]:
    importer = IMPORTERS.get(path.suffix.lower())
    if importer is None:
        yield from _of_documents(read_documents(path, "article"), {}, tell)
        return
    for part in importer(read_text(path)):
        if isinstance(part, Unread):
            tell(f"{path}: lines {part.first} to {part.last} were not read: {part.reason}")
        else:
            yield _incoming(part, path)


def _incoming(part: Incoming, path: Path) -> Copy:
    """Return an incoming text, under the id that it would have if it were imported."""
    doc = article_doc(part, outlet_id(part.outlet_name), "und", "", path.name)
    return Copy(
        source=f"{path}, line {part.line},",
        title=part.title,
        body=part.body,
        id=doc["id"],
        stem=doc["id"].rpartition("-")[0],
        related=tuple(Related(title=title) for title in part.related),
    )


def _of_corpus(corpus: Corpus, tell: Tell) -> Iterator[Copy]:
    annotations: dict[str, list[Path]] = {}
    for path, kind, _ in corpus.files():
        if kind == "annotation":
            annotations.setdefault(path.name.partition(".")[0], []).append(path)
    yield from _of_documents(corpus.documents("article"), annotations, tell)


def _of_documents(
    documents: Iterable[Document], annotations: Mapping[str, list[Path]], tell: Tell
) -> Iterator[Copy]:
    for document in documents:
        where = shown_path(document.path) + (f", line {document.line}," if document.line else "")
        if document.value is None:
            tell(f"{where} is no article that can be read (run corpus-tools validate)")
            continue
        article = Article.from_doc(document.value)
        if article.body is not None:
            judged = [
                judgement
                for path in annotations.get(article.id, ())
                for entry in read_documents(path, "annotation")
                if entry.value is not None
                for judgement in anchored(entry.value, article)
            ]
            yield Copy(
                source=where,
                title=article.title or "",
                body=article.body,
                id=article.id,
                url=article.url,
                related=article.related,
                said=_said(article, judged),
            )


def _said(article: Article, judged: Iterable[Judgement]) -> dict[Said, str]:
    """Return speakers and comments as annotators gave them.

    A resolved span has the speaker that all who judged the place name.
    """
    said: dict[Said, str] = {}
    speakers: dict[Said, set[str]] = {}
    for one in judged:
        row = place_id(article.id, one, one.annotator)
        if one.comment is not None:
            said[Said("judgements", row, "comment")] = one.comment
        if one.speaker is not None:
            said[Said("judgements", row, "speaker")] = one.speaker
            resolved = Said("annotations", place_id(article.id, one), "speaker")
            speakers.setdefault(resolved, set()).add(one.speaker)
    return said | {span: min(names) for span, names in speakers.items() if len(names) == 1}
