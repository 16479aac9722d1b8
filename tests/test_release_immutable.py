"""Checks that what is published stays as it is, and that no failure leaves a half release."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.findings import OperatorError
from corpus_tools.release.building import build
from corpus_tools.release.building.build import InvalidCorpusError, PublishedError
from corpus_tools.release.building.prove import prove
from tests.corpora import (
    FALKLANDS,
    an_article,
    cli,
    copied,
    declare,
    tree,
    write_corpus,
)


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


def test_a_release_that_followed_another_one_says_so(tmp_path: Path) -> None:
    corpus = copied(FALKLANDS, tmp_path / "c")
    declare(corpus, version="1.0.0")
    ct.export(corpus, out=tmp_path / "out")
    declare(corpus, version="0.9.0")
    ct.export(corpus, out=tmp_path / "out")
    declare(corpus, version="1.0.0")
    with pytest.raises(
        PublishedError, match=r"follows no other version, .* now follow version 0\.9"
    ):
        ct.export(corpus, out=tmp_path / "out")
    assert not ct.export(corpus, out=tmp_path / "out", since="none").created
