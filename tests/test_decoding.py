"""Decoding takes exactly strict JSON, refuses the rest in words, and knows where things stand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus_tools.documents.decoding import (
    MAX_DEPTH,
    MAX_DIGITS,
    UndecodableError,
    decode,
)
from corpus_tools.documents.places import Lines, Places, pointer_to
from corpus_tools.findings import Fault

LIMIT = 10**MAX_DIGITS - 1

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.none() | st.booleans() | st.integers(-(LIMIT // 10), LIMIT) | texts
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=25,
)
spellings = st.fixed_dictionaries(
    {
        "ensure_ascii": st.booleans(),
        "indent": st.sampled_from([None, 0, 2, "\t", "\r\n"]),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), ("\n,", " :\r\n")]),
    }
)
quickly = settings(deadline=None, max_examples=150)


def faults_of(raw: bytes) -> list[tuple[str, str, int | None, int | None]]:
    """Decode what must be refused; return code, pointer, line and column of each fault."""
    with pytest.raises(UndecodableError) as caught:
        decode(raw)
    return [(f.code, f.pointer, f.line, f.column) for f in caught.value.faults]


def nodes(value: Any, *steps: str | int) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value inside a value with the steps that lead to it."""
    yield steps, value
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from nodes(entry, *steps, key)
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from nodes(entry, *steps, position)


def text_at(text: str, line: int, column: int) -> str:
    """Return the text from a line and column on."""
    return "\n".join(text.split("\n")[line - 1 :])[column - 1 :]


# ------------------------------------------------------------------ properties


@quickly
@given(json_values, spellings)
def test_what_json_writes_comes_back(value: Any, spelling: dict[str, Any]) -> None:
    decoded = decode(json.dumps(value, **spelling).encode())
    assert decoded.value == value
    assert not decoded.has_floats


@quickly
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_fractions_come_back(number: float) -> None:
    decoded = decode(json.dumps([number]).encode())
    assert decoded.value == [number]
    assert decoded.has_floats


@quickly
@given(json_values, spellings)
def test_places_point_at_each_value_and_key(value: Any, spelling: dict[str, Any]) -> None:
    text = json.dumps(value, **spelling)
    places = Places(text)
    for steps, inner in nodes(value):
        pointer = pointer_to(*steps)
        line, column = places.of(Fault(code="CT103", pointer=pointer, message=""))
        assert json.JSONDecoder().raw_decode(text_at(text, line, column))[0] == inner
        if steps and isinstance(steps[-1], str):
            at_key = Fault(code="CT102", pointer=pointer, message="", at_key=True)
            line, column = places.of(at_key)
            assert json.JSONDecoder().raw_decode(text_at(text, line, column))[0] == steps[-1]


@quickly
@given(json_values, texts)
def test_a_missing_value_is_placed_at_what_encloses_it(value: Any, key: str) -> None:
    text = json.dumps({"outer": [value]}, indent=1)
    fault = Fault(code="CT101", pointer=pointer_to("outer", 1, key), message="", at_key=True)
    line, column = Places(text).of(fault)
    assert text_at(text, line, column).startswith("[")


PIECES = b"""{ } [ ] , : "a" "a":1 NaN 1e999 "\\ud800" 0 - 1. \xef\xbb\xbf \xff\xfe \0""".split()
pieces = st.sampled_from([*PIECES, b"\xc0\xaf", b"\xed\xa0\x80", b"\n", b" "])


@settings(deadline=None, max_examples=400)
@given(st.binary(max_size=40) | st.lists(pieces | st.binary(max_size=2), max_size=20).map(b"".join))
@example(b"")
@example(b"[" * 200_000)
@example(b'{"a":' * 200_000)
@example(b"\xff" * 3)
@example(b"1" * 10_000)
@example(b"-" + b"1" * 10_000 + b".5e" + b"9" * 10_000)
def test_any_bytes_are_decoded_or_refused_with_a_place_inside(raw: bytes) -> None:
    try:
        decode(raw)
    except UndecodableError as error:
        lines = raw.decode("utf-8", "replace").split("\n")
        assert error.faults
        for fault in error.faults:
            assert fault.line is not None and 1 <= fault.line <= len(lines)
            assert fault.column is not None and 1 <= fault.column <= len(lines[fault.line - 1]) + 1


@quickly
@given(json_values, st.data())
def test_one_byte_less_never_passes_for_an_object(value: Any, data: st.DataObject) -> None:
    raw = json.dumps({"value": value}).encode()
    cut = data.draw(st.integers(0, len(raw) - 1))
    assert faults_of(raw[:cut])[0][0] in ("CT003", "CT005")


@quickly
@given(texts)
def test_line_and_column_find_their_way_back(text: str) -> None:
    for offset in range(len(text) + 1):
        assert text_at(text, *Lines(text).place(offset)) == text[offset:]


# ------------------------------------------------------------------ exact places

FAULTS: list[tuple[bytes, list[tuple[str, str, int, int]]]] = [
    (b'{"a": 1,\n "a": 2}', [("CT006", "/a", 2, 2)]),
    (b'{"a": 1, "b": 2, "a": 3, "a": 4}', [("CT006", "/a", 1, 18)]),
    (b'{"a": 1, "b": 2, "b": 3, "a": 4}', [("CT006", "/b", 1, 18)]),
    (b'[{"a": 1, "a": 2}, {"a": 1, "a": 2}]', [("CT006", "/0/a", 1, 11), ("CT006", "/1/a", 1, 29)]),
    (b'[{"x": {"a/b~": 1, "a/b~": 1}}]', [("CT006", "/0/x/a~1b~0", 1, 20)]),
    (b'{"": 1, "": 2}', [("CT006", "/", 1, 9)]),
    (b'{"\xc3\xa9": "\xf0\x9f\x91\x8d", "\\u00e9": 2}', [("CT006", "/é", 1, 12)]),
    (b'{"a": {"a": 1}, "b": {"a": 1}, "a": 2}', [("CT006", "/a", 1, 32)]),
    (b'{"start": NaN}', [("CT007", "/start", 1, 11)]),
    (b"[1,\n-Infinity, Infinity]", [("CT007", "/1", 2, 1), ("CT007", "/2", 2, 12)]),
    (b"[1e400]", [("CT007", "/0", 1, 2)]),
    (b"[" + b"9" * 19 + b"]", [("CT007", "/0", 1, 2)]),
    (b"[-" + b"9" * 5000 + b"]", [("CT007", "/0", 1, 2)]),
    (b"[-0.1, 1" + b"0" * 400 + b".5]", [("CT007", "/1", 1, 8)]),
    (b"[0.1000000000000000055, 1000000000000000000]", [("CT007", "/1", 1, 25)]),
    (b'["\\ud83d"]', [("CT008", "/0", 1, 2)]),
    (b'["\\uDC4D\\uD83D"]', [("CT008", "/0", 1, 2)]),
    (b'{"\\udfff": 1}', [("CT008", "/\udfff", 1, 2)]),
    (b'{"a": NaN,\n"b": "\\udbff", "a": 1}',
     [("CT007", "/a", 1, 7), ("CT008", "/b", 2, 6), ("CT006", "/a", 2, 16)]),
    (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), [("CT009", "", 1, 1)]),
    (b'{"a":[' * 17 + b"]}" * 17, [("CT009", "", 1, 1)]),
    (b"[" * 5000 + b"]" * 5000, [("CT009", "", 1, 1)]),
    (b'"caf\xe9"', [("CT003", "", 1, 5)]),
    (b'"\xc3\xa9\n\xc3\xa9\xff"', [("CT003", "", 2, 2)]),
    (b'"\xed\xa0\xbd"', [("CT003", "", 1, 2)]),
    (b'"\xc3', [("CT003", "", 1, 2)]),
    ('{"a": 1}'.encode("utf-16"), [("CT003", "", 1, 1)]),
    ('{"a": 1}'.encode("utf-16-be"), [("CT003", "", 1, 1)]),
    ('{"a": 1}'.encode("utf-32-le"), [("CT003", "", 1, 1)]),
    (b"\xef\xbb\xbf{}", [("CT004", "", 1, 1)]),
    (b'{"id": "a" "title": "b"}', [("CT005", "", 1, 11)]),
    (b'{"a": [1],\n "b": "x" \n\n "c": 1}', [("CT005", "", 2, 10)]),
    (b"[true\n, null 1]", [("CT005", "", 2, 7)]),
    (b'["he said "no" to it"]', [("CT005", "", 1, 12)]),
    (b'{"a": 1 ]', [("CT005", "", 1, 9)]),
    (b'{"\xc3\xa9": 1,\n "b" 2}', [("CT005", "", 2, 5)]),
    (b"", [("CT005", "", 1, 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), FAULTS, ids=lambda value: ascii(value)[:40])
def test_a_fault_has_its_exact_place(raw: bytes, expected: list[tuple[str, str, int, int]]) -> None:
    assert faults_of(raw) == expected


def test_many_repeated_keys_of_an_object_are_one_fault() -> None:
    same = ",".join(['"a": 1'] * 60_000)
    others = ",".join(f'"{n}": 1, "{n}": 2' for n in range(60_000))
    assert messages_of(f"{{{same}}}") == ["The key “a” stands 60,000 times in one object."]
    assert messages_of(f"{{{others}}}") == [
        "Keys stand twice or more in one object: “0”, “1”, “2” and 59,997 more."
    ]


def messages_of(text: str) -> list[str]:
    with pytest.raises(UndecodableError) as caught:
        decode(text.encode())
    return [fault.message for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a": [1], "a": [2]}', [("CT006", "/a", 1, 12)]),
        (b'{"a": {"b": 1}, "a": {"b": 2}}', [("CT006", "/a", 1, 17)]),
    ],
)
def test_a_repeated_key_is_one_fault_whatever_it_holds(
    raw: bytes, expected: list[tuple[str, str, int, int]]
) -> None:
    assert faults_of(raw) == expected


def test_a_nul_after_a_short_document_is_a_syntax_fault() -> None:
    assert faults_of(b"{}\0") == [("CT005", "", 1, 3)]


def test_the_deepest_and_longest_that_are_allowed_pass() -> None:
    assert decode(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).value != []
    assert decode(b"[" + b"9" * MAX_DIGITS + b"]").value == [LIMIT]
    assert decode(b'["\\ud83d\\udc4d", "\\\\ud83d"]').value == ["👍", "\\ud83d"]


# ------------------------------------------------------------------ JSON conformance

ACCEPTED: list[tuple[bytes, Any]] = [
    (b"[]", []),
    (b"{}", {}),
    (b" \t\r\n[ ] \n", []),
    (b"null", None),
    (b"true", True),
    (b"false", False),
    (b'""', ""),
    (b'"a"', "a"),
    (b"0", 0),
    (b"-0", 0),
    (b"-1", -1),
    (b"123", 123),
    (b"0.5", 0.5),
    (b"-0.0", 0.0),
    (b"1e2", 100.0),
    (b"1E+2", 100.0),
    (b"1.5e-1", 0.15),
    (b"[1,[2,[3]]]", [1, [2, [3]]]),
    (b'{"a":[]}', {"a": []}),
    (b'{"":0}', {"": 0}),
    (b'{"a":{"a":1}}', {"a": {"a": 1}}),
    (b'{"a":1,"A":2}', {"a": 1, "A": 2}),
    (b'"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'),
    (b'"\\u0041\\u00e9\\uABCD"', "Aé\uabcd"),
    (b'"\\u0000"', "\0"),
    (b'"\\u2028\xe2\x80\xa8"', "\u2028\u2028"),
    (b'"\\ufeff"', "\ufeff"),
    (b'"\\uffff\\ufdd0"', "\uffff\ufdd0"),
    (b'"\\uD834\\uDD1E"', "𝄞"),
    (b'"\xf4\x8f\xbf\xbf"', "\U0010ffff"),
    (b'"\x7f"', "\x7f"),
    (b'"/* no comment */"', "/* no comment */"),
    (b'{"__proto__": null}', {"__proto__": None}),
]


@pytest.mark.parametrize(("raw", "value"), ACCEPTED, ids=lambda value: ascii(value)[:30])
def test_sound_json_is_accepted(raw: bytes, value: Any) -> None:
    decoded = decode(raw).value
    assert (decoded, type(decoded)) == (value, type(value))
    assert not isinstance(decoded, float) or math.isfinite(decoded)


REFUSED = [
    b" ",
    b"[",
    b"]",
    b"{",
    b"}",
    b"[1,]",
    b"[,1]",
    b"[1,,2]",
    b"[1 2]",
    b"[1]]",
    b"[1}",
    b"[1]x",
    b"[] []",
    b"{}{}",
    b"[:]",
    b'{"a"}',
    b'{"a":}',
    b'{"a":1,}',
    b'{,"a":1}',
    b'{"a" 1}',
    b'{"a"::1}',
    b'{"a":1 "b":2}',
    b"{1:1}",
    b"{a:1}",
    b"{'a':1}",
    b"{null:1}",
    b'{"a":1}#',
    b"'a'",
    b"a",
    b"nul",
    b"nulll",
    b"True",
    b"TRUE",
    b"None",
    b"undefined",
    b"01",
    b"-01",
    b"+1",
    b"-",
    b"--1",
    b".5",
    b"-.5",
    b"1.",
    b"1.e1",
    b"1e",
    b"1e+",
    b"1eE2",
    b"0x1F",
    b"1_000",
    b"1,5",
    b"1 000",
    "１".encode(),
    "٣".encode(),
    b"inf",
    b"nan",
    b"-NaN",
    b"+Infinity",
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b'"',
    b'"a',
    b'a"',
    b'"\\"',
    b'"\\x41"',
    b'"\\a"',
    b'"\\\'"',
    b'"\\u"',
    b'"\\u12"',
    b'"\\u12g4"',
    b'"\\U0041"',
    b'"\\u 041"',
    b'"\\u+041"',
    b'"\\u0_41"',
    b'"\n"',
    b'"\t"',
    b'"\0"',
    b'"\x1f"',
    b'"\\\n"',
    b'"\\uD800"',
    b'"\\uDC00"',
    b'"\\uD800\\n"',
    b'"\\uD800\\uD800\\uDC00"',
    b"// a\n[]",
    b"[] // a",
    b"/* */ []",
    b"# a\n[]",
    b"\x0b[]",
    b"\x0c[]",
    "\u00a0[]".encode(),
    "\u2060[]".encode(),
    "\u2028[]".encode(),
    b"[]\0",
    b"\xef\xbb\xbf[]",
    b"\xef\xbb",
    b"\xff\xfe[\0]\0",
    b"\xfe\xff\0[\0]",
    b'"\xe9"',
    b'"\x80"',
    b'"\xc0\xaf"',
    b'"\xe0\x80\xaf"',
    b'"\xf5\x80\x80\x80"',
    b'"\xed\xa0\x80"',
    b'{"a":1,"a":1}',
    b"[1e9999]",
    b"[-1e9999]",
]


@pytest.mark.parametrize("raw", REFUSED, ids=ascii)
def test_anything_else_is_refused(raw: bytes) -> None:
    assert faults_of(raw)
