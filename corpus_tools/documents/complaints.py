"""What a schema refuses, said in sentences: what is wrong, and an example of what is right.

Made of the error trees of `jsonschema`, one fault per place: a key that is misspelt is not
missing besides, and of alternatives the first says what was meant.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from corpus_tools.characters import named
from corpus_tools.documents.licenses import explain_license
from corpus_tools.documents.places import pointer_to
from corpus_tools.documents.unknown_keys import meant, unknown
from corpus_tools.findings import Fault, quote

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

_NOT_ASCII = re.compile("[^\0-\x7f]")
_SLASHES = 3
"""Of a URL up to the end of its host."""
_FIRST = ("type", "enum", "const", "minLength", "pattern", "format", "not")


def explained(kind: str, errors: Iterable[Any], schema: dict[str, Any]) -> Iterator[Fault]:
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
        strange = by_place.get((pointer, "unknown"))
        given = set(meant(strange).values()) if strange else set()
        yield from _missing(pointer, errors, given, {} if pointer else schema)
    for (pointer, _), error in by_place.items():
        yield _sentence(kind, pointer, error, _declared(error, schema))


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


class _Declared(NamedTuple):
    """Examples of the property that an error is about, and whether it may be left out."""

    examples: Sequence[Any]
    is_optional: bool


def _declared(error: Any, schema: dict[str, Any]) -> _Declared:
    """Return how a property is declared where it stands: with examples of its own.

    A shared definition, to which it refers, has examples for all who refer to it.
    """
    examples: Sequence[Any] = ()
    part: Any = schema
    for step in error.absolute_schema_path:
        if isinstance(part, dict) and step not in part:
            break  # it goes on in the definition
        part = part[step]
        if isinstance(part, dict):
            examples = part.get("examples", () if step == "properties" else examples)
    path = error.absolute_path
    if path and isinstance(path[-1], int):
        examples = [entry for entries in examples if isinstance(entries, list) for entry in entries]
    needed = schema.get("required", ())
    return _Declared(examples, len(path) == 1 and path[0] not in needed)


def _sentence(kind: str, pointer: str, error: Any, declared: _Declared) -> Fault:
    keyword = error.validator
    if keyword == "additionalProperties":
        return unknown(pointer, error)
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
    message, hint = f"{_name(pointer)} {told}.", _example(error, declared)
    if error.instance is None and declared.is_optional:
        hint = f"Leave it out where there is nothing to say. {hint}"
    odd = _odd_in_url(error)
    if odd is None:
        return Fault(code=code, pointer=pointer, message=message, hint=hint)
    message = f"{message[:-1]}, with {quote(odd[0])}, {named(odd[0])}."
    if error.instance.count("/", 0, odd.start()) < _SLASHES:
        hint = f"Copy the address from the page itself: its host may be an imitation. {hint}"
    return Fault(code=code, pointer=pointer, inside=odd.start(), message=message, hint=hint)


def _odd_in_url(error: Any) -> re.Match[str] | None:
    """Return the first character that no URL holds as it is."""
    is_url = isinstance(error.schema, dict) and error.schema.get("format") == "uri"
    return _NOT_ASCII.search(error.instance) if is_url and isinstance(error.instance, str) else None


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


def _missing(
    pointer: str, errors: list[Any], misspelt: set[str], whole: dict[str, Any]
) -> Iterator[Fault]:
    """Say what is missing, but for what stands there under another key.

    `whole` declares the properties of a document, where it is the document that lacks them.
    """
    needed = (name for error in errors for name in error.validator_value)
    given = {*errors[0].instance, *misspelt}
    names = list(dict.fromkeys(name for name in needed if name not in given))
    if not names:
        return
    schemas = (*(error.schema for error in errors), whole)
    properties = {k: v for one in schemas for k, v in one.get("properties", {}).items()}
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
        examples = properties.get(name, {}).get("examples", ["…"])
        shown.append(f'"{name}": {json.dumps(examples[0], ensure_ascii=False)}')
    return "Add, for example: " + ", ".join(shown)


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


def _example(error: Any, declared: _Declared) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator in ("enum", "const"):
        options = [str(option) for option in schema.get("enum", ())]
        close = difflib.get_close_matches(str(error.instance)[:60], options, 1)
        return f"Perhaps “{close[0]}”." if close else ""
    plain = str(error.instance)[:_LONGEST].strip().lower()
    if error.validator == "pattern" and plain and re.fullmatch(error.validator_value, plain):
        return f"Perhaps “{plain}”."
    examples = max(declared.examples, schema.get("examples", ()), key=len)
    shown = " or ".join(json.dumps(example, ensure_ascii=False) for example in examples[:2])
    described = schema.get("description", "")
    return f"{described} For example: {shown}" if shown else described
