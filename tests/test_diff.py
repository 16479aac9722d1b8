"""Each kind of edit to a corpus, and the version bump that it calls for."""
# ruff: noqa: E501

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import corpus_tools as ct
from corpus_tools.release.building.build import PublishedError
from corpus_tools.release.stored.diff import Diff, diff, is_enough, next_version
from corpus_tools.release.stored.reading import published
from tests.corpora import (
    Doc,
    a_concept,
    an_article,
    article_path,
    cli,
    declare,
    read_json,
    write_corpus,
    write_json,
)

BODY = "The council of Port Example met on Tuesday. It said that Example is the harbour's name."
ONE, TWO = an_article(body=BODY), an_article("sample-gazette-2022-03-28-two", body=f"Later: {BODY}")
ARTICLE = article_path(Path(), ONE)


def span(annotator: str, kind: str, **changes: object) -> Doc:
    """Return a judgement of the first Example in the first article."""
    start = BODY.index("Port Example")
    labels = {"concept": "example-ejemplo", "variant": "example", "usage": "use"}
    surface = {"field": "body", "start": start, "end": start + 12, "surface": "Port Example"}
    sha = hashlib.sha256(BODY.encode()).hexdigest()
    title = hashlib.sha256(ONE["title"].encode()).hexdigest()
    one = {**surface, **labels, "voice": "outlet", "decision": "accept", **changes}
    head = {"article": ONE["id"], "annotator": annotator, "annotator_kind": kind}
    return {**head, "complete": True, "text_sha256": {"title": title, "body": sha}, "spans": [one]}


def corpus(folder: Path) -> Path:
    forms = [{"text": "Example", "language": "en"}, {"text": "Port Example", "language": "en"}]
    root = write_corpus(folder, articles=[ONE, TWO], concepts=[a_concept(*forms)])
    for annotator, kind in (("ann", "person"), ("reference", "model")):
        judge(root, annotator, kind)
    (root / "guidelines.md").write_text("# Codebook\n", encoding="utf-8")
    return root


def judge(root: Path, annotator: str, kind: str, **changes: object) -> None:
    path = root / "annotations" / f"{ONE['id']}.{annotator}.json"
    write_json(path, span(annotator, kind, **changes))


def edited(root: Path, path: Path, **changes: object) -> None:
    write_json(root / path, {**read_json(root / path), **changes})


def without(root: Path, path: Path, name: str) -> None:
    write_json(root / path, {k: v for k, v in read_json(root / path).items() if k != name})


def forms(root: Path, *texts: str) -> None:
    made = [{"text": text, "language": "en"} for text in texts]
    write_json(root / "lexicon" / "example-ejemplo.json", a_concept(*made))


def removed(root: Path, doc: Doc) -> None:
    (root / article_path(Path(), doc)).unlink()
    for path in (root / "annotations").glob(f"{doc['id']}.*"):
        path.unlink()


OUTLET = Path("outlets/sample-gazette.json")
CONCEPT = Path("lexicon/example-ejemplo.json")
THIRD = an_article("sample-gazette-2022-03-29-three", body="Nothing of the kind was said.")


class Edit(NamedTuple):
    """What is done to the corpus, the bump it needs, and a row that changes by it."""

    name: str
    do: Callable[[Path], Any]
    bump: str | None
    row: tuple[str, str] | None


# fmt: off
EDITS = (
    Edit("nothing", lambda root: None, None, None),
    Edit("article added", lambda r: write_json(r / article_path(Path(), THIRD), THIRD), "minor", ("articles", "added")),
    Edit("article removed", lambda r: removed(r, TWO), "major", ("articles", "removed")),
    Edit("article with judgements removed", lambda r: removed(r, ONE), "major", ("judgements", "removed")),
    Edit("text edited", lambda r: edited(r, article_path(Path(), TWO), body=f"Soon: {BODY}"), "major", ("articles", "changed")),
    Edit("one character", lambda r: edited(r, article_path(Path(), TWO), body=f"Later; {BODY}"), "major", ("articles", "changed")),
    Edit("title edited", lambda r: edited(r, article_path(Path(), TWO), title="Other"), "major", ("articles", "changed")),
    Edit("URL added", lambda r: edited(r, ARTICLE, url="https://example.org/a"), "major", ("articles", "changed")),
    Edit("day edited", lambda r: edited(r, ARTICLE, published="2022-03-26"), "major", ("articles", "changed")),
    Edit("outlet renamed", lambda r: edited(r, OUTLET, name="Gazette (invented)"), "major", ("articles", "changed")),
    Edit("outlet assessed otherwise", lambda r: edited(r, OUTLET, assessments=[]), "major", ("articles", "changed")),
    Edit("text withheld", lambda r: edited(r, OUTLET, rights={"text": "none", "basis": "asked"}), "major", ("articles", "changed")),
    Edit("form added", lambda r: forms(r, "Example", "Port Example", "council"), "minor", ("annotations", "added")),
    Edit("form removed", lambda r: forms(r, "Port Example"), "minor", ("annotations", "removed")),
    Edit("form that never occurs", lambda r: forms(r, "Example", "Port Example", "Ejemplo"), "minor", ("terms", "added")),
    Edit("claim edited", lambda r: edited(r, CONCEPT, variants=[{**read_json(r / CONCEPT)["variants"][0], "claims": []}]), "minor", ("annotations", "changed")),
    Edit("category edited", lambda r: edited(r, CONCEPT, category="event"), "minor", ("terms", "changed")),
    Edit("person relabels", lambda r: judge(r, "ann", "person", usage="mention", stance="reports", decision="relabel"), "major", ("judgements", "changed")),
    Edit("person rejects", lambda r: judge(r, "ann", "person", decision="reject"), "major", ("annotations", "removed")),
    Edit("person withdraws", lambda r: (r / "annotations" / f"{ONE['id']}.ann.json").unlink(), "major", ("judgements", "removed")),
    Edit("person comments", lambda r: judge(r, "ann", "person", comment="Sure."), "minor", ("judgements", "changed")),
    Edit("second person agrees", lambda r: judge(r, "bea", "person"), "minor", ("annotations", "changed")),
    Edit("model relabels", lambda r: judge(r, "reference", "model", usage="gloss", decision="relabel"), "minor", ("judgements", "changed")),
    Edit("model withdraws", lambda r: (r / "annotations" / f"{ONE['id']}.reference.json").unlink(), "minor", ("judgements", "removed")),
    Edit("codebook edited", lambda r: (r / "guidelines.md").write_text("# Book\n"), "patch", None),
    Edit("description edited", lambda r: declare(r, description={"en": "Other words."}), "patch", None),
    Edit("note in the lexicon", lambda r: edited(r, CONCEPT, wikidata="Q1"), "patch", None),
)
# fmt: on


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    ct.export(corpus(folder / "raw"), out=folder / "out")
    return folder


@pytest.fixture
def copy(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "copy"))


def compare(folder: Path) -> Diff:
    """Export the edited corpus as a major version and compare it with the first."""
    declare(folder / "raw", version="2.0.0")
    made = ct.export(folder / "raw", out=folder / "out")
    return diff(published(made.path.parent / "1.0.0"), published(made.path))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_calls_for_its_bump(copy: Path, edit: Edit) -> None:
    edit.do(copy / "raw")
    found = compare(copy)
    assert found.bump == edit.bump
    assert (found.rows == []) == (edit.row is None)
    if edit.row:
        assert edit.row in {(change.config, change.kind) for change in found.rows}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_export_takes_that_bump_and_no_smaller_one(copy: Path, edit: Edit) -> None:
    edit.do(copy / "raw")
    sizes = {"patch": "1.0.1", "minor": "1.1.0", "major": "2.0.0"}
    for bump, version in sizes.items():
        declare(copy / "raw", version=version)
        if edit.bump is None or bump == edit.bump:
            assert ct.export(copy / "raw", out=copy / "out").created
            break
        with pytest.raises(PublishedError, match=rf"{version} is too small.*{sizes[edit.bump]}"):
            ct.export(copy / "raw", out=copy / "out")
        assert [path.name for path in (copy / "out" / "small-sample").iterdir()] == ["1.0.0"]


@pytest.mark.parametrize("edit", EDITS[1:], ids=lambda edit: edit.name)
def test_other_content_under_one_version_names_the_bump(copy: Path, edit: Edit) -> None:
    edit.do(copy / "raw")
    assert edit.bump
    least = next_version("1.0.0", edit.bump)  # type: ignore[arg-type]
    with pytest.raises(PublishedError, match=rf"a {edit.bump} change: set version to {least}"):
        ct.export(copy / "raw", out=copy / "out")


def test_the_changelog_counts_and_names_nobody(copy: Path) -> None:
    removed(copy / "raw", TWO)
    compare(copy)
    text = (copy / "out/small-sample/2.0.0/CHANGELOG.md").read_text()
    assert "## 2.0.0 (2026-11-22)\n\n- Follows 1.0.0; a major change." in text
    assert "- 1 article removed." in text and "## 1.0.0 (2026-11-22)\n\n- First release." in text
    assert TWO["id"] not in text


def test_spans_are_told_apart_by_hand(copy: Path) -> None:
    judge(copy / "raw", "ann", "person", usage="gloss", decision="relabel")
    forms(copy / "raw", "Port Example")
    found = compare(copy)
    counts = {(kind, hand) for config, kind, hand in found.counts() if config == "annotations"}
    assert counts == {("changed", "person"), ("removed", "automatic")}
    changed = next(c for c in found.rows if (c.config, c.kind) == ("annotations", "changed"))
    assert changed.fields == ("usage",)


def test_only_the_edited_fields_are_named(copy: Path) -> None:
    edited(copy / "raw", ARTICLE, url="https://example.org/a")
    found = compare(copy)
    assert [(c.id, c.fields) for c in found.rows] == [(ONE["id"], ("url",))]


@pytest.mark.parametrize(
    ("old", "new", "bump", "enough"),
    [
        ("1.2.3", "1.2.4", "patch", True),
        ("1.2.3", "1.2.4", "minor", False),
        ("1.2.3", "1.3.0", "minor", True),
        ("1.9.0", "1.10.0", "minor", True),
        ("1.2.3", "1.9.9", "major", False),
        ("1.2.3", "2.0.0", "major", True),
        ("1.2.3", "1.2.4", None, True),
    ],
)
def test_a_version_is_enough_or_not(old: str, new: str, bump: Any, enough: bool) -> None:
    assert is_enough(old, new, bump) is enough


def test_the_command_says_what_changed(copy: Path) -> None:
    removed(copy / "raw", TWO)
    compare(copy)
    releases = copy / "out" / "small-sample"
    shown = cli("diff", releases / "1.0.0", releases / "2.0.0", cwd=copy)
    assert shown.returncode == 0
    assert f"1 article removed\n  {TWO['id']}\n" in shown.stdout.decode()
    assert b"from 1.0.0 to 2.0.0: a major change; the version is enough" in shown.stdout
    listed = cli("diff", releases / "1.0.0", releases / "2.0.0", "--format", "json", cwd=copy)
    doc = json.loads(listed.stdout)
    assert doc["bump"] == "major" and doc["enough"] is True
    assert {
        "config": "articles",
        "id": TWO["id"],
        "kind": "removed",
        "bump": "major",
        "fields": [],
        "hand": None,
    } in doc["rows"]


def test_what_is_no_release_is_said_in_a_line(tmp_path: Path) -> None:
    shown = cli("diff", tmp_path, tmp_path, cwd=tmp_path)
    assert shown.returncode == 2
    assert b"is no release" in shown.stderr and b"Traceback" not in shown.stderr


def test_a_config_that_loses_its_last_row_loses_no_column(tmp_path: Path) -> None:
    root, out = corpus(tmp_path / "raw"), tmp_path / "out"
    old = published(ct.export(root, out=out).path)
    for path in (root / "annotations").iterdir():
        path.unlink()
    declare(root, version="2.0.0")
    found = diff(old, published(ct.export(root, out=out).path))
    assert found.columns == []
    assert {change.config for change in found.rows} == {"annotations", "judgements", "articles"}
    assert found.bump == "major"


def test_releases_of_another_corpus_are_not_followed(tmp_path: Path) -> None:
    root, out = corpus(tmp_path / "raw"), tmp_path / "out"
    declare(root, name="a-standoff")
    first = ct.export(root, out=out)
    declare(root, name="a", version="1.1.0")
    with pytest.raises(PublishedError, match=r"another corpus.*1\.0\.0 of a-standoff"):
        ct.export(root, out=out, text="none")
    assert [path.name for path in first.path.parent.iterdir()] == ["1.0.0"]
