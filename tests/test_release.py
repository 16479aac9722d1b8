"""Checks releases from the outside: what loads, what is refused, what is withheld."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import shutil
import stat
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
import rfc8785
import yaml

import corpus_tools as ct
from corpus_tools.files import zstd
from corpus_tools.findings import OperatorError
from corpus_tools.release import build, parquet, source
from corpus_tools.release.build import InvalidCorpusError, PublishedError
from corpus_tools.release.prove import prove
from corpus_tools.rows import TextMode
from corpus_tools.tables import ARROW, COLUMNS
from tests.corpora import (
    FALKLANDS,
    RAW,
    ROOT,
    Doc,
    a_concept,
    an_article,
    an_outlet,
    article_path,
    cli,
    copied,
    declare,
    python,
    read_json,
    tree,
    write_corpus,
    write_json,
)
from tests.leaks import everything_written, leaked

datasets.disable_progress_bars()

Rows = list[dict[str, Any]]


def load(release: Path, config: str, cache: Path) -> dict[str, Rows]:
    """Load a config by `datasets`; a cache of its own says nothing about other tests."""
    loaded = datasets.load_dataset(str(release), config, cache_dir=str(cache))
    return {split: list(rows) for split, rows in loaded.items()}


def load_all(release: Path, cache: Path) -> dict[str, dict[str, Rows]]:
    return {
        entry["name"]: load(release, entry["name"], cache / entry["name"])
        for entry in manifest(release)["configs"]
    }


def manifest(release: Path) -> Any:
    return read_json(release / "manifest.json")


def files_of(release: Path, config: str, split: str) -> list[Path]:
    for entry in manifest(release)["configs"]:
        for part in entry["splits"]:
            if (entry["name"], part["name"]) == (config, split):
                return [release / name for name in part["files"]]
    raise KeyError(config)


def card(release: Path) -> Any:
    text = (release / "README.md").read_text(encoding="utf-8")
    opening, head, _ = text.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(head)


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


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


def roots(rows: dict[str, Rows]) -> dict[str, str]:
    """Compute the root of each split as the contract words it, by another library."""
    return {
        split: hashlib.sha256(
            b"".join(hashlib.sha256(rfc8785.dumps(plain(row))).digest() for row in found)
        ).hexdigest()
        for split, found in rows.items()
    }


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value


def config_root(by_split: dict[str, str]) -> str:
    lines = sorted(f"{split}={root}\n" for split, root in by_split.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


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


# ------------------------------------------------------------------ immutable


def test_exporting_again_changes_nothing(tmp_path: Path) -> None:
    first = ct.export(FALKLANDS, out=tmp_path)
    before, times = tree(tmp_path), modification_times(tmp_path)
    again = ct.export(FALKLANDS, out=tmp_path)
    assert (first.created, again.created) == (True, False)
    assert again.manifest_sha256 == first.manifest_sha256
    assert (tree(tmp_path), modification_times(tmp_path)) == (before, times)


def modification_times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def changes(corpus: Path) -> dict[str, Path]:
    """Name a file of each kind whose change is another content."""
    return {
        "article": next((corpus / "articles").rglob("*-polls-open.json")),
        "concept": corpus / "lexicon" / "war-1982.json",
        "declaration": corpus / "corpus.json",
        "guidelines": corpus / "guidelines.md",
        "annotation": next((corpus / "annotations").iterdir()),
        "outlet": corpus / "outlets" / "sample-harbour-gazette.json",
    }


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("article", "Voting began on Sunday", "Polling began on Sunday"),
        ("concept", "Falklands conflict", "Falklands clash"),
        ("declaration", "Falklands / Malvinas sample corpus", "Another title"),
        ("guidelines", "no name here is called right", "no name is called right"),
        ("annotation", '"stance": "reports"', '"stance": "rejects"'),
        ("outlet", "Sample Harbour Gazette", "Sample Harbour Gazettes"),
    ],
)
def test_other_content_under_a_published_version_is_refused(
    tmp_path: Path, kind: str, old: str, new: str
) -> None:
    corpus = copied(FALKLANDS, tmp_path / "corpus")
    ct.export(corpus, out=tmp_path / "out")
    path = changes(corpus)[kind]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    before = tree(tmp_path / "out")
    with pytest.raises(PublishedError):
        ct.export(corpus, out=tmp_path / "out")
    assert tree(tmp_path / "out") == before
    assert [entry.name for entry in (tmp_path / "out/falklands-sample").iterdir()] == ["1.0.0"]


def test_the_command_refuses_it_too(tmp_path: Path) -> None:
    corpus = copied(FALKLANDS, tmp_path / "corpus")
    ct.export(corpus, out=tmp_path / "out")
    declare(corpus, title="Another title")
    before = tree(tmp_path / "out")
    done = cli("export", corpus, "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"already published" in done.stderr
    assert tree(tmp_path / "out") == before


def test_a_new_version_stands_beside_the_old_one(tmp_path: Path) -> None:
    corpus = copied(FALKLANDS, tmp_path / "corpus")
    first = ct.export(corpus, out=tmp_path / "out").path
    before = tree(first)
    declare(corpus, version="1.1.0", title="Another title")
    second = ct.export(corpus, out=tmp_path / "out")
    assert second.created
    assert second.path == first.with_name("1.1.0")
    assert tree(first) == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    release = ct.export(FALKLANDS, out=tmp_path / "out", dry_run=True)
    assert not release.created
    assert list(tmp_path.iterdir()) == []
    assert release.manifest["articles"] == 4


def test_a_corpus_with_errors_is_not_exported(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", articles=[an_article(outlet="sample-gazete")])
    with pytest.raises(InvalidCorpusError) as refused:
        ct.export(corpus, out=tmp_path / "out")
    assert "CT401" in {finding.code for finding in refused.value.report.findings}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("error", [OperatorError("no"), RuntimeError("no"), KeyboardInterrupt()])
def test_a_failed_proof_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    staged: list[Path] = []

    def failing(folder: Path, _expected: object) -> None:
        staged.append(folder)
        assert (folder / "manifest.json").is_file()
        raise error

    monkeypatch.setattr(build, "prove", failing)
    with pytest.raises(type(error)):
        ct.export(FALKLANDS, out=tmp_path / "out")
    assert len(staged) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_failed_proof_leaves_older_releases_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = copied(FALKLANDS, tmp_path / "corpus")
    ct.export(corpus, out=tmp_path / "out")
    before = tree(tmp_path / "out")
    declare(corpus, version="1.1.0")

    def failing(_folder: Path, _expected: object) -> None:
        raise OperatorError("no")

    monkeypatch.setattr(build, "prove", failing)
    with pytest.raises(OperatorError):
        ct.export(corpus, out=tmp_path / "out")
    assert tree(tmp_path / "out") == before
    assert [entry.name for entry in (tmp_path / "out/falklands-sample").iterdir()] == ["1.0.0"]


def test_the_proof_notices_other_rows(tmp_path: Path) -> None:
    release = ct.export(FALKLANDS, out=tmp_path / "out")
    expected = {
        entry["name"]: {split["name"]: split["root"] for split in entry["splits"]}
        for entry in release.manifest["configs"]
    }
    prove(release.path, expected)
    for wrong in (
        {**expected, "terms": {"train": "0" * 64}},
        {**expected, "terms": {**expected["terms"], "test": "0" * 64}},
    ):
        with pytest.raises(OperatorError):
            prove(release.path, wrong)


# ------------------------------------------------------------------ the cache of `datasets`


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


def bodies(release: Path, cache: Path) -> list[str]:
    return [row["body"] for row in load(release, "articles", cache)["train"]]


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


# ------------------------------------------------------------------ withheld text

SECRET = (
    "Fishing boats stayed in harbour while the wind blew hard from the north for three days. "
    "“Nobody in Port Example remembers such a spring,” said the keeper of the lighthouse. "
    "Repairs to the broken pier will begin as soon as the water falls again below the old mark."
)
HEADLINE = "Spring storm keeps every single boat of Port Example in its harbour"
LINKED = "Pier of the northern harbour closed to walkers until further notice was given"
PORT = a_concept({"text": "Port Example", "language": "en"})


def secret_article(license: str = "CC0-1.0") -> Doc:
    related = [{"title": LINKED, "url": "https://news.example/1"}]
    return an_article(title=HEADLINE, body=SECRET, related=related, license=license)


def judged(article: Doc, surface: str = "Port Example", **changes: object) -> Doc:
    """Return an annotation of one span, with a speaker and a comment that quote the text."""
    start = article["body"].index(surface)
    span: Doc = {"field": "body", "start": start, "end": start + len(surface), "surface": surface}
    span |= {"concept": "example-ejemplo", "variant": "example", "usage": "quotation"}
    span |= {"voice": "attributed", "speaker": "the keeper of the lighthouse", "decision": "add"}
    span |= {"prefix": article["body"][max(0, start - 32) : start], "comment": SECRET[:120]}
    digests = {
        name: hashlib.sha256(article[name].encode()).hexdigest() for name in ("title", "body")
    }
    return {
        "article": article["id"],
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": digests,
        "spans": [{**span, **changes}],
    }


def secret_corpus(root: Path, article: Doc, *, rights: Doc | None = None) -> Path:
    outlet = an_outlet() if rights is None else an_outlet(rights=rights)
    corpus = write_corpus(root, articles=[article], outlets=[outlet], concepts=[PORT])
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", judged(article))
    return corpus


WITHHOLDING = {
    "licence": ("LicenseRef-all-rights-reserved", None, "full"),
    "rights": ("CC0-1.0", {"text": "none", "basis": "asked"}, "full"),
    "rights-until": ("CC0-1.0", {"text": "none", "basis": "x", "until": "2026-11-22"}, "full"),
    "stand-off": ("CC0-1.0", None, "none"),
}


@pytest.fixture(params=WITHHOLDING)
def withheld(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A release whose one article must not be passed on."""
    license, rights, text = WITHHOLDING[request.param]
    mode: TextMode = "none" if text == "none" else "full"
    corpus = secret_corpus(tmp_path / "c", secret_article(license=license), rights=rights)
    return ct.export(corpus, out=tmp_path / "out", text=mode).path


def test_withheld_columns_are_null(withheld: Path, tmp_path: Path) -> None:
    loaded = load_all(withheld, tmp_path / "cache")
    (article,) = loaded["articles"]["train"]
    assert (article["title"], article["body"]) == (None, None)
    assert article["related"] == [{"title": None, "url": "https://news.example/1"}]
    assert article["n_chars"] == len(SECRET)
    assert article["title_sha256"] is None
    assert article["body_sha256"] == hashlib.sha256(SECRET.encode()).hexdigest()
    places = {"title": HEADLINE, "body": SECRET}
    assert len(article["spans"]) == 2
    for span in article["spans"]:
        assert places[span["field"]][span["start"] : span["end"]] == span["surface"]
        assert span["speaker"] is None
    for row in loaded["annotations"]["train"]:
        assert (row["before"], row["after"], row["speaker"]) == (None, None, None)
    (judgement,) = loaded["judgements"]["train"]
    assert (judgement["comment"], judgement["speaker"]) == (None, None)
    assert judgement["surface"] == "Port Example"
    assert manifest(withheld)["withheld"] == 1


def test_short_hashes_are_left_out(tmp_path: Path) -> None:
    article = an_article(license="LicenseRef-all-rights-reserved")
    corpus = write_corpus(tmp_path / "c", articles=[article])
    release = ct.export(corpus, out=tmp_path / "out").path
    (row,) = load(release, "articles", tmp_path / "cache")["train"]
    assert (row["title_sha256"], row["body_sha256"]) == (None, None)
    for name in ("title", "body"):
        digest = hashlib.sha256(article[name].encode()).hexdigest()
        assert not any(digest in text for text in everything_written(release))


def test_the_length_that_makes_a_hash_safe_is_200(tmp_path: Path) -> None:
    reserved = "LicenseRef-all-rights-reserved"
    articles = [
        an_article(f"sample-gazette-2022-03-27-n{n}", body="x" * n, license=reserved)
        for n in (199, 200)
    ]
    corpus = write_corpus(tmp_path / "c", articles=articles)
    release = ct.export(corpus, out=tmp_path / "out").path
    short, long = load(release, "articles", tmp_path / "cache")["train"]
    assert short["body_sha256"] is None
    assert long["body_sha256"] == hashlib.sha256(b"x" * 200).hexdigest()


def test_rights_end_after_their_last_day(tmp_path: Path) -> None:
    rights = {"text": "none", "basis": "embargo", "until": "2026-11-21"}
    corpus = secret_corpus(tmp_path / "c", secret_article(), rights=rights)
    release = ct.export(corpus, out=tmp_path / "out").path
    assert bodies(release, tmp_path / "cache") == [SECRET]


def test_stand_off_releases_have_a_folder_of_their_own(tmp_path: Path) -> None:
    full = ct.export(FALKLANDS, out=tmp_path).path
    none = ct.export(FALKLANDS, out=tmp_path, text="none").path
    assert none == full.parent.with_name("falklands-sample-standoff") / "1.0.0"
    assert manifest(none)["text"] == "none"
    assert set(bodies(none, tmp_path / "cache")) == {None}


def test_a_long_surface_does_not_carry_withheld_text(tmp_path: Path) -> None:
    article = secret_article(license="LicenseRef-all-rights-reserved")
    corpus = secret_corpus(tmp_path / "c", article)
    path = corpus / "annotations" / f"{article['id']}.ann-one.json"
    write_json(path, judged(article, SECRET[:170]))
    try:
        release = ct.export(corpus, out=tmp_path / "out").path
    except InvalidCorpusError:
        return
    assert leaked(release, SECRET) == set()


@pytest.mark.parametrize("license", ["CC0-1.0", "LicenseRef-all-rights-reserved"])
@pytest.mark.parametrize("words", [7, 8])
def test_a_surface_of_eight_words_is_withheld_with_the_text(
    tmp_path: Path, license: str, words: int
) -> None:
    form = " ".join(SECRET.split()[:words])
    article = secret_article(license=license)
    corpus = write_corpus(
        tmp_path / "c",
        articles=[article],
        concepts=[a_concept({"text": form, "language": "en"})],
    )
    path = corpus / "annotations" / f"{article['id']}.ann-one.json"
    write_json(path, judged(article, form, decision="accept"))
    loaded = load_all(ct.export(corpus, out=tmp_path / "out").path, tmp_path / "cache")
    kept = None if words == 8 and license != "CC0-1.0" else form
    (row,) = loaded["articles"]["train"]
    for span in (*row["spans"], *loaded["annotations"]["train"], *loaded["judgements"]["train"]):
        assert (span["start"], span["end"], span["surface"]) == (0, len(form), kept)


def test_a_stand_off_source_passes_no_short_hash_on(tmp_path: Path) -> None:
    title = hashlib.sha256(b"Village council meets").hexdigest()
    article = an_article(text_sha256={"title": title}, text_length={"title": 21, "body": 27})
    del article["title"], article["body"]
    corpus = write_corpus(tmp_path / "c", articles=[article])
    try:
        release = ct.export(corpus, out=tmp_path / "out").path
    except InvalidCorpusError:
        return
    assert not any(title in text for text in everything_written(release))


def test_an_annotation_of_a_stand_off_article_carries_no_text(tmp_path: Path) -> None:
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    lengths = {"title": len(HEADLINE), "body": len(SECRET)}
    article = an_article(text_sha256={"body": digest}, text_length=lengths)
    del article["title"], article["body"]
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    words = " ".join(SECRET.split()[:5])
    doc = judged({**article, "title": HEADLINE, "body": SECRET}, words)
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", doc)
    release = ct.export(corpus, out=tmp_path / "out").path
    assert not any(words in text for text in everything_written(release))


def test_a_stand_off_source_keeps_its_lengths_and_long_hashes(tmp_path: Path) -> None:
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    lengths = {"title": len(HEADLINE), "body": len(SECRET)}
    article = an_article(text_sha256={"body": digest}, text_length=lengths)
    del article["title"], article["body"]
    corpus = write_corpus(tmp_path / "c", articles=[article])
    release = ct.export(corpus, out=tmp_path / "out").path
    (row,) = load(release, "articles", tmp_path / "cache")["train"]
    assert (row["title"], row["body"], row["title_sha256"]) == (None, None, None)
    assert (row["body_sha256"], row["n_chars"], row["n_tokens"]) == (digest, len(SECRET), None)
    assert manifest(release)["withheld"] == 1


def test_authors_go_out_only_where_the_corpus_says_so(tmp_path: Path) -> None:
    article = an_article(authors=["Q. Q. Penwoman"])
    corpus = write_corpus(tmp_path / "c", articles=[article], publish_authors=True)
    release = ct.export(corpus, out=tmp_path / "open").path
    (row,) = load(release, "articles", tmp_path / "cache")["train"]
    assert row["authors"] == ["Q. Q. Penwoman"]
    declare(corpus, publish_authors=False)
    closed = ct.export(corpus, out=tmp_path / "closed").path
    assert not any("Q. Q. Penwoman" in text for text in everything_written(closed))


# ------------------------------------------------------------------ configs and splits


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


# ------------------------------------------------------------------ the same bytes anywhere

SURROUNDINGS = (
    ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o022, "one"),
    ({"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}, 0o077, "two/deeper"),
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same corpus exported by two processes in different surroundings."""
    releases = []
    for env, umask, place in SURROUNDINGS:
        cwd = tmp_path_factory.mktemp("somewhere") / place
        cwd.mkdir(parents=True)
        shutil.copytree(FALKLANDS, cwd / "raw")
        options = ("--out", "../out") if umask == 0o022 else ()
        done = cli("export", *options, cwd=cwd, env=env, umask=umask)
        assert done.returncode == 0, done.stderr.decode()
        out = cwd.parent / "out" if options else cwd / "releases"
        releases.append(out / "falklands-sample" / "1.0.0")
    return releases[0], releases[1]


def test_surroundings_do_not_show_in_the_bytes(twice: tuple[Path, Path]) -> None:
    one, other = map(tree, twice)
    assert set(one) == set(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_everybody_may_read_a_release(twice: tuple[Path, Path]) -> None:
    for release in twice:
        for path, mode in modes(release).items():
            assert mode == (0o755 if (release / path).is_dir() else 0o644), path


def many_articles(count: int = 60) -> list[Doc]:
    return [
        an_article(
            f"sample-gazette-2022-03-27-n{number}",
            title=f"Report number {number}",
            body=f"The council of Port Example met for the {number}th time.",
        )
        for number in range(count)
    ]


def as_files(corpus: Path, docs: list[Doc]) -> None:
    for doc in docs:
        write_json(article_path(corpus, doc), doc)


def lines(docs: list[Doc]) -> bytes:
    return b"".join(json.dumps(doc, ensure_ascii=False).encode() + b"\n" for doc in docs)


def shuffled(docs: list[Doc], seed: int) -> list[Doc]:
    mixed = [dict(random.Random(seed).sample(list(doc.items()), len(doc))) for doc in docs]
    random.Random(seed).shuffle(mixed)
    return mixed


def shard(corpus: Path, name: str, raw: bytes) -> None:
    folder = corpus / "articles"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(raw)


@pytest.fixture(scope="module")
def as_written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The release of a corpus of one file for each article."""
    folder = tmp_path_factory.mktemp("files")
    corpus = write_corpus(folder / "corpus", articles=many_articles(), concepts=[PORT])
    return tree(ct.export(corpus, out=folder / "out").path)


@pytest.mark.parametrize("packing", ["plain", "gz", "zst", "mixed", "renamed"])
def test_the_order_and_packing_of_articles_do_not_show(
    tmp_path: Path, as_written: dict[str, bytes], packing: str
) -> None:
    docs = many_articles()
    corpus = write_corpus(tmp_path / "corpus", concepts=[PORT])
    if packing == "plain":
        shard(corpus, "all.jsonl", lines(docs))
    elif packing == "gz":
        shard(corpus, "all.jsonl.gz", gzip.compress(lines(shuffled(docs, 1))))
    elif packing == "zst":
        frames = [lines(shuffled(docs, 2)[:7]), lines(shuffled(docs, 2)[7:])]
        packed = b"".join(map(zstd.compress, frames))
        shard(corpus, "all.jsonl.zst", packed)
    elif packing == "mixed":
        as_files(corpus, docs[:20])
        shard(corpus, "b.jsonl", lines(shuffled(docs[20:40], 3)))
        shard(corpus, "a.jsonl", lines(docs[40:]).replace(b"\n", b"\r\n"))
    else:
        as_files(corpus, shuffled(docs, 4))
        corpus = corpus.rename(tmp_path / "another name")
    release = ct.export(corpus, out=tmp_path / "out")
    assert release.manifest["articles"] == len(docs)
    assert tree(release.path) == as_written


def test_the_size_of_batches_does_not_show(
    tmp_path: Path, as_written: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "BATCH", 7)
    corpus = write_corpus(tmp_path / "corpus", articles=many_articles(), concepts=[PORT])
    assert tree(ct.export(corpus, out=tmp_path / "out").path) == as_written


def test_many_rows_go_to_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", (10, 11))
    monkeypatch.setattr(parquet, "SHARD", 25)
    docs = many_articles()
    corpus = write_corpus(tmp_path / "corpus", articles=docs)
    release = ct.export(corpus, out=tmp_path / "out").path
    names = [path.name for path in files_of(release, "articles", "train")]
    assert names == [f"train-0000{n}-of-00002.parquet" for n in range(2)]
    assert set(tree(release / "articles")) == set(names)
    rows = load(release, "articles", tmp_path / "cache")["train"]
    assert [row["id"] for row in rows] == sorted(doc["id"] for doc in docs)
    (entry,) = manifest(release)["configs"]
    assert entry["root"] == config_root(roots({"train": rows}))
