"""Checks what is said of one file of a corpus, and that one cause is one finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus_tools import validate
from tests.corpora import (
    PORT,
    a_concept,
    an_article,
    article_path,
    cli,
    tree,
    write_corpus,
    write_json,
)

TEXT = " ".join(f"ferry{n}" for n in range(200))
OLD = "sample-gazette-2022-03-27-old"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    old = an_article(OLD, title="Ferry", body=TEXT, url="https://gazette.example/ferry")
    write_corpus(tmp_path / "raw", articles=[old], concepts=[a_concept()])
    return tmp_path / "raw"


@pytest.mark.parametrize("number", ["a", "z"], ids=["before", "after"])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": TEXT}, "CT502"),
        ({"body": TEXT.replace("ferry100", "boat")}, "CT504"),
        ({"body": "Lamps.", "url": "http://gazette.example/ferry/"}, "CT503"),
    ],
    ids=["text", "near copy", "url"],
)
def test_a_copy_is_found_whichever_of_the_two_is_asked_for(
    root: Path, number: str, changes: dict[str, str], code: str
) -> None:
    new = an_article(f"sample-gazette-2022-03-27-{number}", **{"title": "New", **changes})
    path = write_json(article_path(root, new), new)
    old = article_path(root, an_article(OLD))
    other = write_json(
        article_path(root, an_article("sample-gazette-2022-03-27-m")),
        an_article("sample-gazette-2022-03-27-m", title="Other", body="Another text."),
    )
    for asked in (path, old):
        assert [finding.code for finding in validate(asked).findings] == [code]
    assert validate(other).findings == ()


@pytest.mark.parametrize("folder", ["articles/aaa", "articles/zzz"])
def test_an_id_used_twice_is_found_whichever_is_asked_for(root: Path, folder: str) -> None:
    again = write_json(root / folder / f"{OLD}.json", an_article(OLD, title="New", body="Lamps."))
    for asked in (again, article_path(root, an_article(OLD))):
        assert "CT501" in [finding.code for finding in validate(asked).findings]


def test_an_article_that_was_changed_below_its_annotations_is_told(root: Path) -> None:
    label = {"concept": None, "variant": None, "usage": "use", "decision": "add"}
    span = {"field": "body", "start": 4, "end": 9, "surface": "lamps", **label}
    judged = {
        "article": OLD,
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {"body": "0" * 64},
        "spans": [span],
    }
    write_json(root / "annotations" / f"{OLD}.ann-one.json", judged)
    codes = {finding.code for finding in validate(article_path(root, an_article(OLD))).findings}
    assert codes == {"CT602", "CT604"}


# ------------------------------------------------------------------ one cause, one finding


@pytest.mark.parametrize("count", [2, 500])
def test_many_faults_of_one_kind_in_a_document_are_one(tmp_path: Path, count: int) -> None:
    related = [{"title": "", "url": f"https://a.example/{n}"} for n in range(count)]
    path = write_json(tmp_path / "one.json", an_article(related=related))
    findings = validate(path).findings
    assert {finding.code for finding in findings} == {"CT106"}
    assert len(findings) == (count if count < 20 else 1)
    assert findings[0].pointer == "/related/0/title"
    assert ("499 more" in findings[0].message) == (count > 20)


def test_faults_of_several_kinds_stay_apart(tmp_path: Path) -> None:
    related = [{"title": "", "link": "x"} for _ in range(30)]
    doc = an_article(related=[{**one, "n": n} for n, one in enumerate(related)], id="A")
    path = write_json(tmp_path / "one.json", doc)
    found = sorted(finding.code for finding in validate(path).findings)
    assert found == ["CT102", "CT104", "CT106"]


def test_each_line_of_a_shard_has_its_own_finding(tmp_path: Path) -> None:
    lines = [json.dumps(an_article(f"a-{n}", license="")) for n in range(50)]
    shard = tmp_path / "many.jsonl"
    shard.write_text("\n".join(lines), encoding="utf-8")
    assert [finding.line for finding in validate(shard).findings] == list(range(1, 51))


def test_a_corpus_that_lost_its_declaration_is_not_clean(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "raw", articles=[an_article(outlet="nobody")])
    (root / "corpus.json").unlink()
    done = cli("validate", "raw", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"raw has outlets and articles, but no corpus.json" in done.stderr
    assert cli("validate", "raw/articles", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("name", ["corpus.json", "articles/report.json", "report.sarif"])
def test_a_report_never_goes_into_a_corpus(tmp_path: Path, name: str) -> None:
    root = write_corpus(tmp_path / "raw", articles=[an_article()])
    before = tree(root)
    done = cli("validate", "raw", "--output", root / name, cwd=tmp_path)
    assert (done.returncode, tree(root)) == (2, before)
    assert b"has no place in the corpus" in done.stderr
    assert cli("validate", "raw", "--output", tmp_path / "r.sarif", cwd=tmp_path).returncode == 0


def test_of_a_folder_that_holds_corpora_the_corpora_are_checked(tmp_path: Path) -> None:
    write_corpus(tmp_path / "raw", articles=[an_article()], concepts=[PORT])
    write_corpus(tmp_path / "more" / "corpus", articles=[an_article()], concepts=[PORT])
    write_json(tmp_path / "package.json", {"name": "not ours"})
    report = validate(tmp_path)
    assert (report.findings, report.articles) == ((), 2)


def test_no_path_is_no_folder(tmp_path: Path) -> None:
    write_corpus(tmp_path / "raw", articles=[an_article()])
    done = cli("validate", "", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "no such file or folder: “”".encode() in done.stderr
