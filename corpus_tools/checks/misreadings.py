"""Text that was read by the table of another encoding: where it shows, and what it should read.

Signs are looked for first, which ordinary text of no language has; what the words around
them should read is tried out, by the tables that the declared language was ever stored in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from corpus_tools.findings import Fault, quote
from corpus_tools.languages import language

_LETTERS = "\n -~«»“”„‘’–—\u00a0əƏğĞıİşŞçÇöÖüÜáéíóúñ"
_UNUSUAL_IN_LATIN = re.compile(f"[^{_LETTERS}]")
_UNUSUAL = re.compile(f"[^{_LETTERS}…№\u0400-\u0482\u0531-\u0556\u0559-\u058a]")
"""Anything but the letters and marks of ordinary news: only texts with it are looked at
closely. Without it a text is in normal form C, and no pattern below matches it, control
characters in titles aside."""

_NEXT = "[\u0080-\u009f¡-ª¬-º¼-¿€‚ƒ†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]"
"""What a second byte of UTF-8 looks like in Windows-1252, ordinary quotes and dashes aside."""
_SIGN = (
    f"\ufffd|[ÃÂ]{_NEXT}|(?:[ÄÅÎÏÐÑÔÕÖØÙÚÛ]{_NEXT}){{2}}|[ÄÅ]{_NEXT}\\w{{0,20}}[ÄÅ]{_NEXT}"
    "|â[€\u0080][\u0080-\uffff]|(?:á[ƒ\u0083][\u0080-\uffff]){2}"
    "|(?:[ОПРСФХЦ][^\0-\u007fА-Яа-яЁё\\s»]){3}|(?:[ΞΟ][^\0-\u007fΑ-Ωα-ώ\\s»]){3}"
    "|(?:[пя][÷°²·©≈-≥⌠⌡√─-■\u00a0ёЁ]){2}|(?:[╨╤]\\S){2}|(?:[–—][^\0-\u007f\\s]){3}"
)
"""UTF-8 that was read as Windows-1252, Windows-1251 and -1253, KOI8-R, IBM866 and MacRoman."""
_HIGH = "\u00b2-\u00ba\u00bc-\u00ff"
_WORD = re.compile(f"(?:[À-ÿ][{_HIGH}]|[{_HIGH}][À-ÿ])[{_HIGH}]{{2,}}")
"""What words in another script look like when their one byte for each letter (Windows-1251,
KOI8, ARMSCII-8) is read as Latin-1; no language has several words with four such letters."""
_TURKISH, _NOT_MISREAD = re.compile("[ýþðÝÞÐ]"), re.compile("[ışğİŞĞæáíóúÆÁÍÓÚ]")
"""Letters of Windows-1254 read as Latin-1; what they stand for, and what is Icelandic."""
_FEW = 3
"""So many words, or letters, are no accident."""
_HIGH_LETTER = re.compile("[\u0080-\u009f¡-ª¬-º¼-ÿ€‚ƒ†‡ˆ‰Š‹ŒŽ˜™š›œžŸ]")
"""What bytes of letters look like in Latin-1 and Windows-1252, ordinary marks aside."""
_PUNCTUATION = ".,;:!?…()[]\"'«»“”„‘’–—"
_FOREIGN = (
    "\u0391-\u04ff\u0192\u02c6-\u02dd\u2030\u2039\u203a\u207f\u20ac\u2116\u2200-\u25ff\ufb01\ufb02"
    "¢-©¯±´-¶¸¹¼-¿"
)
_ODD_LETTER = re.compile(f"[{_FOREIGN}…]")
_AMID = re.compile(f"(?:[{_FOREIGN}]|…(?=[^\0-\u007f\\s]))[^\0-\u007f\\s]{{0,3}}(?=[a-z])")
"""What stands inside words in Latin letters that were read by a Cyrillic, Greek or DOS table."""
_ALIKE = frozenset("аеорсухіјѕһԁАВЕЗКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
"""Letters typed for Latin ones, by mistake or to deceive: no sign of a wrong table."""
_LATIN = re.compile("[\0-\u024f\u2010-\u2026]*")
_SPACE, _PLAIN = re.compile("[ \t\r\n]"), re.compile("[^ \t\r\n]+")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
_TRIED, _LONGEST = 50, 200
"""Words that are tried for an example, and the code points of the longest."""

_UTF_8 = "UTF-8"
_WRONG = (
    *("Windows-1252", "Windows-1254", "Windows-1251", "Windows-1253"),
    *("KOI8-R", "IBM866", "IBM437", "MacRoman"),
)
_OWN = {
    "ARABIC": ("Windows-1256",),
    "CYRILLIC": ("Windows-1251", "KOI8-R", "ISO-8859-5", "IBM866", "MacCyrillic"),
    "GREEK": ("Windows-1253", "ISO-8859-7", "cp737", "MacGreek"),
    "HEBREW": ("Windows-1255",),
}
"""Tables of one byte for a letter that languages of a script were stored in."""
_FREQUENT = {
    "ARABIC": "اليمنوره",
    "ARMENIAN": "աենիրոտ",
    "CYRILLIC": "оаеинтс",
    "GEORGIAN": "აიესრმნ",
    "GREEK": "αοιετσν",
    "HEBREW": "יוהלאמר",
}
"""Letters that make up more than a third of every text of some length in a script."""
_SAMPLE, _FEWEST = 600, 40
"""Code points at the beginning of a text that are looked at, and how many letters are enough."""
_ODD, _USUAL, _WRITTEN, _BETTER = 0.36, 0.4, 0.6, 0.03
"""A sample with less of the frequent letters is odd; what was meant has so much of them, and
so much of it is words as they are written; another table is said only if it is so much better."""


Place = tuple[int, int]
_Read = tuple[str, str, str, str]
"""The right encoding, the one a text was read by, a word, and what was meant by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misreading:
    """Where a text shows that it was read by a wrong table: a sign, and the words with one.

    `right` and `wrong` are encodings, `word` and `meant` an example; "" where not known.
    """

    at: int
    words: Sequence[Place]
    right: str = ""
    wrong: str = ""
    word: str = ""
    meant: str = ""

    def explains(self, at: int) -> bool:
        """Tell whether what stands at an offset is but a byte of a letter that is known."""
        place = bisect_right(self.words, (at + 1,)) - 1
        return self.right != "" and place >= 0 and at < self.words[place][1]

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


@lru_cache(maxsize=2)
def is_unusual(text: str, tag: str) -> bool:
    """Tell whether a text has anything but the letters and marks of ordinary news."""
    latin = language(tag).script == "LATIN"
    return (_UNUSUAL_IN_LATIN if latin else _UNUSUAL).search(text) is not None


@lru_cache(maxsize=2)
def misreading(text: str, tag: str) -> Misreading | None:
    """Return how a text in a language was misread; None where it shows no sign of it."""
    script = language(tag).script
    if script in _FREQUENT and (read := _as_a_whole(text, script)):
        spans = [one.span() for one in _PLAIN.finditer(text) if not one[0].isascii()]
        return _misreading(text, [start for start, _ in spans], spans, read)
    if not is_unusual(text, tag):
        return None
    if script == "LATIN" and (spans := _odd_words(text)) and (read := _as_latin(text, spans, tag)):
        spans = _read_wrong(text, read[1], read[0])
        return _misreading(text, [start for start, _ in spans], spans, read)
    signs = _signs(text, tag)
    if not signs:
        return None
    spans = _words(text, signs)
    words = [text[start:end] for start, end in spans[:_TRIED] if end - start <= _LONGEST]
    return _misreading(text, signs, spans, _as_utf_8(words) or _as_one_byte(words, tag))


def _misreading(
    text: str, signs: Sequence[int], spans: Sequence[Place], read: _Read | None
) -> Misreading:
    if read is None:
        return Misreading(at=signs[0], words=spans)
    right, wrong, word, meant = read
    at = next(start for start, end in spans if text[start:end] == word)
    return Misreading(
        at=next((sign for sign in signs if sign >= at), at),
        words=_read_wrong(text, wrong, _UTF_8) if right == _UTF_8 else spans,
        right=right,
        wrong="Latin-1" if re.search("[\x80-\x9f]", text) else wrong,
        word=word,
        meant=meant,
    )


def _signs(text: str, tag: str) -> list[int]:
    """Return where a text shows that it was misread."""
    if places := [match.start() for match in _sign().finditer(text)]:
        return places
    words = list(_WORD.finditer(text))
    if len({word[0] for word in words}) >= _FEW or sum(len(w[0]) for w in words) * 2 > len(text):
        return [word.start() for word in words]
    row = language(tag)
    if row.script in _FREQUENT:
        high = [match.start() for match in _HIGH_LETTER.finditer(text)]
        plain = sum(map(str.isalpha, filter(str.isascii, text)))
        return high if len(high) >= _FEWEST // 2 and len(high) > 2 * plain else []
    letters = [match.start() for match in _TURKISH.finditer(text)] if row.dotted_i else []
    return letters if len(letters) >= _FEW and not _NOT_MISREAD.search(text) else []


@cache
def _sign() -> re.Pattern[str]:
    """Compile the signs of UTF-8 when a text is the first to need it: that takes long."""
    return re.compile(_SIGN)


def _words(text: str, signs: Sequence[int]) -> list[Place]:
    """Return the ranges of the words, parted by plain white space, that signs stand in."""
    found: list[Place] = []
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


def _read_wrong(text: str, wrong: str, right: str) -> list[Place]:
    """Return the ranges of the words that a wrong table made, of lost letters too."""
    found = []
    for match in _PLAIN.finditer(text):
        word = match[0]
        is_lost = "\ufffd" in word and not _CONTROL.search(word)
        if not word.isascii() and (is_lost or _decoded(word, wrong, right)):
            found.append(match.span())
    return found


# ------------------------------------------------------------------ what was meant


def _as_utf_8(words: Sequence[str]) -> _Read | None:
    """Return how words of UTF-8 were misread."""
    found = (
        (_UTF_8, wrong, word, meant)
        for word in words
        for wrong in _WRONG
        if (meant := _decoded(word, wrong, _UTF_8))
    )
    return next(found, None)


def _as_one_byte(words: Sequence[str], tag: str) -> _Read | None:
    """Return how a few words of one byte for a letter were misread, by Windows-1252."""
    row = language(tag)
    own = ("Windows-1254",) if row.dotted_i else _OWN.get(row.script, ())
    read = [(right, [_decoded(word, _WRONG[0], right) for word in words]) for right in own]
    right, meant = max(read, key=lambda one: _written(one[1]), default=("", []))
    return _example(right, _WRONG[0], words, meant) if any(meant) else None


def _as_a_whole(text: str, script: str) -> _Read | None:
    """Return how a text was misread whose letters are not those that its script has most of."""
    sample = text[:_SAMPLE]
    if sample.isascii() or _usual(sample, script) >= _ODD:
        return None
    words = [word for word in _PLAIN.findall(sample)[:-1] if not word.isascii()][:_TRIED]
    if sum(map(len, words)) < _FEWEST:
        return None
    best, most = None, max(_USUAL, _usual(sample, script) + 2 * _BETTER) - _BETTER
    for right, wrong in product((_UTF_8, *_OWN.get(script, ())), _WRONG + _OWN.get(script, ())):
        meant = [_decoded(word, wrong, right) for word in words]
        written = _written(meant)
        share = _usual("".join(meant), script) * written if written >= _WRITTEN else 0.0
        if share > most + _BETTER:
            best, most = _example(right, wrong, words, meant), share
    return best


def _odd_words(text: str) -> list[Place]:
    """Return the words of a text in Latin letters with others amid; none where they are few."""
    if not _ODD_LETTER.search(text):  # a third of the time that the next line takes
        return []
    found = [one for one in _AMID.finditer(text) if text[one.start() - 1 : one.start()].isalpha()]
    spans = _words(text, [one.start() for one in found])
    is_sign = sum(one[0] not in _ALIKE for one in found) * 4 > len(found)
    return spans if is_sign and len({text[start:end] for start, end in spans}) >= _FEW else []


def _as_latin(text: str, spans: Sequence[Place], tag: str) -> _Read | None:
    """Return how words in Latin letters were misread by the table of another script."""
    words = [text[start:end] for start, end in spans[:_TRIED] if end - start <= _LONGEST]
    own = "Windows-1254" if language(tag).dotted_i else "Windows-1252"
    best, most = None, _WRITTEN
    for right, wrong in product((_UTF_8, own), (*_WRONG, *_OWN["CYRILLIC"], "cp850")):
        meant = [_decoded(word, wrong, right) for word in words]
        share = _written([one if _LATIN.fullmatch(one) else "" for one in meant])
        if share > most:
            best, most = _example(right, wrong, words, meant), share
    return best


def _usual(text: str, script: str) -> float:
    """Return which share of a text, blanks aside, are the most frequent letters of a script."""
    small = text.lower()
    letters = sum(map(small.count, _FREQUENT[script]))
    return letters / max(1, len(small) - small.count(" "))


def _example(right: str, wrong: str, words: Sequence[str], meant: Sequence[str]) -> _Read:
    at = next((at for at, one in enumerate(meant) if len(one) > _FEW and _is_written(one)), None)
    at = next(at for at, one in enumerate(meant) if one) if at is None else at
    return right, wrong, words[at], meant[at]


def _written(words: Sequence[str]) -> float:
    """Return which share of words, by length, is written as words are."""
    total = sum(len(word) or 1 for word in words)
    return sum(len(word) for word in words if _is_written(word)) / max(1, total)


def _is_written(word: str) -> bool:
    """Tell whether a word is of letters, with no capital but the first."""
    return all(
        part.isalpha() and not any(map(str.isupper, part[1:]))
        for part in word.strip(_PUNCTUATION).split("-")
    )


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
