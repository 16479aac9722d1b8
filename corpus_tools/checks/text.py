"""Rules about the characters of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus_tools.characters import named
from corpus_tools.checks.misreadings import Misreading, is_unusual, misreading
from corpus_tools.findings import Fault, quote
from corpus_tools.languages import language
from corpus_tools.model import FIELDS, Article, Field

_MOST_MARKS = 8

CONTROL: dict[Field, re.Pattern[str]] = {
    "body": re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]"),
    "title": re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]"),
}
"""Characters that steer where or what is shown; a body has lines and tabs."""

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
_LATIN = "A-Za-z\u00aa\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
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

_CHARACTER_RULES: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    ("CT202", _FORBIDDEN, "forbidden character", "Remove it; it shows nothing."),
    ("CT206", _INVISIBLE, "invisible character", "Remove it, unless the outlet published it."),
    ("CT209", _STACK, "stack of marks", "Remove the marks, unless the outlet published them."),
)


def check_text(article: Article) -> Iterator[Fault]:
    """Yield what is wrong with the characters of an article's title and body."""
    texts = [
        _Stored(
            field,
            text,
            misreading(text, article.language),
            is_unusual(text, article.language),
        )
        for field in FIELDS
        if (text := article.text(field)) is not None
    ]
    yield from _misread(texts)
    for stored in texts:
        yield from _characters(stored)
        yield from _lookalikes(stored, language(article.language).mistaken)
        if not any(map(str.isalnum, stored.text)):
            message = f"The {stored.field} holds no letter or digit."
            hint = "Give the text as published, or leave the article out."
            yield Fault(code="CT203", pointer=f"/{stored.field}", message=message, hint=hint)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A text, the field it stands in, how it was misread, and whether it is worth a closer look."""

    field: Field
    text: str
    misread: Misreading | None
    unusual: bool

    def faults(self, code: str, places: Iterable[int], what: str, hint: str) -> Iterator[Fault]:
        """Yield characters of one kind as one finding, but not what was misread."""
        found = [at for at in places if self.misread is None or not self.misread.explains(at)]
        for at in found[:1]:
            also = f" ({len(found):,} in all)" if len(found) > 1 else ""
            message = f"{what.capitalize()}, {named(self.text[at])}, at offset {at}{also}."
            pointer = f"/{self.field}"
            yield Fault(code=code, pointer=pointer, inside=at, message=message, hint=hint)


def _misread(texts: list[_Stored]) -> Iterator[Fault]:
    """Yield how texts were misread: title and body of one slip are one finding."""
    said: set[str] = set()
    for stored in texts:
        if stored.misread and stored.misread.right not in said:
            said.add(stored.misread.right)
            char = named(stored.text[stored.misread.at])
            yield stored.misread.fault("CT208", f"/{stored.field}", char)


def check_title(article: Article) -> Iterator[Fault]:
    """Yield a body that says no more than the title, or begins with it over again."""
    if article.title is None or article.body is None:
        return
    title = article.title.casefold().split()
    # One word more than the title is enough to tell: most of a long body is not looked at.
    body = article.body.split(None, len(title))
    if [word.casefold() for word in body[: len(title)]] != title or not title:
        return
    if len(body) == len(title):
        yield Fault(
            code="CT212",
            pointer="/body",
            message="The body is the title over again.",
            hint="Give the text below the title; leave the article out if there is none.",
        )
    elif len(article.body.lstrip().partition("\n")[0].split()) == len(title):
        yield Fault(
            code="CT213",
            pointer="/body",
            message="The body begins with the title over again.",
            hint="Take that paragraph out of the body.",
        )


_MARKUP = re.compile(
    r"</?(?:a|b|blockquote|br|div|em|figure|h[1-6]|i|iframe|img|li|ol|p|script|span|strong|style"
    r"|table|td|tr|u|ul)(?:\s[^<>]{0,300})?/?>"
    r"|&(?:amp|gt|hellip|[lr]aquo|[lr][ds]quo|lt|[mn]dash|nbsp|quot|shy|#x?[0-9A-Fa-f]{2,6});",
    re.IGNORECASE,
)
"""Tags and entities that text taken from a page still has; others are perhaps its own."""


def check_markup(article: Article) -> Iterator[Fault]:
    """Yield HTML in an article's title or body: one finding for each."""
    for field in FIELDS:
        text = article.text(field) or ""
        found = list(_MARKUP.finditer(text)) if "<" in text or "&" in text else []
        if found:
            first, also = found[0], f" ({len(found):,} in all)" if len(found) > 1 else ""
            yield Fault(
                code="CT214",
                pointer=f"/{field}",
                inside=first.start(),
                message=f"HTML, {quote(first[0])}, at offset {first.start()}{also}.",
                hint="Give the text as readers see it, paragraphs parted by a blank line.",
            )


def _characters(stored: _Stored) -> Iterator[Fault]:
    field, text = stored.field, stored.text
    if not stored.unusual and (field == "body" or "\n" not in text):
        return
    control = ("CT201", CONTROL[field], "control character", "Remove it; lines end with \\n.")
    for code, pattern, what, hint in (control, *_CHARACTER_RULES):
        places = (match.start() for match in pattern.finditer(text))
        yield from stored.faults(code, places, what, hint)
    yield from _bidi(stored)
    if not unicodedata.is_normalized("NFC", text):
        message = f"The {field} is not in normal form C."
        hint = "Take the text again as NFC, unless the outlet published it like this."
        yield Fault(code="CT207", pointer=f"/{field}", message=message, hint=hint)
    yield from _unassigned(stored)


def _lookalikes(stored: _Stored, mistaken: str) -> Iterator[Fault]:
    """Find words of two scripts, and letters that only look like the language's own."""
    places = [_odd_one(word.start(), word[0]) for word in _mixed(stored.text)]
    if any(map(stored.text.__contains__, mistaken)):
        places += [at for at, char in enumerate(stored.text) if char in mistaken]
    hint = "Type the word in one script; terms in it are found all the same."
    yield from stored.faults("CT211", sorted(places), "look-alike letter", hint)


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


def _bidi(stored: _Stored) -> Iterator[Fault]:
    """Overrides and embeddings are suspect, isolates are ordinary; both must be closed."""
    start = 0
    for paragraph in stored.text.split("\n"):
        if (at := _left_open(paragraph)) is not None:
            what = "bidirectional control without its partner"
            yield from stored.faults("CT204", [start + at], what, "Remove it.")
            return
        start += len(paragraph) + 1
    places = (match.start() for match in _OVERRIDE.finditer(stored.text))
    hint = "Remove it and its closing U+202C, unless the outlet published them."
    yield from stored.faults("CT205", places, "bidirectional override", hint)


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


def _unassigned(stored: _Stored) -> Iterator[Fault]:
    odd = {char for char in set(stored.text) if unicodedata.category(char) in ("Co", "Cn")}
    odd = {char for char in odd if not _FORBIDDEN.match(char)}
    places = (at for at, char in enumerate(stored.text) if char in odd) if odd else ()
    what, hint = "private or unassigned character", "Replace it by what it stands for."
    yield from stored.faults("CT210", places, what, hint)
