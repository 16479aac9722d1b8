"""What a GitHub Actions runner would do with a log: written from its behaviour, strictly.

A line ends at CR LF, LF or CR. A command stands at a line's start, after any white space
(`::name key=value::data`), or, in the old form, anywhere in it (`##[name key=value]data`).
Here every name is a command, and characters without weight are looked through, because
the runner compares text by the rules of a language.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_LINE_END = re.compile("\r\n|\r|\n")
_WEIGHTLESS = re.compile("[\u034f\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_OLD = re.compile(r"##\[([^\]]*)\](.*)")
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


class Command(NamedTuple):
    """What is executed."""

    name: str
    properties: dict[str, str]
    data: str


def executed(log: str) -> list[Command]:
    """Return every command that a runner would execute, in order."""
    lines = _LINE_END.split(log)
    found = [command for line in lines if (command := _command(line))]
    weightless = [command for line in lines if (command := _command(_bare(line)))]
    assert len(found) == len(weightless), "a command hides behind characters without weight"
    return found


def _bare(line: str) -> str:
    """Return a line as a comparison by the rules of a language sees it."""
    kept = (char for char in line if unicodedata.category(char) != "Cf")
    return _WEIGHTLESS.sub("", "".join(kept))


def _is_white(char: str) -> bool:
    return char in "\t\n\v\f\r\x85" or unicodedata.category(char) in ("Zs", "Zl", "Zp")


def _command(line: str) -> Command | None:
    start = 0
    while start < len(line) and _is_white(line[start]):
        start += 1
    head, separator, data = line[start + 2 :].partition("::")
    if line.startswith("::", start) and separator:
        name, _, rest = head.partition(" ")
        pairs = (pair.partition("=") for pair in rest.split(","))
        properties = {key: _unescaped(value, _PROPERTY) for key, _, value in pairs if key}
        return Command(name, properties, _unescaped(data, _DATA))
    if old := _OLD.search(line):
        return Command(old[1], {}, old[2])
    return None


def _unescaped(text: str, mappings: tuple[tuple[str, str], ...]) -> str:
    for escaped, plain in mappings:
        text = text.replace(escaped, plain)
    return text
