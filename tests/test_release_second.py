"""Checks that a release which follows another is read alike by every reader, row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest

import corpus_tools as ct
from tests.corpora import RAW, an_article, article_path, copied, declare, read_json, write_json
from tests.released_rows import Rows, files_of, load, manifest, roots

CONFIGS = ("articles", "annotations", "terms")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second release of a corpus that has grown, with a spelling corrected."""
    corpus = copied(RAW, tmp_path_factory.mktemp("second") / "corpus")
    out = corpus.parent / "out"
    declare(corpus, version="1.0.0")
    ct.export(corpus, out=out)
    outlet = read_json(min((corpus / "outlets").glob("*.json")))
    added = an_article(
        f"{outlet['id']}-2022-03-27-added",
        outlet=outlet["id"],
        language=outlet["languages"][0],
        published="2022-03-27",
    )
    write_json(article_path(corpus, added), added)
    changed = min((corpus / "articles").rglob("*.json"))
    write_json(changed, {**read_json(changed), "notes": "A note that was added later."})
    declare(corpus, version="2.0.0")
    return ct.export(corpus, out=out).path


def by_polars(paths: list[Path]) -> Rows:
    return polars.read_parquet(paths).to_dicts()


def by_duckdb(paths: list[Path]) -> Rows:
    rows: Rows = duckdb.read_parquet([str(path) for path in paths]).to_arrow_table().to_pylist()
    return rows


def by_pyarrow(paths: list[Path]) -> Rows:
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


READERS: dict[str, Callable[[list[Path]], Rows]] = {
    "polars": by_polars,
    "duckdb": by_duckdb,
    "pyarrow": by_pyarrow,
}


def digests(release: Path, config: str) -> dict[str, Any]:
    """Return the roots of a config's splits, as its manifest has them."""
    (entry,) = (entry for entry in manifest(release)["configs"] if entry["name"] == config)
    return {split["name"]: split["root"] for split in entry["splits"]}


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("reader", READERS)
def test_row_digests_are_equal_in_every_reader(second: Path, reader: str, config: str) -> None:
    wanted = digests(second, config)
    read = {split: READERS[reader](files_of(second, config, split)) for split in wanted}
    assert roots(read) == wanted


@pytest.mark.parametrize("config", CONFIGS)
def test_datasets_and_pandas_read_the_same_ids(second: Path, tmp_path: Path, config: str) -> None:
    rows = load(second, config, tmp_path)
    assert roots(rows) == digests(second, config)
    streamed = datasets.load_dataset(
        str(second), config, streaming=True, split="train", cache_dir=str(tmp_path / "streamed")
    )
    ids = [row["id"] for row in rows["train"]]
    assert [row["id"] for row in streamed] == ids
    frames = map(pandas.read_parquet, files_of(second, config, "train"))
    assert list(pandas.concat(list(frames))["id"]) == ids


def test_rows_of_two_versions_stand_in_the_order_of_versions(second: Path, tmp_path: Path) -> None:
    rows = load(second, "articles", tmp_path)["train"]
    versions = [row["added_in"] for row in rows]
    assert versions == sorted(versions)
    assert set(versions) == {"1.0.0", "2.0.0"}
    assert [row["id"] for row in rows][-1].endswith("-added")
