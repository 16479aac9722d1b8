"""Checks which configs and splits a release has, and that they divide no event."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus_tools as ct
from tests.corpora import (
    FALKLANDS,
    RAW,
    an_article,
    copied,
    write_corpus,
)
from tests.released_rows import card, load, load_all


def test_an_empty_config_is_left_out_and_said_so(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", articles=[an_article()])
    release = ct.export(corpus, out=tmp_path / "out")
    assert release.configs == ("articles",)
    assert release.manifest["omitted"] == ["annotations", "judgements", "terms"]
    assert not (release.path / "terms").exists()
    assert [entry["config_name"] for entry in card(release.path)["configs"]] == ["articles"]
    assert len(load(release.path, "articles", tmp_path / "cache")["train"]) == 1


def test_splits_divide_no_event(tmp_path: Path) -> None:
    corpus = copied(RAW, tmp_path / "corpus", splits={"train": 80, "test": 20})
    release = ct.export(corpus, out=tmp_path / "out").path
    loaded = load_all(release, tmp_path / "cache")
    assert set(loaded["articles"]) == {"train", "test"}
    split_of = {row["id"]: split for split, rows in loaded["articles"].items() for row in rows}
    assert len(split_of) == len(list((RAW / "articles").rglob("*.json")))
    events: dict[str, set[str]] = {}
    for split, rows in loaded["articles"].items():
        for row in rows:
            if row["event"] is not None:
                events.setdefault(row["event"], set()).add(split)
    assert len(events) > 5
    assert all(len(splits) == 1 for splits in events.values())
    assert list(loaded["terms"]) == ["train"]
    for config in ("annotations", "judgements"):
        for split, rows in loaded.get(config, {}).items():
            assert rows
            assert {split_of[row["article_id"]] for row in rows} == {split}


def test_a_split_without_articles_is_left_out(tmp_path: Path) -> None:
    """The corpus has one event, so that one split gets everything."""
    shares = {"train": 50, "validation": 25, "test": 25}
    corpus = copied(FALKLANDS, tmp_path / "corpus", splits=shares)
    release = ct.export(corpus, out=tmp_path / "out").path
    loaded = load_all(release, tmp_path / "cache")
    (split,) = loaded["articles"]
    assert len(loaded["articles"][split]) == 4
    assert list(loaded["annotations"]) == [split]
    assert list(loaded["terms"]) == ["train"]


@pytest.mark.parametrize("name", ["all", "data", "train_1", "none", "on"])
def test_any_split_name_that_the_schema_takes_loads(tmp_path: Path, name: str) -> None:
    corpus = write_corpus(tmp_path / "c", articles=[an_article()], splits={name: 100})
    if any(finding.severity == "error" for finding in ct.validate(corpus).findings):
        assert name == "all", "`datasets` reserves this name alone"
        return
    release = ct.export(corpus, out=tmp_path / "out").path
    assert list(load(release, "articles", tmp_path / "cache")) == [name]
