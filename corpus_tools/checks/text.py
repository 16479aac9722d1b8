"""Rules about the characters of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from corpus_tools.findings import Fault
from corpus_tools.model import FIELDS, Article

MAX_MARKS = 8

_CONTROL = {
    "body": re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]"),
    "title": re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]"),
}
_FORBIDDEN = re.compile(
    "[\ufdd0-\ufdef\U000e0000-\U000e0fff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
_MOJIBAKE = re.compile(
    "\ufffd|[\u00c2-\u00f4][\u0080-\u00bf]|[ÃÂÅÄÐÑÕÖ][¡-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
)
_MARKS = re.compile(
    f"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{{{MAX_MARKS + 1}}}"
)


def check_text(article: Article) -> Iterator[Fault]:
    """Yield what is wrong with the characters of an article's title and body."""
    for field in FIELDS:
        text = article.text(field)
        if text is not None:
            yield from _characters(f"/{field}", field, text)
            if not any(char.isalnum() for char in text):
                message = f"The {field} holds no letter or digit."
                yield Fault(
                    code="CT203",
                    pointer=f"/{field}",
                    message=message,
                    hint="Give the text as published, or leave the article out.",
                )


def _characters(pointer: str, field: str, text: str) -> Iterator[Fault]:
    if text.isascii() and text.isprintable():
        return
    for code, pattern, what, hint in (
        ("CT201", _CONTROL[field], "control character", "Remove it; lines end with \\n alone."),
        ("CT202", _FORBIDDEN, "forbidden character", "Remove it; it shows nothing."),
        (
            "CT206",
            _INVISIBLE,
            "invisible character",
            "Remove it, unless the outlet itself published it.",
        ),
        (
            "CT208",
            _MOJIBAKE,
            "sign of a wrong decoding",
            "Take the text again, with the encoding of its source.",
        ),
        ("CT209", _MARKS, "stack of marks", "Remove the marks, unless they were published."),
    ):
        if match := pattern.search(text):
            count = sum(1 for _ in pattern.finditer(text))
            yield _fault(code, pointer, text, match.start(), what, count, hint)
    yield from _bidi(pointer, text)
    if not unicodedata.is_normalized("NFC", text):
        yield Fault(
            code="CT207",
            pointer=pointer,
            message=f"The {field} is not in normal form C.",
            hint="Take the text again as NFC, unless the outlet published it like this.",
        )
    yield from _unassigned(pointer, text)


def _fault(code: str, pointer: str, text: str, at: int, what: str, count: int, hint: str) -> Fault:
    name = unicodedata.name(text[at], "unnamed")
    also = f" ({count:,} in all)" if count > 1 else ""
    message = f"A {what}, U+{ord(text[at]):04X} {name}, at offset {at}{also}."
    return Fault(code=code, pointer=pointer, message=message, hint=hint)


def _bidi(pointer: str, text: str) -> Iterator[Fault]:
    """Overrides and embeddings are suspect, isolates are ordinary; both must be closed."""
    first = _BIDI.search(text)
    if first is None:
        return
    for paragraph in text.split("\n"):
        if not _balanced(paragraph):
            yield _fault(
                "CT204",
                pointer,
                text,
                first.start(),
                "bidirectional control left open",
                1,
                "Remove it.",
            )
            return
    if override := re.search("[\u202a\u202b\u202d\u202e]", text):
        yield _fault(
            "CT205",
            pointer,
            text,
            override.start(),
            "bidirectional override",
            1,
            "Remove it and its closing U+202C, unless the outlet published them.",
        )


def _balanced(paragraph: str) -> bool:
    stack: list[str] = []
    for char in _BIDI.findall(paragraph):
        if char in "\u202c\u2069":
            if not stack or stack.pop() != char:
                return False
        else:
            stack.append("\u2069" if char >= "\u2066" else "\u202c")
    return not stack


def _unassigned(pointer: str, text: str) -> Iterator[Fault]:
    odd = {char for char in set(text) if unicodedata.category(char) in ("Co", "Cn")}
    odd = {char for char in odd if not _FORBIDDEN.match(char)}
    if odd:
        at = min(text.index(char) for char in odd)
        count = sum(text.count(char) for char in odd)
        yield _fault(
            "CT210",
            pointer,
            text,
            at,
            "private or unassigned character",
            count,
            "Replace it by the character it stands for.",
        )
