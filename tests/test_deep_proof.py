"""What `verify --deep` says: every row derived again from the corpus."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.findings import OperatorError
from corpus_tools.progress import silent
from corpus_tools.release.proving.rederive import derivation_faults
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.stored.reading import published
from tests.corpora import an_article, article_path, cli, declare, write_json
from tests.forging import (
    ARTICLES,
    a_release,
    articles,
    forged,
    manifest_edited,
    rewritten,
)

MANIFEST = "manifest.json"


def test_every_row_can_be_derived_again(tmp_path: Path) -> None:
    first, corpus = a_release(tmp_path).path, tmp_path / "raw"
    assert verify(first, deep=True, corpus=corpus) == ()
    added = an_article("sample-gazette-2022-03-28-new", published="2022-03-28", body="Example!")
    write_json(article_path(corpus, added), added)
    declare(corpus, version="1.1.0")
    second = ct.export(corpus, out=tmp_path / "out").path
    assert verify(second, deep=True, corpus=corpus) == ()
    with pytest.raises(OperatorError, match=r"needs the corpus of small-sample 1\.0\.0"):
        verify(first, deep=True, corpus=corpus)


def test_what_the_corpus_gives_otherwise_is_named(tmp_path: Path) -> None:
    release, corpus = a_release(tmp_path).path, tmp_path / "raw"
    doc = articles()[5]
    write_json(article_path(corpus, doc), {**doc, "url": "https://news.example/x"})
    (fault,) = verify(release, deep=True, corpus=corpus)
    assert (fault.severity, fault.path) == ("error", "articles")
    assert doc["id"] in fault.message and "other url" in fault.message


def test_a_row_is_named_also_where_it_calls_for_another_version(tmp_path: Path) -> None:
    _, corpus = a_release(tmp_path), tmp_path / "raw"
    declare(corpus, version="1.0.1", title="Other title")
    second = ct.export(corpus, out=tmp_path / "out").path
    doc = articles()[0]
    write_json(article_path(corpus, doc), {**doc, "url": "https://news.example/x"})
    (fault,) = verify(second, deep=True, corpus=corpus)
    assert (fault.severity, fault.path) == ("error", "articles")
    assert doc["id"] in fault.message and "other url" in fault.message


def test_a_version_that_says_too_little_is_named(tmp_path: Path) -> None:
    """Somebody else's tool may have published what `export` refuses."""
    first, corpus = a_release(tmp_path), tmp_path / "raw"
    doc = articles()[0]
    write_json(article_path(corpus, doc), {**doc, "url": "https://news.example/x"})
    declare(corpus, version="2.0.0")
    made = ct.export(corpus, out=tmp_path / "out").path
    declare(corpus, version="1.0.1")
    other = made.rename(made.with_name("1.0.1"))
    manifest_edited(other, lambda manifest: manifest.update(version="1.0.1"))
    (fault,) = derivation_faults(published(other), corpus, silent)
    assert (fault.severity, fault.path) == ("error", MANIFEST)
    assert "1.0.1 is too small after 1.0.0: 1 article changed" in fault.message
    assert first.path.is_dir()


@pytest.fixture
def orphan(tmp_path: Path) -> tuple[Path, Path]:
    """A release that has new and old articles in two splits, the one before gone; its corpus."""
    first, corpus = a_release(tmp_path).path, tmp_path / "raw"
    for name in "abcd":
        words = f"The ferry {name} came to Port Example."
        added = an_article(f"sample-gazette-2022-03-28-{name}", published="2022-03-28", body=words)
        write_json(article_path(corpus, added), added)
    declare(corpus, version="1.1.0", splits={"train": 1, "dev": 99})
    second = ct.export(corpus, out=tmp_path / "out").path
    shutil.rmtree(first)
    return second, corpus


def test_rows_are_derived_again_where_the_release_before_was_erased(
    orphan: tuple[Path, Path],
) -> None:
    release, corpus = orphan
    assert set(published(release).files("articles")) == {"train", "dev", "test"}
    (fault,) = verify(release, deep=True, corpus=corpus)
    assert (fault.severity, fault.path) == ("warning", MANIFEST)
    assert "1.0.0, is not beside this one" in fault.message


def test_rows_are_named_where_the_release_before_was_erased(orphan: tuple[Path, Path]) -> None:
    release, corpus = orphan
    doc = articles()[0]
    write_json(article_path(corpus, doc), {**doc, "url": "https://news.example/x"})
    fault, told = verify(release, deep=True, corpus=corpus)
    assert (fault.severity, fault.path, told.severity) == ("error", "articles", "warning")
    assert doc["id"] in fault.message and "other url" in fault.message


def test_a_release_that_follows_on_none_has_no_older_rows(tmp_path: Path) -> None:
    release, corpus = a_release(tmp_path).path, tmp_path / "raw"
    rewritten(release / ARTICLES, lambda rows: [{**row, "added_in": "0.9.0"} for row in rows])
    forged(release)
    found = verify(release, deep=True, corpus=corpus)
    assert [fault.path for fault in found if fault.severity == "error"] == ["articles"]
    assert "of another age" in found[0].message


def test_a_forged_label_does_not_survive_derivation(tmp_path: Path) -> None:
    """Rows, digests, card and manifest agree with each other: only the corpus does not."""
    release, corpus = a_release(tmp_path).path, tmp_path / "raw"
    terms = release / "terms/train-00000-of-00001.parquet"
    rewritten(terms, lambda rows: [{**rows[0], "category": "polity"}, *rows[1:]])
    forged(release)
    assert verify(release) == ()
    (fault,) = verify(release, deep=True, corpus=corpus)
    assert (fault.severity, fault.path) == ("error", "terms") and "category" in fault.message


def test_a_deep_proof_needs_a_sound_corpus(tmp_path: Path) -> None:
    release, corpus = a_release(tmp_path / "made").path, tmp_path / "made" / "raw"
    done = cli("verify", release, "--deep", cwd=tmp_path)
    assert done.returncode == 2 and b"--corpus DIR" in done.stderr
    write_json(corpus / "articles" / "stray.txt", {})
    with pytest.raises(OperatorError, match="corpus-tools validate"):
        verify(release, deep=True, corpus=corpus)
