"""Releases made by earlier versions are still verified, loaded, compared and followed on."""

from __future__ import annotations

from pathlib import Path

import datasets
import pytest

import corpus_tools as ct
from corpus_tools.documents.schema import load_schema
from corpus_tools.findings import OperatorError
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.stored.diff import diff
from corpus_tools.release.stored.digests import config_root
from corpus_tools.release.stored.reading import published
from tests.making_golden import GOLDEN, make, next_corpus

KEPT = sorted(path.parent for path in GOLDEN.glob("*/manifest.json"))
datasets.disable_progress_bars()


@pytest.fixture(scope="module", params=[*KEPT, None], ids=lambda path: path.name if path else "new")
def golden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A golden release that is kept, or, as the last, one made now."""
    kept: Path | None = request.param
    return kept or make(tmp_path_factory.mktemp("golden"))


def test_it_is_whole(golden: Path) -> None:
    assert verify(golden) == ()
    assert published(golden).manifest["schema_version"] == golden.name


def test_it_loads(golden: Path, tmp_path: Path) -> None:
    release = published(golden)
    for name, entry in release.configs.items():
        loaded = datasets.load_dataset(str(golden), name, cache_dir=str(tmp_path / name))
        assert {split: len(rows) for split, rows in loaded.items()} == {
            split["name"]: split["rows"] for split in entry["splits"]
        }
        assert entry["root"] == config_root(
            {split["name"]: split["root"] for split in entry["splits"]}
        )


def test_it_is_compared_and_followed_on(golden: Path, tmp_path: Path) -> None:
    corpus = next_corpus(tmp_path / "raw")
    later = ct.export(corpus, out=tmp_path / "out", since=golden)
    found = diff(published(golden), published(later.path))
    assert [change for change in found.columns if change.kind != "added"] == []
    assert {row["added_in"] for _, _, row in published(later.path).by_id("articles")} == {"1.0.0"}


def test_one_that_is_there_is_never_made_anew(golden: Path) -> None:
    current = load_schema("release")["properties"]["schema_version"]["enum"][-1]
    if golden.name == current:
        with pytest.raises(OperatorError, match="never change"):
            make(golden.parent)


@pytest.mark.skipif(not KEPT, reason="the format of releases is not settled yet")
def test_every_version_of_the_schemas_has_one() -> None:
    versions = load_schema("release")["properties"]["schema_version"]["enum"]
    assert [path.name for path in KEPT] == sorted(versions)
