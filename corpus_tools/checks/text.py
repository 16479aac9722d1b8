"""Rules about the characters of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from corpus_tools.findings import Fault
from corpus_tools.languages import language
from corpus_tools.model import FIELDS, Article, Field

_MOST_MARKS = 8

_UNUSUAL = re.compile(
    "[^\n -~«»“”„‘’–—…№\u00a0əƏğĞıİşŞçÇöÖüÜáéíóúñ\u0400-\u0482\u0531-\u0556\u0559-\u058a]"
)
"""Anything but the letters and marks of ordinary news: only texts with it are looked at
closely. No pattern below matches a text without it, control characters in titles aside."""

_CONTROL: dict[Field, re.Pattern[str]] = {
    "body": re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]"),
    "title": re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]"),
}
_NONCHARACTERS = "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_FORBIDDEN = re.compile(f"[\ufdd0-\ufdef\U000e0000-\U000e007f{_NONCHARACTERS}]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile("[\u202a\u202b\u202d\u202e]")
_JOINED = "A-Za-z\u00c0-\u024f\u0370-\u058f\u10d0-\u10ff"
_INVISIBLE = re.compile(
    f"[\u00ad\u180e\u200b\u2060-\u2064\ufeff]|(?<=[{_JOINED}])[\u200c-\u200f](?=[{_JOINED}])"
)
"""Joiners and direction marks are ordinary in some scripts, but not inside words of these."""
_CONTINUATION = "[\u0080-\u009f¡-ª¬-º¼-¿€‚ƒ†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]"
"""What a second byte of UTF-8 looks like in Windows-1252, ordinary quotes and dashes aside."""
_MOJIBAKE = re.compile(
    f"\ufffd|[ÃÂ]{_CONTINUATION}|(?:[ÄÅÐÑÕÖ]{_CONTINUATION}){{2}}"
    f"|[ÄÅ]{_CONTINUATION}\\w{{0,20}}[ÄÅ]{_CONTINUATION}|(?:[РС][^А-Яа-яЁё\\s.,:;!?»)]){{3}}"
)
"""UTF-8 that was read as Windows-1252, or, the last one, as Windows-1251."""
_LATIN = "A-Za-z\u00aa\u00c0-\u024f"
_CYRILLIC, _GREEK, _ARMENIAN = "\u0400-\u052f", "\u0370-\u03ff", "\u0531-\u0556\u0561-\u0587"
_HAS_LATIN = re.compile(f"[{_LATIN}]")
_HAS_OTHER = re.compile(f"[{_CYRILLIC}{_GREEK}{_ARMENIAN}]")
_MIXED = re.compile(
    f"(?<![^\\W\\d_])(?![A-Z]{{2,}}[{_CYRILLIC}{_GREEK}{_ARMENIAN}]+(?![^\\W\\d_]))"
    f"(?=[^\\W\\d_]*[{_LATIN}])(?=[^\\W\\d_]*[{_CYRILLIC}{_GREEK}{_ARMENIAN}])[^\\W\\d_]+"
)
"""A word with letters of Latin and of another script, but for endings on Latin acronyms."""
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACK = re.compile(f"{_MARK}{{{_MOST_MARKS + 1},}}")

_CHARACTER_RULES: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    ("CT202", _FORBIDDEN, "forbidden character", "Remove it; it shows nothing."),
    ("CT206", _INVISIBLE, "invisible character", "Remove it, unless the outlet published it."),
    ("CT208", _MOJIBAKE, "sign of a wrong decoding", "Take the text again, in its own encoding."),
    ("CT209", _STACK, "stack of marks", "Remove the marks, unless the outlet published them."),
)


def check_text(article: Article) -> Iterator[Fault]:
    """Yield what is wrong with the characters of an article's title and body."""
    for field in FIELDS:
        if (text := article.text(field)) is not None:
            yield from _characters(field, text)
            yield from _lookalikes(field, text, language(article.language).mistaken)
            if not any(char.isalnum() for char in text):
                message = f"The {field} holds no letter or digit."
                hint = "Give the text as published, or leave the article out."
                yield Fault(code="CT203", pointer=f"/{field}", message=message, hint=hint)


def check_title(article: Article) -> Iterator[Fault]:
    """Yield a body that says no more than the title."""
    if article.title is None or article.body is None:
        return
    title = article.title.casefold().split()
    # One word more than the title is enough to tell: most of a long body is not looked at.
    body = article.body.split(None, len(title))
    if len(body) == len(title) and [word.casefold() for word in body] == title:
        yield Fault(
            code="CT212",
            pointer="/body",
            message="The body is the title over again.",
            hint="Give the text below the title; leave the article out if there is none.",
        )


def _characters(field: Field, text: str) -> Iterator[Fault]:
    normal = unicodedata.is_normalized("NFC", text)
    if normal and not _UNUSUAL.search(text) and (field == "body" or "\n" not in text):
        return
    pointer = f"/{field}"
    control = ("CT201", _CONTROL[field], "control character", "Remove it; lines end with \\n.")
    for code, pattern, what, hint in (control, *_CHARACTER_RULES):
        places = [match.start() for match in pattern.finditer(text)]
        if places:
            yield _fault(code, pointer, text, places, what, hint)
    yield from _bidi(pointer, text)
    if not normal:
        message = f"The {field} is not in normal form C."
        hint = "Take the text again as NFC, unless the outlet published it like this."
        yield Fault(code="CT207", pointer=pointer, message=message, hint=hint)
    yield from _unassigned(pointer, text)


def _lookalikes(field: Field, text: str, mistaken: str) -> Iterator[Fault]:
    """Find words of two scripts, and letters that only look like the language's own."""
    is_mixed = _HAS_OTHER.search(text) and _HAS_LATIN.search(text)
    words = {match.start(): match[0] for match in _MIXED.finditer(text)} if is_mixed else {}
    places = [_odd_one(at, word) for at, word in words.items()]
    if any(letter in text for letter in mistaken):
        places += [at for at, char in enumerate(text) if char in mistaken]
    if places:
        hint = "Type the word in one script; terms in it are found all the same."
        yield _fault("CT211", f"/{field}", text, sorted(places), "look-alike letter", hint)


def _odd_one(at: int, word: str) -> int:
    """Return where the first letter stands that is not of the script of most of its word."""
    latin = [bool(_HAS_LATIN.match(char)) for char in word]
    odd = sum(latin) * 2 <= len(latin)
    return at + latin.index(odd)


def _fault(code: str, pointer: str, text: str, places: list[int], what: str, hint: str) -> Fault:
    at = places[0]
    name = unicodedata.name(text[at], "unnamed")
    also = f" ({len(places):,} in all)" if len(places) > 1 else ""
    message = f"{what.capitalize()}, U+{ord(text[at]):04X} {name}, at offset {at}{also}."
    return Fault(code=code, pointer=pointer, message=message, hint=hint)


def _bidi(pointer: str, text: str) -> Iterator[Fault]:
    """Overrides and embeddings are suspect, isolates are ordinary; both must be closed."""
    start = 0
    for paragraph in text.split("\n"):
        if (at := _left_open(paragraph)) is not None:
            what = "bidirectional control without its partner"
            yield _fault("CT204", pointer, text, [start + at], what, "Remove it.")
            return
        start += len(paragraph) + 1
    if places := [match.start() for match in _OVERRIDE.finditer(text)]:
        hint = "Remove it and its closing U+202C, unless the outlet published them."
        yield _fault("CT205", pointer, text, places, "bidirectional override", hint)


def _left_open(paragraph: str) -> int | None:
    """Return the offset of a bidirectional control that has no partner."""
    stack: list[tuple[str, int]] = []
    for match in _BIDI.finditer(paragraph):
        char = match[0]
        if char in "\u202c\u2069":
            if not stack or stack.pop()[0] != char:
                return match.start()
        else:
            stack.append(("\u2069" if char >= "\u2066" else "\u202c", match.start()))
    return stack[0][1] if stack else None


def _unassigned(pointer: str, text: str) -> Iterator[Fault]:
    odd = {char for char in set(text) if unicodedata.category(char) in ("Co", "Cn")}
    places = [at for at, char in enumerate(text) if char in odd] if odd else []
    places = [at for at in places if not _FORBIDDEN.match(text[at])]
    if places:
        what, hint = "private or unassigned character", "Replace it by what it stands for."
        yield _fault("CT210", pointer, text, places, what, hint)
