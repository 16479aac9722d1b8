"""The card: read back by those who read it, and true to what is stored."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from huggingface_hub import DatasetCard, DatasetCardData
from huggingface_hub.repocard import metadata_load

import corpus_tools as ct
from corpus_tools.release.building.build import Release
from corpus_tools.release.describing.card import card, head_of
from corpus_tools.release.describing.card_prose import body
from corpus_tools.release.describing.facts import Facts, facts
from corpus_tools.release.stored.reading import published
from corpus_tools.release.stored.rights import HUB, for_hub, governing, is_closed
from tests.corpora import (
    FALKLANDS,
    RAW,
    Doc,
    a_declaration,
    an_article,
    an_outlet,
    copied,
    read_json,
    write_corpus,
)
from tests.metadata import CARD, head, text_of

Made = tuple[Path, Path]
"""A corpus and its release."""


def export(corpus: Path, out: Path) -> Made:
    return corpus, ct.export(corpus, out=out).path


@pytest.fixture(scope="module", params=[FALKLANDS, RAW], ids=["falklands", "raw"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return export(request.param, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("small")
    corpus = write_corpus(folder / "c", articles=[an_article()])
    return ct.export(corpus, out=folder / "out")


def tables(text: str) -> dict[str, list[list[str]]]:
    """Return the rows of each table of a card, by its first heading."""
    found: dict[str, list[list[str]]] = {}
    for block in text.split("\n\n"):
        if block.startswith("| "):
            first, _, *rest = [
                [cell.strip() for cell in line.strip("|").split(" | ")]
                for line in block.splitlines()
            ]
            found[first[0]] = rest
    return found


# ------------------------------------------------------------------ the head


def test_the_hub_reads_the_head_as_it_was_meant(made: Made, tmp_path: Path) -> None:
    _corpus, release = made
    text = text_of(release, CARD)
    meant = head(text)
    read = DatasetCard(text)
    assert head(f"---\n{read.data.to_yaml()}\n---\n") == meant
    assert read.text.lstrip().startswith("# ")
    again = DatasetCardData(**meant)
    assert head(f"---\n{again.to_yaml()}\n---\n") == meant
    (tmp_path / CARD).write_text(text, encoding="utf-8")
    assert metadata_load(tmp_path / CARD) == meant


def test_the_head_uses_the_words_of_the_hub(made: Made) -> None:
    found = head(text_of(made[1], CARD))
    assert found["size_categories"] == ["n<1K"]
    assert found["multilinguality"] == ["multilingual"]
    assert set(found["annotations_creators"]) <= {"machine-generated", "expert-generated"}
    assert found["license"] == "cc0-1.0"
    assert "synthetic" in found["tags"]
    assert all(re.fullmatch("[a-z]{2,3}", language) for language in found["language"])
    assert [entry["config_name"] for entry in found["configs"] if entry.get("default")] == [
        "articles"
    ]


def test_the_head_is_what_the_manifest_holds_a_hash_of(made: Made) -> None:
    text = (made[1] / CARD).read_text(encoding="utf-8")
    assert text == f"---\n{head_of(text)}---\n{text.partition('---')[2].partition('---')[2][1:]}"
    hashed = hashlib.sha256(head_of(text).encode()).hexdigest()
    assert read_json(made[1] / "manifest.json")["card_sha256"] == hashed


@pytest.mark.parametrize(
    ("articles", "size"),
    [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (10**6, "1M<n<10M")],
)
def test_size_categories(small: Release, articles: int, size: str) -> None:
    manifest = {**small.manifest, "articles": articles}
    text = card(manifest, a_declaration(), Facts(languages=["en"], licenses=[], kinds=[]), {})
    assert head(text)["size_categories"] == [size]


# ------------------------------------------------------------------ licences

PAGE = "https://spdx.org/licenses/"


@pytest.mark.parametrize(
    ("licenses", "said"),
    [
        (["CC0-1.0"], {"license": "cc0-1.0"}),
        (["ODbL-1.0"], {"license": "odbl"}),
        (["CC0-1.0", "CC-BY-4.0"], {"license": "cc-by-4.0"}),
        (["CC-BY-4.0", "CC-BY-NC-4.0", "CC0-1.0"], {"license": "cc-by-nc-4.0"}),
        (["CC-BY-4.0", "CC-BY-SA-4.0"], {"license": "cc-by-sa-4.0"}),
        (["CC-BY-NC-4.0", "CC-BY-SA-4.0"], {"license": ["cc-by-nc-4.0", "cc-by-sa-4.0"]}),
        (["CC-BY-NC-SA-4.0", "CC-BY-SA-4.0"], {"license": ["cc-by-nc-sa-4.0", "cc-by-sa-4.0"]}),
        (["CC-BY-3.0", "CC-BY-4.0"], {"license": ["cc-by-3.0", "cc-by-4.0"]}),
        (["CC-BY-4.0", "MIT"], {"license": ["cc-by-4.0", "mit"]}),
        (
            ["OGL-UK-3.0", "CC0-1.0"],
            {
                "license": "other",
                "license_name": "ogl-uk-3.0",
                "license_link": f"{PAGE}OGL-UK-3.0.html",
            },
        ),
        (
            ["LicenseRef-Permission", "CC0-1.0"],
            {"license": "other", "license_name": "licenseref-permission"},
        ),
        (
            ["MIT OR Apache-2.0"],
            {"license": "other", "license_name": "mit-or-apache-2.0"},
        ),
        (["LicenseRef-a", "CC-BY-4.0"], {"license": "other", "license_name": "mixed"}),
    ],
)
def test_the_licence_is_the_most_restrictive_or_the_list(licenses: list[str], said: Doc) -> None:
    assert for_hub(licenses, None) == said
    assert for_hub(licenses[::-1], None) == said
    linked = {"license_link": "https://c.example/"} if "license_name" in said else {}
    assert for_hub(licenses, "https://c.example/") == {**linked, **said}


def test_a_licence_that_governs_covers_every_other_one() -> None:
    assert governing(HUB) is None
    assert governing(["CC-BY-NC-ND-4.0", "CC-BY-ND-4.0", "CC-BY-NC-4.0"]) == "CC-BY-NC-ND-4.0"
    assert governing(["CC-BY-NC-ND-4.0", "CC-BY-SA-4.0"]) is None


@pytest.mark.parametrize(
    ("license", "closed"),
    [
        ("CC0-1.0", False),
        ("CC-BY-SA-4.0", False),
        ("OGL-UK-3.0", False),
        ("CC-BY-NC-4.0", True),
        ("CC-BY-NC-ND-3.0-IGO", True),
        ("CC-BY-ND-4.0", True),
        ("LicenseRef-permission", True),
        ("CC-BY-4.0 AND LicenseRef-x", True),
    ],
)
def test_closed_licences(license: str, *, closed: bool) -> None:
    assert is_closed(license) is closed


# ------------------------------------------------------------------ rights


def mixed(folder: Path, *listed: str) -> Made:
    """Export articles with and without text, for each reason once or more often."""
    closed = an_outlet("shut-gazette", rights={"text": "none", "basis": "asked for"})
    texts = [
        an_article("open-1", license="CC-BY-4.0"),
        *(
            an_article(f"listed-{n}", license="LicenseRef-permission", body=f"Text {n} of three.")
            for n in range(3)
        ),
        *(
            an_article(f"secret-{n}", license="LicenseRef-reserved", body=f"Words {n} of two.")
            for n in range(2)
        ),
        an_article("shut-1", outlet="shut-gazette", license="CC-BY-4.0", body="Of a shut outlet."),
    ]
    corpus = write_corpus(
        folder / "c",
        articles=texts,
        outlets=[an_outlet(), closed],
        text_licenses=listed,
    )
    return export(corpus, folder / "out")


def test_what_is_withheld_and_why(tmp_path: Path) -> None:
    _corpus, release = mixed(tmp_path, "CC-BY-4.0", "LicenseRef-permission")
    text = text_of(release, CARD)
    assert tables(text)["licence of the article"] == [
        [r"CC\-BY\-4\.0", "2", "1"],
        [r"LicenseRef\-permission", "3", "0"],
        [r"LicenseRef\-reserved", "2", "2"],
    ]
    assert r"texts go out under CC\-BY\-4\.0, LicenseRef\-permission only: 2." in text
    assert "outlet's rights do not allow it, or because the corpus itself has no text: 1." in text
    assert "7 articles published 2022-03-27 to 2022-03-27, 3 of them without text." in text


def test_access_is_asked_for_where_texts_are_here_under_closed_terms(tmp_path: Path) -> None:
    _corpus, release = mixed(tmp_path, "CC-BY-4.0", "LicenseRef-permission")
    found = head(text_of(release, CARD))
    assert r"LicenseRef\-permission" in found["extra_gated_prompt"]
    assert "reserved" not in found["extra_gated_prompt"]
    assert list(found["extra_gated_fields"].values()) == ["checkbox"]
    assert (found["license"], found["license_name"]) == ("other", "mixed")


def test_access_is_free_where_closed_texts_are_withheld(tmp_path: Path) -> None:
    _corpus, release = mixed(tmp_path, "CC-BY-4.0")
    found = head(text_of(release, CARD))
    assert [key for key in found if key.startswith("extra_gated")] == []
    assert found["license"] == "cc-by-4.0"


def test_a_release_without_texts_says_so(tmp_path: Path) -> None:
    release = ct.export(FALKLANDS, out=tmp_path, text="none").path
    text = text_of(release, CARD)
    assert "This release withholds every text." in text
    assert "Withheld because" not in text


# ------------------------------------------------------------------ numbers


def test_the_numbers_are_those_of_the_stored_rows(tmp_path: Path) -> None:
    _corpus, release = export(
        copied(RAW, tmp_path / "c", splits={"train": 60, "test": 40}), tmp_path / "out"
    )
    found = tables(text_of(release, CARD))
    rows = [
        (path.name.partition("-")[0], row)
        for path in sorted((release / "articles").iterdir())
        for row in pq.read_table(path, partitioning=None).to_pylist()
    ]
    by_language = Counter(row["language"] for _, row in rows)
    without = Counter(row["language"] for _, row in rows if row["body"] is None)
    assert without == {"en": 2}
    by_split = Counter((row["language"], split) for split, row in rows)
    assert found["language"] == [
        [
            *(f"`{tag}`", str(n), str(without[tag])),
            *(str(by_split[tag, split]) for split in ("test", "train")),
        ]
        for tag, n in sorted(by_language.items())
    ]
    sides = Counter(row["outlet_perspective"] for _, row in rows)
    assert [[row[0], row[2]] for row in found["perspective of the outlet"]] == [
        [f"`{side}`", str(n)] for side, n in sorted(sides.items())
    ]
    outlets = Counter(row["outlet"] for _, row in rows)
    assert [[row[0], row[3]] for row in found["outlet"]] == [
        [f"`{outlet}`", str(n)] for outlet, n in sorted(outlets.items())
    ]
    spans = pq.read_table(release / "annotations", columns=["layer"])["layer"].to_pylist()
    assert found["layer"] == [[f"`{name}`", str(n)] for name, n in sorted(Counter(spans).items())]


def test_the_lexicon_is_counted_from_its_files(made: Made) -> None:
    concepts = [read_json(path) for path in (made[0] / "lexicon").iterdir()]
    variants = [variant for doc in concepts for variant in doc["variants"] if variant.get("forms")]
    claims = [claim for variant in variants for claim in variant["claims"]]
    found = facts(published(made[1])).lexicon
    assert found.concepts == len(concepts)
    assert found.variants == len(variants)
    assert found.forms.total() == sum(len(variant["forms"]) for variant in variants)
    assert found.claims == Counter(claim["confidence"] for claim in claims)
    assert found.sources == len({source for claim in claims for source in claim["sources"]})
    assert f"{found.concepts:,} concepts" in text_of(made[1], CARD)


def test_the_card_says_who_judged(made: Made) -> None:
    judged = {"person": "those of persons.", "model": "no person has judged."}
    (kind,) = facts(published(made[1])).kinds
    assert judged[kind] in text_of(made[1], CARD)


def test_the_card_names_limits_gaps_and_misuse(made: Made) -> None:
    text = re.sub(r"\\(.)", r"\1", text_of(made[1], CARD))
    for misuse in ("decide which name is right", "rank outlets by bias", "profile authors"):
        assert misuse in text
    for collection in read_json(made[0] / "corpus.json")["collections"]:
        assert all(gap in text for gap in collection["known_gaps"])


def test_what_splits_left_behind_is_counted(small: Release) -> None:
    held = facts(published(small.path))
    plain = body(small.manifest, a_declaration(), held, {})
    assert "cluster was divided" not in plain
    assert "left out" not in plain
    manifest = {**small.manifest, "divided": 1234, "pairs_left_out": 5}
    told = body(manifest, a_declaration(), held, {})
    assert "Newcomers in `train` because their cluster was divided: 1,234." in told
    assert "Pairs of articles left out because their splits differ: 5." in told


def test_a_very_long_list_of_outlets_is_cut(small: Release) -> None:
    held = facts(published(small.path))
    (group,) = held.groups
    many = Counter({group._replace(outlet=f"outlet-{n:04}"): 1 for n in range(250)})
    text = body(small.manifest, a_declaration(), replace(held, groups=many), {})
    assert len(tables(text)["outlet"]) == 200
    assert "The first 200 of 250, in order of id." in text
