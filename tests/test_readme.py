"""Runs the examples of README.md, section by section, in a copy of the sample corpus."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.corpora import RAW, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"(?:^<!-- not run: *(?P<reason>.*?) *-->\n)?^```(?P<language>\w*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_RUN = {"python", "sh", "bash"}


class Block(NamedTuple):
    """A fenced block; `reason` says why it is not run, None: it is."""

    language: str
    code: str
    reason: str | None


def sections() -> dict[str, list[Block]]:
    """Return the blocks that can be run, by the heading above them."""
    found: dict[str, list[Block]] = {}
    for part in re.split(r"^## ", README, flags=re.MULTILINE):
        heading = part.partition("\n")[0].lstrip("# ")
        for match in _BLOCK.finditer(part):
            if match["language"] in _RUN:
                block = Block(match["language"], match["code"], match["reason"])
                found.setdefault(heading, []).append(block)
    return found


SECTIONS = sections()
RUNNABLE = {
    heading: [block for block in blocks if block.reason is None]
    for heading, blocks in SECTIONS.items()
}


@pytest.mark.parametrize("heading", [name for name, blocks in RUNNABLE.items() if blocks])
def test_the_examples_run(tmp_path: Path, heading: str) -> None:
    """The blocks of a section run one after the other; each section has a fresh corpus."""
    shutil.copytree(RAW, tmp_path / "raw")
    env = {
        **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_OFFLINE": "1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    for block in RUNNABLE[heading]:
        call = (
            [sys.executable, "-c", block.code]
            if block.language == "python"
            else ["bash", "-euo", "pipefail", "-c", block.code]
        )
        done = subprocess.run(
            call, cwd=tmp_path, env=env, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, (block.code, done.stdout, done.stderr)


def test_there_are_examples_in_python_and_for_the_shell() -> None:
    languages = {block.language for blocks in RUNNABLE.values() for block in blocks}
    assert "python" in languages
    assert languages & {"sh", "bash"}


def test_every_example_is_seen() -> None:
    """A fence that the search does not understand would never be run."""
    opened = re.findall(r"^\s*(?:```|~~~)(\w+)", README, re.MULTILINE)
    seen = [block for blocks in SECTIONS.values() for block in blocks]
    assert len([language for language in opened if language in _RUN]) == len(seen)


def test_what_is_not_run_says_why_and_what_installs_is_not_run() -> None:
    for blocks in SECTIONS.values():
        for block in blocks:
            installs = re.search(r"\bvenv\b|\b(?:pip|uv|apt-get) install\b", block.code)
            assert not (installs and block.reason is None), block.code
            assert block.reason is None or len(block.reason) > 5
