"""What `annotate` writes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus_tools.cli.console import has_colour, note, write
from corpus_tools.cli.highlight import legend, listed, marked
from corpus_tools.corpus import (
    DECLARATION,
    Corpus,
    Document,
    enclosing_corpus,
    kind_in_corpus,
    read_document,
    read_documents,
    readable_lexicon,
    shown_path,
)
from corpus_tools.documents.files import walk
from corpus_tools.documents.formats import is_moment
from corpus_tools.documents.schema import load_schema
from corpus_tools.escaping import for_json, for_terminal
from corpus_tools.findings import OperatorError
from corpus_tools.model import FIELDS, Article, Lexicon, Span
from corpus_tools.skeletons import annotation_template, dumped, write_new
from corpus_tools.terms.annotating import annotate, annotate_article


def annotate_text(
    raw: bytes, language: str | None, date: str | None, corpus: Path, format: str, quiet: bool
) -> None:
    """Annotate a plain text; without a date, the claims of every day count."""
    if format == "csv":
        raise OperatorError("a text on standard input has no article for a table to name")
    if language is None:
        raise OperatorError("a text on standard input needs --language")
    if re.fullmatch(load_schema("article")["$defs"]["language"]["pattern"], language) is None:
        raise OperatorError(f"{language} is no BCP 47 language tag, such as hy or el-CY")
    if date is not None and not is_moment(date):
        raise OperatorError(f"{date} is no day; write YYYY-MM-DD")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OperatorError(f"the text is not UTF-8 (byte offset {error.start})") from error
    source, lexicon = _opened(corpus, quiet)
    spans = annotate(text, language=language, lexicon=lexicon, published=date)
    if format == "text":
        write(f"  {marked(text, spans, _sides(source))}\n")
        write("".join(map(listed, spans)))
    else:
        record = {"path": None, "id": None, "language": language, "spans": _docs(spans)}
        write(_dumped([record] if format == "json" else record, format))


def write_templates(paths: list[Path], annotator: str) -> None:
    """Write, for each article, a file of its suggestions for an annotator to fill."""
    from corpus_tools.exchange.span_judgements import check_annotator

    check_annotator(annotator)
    for source, _, article, spans in _found(paths, quiet=False):
        doc = annotation_template(article, spans, annotator)
        path = source.root / "annotations" / f"{article.id}.{annotator}.json"
        write_new(path, dumped(doc))
        write(f"{for_terminal(shown_path(path))}\n")


def annotate_paths(paths: list[Path], format: str, quiet: bool) -> None:
    """Annotate every article at or below some paths; what cannot be read is noted."""
    found = _found(paths, quiet)
    if format == "csv":
        _write_table((article, spans) for _, _, article, spans in found)
        return
    if format == "text":
        for source, document, article, spans in found:
            _show(source, document, article, spans)
        return
    first = True
    for _, document, article, spans in found:
        record = {
            "path": _path(document),
            "id": article.id,
            "language": article.language,
            "spans": _docs(spans),
        }
        if format == "json":
            write("[\n" if first else ",\n")
        write(
            _dumped(record, "jsonl").rstrip("\n") if format == "json" else _dumped(record, format)
        )
        first = False
    if format == "json":
        write("[]\n" if first else "\n]\n")


def _write_table(found: Iterable[tuple[Article, tuple[Span, ...]]]) -> None:
    """Write a table; the mark by which spreadsheets know UTF-8 is nothing for a terminal."""
    from corpus_tools.exchange.span_table import table

    write("" if sys.stdout.isatty() else "\ufeff")
    for line in table(found):
        write(line)


def _found(
    paths: list[Path], quiet: bool
) -> Iterator[tuple[Corpus, Document, Article, tuple[Span, ...]]]:
    corpora: dict[Path, tuple[Corpus, Lexicon]] = {}
    for path in paths:
        root = enclosing_corpus(path)
        if not path.exists() or root is None:
            raise OperatorError(f"{path} is not in a corpus")
        if root not in corpora:
            corpora[root] = _opened(root, quiet)
        source, lexicon = corpora[root]
        for file in _files(path.absolute(), root):
            for document in read_documents(file, "article"):
                if document.value is None:
                    _left_out(document, quiet)
                else:
                    article = Article.from_doc(document.value)
                    yield source, document, article, annotate_article(article, lexicon)


def _opened(root: Path, quiet: bool) -> tuple[Corpus, Lexicon]:
    """Open a corpus with what can be read of its lexicon: it need not be clean."""
    source = Corpus(root)
    lexicon, broken = readable_lexicon(source)
    for document in broken:
        _left_out(document, quiet)
    return source, lexicon


def _left_out(document: Document, quiet: bool) -> None:
    finding = next(document.findings(document.faults))
    note(f"{finding.path}:{finding.line}: left out: {finding.message}", quiet=quiet)


def _files(path: Path, root: Path) -> Iterator[Path]:
    files = (file for file, _ in walk(path)) if path.is_dir() else iter((path,))
    return (file for file in files if kind_in_corpus(file.relative_to(root)) == "article")


def _path(document: Document) -> str:
    return shown_path(document.path)


def _sides(corpus: Corpus) -> list[str]:
    declared = read_document(corpus.root / DECLARATION, "corpus").value or {}
    return sorted(entry["id"] for entry in declared.get("perspectives", ()))


def _show(corpus: Corpus, document: Document, article: Article, spans: tuple[Span, ...]) -> None:
    sides = _sides(corpus)
    write(f"{for_terminal(_path(document))}  {article.language}  {article.day}\n")
    for field in FIELDS:
        text = article.text(field)
        if text is not None:
            here = [span for span in spans if span.field == field]
            write(f"  {marked(text, here, sides)}\n")
    write("".join(map(listed, spans)))
    write(legend(sides) if has_colour() else "")
    write("\n")


def _docs(spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    return [asdict(span) for span in spans]


def _dumped(value: Any, format: str) -> str:
    return for_json(value, indent=None if format == "jsonl" else 2) + "\n"
