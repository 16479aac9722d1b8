"""From paths to a report: which files to check, with or without their corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from corpus_tools.checks.gathering import MOST, Gathered
from corpus_tools.checks.lone import check_lone_article, check_lone_document
from corpus_tools.corpus import (
    DECLARATION,
    FOLDERS,
    Corpus,
    Document,
    enclosing_corpus,
    read_document,
    read_shard,
)
from corpus_tools.documents.files import is_below, is_shard, walk
from corpus_tools.findings import Finding, OperatorError, Report, ordered, quote
from corpus_tools.model import Article
from corpus_tools.progress import Progress, silent


def validate(
    *paths: str | Path,
    progress: Progress = silent,
    now: datetime | None = None,
    changed: frozenset[Path] | None = None,
    most: int | None = MOST,
) -> Report:
    """Check corpora, folders of them, shards or single files; default `raw`.

    A path inside a corpus is held against the whole corpus; only findings about files at or
    below the path are returned. Dates after `now` are in the future; no clock is read, so
    without it none is. Given the `changed` files of a corpus (resolved paths), the others
    are read only for the rules on files together. Beyond `most` findings of one rule in one
    file (None: no limit) they are counted. Raises OperatorError where there is nothing to check.
    """
    files, articles, findings, alone = 0, 0, list[Finding](), Gathered(most)
    by_corpus: dict[Path, list[Path]] = {}
    for given in paths or ("raw",):
        path = Path(given)
        if not str(given) or not os.path.lexists(path):
            raise OperatorError(f"no such file or folder: {quote(str(given), 300)}")
        root = enclosing_corpus(path)
        inner = _corpora_below(path) if root is None else [root]
        for corpus in inner:
            within = corpus if root is None else path
            by_corpus.setdefault(corpus, []).append(Path(os.path.abspath(within)))
        if not inner:
            _check_declared(path)
            read = None
            for document in _lone_documents(path):
                files += document.path != read
                read = document.path
                articles += document.kind == "article"
                alone.extend(_check_lone(document, now))
    for root, wanted in by_corpus.items():
        from corpus_tools.checks.survey import survey  # a lone file does without

        asked = () if root in wanted else wanted
        result = survey(Corpus(root), progress, now, changed, most, asked)
        if not asked:
            files += len(result.files)
            articles += result.articles_read
            findings.extend(result.findings)
            continue
        here = [path for path in result.files if is_below(path, wanted)]
        files += len(here)
        articles += _count_articles(root, here)
        findings += [finding for finding in result.findings if _concerns(finding, wanted)]
    findings.extend(alone)
    if files == 0 and not findings:
        raise OperatorError("nothing to check: no .json or .jsonl file there")
    return Report(files=files, articles=articles, findings=ordered(findings))


def _corpora_below(path: Path) -> list[Path]:
    """Return the corpora in a folder that is in none: it is they that are to be checked."""
    found = (file for file, _ in walk(path)) if path.is_dir() else ()
    roots = (enclosing_corpus(file) for file in found if file.name == DECLARATION)
    return sorted({root for root in roots if root is not None})


def _check_declared(path: Path) -> None:
    """Refuse a corpus that lost its declaration: file by file, it might look clean."""
    folders = [name for name in FOLDERS if (path / name).is_dir()]
    if len(folders) > 1:
        raise OperatorError(f"{path} has {' and '.join(folders)}, but no {DECLARATION}")


def _concerns(finding: Finding, folders: list[Path]) -> bool:
    """Tell whether a finding is about a file in some folders, or one of those."""
    paths = (finding.path, *finding.others)
    return any(is_below(Path(os.path.abspath(path)), folders) for path in paths)


def _count_articles(root: Path, here: list[Path]) -> int:
    articles = [path for path in here if path.relative_to(root).parts[0] == "articles"]
    return sum(1 if not is_shard(path) else _lines(path) for path in articles)


def _lines(path: Path) -> int:
    return sum(1 for _ in read_shard(path))


def _lone_documents(path: Path) -> Iterator[Document]:
    paths = [found for found, _ in walk(path)] if path.is_dir() else [path]
    for file in paths:
        if is_shard(file):
            yield from read_shard(file)
        elif not path.is_dir() or file.suffix == ".json":
            yield read_document(file)


def _check_lone(document: Document, now: datetime | None) -> Iterator[Finding]:
    faults = list(document.faults)
    if document.value is not None and document.kind == "article":
        article = Article.from_doc(document.value)
        faults.extend(check_lone_article(article, document.value, now))
    elif document.value is not None:
        faults.extend(check_lone_document(document.kind, document.value))
    yield from document.findings(faults)
