"""Where sentences begin and end: a derived layer, computed when needed, never stored.

In Armenian `։` and, as it is mostly typed, a colon end a sentence, and `.` does not.
"""

from __future__ import annotations

import re
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


@cache
def _boundary(script: str) -> re.Pattern[str]:
    enders = re.escape(_ENDERS.get(script, ".!?…"))
    closed = f"[{_CLOSERS}]*\\s+(?=[^\\W_a-zа-яёա-ֆ]|[«“„\"‘'(—–-])"
    dots = f"|(?<=\\.)\\.\\.+{closed}" if script == "ARMENIAN" else ""
    # It begins with a set of characters, which is searched fast; then comes which one it was.
    return re.compile(f"[.{enders}\n](?:(?<=\n)\n*|(?<=[{enders}])[{enders}]*{closed}{dots})")


def sentences(text: str, language: Language) -> list[tuple[int, int]]:
    """Return the sentences of a text as offsets, code points, white space at ends included."""
    starts = [0]
    for match in _boundary(language.script).finditer(text):
        at = match.start()
        head = text[max(starts[-1], at - 8) : at + 1]
        if text[at] != "." or "\n" in match[0] or not _ABBREVIATED.search(head):
            starts.append(match.end())
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
