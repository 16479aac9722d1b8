"""Checks that what keeps a text from being JSON is said where it stands, and what to type."""

from __future__ import annotations

import pytest

from corpus_tools.documents.decoding import UndecodableError, decode
from corpus_tools.documents.places import Lines

SLIPS = [
    ("", 0, "Put a JSON object into the file"),
    (" \n", 0, "Put a JSON object into the file"),
    ('{"a": 1}\n{"b": 2}', 9, "One file holds one document"),
    ('{"a": 1}}', 8, "Remove this “}”."),
    ('{"a": 1},', 8, "Remove this “,”."),
    ('{"a": "x\ny"}', 8, "Write \\n for it"),
    ('{"a": "x\ty"}', 8, "Write \\t for it"),
    ('{"a": "x\x07y"}', 8, "Remove it."),
    ('{"a": "x', 6, 'Close it with "'),
    ('{"a": "x\\qy"}', 8, "Write \\\\ for a backslash"),
    ('{"a": "x\\u00"}', 8, "four hexadecimal digits"),
    ('{"a": 1 // one\n}', 8, "Remove it."),
    ('{"a": 1, /* one */ "b": 2}', 9, "Remove it."),
    ('{"a": 1,}', 7, "Remove this comma."),
    ('{"a": [1, 2,\n\n], "b": 1}', 11, "Remove this comma."),
    ('{\u00a0"a": 1}', 1, "Put an ordinary space there"),
    ('{"a":\u200b 1}', 5, "Put an ordinary space there"),
    ("{'a': 1}", 1, "straight double marks"),
    ('{"a": “x”}', 6, "straight double marks"),
    ("{a: 1}", 1, 'Write "a".'),
    ('{"a": True}', 6, "Write true."),
    ('{"a": None}', 6, "Write null."),
    ('{"a": hello}', 6, 'Put it between ".'),
    ('{"a": 1 "b": 2}', 7, "Type the comma there."),
    ('{"a": "x"\n "b": 2}', 9, "Type the comma there."),
    ('{"a": 1; "b": 2}', 7, "Write a comma."),
    ('{"a": "x" y", "b": 1}', 10, 'written \\" there'),
    ('{"a" 1}', 4, "Type a colon"),
    ('{"a"}', 4, "Type a colon"),
    ('{"a": .5}', 6, "Write it plainly"),
    ('{"a": 01}', 7, "Write it plainly"),
    ('{"a": [1}', 8, "Write “]”"),
    ('{"a": }', 6, "Type a value"),
    ('{, "a": 1}', 1, "Type a value"),
    ('{"a": 1', 7, "Close what is open, at last with }"),
    ('["a", ', 5, "Close what is open, at last with ]"),
    ('{"a" \\: 1}', 4, "Type a colon"),
    ('{"a": 2021-05-03}', 6, 'Put it between ".'),
    ('{"a": [12:30]}', 7, 'Put it between ".'),
    ('{"a": 12b}', 6, 'Put it between ".'),
    ("{", 0, "one whole article on each line"),
    ("[", 0, "one whole article on each line"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", 0, "git lfs pull"),
    ("<!DOCTYPE html><html></html>", 0, "not the page"),
    ('{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', 2, "Decide between"),
    ('{\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', 9, "Decide between"),
]


@pytest.mark.parametrize(("text", "at", "hint"), SLIPS, ids=[repr(slip[0]) for slip in SLIPS])
def test_a_slip_is_said_where_it_stands(text: str, at: int, hint: str) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(text.encode())
    (fault,) = caught.value.faults
    assert fault.code == "CT005"
    assert (fault.line, fault.column) == Lines(text).place(at)
    assert hint in fault.hint


def test_a_document_of_too_many_values_is_refused_before_it_is_looked_at() -> None:
    decode(b"[" + b",".join([b"1"] * 249_000) + b"]")
    with pytest.raises(UndecodableError) as caught:
        decode(b'{"authors": [' + b",".join([b'""'] * 300_000) + b"]}")
    assert [fault.code for fault in caught.value.faults] == ["CT002"]
    assert "300,002 values" in caught.value.faults[0].message


def test_commas_in_a_text_are_no_values() -> None:
    assert decode(b'{"body": "' + b"," * 600_000 + b'"}').value["body"] == "," * 600_000
