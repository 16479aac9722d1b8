"""Where each value of a JSON text stands, and what a reader sees there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from json.decoder import scanstring  # type: ignore[attr-defined]

from corpus_tools.findings import Excerpt, Fault

_SPACE = re.compile(r"[ \t\n\r]*")
_UNIT = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]",
    re.DOTALL,
)
"""What stands for one code point inside a JSON string."""
_SCALAR = re.compile(r"[^ \t\n\r,\]}]+")


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the text: code point offsets of its key (or None) and of its own range."""

    pointer: str
    key: int | None
    start: int
    end: int


def pointer_to(*steps: str | int) -> str:
    """Build a JSON pointer (RFC 6901) from keys and list positions."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class Lines:
    """The lines of a text: lines and columns count from 1, columns and offsets in code points."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._length = len(text)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, at most the text's end."""
        start = self._starts[min(line, len(self._starts)) - 1]
        return min(start + column - 1, self._length)

    def bounds(self, offset: int) -> tuple[int, int]:
        """Return where the line of an offset begins and ends, its line feed left out."""
        line = bisect_right(self._starts, offset)
        after = self._starts[line] - 1 if line < len(self._starts) else self._length
        return self._starts[line - 1], after


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset; for more than one, use Lines."""
    return Lines(text).place(offset)


class Places:
    """Where each pointer of a well-formed JSON text stands, and how it looks there.

    Of what the `private` pointers lead to, no excerpt shows anything.
    """

    def __init__(self, text: str, private: Iterable[str] = ()) -> None:
        self._text = text
        self._lines = Lines(text)
        self._nodes: dict[str, Node] = {}
        for node in scan(text):
            self._nodes.setdefault(node.pointer, node)
        self._private = [self._nodes[pointer] for pointer in private if pointer in self._nodes]

    def of(self, fault: Fault) -> tuple[int, int]:
        """Return line and column of a fault; a missing value is placed at what encloses it."""
        if fault.line is not None and fault.column is not None:
            return fault.line, fault.column
        return self._lines.place(self._offset(fault, self._node(fault)))

    def excerpt(self, fault: Fault) -> Excerpt | None:
        """Return what stands around a fault, no more than its own key and value."""
        if fault.line is not None and fault.column is not None:
            start, end = 0, len(self._text)
            offset = self._lines.offset(fault.line, fault.column)
        else:
            node = self._node(fault)
            start, end = node.start if node.key is None else node.key, node.end
            offset = self._offset(fault, node)
        if fault.private or any(node.start <= offset < node.end for node in self._private):
            return None
        return _cut(self._text, self._lines, offset, (start, end), self._private)

    def _node(self, fault: Fault) -> Node:
        pointer = fault.pointer
        while pointer not in self._nodes and pointer:
            pointer = pointer.rpartition("/")[0]
        return self._nodes[pointer]

    def _offset(self, fault: Fault, node: Node) -> int:
        if node.pointer != fault.pointer:
            return node.start
        if fault.inside is not None and self._text[node.start] == '"':
            return _unescaped(self._text, node, fault.inside)
        return node.key if fault.at_key and node.key is not None else node.start


def _unescaped(text: str, node: Node, inside: int) -> int:
    """Return where a code point of a string stands in its JSON."""
    at = node.start + 1
    plain = text.find("\\", at, at + inside)
    if plain < 0:
        return at + inside
    units = islice(_UNIT.finditer(text, plain, node.end), inside - (plain - at), None)
    unit = next(units, None)
    return unit.start() if unit else node.start


# ------------------------------------------------------------------ excerpts

WIDTH = 76
"""Longest excerpt, in code points."""

_BEFORE = 24
_MARGIN = 100
_PERSONAL = re.compile(r'[^\s"<>]*@[^\s"<>]*|\+[0-9 ()./\-\u00a0]{7,}')


class Source:
    """A text that is no JSON, of which every fault says its own line and column."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)

    def of(self, fault: Fault) -> tuple[int, int]:
        """Return line and column of a fault; those of the text's begin if it has none."""
        return fault.line or 1, fault.column or 1

    def excerpt(self, fault: Fault) -> Excerpt | None:
        """Return what stands around a fault."""
        if fault.private:
            return None
        offset = self._lines.offset(*self.of(fault))
        return _cut(self._text, self._lines, offset, (0, len(self._text)), ())


def excerpt_at(text: str, line: int, column: int) -> Excerpt | None:
    """Return what stands around a line and column; for more than one, use Source."""
    lines = Lines(text)
    return _cut(text, lines, lines.offset(line, column), (0, len(text)), ())


def _cut(
    text: str, lines: Lines, offset: int, within: tuple[int, int], private: Iterable[Node]
) -> Excerpt | None:
    """Cut a window around an offset, out of its line and a range of the text."""
    first, last = lines.bounds(offset)
    start, end = max(within[0], first), min(within[1], last)
    if offset - start < _MARGIN:
        start = offset - len(text[start:offset].lstrip())
    if end - offset < _MARGIN:
        end = offset + len(text[offset:end].rstrip())
    left = max(start, min(offset - _BEFORE, end - WIDTH))
    right = min(end, left + WIDTH)
    if text[left:right] in ("", "{", "["):
        return None
    shown = _without_personal(text, left, right, private)
    return Excerpt(shown, offset - left, left > start, right < end)


def _without_personal(text: str, left: int, right: int, private: Iterable[Node]) -> str:
    """Return `text[left:right]` with a dot for each letter that must not be shown."""
    first = max(0, left - _MARGIN)
    shown = _PERSONAL.sub(lambda match: "•" * len(match[0]), text[first : right + _MARGIN])
    shown = shown[left - first : right - first]
    for node in private:
        a, b = max(node.start, left) - left, min(node.end, right) - left
        if a < b:
            shown = shown[:a] + "•" * (b - a) + shown[b:]
    return shown


# ------------------------------------------------------------------ the walk through a text


def scan(text: str) -> Iterator[Node]:
    """Yield every value of a well-formed JSON text, inner ones first."""
    start = _skip(text, 0)
    nodes: list[Node] = []
    _scan_value(text, start, "", None, nodes.append)
    yield from nodes


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _scan_value(
    text: str, at: int, pointer: str, key: int | None, found: Callable[[Node], None]
) -> int:
    if text[at] == "{":
        end = _scan_object(text, at, pointer, found)
    elif text[at] == "[":
        end = _scan_list(text, at, pointer, found)
    elif text[at] == '"':
        end = scanstring(text, at + 1, True)[1]
    else:
        match = _SCALAR.match(text, at)
        end = match.end() if match else at
    found(Node(pointer, key, at, end))
    return end


def _scan_object(text: str, at: int, pointer: str, found: Callable[[Node], None]) -> int:
    at = _skip(text, at + 1)
    while text[at] != "}":
        key_at = at
        key, at = scanstring(text, at + 1, True)
        at = _skip(text, _skip(text, at) + 1)  # over the colon
        at = _scan_value(text, at, pointer + pointer_to(key), key_at, found)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return at + 1


def _scan_list(text: str, at: int, pointer: str, found: Callable[[Node], None]) -> int:
    at = _skip(text, at + 1)
    position = 0
    while text[at] != "]":
        at = _scan_value(text, at, pointer + pointer_to(position), None, found)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        position += 1
    return at + 1
