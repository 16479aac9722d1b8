"""Memory at scale: run with `pytest -m scale`; takes many minutes and some gigabytes of disk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.generate import generate
from tests.bench.memory import peak_uss

CEILING = 400 * 10**6
"""Private memory of the process tree, in bytes, whatever the number of articles."""


@pytest.mark.scale
@pytest.mark.parametrize("articles", [20_000, 200_000])
def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, articles: int) -> None:
    generate(tmp_path / "corpus", articles)
    command = [sys.executable, "-m", "corpus_tools", "export", str(tmp_path / "corpus")]
    status, peak, _ = peak_uss([*command, "--out", str(tmp_path / "releases"), "--quiet"])
    assert status == 0
    assert 0 < peak < CEILING
