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
closely. Without it a text is in normal form C, and no pattern below matches it, control
characters in titles aside."""

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
_HIGH = "\u00b2-\u00ba\u00bc-\u00ff"
_MISREAD = re.compile(f"(?:[À-ÿ][{_HIGH}]|[{_HIGH}][À-ÿ])[{_HIGH}]{{2,}}")
"""What words in another script look like when their one byte for each letter (Windows-1251,
KOI8, ARMSCII-8) is read as Latin-1; no language has several words with four such letters."""
_FEW = 3
_MISREAD_TURKISH, _NOT_MISREAD = re.compile("[ýþðÝÞÐ]"), re.compile("[ışğİŞĞæáíóúÆÁÍÓÚ]")
"""Letters of Windows-1254 read as Latin-1; what they stand for, and what is Icelandic."""
_LATIN = "A-Za-z\u00aa\u00c0-\u024f"
_CYRILLIC, _GREEK, _ARMENIAN = "\u0400-\u052f", "\u0370-\u03ff", "\u0531-\u0556\u0561-\u0587"
_OTHER = f"{_CYRILLIC}{_GREEK}{_ARMENIAN}"
_LATIN_RUN, _OTHER_RUN = re.compile(f"[{_LATIN}]+"), re.compile(f"[{_OTHER}]+")
_LATIN_LEADS = (b"\xc2\xaa", *(bytes([lead]) for lead in range(0xC3, 0xCA)))
_OTHER_LEADS = tuple(bytes([lead]) for lead in range(0xCD, 0xD7))
"""First bytes, in UTF-8, of those letters that are not ASCII."""
_LETTER = re.compile(r"[^\W\d_]")
_MIXED = re.compile(
    f"(?<![^\\W\\d_])(?![A-Z]{{2,}}[{_CYRILLIC}{_GREEK}{_ARMENIAN}]+(?![^\\W\\d_]))"
    f"(?=[^\\W\\d_]*[{_LATIN}])(?=[^\\W\\d_]*[{_CYRILLIC}{_GREEK}{_ARMENIAN}])[^\\W\\d_]+"
)
"""A word with letters of Latin and of another script, but for endings on Latin acronyms."""
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACK = re.compile(f"{_MARK}{{{_MOST_MARKS + 1},}}")

_CONTROL_NAMES = {
    **{0x00: "NULL", 0x07: "BELL", 0x08: "BACKSPACE", 0x09: "TAB", 0x0A: "LINE FEED"},
    **{0x0B: "LINE TABULATION", 0x0C: "FORM FEED", 0x0D: "CARRIAGE RETURN"},
    **{0x1A: "SUBSTITUTE", 0x1B: "ESCAPE", 0x1E: "RECORD SEPARATOR", 0x1F: "UNIT SEPARATOR"},
    **{0x7F: "DELETE", 0x85: "NEXT LINE", 0x9B: "CONTROL SEQUENCE INTRODUCER"},
}
"""Names of controls that texts really hold: Unicode gives controls none but aliases."""

_CHARACTER_RULES: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    ("CT202", _FORBIDDEN, "forbidden character", "Remove it; it shows nothing."),
    ("CT206", _INVISIBLE, "invisible character", "Remove it, unless the outlet published it."),
    ("CT209", _STACK, "stack of marks", "Remove the marks, unless the outlet published them."),
)


def check_text(article: Article) -> Iterator[Fault]:
    """Yield what is wrong with the characters of an article's title and body."""
    for field in FIELDS:
        if (text := article.text(field)) is not None:
            yield from _characters(field, text, article.language)
            yield from _lookalikes(field, text, language(article.language).mistaken)
            if not any(map(str.isalnum, text)):
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


def _characters(field: Field, text: str, tag: str) -> Iterator[Fault]:
    if not _UNUSUAL.search(text) and (field == "body" or "\n" not in text):
        return
    normal = unicodedata.is_normalized("NFC", text)
    pointer = f"/{field}"
    control = ("CT201", _CONTROL[field], "control character", "Remove it; lines end with \\n.")
    for code, pattern, what, hint in (control, *_CHARACTER_RULES):
        places = [match.start() for match in pattern.finditer(text)]
        if places:
            yield _fault(code, pointer, text, places, what, hint)
    if places := _misread(text, tag):
        hint = "Take the text again, in its own encoding."
        yield _fault("CT208", pointer, text, places, "sign of a wrong decoding", hint)
    yield from _bidi(pointer, text)
    if not normal:
        message = f"The {field} is not in normal form C."
        hint = "Take the text again as NFC, unless the outlet published it like this."
        yield Fault(code="CT207", pointer=pointer, message=message, hint=hint)
    yield from _unassigned(pointer, text)


def _misread(text: str, tag: str) -> list[int]:
    """Return where a text shows that it was read in another encoding than its own."""
    if places := [match.start() for match in _MOJIBAKE.finditer(text)]:
        return places
    words = {match[0]: match.start() for match in reversed([*_MISREAD.finditer(text)])}
    if len(words) >= _FEW or sum(map(len, words)) * 2 > len(text):
        return sorted(words.values())
    letters = [match.start() for match in _MISREAD_TURKISH.finditer(text)]
    is_turkish = language(tag).dotted_i and not _NOT_MISREAD.search(text)
    return letters if is_turkish and len(letters) >= _FEW else []


def _lookalikes(field: Field, text: str, mistaken: str) -> Iterator[Fault]:
    """Find words of two scripts, and letters that only look like the language's own."""
    places = [_odd_one(word.start(), word[0]) for word in _mixed(text)]
    if any(map(text.__contains__, mistaken)):
        places += [at for at, char in enumerate(text) if char in mistaken]
    if places:
        hint = "Type the word in one script; terms in it are found all the same."
        yield _fault("CT211", f"/{field}", text, sorted(places), "look-alike letter", hint)


def _mixed(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of two scripts: looked for only around letters of the rarer one."""
    raw = text.encode("utf-8", "surrogatepass")
    if not any(map(raw.__contains__, _OTHER_LEADS)):
        return
    if raw.swapcase() == raw and not any(map(raw.__contains__, _LATIN_LEADS)):
        return
    end = 0
    rarer = _OTHER_RUN if len(raw) * 2 < len(text) * 3 else _LATIN_RUN
    for run in rarer.finditer(text):
        start = run.start()
        if start < end:
            continue
        while start > end and _LETTER.match(text, start - 1):
            start -= 1
        if word := _MIXED.match(text, start):
            yield word
        end = word.end() if word else run.end()


def _odd_one(at: int, word: str) -> int:
    """Return where the first letter stands that is not of the script of most of its word."""
    latin = [bool(_LATIN_RUN.match(char)) for char in word]
    odd = sum(latin) * 2 <= len(latin)
    return at + latin.index(odd)


def _fault(code: str, pointer: str, text: str, places: list[int], what: str, hint: str) -> Fault:
    at = places[0]
    name = unicodedata.name(text[at], "") or _CONTROL_NAMES.get(ord(text[at]), "unnamed")
    also = f" ({len(places):,} in all)" if len(places) > 1 else ""
    message = f"{what.capitalize()}, U+{ord(text[at]):04X} {name}, at offset {at}{also}."
    return Fault(code=code, pointer=pointer, inside=at, message=message, hint=hint)


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
