"""Words that are written together behind #, each with a capital or after a low line."""

from __future__ import annotations


def is_tagged(text: str, at: int) -> bool:
    """Tell whether a place lies in a hashtag: words joined behind #, at most 100 letters."""
    first = max(0, at - 100)
    while at > first and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at -= 1
    return at > 0 and text[at - 1] == "#"


def begins_word(text: str, at: int) -> bool:
    """Tell whether a new word of a hashtag such as #SaveOldTown begins here."""
    begins = text[at - 1] == "_" or (text[at].isupper() and text[at - 1].islower())
    return begins and is_tagged(text, at)


def word_end(text: str, start: int, end: int) -> int:
    """Return where the word of a hashtag that begins at `start` ends before `end`; else 0."""
    if not is_tagged(text, start):
        return 0
    return next((i for i in range(start + 1, end) if _parts(text[i - 1], text[i])), 0)


def next_word(text: str, at: int) -> int:
    """Return where the next word of a hashtag begins if one ends at a place; else 0."""
    if not 0 < at < len(text) or not is_tagged(text, at):
        return 0
    if text[at] == "_":
        return at + 1
    return at if _parts(text[at - 1], text[at]) else 0


def _parts(one: str, other: str) -> bool:
    """Tell whether a new word, or a number, begins between two characters."""
    return (other.isupper() and one.islower()) or (other.isdigit() and one.isalpha())
