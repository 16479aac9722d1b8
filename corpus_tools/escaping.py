"""One escaping function per place where untrusted text may end up."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_KEPT = "\u200c\u200d"  # ZWNJ and ZWJ: ordinary letters' joiners, nothing moves or hides
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SUSPECT = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f]")


def _visible(match: re.Match[str]) -> str:
    char = match[0]
    if char in _KEPT or unicodedata.category(char) not in _HIDDEN:
        return char
    return f"\\u{{{ord(char):x}}}"


def for_terminal(text: object) -> str:
    """Make text safe for a terminal and for a CI log that reads commands from it.

    Control, bidirectional, surrogate, private and unassigned characters become `\\u{…}`;
    `::` and `##[` are broken, because a runner obeys them.
    """
    shown = _SUSPECT.sub(_visible, str(text))
    return shown.replace("::", ":\\u{3a}").replace("##[", "#\\u{23}[")


def _json_escape(match: re.Match[str]) -> str:
    char = match[0]
    if char == "\n" or char in _KEPT or unicodedata.category(char) not in _HIDDEN:
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def for_json(value: Any, *, indent: int | None = None) -> str:
    """Serialise to JSON whose text holds no raw control or bidirectional character."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    text = _SUSPECT.sub(_json_escape, text)
    return text.replace("##[", "#\\u0023[").replace("::", ":\\u003a")


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~@:.$&-])")


def for_markdown(text: object) -> str:
    """Make text one inert run of Markdown: no markup, mention, table cell or line break."""
    flat = " ".join(for_terminal(text).split())
    return _MARKDOWN.sub(r"\\\1", flat)
