"""How many letters of each script a text has, counted on its UTF-8 bytes.

The first bytes of a letter name its block of 64 code points, so a script is a handful of
byte strings, and counting them runs at memory speed: no look-up per character.
"""

from __future__ import annotations

from functools import cache, cached_property


def _leads(*ranges: tuple[int, int]) -> tuple[bytes, ...]:
    """Return the leading bytes of the code points of ranges, block by block."""
    blocks = dict.fromkeys(
        chr(point).encode()[:-1] for first, last in ranges for point in range(first, last + 1, 64)
    )
    return tuple(blocks)


_LEADS: dict[str, tuple[bytes, ...]] = {
    "ARABIC": _leads((0x600, 0x6FF)),
    "ARMENIAN": _leads((0x500, 0x5BF)),
    "BENGALI": _leads((0x980, 0x9FF)),
    "CYRILLIC": _leads((0x400, 0x4FF)),
    "DEVANAGARI": _leads((0x900, 0x97F)),
    "ETHIOPIC": _leads((0x1200, 0x137F)),
    "GEORGIAN": _leads((0x1080, 0x10FF), (0x1C80, 0x1CBF), (0x2D00, 0x2D3F)),
    "GREEK": _leads((0x380, 0x3FF), (0x1F00, 0x1FFF)),
    "GUJARATI": _leads((0xA80, 0xAFF)),
    "GURMUKHI": _leads((0xA00, 0xA7F)),
    "HAN": (b"\xe4", b"\xe5", b"\xe6", b"\xe7", b"\xe8", b"\xe9"),
    "HANGUL": (b"\xea", b"\xeb", b"\xec", b"\xed"),
    "HEBREW": _leads((0x5C0, 0x5FF)),
    "HIRAGANA": _leads((0x3040, 0x30FF)),
    "KANNADA": _leads((0xC80, 0xCFF)),
    "KHMER": _leads((0x1780, 0x17FF)),
    "LAO": _leads((0xE80, 0xEFF)),
    "LATIN": _leads((0xC0, 0x27F), (0x1E00, 0x1EFF)),
    "MALAYALAM": _leads((0xD00, 0xD7F)),
    "MONGOLIAN": _leads((0x1800, 0x187F)),
    "MYANMAR": _leads((0x1000, 0x107F)),
    "SINHALA": _leads((0xD80, 0xDFF)),
    "TAMIL": _leads((0xB80, 0xBFF)),
    "TELUGU": _leads((0xC00, 0xC7F)),
    "THAI": _leads((0xE00, 0xE7F)),
}
"""Blocks shared by two scripts stand with the one that news text has there."""

_ISO_15924 = {
    **{"Armn": "ARMENIAN", "Arab": "ARABIC", "Beng": "BENGALI", "Cyrl": "CYRILLIC"},
    **{"Deva": "DEVANAGARI", "Ethi": "ETHIOPIC", "Geor": "GEORGIAN", "Grek": "GREEK"},
    **{"Gujr": "GUJARATI", "Guru": "GURMUKHI", "Hang": "HANGUL", "Hans": "HAN", "Hant": "HAN"},
    **{"Hebr": "HEBREW", "Khmr": "KHMER", "Knda": "KANNADA", "Laoo": "LAO", "Latn": "LATIN"},
    **{"Mlym": "MALAYALAM", "Mong": "MONGOLIAN", "Mymr": "MYANMAR", "Sinh": "SINHALA"},
    **{"Taml": "TAMIL", "Telu": "TELUGU", "Thai": "THAI"},
}
SCRIPT_TAGS = {name: tag for tag, name in _ISO_15924.items()}
"""What to type after a language's tag for a script that is not its usual one."""

_ASCII_LETTERS = bytes(byte for byte in range(128) if chr(byte).isalpha())


@cache
def _counted(script: str) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the bytes that are no letter of a script by themselves, and its longer leads."""
    leads = _LEADS.get(script, ())
    alone = b"".join(lead for lead in leads if len(lead) == 1)
    if script == "LATIN":
        alone += _ASCII_LETTERS
    other = bytes(range(256)).translate(None, alone)
    return other, tuple(lead for lead in leads if len(lead) > 1)


def script_subtag(tag: str) -> str | None:
    """Return the script that a language tag names: "" for one not known here, else None."""
    for part in tag.split("-")[1:]:
        if len(part) == 1:
            return None
        if len(part) == 4 and part.isalpha():
            return _ISO_15924.get(part.title(), "")
    return None


class Letters:
    """A text and how many letters of each script it has, counted when asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._raw = text.encode("utf-8", "surrogatepass")
        self._counts: dict[str, int] = {}

    def of(self, script: str) -> int:
        """Return how many letters of a script there are."""
        if script not in self._counts:
            other, longer = _counted(script)
            raw = self._raw
            alone = len(raw.translate(None, other))
            self._counts[script] = alone + sum(raw.count(two) for two in longer if two[0] in raw)
        return self._counts[script]

    @cached_property
    def total(self) -> int:
        """How many letters there are, of all scripts."""
        return sum(map(self.of, _LEADS))

    @property
    def main_script(self) -> str:
        """The script of more than half of the letters, or none."""
        script = max(_LEADS, key=self.of)
        return script if self.of(script) * 2 > self.total else ""
