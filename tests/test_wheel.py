"""Checks that the built wheel works away from this work tree, its schemas included."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.corpora import FALKLANDS, ROOT, copied, tree


def run(*words: str | Path, cwd: Path, **env: str) -> str:
    """Run this Python in another folder and return what it prints."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.stdout.decode()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the installed build backend where there is one."""
    folder = tmp_path_factory.mktemp("wheel")
    isolation = [] if importlib.util.find_spec("hatchling") is None else ["--no-isolation"]
    run("-m", "build", "--wheel", *isolation, "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own with nothing but the installed wheel."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    run("-m", "pip", "install", *options, "--target", folder, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_the_package_and_its_schemas(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "corpus_tools").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    schemas = {f"corpus_tools/schemas/{path.name}" for path in (ROOT / "schemas").iterdir()}
    assert {name for name in names if ".dist-info/" not in name} == package | schemas
    assert "corpus_tools/py.typed" in names


_WHERE = """
import json
import corpus_tools
from corpus_tools.documents.schema import KINDS, load_schema, schema_folder
assert all(load_schema(kind)["title"] for kind in KINDS)
print(json.dumps([corpus_tools.__file__, str(schema_folder())]))
"""
_MAIN_JOB = """
import json, sys
import corpus_tools as ct
import datasets
datasets.disable_progress_bars()
release = ct.export("corpus", out="out")
rows = datasets.load_dataset(str(release.path), "articles", cache_dir="cache")["train"]
assert all(
    row[span["field"]][span["start"]:span["end"]] == span["surface"]
    for row in rows for span in row["spans"]
)
print(json.dumps([ct.export.__module__, sorted(row["id"] for row in rows)]))
"""


def test_the_schemas_are_found_inside_the_package(installed: Path, tmp_path: Path) -> None:
    module, schemas = json.loads(run("-c", _WHERE, cwd=tmp_path, PYTHONPATH=str(installed)))
    assert Path(module).parent == installed / "corpus_tools"
    assert Path(schemas) == installed / "corpus_tools" / "schemas"
    assert tree(Path(schemas)) == tree(ROOT / "schemas")


def test_the_main_job_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    copied(FALKLANDS, tmp_path / "corpus")
    printed = run("-c", _MAIN_JOB, cwd=tmp_path, PYTHONPATH=str(installed))
    module, ids = json.loads(printed.splitlines()[-1])
    assert module == "corpus_tools.release.building.build"
    assert ids == sorted(path.stem for path in (FALKLANDS / "articles").rglob("*.json"))


def test_the_command_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    copied(FALKLANDS, tmp_path / "raw")
    printed = run(
        installed / "bin" / "corpus-tools",
        "validate",
        cwd=tmp_path,
        **{"PYTHONPATH": str(installed)},
    )
    assert printed.startswith("0 errors, ")
