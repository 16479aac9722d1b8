"""Texts as they are compared where another program may have written them: signs made alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_ALIKE = {
    **dict.fromkeys("’‘‛ʼʻ′՚`´ˈ", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—−֊", "-"),
}
_CLUSTER = re.compile(r"-\r?\n(?=[^\W\d_])|\s+|.[\u0300-\u036f]*", re.DOTALL)
"""What is compared as one: a word broken at a line's end, white space, a letter and its marks."""

_PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+\n*|\n+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SHORT = 120
_ENDS = tuple(".!?…։:;,\"”»')")


@dataclass(frozen=True)
class Folded:
    """A text with quotation marks, apostrophes, hyphens, spaces and letters made alike.

    `starts` and `ends` give for each character where in the text as it is what it stands for
    begins and ends.
    """

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def find(self, term: str) -> Iterator[tuple[int, int]]:
        """Yield where a term stands in the text as it is, as whole words."""
        at = self.text.find(term) if term else -1
        while at >= 0:
            end = at + len(term)
            if not self.text[:at][-1:].isalnum() and not self.text[end : end + 1].isalnum():
                yield self.starts[at], self.ends[end - 1]
            at = self.text.find(term, at + 1)

    @cached_property
    def units(self) -> list[list[int]]:
        """Ways to measure the text, each an offset for each place of it.

        As it is, in composed and in decomposed letters, and as it is compared.
        """
        own = list(range(len(self.original) + 1))
        normal = [_offsets(self.original, form) for form in ("NFC", "NFD")]
        compared, at = [], 0
        for place in own:
            while at < len(self.starts) and self.starts[at] < place:
                at += 1
            compared.append(at)
        return [own, *(units for units in (*normal, compared) if units != own)]


def _offsets(text: str, form: str) -> list[int]:
    offsets = [0]
    for cluster in _clusters(text):
        whole = len(unicodedata.normalize(form, cluster))  # type: ignore[arg-type]
        last = offsets[-1]
        offsets += [last] * (len(cluster) - 1) + [last + whole]
    return offsets


def _clusters(text: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r".[\u0300-\u036f]*", text, re.DOTALL))


def without_lines(text: str) -> list[int]:
    """Return the places of a text but for short paragraphs that end in no sign.

    Programs differ in whether they take links, captions and headings for text.
    """
    kept: list[int] = []
    for match in (_PARAGRAPH if "\n\n" in text else _LINE).finditer(text):
        words = match[0].rstrip()
        if len(words) > _SHORT or words.endswith(_ENDS):
            kept += range(*match.span())
    return kept


def folded(text: str) -> Folded:
    """Fold a text."""
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        is_joined = text[match.end() : match.end() + 1].islower()
        for char in _compared(match[0], is_joined):
            kept.append(char)
            starts.append(match.start())
            ends.append(match.end())
    return Folded(text, "".join(kept), starts, ends)


def _compared(cluster: str, is_joined: bool) -> str:
    """Return what a cluster is compared as; nothing for what has no width, or only breaks."""
    if cluster.isspace():
        return " "
    if cluster.endswith("\n"):
        return "" if is_joined else "-"
    composed = unicodedata.normalize("NFC", cluster)
    if unicodedata.category(composed[0]) == "Cf":
        return composed[1:]
    return _ALIKE.get(composed[0], composed[0]) + composed[1:]
