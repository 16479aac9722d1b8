"""Checks that the cache of `datasets` never hands out rows of another release."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import corpus_tools as ct
from tests.corpora import (
    an_article,
    article_path,
    python,
    write_corpus,
    write_json,
)
from tests.released_rows import bodies


def two_alike(tmp_path: Path) -> tuple[Path, Path]:
    """Export two corpora that differ in one word of equal length, under one basename."""
    releases = []
    for name, word in (("A", "Tuesday"), ("B", "TUESDAY")):
        article = an_article(body=f"The council of Port Example met on {word}.")
        corpus = write_corpus(tmp_path / f"corpus-{name}", articles=[article], name="x")
        releases.append(ct.export(corpus, out=tmp_path / name).path)
    assert [release.relative_to(tmp_path).as_posix() for release in releases] == [
        "A/x/1.0.0",
        "B/x/1.0.0",
    ]
    return releases[0], releases[1]


def bodies_elsewhere(release: Path, cache: Path, cwd: Path) -> list[str]:
    """Load in a new process, from a relative path."""
    code = """
import json, sys, datasets
datasets.disable_progress_bars()
rows = datasets.load_dataset(sys.argv[1], "articles", cache_dir=sys.argv[2])["train"]
print(json.dumps([row["body"] for row in rows]))
"""
    done = python("-c", code, release.relative_to(cwd).as_posix(), str(cache), cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_releases_of_one_basename_load_their_own_rows(tmp_path: Path) -> None:
    first, second = two_alike(tmp_path)
    cache = tmp_path / "cache"
    one = ["The council of Port Example met on Tuesday."]
    other = ["The council of Port Example met on TUESDAY."]
    assert bodies(first, cache) == one
    assert bodies(second, cache) == other
    assert bodies(first, cache) == one
    assert bodies_elsewhere(second, cache, tmp_path) == other
    assert bodies_elsewhere(first, cache, tmp_path) == one


def test_a_release_built_anew_in_its_place_loads_its_new_rows(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    article = an_article(body="The old word.")
    corpus = write_corpus(tmp_path / "c", articles=[article])
    release = ct.export(corpus, out=tmp_path / "out").path
    assert bodies(release, cache) == ["The old word."]
    write_json(article_path(corpus, article), {**article, "body": "The new word."})
    shutil.rmtree(release)
    assert ct.export(corpus, out=tmp_path / "out").created
    assert bodies(release, cache) == ["The new word."]
    assert bodies_elsewhere(release, cache, tmp_path) == ["The new word."]
