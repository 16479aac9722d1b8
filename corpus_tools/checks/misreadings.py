"""Text that was read by the table of another encoding: where it shows, and what it should read.

Signs are looked for first, which ordinary text of no language has; what the words around
them should read is tried out, by the tables that the declared language was ever stored in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus_tools.findings import Fault, quote
from corpus_tools.languages import language

_NEXT = "[\u0080-\u009f¡-ª¬-º¼-¿€‚ƒ†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]"
"""What a second byte of UTF-8 looks like in Windows-1252, ordinary quotes and dashes aside."""
_SIGN = re.compile(
    f"\ufffd|[ÃÂ]{_NEXT}|(?:[ÄÅÎÏÐÑÔÕÖØÙÚÛ]{_NEXT}){{2}}|[ÄÅ]{_NEXT}\\w{{0,20}}[ÄÅ]{_NEXT}"
    "|â[€\u0080][\u0080-\uffff]|(?:á[ƒ\u0083][\u0080-\uffff]){2}"
    "|(?:[ОПРСФХЦ][^\0-\u007fА-Яа-яЁё\\s»]){3}|(?:[ΞΟ][^\0-\u007fΑ-Ωα-ώ\\s»]){3}"
)
"""UTF-8 that was read as Windows-1252, or, the last two, as Windows-1251 and Windows-1253."""
_HIGH = "\u00b2-\u00ba\u00bc-\u00ff"
_WORD = re.compile(f"(?:[À-ÿ][{_HIGH}]|[{_HIGH}][À-ÿ])[{_HIGH}]{{2,}}")
"""What words in another script look like when their one byte for each letter (Windows-1251,
KOI8, ARMSCII-8) is read as Latin-1; no language has several words with four such letters."""
_TURKISH, _NOT_MISREAD = re.compile("[ýþðÝÞÐ]"), re.compile("[ışğİŞĞæáíóúÆÁÍÓÚ]")
"""Letters of Windows-1254 read as Latin-1; what they stand for, and what is Icelandic."""
_FEW = 3
"""So many words, or letters, are no accident."""
_SPACE, _PLAIN = re.compile("[ \t\r\n]"), re.compile("[^ \t\r\n]+")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
_TRIED, _LONGEST = 50, 200
"""Words that are tried for an example, and the code points of the longest."""

_UTF_8 = "UTF-8"
_WRONG = ("Windows-1252", "Windows-1254", "Windows-1251", "Windows-1253")
_OWN = {
    "ARABIC": ("Windows-1256",),
    "CYRILLIC": ("Windows-1251", "KOI8-R"),
    "GREEK": ("Windows-1253",),
    "HEBREW": ("Windows-1255",),
}
"""Tables of one byte for a letter that languages of a script were stored in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misreading:
    """Where a text shows that it was read by a wrong table: a sign, and the words with one.

    `right` and `wrong` are encodings, `word` and `meant` an example; "" where not known.
    """

    at: int
    words: Sequence[tuple[int, int]]
    right: str = ""
    wrong: str = ""
    word: str = ""
    meant: str = ""

    def explains(self, at: int) -> bool:
        """Tell whether what stands at an offset is but a byte of a letter of UTF-8."""
        place = bisect_right(self.words, (at + 1,)) - 1
        return self.right == _UTF_8 and place >= 0 and at < self.words[place][1]

    def covers(self, text: str) -> bool:
        """Tell whether so much of a text was misread that nothing else can be said of it."""
        return sum(end - start for start, end in self.words) * 4 > len(text)

    def fault(self, code: str, pointer: str, char: str) -> Fault:
        """Say what it should read, as far as that is known."""
        if self.right:
            message = f"{quote(self.word)} should read {quote(self.meant)}: it is {self.right}, "
            message += f"read as {self.wrong}"
            hint = f"Take the text again, as {self.right}; do not mend it by hand."
        else:
            message = f"Sign of a wrong decoding, {char}, at offset {self.at}"
            hint = "Take the text again, in its own encoding."
        also = f" ({len(self.words):,} words in all)" if len(self.words) > 1 else ""
        return Fault(
            code=code, pointer=pointer, inside=self.at, message=f"{message}{also}.", hint=hint
        )


def misreading(text: str, tag: str) -> Misreading | None:
    """Return how a text in a language was misread; None where it shows no sign of it."""
    signs = _signs(text, tag)
    if not signs:
        return None
    words = _words(text, signs)
    for start, end in words[:_TRIED]:
        word = text[start:end]
        if len(word) <= _LONGEST and (read := _read(word, tag)):
            right, wrong, meant = read
            return Misreading(
                at=next(sign for sign in signs if sign >= start),
                words=_utf_8(text, wrong) if right == _UTF_8 else words,
                right=right,
                wrong="Latin-1" if re.search("[\x80-\x9f]", text) else wrong,
                word=word,
                meant=meant,
            )
    return Misreading(at=signs[0], words=words)


def _signs(text: str, tag: str) -> list[int]:
    if places := [match.start() for match in _SIGN.finditer(text)]:
        return places
    words = list(_WORD.finditer(text))
    if len({word[0] for word in words}) >= _FEW or sum(len(w[0]) for w in words) * 2 > len(text):
        return [word.start() for word in words]
    letters = [match.start() for match in _TURKISH.finditer(text)]
    is_turkish = language(tag).dotted_i and not _NOT_MISREAD.search(text)
    return letters if is_turkish and len(letters) >= _FEW else []


def _words(text: str, signs: Sequence[int]) -> list[tuple[int, int]]:
    """Return the ranges of the words, parted by plain white space, that signs stand in."""
    found: list[tuple[int, int]] = []
    end = 0
    for sign in signs:
        if sign < end:
            continue
        start = sign
        while start > end and not _SPACE.match(text, start - 1):
            start -= 1
        space = _SPACE.search(text, sign)
        end = space.start() if space else len(text)
        found.append((start, end))
    return found


def _utf_8(text: str, wrong: str) -> list[tuple[int, int]]:
    """Return the ranges of the words that are UTF-8, those that lost letters included."""
    found = []
    for match in _PLAIN.finditer(text):
        word = match[0]
        is_lost = "\ufffd" in word and not _CONTROL.search(word)
        if not word.isascii() and (is_lost or _decoded(word, wrong, _UTF_8)):
            found.append(match.span())
    return found


# ------------------------------------------------------------------ what was meant


def _read(word: str, tag: str) -> tuple[str, str, str] | None:
    """Return the encoding of a misread word, the one it was read by, and what was meant."""
    for wrong in _WRONG:
        if meant := _decoded(word, wrong, _UTF_8):
            return _UTF_8, wrong, meant
    row = language(tag)
    own = ("Windows-1254",) if row.dotted_i else _OWN.get(row.script, ())
    read = [(_decoded(word, _WRONG[0], right), right) for right in own]
    meant, right = max(read, key=lambda one: sum(map(str.islower, one[0])), default=("", ""))
    return (right, _WRONG[0], meant) if meant else None


def _decoded(word: str, wrong: str, right: str) -> str:
    """Return what a word is by the right table; "" where it was not misread like that."""
    try:
        meant = word.translate(_bytes(wrong)).encode("latin-1").decode(right)
    except UnicodeError:
        return ""
    return "" if meant == word or _CONTROL.search(meant) else meant


@cache
def _bytes(table: str) -> dict[int, str]:
    """Return, as a character each, the byte that a table has for what is not ASCII.

    A byte without a character there is a control character, as browsers have it.
    """
    known = {byte: bytes((byte,)).decode(table, "ignore") for byte in range(0x80, 0x100)}
    unknown = dict.fromkeys(range(0xA0, 0x100), "\uffff")
    return unknown | {ord(char): chr(byte) for byte, char in known.items() if char}
