"""Where sentences begin and end: a derived layer, computed when needed, never stored.

In Armenian `։` and, as it is mostly typed, a colon end a sentence, and `.` does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from corpus_tools.languages import Language

_ENDERS = {"ARMENIAN": "։:!?…"}
_CLOSERS = "\"”»’')\\]"
_ABBREVIATED = re.compile(
    r"(?:^|[\s(«“\"])(?:[^\W\d_]|mr|mrs|ms|dr|st|gen|col|lt|no|vs|prof|rev|sgt|capt|etc|"
    r"т\.\s?[недкп]|[гсдруим]|им|ул|обл|акад|проф|гн|млн|тыс|см|стр|"
    r"prof|dos|akad|məs|yəni|s)\.$",
    re.IGNORECASE,
)


_LINE = re.compile(r"\n(?=\S)")


@cache
def _boundary(script: str) -> re.Pattern[str]:
    enders = re.escape(_ENDERS.get(script, ".!?…"))
    closed = f"[{_CLOSERS}]*\\s+(?=[^\\W_a-zа-яёա-ֆ]|[«“„\"‘'(—–-])"
    dots = f"|(?<=\\.)(?<!\\.\\.)\\.\\.++{closed}" if script == "ARMENIAN" else ""
    # It begins with a set of characters, which is searched fast; then comes which one it was.
    # Of a run of enders only the first is tried, so that a long run takes linear time.
    first = f"(?<=[{enders}])(?<![{enders}][{enders}])"
    return re.compile(f"[.{enders}\n](?:(?<=\n)\n*|{first}[{enders}]*+{closed}{dots})")


class Sentences:
    """The sentences of a text, asked by place; a paragraph is read when it is first asked for.

    They are offsets, code points, white space at ends included. A line that is not indented
    begins a sentence, whatever stands before it, so each such line is read by itself.
    """

    def __init__(self, text: str, language: Language) -> None:
        self._text, self._boundary = text, _boundary(language.script)
        self._lines = [0, *(match.end() for match in _LINE.finditer(text))]
        self._starts: dict[int, list[int]] = {}

    def around(self, at: int) -> tuple[int, int]:
        """Return the sentence around a place."""
        line = bisect_right(self._lines, at) - 1
        starts = self._starts.get(line)
        if starts is None:
            starts = self._starts[line] = self._read(line)
        number = bisect_right(starts, at)
        return starts[number - 1], starts[number]

    def _read(self, line: int) -> list[int]:
        """Return where the sentences of a line begin, and where the last one ends."""
        text, starts = self._text, [self._lines[line]]
        end = self._lines[line + 1] if line + 1 < len(self._lines) else len(text)
        for match in self._boundary.finditer(text, starts[0]):
            at, after = match.span()
            head = text[max(starts[-1], at - 8) : at + 1]
            if text[at] != "." or "\n" in match[0] or not _ABBREVIATED.search(head):
                starts.append(after)
            if after >= end:
                break
        return starts if starts[-1] == end else [*starts, end]
