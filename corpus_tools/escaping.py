"""One escaping function per place where untrusted text may end up."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any
from urllib.parse import quote

_KEPT = "\u200c\u200d"  # ZWNJ and ZWJ: ordinary letters' joiners, nothing moves or hides
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SUSPECT = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f]")
_BETWEEN = re.compile(
    "(?<=[:#])[\u034f\u180b-\u180d\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+(?=[:#\\[])"
)
"""Characters without width or weight, inside what a runner obeys."""


def _visible(match: re.Match[str]) -> str:
    char = match[0]
    if char in _KEPT or unicodedata.category(char) not in _HIDDEN:
        return char
    return _escaped(char)


def for_terminal(text: object) -> str:
    """Make text safe for a terminal and for a CI log that reads commands from it.

    Control, bidirectional, surrogate, private and unassigned characters become `\\u{…}`;
    `::` and `##[` are broken, because a runner obeys them, also with joiners in between,
    because it may compare text without them.
    """
    return _shown(text).replace("::", ":\\u{3a}")


def _shown(text: object) -> str:
    shown = _SUSPECT.sub(_visible, str(text))
    shown = _BETWEEN.sub(lambda match: _escaped(match[0]), shown)
    return shown.replace("##[", "#\\u{23}[")


def _escaped(text: str) -> str:
    return "".join(f"\\u{{{ord(char):x}}}" for char in text)


def _json_escaped(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _json_escape(match: re.Match[str]) -> str:
    char = match[0]
    if char == "\n" or char in _KEPT or unicodedata.category(char) not in _HIDDEN:
        return char
    return _json_escaped(char)


def for_json(value: Any, *, indent: int | None = None) -> str:
    """Serialise to JSON whose text holds no raw control or bidirectional character."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    text = _SUSPECT.sub(_json_escape, text)
    text = _BETWEEN.sub(lambda match: _json_escaped(match[0]), text)
    return text.replace("##[", "#\\u0023[").replace("::", ":\\u003a")


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~@:.$&-])")


def for_markdown(text: object) -> str:
    """Make text one inert run of Markdown: no markup, mention, table cell or line break."""
    flat = " ".join(for_terminal(text).split())
    return _MARKDOWN.sub(r"\\\1", flat)


def for_github_data(text: object) -> str:
    """Make text safe after the second `::` of a workflow command."""
    return _percent(for_terminal(text))


def for_github_property(text: object) -> str:
    """Make text safe as the value of a property of a workflow command; `::` stays itself."""
    return _percent(_shown(text)).replace(":", "%3A").replace(",", "%2C")


def _percent(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def for_sarif(text: object) -> str:
    """Make text safe as a SARIF message, which may hold links: `[text](target)`."""
    return for_terminal(text).replace("](", "]\\u{28}")


def for_xml(text: object) -> str:
    """Make text safe in XML 1.0, whose library escapes markup, and on the page that shows it."""
    return for_terminal(text)


_NOT_UTF8 = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def for_uri(path: str) -> str:
    """Percent-encode a relative path, each byte of a name that is not UTF-8 included."""
    raw = _NOT_UTF8.sub("\ufffd", path).encode("utf-8", "surrogateescape")
    return quote(raw, safe="/")
