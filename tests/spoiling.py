"""Spoils the sound documents of the base corpus: their values, their texts, their bytes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

BASE = Path(__file__).parent / "cases" / "base"
FILES = sorted(path.relative_to(BASE) for path in BASE.rglob("*.json"))
HOSTILE = (
    *("::error::x", "\r\n::error file=a::x", "\u2028::warning::x", "##[error]x", ":\u200d:error::"),
    *("\x1b[2J\x1b]0;t\x07", "\x9b31m", "\x00", "\u202e\u2066x", "\U000e0061", "\ufeff", "\u00ad"),
    *(
        "\ud800",
        "\uffff",
        "\ue000",
        "e" + "\u0301" * 40,
        "%0D%0A::error::",
        "</testcase>]]>",
        "[a](b)",
    ),
    *("| a | `b` <img src=x> @team", "a@b.example", "+374 10 123456", "Карaбах", "", " ", "\n"),
    *(
        "../../etc/passwd",
        "http://a:b@127.0.0.1/",
        "2024-02-30",
        "9999-12-31T23:59:60Z",
        "x" * 5000,
    ),
)
BYTES = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\xe2\x80\xae", b"\\"),
    *(
        b"\x1b[2J",
        b"\r\n::error::x\r\n",
        b"\r##[error]x\r",
        b'"',
        b"{",
        b"]",
        b",",
        b"NaN",
        b"1e999",
    ),
    *(b"[" * 40, b"9" * 30, b'"id": 1, ', b"\n\n"),
)


def nested(depth: int) -> Any:
    """Return a list in a list in a list …"""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


texts = st.sampled_from(HOSTILE) | st.text(max_size=20)
numbers = st.integers(-(10**19), 10**19) | st.floats() | st.sampled_from([0, 1, -1, 2**53, 1e400])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
) | st.sampled_from([30, 40, 400]).map(nested)


def containers(value: Any) -> Iterator[Any]:
    """Yield every object and list that holds something."""
    if isinstance(value, dict | list) and value:
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


def spoil_value(draw: st.DrawFn, doc: Any) -> None:
    """Change one value or key of a document, anywhere in it."""
    holder = draw(st.sampled_from(list(containers(doc))))
    at: Any = draw(
        st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
    )
    deed = draw(st.sampled_from(["replace", "insert", "rename", "drop", "double"]))
    if deed == "insert" and isinstance(holder[at], str):
        cut = draw(st.integers(0, len(holder[at])))
        holder[at] = holder[at][:cut] + draw(texts) + holder[at][cut:]
    elif deed == "rename" and isinstance(holder, dict):
        holder[draw(texts) + at[draw(st.integers(0, 1)) :]] = holder.pop(at)
    elif deed == "drop":
        del holder[at]
    elif deed == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[at]))
    else:
        holder[at] = draw(json_values)


def spoil_bytes(draw: st.DrawFn, raw: bytes) -> bytes:
    """Flip, cut, repeat or insert bytes."""
    at = draw(st.integers(0, max(len(raw) - 1, 0)))
    end = at + draw(st.integers(1, 12))
    deed = draw(st.sampled_from(["flip", "cut", "end", "repeat", "insert"]))
    if deed == "flip":
        return raw[:at] + bytes([draw(st.integers(0, 255))]) + raw[at + 1 :]
    if deed == "cut":
        return raw[:at] + raw[end:]
    if deed == "end":
        return raw[:at]
    return (
        raw[:at]
        + (raw[at:end] * 2 if deed == "repeat" else draw(st.sampled_from(BYTES)))
        + raw[at:]
    )


def spoil_prose(draw: st.DrawFn, doc: Any) -> None:
    """Insert something into one of the longer texts: most schemas do not mind."""
    prose = [
        (holder, at)
        for holder in containers(doc)
        for at in (holder if isinstance(holder, dict) else range(len(holder)))
        if isinstance(holder[at], str) and (" " in holder[at] or at == "text")
    ]
    if prose:
        holder, at = draw(st.sampled_from(prose))
        cut = draw(st.integers(0, len(holder[at])))
        holder[at] = holder[at][:cut] + draw(texts) + holder[at][cut:]


@st.composite
def spoilt(draw: st.DrawFn, file: Path) -> bytes:
    """Return a sound document of the base corpus, spoilt a few times."""
    doc = json.loads((BASE / file).read_bytes())
    if draw(st.booleans()):
        spoil_prose(draw, doc)
        return json.dumps(doc).encode()
    for _ in range(draw(st.integers(0, 3))):
        if any(containers(doc)):
            spoil_value(draw, doc)
    written = json.dumps(doc, ensure_ascii=draw(st.booleans()), indent=draw(st.none() | st.just(1)))
    raw = written.encode("utf-8", "surrogatepass")
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        raw = spoil_bytes(draw, raw)
    return raw


@st.composite
def two_spoilt(draw: st.DrawFn) -> dict[Path, bytes]:
    """Return two files of the base corpus, spoilt."""
    files = draw(st.lists(st.sampled_from(FILES), min_size=2, max_size=2, unique=True))
    return {file: draw(spoilt(file)) for file in files}
