"""What is kept of a text to know it, or a near copy of it, again: never the text itself.

A sketch is the lowest byte of each of 128 values of a MinHash (rensa's R-MinHash, algorithm
version 2, seed 42) over the text's word 5-shingles. Words are cut at white space; marks
around them, capitals, hidden characters and look-alike letters do not count. The same text
has the same sketch in every process and on every machine.

Shingles are never spelled out. Each word counts as the 8 bytes of its BLAKE2b; those of all
words, one after the other, are one large little-endian number, and that number XORed with
itself moved by 77, 157 and 239 bits has, at the place of every word, 64 bits that depend on
it and the four words after it, in that order.
"""

from __future__ import annotations

import re
import struct
import sys
import unicodedata
from array import array
from collections.abc import Iterator
from hashlib import blake2b, sha256

SHINGLE = 5
"""Words in a shingle: long enough that two texts on one subject share few."""

SLOTS = 128
"""Values in a sketch: the estimate of the similarity is then 0.035 off, more or less."""

NEAR = 0.8
"""Texts that share so much of their shingles are near copies: about one word in fifty differs."""

MIN_WORDS = 30
"""Shorter texts are not sketched: notices in fixed words are alike without being copies."""

BANDS, ROWS = 21, 6
"""Near copies agree in all rows of a band: found with 99.8 % at a similarity of 0.8."""

VERSION = "01"
"""How a sketch in retractions.json begins; another way of sketching gets another number."""

_SEED = 42
_BYTES = 8
_SHIFTS = (77, 157, 239)
_MARKS = ".,;:!?…·\"'`´‘’‚“”„«»‹›()[]{}<>*_/|-–—‐՝՛՞՜։՟،؛؟।"
_HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LATIN = re.compile("[a-z]")
_TO_LATIN = str.maketrans("асеорхуіјѕһԁԛԝοανικυ", "aceopxyijshdqwoaviku")
"""Look-alikes in words that have Latin letters: Cyrillic, then Greek."""
_REMEMBERED = 50_000

# A value that agrees by chance in its lowest byte does not count.
_AGREEING = NEAR * SLOTS + (1 - NEAR) * SLOTS / 256


class _Words(dict[str, bytes]):
    """The hash of each word as it stands in a text; nothing for what has no letter or digit."""

    def __missing__(self, word: str) -> bytes:
        plain = word.strip(_MARKS).casefold()
        if not plain.isascii():
            plain = unicodedata.normalize("NFC", _HIDDEN.sub("", plain))
            if _LATIN.search(plain):
                plain = plain.translate(_TO_LATIN)
        value = blake2b(plain.encode(), digest_size=_BYTES).digest() if plain else b""
        if len(self) < _REMEMBERED:
            self[word] = value
        return value


_WORDS = _Words()


def hashed(text: str) -> bytes:
    """Return the hashes of a text's words, one after the other: what all else is made of."""
    return b"".join(map(_WORDS.__getitem__, text.split()))


def fingerprint(words: bytes) -> bytes:
    """Return 16 bytes that stand for a text, word for word, given its hashed words."""
    return sha256(words).digest()[:16] if words else b""


def sketch(words: bytes) -> bytes:
    """Return the sketch of a text, given its hashed words; nothing for a short one."""
    if len(words) < MIN_WORDS * _BYTES:
        return b""
    from rensa import RMinHash  # a corpus without texts does without it

    tokens = _shingles(words)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(tokens, [0, len(tokens)], SLOTS, _SEED)
    return struct.pack(f"<{SLOTS}I", *matrix.to_rows()[0])[::4]


def _shingles(words: bytes) -> array[int]:
    size = len(words) - (SHINGLE - 1) * _BYTES
    number = int.from_bytes(words, "little")
    mixed = number
    for shift in _SHIFTS:
        mixed ^= number >> shift
    tokens = array("Q", (mixed & ((1 << 8 * size) - 1)).to_bytes(size, "little"))
    if sys.byteorder == "big":
        tokens.byteswap()
    return tokens


def are_near(one: bytes, other: bytes) -> bool:
    """Tell whether two sketches are those of near copies."""
    return sum(a == b for a, b in zip(one, other, strict=True)) >= _AGREEING


def bands(sketched: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the bands of a sketch, numbered: near copies have at least one in common."""
    for band in range(BANDS):
        yield band, sketched[band * ROWS : (band + 1) * ROWS]


def crowds(sketches: list[bytes]) -> Iterator[list[int]]:
    """Yield the places of sketches that agree in a band, in order; one band at a time."""
    for band in range(BANDS):
        first: dict[bytes, int] = {}
        found: dict[bytes, list[int]] = {}
        for place, sketched in enumerate(sketches):
            key = sketched[band * ROWS : (band + 1) * ROWS]
            if (known := first.setdefault(key, place)) != place:
                found.setdefault(key, [known]).append(place)
        yield from found.values()


def to_hex(sketched: bytes) -> str:
    """Return a sketch as retractions.json has it."""
    return VERSION + sketched.hex()


def from_hex(text: str) -> bytes:
    """Return a sketch of retractions.json; nothing where it was made in another way."""
    return bytes.fromhex(text[len(VERSION) :]) if text.startswith(VERSION) else b""
