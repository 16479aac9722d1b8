"""Releases as functions of corpus and predecessor: what is kept, what is appended, splits."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_tools as ct
from corpus_tools.findings import OperatorError
from corpus_tools.release.building.splits import assign, drawn
from tests.corpora import (
    Doc,
    a_concept,
    an_article,
    article_path,
    cli,
    declare,
    read_json,
    tree,
    write_corpus,
    write_json,
)

WORDS = "harbour council Example winter road vote mayor north ship letter".split()  # noqa: SIM905


def article(name: str, **changes: object) -> Doc:
    """Return an article of its own words, with a term or two."""
    words = random.Random(name).choices(WORDS, k=60)
    id_ = f"sample-gazette-2022-03-27-{name}"
    return an_article(id_, title=f"About {name}", body=" ".join([name, *words, "."]), **changes)


def corpus(folder: Path, names: str, **declaration: Any) -> Path:
    concept = a_concept({"text": "Example", "language": "en"})
    return write_corpus(folder, articles=map(article, names), concepts=[concept], **declaration)


def add(root: Path, *docs: Doc, version: str) -> None:
    for doc in docs:
        write_json(article_path(root, doc), doc)
    declare(root, version=version)


def rows(release: Path, config: str) -> list[dict[str, Any]]:
    files = sorted((release / config).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def added(release: Path, config: str = "articles") -> list[tuple[str, str]]:
    return [(row["id"].partition("#")[0][-1], row["added_in"]) for row in rows(release, config)]


def split_of(release: Path) -> dict[str, str]:
    return {
        row["id"][26:]: path.name.partition("-")[0]
        for path in (release / "articles").glob("*.parquet")
        for row in pq.read_table(path).to_pylist()
    }


def test_new_rows_stand_behind_old_ones(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "bdf")
    ct.export(root, out=tmp_path / "out")
    add(root, article("a"), article("e"), version="1.1.0")
    second = ct.export(root, out=tmp_path / "out").path
    old = [("b", "1.0.0"), ("d", "1.0.0"), ("f", "1.0.0")]
    assert added(second) == [*old, ("a", "1.1.0"), ("e", "1.1.0")]
    add(root, article("c"), version="1.10.0")
    third = ct.export(root, out=tmp_path / "out").path
    assert added(third)[-1] == ("c", "1.10.0")
    add(root, article("g"), version="1.11.0")
    assert added(ct.export(root, out=tmp_path / "out").path)[-2:] == [
        ("c", "1.10.0"),
        ("g", "1.11.0"),
    ]


def test_a_new_span_of_an_old_article_stands_behind_the_old_ones(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "ab")
    first = ct.export(root, out=tmp_path / "out").path
    forms = [{"text": text, "language": "en"} for text in ("Example", "mayor")]
    write_json(root / "lexicon" / "example-ejemplo.json", a_concept(*forms))
    declare(root, version="1.1.0")
    second = ct.export(root, out=tmp_path / "out").path
    before, after = rows(first, "annotations"), rows(second, "annotations")
    assert after[: len(before)] == before and len(after) > len(before)
    assert {row["surface"] for row in after[len(before) :]} == {"mayor"}
    assert {row["added_in"] for row in after[len(before) :]} == {"1.1.0"}
    assert [row["id"] for row in after[len(before) :]] == sorted(
        row["id"] for row in after[len(before) :]
    )
    assert rows(second, "terms")[0]["added_in"] == "1.0.0"
    assert rows(second, "terms")[1]["form"] == "mayor"


def test_an_edited_article_keeps_its_place(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "abc")
    ct.export(root, out=tmp_path / "out")
    add(root, {**article("b"), "title": "Other"}, version="2.0.0")
    second = ct.export(root, out=tmp_path / "out").path
    assert added(second) == [("a", "1.0.0"), ("b", "1.0.0"), ("c", "1.0.0")]
    assert rows(second, "articles")[1]["title"] == "Other"


def test_a_release_says_what_it_follows(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "ab")
    first = ct.export(root, out=tmp_path / "out")
    add(root, article("c"), version="1.1.0")
    second = ct.export(root, out=tmp_path / "out")
    expected = {"version": "1.0.0", "manifest_sha256": first.manifest_sha256}
    assert read_json(second.path / "manifest.json")["predecessor"] == expected
    assert first.manifest["predecessor"] is None


def test_the_release_before_can_be_named(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "ab")
    first = ct.export(root, out=tmp_path / "out").path
    add(root, article("c"), version="1.1.0")
    here = ct.export(root, out=tmp_path / "out").path
    named = ct.export(root, out=tmp_path / "elsewhere", since=first).path
    alone = ct.export(root, out=tmp_path / "alone", since="none").path
    assert tree(named) == tree(here)
    assert {version for _, version in added(alone)} == {"1.1.0"}
    with pytest.raises(OperatorError, match=r"1\.1\.0 cannot follow on 1\.1\.0"):
        ct.export(root, out=tmp_path / "again", since=here)


def test_a_release_that_was_changed_shapes_no_other(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "ab")
    first = ct.export(root, out=tmp_path / "out").path
    file = next((first / "articles").iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    add(root, article("c"), version="1.1.0")
    with pytest.raises(OperatorError, match="no longer as it was published"):
        ct.export(root, out=tmp_path / "out")


def test_an_edited_copy_beside_a_release_is_not_the_release_before(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "ab")
    first = ct.export(root, out=tmp_path / "out").path
    copy = Path(shutil.copytree(first, first.with_name("1.0.0.bak")))
    file = next((copy / "articles").iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    add(root, article("c"), version="1.1.0")
    second = ct.export(root, out=tmp_path / "out").path
    assert read_json(second / "manifest.json")["predecessor"]["version"] == "1.0.0"


def test_the_same_steps_give_the_same_bytes(tmp_path: Path) -> None:
    for place in ("one", "two"):
        root = corpus(tmp_path / place / "raw", "abcd", splits={"train": 50, "test": 50})
        ct.export(root, out=tmp_path / place / "out")
        add(root, article("e"), article("f"), version="1.1.0")
        ct.export(root, out=tmp_path / place / "out")
    assert tree(tmp_path / "one" / "out") == tree(tmp_path / "two" / "out")


HALVES = {"train": 50, "test": 50}


def test_splits_never_move(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "abcdefgh", splits=HALVES)
    first = split_of(ct.export(root, out=tmp_path / "out").path)
    assert set(first.values()) == {"train", "test"}
    add(root, *map(article, "ijkl"), version="1.1.0")
    declare(root, splits={"train": 1, "test": 1, "dev": 98})
    second = split_of(ct.export(root, out=tmp_path / "out").path)
    assert {name: second[name] for name in first} == first
    assert "dev" in {second[name] for name in "ijkl"}


def test_a_newcomer_follows_its_near_copy(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "abcdefgh", splits=HALVES)
    first = split_of(ct.export(root, out=tmp_path / "out").path)
    copies = [
        {
            **article(f"{name}-copy"),
            "body": article(name)["body"],
            "derived_from": article(name)["id"],
        }
        for name in first
    ]
    add(root, *copies, version="1.1.0")
    second = split_of(ct.export(root, out=tmp_path / "out").path)
    assert {name: second[f"{name}-copy"] for name in first} == first


def test_clusters_stay_together() -> None:
    events = {"a": "war", "b": "war", "c": None, "d": None, "e": None}
    splits, divided = assign(events, [("c", "b"), ("d", "e")], HALVES, {})
    assert splits["a"] == splits["b"] == splits["c"] == drawn("war", HALVES)
    assert splits["d"] == splits["e"] == drawn("d", HALVES)
    assert divided == 0


def test_a_newcomer_follows_its_cluster() -> None:
    events = {"a": "war", "b": "war", "c": "war"}
    for split in ("train", "test"):
        assert assign(events, [], HALVES, {"b": split}) == (dict.fromkeys("abc", split), 0)


def test_newcomers_of_a_divided_cluster_train_and_are_counted() -> None:
    events = {"a": None, "b": None, "c": None, "d": None}
    alike = [("a", "c"), ("b", "c"), ("c", "d")]
    splits, divided = assign(events, alike, HALVES, {"a": "test", "b": "dev"})
    assert splits == {"a": "test", "b": "dev", "c": "train", "d": "train"}
    assert divided == 2


def test_shares_are_expectations() -> None:
    names = [f"event-{number}" for number in range(4000)]
    shares = {"train": 80, "dev": 10, "test": 10}
    drawn_ = [drawn(name, shares) for name in names]
    assert 0.77 < drawn_.count("train") / 4000 < 0.83
    assert 0.08 < drawn_.count("dev") / 4000 < 0.12
    assert drawn("any", None) == "train"


def test_divided_clusters_are_counted_in_the_manifest(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", "abcdefgh", splits=HALVES)
    first = split_of(ct.export(root, out=tmp_path / "out").path)
    left = next(name for name, split in first.items() if split == "train")
    right = next(name for name, split in first.items() if split == "test")
    ids = [article(name)["id"] for name in (left, right)]
    bridge = {**article("z"), "derived_from": ids[0], "translation_of": ids[1]}
    add(root, bridge, version="1.1.0")
    made = ct.export(root, out=tmp_path / "out")
    assert made.manifest["divided"] == 1
    assert split_of(made.path)["z"] == "train"


def test_a_day_in_the_future_is_not_exported(tmp_path: Path) -> None:
    corpus(tmp_path / "raw", "a")
    for epoch, status in (("1647907200", 1), ("1790000000", 0)):  # 2022-03-22, 2026-09-21
        done = cli("export", cwd=tmp_path, env={"SOURCE_DATE_EPOCH": epoch})
        assert done.returncode == status, done.stderr.decode()
        assert (b"CT109" in done.stdout) is bool(status)
