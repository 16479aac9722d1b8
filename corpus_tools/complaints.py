"""What a schema refuses, said in sentences: what is wrong, and an example of what is right.

Made of the error trees of `jsonschema`, one fault per place: a key that is misspelt is not
missing besides, and of alternatives the first says what was meant.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus_tools.findings import Fault, quote
from corpus_tools.licenses import explain_license
from corpus_tools.places import pointer_to

CODES = {
    "required": "CT101",
    "additionalProperties": "CT102",
    "type": "CT103",
    "enum": "CT105",
    "const": "CT105",
    "not": "CT104",
    "pattern": "CT104",
    "format": "CT104",
    "minLength": "CT106",
    "maxLength": "CT106",
    "minItems": "CT106",
    "maxItems": "CT106",
    "minProperties": "CT106",
    "maxProperties": "CT106",
    "uniqueItems": "CT106",
    "minimum": "CT106",
    "maximum": "CT106",
}
"""The rule that a keyword of the schemas stands for."""

_FIRST = ("type", "enum", "const", "minLength", "pattern", "format", "not")


def explained(kind: str, errors: Iterable[Any]) -> Iterator[Fault]:
    """Yield what the errors of one document come to, one fault per place."""
    by_place: dict[tuple[str, str], Any] = {}
    missing: dict[str, list[Any]] = {}
    for error in errors:
        error = _closest(error)
        place = pointer_to(*error.absolute_path)
        if error.validator == "required":
            missing.setdefault(place, []).append(error)
            continue
        group = "unknown" if error.validator == "additionalProperties" else ""
        known = by_place.get((place, group))
        if known is None or _rank(error) < _rank(known):
            by_place[place, group] = error
    for pointer, errors in missing.items():
        unknown = by_place.get((pointer, "unknown"))
        meant = set(_meant(unknown, *_extra(unknown)).values()) if unknown else set()
        yield from _missing(pointer, errors, meant)
    for (pointer, _), error in by_place.items():
        yield _sentence(kind, pointer, error)


def _closest(error: Any) -> Any:
    """Of alternatives ('an id, or null'), take the first: it says what was meant."""
    while error.validator == "anyOf" and error.context:
        error = error.context[0]
    return error


def _rank(error: Any) -> int:
    return _FIRST.index(error.validator) if error.validator in _FIRST else len(_FIRST)


def _sentence(kind: str, pointer: str, error: Any) -> Fault:
    keyword = error.validator
    if keyword == "additionalProperties":
        return _unknown(pointer, error)
    if keyword == "not" and error.validator_value == {}:
        return _excluded(pointer)
    if keyword == "format" and error.validator_value == "spdx-expression":
        complaint, hint = explain_license(error.instance)
        return Fault(
            code="CT801", pointer=pointer, message=f"{_name(pointer)}: {complaint}.", hint=hint
        )
    code = _annotation_code(kind, pointer) or CODES.get(keyword, "CT104")
    message = f"{_name(pointer)} {_complaint(error)}; it is {quote(error.instance)}."
    return Fault(code=code, pointer=pointer, message=message, hint=_example(error))


def _annotation_code(kind: str, pointer: str) -> str | None:
    """Offsets have a rule of their own: their faults are faults of the annotation."""
    offsets = kind == "annotation" and re.fullmatch(r"/spans/\d+/(start|end)", pointer)
    return "CT601" if offsets else None


def _name(pointer: str) -> str:
    last = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    if not pointer:
        return "The document"
    if last.isdigit():
        above = pointer.rpartition("/")[0].rpartition("/")[2]
        return f"Entry {int(last) + 1} of {quote(above)}"
    return quote(last)


def _missing(pointer: str, errors: list[Any], misspelt: set[str]) -> Iterator[Fault]:
    """Say what is missing, but for what stands there under another key."""
    needed = (name for error in errors for name in error.validator_value)
    given = {*errors[0].instance, *misspelt}
    names = list(dict.fromkeys(name for name in needed if name not in given))
    if not names:
        return
    properties = {k: v for e in errors for k, v in e.schema.get("properties", {}).items()}
    listed = ", ".join(quote(name) for name in names)
    noun = "property" if len(names) == 1 else "properties"
    where = "" if not pointer else f" in {_name(pointer)}"
    yield Fault(
        code="CT101",
        pointer=pointer,
        message=f"Missing {noun}{where}: {listed}.",
        hint=_example_object(properties, names),
    )


def _example_object(properties: dict[str, Any], names: list[str]) -> str:
    shown = []
    for name in names:
        examples = properties.get(name, {}).get("examples") or [_ARTICLE_TEXT.get(name, "…")]
        shown.append(f'"{name}": {json.dumps(examples[0], ensure_ascii=False)}')
    return "Add, for example: " + ", ".join(shown)


_ARTICLE_TEXT = {"title": "Village council meets", "body": "The council met on Tuesday."}


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


def _unknown(pointer: str, error: Any) -> Fault:
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
        hint=_suggestion(_meant(error, extra[:3], known)) or _allowed(known, patterns),
    )


_SYNONYMS = {
    "article": "body",
    "author": "authors",
    "content": "body",
    "created_at": "published",
    "date": "published",
    "headline": "title",
    "href": "url",
    "lang": "language",
    "licence": "license",
    "link": "url",
    "publication_date": "published",
    "published_at": "published",
    "publisher": "outlet",
    "text": "body",
    "uri": "url",
}
"""Keys that other tools write, and what they are called here."""

_MOST_MEANT = 20


def _meant(error: Any, extra: list[str], known: list[str]) -> dict[str, str]:
    """Return which keys unknown ones were meant for, that are not given besides."""
    free = [name for name in known if name not in error.instance]
    meant: dict[str, str] = {}
    for key in extra[:_MOST_MEANT]:
        synonym = _SYNONYMS.get(key.lower().replace("-", "_"))
        close = difflib.get_close_matches(key[:60], free, 1)
        if synonym in free:
            meant[key] = synonym
        elif close:
            meant[key] = close[0]
    return meant


def _suggestion(meant: dict[str, str]) -> str:
    return " ".join(f"For {quote(key)} write “{name}”." for key, name in meant.items())


def _allowed(known: list[str], patterns: dict[str, Any]) -> str:
    if patterns:
        return "Keys have a fixed form here; see the schema."
    return "Remove it. Known here: " + ", ".join(name for name in known if name != "$schema") + "."


def _excluded(pointer: str) -> Fault:
    return Fault(
        code="CT107",
        pointer=pointer,
        at_key=True,
        message=f"{_name(pointer)} cannot stand beside the other properties given.",
        hint="An article has title and body, or text_sha256 and text_length; "
        "an event has date, or from and to.",
    )


_COMPLAINTS = {
    "minLength": "is empty",
    "maxLength": "is too long",
    "minItems": "has too few entries",
    "maxItems": "has too many entries",
    "minProperties": "is empty",
    "maxProperties": "has too many entries",
    "uniqueItems": "repeats an entry",
    "minimum": "is too small",
    "maximum": "is too large",
    "not": "is a reserved name",
    "pattern": "does not have the right form",
}
_FORMAT_COMPLAINTS = {
    "date": "is not a calendar day that exists",
    "calendar-moment": "is not a calendar day, or day with time, that exists",
    "spdx-expression": "is not an SPDX licence expression in its usual spelling",
    "uri": "is not a URL",
}


def _complaint(error: Any) -> str:
    if error.validator == "type":
        wanted = error.validator_value
        return f"must be {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
    if error.validator in ("enum", "const"):
        values = error.validator_value if error.validator == "enum" else [error.validator_value]
        return "must be one of " + ", ".join(str(value) for value in values)
    if error.validator == "format":
        return _FORMAT_COMPLAINTS.get(error.validator_value, "does not have the right form")
    return _COMPLAINTS.get(error.validator, "is not allowed")


def _example(error: Any) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator in ("enum", "const"):
        options = [str(option) for option in schema.get("enum", ())]
        close = difflib.get_close_matches(str(error.instance)[:60], options, 1)
        return f"Perhaps “{close[0]}”." if close else ""
    examples = schema.get("examples", ())
    shown = " or ".join(json.dumps(example, ensure_ascii=False) for example in examples[:2])
    described = schema.get("description", "")
    return f"{described} For example: {shown}" if shown else described
