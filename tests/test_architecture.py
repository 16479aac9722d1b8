"""Guards the shape of the house: layers, doors, lazy start-up, seams and sizes."""

from __future__ import annotations

import ast
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pytest
import typer.main

from corpus_tools import model
from corpus_tools.cli.commands import app
from corpus_tools.documents import schema
from corpus_tools.tables import ARROW, COLUMNS
from tests.corpora import FALKLANDS, ROOT, python

PACKAGE = ROOT / "corpus_tools"
ROOMS = (
    *("rules", "findings", "progress", "escaping", "languages", "characters", "changes"),
    *("documents", "model", "corpus", "terms", "checks", "pairing", "tables", "rows", "pipeline"),
    *("engines", "release", "skeletons", "withdrawing", "exchange", "report", "reporters"),
    *("cli", "__main__"),
)
"""A module imports only from its own room and the rooms before it."""

WINGS = ("stored", "describing", "building", "proving", "rehydrating", "publishing")
"""The rooms of `release/`, in the order in which they import; the last two know nothing of each
other."""

DOORS = {
    "jsonschema": ("documents/schema.py",),
    "jsonschema_rs": ("documents/schema.py",),
    "referencing": ("documents/schema.py",),
    "typer": ("cli/",),
    "click": ("cli/",),
    "rich": ("cli/",),
    "datasets": ("release/building/prove.py",),
    "rensa": ("checks/sketches.py",),
    "huggingface_hub": ("release/publishing/hub.py",),
    "pyarrow": ("tables.py", "pipeline.py", "engines.py", "release/"),
}
"""Who may import a third party: files and folders of the package."""


class Import(NamedTuple):
    """One import statement: where it stands and what it names."""

    importer: str
    line: int
    target: str

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target}"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def within(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> Iterator[Import]:
    """Yield every import of a module: inside functions and for type checkers too."""
    parts = ("corpus_tools", *path.relative_to(PACKAGE).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(within(path), node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            above = parts[: len(parts) - node.level] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            for alias in node.names:
                yield Import(within(path), node.lineno, f"{base}.{alias.name}")


def all_imports() -> list[Import]:
    return [found for path in modules() for found in imports(path)]


def room(name: str) -> str:
    return name.removesuffix(".py").partition("/")[0].partition(".")[0]


# ------------------------------------------------------------------ layers


def test_every_module_has_a_room() -> None:
    homeless = {within(path) for path in modules()} - {"__init__.py"}
    assert {name for name in homeless if room(name) not in ROOMS} == set()


def test_no_import_runs_back() -> None:
    checked, back = 0, []
    for found in all_imports():
        package, _, inside = found.target.partition(".")
        if package == "corpus_tools" and found.importer != "__init__.py":
            checked += 1
            wanted = room(inside)
            if wanted not in ROOMS or ROOMS.index(wanted) > ROOMS.index(room(found.importer)):
                back.append(str(found))
    assert back == []
    assert checked > 50


def test_no_import_runs_back_within_a_release() -> None:
    checked, back = 0, []
    for found in all_imports():
        one, _, module = found.importer.removesuffix("__init__.py").partition("/")
        if one != "release" or not module:
            continue
        wing = WINGS.index(module.partition("/")[0])
        if found.target.startswith("corpus_tools.release."):
            checked += 1
            wanted = WINGS.index(found.target.split(".")[2])
            if wanted > wing or {wanted, wing} == {4, 5}:
                back.append(str(found))
    assert back == []
    assert checked > 50


def test_a_room_reads_its_neighbour_by_name_only() -> None:
    """A module looked up by a string would not show in the graph."""
    lookups = [
        within(path)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Name | ast.Attribute)
        and (node.id if isinstance(node, ast.Name) else node.attr)
        in ("import_module", "__import__")
    ]
    assert set(lookups) == {"__init__.py"}


def test_the_package_itself_imports_lazily() -> None:
    statements = ast.parse((PACKAGE / "__init__.py").read_bytes()).body
    eager = [
        ast.unparse(node)
        for node in statements
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.ImportFrom) and node.module in ("__future__", "typing"))
    ]
    assert eager == []
    guarded = [ast.unparse(node.test) for node in statements if isinstance(node, ast.If)]
    assert guarded == ["TYPE_CHECKING"]


@pytest.mark.parametrize("party", DOORS)
def test_a_third_party_has_one_door(party: str) -> None:
    strangers = [
        str(found)
        for found in all_imports()
        if found.target.partition(".")[0] == party and not found.importer.startswith(DOORS[party])
    ]
    assert strangers == []


def test_only_the_command_line_prints_exits_and_reads_the_environment() -> None:
    forbidden = {"print", "input", "exit", "stdout", "stderr", "environ", "getenv"}
    found = [
        f"{within(path)}:{node.lineno} {ast.unparse(node)}"
        for path in modules()
        if room(within(path)) not in ("cli", "__main__")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if (isinstance(node, ast.Name) and node.id in forbidden)
        or (isinstance(node, ast.Attribute) and node.attr in forbidden)
    ]
    assert found == []


# ------------------------------------------------------------------ lazy start-up

_PROBE = """
import json, sys
before = set(sys.modules)
try:
    {code}
except SystemExit as end:
    assert end.code in (None, 0), end.code
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(set(sys.modules) - before)))
"""
_MAIN = "sys.argv = {}; from corpus_tools.cli import main; main()"


def loaded_by(code: str) -> set[str]:
    done = python("-c", _PROBE.format(code=code), cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",
    [
        "import corpus_tools",
        _MAIN.format(["corpus-tools", "--help"]),
        _MAIN.format(["corpus-tools", "export", "--help"]),
        _MAIN.format(["corpus-tools", "rules"]),
        _MAIN.format(["corpus-tools", "validate", str(FALKLANDS)]),
        _MAIN.format(["corpus-tools", "annotate", str(FALKLANDS), "--format", "jsonl"]),
    ],
    ids=["import", "help", "export-help", "rules", "validate", "annotate"],
)
def test_start_up_needs_no_heavy_library(code: str) -> None:
    loaded = loaded_by(code)
    assert "corpus_tools" in loaded
    assert loaded & {"pyarrow", "datasets", "pandas", "numpy", "huggingface_hub"} == set()


def test_the_probe_sees_what_is_loaded() -> None:
    assert {"pyarrow", "corpus_tools"} <= loaded_by("import corpus_tools.tables")


def test_importing_the_package_costs_next_to_nothing() -> None:
    def fastest(code: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            python("-c", code, cwd=ROOT)
            times.append(time.perf_counter() - start)
        return min(times)

    assert fastest("import corpus_tools") - fastest("pass") < 0.1


# ------------------------------------------------------------------ seams


def words(text: str) -> list[str]:
    return text.split()


SPAN = words(
    "field start end surface concept variant category variant_perspectives candidates usage "
    "usage_rule cue_start cue_end quoted voice speaker stance layer"
)
_SPAN = " ".join(SPAN)
CONFIGS = {
    "articles": words(
        "id added_in outlet outlet_name outlet_perspective country language published "
        "published_original title body n_chars n_tokens url archive_url license authors origin "
        "credits collection event translation_of revision_of derived_from related title_sha256 "
        "body_sha256 spans"
    ),
    "annotations": words(
        "id added_in article_id outlet outlet_perspective language published event "
        f"{_SPAN} n_judgements before after"
    ),
    "judgements": words(
        "id added_in article_id annotator annotator_kind complete guideline_version created "
        f"decision comment {_SPAN}"
    ),
    "terms": words("id added_in concept category gloss variant language form inflection claims"),
    "pairs": words(
        "id added_in relation event left_id right_id left_outlet right_outlet left_perspective "
        "right_perspective left_language right_language days_apart score shared_concepts contrasts"
    ),
    "sentences": words(
        "id added_in left_id right_id left_language right_language left_text right_text "
        "left_start left_end right_start right_end score"
    ),
}
"""The contract's tables, word for word."""

STRUCTS = {
    ("articles", "credits"): ["name", "outlet", "url"],
    ("articles", "related"): ["title", "url"],
    ("articles", "spans"): SPAN,
    ("terms", "gloss"): ["language", "text"],
    ("terms", "claims"): words("perspectives languages from to confidence sources note"),
}
KINDS = {
    **dict.fromkeys(words("start end cue_start cue_end n_chars n_tokens n_judgements"), "int32"),
    **dict.fromkeys(words("left_start left_end right_start right_end"), "int32"),
    **dict.fromkeys(words("days_apart score count"), "int32"),
    **dict.fromkeys(words("quoted complete"), "bool"),
    "published": "date32[day]",
}
"""The columns that are no strings."""


def test_the_configs_are_those_of_the_contract() -> None:
    assert [config for config in CONFIGS if config in COLUMNS] == list(COLUMNS)
    assert {"articles", "annotations", "judgements", "terms"} <= set(COLUMNS)


@pytest.mark.parametrize("config", COLUMNS)
def test_columns_are_those_of_the_contract(config: str) -> None:
    assert list(COLUMNS[config]) == CONFIGS[config]
    assert ARROW[config].names == CONFIGS[config]


@pytest.mark.parametrize(("config", "column"), STRUCTS)
def test_structs_are_those_of_the_contract(config: str, column: str) -> None:
    struct = ARROW[config].field(column).type.value_type
    assert [struct.field(i).name for i in range(struct.num_fields)] == STRUCTS[config, column]


def _plain(name: str, kind: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_list(kind):
        yield from _plain(name, kind.value_type)
    elif pa.types.is_struct(kind):
        for i in range(kind.num_fields):
            yield from _plain(kind.field(i).name, kind.field(i).type)
    else:
        yield name, kind


@pytest.mark.parametrize("config", COLUMNS)
def test_types_are_those_of_the_contract(config: str) -> None:
    for column, kind in COLUMNS[config].items():
        for name, plain in _plain(column, kind):
            assert str(plain) == KINDS.get(name, "string"), (config, name)


def test_span_slots_are_the_span_columns() -> None:
    assert list(model.Span.__slots__) == SPAN


def _properties(kind: schema.Kind, *path: str) -> set[str]:
    node = schema.load_schema(kind)
    for key in path:
        node = node["properties"][key]["items"]
    return set(node["properties"]) - {"$schema"}


def test_article_schema_and_article_agree() -> None:
    assert _properties("article") == set(model.Article.__slots__)
    assert _properties("article", "credits") == set(model.Credit.__slots__)
    assert _properties("article", "related") == set(model.Related.__slots__)


def test_form_schema_and_form_agree() -> None:
    assert _properties("concept", "variants", "forms") == set(model.Form.__slots__)


def test_annotation_schema_and_judgement_agree() -> None:
    of_the_file = {"article", "annotator", "annotator_kind", "complete"}
    of_the_file |= {"guideline_version", "created"}
    of_the_span = _properties("annotation", "spans") - {"prefix", "suffix"}
    assert of_the_span == set(model.Judgement.__slots__) - of_the_file
    assert of_the_file <= _properties("annotation")


def test_every_published_article_column_comes_from_somewhere() -> None:
    derived = {"added_in", "outlet_name", "outlet_perspective", "country", "published_original"}
    derived |= {"n_chars", "n_tokens", "title_sha256", "body_sha256", "spans"}
    assert set(COLUMNS["articles"]) - derived <= set(model.Article.__slots__)


# ------------------------------------------------------------------ commands and README


def commands() -> list[str]:
    return sorted(typer.main.get_group(app).commands)


@pytest.mark.parametrize("command", commands())
def test_the_readme_shows_every_command(command: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\bcorpus-tools {command}\b", readme)


def test_the_readme_shows_no_other_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^corpus-tools ([a-z][a-z-]*)", readme, re.MULTILINE))
    named |= set(re.findall(r"`corpus-tools ([a-z][a-z-]*)", readme))
    assert named - set(commands()) == set()


# ------------------------------------------------------------------ sizes and leftovers

LONGEST = 350
TABLES = ("rules.py",)
"""Modules that are data from top to bottom."""
_MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|work|root|tmp|mnt)/\w|\b[A-Z]:\\Users")
_LEFTOVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b")


@pytest.mark.parametrize("path", modules(), ids=within)
def test_no_module_is_long(path: Path) -> None:
    assert within(path) in TABLES or len(path.read_bytes().splitlines()) <= LONGEST


def project_files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for name in ("corpus_tools", "schemas", "raw", "tests", "docs", ".ci", ".github"):
        for path in (ROOT / name).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def test_no_file_names_a_machine_or_is_unfinished() -> None:
    bad = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", "replace")
        for pattern in (_MACHINE_PATH, _LEFTOVER):
            bad += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert bad == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("see /ho" + "me/me/x", True),
        ('"/wo' + 'rk/main"', True),
        ("https://news.example/work/2022", False),
        ("and/or", False),
        ("C:\\Us" + "ers\\me", True),
    ],
)
def test_the_search_for_machine_paths_finds_them(text: str, *, caught: bool) -> None:
    assert bool(_MACHINE_PATH.search(text)) is caught
