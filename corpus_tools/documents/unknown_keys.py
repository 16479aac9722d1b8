"""What a schema says of keys that it does not know: misspelt, or as other tools write them."""

from __future__ import annotations

import difflib
import re
from typing import Any

from corpus_tools.documents.places import pointer_to
from corpus_tools.findings import Fault, quote

_SYNONYMS = {
    "article": ("body",),
    "articlebody": ("body",),
    "author": ("authors",),
    "byline": ("authors",),
    "content": ("body",),
    "createdat": ("published",),
    "date": ("published",),
    "dateline": ("published",),
    "datepublished": ("published",),
    "description": ("label", "gloss"),
    "end": ("to",),
    "headline": ("title",),
    "href": ("url",),
    "inlanguage": ("language",),
    "lang": ("language",),
    "langs": ("languages",),
    "licence": ("license",),
    "link": ("url",),
    "name": ("label", "title"),
    "newspaper": ("outlet",),
    "pubdate": ("published",),
    "publicationdate": ("published",),
    "publishedat": ("published",),
    "publisher": ("outlet",),
    "sourceurl": ("url",),
    "start": ("from",),
    "text": ("body", "surface"),
    "title": ("name", "label"),
    "updated": ("modified",),
    "uri": ("url",),
}
"""Keys that other tools write, without capitals, - and _; and what they are called here."""

_MOST_MEANT = 8


def _extra(error: Any) -> tuple[list[str], list[str]]:
    """Return the keys of an object that its schema does not know, and those it does."""
    known = list(error.schema.get("properties", {}))
    patterns = error.schema.get("patternProperties", {})
    extra = [
        key
        for key in error.instance
        if key not in known and not any(re.fullmatch(p, key) for p in patterns)
    ]
    return extra, known


def unknown(pointer: str, error: Any) -> Fault:
    """Return what to say of the unknown keys of one object: the first ones, and what was meant."""
    extra, known = _extra(error)
    patterns = error.schema.get("patternProperties", {})
    listed = ", ".join(quote(key) for key in extra[:3])
    more = f" and {len(extra) - 3:,} more" if len(extra) > 3 else ""
    noun = "property" if len(extra) == 1 else "properties"
    return Fault(
        code="CT102",
        pointer=pointer + pointer_to(extra[0]),
        at_key=True,
        message=f"Unknown {noun}: {listed}{more}.",
        hint=_suggestion(meant(error)) or _allowed(known, patterns),
    )


def meant(error: Any) -> dict[str, str]:
    """Return which of the first unknown keys were meant for which that is not given besides."""
    extra, known = _extra(error)
    free = [name for name in known if name not in error.instance]
    found: dict[str, str] = {}
    for key in extra[:_MOST_MEANT]:
        plain = re.sub("[-_ ]", "", key[:60].lower())
        synonyms = [name for name in (plain, *_SYNONYMS.get(plain, ())) if name in free]
        for name in (*synonyms, *difflib.get_close_matches(key[:60], free, 1))[:1]:
            found[key] = name
            free.remove(name)
    return found


def _suggestion(found: dict[str, str]) -> str:
    return " ".join(f"For {quote(key)} write “{name}”." for key, name in found.items())


def _allowed(known: list[str], patterns: dict[str, Any]) -> str:
    if patterns:
        return "Keys have a fixed form here; see the schema."
    return "Remove it. Known here: " + ", ".join(name for name in known if name != "$schema") + "."
