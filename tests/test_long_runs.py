"""A megabyte of one thing over and over takes a moment, to check and to label."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import RAW, ROOT, an_article, write_json

SIZE = 1_000_000
RUNS = {
    **{"digits": "1", "dashes": "—", "dots": "a.", "marks": "«", "zero-widths": "\u200b"},
    **{"accents": "\u0301", "shouts": "!", "colons": ":", "slashes": "://", "tags": "<"},
}


def text(run: str) -> str:
    """Return a text with a name before and behind the run."""
    return f"Parukh Շուշի {RUNS[run] * (SIZE // len(RUNS[run]))} said Parukh Շուշի."


@pytest.mark.parametrize("run", RUNS)
def test_it_is_checked_in_a_moment(tmp_path: Path, run: str) -> None:
    article = write_json(tmp_path / "a.json", an_article("a", body=text(run)))
    done = _run("validate", str(article), "--format", "json")
    assert json.loads(done.stdout)["summary"]["articles"] == 1


@pytest.mark.parametrize("tag", ["en", "hy"])
@pytest.mark.parametrize("run", RUNS)
def test_it_is_labelled_in_a_moment(tag: str, run: str) -> None:
    call = ["annotate", "-", "--language", tag, "--corpus", str(RAW), "--format", "json"]
    assert len(json.loads(_run(*call, text=text(run)).stdout)[0]["spans"]) == 2


def _run(*call: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "corpus_tools", *call]
    return subprocess.run(
        command, input=text.encode(), capture_output=True, cwd=ROOT, timeout=15, check=False
    )
