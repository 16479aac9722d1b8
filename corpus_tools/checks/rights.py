"""Rules about who may pass a text on.

That a release leaves a text out is ordinary, and no finding: it is how most news is kept.
A finding is that the licence of an article and the rights of its outlet contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus_tools.checks.traces import tells
from corpus_tools.corpus import shown_path
from corpus_tools.findings import Fault, quote
from corpus_tools.model import SHORT_TEXT, Article

_RESERVED = "LicenseRef-all-rights-reserved"


def check_hashes(doc: dict[str, Any]) -> Iterator[Fault]:
    """Yield hashes of withheld texts that are so short that they can be guessed."""
    for field_, length in doc.get("text_length", {}).items():
        if length < SHORT_TEXT and field_ in doc.get("text_sha256", {}):
            yield Fault(
                code="CT805",
                pointer=f"/text_sha256/{field_}",
                message=f"The {field_} is withheld and has {length} characters: a hash of so "
                "short a text can be guessed.",
                hint="Remove this hash; the length is enough.",
            )


@dataclass(slots=True)
class _Use:
    """How many texts of an outlet have one licence, and the file of the first."""

    first: Path
    texts: int = 0


@dataclass(slots=True)
class Ledger:
    """The outlets that have a rights entry, and the licences of their texts."""

    files: dict[str, Path] = field(default_factory=dict)
    rights: dict[str, dict[str, str]] = field(default_factory=dict)
    uses: dict[str, dict[str, _Use]] = field(default_factory=dict)

    def add_outlet(self, doc: dict[str, Any], path: Path) -> None:
        """Remember what the rights of an outlet allow."""
        if "rights" in doc and doc["id"] not in self.rights:
            self.files[doc["id"]] = path
            self.rights[doc["id"]] = doc["rights"]

    def add_article(self, article: Article, path: Path) -> None:
        """Remember the licence of an article that has its text."""
        if article.outlet in self.rights and article.body is not None:
            uses = self.uses.setdefault(article.outlet, {})
            uses.setdefault(article.license, _Use(path)).texts += 1

    def check_id(self, article: Article, declaration: dict[str, Any]) -> Iterator[Fault]:
        """Yield an id that tells the title of an article whose text may not go out."""
        is_free = article.license in declaration["text_licenses"]
        is_withheld = not is_free or self.rights.get(article.outlet, {}).get("text") == "none"
        if is_withheld and article.title is not None and tells(article.id, article.title):
            yield Fault(
                code="CT804",
                pointer="/id",
                message="The title may not go out, but the id says it, and ids do.",
                hint="Give it an id without those words, such as the one that import would give "
                "it: outlet, day, and some letters and digits.",
            )

    def faults(self, declaration: dict[str, Any]) -> Iterator[tuple[Path, list[Fault]]]:
        """Yield the file of each outlet with what contradicts its rights: one per licence."""
        for outlet, uses in self.uses.items():
            rights = self.rights[outlet]
            found = [
                replace(fault, others=(shown_path(use.first),))
                for license, use in uses.items()
                for fault in _contradictions(rights, license, use, declaration)
            ]
            yield self.files[outlet], found


def _contradictions(
    rights: dict[str, str], license: str, use: _Use, declaration: dict[str, Any]
) -> Iterator[Fault]:
    ended = rights.get("until", "9999-12-31") < declaration["released"]
    listed = license in declaration["text_licenses"]
    noun = "an article has" if use.texts == 1 else f"{use.texts:,} articles have"
    first = quote(shown_path(use.first), 300)
    who = f"{noun} its text under {quote(license)} ({first}{', and more' * (use.texts > 1)})"
    if rights["text"] == "none" and not ended and listed:
        yield _fault(
            "text",
            f"The outlet lets no text be passed on, yet {who}, which text_licenses in "
            "corpus.json lists; releases leave that text out.",
            f'Write "license": "{_RESERVED}" there; or "text": "full" here, if it is allowed.',
        )
    if rights["text"] == "full" and not ended and not listed:
        yield _fault(
            "text",
            f"The outlet lets its text be passed on, yet {who}, which text_licenses in "
            "corpus.json does not list; releases leave that text out.",
            f'{_listing(license)}; or write "text": "none" here.',
        )
    if rights["text"] == "full" and ended and listed:
        yield _fault(
            "until",
            f"The outlet's permission ended on {rights['until']}, yet {who}, which text_licenses "
            "in corpus.json lists; releases go on passing that text on.",
            f'Write "license": "{_RESERVED}" there; or correct "until" here.',
        )


def _listing(license: str) -> str:
    """Nobody should be told to list a licence that other outlets have for the opposite."""
    if license == _RESERVED:
        return 'Write a licence of their own there, such as "LicenseRef-permission", and list it'
    return f'Add "{license}" to text_licenses'


def _fault(name: str, message: str, hint: str) -> Fault:
    return Fault(code="CT802", pointer=f"/rights/{name}", message=message, hint=hint)
