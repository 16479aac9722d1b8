"""Measures matching on annotated sentences of your own, with a lexicon of your own.

    python -m tests.bench.places FOLDER --language hy --lexicon FILE [--show 20]

FOLDER holds `*.conllu` files (Universal Dependencies) or `*.tsv` files: a sentence, a tab, the
names in it joined by |, each looked for behind the one before, as a whole word if it can be.
LEXICON is a TSV file: form, inflection class (may be empty), category (else `place`); or the
`lexicon` folder of a corpus.

Gold in CoNLL-U is every sequence of tokens whose lemmas, folded, are a dictionary form of the
lexicon, word by word; spaces and hyphens are alike. Of sequences that overlap the longest
counts. Its span runs over whole surface tokens: the whole multi-word token, if one of its words
belongs to it. Empty nodes are passed over.
- Lemmas know no sense and no capitals: another word with the same lemma is counted as gold.
- A derived word with a lemma of its own, or a compound that is one token, is not gold: a hit
  there is wrong. So is one where the treebank spells the lemma in another way.
- `exclude` and `stems` of the lexicon's forms are not heard when gold is made.

Found is a gold span that a hit has exactly, whichever form it is of; a hit with other bounds is
one missed and one wrong. Punctuation at the ends of either does not count. A category's gold and
found go by the gold's form, its wrong ones by the hit's; names in `*.tsv` have no category: they
and the hits there are `unsaid`, unless the lexicon has one category only. Forms that need
context count as if they had it, in a row of their own that is not in `all`.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from corpus_tools.corpus import read_document
from corpus_tools.escaping import for_terminal
from corpus_tools.findings import OperatorError, quote
from corpus_tools.languages import Language, language, searched
from corpus_tools.languages.folding import fold
from corpus_tools.model import Concept, Form, Lexicon, Variant
from corpus_tools.terms.agreement import wilson
from corpus_tools.terms.matching import Hit, Matcher, longest, matcher

APART = "needs context"
UNSAID = "unsaid"
_ID = re.compile(r"([0-9]{1,9})(?:([-.])([0-9]{1,9}))?")
_TEXT = re.compile(r"#\s*text\s*=(.*)")
_INSIDE = re.compile(r"\w(?:.*\w)?", re.DOTALL)

Pieces = tuple[str, ...]
Span = tuple[int, int]
Line = tuple[int, str]
Rows = dict[Pieces, str]
"""The dictionary forms, folded and cut at spaces and hyphens: in which row each is counted."""


class Sentence(NamedTuple):
    """A text with its gold spans, and the row each is counted in; `row` None: as the hit says."""

    place: str
    text: str
    gold: dict[Span, str]
    row: str | None = None


class Outcome(NamedTuple):
    """What became of one gold span or of one hit: `found`, `missed` or `wrong`."""

    result: str
    row: str
    sentence: Sentence
    span: Span


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the lines of a file with their numbers."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise OperatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path} is not UTF-8: byte {error.start:,}") from error
    yield from enumerate(text.split("\n"), 1)


def pieces(text: str, row: Language) -> Pieces:
    """Fold a text and cut it at spaces and hyphens."""
    return tuple(piece for piece in re.split(r"[\s-]+", fold(text, row)) if piece)


def row_of(forms: Iterable[tuple[str, bool]]) -> str:
    """Return the row of forms, of which category and need of context are given."""
    return "+".join(sorted({category for category, apart in forms if not apart})) or APART


def _concept(place: str, line: str, tag: str) -> Concept:
    text, inflection, category, *more = map(str.strip, f"{line}\t\t".split("\t"))
    if len(more) > 2 or not pieces(text, language(tag)):
        raise OperatorError(f"{place}: expected form, class, category; found {quote(line)}")
    form = Form(text=text, language=tag, inflection=inflection or None)
    variant = Variant(id="form", claims=(), forms=(form,))
    return Concept(id=place, category=category or "place", gloss={}, variants=(variant,))


def _concept_of(path: Path) -> Concept:
    document = read_document(path, "concept")
    if document.value is None:
        raise OperatorError(f"{path}: {document.faults[0].message}")
    return Concept.from_doc(document.value)


def read_lexicon(path: Path, tag: str) -> Lexicon:
    """Read a lexicon: a TSV file of one language, or a folder of concepts."""
    if path.is_dir():
        return Lexicon(tuple(_concept_of(file) for file in sorted(path.glob("*.json"))))
    lines = ((number, line) for number, line in lines_of(path) if line.strip())
    return Lexicon(tuple(_concept(f"{path}:{number}", line, tag) for number, line in lines))


def dictionary(lexicon: Lexicon, tag: str) -> Rows:
    """Return the row of every dictionary form that is searched in a language."""
    found: dict[Pieces, list[tuple[str, bool]]] = {}
    for concept in lexicon.concepts:
        for form in (form for variant in concept.variants for form in variant.forms):
            if searched(form.language, tag):
                key = pieces(form.text, language(tag))
                found.setdefault(key, []).append((concept.category, form.needs_context))
    if not found:
        raise OperatorError(f"the lexicon has no forms in {tag}")
    return {key: row_of(forms) for key, forms in found.items()}


def compiled(lexicon: Lexicon, tag: str) -> Matcher:
    """Return the matcher of a lexicon, whose inflection classes may be wrong."""
    try:
        return matcher(lexicon, tag)
    except ValueError as error:
        raise OperatorError(f"the lexicon does not fit {tag}: {error}") from error


def _stand(place: str, text: str, cells: list[str], at: int) -> tuple[Span, int]:
    """Return where a surface token stands, and where the next one begins."""
    end = at + len(cells[1])
    if not text.startswith(cells[1], at):
        raise OperatorError(f"{place}: “# text” has no {quote(cells[1])} here")
    close = "SpaceAfter=No" in cells[9].split("|")
    return (at, end), end if close else len(text) - len(text[end:].lstrip())


def tokens(path: Path, lines: list[Line], text: str) -> Iterator[tuple[str, Span]]:
    """Yield the lemma of every word of a sentence, and the span of its surface token."""
    at = until = 0
    span = (0, 0)
    for number, line in lines:
        cells, place = line.split("\t"), f"{path}:{number}"
        match = _ID.fullmatch(cells[0])
        if len(cells) != 10 or match is None or not cells[1]:
            raise OperatorError(f"{place}: not ten CoNLL-U columns: {quote(line)}")
        first, sign, last = match.groups()
        if sign != "." and (sign or int(first) > until):
            span, at = _stand(place, text, cells, at)
            until = int(last or first)
        if sign is None:
            yield cells[2], span
    if at < len(text):
        raise OperatorError(f"{path}:{lines[-1][0]}: “# text” goes on")


def marked(words: list[tuple[Pieces, Span]], rows: Rows) -> dict[Span, str]:
    """Return the longest sequences of words that are dictionary forms, in order of place."""
    most, found = max(map(len, rows)), dict[Span, str]()
    for at, (_, (start, _)) in enumerate(words):
        key: Pieces = ()
        for more, (_, end) in words[at:] if words[at][0] else ():
            key += more
            if len(key) > most:
                break
            if more and key in rows:
                found.setdefault((start, end), rows[key])
    chosen = longest(Hit(start, end, ()) for start, end in found)
    return {(hit.start, hit.end): found[hit.start, hit.end] for hit in chosen}


def read_conllu(path: Path, rows: Rows, row: Language) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file."""
    for filled, block in groupby(lines_of(path), key=lambda line: bool(line[1].strip())):
        lines = list(block) if filled else []
        body = [line for line in lines if not line[1].startswith("#")]
        texts = [match[1].strip() for _, line in lines if (match := _TEXT.match(line))]
        if body:
            text = texts[0] if texts else ""
            words = [(pieces(lemma, row), span) for lemma, span in tokens(path, body, text)]
            yield Sentence(f"{path.name}:{lines[0][0]}", text, marked(words, rows))


def _located(place: str, text: str, names: str) -> Iterator[Span]:
    """Yield where names joined by | stand, each behind the one before."""
    at = 0
    for name in names.strip().split("|") if names.strip() else ():
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(text, at)
        start = whole.start() if whole else text.find(name, at)
        if not name or start < 0:
            raise OperatorError(f"{place}: the rest of the sentence has no {quote(name)}")
        at = start + len(name)
        yield start, at


def read_tsv(path: Path, rows: Rows) -> Iterator[Sentence]:
    """Yield the sentences of a TSV file, one a line."""
    said = {row for row in rows.values() if row != APART}
    row = said.pop() if len(said) == 1 else UNSAID
    for number, line in lines_of(path):
        place = f"{path}:{number}"
        text, *cells = line.split("\t")
        if line.strip() and len(cells) != 1:
            raise OperatorError(f"{place}: not sentence, tab, names: {quote(line)}")
        if line.strip():
            spans = _located(place, text, cells[0])
            yield Sentence(f"{path.name}:{number}", text, dict.fromkeys(spans, row), row)


def read_folder(folder: Path, rows: Rows, tag: str) -> list[Sentence]:
    """Read every sentence of a folder."""
    sentences = [s for path in sorted(folder.glob("*.tsv")) for s in read_tsv(path, rows)]
    for path in sorted(folder.glob("*.conllu")):
        sentences += read_conllu(path, rows, language(tag))
    if not sentences:
        raise OperatorError(f"no sentences in {folder}: it needs *.conllu or *.tsv files")
    return sentences


def _inside(text: str, span: Span) -> Span:
    match = _INSIDE.search(text, *span)
    return match.span() if match else span


def outcomes(sentence: Sentence, search: Matcher) -> Iterator[Outcome]:
    """Hold the longest hits in a sentence against its gold."""
    text, kept = sentence.text, longest(search.hits(sentence.text))
    hits = {_inside(text, (hit.start, hit.end)): hit for hit in kept}
    for span, row in sentence.gold.items():
        hit = hits.pop(_inside(text, span), None)
        apart = sentence.row is not None and hit is not None and hit.needs_context
        yield Outcome("found" if hit else "missed", APART if apart else row, sentence, span)
    for span, hit in hits.items():
        row = row_of((entry.concept.category, entry.form.needs_context) for entry in hit.entries)
        yield Outcome("wrong", row if row == APART else sentence.row or row, sentence, span)


def _share(hits: int, n: int) -> str:
    low, high = wilson(hits, n)
    return f"{f'{hits / n:.2%}' if n else '–':>8}  {f'[{low:.2%}–{high:.2%}]':17}"


def figures(name: str, judged: list[Outcome]) -> str:
    """Return one line of figures."""
    count = Counter(outcome.result for outcome in judged)
    found, missed, wrong = count["found"], count["missed"], count["wrong"]
    sentences = len({outcome.sentence.place for outcome in judged})
    numbers = "".join(f"{n:10,}" for n in (sentences, found + missed, found, missed, wrong))
    shares = _share(found, found + wrong), _share(found, found + missed)
    return f"{for_terminal(name):16}{numbers}  {'  '.join(shares)}".rstrip()


def report(judged: list[Outcome], show: int) -> Iterator[str]:
    """Yield the lines of the table, then the first misses and wrong ones."""
    heads = "".join(f"{head:>10}" for head in ("sentences", "gold", "found", "missed", "wrong"))
    yield f"{'':16}{heads}  precision 95 % interval     recall  95 % interval"
    usual = [outcome for outcome in judged if outcome.row != APART]
    for name in sorted({outcome.row for outcome in usual}):
        yield figures(name, [outcome for outcome in usual if outcome.row == name])
    yield figures("all", usual)
    yield figures(APART, [outcome for outcome in judged if outcome.row == APART])
    for result in ("missed", "wrong"):
        of_them = [outcome for outcome in judged if outcome.result == result]
        for _, row, (place, text, *_), (start, end) in of_them[: max(show, 0)]:
            shown = f"{text[:start]}[[{text[start:end]}]]{text[end:]}"
            yield for_terminal(f"{result} {place} ({row}): {shown}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", required=True)
    parser.add_argument("--lexicon", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args(arguments)
    try:
        lexicon = read_lexicon(given.lexicon, given.language)
        rows, search = dictionary(lexicon, given.language), compiled(lexicon, given.language)
        sentences = read_folder(given.folder, rows, given.language)
    except OperatorError as error:
        parser.exit(2, f"{for_terminal(error)}\n")
    judged = [outcome for sentence in sentences for outcome in outcomes(sentence, search)]
    print(f"{len(sentences):,} sentences read; below, those with gold or a hit")
    print(*report(judged, given.show), sep="\n")


if __name__ == "__main__":
    main()
