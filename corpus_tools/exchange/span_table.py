"""Spans as a table for spreadsheets, and the rows of such a table, with their addresses.

One row per span; `decision` is for a person to fill. Cells hold no control or formatting
character: one that the text has is written `\\u{…}`, a line feed `\\u{a}`. Nor does a cell
begin as a formula does: an apostrophe stands before it. Both are undone, exactly, on the way
in. A comma, a semicolon or a tab may part the cells, a byte order mark may stand first.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus_tools.corpus import shown_path
from corpus_tools.documents.files import UnreadableError, open_regular
from corpus_tools.documents.places import Lines, Source
from corpus_tools.escaping import for_terminal
from corpus_tools.exchange.importing import decoded
from corpus_tools.findings import Fault, Finding, OperatorError, quote, severity
from corpus_tools.model import Article, Span
from corpus_tools.skeletons import annotation_template

NEEDED = ("article", "field", "start", "end", "surface", "concept", "variant", "usage", "decision")
COLUMNS = (
    *("article", "field", "start", "end", "surface", "before", "after", "concept", "variant"),
    *("usage", "voice", "speaker", "stance", "decision", "comment"),
)
CONTEXT = 40
"""Code points of the text on each side of a span."""

LARGEST = 256 * 1024 * 1024
"""Largest table that is read, in bytes."""

_LOWERED = ("field", "usage", "voice", "stance", "decision")
_AS_WRITTEN = ("surface", "before", "after", "speaker", "comment")
_FORMULA = r"[\s']*[=+\-@＝＋－＠]"
_PARTED = re.compile(r";(?=[\s'\"]*[=+\-@＝＋－＠])")  # a formula, where `;` parts cells
_ESCAPE = re.compile(r"\\u\{(10[0-9a-f]{4}|[0-9a-f]{1,5})\}")


def to_cell(text: str) -> str:
    """Return a text as a cell that neither a terminal nor a spreadsheet obeys."""
    shown = for_terminal(text.replace("\\u{", "\\u{5c}u{"))
    shown = _PARTED.sub(r"\\u{3b}", shown)
    return f"'{shown}" if re.match(_FORMULA, shown) else shown


def from_cell(cell: str) -> str:
    """Return the text that a cell stands for: the inverse of `to_cell`."""
    bare = cell[1:] if re.match(f"'{_FORMULA}", cell) else cell
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), bare)


def table(found: Iterable[tuple[Article, Sequence[Span]]]) -> Iterator[str]:
    """Yield the lines of a table of spans, the names of the columns first."""
    yield _line(COLUMNS)
    for article, spans in found:
        for doc in annotation_template(article, spans, "")["spans"]:
            text, start, end = article.text(doc["field"]) or "", doc["start"], doc["end"]
            around = {"before": text[max(0, start - CONTEXT) : start]}
            around["after"] = text[end : end + CONTEXT]
            doc |= {"article": article.id, "decision": None, **around}
            values = (doc.get(name) for name in COLUMNS)
            yield _line("" if value is None else to_cell(str(value)) for value in values)


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()


# ------------------------------------------------------------------ reading rows


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line it begins at (from 1), its source, its cells by column, undone.

    `beyond` is the number of a filled cell under no name, from 0.
    """

    line: int
    source: str
    cells: dict[str, str]
    beyond: int | None = None

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


class Table:
    """A file of rows. Raises OperatorError where it is no table, or not UTF-8."""

    def __init__(self, path: Path) -> None:
        self._path, self._text = path, _text(path)
        first = self._text.partition("\n")[0]
        self._sign = max(",;\t", key=lambda sign: len({*COLUMNS} & {*_names(first.split(sign))}))
        self._records = self._read()
        line, source, cells = next(self._records, (1, "", []))
        self._head, self._names = Row(line, source, {}), _names(cells)

    def _read(self) -> Iterator[tuple[int, str, list[str]]]:
        lines: list[str] = []

        def remembered() -> Iterator[str]:
            for text in io.StringIO(self._text, newline=""):
                lines.append(text)
                yield text

        reader, line = csv.reader(remembered(), delimiter=self._sign, strict=True), 1
        try:
            for cells in reader:
                yield line, "".join(lines), cells
                line = reader.line_num + 1
                lines.clear()
        except csv.Error as error:
            where = f"{self._path}: the row that begins at line {line}"
            raise OperatorError(f"{where} cannot be read: {error}; save the table again") from None

    def header(self) -> Iterator[Finding]:
        """Yield what is wrong with the names of the columns."""
        known = ", ".join(COLUMNS)
        for at, name in enumerate(self._names):
            if name and name not in COLUMNS:
                hint = f"Remove it, or give it one of these names: {known}."
                yield self._of_head(at, "CT102", f"Unknown column: {quote(name)}.", hint)
            elif name and name in self._names[:at]:
                message = f"The column {quote(name)} stands twice."
                yield self._of_head(at, "CT006", message, "Keep one of them.")
        if missing := [name for name in NEEDED if name not in self._names]:
            hint = f"Name the columns in the first line: {known}."
            yield self._of_head(0, "CT101", f"Missing columns: {', '.join(missing)}.", hint)

    def _of_head(self, at: int, code: str, message: str, hint: str) -> Finding:
        return self.finding(self._head, at, Fault(code=code, message=message, hint=hint))

    def rows(self) -> Iterator[Row]:
        """Yield the rows that are not blank."""
        for line, source, cells in self._records:
            filled = [at for at, cell in enumerate(cells) if cell.strip()]
            beyond = (at for at in filled if at >= len(self._names) or not self._names[at])
            if filled:
                named = zip(self._names, cells, strict=False)
                read = {name: _value(name, cell) for name, cell in named}
                yield Row(line, source, read, next(beyond, None))

    def finding(self, row: Row, column: int | str, fault: Fault) -> Finding:
        """Give a fault the address of a cell, by its column's name or number (from 0)."""
        named = isinstance(column, str)
        at = column if isinstance(column, int) else 0
        at = self._names.index(str(column)) if column in self._names else at
        offset = self._offset(row.source, at)
        line, place = Lines(row.source).place(offset)
        return Finding(
            code=fault.code,
            severity=severity(fault.code),
            path=shown_path(self._path),
            pointer=f"/{column}" if named else "",
            line=row.line + line - 1,
            column=place,
            message=f"Column {column}: {fault.message}" if named else fault.message,
            hint=fault.hint,
            excerpt=Source(row.source).excerpt(replace(fault, line=line, column=place)),
        )

    def _offset(self, source: str, wanted: int) -> int:
        """Return where the cell of a number begins in the source of its row, or the last."""
        cell = re.compile(f'(?:"(?:[^"]|"")*")?[^{self._sign}]*{self._sign}')
        offset = 0
        for _ in range(wanted):
            offset = match.end() if (match := cell.match(source, offset)) else offset
        return offset


def _text(path: Path) -> str:
    try:
        with open_regular(path) as handle:
            raw = handle.read(LARGEST + 1)
    except UnreadableError as error:
        raise OperatorError(f"{path}: {error.fault.message}") from error
    if len(raw) > LARGEST:
        raise OperatorError(f"{path} has more than {LARGEST:,} bytes; import it in parts")
    return decoded(raw, path)


def _names(cells: Iterable[str]) -> list[str]:
    return [cell.strip(" \t\r\n\"'").lower() for cell in cells]


def _value(name: str, cell: str) -> str:
    if name in _AS_WRITTEN:
        return from_cell(cell)
    text = from_cell(cell.strip()).strip()
    return text.lower() if name in _LOWERED else text
