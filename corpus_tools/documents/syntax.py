"""What keeps a text from being JSON, where exactly, and what to type there instead.

The parser of the standard library says where it stopped; what people mean to write often
went wrong just before. SLIPS is the table of what is known to go wrong, tried in order.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from corpus_tools.characters import named
from corpus_tools.documents.places import Lines
from corpus_tools.findings import Fault, quote

_VALUE = re.compile(r'["\[{]|-?[0-9]|(?:true|false|null)\b')
"""How a value or key begins."""
_WORD = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"//|/\*|#|<!--")
_FOREIGN = {"true": "true", "false": "false", "yes": "true", "no": "false"} | dict.fromkeys(
    ("none", "nil", "undefined", "null"), "null"
)
"""Words of other languages, in small letters, and what JSON says for them."""
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MARKS = "'`‘’‚‛“”„«»＂"
_SPACE = " \t\r\n"
_CONFLICT = re.compile("^(?:<{7}|={7}|>{7})(?= |$)", re.MULTILINE)
_BARE = re.compile(r"(?<![\w.])[0-9]+\Z")
_GOES_ON = re.compile(r"[-/:A-Za-z_]")
"""What stands behind the first digits of a date or a name, and never behind a number."""


class _Stop(NamedTuple):
    """Where the parser stopped (code points), and why; `last` is where the text before ends."""

    text: str
    at: int
    why: str
    last: int

    @property
    def found(self) -> str:
        """The character at which it stopped; nothing at the end."""
        return self.text[self.at : self.at + 1]


class _Slip(NamedTuple):
    """What is wrong at a place, and what to do about it."""

    at: int
    what: str
    hint: str


def fault_of(text: str, error: json.JSONDecodeError) -> Fault:
    """Return the fault of a text that is not JSON."""
    last = len(text[: error.pos].rstrip(_SPACE))
    stop = _Stop(text, error.pos, error.msg.lower(), last)
    slip = next(filter(None, (slip(stop) for slip in SLIPS)), None) or _unknown(stop)
    line, column = Lines(text).place(slip.at)
    near = text[error.pos : error.pos + 12]
    found = f"found {quote(near)}" if near else "the file ends here"
    message = f"Not JSON: {slip.what}; {found}."
    return Fault(code="CT005", line=line, column=column, message=message, hint=slip.hint)


def _nothing(stop: _Stop) -> _Slip | None:
    if stop.text.strip(_SPACE):
        return None
    return _Slip(0, "there is nothing in it", "Put a JSON object into the file, or remove it.")


def _spread(stop: _Stop) -> _Slip | None:
    if stop.text.strip(" \t\r") not in ("{", "["):
        return None
    hint = "A shard has one whole article on each line, with no brackets or commas around them."
    return _Slip(0, "one document is spread over several lines", hint)


def _other_kind(stop: _Stop) -> _Slip | None:
    start = stop.text.lstrip(_SPACE)[:20].lower()
    kinds = {
        "version https://git": ("a pointer of Git LFS, not the file", "Fetch it: git lfs pull."),
        "<!doctype html": ("a web page", "Give the article as JSON, not the page it stands on."),
        "<html": ("a web page", "Give the article as JSON, not the page it stands on."),
        "<?xml": ("XML", "Give the article as JSON."),
    }
    found = next((said for begin, said in kinds.items() if start.startswith(begin)), None)
    return _Slip(0, f"this is {found[0]}", found[1]) if found else None


def _conflict(stop: _Stop) -> _Slip | None:
    mark = _CONFLICT.search(stop.text, stop.text.rfind("\n", 0, stop.at) + 1)
    if mark is None or mark.start() > stop.at:
        return None
    hint = "Decide between the two versions, and remove the lines that Git put there."
    return _Slip(mark.start(), "a merge conflict was left in it", hint)


def _bare(stop: _Stop) -> _Slip | None:
    """Tell of a text that begins with a digit, such as a date."""
    token = _BARE.search(stop.text[max(0, stop.at - 40) : stop.at])
    if "',' delimiter" not in stop.why or token is None or not _GOES_ON.match(stop.found):
        return None
    at = stop.at - len(token[0])
    return _Slip(at, "a text stands without quotation marks", 'Put it between ".')


def _second(stop: _Stop) -> _Slip | None:
    if stop.why != "extra data" or not _VALUE.match(stop.text, stop.at):
        return None
    hint = "One file holds one document, one line of a shard one article: put this elsewhere."
    return _Slip(stop.at, "a second document begins after the first", hint)


def _closed_twice(stop: _Stop) -> _Slip | None:
    if stop.why != "extra data" or stop.found not in ("}", "]", ","):
        return None
    return _Slip(stop.at, "the document has ended before this", f"Remove this “{stop.found}”.")


def _control(stop: _Stop) -> _Slip | None:
    if not stop.why.startswith("invalid control character"):
        return None
    if stop.found in _ESCAPES:
        name = {"\n": "a line break", "\r": "a carriage return", "\t": "a tab"}[stop.found]
        hint = (
            f"Write {_ESCAPES[stop.found]} for it, or close the text with a quotation mark before."
        )
        return _Slip(stop.at, f"{name} stands inside a text", hint)
    what = f"the control character {named(stop.found)} stands inside a text"
    return _Slip(stop.at, what, "Remove it.")


def _unclosed(stop: _Stop) -> _Slip | None:
    if not stop.why.startswith("unterminated string"):
        return None
    what = "the text that begins here is never closed"
    return _Slip(stop.at, what, 'Close it with "; the file may have been cut off.')


def _escape(stop: _Stop) -> _Slip | None:
    if not stop.why.startswith("invalid \\"):
        return None
    at = stop.text.rfind("\\", 0, stop.at + 1)
    hint = "Write \\\\ for a backslash, \\u and four hexadecimal digits for a code point."
    return _Slip(max(at, 0), "a backslash stands before what it cannot escape", hint)


def _comment(stop: _Stop) -> _Slip | None:
    if not _COMMENT.match(stop.text, stop.at):
        return None
    return _Slip(stop.at, "JSON has no comments", "Remove it.")


def _last_comma(stop: _Stop) -> _Slip | None:
    if stop.found not in ("}", "]") or stop.text[stop.last - 1 : stop.last] != ",":
        return None
    return _Slip(stop.last - 1, "nothing follows this comma", "Remove this comma.")


def _space(stop: _Stop) -> _Slip | None:
    if not stop.found or not (stop.found.isspace() or unicodedata.category(stop.found) == "Cf"):
        return None
    what = f"{named(stop.found)} stands between values"
    return _Slip(stop.at, what, "Put an ordinary space there, or nothing.")


def _other_marks(stop: _Stop) -> _Slip | None:
    if not stop.found or stop.found not in _MARKS:
        return None
    what = "other quotation marks stand where a text or a key begins"
    return _Slip(stop.at, what, 'Texts and keys stand between straight double marks: "…".')


def _word(stop: _Stop) -> _Slip | None:
    word = _WORD.match(stop.text, stop.at)
    if word is None or stop.why.startswith(("expecting ','", "expecting ':'")):
        return None
    if stop.why.startswith("expecting property name"):
        return _Slip(stop.at, "a key stands without quotation marks", f'Write "{word[0][:40]}".')
    meant = _FOREIGN.get(word[0].lower())
    if meant is not None:
        return _Slip(stop.at, "this word is not spelled as in JSON", f"Write {meant}.")
    return _Slip(stop.at, "a text stands without quotation marks", 'Put it between ".')


def _comma(stop: _Stop) -> _Slip | None:
    if "',' delimiter" not in stop.why or not _VALUE.match(stop.text, stop.at):
        return None
    return _Slip(stop.last, "a comma is missing after this value", "Type the comma there.")


def _inner_mark(stop: _Stop) -> _Slip | None:
    after_text = stop.text[stop.last - 1 : stop.last] == '"'
    if "',' delimiter" not in stop.why or not after_text or not stop.found.isalnum():
        return None
    hint = 'A quotation mark inside a text is written \\" there.'
    return _Slip(stop.at, "a text was closed before this", hint)


def _colon(stop: _Stop) -> _Slip | None:
    if not stop.why.startswith("expecting ':'"):
        return None
    return _Slip(stop.last, "a colon is missing after this key", "Type a colon and a value there.")


def _number(stop: _Stop) -> _Slip | None:
    before = stop.text[max(stop.at - 1, 0) : stop.at]
    if not (stop.found and stop.found in "+.") and not (stop.found.isdigit() and before == "0"):
        return None
    return _Slip(stop.at, "this is no number as JSON writes it", "Write it plainly: 0.5, 1, -1.")


def _other_comma(stop: _Stop) -> _Slip | None:
    if "',' delimiter" not in stop.why or not stop.found or stop.found not in ";،，、":
        return None
    return _Slip(stop.at, "values are parted by something else than a comma", "Write a comma.")


def _other_bracket(stop: _Stop) -> _Slip | None:
    if "',' delimiter" not in stop.why or stop.found not in ("}", "]"):
        return None
    other = {"}": "]", "]": "}"}[stop.found]
    what = "this bracket closes what another kind of bracket opened"
    return _Slip(stop.at, what, f"Write “{other}”, or close before it what was opened last.")


def _no_value(stop: _Stop) -> _Slip | None:
    if not stop.why.startswith("expecting") or stop.found not in (",", "}", "]"):
        return None
    return _Slip(stop.at, "something is missing before this", "Type a value, or remove the comma.")


def _cut_off(stop: _Stop) -> _Slip | None:
    if stop.last < len(stop.text.rstrip(_SPACE)):
        return None
    opened = {"{": "}", "[": "]"}.get(stop.text.strip(_SPACE)[0], "")
    hint = f"Close what is open{f', at last with {opened}' if opened else ''}; part may be lost."
    return _Slip(stop.last, "something is still open", hint)


def _unknown(stop: _Stop) -> _Slip:
    hint = "Look here and just before: a comma, quote or bracket is missing or extra."
    return _Slip(stop.at, stop.why, hint)


SLIPS: tuple[Callable[[_Stop], _Slip | None], ...] = (
    _nothing,
    _spread,
    _other_kind,
    _conflict,
    _bare,
    _second,
    _control,
    _unclosed,
    _escape,
    _comment,
    _last_comma,
    _closed_twice,
    _space,
    _other_marks,
    _word,
    _number,
    _comma,
    _other_comma,
    _other_bracket,
    _inner_mark,
    _colon,
    _no_value,
    _cut_off,
)
"""What goes wrong; the first that fits is said."""
