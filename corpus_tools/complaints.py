"""What a schema refuses, said in sentences: what is wrong, and an example of what is right.

Made of the error trees of `jsonschema`, one fault per place: a key that is misspelt is not
missing besides, and of alternatives the first says what was meant.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
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


_KINDS = {
    "article": ("an article", "articles/<outlet>/<yyyy>/<id>.json"),
    "outlet": ("an outlet", "outlets/<id>.json"),
    "concept": ("a concept", "lexicon/<id>.json"),
    "event": ("an event", "events/<id>.json"),
    "annotation": ("an annotation", "annotations/<article>.<annotator>.json"),
    "corpus": ("the declaration of a corpus", "corpus.json"),
}
"""What documents of each kind are called, and where they belong."""


def misplaced(kind: str, value: Any, required: Mapping[str, Collection[str]]) -> Fault | None:
    """Return that a document has not what its kind requires, but what another one does."""
    fitting = [
        one
        for one in _KINDS
        if isinstance(value, dict) and value.keys() >= set(required.get(one, ()))
    ]
    if not fitting or kind in fitting or kind not in _KINDS:
        return None
    name, place = _KINDS[fitting[0]]
    message = f"This is {name}, not {_KINDS[kind][0]}."
    return Fault(code="CT012", message=message, hint=f"Move it to {place}.")


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
    told = (
        f"{_complaint(error)}; it is {quote(error.instance)}"
        if error.instance != ""
        else "is empty"
    )
    message = f"{_name(pointer)} {told}."
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
        hint=_suggestion(_meant(error, extra, known)) or _allowed(known, patterns),
    )


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


def _meant(error: Any, extra: list[str], known: list[str]) -> dict[str, str]:
    """Return which of the first unknown keys were meant for which that is not given besides."""
    free = [name for name in known if name not in error.instance]
    meant: dict[str, str] = {}
    for key in extra[:_MOST_MEANT]:
        plain = re.sub("[-_ ]", "", key[:60].lower())
        synonyms = [name for name in (plain, *_SYNONYMS.get(plain, ())) if name in free]
        for name in (*synonyms, *difflib.get_close_matches(key[:60], free, 1))[:1]:
            meant[key] = name
            free.remove(name)
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
    "minItems": "has too few entries",
    "minProperties": "is empty",
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


_TYPES = {
    "array": "a list, in [ ]",
    "object": "an object, in { }",
    "string": "a text, in quotation marks",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _complaint(error: Any) -> str:
    if error.validator == "type":
        wanted = error.validator_value
        types = [wanted] if isinstance(wanted, str) else wanted
        return "must be " + " or ".join(_TYPES.get(name, name) for name in types)
    if error.validator in ("maxItems", "maxLength", "maxProperties"):
        given, most = len(error.instance), error.validator_value
        what = "code points" if error.validator == "maxLength" else "entries"
        return f"has {given:,} {what}, at most {most:,} are allowed"
    if error.validator in ("enum", "const"):
        values = error.validator_value if error.validator == "enum" else [error.validator_value]
        return "must be one of " + ", ".join(str(value) for value in values)
    if error.validator == "format":
        return _FORMAT_COMPLAINTS.get(error.validator_value, "does not have the right form")
    return _COMPLAINTS.get(error.validator, "is not allowed")


_LONGEST = 120


def _example(error: Any) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator in ("enum", "const"):
        options = [str(option) for option in schema.get("enum", ())]
        close = difflib.get_close_matches(str(error.instance)[:60], options, 1)
        return f"Perhaps “{close[0]}”." if close else ""
    plain = str(error.instance)[:_LONGEST].strip().lower()
    if error.validator == "pattern" and plain and re.fullmatch(error.validator_value, plain):
        return f"Perhaps “{plain}”."
    examples = schema.get("examples", ())
    shown = " or ".join(json.dumps(example, ensure_ascii=False) for example in examples[:2])
    described = schema.get("description", "")
    return f"{described} For example: {shown}" if shown else described
