"""What is searched instead of a text: the same letters without what hides them.

Invisible characters, stress marks and the Armenian marks inside words are left out, letters
with marks are composed, look-alike letters of another script are put right; all with the
way back to the offsets of the text as published. Most texts need none of it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus_tools.languages import Language

_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_MARKS = "\u0300-\u036f\u0483-\u0487"
_ARMENIAN_MARKS = "\u055b\u055c\u055e"
_ARMENIAN_APOSTROPHE = "\u055a"
_STRESS = str.maketrans("", "", "\u0300\u0301")
_GRAVE = tuple(zip("\u0400\u040d\u0450\u045d", "ЕИеи", strict=True))
"""Cyrillic letters that are composed with their stress, and what they are without it."""

_LATIN = "aceopxyABCEHKMOPTXiIjJsSəƏəƏşŞ"
_OTHER = "асеорхуАВСЕНКМОРТХіІјЈѕЅәӘǝƎșȘ"
_TO_LATIN = str.maketrans(_OTHER, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN[:24], _OTHER[:24])
_MIXED = re.compile(
    "(?<![^\\W\\d_])[^\\W\\d_]*(?:[A-Za-z\u00c0-\u024f][\u0400-\u052f]|[\u0400-\u052f][A-Za-z\u00c0-\u024f]"
    "|[\u04d8\u04d9\u018e\u01dd\u0218\u0219])[^\\W\\d_]*"
)
_IS_CYRILLIC = re.compile("[\u0400-\u052f]")
_IS_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_STRANGE = re.compile("[\u018e\u01dd\u0218\u0219]")
_LOOK_ALIKE = re.compile("[\u0400-\u052f\u018e\u01dd\u0218\u0219]")
_HIDE = f"{_MARKS}{_INVISIBLE}{_ARMENIAN_MARKS}{_ARMENIAN_APOSTROPHE}"
_SUSPECTS = {
    "LATIN": re.compile(f"[{_HIDE}\u0400-\u052f\u018e\u01dd\u0218\u0219]"),
    "CYRILLIC": re.compile(f"[{_HIDE}A-Za-z\u0400\u040d\u0450\u045d]"),
}
"""What a text of a script must hold to need any cleaning."""
_HIDDEN = re.compile(f"[{_HIDE}]+")
_MARKED = re.compile(f".*[{_MARKS}]", re.DOTALL)
"""What of a run of hidden characters belongs to the letter before it: up to its last mark."""
_NOT_COMBINING = re.compile(f"[^\\w{_MARKS}]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text to search, and where each stretch of it stands in the text as published.

    `lower` has the same length as `text`. The n-th stretch begins at `starts[n]` here and
    at `origins[n]` there; each of its characters covers `widths[n]` code points there.
    """

    text: str
    lower: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    widths: tuple[int, ...] = (1,)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where code points `[start, end)` of this text stand in the original."""
        if self.starts == (0,) == self.origins:
            return start, end
        return self._origin(start), self._origin(end - 1, ends=True)

    def _origin(self, at: int, *, ends: bool = False) -> int:
        stretch = bisect_right(self.starts, at) - 1
        width = self.widths[stretch]
        return self.origins[stretch] + (at - self.starts[stretch] + ends) * width


def clean(text: str, language: Language) -> Cleaned:
    """Return what is searched for a text of a language."""
    if _SUSPECTS.get(language.script, _HIDDEN).search(text) is None:
        return Cleaned(text, _lower(text, language))
    parts, starts, origins, widths, size = [], [], [], [], 0
    for part, origin, width in _stretches(text):
        parts.append(part)
        starts.append(size)
        origins.append(origin)
        widths.append(width)
        size += len(part)
    shown = "".join(parts)
    if _LOOK_ALIKE.search(shown):
        shown = _put_right(shown)
    places = tuple(starts), tuple(origins), tuple(widths)
    return Cleaned(shown, _lower(shown, language), *(places if starts else ((0,), (0,), (1,))))


def _stretches(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for match in _HIDDEN.finditer(text):
        start, end = match.span()
        if match[0][0] == _ARMENIAN_APOSTROPHE and not _is_inside(text, start):
            yield text[at : start + 1], at, 1  # it stays; what is hidden behind it goes
            at = end
            continue
        marks = _MARKED.match(match[0]) if start > at and text[start - 1].isalpha() else None
        if marks:
            yield text[at : start - 1], at, 1
            yield _composed(text[start - 1 : start + marks.end()]), start - 1, marks.end() + 1
        elif start > at:
            yield text[at:start], at, 1
        at = end
    if at < len(text):
        yield text[at:], at, 1


def _is_inside(text: str, at: int) -> bool:
    """Tell whether a mark stands between two small Armenian letters."""
    return "ա" <= text[at - 1 : at] <= "և" and "ա" <= text[at + 1 : at + 2] <= "և"


def _composed(cluster: str) -> str:
    """Return a letter with its marks as one letter, stress dropped."""
    cluster = _NOT_COMBINING.sub("", cluster)
    whole = unicodedata.normalize("NFC", cluster)
    if len(whole) > 1 or _IS_CYRILLIC.match(cluster[0]):
        whole = unicodedata.normalize("NFC", cluster.translate(_STRESS))
    return whole[0]


def _put_right(text: str) -> str:
    """Replace look-alike letters in words of two scripts by those of the word's script."""
    is_mixed = _IS_CYRILLIC.search(text) and _IS_LATIN.search(text)
    text = _MIXED.sub(_by_majority, text) if is_mixed or _STRANGE.search(text) else text
    for stressed, plain in _GRAVE:
        text = text.replace(stressed, plain)
    return text


def _by_majority(match: re.Match[str]) -> str:
    word = match[0]
    cyrillic = len(_IS_CYRILLIC.findall(word))
    return word.translate(_TO_CYRILLIC if cyrillic * 2 > len(word) else _TO_LATIN)


def _lower(text: str, language: Language) -> str:
    """Return small letters, one for one: only İ would become two."""
    text = text.replace("İ", "i")
    return (text.replace("I", "ı") if language.dotted_i else text).lower()
