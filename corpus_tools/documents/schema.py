"""Compiles the schemas; what they refuse becomes faults. The only user of jsonschema.

The compiled validator (jsonschema-rs) decides; only documents it refuses are walked with
`jsonschema`, whose error tree makes better sentences. Neither ever fetches anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

import jsonschema_rs

from corpus_tools.documents.complaints import CODES, explained, misplaced
from corpus_tools.documents.decoding import Decoded
from corpus_tools.documents.formats import is_day, is_license, is_moment
from corpus_tools.documents.places import pointer_to
from corpus_tools.findings import Fault

Kind = Literal[
    "article", "outlet", "concept", "event", "corpus", "annotation", "retractions", "release"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


def schema_folder() -> Path:
    """Return the folder of the schemas: inside the package, or beside it in a work tree."""
    package = Path(__file__).parent.parent
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"


def schema_bytes(kind: Kind) -> bytes:
    """Return a schema as stored."""
    return (schema_folder() / f"{kind}.schema.json").read_bytes()


@cache
def load_schema(kind: Kind) -> dict[str, Any]:
    """Return a schema as a value; do not change it."""
    return cast(dict[str, Any], json.loads(schema_bytes(kind)))


# ------------------------------------------------------------------ formats


@cache
def _uri_checker() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"format": "uri"}, validate_formats=True)


def is_uri(value: str) -> bool:
    """Tell whether a string is a URI by RFC 3986, as the compiled validator sees it."""
    return _uri_checker().is_valid(value)


FORMATS: dict[str, Callable[[str], bool]] = {
    "calendar-moment": is_moment,
    "spdx-expression": is_license,
}


# ------------------------------------------------------------------ deciding


def _refuse_retrieval(uri: str) -> Any:
    raise ValueError(f"schemas are not fetched: {uri}")


@cache
def _compiled(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        load_schema(kind),
        formats=FORMATS,
        validate_formats=True,
        retriever=_refuse_retrieval,
        pattern_options=jsonschema_rs.RegexOptions(),  # linear time
    )


def is_valid(kind: Kind, decoded: Decoded) -> bool:
    """Tell whether a document follows its schema. 4.0 is no integer here."""
    return not decoded.has_floats and _compiled(kind).is_valid(decoded.value)


def check(kind: Kind, decoded: Decoded) -> Iterator[Fault]:
    """Yield what a document's schema refuses, one fault per place."""
    if is_valid(kind, decoded):
        return
    required: dict[str, list[str]] = {one: load_schema(one).get("required", []) for one in KINDS}
    if other := misplaced(kind, decoded.value, required):
        yield other
        return
    faults = list(explained(kind, _walker(kind).iter_errors(decoded.value), load_schema(kind)))
    if not faults:
        faults = [_unexplained(error) for error in _compiled(kind).iter_errors(decoded.value)]
    yield from faults


def _unexplained(error: jsonschema_rs.ValidationError) -> Fault:
    """Say in the compiled validator's own words what only it refuses (a key's line feed)."""
    keyword, pointer = str(error.schema_path[-1]), pointer_to(*error.instance_path)
    if keyword == "additionalProperties":
        pointer += pointer_to(error.kind.as_dict()["unexpected"][0])
    return Fault(
        code=CODES.get(keyword, "CT104"),
        pointer=pointer,
        at_key=keyword == "additionalProperties",
        message=f"Refused: {error.message}.",
    )


@cache
def _walker(kind: Kind) -> Any:
    """Return the explaining validator: as strict as the compiled one, and as offline."""
    from jsonschema import Draft202012Validator, FormatChecker, TypeChecker, validators
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

    def is_integer(_checker: TypeChecker, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def pattern(_validator: Any, regex: str, value: object, _schema: Any) -> Iterator[Any]:
        # Every pattern of ours is ^…$; `$` of `re` would let a line feed pass at the end.
        if isinstance(value, str) and not re.fullmatch(regex, value):
            yield ValidationError(f"{value!r} has another form")

    formats = FormatChecker(formats=())
    for name, test in {**FORMATS, "date": is_day, "uri": is_uri}.items():
        formats.checks(name)(lambda value, test=test: not isinstance(value, str) or test(value))
    rules = Draft202012Validator.VALIDATORS
    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer)
    strict = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {"pattern": pattern, **{name: _within(rules[name]) for name in ("items", "uniqueItems")}},
        type_checker=checker,
    )
    return strict(load_schema(kind), format_checker=formats, registry=Registry())


def _within(rule: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """Return a rule for lists that says nothing of one that is too long: that is said."""

    def held(checker: Any, wanted: Any, value: Any, schema: Any) -> Iterator[Any]:
        if not isinstance(value, list) or len(value) <= schema.get("maxItems", len(value)):
            yield from rule(checker, wanted, value, schema) or ()

    return held
