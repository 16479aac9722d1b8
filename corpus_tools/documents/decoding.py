"""Strict JSON from bytes.

Stricter than RFC 8259 asks and than `json.loads` is: UTF-8 only, no byte order mark, no
repeated key, no NaN, no number of more than 18 digits, no lone surrogate, limited depth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from math import isinf
from typing import Any

from corpus_tools.documents.places import Lines, Node, scan
from corpus_tools.documents.syntax import fault_of
from corpus_tools.findings import Fault, quote

MAX_DEPTH = 32
"""How deep objects and lists may nest."""

MAX_DIGITS = 18
"""Longest whole number: every such integer is exact in 64 bits."""

MAX_VALUES = 250_000
"""Most values in one document: an annotation of the longest article has fewer."""

_LONG = re.compile(f"-?[0-9]{{{MAX_DIGITS + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A JSON value, the text it came from, and whether it holds a number with a fraction."""

    value: Any
    text: str
    has_floats: bool


class UndecodableError(Exception):
    """Bytes are not the JSON we accept; carries every fault found.

    `source` is what could be read of them, for excerpts.
    """

    def __init__(self, faults: list[Fault], source: str = "") -> None:
        super().__init__(faults[0].message)
        self.faults = faults
        self.source = source


def decode(raw: bytes) -> Decoded:
    """Decode one JSON document.

    Raises UndecodableError: faults of encoding and syntax stop at the first, the others
    (repeated keys, bad numbers, surrogates) are all reported.
    """
    text = decode_text(raw)
    hooks = _Hooks()
    try:
        value = json.loads(
            text,
            object_pairs_hook=hooks.pairs,
            parse_constant=hooks.constant,
            parse_float=hooks.float,
            parse_int=hooks.int,
        )
    except json.JSONDecodeError as error:
        raise UndecodableError([fault_of(text, error)], text) from None
    except RecursionError:
        raise UndecodableError([_depth_fault()]) from None
    if _may_be_deep(text) and _too_deep(value):
        raise UndecodableError([_depth_fault()])
    if text.count(",") >= MAX_VALUES and (number := _values(value)) > MAX_VALUES:
        raise UndecodableError([_too_many(number)])
    if _SURROGATE_ESCAPE.search(text):
        hooks.suspicious = True
    if hooks.suspicious and (faults := list(_inner_faults(text))):
        raise UndecodableError(faults, text)
    return Decoded(value, text, hooks.has_floats)


@dataclass(slots=True)
class _Hooks:
    """Notes what `json` would pass over; the exact places are looked up only if needed."""

    suspicious: bool = False
    has_floats: bool = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self.suspicious = True
        return value

    def constant(self, _name: str) -> None:
        self.suspicious = True

    def float(self, digits: str) -> float:
        self.has_floats = True
        number = float(digits)
        if isinf(number):
            self.suspicious = True
        return number

    def int(self, digits: str) -> int:
        if len(digits.lstrip("-")) > MAX_DIGITS:
            self.suspicious = True
            return 0
        return int(digits)


def decode_text(raw: bytes) -> str:
    """Decode UTF-8 without byte order mark. Raises UndecodableError for any other bytes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:2]:
        message = "The file is UTF-16 or UTF-32, not UTF-8."
        raise UndecodableError([_encoding_fault("CT003", 1, 1, message)])
    if raw.startswith(b"\xef\xbb\xbf"):
        message = "The file begins with a byte order mark (EF BB BF)."
        source = raw.decode("utf-8", "backslashreplace")
        raise UndecodableError([_encoding_fault("CT004", 1, 1, message)], source)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = Lines(before).place(len(before))
        what = f"Byte 0x{raw[error.start]:02X} at byte offset {error.start} is not UTF-8"
        fault = _encoding_fault("CT003", line, column, f"{what} ({error.reason}).")
        raise UndecodableError([fault], raw.decode("utf-8", "backslashreplace")) from None


def _encoding_fault(code: str, line: int, column: int, message: str) -> Fault:
    hint = "Save the file as UTF-8 without byte order mark; do not only rename it."
    return Fault(code=code, line=line, column=column, message=message, hint=hint)


def _depth_fault() -> Fault:
    message = f"Objects and lists nest more than {MAX_DEPTH} deep."
    hint = "The schemas need four levels; leave out the rest."
    return Fault(code="CT009", line=1, column=1, message=message, hint=hint)


def _may_be_deep(text: str) -> bool:
    return text.count("{") + text.count("[") > MAX_DEPTH


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _values(value: Any) -> int:
    """Return how many values there are, the outermost included."""
    number, level = 1, [value]
    while level:
        inner = [
            one for outer in level for one in (outer.values() if isinstance(outer, dict) else outer)
        ]
        number += len(inner)
        level = [one for one in inner if isinstance(one, dict | list)]
    return number


def _too_many(number: int) -> Fault:
    message = f"The document has {number:,} values; at most {MAX_VALUES:,} are read."
    hint = "Split it, or leave out what is repeated."
    return Fault(code="CT002", line=1, column=1, message=message, hint=hint)


# ------------------------------------------------------------------ what json passes over


def _inner_faults(text: str) -> Iterator[Fault]:
    lines = Lines(text)
    seen: set[str] = set()
    repeated: dict[str, list[Node]] = {}
    repeated_until = 0
    for node in sorted(scan(text), key=lambda node: node.start):
        if node.start < repeated_until:
            continue  # inside a value that is itself repeated
        if node.pointer in seen:
            repeated.setdefault(node.pointer.rpartition("/")[0], []).append(node)
            repeated_until = node.end
            continue
        seen.add(node.pointer)
        if text[node.start] not in '{["tfn':
            yield from _number_faults(text, lines, node)
        if node.key is not None and _SURROGATE.search(scanstring(text, node.key + 1, True)[0]):
            yield _surrogate(lines, node, node.key)
        if text[node.start] == '"' and _SURROGATE.search(scanstring(text, node.start + 1, True)[0]):
            yield _surrogate(lines, node, node.start)
    yield from (_repeated_keys(lines, nodes) for nodes in repeated.values())


def _repeated_keys(lines: Lines, nodes: list[Node]) -> Fault:
    """Return the fault of an object, given what repeats a key in it."""
    first = nodes[0]
    keys = dict.fromkeys(node.pointer.rpartition("/")[2] for node in nodes)
    shown = [quote(key.replace("~1", "/").replace("~0", "~")) for key in [*keys][:3]]
    more = f" and {len(keys) - 3:,} more" if len(keys) > 3 else ""
    line, column = lines.place(first.key if first.key is not None else first.start)
    return Fault(
        code="CT006",
        pointer=first.pointer,
        line=line,
        column=column,
        message=f"The key {shown[0]} stands {_times(len(nodes))} in one object."
        if len(keys) == 1
        else f"Keys stand twice or more in one object: {', '.join(shown)}{more}.",
        hint="Keep one of them.",
    )


def _times(repetitions: int) -> str:
    return "twice" if repetitions == 1 else f"{repetitions + 1:,} times"


def _number_faults(text: str, lines: Lines, node: Node) -> Iterator[Fault]:
    digits = text[node.start : node.end]
    if digits.lstrip("-") in ("NaN", "Infinity"):
        message = f"{digits} is not a JSON number."
    elif isinf(float(digits)) or _LONG.fullmatch(digits):
        message = f"The number {quote(digits, 20)} is too large to be kept."
    else:
        return
    line, column = lines.place(node.start)
    hint = f"Write an ordinary number of at most {MAX_DIGITS} digits."
    yield Fault(
        code="CT007", pointer=node.pointer, line=line, column=column, message=message, hint=hint
    )


def _surrogate(lines: Lines, node: Node, at: int) -> Fault:
    line, column = lines.place(at)
    return Fault(
        code="CT008",
        pointer=node.pointer,
        line=line,
        column=column,
        message="The text holds half of a surrogate pair, which is no character.",
        hint="Write the whole character, or its two \\u escapes together.",
    )
