"""What was withdrawn stays away: it does not come back, and where it was published is known."""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import huggingface_hub
import pyarrow.parquet as pq
import pytest
from huggingface_hub import HfApi

import corpus_tools as ct
from corpus_tools.corpus import Corpus
from corpus_tools.exchange.importing import import_file
from corpus_tools.model import sha256
from corpus_tools.release.building.build import PublishedError
from corpus_tools.withdrawing import withdraw
from tests.corpora import Doc, a_concept, article_path, cli, declare, python, tree, write_corpus
from tests.corpora import write_json as write
from tests.test_retract import DAY, GONE, KEPT, WHY, corpus, gone, kept, out, text

# ------------------------------------------------------------------ what comes back


def near(body: str) -> str:
    words = body.split()
    return " ".join([*words[:30], "another", *words[31:]]).capitalize()


RETURNS: dict[str, tuple[Doc, str]] = {
    "id": (gone(body=text(9)), "The article was withdrawn"),
    "text": (kept(body=text(1)), f"The text is that of “{GONE}”"),
    "hidden marks": (
        kept(body=text(1, 200).replace(" ", " \u200b")),
        f"The text is nearly that of “{GONE}”",
    ),
    "near look-alikes": (
        kept(body=text(1, 200).replace("e", "е")),
        f"The text is nearly that of “{GONE}”",
    ),
    "near-copy": (kept(body=near(text(1, 200))), f"The text is nearly that of “{GONE}”"),
}


@pytest.mark.parametrize("how", RETURNS)
def test_what_comes_back_is_a_finding(tmp_path: Path, how: str) -> None:
    doc, said = RETURNS[how]
    root = write_corpus(
        tmp_path / "raw", articles=[gone(body=text(1, 60 if how in ("id", "text") else 200))]
    )
    out(root)
    write(article_path(root, doc), doc)
    (found,) = (one for one in ct.validate(root).findings if one.severity == "error")
    assert found.code == "CT803"
    assert found.message.startswith(said)
    assert WHY in found.message


def dumped(tmp_path: Path, title: str, body: str) -> Path:
    path = tmp_path / "dump.txt"
    dump = f"Another Gazette (invented)\n2022-03-27\n\n{title}\n\n{body}\n"
    path.write_text(dump, encoding="utf-8")
    return path


@pytest.mark.parametrize("change", ["same", "title", "near"])
def test_what_comes_back_is_not_imported(tmp_path: Path, change: str) -> None:
    root = write_corpus(tmp_path / "raw")
    options = {"language": "en", "license": "CC0-1.0"}
    list(import_file(dumped(tmp_path, "Old news", text(1, 200)), root, **options))
    (article,) = (root / "articles").rglob("*.json")
    withdraw(Corpus(root), article.stem, reason=WHY, day=DAY)
    (root / "outlets" / "another-gazette-invented.json").unlink()
    before = tree(root)
    title = "New news" if change == "title" else "Old news"
    body = near(text(1, 200)) if change == "near" else text(1, 200)
    (outcome,) = import_file(dumped(tmp_path, title, body), root, **options)
    assert outcome.lost
    assert "was withdrawn on 2026-11-22" in outcome.what
    assert tree(root) == before
    (other,) = list(import_file(dumped(tmp_path, title, text(8, 200)), root, **options))[1:]
    assert other.result == "imported"


# ------------------------------------------------------------------ the next release

TERM = a_concept({"text": "Port Example", "language": "en"})
BODY = f"{text(1)} In Port Example they met. {text(11)}"
SECRET = gone(title=text(12, 9), body=BODY, authors=[text(13, 2)], related=[{"title": text(14, 9)}])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus, released in full and stand-off with the article to withdraw."""
    folder = tmp_path_factory.mktemp("published")
    docs = [SECRET, kept(body=f"{text(2)} Also of Port Example."), kept(f"{KEPT}-2", 3)]
    root = corpus(folder / "raw", *docs)
    write(root / "lexicon" / "example-ejemplo.json", TERM)
    declare(root, publish_authors=True)
    for path in (root / "annotations").iterdir():
        doc = json.loads(path.read_bytes())
        if doc["article"] == GONE:
            write(path, {**doc, "spans": [judgement()]})
    for mode in ("full", "none"):
        ct.export(root, out=folder / "releases", text=mode)
    return folder


def judgement() -> Doc:
    start = BODY.index("Port Example")
    return {
        **{"field": "body", "start": start, "end": start + 12, "surface": "Port Example"},
        **{"concept": "example-ejemplo", "variant": "example", "usage": "use"},
        **{"decision": "accept", "comment": text(15, 9)},
    }


def signs() -> set[str]:
    """Return what tells the article: ids, hashes, and every run of eight words of its texts."""
    texts = [SECRET["title"], SECRET["body"], judgement()["comment"]]
    texts += [entry["title"] for entry in SECRET["related"]]
    runs = {
        " ".join(words[place : place + 8])
        for words in map(str.split, texts)
        for place in range(len(words) - 7)
    }
    hashes = {sha256(SECRET["title"]), sha256(SECRET["body"])}
    return {SECRET["id"], SECRET["url"], *SECRET["authors"], *hashes, *runs}


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all that the files of a release say: names, bytes, statistics, and every value."""
    for name, raw in tree(folder).items():
        yield name, name
        yield name, raw.decode("latin-1")
        yield name, raw.decode("utf-8", "ignore")
        if name.endswith(".parquet"):
            with pq.ParquetFile(folder / name) as file:
                yield name, str(file.metadata.metadata)
                yield name, json.dumps(file.read().to_pylist(), default=str, ensure_ascii=False)
                for group in range(file.num_row_groups):
                    for column in range(file.metadata.num_columns):
                        yield name, str(file.metadata.row_group(group).column(column).statistics)


def traces(folder: Path) -> set[tuple[str, str]]:
    return {(name, sign) for name, said in contents(folder) for sign in signs() if sign in said}


@pytest.mark.parametrize("mode", ["full", "none"])
def test_the_next_release_has_no_trace(published: Path, tmp_path: Path, mode: Any) -> None:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    name = "small-sample" if mode == "full" else "small-sample-standoff"
    first = traces(tmp_path / "releases" / name / "1.0.0")
    if mode == "full":
        assert {sign for _, sign in first} == signs()
    assert ("articles/train-00000-of-00001.parquet", GONE) in first
    root = tmp_path / "raw"
    withdraw(Corpus(root), GONE, reason=WHY, day=DAY)
    declare(root, version="1.1.0")
    with pytest.raises(PublishedError, match=r"1 article removed.*2\.0\.0"):
        ct.export(root, out=tmp_path / "releases", text=mode)
    declare(root, version="2.0.0")
    release = ct.export(root, out=tmp_path / "releases", text=mode)
    assert release.manifest["predecessor"]["version"] == "1.0.0"
    assert traces(release.path) == set()
    assert "1 article removed" in (release.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "1 of the articles removed was withdrawn." in (release.path / "CHANGELOG.md").read_text()


# ------------------------------------------------------------------ where it was published


def look(folder: Path, *options: str) -> Any:
    before = tree(folder)
    done = cli("retract", GONE, "--published", "releases", *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert tree(folder) == before
    return json.loads(done.stdout) if options else done.stdout.decode()


def test_every_file_that_holds_it_is_named(published: Path) -> None:
    doc = look(published, "--format", "json")
    assert [(one["path"], one["holds"], one["has_text"]) for one in doc["releases"]] == [
        ("releases/small-sample/1.0.0", True, True),
        ("releases/small-sample-standoff/1.0.0", True, False),
    ]
    for one in doc["releases"]:
        files = {file["path"]: file for file in one["files"]}
        rows = {file["config"]: file["rows"] for file in one["files"] if file["config"]}
        assert rows == {"articles": 1, "annotations": 1, "judgements": 1}
        folder = published / one["path"]
        assert files.keys() == {name for name, sign in traces(folder) if sign == GONE}
        listed = json.loads((folder / "manifest.json").read_bytes())["files"]
        hashes = {file["path"]: file["sha256"] for file in listed}
        assert all(file["sha256"] == hashes[path] for path, file in files.items())
    told = look(published)
    assert "releases/small-sample/1.0.0 holds it, with its text\n" in told
    assert "releases/small-sample-standoff/1.0.0 holds it, without its text\n" in told
    assert "corpus-tools export raw --out releases --text none\n" in told


def test_a_later_version_without_it_is_what_to_use(published: Path, tmp_path: Path) -> None:
    """Rows of others that name it count too; what exports left behind is named."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    root, releases = tmp_path / "raw", tmp_path / "releases"
    write(article_path(root, follow := kept(f"{KEPT}-3", 4, revision_of=GONE)), follow)
    declare(root, version="1.1.0")
    ct.export(root, out=releases)
    article_path(root, follow).unlink()
    withdraw(Corpus(root), GONE, reason=WHY, day=DAY)
    declare(root, version="2.0.0")
    ct.export(root, out=releases)
    (releases / "small-sample" / ".staging-2.0.0-x").mkdir()
    doc = look(tmp_path, "--format", "json")
    held = {one["path"]: one["files"] for one in doc["releases"]}
    assert held["releases/small-sample/2.0.0"] == []
    assert [file["naming"] for file in held["releases/small-sample/1.1.0"]] == [1, 0, 0]
    assert doc["left_behind"] == ["releases/small-sample/.staging-2.0.0-x"]
    plan = next(one for one in doc["erase"] if one["folder"] == "releases/small-sample")
    commands = [command for step in plan["steps"] for command in step["commands"]]
    assert not any(
        command.startswith(("corpus-tools export", "corpus-tools retract")) for command in commands
    )
    assert [command for command in commands if command.startswith("rm")] == [
        "rm -r -- releases/small-sample/1.0.0",
        "rm -r -- releases/small-sample/1.1.0",
    ]
    assert "corpus-tools publish releases/small-sample/2.0.0 --repo ORG/NAME" in commands
    assert [
        word for command in commands for word in command.split() if word[:2] in ("v1", "v2")
    ] == [*("v1.0.0", "v1.1.0", "v2.0.0")]


class Hub:
    """Takes the calls that a script makes, if the client has such methods."""

    def __init__(self, *hashes: str) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        files = [SimpleNamespace(file_oid=sha, oid="0", filename="x") for sha in hashes]
        refs = SimpleNamespace(converts=[SimpleNamespace(ref="refs/convert/parquet")])
        self._answers = {"list_lfs_files": files, "list_repo_refs": refs}

    def __getattr__(self, name: str) -> Any:
        def called(*arguments: Any, **named: Any) -> Any:
            given = inspect.signature(getattr(HfApi, name)).bind(self, *arguments, **named)
            assert given.arguments["repo_id"] == "ORG/NAME"
            assert given.arguments["repo_type"] == "dataset"
            self.calls.append((name, given.arguments))
            return self._answers.get(name)

        return called

    def run(self, script: str) -> list[str]:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(huggingface_hub, "HfApi", lambda: self)
            exec(script, {})
        return [name for name, _ in self.calls]


def test_the_scripts_do_what_they_say(published: Path) -> None:
    doc = look(published, "--format", "json")
    held = [file["sha256"] for file in doc["releases"][0]["files"]]
    first, second = (step["script"] for step in doc["erase"][0]["steps"] if step["script"])
    hub = Hub("0" * 64, *held)
    assert hub.run(first) == [
        *("super_squash_history", "list_lfs_files"),
        *("permanently_delete_lfs_files", "list_repo_refs"),
    ]
    assert [file.file_oid for file in hub.calls[2][1]["lfs_files"]] == held
    viewer = Hub()
    assert viewer.run(second) == ["list_repo_refs", "super_squash_history"]
    assert viewer.calls[1][1]["branch"] == "refs/convert/parquet"
    assert f"\n{first}\n" in look(published)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["repos", "tag", "delete"], ["REPO_ID TAG", "--type", "--yes"]),
        (["repos", "tag", "list"], ["REPO_ID", "--type"]),
        (["repos", "delete"], ["REPO_ID", "--type"]),
        (["cache", "rm"], ["TARGETS"]),
    ],
)
def test_the_client_has_the_commands(tmp_path: Path, words: list[str], options: list[str]) -> None:
    done = python("-m", "huggingface_hub.cli.hf", *words, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert [one for one in options if one not in done.stdout.decode()] == []


def test_what_holds_nothing_is_told_apart_from_what_is_nothing(
    published: Path, tmp_path: Path
) -> None:
    done = cli("retract", "no-such", "--published", "releases", cwd=published)
    assert done.stdout == b"none of 2 releases in releases holds no-such\n"
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "releases/small-sample/1.0.0/articles/train-00000-of-00001.parquet"
    file.write_bytes(file.read_bytes()[:-1])
    for folder, said in (("raw", "no releases"), ("none", "No such"), ("releases", "damaged")):
        done = cli("retract", GONE, "--published", folder, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert said in done.stderr.decode()
