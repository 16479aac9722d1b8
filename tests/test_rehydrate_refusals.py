"""Texts that are not put back: what does not match, and where nothing may be written."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.findings import OperatorError
from corpus_tools.release.building.build import PublishedError
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.publishing.hub import RefusedError
from corpus_tools.release.publishing.publish import verified
from corpus_tools.release.stored.reading import published
from tests.corpora import (
    FALKLANDS,
    Doc,
    an_article,
    cli,
    copied,
    read_json,
    tree,
    write_json,
)
from tests.rehydrating import (
    LONG,
    SHORT,
    as_dump,
    exported,
    rehydrated,
    roots,
    rows,
    small,
)

# ------------------------------------------------------------------ what does not match


def test_one_altered_character_is_found(tmp_path: Path) -> None:
    corpus = copied(FALKLANDS, tmp_path / "corpus")
    none = exported(corpus, tmp_path / "none")
    path = sorted((corpus / "articles").rglob("*.json"))[1]
    doc = read_json(path)
    write_json(path, {**doc, "body": doc["body"][:-1] + "!"})
    done = rehydrated(none, corpus, out=tmp_path / "out")
    assert list(done.missing) == [doc["id"]]
    assert "another text of the same length" in done.missing[doc["id"]]
    assert done.release is not None
    bodies = {row["id"]: row["body"] for row in rows(done.release, "articles")}
    assert [id_ for id_, body in bodies.items() if body is None] == [doc["id"]]
    assert done.release.manifest["withheld"] == 1
    assert verify(done.release.path) == ()
    for row in rows(done.release, "annotations"):
        assert (row["before"] is None) == (row["article_id"] == doc["id"])


def test_what_remains_can_be_put_back_later(tmp_path: Path) -> None:
    paths = sorted((FALKLANDS / "articles").rglob("*.json"))
    full = published(ct.export(FALKLANDS, out=tmp_path / "full").path)
    none = exported(FALKLANDS, tmp_path / "none")
    first = rehydrated(none, paths[0], out=tmp_path / "first")
    assert first.release is not None
    second = rehydrated(first.release, *paths[1:], out=tmp_path / "second")
    assert (len(first.missing), second.missing) == (3, {})
    assert second.release is not None
    assert roots(second.release)["articles"] == roots(full)["articles"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": f"{SHORT} "}, "has 44 characters, not 43"),
        ({"body": SHORT.replace("Port Example", "Port Excalib")}, "“Port Example” at 15–27"),
        ({"title": "Port example met"}, "“Port Example” at 0–12 of its title"),
        ({"id": "sample-gazette-2022-03-27-two"}, "none of the texts given"),
    ],
)
def test_a_short_text_is_known_by_its_id_and_by_all_that_is_known_of_it(
    tmp_path: Path, changes: Doc, said: str
) -> None:
    article = an_article(title="Port Example meets", body=SHORT)
    none = exported(small(tmp_path / "c", article), tmp_path / "none")
    assert rows(none, "articles")[0]["body_sha256"] is None
    given = write_json(tmp_path / "given.json", article)
    assert rehydrated(none, given, out=tmp_path / "out").missing == {}
    write_json(given, {**article, **changes})
    done = rehydrated(none, given, out=tmp_path / "other")
    assert done.release is None
    assert said in done.missing[article["id"]]
    assert not (tmp_path / "other").exists()


def test_a_short_text_is_known_by_its_url(tmp_path: Path) -> None:
    article = an_article(body=SHORT, url="https://n.example/1")
    none = exported(small(tmp_path / "c", article), tmp_path / "none")
    given = write_json(tmp_path / "a.json", {**article, "id": "sample-gazette-2022-03-27-x"})
    assert rehydrated(none, given, out=tmp_path / "out").missing == {}


def test_one_body_under_two_titles_is_told_by_id_or_not_at_all(tmp_path: Path) -> None:
    ids = ["sample-gazette-2022-03-27-one", "sample-gazette-2022-03-28-two"]
    first = an_article(ids[0], title="One title", body=LONG)
    second = an_article(ids[1], title="Other title", body=LONG, derived_from=ids[0])
    second["published"] = "2022-03-28"
    corpus = small(tmp_path / "c", first, second)
    none = exported(corpus, tmp_path / "none")
    done = rehydrated(none, corpus, out=tmp_path / "out")
    assert done.release is not None
    assert [row["title"] for row in rows(done.release, "articles")] == ["One title", "Other title"]
    dump = as_dump(corpus, tmp_path / "dump.txt")
    dump.write_text(dump.read_text("utf-8").replace("2022-03-28", "2022-03-27"), "utf-8")
    done = rehydrated(none, dump, out=tmp_path / "other")
    assert set(done.missing.values()) == {"copies of its text have different titles"}


# ------------------------------------------------------------------ in its place


def test_the_same_again_is_a_no_op_and_other_content_is_refused(tmp_path: Path) -> None:
    none = exported(FALKLANDS, tmp_path / "none")
    out = tmp_path / "out"
    assert rehydrated(none, FALKLANDS, out=out).created
    before = tree(out)
    assert not rehydrated(none, FALKLANDS, out=out).created
    with pytest.raises(PublishedError, match="already published with other content"):
        rehydrated(none, next((FALKLANDS / "articles").rglob("*.json")), out=out)
    assert tree(out) == before


def test_a_rehydrated_release_is_not_published(tmp_path: Path) -> None:
    none = exported(FALKLANDS, tmp_path / "none")
    release = rehydrated(none, FALKLANDS, out=tmp_path / "out").release
    assert release is not None
    assert "must not be passed on" in (release.path / "README.md").read_text("utf-8")
    with pytest.raises(RefusedError, match="must not be passed on"):
        verified(release.path)
    with pytest.raises(OperatorError, match="texts were put back"):
        verify(release.path, deep=True, corpus=FALKLANDS)


def test_a_release_that_was_changed_is_refused(tmp_path: Path) -> None:
    none = exported(FALKLANDS, tmp_path / "none")
    (none.path / "withheld.json").write_text("{}", encoding="utf-8")
    with pytest.raises(OperatorError, match="is not what was published"):
        rehydrated(none, FALKLANDS, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_came_of_it(tmp_path: Path) -> None:
    none = exported(FALKLANDS, tmp_path / "none").path
    first, *_ = sorted((FALKLANDS / "articles").rglob("*.json"))
    done = cli("rehydrate", none, "--texts", FALKLANDS, "--out", "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"rehydrated: out/falklands-sample/1.0.0\n  4 of 4 texts put back\n" in done.stdout
    done = cli("rehydrate", none, "--texts", first, "--out", "some", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count(b"without text: ") == 3
    nothing = write_json(tmp_path / "a.json", an_article())
    done = cli("rehydrate", none, "--texts", nothing, "--out", "none-at-all", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(b"nothing was rehydrated\n")
    assert not (tmp_path / "none-at-all").exists()


@pytest.mark.parametrize("given", ["missing.txt", "notes.md", "empty"])
def test_texts_that_cannot_be_read_are_wrong_use(tmp_path: Path, given: str) -> None:
    none = exported(FALKLANDS, tmp_path / "none").path
    (tmp_path / "notes.md").write_text("words", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    done = cli("rehydrate", none, "--texts", given, "--out", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"corpus-tools: ")
    assert not (tmp_path / "out").exists()
