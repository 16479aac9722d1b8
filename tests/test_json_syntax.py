"""RFC 8259 held against `validate`: what every parser must refuse, and what none may.

Refused is also what this project refuses beyond the RFC (a mark at the start, keys twice,
halves of surrogate pairs, deep nesting); that stands in `tests/cases`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tools import validate

REFUSED: tuple[bytes, ...] = (
    # structure
    *(b"", b" ", b"\n", b"{", b"}", b"[", b"]", b"{]", b"[}", b"[1", b"[1,", b"[,1]", b"[1,,2]"),
    *(b"[1 2]", b"[1,]", b"[,]", b"[1]]", b"[[1]", b"[1]x", b"[1] [2]", b"{}{}", b"{},", b"[1:2]"),
    *(b'{"a"}', b'{"a":}', b'{"a" 1}', b"{:1}", b'{"a":1,}', b'{"a":1,,}', b'{,"a":1}', b"{1:1}"),
    *(b"{a:1}", b"{'a':1}", b'{"a":1 "b":2}', b'{"a":1]', b'{"a"::1}', b'{"a":1}}', b'{"a"=1}'),
    *(b"{null:null}", b'["a":1]', b'{"a",1}', b'{"a":1', b'{"a":', b'{"a', b'{"', b'"', b'["a'),
    # words and comments
    *(b"nul", b"nulll", b"True", b"FALSE", b"None", b"undefined", b"[nul]", b"[tru]", b"[truex]"),
    *(b"// x\n{}", b"{} // x", b"/* x */{}", b"{}/**/", b"# x\n{}", b"{}#", b"<!-- -->{}", b"a"),
    *(b"[*]", b"[!]", b"[@]", b"[$]", b"[\\]", b"[`a`]", b"['a']", b"[a]", b"\\u007b}", b"{}\\n"),
    # numbers
    *(b"[01]", b"[-01]", b"[00]", b"[+1]", b"[-]", b"[+]", b"[.1]", b"[-.1]", b"[1.]", b"[1.e1]"),
    *(
        b"[1e]",
        b"[1e+]",
        b"[1E-]",
        b"[1e1.5]",
        b"[1.2.3]",
        b"[1-2]",
        b"[--1]",
        b"[- 1]",
        b"[1 000]",
    ),
    *(b"[1_000]", b"[0x1]", b"[0b1]", b"[0o1]", b"[1f]", b"[1L]", b"[1a]", b"[NaN]", b"[-NaN]"),
    *(b"[Infinity]", b"[-Infinity]", b"[inf]", b"[1e1000]", "[１]".encode(), "[٣]".encode()),
    # strings
    *(b'["\\"]', b'["\\x41"]', b'["\\u00"]', b'["\\u00g0"]', b'["\\U0041"]', b'["\\a"]'),
    *(
        b'["\\\'"]',
        b'["\\0"]',
        b'["\\ "]',
        b'["\t"]',
        b'["\n"]',
        b'["\r"]',
        b'["\x00"]',
        b'["\x1f"]',
    ),
    *(b'["a" "b"]', b'["a"b"]', '["\\u１２３４"]'.encode(), "[“a”]".encode(), "['a’]".encode()),
    # white space that is none
    *(b"[\x0c]", b"[\x0b]", b"[\xc2\xa0]", "[\u3000]".encode(), "[\u2060]".encode(), b"\x00{}"),
    *(b"{}\x00", b"[1,\x001]", "{}\ufeff".encode(), b"\x1e{}"),
)

NOT_UTF_8: tuple[bytes, ...] = (
    *(b"\x80", b"\xbf", b"\xc0\xaf", b"\xc1\xbf", b"\xc2", b"\xc2\x20", b"\xe0\x80\xaf"),
    *(b"\xe0\x9f\xbf", b"\xe2\x82", b"\xe2\x28\xa1", b"\xed\xa0\x80", b"\xed\xbf\xbf"),
    *(b"\xed\xa0\x80\xed\xb0\x80", b"\xf0\x80\x80\xaf", b"\xf0\x8f\xbf\xbf", b"\xf0\x9f\x98"),
    *(b"\xf0\x28\x8c\xbc", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80"),
    *(b"\xfc\x84\x80\x80\x80\x80", b"\xfe", b"\xff", b"\xe9", b"\xc3(", b"\xa0\xa1"),
)

TAKEN: tuple[bytes, ...] = (
    *(b"{}", b"[]", b'""', b"0", b"-0", b"true", b"false", b"null", b" {} ", b"\r\n\t {}\t\n\r "),
    *(b"[1]", b"[1,2]", b"[ 1 , 2 ]", b"[[]]", b"[{}]", b'{"a":[]}', b'{"":0}', b'{"a":{"b":{}}}'),
    *(b"[0.5]", b"[-0.5]", b"[1e5]", b"[1E5]", b"[1e+5]", b"[1e-5]", b"[0e1]", b"[0.0e-0]"),
    *(b"[123456789]", b"[-123456789]", b"[null,true,false]", b'["a","a"]', b'{"a":1,"A":1}'),
    *(b'["\\"\\\\\\/\\b\\f\\n\\r\\t"]', b'["\\u0041\\u00e9\\u20ac"]', b'["\\ud83d\\ude00"]'),
    *(b'["\\uD83D\\uDE00"]', b'["\\u0000"]', b'["/"]', b'["\x7f"]', b'["\\\\u0041"]', b'[" "]'),
    *('["é"]'.encode(), '["€"]'.encode(), '["😀"]'.encode(), '["\u2028\u2029"]'.encode()),
    *(
        '["\u0080"]'.encode(),
        '["\uffff"]'.encode(),
        '["\U0010ffff"]'.encode(),
        '{"ключ":1}'.encode(),
    ),
    *(
        '["\u202e"]'.encode(),
        '["\ufeff"]'.encode(),
        b"[" * 32 + b"]" * 32,
        b"[" + b"1," * 999 + b"1]",
    ),
)


def codes(folder: Path, raw: bytes) -> set[str]:
    """Return the codes of what is found in a file with these bytes."""
    path = folder / "a.json"
    path.write_bytes(raw)
    return {finding.code for finding in validate(path).findings}


@pytest.mark.parametrize("raw", REFUSED, ids=repr)
def test_what_is_no_json_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert codes(tmp_path, raw) <= {"CT003", "CT005", "CT007"}
    assert codes(tmp_path, raw)


@pytest.mark.parametrize("raw", NOT_UTF_8, ids=repr)
def test_what_is_no_utf_8_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert codes(tmp_path, b'["' + raw + b'"]') == {"CT003"}
    assert codes(tmp_path, b'{"id": "' + raw) == {"CT003"}


@pytest.mark.parametrize("raw", TAKEN, ids=repr)
def test_what_is_json_is_not_refused_for_its_syntax(tmp_path: Path, raw: bytes) -> None:
    found = codes(tmp_path, raw)
    assert not {code for code in found if code < "CT010"}
    assert found, "none of these is an article"
