"""Checks that a release loads, row by row, and that its manifest and card say what is there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import datasets
import duckdb
import jsonschema
import pandas
import polars
import pyarrow.parquet as pq
import pytest

import corpus_tools as ct
from corpus_tools.tables import ARROW, COLUMNS
from tests.corpora import (
    FALKLANDS,
    PORT,
    RAW,
    ROOT,
    an_article,
    cli,
    read_json,
    tree,
    write_corpus,
    write_json,
)
from tests.released_rows import (
    Rows,
    card,
    config_root,
    files_of,
    judged,
    load,
    load_all,
    manifest,
    roots,
)


@pytest.fixture(scope="module", params=[FALKLANDS, RAW], ids=["falklands", "raw"])
def exported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A corpus and its release."""
    out = tmp_path_factory.mktemp("releases")
    return request.param, ct.export(request.param, out=out).path


@pytest.fixture(scope="module")
def loaded(
    exported: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Rows]]:
    """What `datasets` says stands in the release."""
    return load_all(exported[1], tmp_path_factory.mktemp("cache"))


# ------------------------------------------------------------------ what loads


def test_the_release_stands_where_the_contract_says(exported: tuple[Path, Path]) -> None:
    corpus, release = exported
    declared = read_json(corpus / "corpus.json")
    assert release.parts[-2:] == (declared["name"], declared["version"])
    assert [path.name for path in release.parent.iterdir()] == [declared["version"]]


def test_every_article_is_there_word_for_word(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]]
) -> None:
    sources = {path.stem: read_json(path) for path in (exported[0] / "articles").rglob("*.json")}
    rows = loaded["articles"]["train"]
    assert [row["id"] for row in rows] == sorted(sources)
    for row in rows:
        source = sources[row["id"]]
        for name in ("outlet", "language", "license"):
            assert row[name] == source[name]
        lengths = source.get("text_length") or {"body": len(source["body"])}
        for name in ("title", "body"):
            assert row[name] == source.get(name)
            hashed = source.get("text_sha256", {}).get(name)
            if name in source:
                hashed = hashlib.sha256(source[name].encode()).hexdigest()
            assert row[f"{name}_sha256"] == hashed
        for name in ("event", "collection", "origin", "url", "translation_of", "revision_of"):
            assert row[name] == source.get(name)
        assert row["published"] == date.fromisoformat(source["published"][:10])
        assert row["published_original"] == source["published"]
        assert row["n_chars"] == lengths["body"]
        assert row["authors"] is None


def test_every_form_of_the_lexicon_is_a_term(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]]
) -> None:
    wanted = sorted(
        (doc["id"], variant["id"], form["language"], form["text"])
        for doc in map(read_json, (exported[0] / "lexicon").glob("*.json"))
        for variant in doc["variants"]
        for form in variant["forms"]
    )
    rows = loaded["terms"]["train"]
    found = [(row["concept"], row["variant"], row["language"], row["form"]) for row in rows]
    assert sorted(found) == wanted


def test_columns_have_the_types_of_the_tables(exported: tuple[Path, Path], tmp_path: Path) -> None:
    for entry in manifest(exported[1])["configs"]:
        config = entry["name"]
        cache = str(tmp_path / config)
        for split, rows in datasets.load_dataset(str(exported[1]), config, cache_dir=cache).items():
            assert rows.features.arrow_schema.remove_metadata().equals(ARROW[config])
            assert rows.data.schema.remove_metadata().equals(ARROW[config])
            for path in files_of(exported[1], config, split):
                assert pq.read_schema(path).remove_metadata().equals(ARROW[config])
        named = [(column["name"], column["type"]) for column in entry["columns"]]
        assert named == [(name, str(kind)) for name, kind in COLUMNS[config].items()]


def test_loaded_rows_are_the_rows_of_the_files(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]]
) -> None:
    for config, splits in loaded.items():
        for split, rows in splits.items():
            written = [
                row
                for path in files_of(exported[1], config, split)
                for row in pq.read_table(path).to_pylist()
            ]
            assert rows == written


def test_streaming_gives_the_same_rows(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]], tmp_path: Path
) -> None:
    for config, splits in loaded.items():
        streamed = datasets.load_dataset(
            str(exported[1]), config, streaming=True, cache_dir=str(tmp_path / config)
        )
        assert {split: list(rows) for split, rows in streamed.items()} == splits


def test_the_default_config_is_articles(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]], tmp_path: Path
) -> None:
    by_default = datasets.load_dataset(str(exported[1]), cache_dir=str(tmp_path))
    assert list(by_default["train"]) == loaded["articles"]["train"]
    assert str(by_default["train"].info.version) == manifest(exported[1])["version"]


def test_spans_lie_on_their_surfaces(loaded: dict[str, dict[str, Rows]]) -> None:
    texts = {row["id"]: row for row in loaded["articles"]["train"] if row["body"] is not None}
    spans = [(row[span["field"]], span) for row in texts.values() for span in row["spans"]]
    assert len(spans) > 20
    for text, span in spans:
        assert text[span["start"] : span["end"]] == span["surface"]
    for config in ("annotations", "judgements"):
        for row in loaded.get(config, {}).get("train", []):
            if row["article_id"] in texts:
                text = texts[row["article_id"]][row["field"]]
                assert text[row["start"] : row["end"]] == row["surface"]


def test_annotations_are_the_spans_of_the_articles(loaded: dict[str, dict[str, Rows]]) -> None:
    columns = list(pq_struct("articles", "spans"))
    nested = [(row["id"], span) for row in loaded["articles"]["train"] for span in row["spans"]]
    flat = [
        (row["article_id"], {name: row[name] for name in columns})
        for row in loaded["annotations"]["train"]
    ]

    def by_place(entry: tuple[str, dict[str, Any]]) -> tuple[str, str, int]:
        return entry[0], entry[1]["field"], entry[1]["start"]

    assert sorted(nested, key=by_place) == sorted(flat, key=by_place)


def pq_struct(config: str, column: str) -> Iterator[str]:
    struct = ARROW[config].field(column).type.value_type
    return (struct.field(i).name for i in range(struct.num_fields))


def test_before_and_after_surround_the_span(loaded: dict[str, dict[str, Rows]]) -> None:
    texts = {row["id"]: row for row in loaded["articles"]["train"]}
    for row in loaded["annotations"]["train"]:
        text, start, end = texts[row["article_id"]][row["field"]], row["start"], row["end"]
        is_there = text is not None
        assert row["before"] == (text[max(0, start - 80) : start] if is_there else None)
        assert row["after"] == (text[end : end + 80] if is_there else None)


def test_ids_are_unique(loaded: dict[str, dict[str, Rows]]) -> None:
    for config, splits in loaded.items():
        ids = [row["id"] for rows in splits.values() for row in rows]
        assert len(set(ids)) == len(ids), config


def test_rows_say_when_they_came(exported: tuple[Path, Path], loaded: dict[str, Any]) -> None:
    version = manifest(exported[1])["version"]
    for splits in loaded.values():
        assert {row["added_in"] for rows in splits.values() for row in rows} == {version}


@pytest.mark.parametrize("config", ["articles", "terms"])
def test_rows_are_ordered_by_id(loaded: dict[str, dict[str, Rows]], config: str) -> None:
    ids = [row["id"] for row in loaded[config]["train"]]
    assert len(ids) > 3
    assert ids == sorted(ids)


def test_annotations_are_ordered_by_id(loaded: dict[str, dict[str, Rows]]) -> None:
    ids = [row["id"] for row in loaded["annotations"]["train"]]
    assert ids == sorted(ids)


def test_judgements_are_ordered_by_id(tmp_path: Path) -> None:
    article = an_article(title="Port Example", body="In Port Example, near Port Example.")
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    for annotator in ("ann", "ann-one"):
        doc = judged(article)
        (span,) = doc["spans"]
        spans = [{**span, "start": 22, "end": 34}, {**span, "field": "title", "start": 0}, span]
        spans[1]["end"] = 12
        doc |= {"annotator": annotator, "spans": spans}
        write_json(corpus / "annotations" / f"{article['id']}.{annotator}.json", doc)
    release = ct.export(corpus, out=tmp_path / "out").path
    ids = [row["id"] for row in load(release, "judgements", tmp_path / "cache")["train"]]
    assert len(ids) == 6
    assert ids == sorted(ids)


@pytest.mark.parametrize("config", ["articles", "annotations", "terms"])
def test_other_readers_read_the_same(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]], config: str
) -> None:
    rows = loaded[config]["train"]
    (path,) = files_of(exported[1], config, "train")
    assert polars.read_parquet(path).to_dicts() == rows
    ids = [row["id"] for row in rows]
    read = pandas.read_parquet(path)
    assert list(read["id"]) == ids
    assert list(read.columns) == list(COLUMNS[config])
    relation = duckdb.read_parquet(str(path))
    assert relation.columns == list(COLUMNS[config])
    found = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    assert found == rows


# ------------------------------------------------------------------ manifest, card, digests


def test_row_digests_can_be_recomputed(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]]
) -> None:
    described = {entry["config_name"]: entry for entry in card(exported[1])["configs"]}
    for entry in manifest(exported[1])["configs"]:
        computed = roots(loaded[entry["name"]])
        assert {split["name"]: split["root"] for split in entry["splits"]} == computed
        assert entry["root"] == config_root(computed)
        assert entry["root"] in described[entry["name"]]["description"]
        assert described[entry["name"]]["version"] == manifest(exported[1])["version"]


def test_the_manifest_follows_its_schema_and_lists_every_file(exported: tuple[Path, Path]) -> None:
    release = exported[1]
    schema = read_json(release / "schemas" / "release.schema.json")
    jsonschema.Draft202012Validator(schema).validate(manifest(release))
    listed = {entry["path"]: entry for entry in manifest(release)["files"]}
    present = tree(release)
    assert set(listed) == set(present) - {"manifest.json"}
    assert len(listed) == len(manifest(release)["files"])
    for path, raw in present.items():
        if path != "manifest.json":
            assert listed[path]["size"] == len(raw)
            assert listed[path]["sha256"] == hashlib.sha256(raw).hexdigest()


def test_the_manifest_counts_what_is_there(
    exported: tuple[Path, Path], loaded: dict[str, dict[str, Rows]]
) -> None:
    found = manifest(exported[1])
    assert found["articles"] == sum(map(len, loaded["articles"].values()))
    assert found["withheld"] == sum(row["body"] is None for row in loaded["articles"]["train"])
    for entry in found["configs"]:
        for split in entry["splits"]:
            assert split["rows"] == len(loaded[entry["name"]][split["name"]]) > 0
    assert set(found["omitted"]) | set(loaded) == set(COLUMNS)
    assert set(found["omitted"]) & set(loaded) == set()


def test_schemas_and_codebook_travel_along(exported: tuple[Path, Path]) -> None:
    corpus, release = exported
    assert tree(release / "schemas") == tree(ROOT / "schemas")
    assert (release / "guidelines.md").read_bytes() == (corpus / "guidelines.md").read_bytes()


def test_export_prints_the_hash_of_the_manifest(tmp_path: Path) -> None:
    for _ in range(2):
        done = cli("export", FALKLANDS, "--out", "releases", cwd=tmp_path)
        assert done.returncode == 0
        raw = (tmp_path / "releases/falklands-sample/1.0.0/manifest.json").read_bytes()
        assert hashlib.sha256(raw).hexdigest() in done.stdout.decode()


@pytest.mark.parametrize("title", ["no", "1.0", "null", "2022-03-27", "~", "yes: no", "[a]", "1e3"])
def test_strings_of_the_card_stay_strings(tmp_path: Path, title: str) -> None:
    article = an_article(language="no")
    corpus = write_corpus(tmp_path / "c", articles=[article], languages=["no"], title=title)
    release = ct.export(corpus, out=tmp_path / "out").path
    head = card(release)
    assert head["language"] == ["no"]
    assert head["pretty_name"] == title
    assert head["configs"][0]["version"] == "1.0.0"

    def leaves(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            assert all(isinstance(key, str) for key in value)
            yield from (leaf for entry in value.values() for leaf in leaves(entry))
        elif isinstance(value, list):
            yield from (leaf for entry in value for leaf in leaves(entry))
        else:
            yield value

    numbers = {"num_bytes", "num_examples", "dataset_size"}
    text = (release / "README.md").read_text(encoding="utf-8")
    counts = re.findall(rf"(?:{'|'.join(numbers)}): (\d+)", text)
    others = [leaf for leaf in leaves(head) if not isinstance(leaf, str)]
    assert sorted(map(str, others)) == sorted([*counts, "True"])
    assert load(release, "articles", tmp_path / "cache")["train"][0]["language"] == "no"
