"""Checks that `validate` starts without what it does not need, and takes its options as typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpora import an_article, cli, python, write_json

LOADED = """
import sys
from corpus_tools.cli import main
try:
    main()
finally:
    print(*sorted({"pydantic", "rich", "jsonschema", "pyarrow", "langdetect"} & set(sys.modules)))
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_json(tmp_path / "one.json", an_article())


@pytest.mark.parametrize("call", [["validate", "one.json"], ["--help"], ["--version"]])
def test_a_start_loads_no_more_than_it_needs(article: Path, call: list[str]) -> None:
    done = python("-c", LOADED, *call, cwd=article.parent)
    assert done.stdout.decode().splitlines()[-1] == ""


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--format", "xml"], "--format xml: known are text, json, github, sarif, junit"),
        (["--formt", "xml"], "No such option"),
        (["--format"], "requires an argument"),
        (["no-such.json"], "no such file"),
    ],
)
def test_wrong_use_is_one_line(article: Path, call: list[str], said: str) -> None:
    done = cli("validate", "one.json", *call, cwd=article.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1


def test_options_may_be_repeated_and_stand_anywhere(article: Path) -> None:
    reports = ["--output", "a.json", "--output=b.xml"]
    done = cli("-q", "validate", *reports, "one.json", "--ignore", "CT2", cwd=article.parent)
    assert done.returncode == 0, done.stderr.decode()
    assert {path.name for path in article.parent.iterdir()} == {"a.json", "b.xml", "one.json"}
