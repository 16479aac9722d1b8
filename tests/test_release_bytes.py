"""Checks that the same corpus gives the same bytes anywhere."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.documents.shards import zstd
from corpus_tools.release.building import source
from corpus_tools.release.stored import parquet
from tests.corpora import (
    FALKLANDS,
    PORT,
    Doc,
    an_article,
    article_path,
    cli,
    tree,
    write_corpus,
    write_json,
)
from tests.released_rows import config_root, files_of, load, manifest, roots

NOBODY = 65534
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", sys.executable),
)
"""Runs this Python as another user, who may read it wherever it is installed."""


def lines(docs: list[Doc]) -> bytes:
    return b"".join(json.dumps(doc, ensure_ascii=False).encode() + b"\n" for doc in docs)


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


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


def test_the_user_does_not_show_in_the_bytes(twice: tuple[Path, Path]) -> None:
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can build as another user, with setpriv")
    if subprocess.run([*AS_NOBODY, "-c", ""], check=False, capture_output=True).returncode != 0:
        pytest.skip("another user cannot run this Python")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        shutil.copytree(FALKLANDS, Path(folder, "raw"))
        call = [*AS_NOBODY, "-m", "corpus_tools", "export"]
        subprocess.run(call, cwd=folder, env={**os.environ, "HOME": folder}, check=True)
        made = Path(folder, "releases", "falklands-sample", "1.0.0")
        assert made.stat().st_uid == NOBODY
        assert tree(made) == tree(twice[0])


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
