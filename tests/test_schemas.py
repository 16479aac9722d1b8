"""The schemas are sound, complete, closed and offline, and both of their readers agree."""

from __future__ import annotations

import copy
import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from corpus_tools.documents import schema
from corpus_tools.documents.decoding import decode
from corpus_tools.documents.schema import KINDS, Kind

ANNOTATIONS = {"$schema", "$id", "$defs", "$ref", "title", "description", "examples"}
LOGIC = {"if", "then", "else", "anyOf", "not"}
OBJECTS = {"required", "properties", "patternProperties", "additionalProperties", "propertyNames"}
ASSERTIONS = {"type", "enum", "const", "pattern", "format", "items", "uniqueItems"} | {
    least + what for least in ("min", "max") for what in ("Length", "Items", "Properties", "imum")
}
KNOWN = ANNOTATIONS | LOGIC | OBJECTS | ASSERTIONS

every_kind = pytest.mark.parametrize("kind", KINDS)


def subschemas(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema inside a schema that is an object, with its place."""
    if not isinstance(value, dict):
        return
    yield place, value
    for word in ("properties", "patternProperties", "$defs"):
        for name, inner in value.get(word, {}).items():
            yield from subschemas(inner, f"{place}/{word}/{name}")
    single = ("items", "not", "if", "then", "else", "additionalProperties", "propertyNames")
    for word in single:
        yield from subschemas(value.get(word), f"{place}/{word}")
    for position, inner in enumerate(value.get("anyOf", ())):
        yield from subschemas(inner, f"{place}/anyOf/{position}")


def properties(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schema of every property; those in conditions only refine another."""
    for place, part in subschemas(schema.load_schema(kind)):
        if re.search(r"/properties/[^/]+$", place) and not re.search(r"/(then|else|if)/", place):
            yield place, part


def strict(kind: Kind, part: dict[str, Any]) -> Any:
    """Return the walker of a kind, narrowed to one part of its schema."""
    definitions = schema.load_schema(kind)["$defs"]
    return schema._walker(kind).evolve(schema={**part, "$defs": definitions})


def is_valid(kind: Kind, document: Any) -> bool:
    return schema.is_valid(kind, decode(json.dumps(document).encode()))


# ------------------------------------------------------------------ the schemas themselves


def test_every_kind_has_one_file() -> None:
    names = sorted(path.name for path in schema.schema_folder().iterdir())
    assert names == sorted(f"{kind}.schema.json" for kind in KINDS)


@every_kind
def test_a_schema_follows_its_metaschema(kind: Kind) -> None:
    value = decode(schema.schema_bytes(kind)).value
    assert value["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert value["$id"] == f"urn:corpus-tools:schema:{kind}:1.0"
    Draft202012Validator.check_schema(value)


@every_kind
def test_a_schema_uses_only_known_keywords(kind: Kind) -> None:
    used = {word for _, part in subschemas(schema.load_schema(kind)) for word in part}
    assert used - KNOWN == set()


@every_kind
def test_a_schema_refers_only_to_its_own_definitions_and_to_all_of_them(kind: Kind) -> None:
    value = schema.load_schema(kind)
    targets = {part["$ref"] for _, part in subschemas(value) if "$ref" in part}
    assert targets == {f"#/$defs/{name}" for name in value["$defs"]}


@every_kind
def test_every_property_is_described_with_examples(kind: Kind) -> None:
    parts = list(properties(kind))
    assert parts
    bare = [
        place
        for place, part in parts
        if not part.get("description", "").endswith(".") or not part.get("examples")
    ]
    assert bare == []


@every_kind
def test_every_example_follows_its_own_schema(kind: Kind) -> None:
    wrong = [
        (place, example)
        for place, part in subschemas(schema.load_schema(kind))
        for example in part.get("examples", ())
        if not strict(kind, part).is_valid(example)
    ]
    assert wrong == []


@every_kind
def test_the_examples_of_a_kind_pass_its_check(kind: Kind) -> None:
    examples = schema.load_schema(kind)["examples"]
    assert examples
    for example in examples:
        assert list(schema.check(kind, decode(json.dumps(example).encode()))) == []


@every_kind
def test_objects_allow_nothing_additional(kind: Kind) -> None:
    parts = subschemas(schema.load_schema(kind))
    objects = [(place, part) for place, part in parts if part.get("type") == "object"]
    assert [place for place, part in objects if part.get("additionalProperties") is not False] == []
    unused = [
        (place, name)
        for place, part in objects
        for name in part.get("required", ())
        if name not in part["properties"]
    ]
    assert unused == []


@every_kind
def test_patterns_hold_for_the_whole_text(kind: Kind) -> None:
    parts = list(subschemas(schema.load_schema(kind)))
    patterns = [part["pattern"] for _, part in parts if "pattern" in part]
    patterns += [name for _, part in parts for name in part.get("patternProperties", ())]
    assert patterns
    for pattern in patterns:
        assert re.fullmatch(r"\^[^^]*(\[\^[^^]*)*\$", pattern)
        assert re.compile(pattern).groups >= 0


@every_kind
def test_texts_and_lists_have_limits(kind: Kind) -> None:
    bounds = {"string": {"maxLength", "enum", "pattern"}, "array": {"maxItems"}}
    endless = [
        place
        for place, part in subschemas(schema.load_schema(kind))
        if part.get("type") in bounds and not bounds[part["type"]] & set(part)
    ]
    assert endless == []


# ------------------------------------------------------------------ the two readers agree

PIECES = ["\n", " ", "é", "A", "-", "--", "0", "9999", ":", "T10:00", "Z", "%41", "\u0661", "ſ"]

VALUES: list[Any] = [None, True, False, 0, 1, -1, 2**31, "", "a", "en", "2024-02-30", "con", [], {}]


def examples() -> list[tuple[Kind, Any]]:
    """Return the examples of every kind, and one that has every property."""
    found: list[tuple[Kind, Any]] = []
    for kind in KINDS:
        value = schema.load_schema(kind)
        found += [(kind, example) for example in value["examples"]]
        parts = value.get("properties", {}).items()
        every = {name: part["examples"][0] for name, part in parts if "examples" in part}
        found += [(kind, every)] if every else []
    return found


def slots(value: Any) -> list[tuple[Any, Any]]:
    """Return each container inside a value with each of its keys or positions."""
    if not isinstance(value, dict | list):
        return []
    steps = list(value) if isinstance(value, dict) else list(range(len(value)))
    inner = [slot for step in steps for slot in slots(value[step])]
    return [(value, step) for step in steps] + inner


def mutate(draw: st.DrawFn, box: dict[str, Any]) -> None:
    """Change one thing somewhere inside the document."""
    container, step = draw(st.sampled_from(slots(box)))
    choice = draw(st.sampled_from(["delete", "replace", "change", "add", "repeat"]))
    old = container[step]
    if choice == "delete" and container is not box:
        del container[step]
    elif choice == "change" and isinstance(old, str):
        at = draw(st.integers(0, len(old)))
        container[step] = old[:at] + draw(st.sampled_from(PIECES)) + old[at:]
    elif choice == "add" and isinstance(old, dict):
        old[draw(st.sampled_from(["x", "title", "from", "date", "EN", "es", "hy-Latn", "all"]))] = (
            "x"
        )
    elif choice == "repeat" and isinstance(old, list) and old:
        old.append(copy.deepcopy(old[0]))
    else:
        container[step] = copy.deepcopy(draw(st.sampled_from(VALUES)))


@st.composite
def mutants(draw: st.DrawFn) -> tuple[Kind, Any]:
    kind, example = draw(st.sampled_from(examples()))
    box = {"document": copy.deepcopy(example)}
    for _ in range(draw(st.integers(1, 3))):
        mutate(draw, box)
    return kind, box["document"]


@settings(deadline=None, max_examples=600)
@given(mutants())
def test_the_deciding_and_the_explaining_reader_agree(mutant: tuple[Kind, Any]) -> None:
    kind, document = mutant
    assert is_valid(kind, document) == bool(schema._walker(kind).is_valid(document))


@settings(deadline=None, max_examples=200)
@given(mutants())
def test_what_is_refused_is_explained_and_nothing_else(mutant: tuple[Kind, Any]) -> None:
    kind, document = mutant
    decoded = decode(json.dumps(document).encode())
    faults = list(schema.check(kind, decoded))
    assert bool(faults) != schema.is_valid(kind, decoded)
    assert len({(fault.code, fault.pointer) for fault in faults}) == len(faults)


ARTICLE = schema.load_schema("article")["examples"][0]
CONCEPT = schema.load_schema("concept")["examples"][0]


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("article", {**ARTICLE, "url": "https://[news.example"}),
        ("article", {**ARTICLE, "url": "https://news.example/%zz"}),
        ("article", {**ARTICLE, "id": "a\n"}),
        ("article", {**ARTICLE, "published": "2024-05-02\n"}),
        ("article", {**ARTICLE, "published": "٢٠٢٤-05-02"}),
        ("article", {**ARTICLE, "title": "👍" * 2001}),
        ("article", [ARTICLE]),
        ("concept", {**CONCEPT, "gloss": {}}),
    ],
)
def test_both_readers_refuse(kind: Kind, document: Any) -> None:
    assert not is_valid(kind, document)
    assert not schema._walker(kind).is_valid(document)


def test_length_counts_code_points() -> None:
    assert is_valid("article", {**ARTICLE, "title": "👍" * 2000})


def missing(document: Any) -> str:
    faults = schema.check("article", decode(json.dumps(document).encode()))
    return " ".join(fault.message for fault in faults if fault.code == "CT101")


@pytest.mark.parametrize("names", [["id", "title"], ["license", "body"]])
def test_everything_that_is_missing_is_named_at_once(names: list[str]) -> None:
    message = missing({key: value for key, value in ARTICLE.items() if key not in names})
    assert [name for name in names if f"“{name}”" not in message] == []


# ------------------------------------------------------------------ nothing is fetched


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on the loopback interface that counts by its queue of connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def knocked(server: socket.socket) -> bool:
    """Tell whether anyone connected."""
    try:
        connection, _ = server.accept()
    except BlockingIOError:
        return False
    connection.close()
    return True


def test_the_listener_hears_a_knock(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()):
        assert knocked(listener)


@pytest.mark.parametrize("word", ["$schema", "$ref", "$id", "$dynamicRef", "@context"])
@every_kind
def test_no_address_in_a_document_is_fetched(
    kind: Kind, word: str, listener: socket.socket
) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/article.schema.json"
    example = copy.deepcopy(schema.load_schema(kind)["examples"][0])
    target = example[0] if isinstance(example, list) else example
    target[word] = url
    faults = list(schema.check(kind, decode(json.dumps(example).encode())))
    allowed = word in schema.load_schema(kind).get("properties", {})
    assert [fault.code for fault in faults] == ([] if allowed else ["CT102"])
    assert not knocked(listener)
