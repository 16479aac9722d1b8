"""croissant.json by its reader: every record set loads, and loads what the tables hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlcroissant
import pandas
import pyarrow.parquet as pq
import pytest
from mlcroissant._src.core import constants

import corpus_tools as ct
from corpus_tools.release.describing.croissant import CROISSANT
from corpus_tools.release.stored import parquet
from corpus_tools.tables import COLUMNS
from tests.corpora import (
    FALKLANDS,
    RAW,
    Doc,
    a_concept,
    an_article,
    an_outlet,
    copied,
    read_json,
    write_corpus,
)
from tests.metadata import text_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""What the reader's own libraries will drop one day is no matter of this project."""

Made = tuple[Path, Doc]
"""A release, and its croissant.json."""


def made(corpus: Path, out: Path) -> Made:
    release = ct.export(corpus, out=out).path
    return release, json.loads(text_of(release, CROISSANT))


def opened(release: Path) -> Any:
    return mlcroissant.Dataset(str(release / CROISSANT))


def loaded(release: Path, config: str) -> list[Doc]:
    """Load a record set, named and typed as the columns are."""
    return [_row(record) for record in opened(release).records(config)]


def _row(record: Doc) -> Doc:
    return {key.rpartition("/")[2]: _value(value) for key, value in record.items()}


def _value(value: Any) -> Any:
    """Text comes as bytes, days as moments, inner fields by their whole ids."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, pandas.Timestamp):
        return value.date()
    if isinstance(value, list):
        return [_value(entry) for entry in value]
    return _row(value) if isinstance(value, dict) else value


def stored(release: Path, config: str) -> Iterator[Doc]:
    for entry in read_json(release / "manifest.json")["configs"]:
        for split in entry["splits"] if entry["name"] == config else ():
            for path in split["files"]:
                for row in pq.read_table(release / path, partitioning=None).to_pylist():
                    yield {**row, "split": split["name"]}


def assert_loads(release: Path) -> None:
    entries = read_json(release / "manifest.json")["configs"]
    assert [found.id for found in opened(release).metadata.record_sets] == [
        entry["name"] for entry in entries
    ]
    for entry in entries:
        found, wanted = loaded(release, entry["name"]), list(stored(release, entry["name"]))
        assert len(found) == sum(split["rows"] for split in entry["splits"])
        assert found == wanted, entry["name"]


@pytest.fixture(scope="module")
def falklands(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(FALKLANDS, tmp_path_factory.mktemp("falklands"))


# ------------------------------------------------------------------ it loads


def test_every_record_set_loads_the_rows_of_its_table(falklands: Made) -> None:
    assert set(COLUMNS) == {entry["name"] for entry in falklands[1]["recordSet"]}
    assert_loads(falklands[0])
    assert any(row["spans"] for row in loaded(falklands[0], "articles"))


def test_the_sample_corpus_loads(tmp_path: Path) -> None:
    release, _ = made(RAW, tmp_path)
    assert_loads(release)


def test_several_files_and_splits_load_as_one_record_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("GROUP", (4, 5)), ("SHARD", 12)):
        monkeypatch.setattr(parquet, name, value)
    corpus = copied(RAW, tmp_path / "c", splits={"train": 60, "test": 40})
    release, doc = made(corpus, tmp_path / "out")
    assert max(len(node.get("includes", ())) for node in doc["distribution"]) > 9
    assert_loads(release)
    records = opened(release).records("articles", filters={"articles/split": "test"})
    test = [row["id"] for row in stored(release, "articles") if row["split"] == "test"]
    assert [_row(record)["id"] for record in records] == test != []


def test_withheld_texts_and_absent_values_load_as_none(tmp_path: Path) -> None:
    articles = [
        an_article("a-1", license="LicenseRef-all-rights-reserved", related=[{"title": "See"}]),
        an_article("b-1", body="Example and Example.", authors=["Somebody"]),
    ]
    concept = a_concept({"text": "Example", "language": "en"})
    corpus = write_corpus(tmp_path / "c", articles=articles, concepts=[concept])
    release, _ = made(corpus, tmp_path / "out")
    assert_loads(release)
    withheld, there = loaded(release, "articles")
    assert (withheld["body"], withheld["authors"], withheld["related"]) == (
        *(None, None),
        [{"title": None, "url": None}],
    )
    assert (there["related"], [span["speaker"] for span in there["spans"]]) == ([], [None] * 2)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    release, _ = made(FALKLANDS, tmp_path)
    path = release / "terms" / "train-00000-of-00001.parquet"
    path.write_bytes(path.read_bytes()[::-1])
    with pytest.raises(mlcroissant.GenerationError) as raised:
        loaded(release, "terms")
    assert "not identical with the reference" in str(raised.value.__cause__)
    assert loaded(release, "articles")


# ------------------------------------------------------------------ what it says

REQUIRED = {
    *("@context", "@type", "conformsTo", "name", "description", "license", "url", "creator"),
    *("datePublished", "distribution"),
}
RAI = {
    *("dataCollection", "dataCollectionMissingData", "dataCollectionRawData"),
    *("dataCollectionType", "dataImputationProtocol", "dataPreprocessingProtocol"),
    *("dataAnnotationProtocol", "dataAnnotationPlatform", "dataAnnotationAnalysis"),
    *("annotationsPerItem", "annotatorDemographics", "machineAnnotationTools"),
    *("dataUseCases", "dataBiases", "dataLimitations", "dataSocialImpact"),
    *("personalSensitiveInformation", "dataReleaseMaintenancePlan"),
}
"""The properties of the RAI vocabulary, but for two that its reader spells differently."""


def test_it_has_what_the_specification_requires(falklands: Made) -> None:
    release, doc = falklands
    assert {name for name in REQUIRED if not doc.get(name)} == set()
    assert doc["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert doc["datePublished"] == "2026-11-22"
    assert doc["temporalCoverage"] == "2013-03-10/2013-03-13"
    assert opened(release).metadata.ctx.issues.report() == ""


def test_rai_properties_are_spelled_as_vocabulary_and_reader_do(falklands: Made) -> None:
    used = {key.removeprefix("rai:") for key in falklands[1] if key.startswith("rai:")}
    reader = {str(value).rpartition("/")[2] for value in vars(constants).values()}
    assert len(used) > 9
    assert used <= RAI
    assert used <= reader
    metadata = opened(falklands[0]).metadata
    assert "must not be used to decide which name is right" in str(metadata.data_limitations)


def test_every_file_stands_there_as_in_the_manifest(falklands: Made) -> None:
    release, doc = falklands
    listed = {entry["path"]: entry for entry in read_json(release / "manifest.json")["files"]}
    files = [node for node in doc["distribution"] if node["@type"] == "cr:FileObject"]
    assert {node["contentUrl"] for node in files} == {
        path for path in listed if path.endswith(".parquet")
    }
    for node in files:
        assert node["sha256"] == listed[node["contentUrl"]]["sha256"]
        assert node["contentSize"] == f"{listed[node['contentUrl']]['size']} B"


def test_records_say_where_they_come_from_and_who_made_them(falklands: Made) -> None:
    found = {
        field["@id"]: field["equivalentProperty"]
        for entry in falklands[1]["recordSet"]
        for field in entry["field"]
        if "equivalentProperty" in field
    }
    assert found == {
        "articles/url": "prov:wasDerivedFrom",
        "judgements/annotator": "prov:wasAttributedTo",
    }
    annotations = [
        note["@id"] for entry in falklands[1]["recordSet"] for note in entry.get("annotation", ())
    ]
    assert sorted(annotations) == sorted(found)


def test_a_release_names_the_one_before_it(tmp_path: Path) -> None:
    articles = [an_article("a-1"), an_article("b-1", title="Another", body="Another text here.")]
    corpus = write_corpus(tmp_path / "c", articles=articles[:1])
    assert "prov:wasDerivedFrom" not in made(corpus, tmp_path / "out")[1]
    write_corpus(corpus, articles=articles, version="1.1.0")
    entity = made(corpus, tmp_path / "out")[1]["prov:wasDerivedFrom"]
    assert entity["prov:label"].startswith("small-sample 1.0.0, manifest ")


@pytest.mark.parametrize(
    "text",
    ['{"@id": "https://evil.example/"}', "x\n---\nlicense: mit", "@type", "no", 'a"b\\c', "_:b0"],
)
def test_strings_stay_strings(tmp_path: Path, text: str) -> None:
    outlet = an_outlet(name=text)
    article = an_article(outlet=outlet["id"])
    way = {"id": "one-way", "method": "keyword", "query": text, "known_gaps": [text]}
    corpus = write_corpus(
        tmp_path / "c",
        articles=[article],
        outlets=[outlet],
        title=text,
        description={"en": text, "fr": text},
        maintainers=[text],
        citation=text,
        collections=[way],
    )
    release, _ = made(corpus, tmp_path / "out")
    metadata = opened(release).metadata
    assert metadata.name == text
    assert metadata.description == {"en": text, "fr": text}
    assert metadata.cite_as == text
    assert [creator.name for creator in metadata.creators] == [text]
    assert text in metadata.data_collection_missing_data
    assert metadata.ctx.issues.report() == ""
    assert_loads(release)


def test_it_is_the_same_each_time(falklands: Made) -> None:
    release, _ = falklands
    first, again = (text_of(release, CROISSANT) for _ in range(2))
    assert first == again
    assert first.endswith("}\n")
