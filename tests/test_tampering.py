"""Whatever is done to a release, `verify` refuses it and names what was done."""
# ruff: noqa: E501

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest

from corpus_tools.progress import silent
from corpus_tools.release.proving.isolation import content_faults
from corpus_tools.release.proving.verify import verify
from tests.corpora import read_json
from tests.forging import (
    ARTICLES,
    Rows,
    a_release,
    card_edited,
    flipped,
    forged,
    manifest_edited,
    rehashed,
    rewritten,
)

TRAIN, TEST = "annotations/train-00000-of-00001.parquet", "annotations/test-00000-of-00001.parquet"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_release(tmp_path_factory.mktemp("original")).path


@pytest.fixture
def release(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "1.0.0"))


class Tampering(NamedTuple):
    """What is done, and the path and part of the message by which it is named."""

    name: str
    do: Callable[[Path], Any]
    path: str
    said: str


def put(path: Path, raw: bytes = b"") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


def swapped(one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def linked(path: Path, *, hard: bool = False) -> None:
    """Replace a file by a link to a copy of it elsewhere."""
    outside = path.rename(path.parents[2] / f"outside-{path.name}")
    if hard:
        os.link(outside, path)
    else:
        path.symlink_to(outside)


def folder_linked(path: Path) -> None:
    outside = path.rename(path.parent.parent / "outside")
    path.symlink_to(outside)


def replaced(path: Path, old: bytes, new: bytes) -> None:
    raw = path.read_bytes()
    assert old in raw
    path.write_bytes(raw.replace(old, new, 1))


def end_of_ids(file: Path) -> int:
    """Return a place inside the last page of the first column."""
    column = pq.read_metadata(file).row_group(0).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    return int(start + column.total_compressed_size - 2)


def flip(path: str) -> Callable[[Path], None]:
    return lambda release: flipped(release / path, (release / path).stat().st_size // 2)


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


# fmt: off
ON_DISK = (
    *(Tampering(f"bit flip in {path}", flip(path), path, "SHA-256")
      for path in (ARTICLES, TRAIN, TEST, "judgements/train-00000-of-00001.parquet", "terms/train-00000-of-00001.parquet",
                   "guidelines.md", "CHANGELOG.md", "schemas/article.schema.json")),
    Tampering("truncated", lambda r: os.truncate(r / ARTICLES, (r / ARTICLES).stat().st_size - 9), ARTICLES, "bytes, not"),
    Tampering("one byte more", lambda r: put(r / ARTICLES, (r / ARTICLES).read_bytes() + b"\0"), ARTICLES, "bytes, not"),
    Tampering("zeros", lambda r: put(r / ARTICLES, bytes((r / ARTICLES).stat().st_size)), ARTICLES, "SHA-256"),
    Tampering("emptied", lambda r: put(r / "guidelines.md"), "guidelines.md", "0 bytes, not"),
    Tampering("swapped", lambda r: swapped(r / TRAIN, r / TEST), TEST, "bytes"),
    Tampering("extra shard", lambda r: shutil.copy(r / ARTICLES, r / "articles/train-00001-of-00002.parquet"), "articles/train-00001-of-00002.parquet", "was added"),
    Tampering("other YAML", lambda r: put(r / ".huggingface.yaml", b"configs: []"), ".huggingface.yaml", "was added"),
    Tampering("old infos", lambda r: put(r / "dataset_infos.json", b"{}"), "dataset_infos.json", "was added"),
    Tampering("script", lambda r: put(r / "1.0.0.py", b"import os"), "1.0.0.py", "was added"),
    Tampering("hidden file", lambda r: put(r / "articles/.hidden"), "articles/.hidden", "was added"),
    Tampering("folder", lambda r: put(r / "more/inside.txt"), "more", "a folder that holds nothing"),
    Tampering("empty folder", lambda r: (r / "schemas/none").mkdir(), "schemas/none", "a folder that holds nothing"),
    Tampering("in .cache", lambda r: put(r / ".cache/other/x"), ".cache/other", "a folder that holds nothing"),
    Tampering("link", lambda r: linked(r / ARTICLES), ARTICLES, "is a link"),
    Tampering("link for the manifest", lambda r: folder_linked(r / "manifest.json"), "manifest.json", "is a link"),
    Tampering("link for a folder", lambda r: folder_linked(r / "articles"), "articles", "is a link"),
    Tampering("link for .git", lambda r: (r / ".git").symlink_to(r.parent), ".git", "is a link"),
    Tampering("a folder for .gitattributes", lambda r: (r / ".gitattributes").mkdir(), ".gitattributes", "a folder"),
    Tampering("FIFO", lambda r: fifo(r / "guidelines.md"), "guidelines.md", "not a regular file"),
    Tampering("FIFO beside", lambda r: os.mkfifo(r / "pipe"), "pipe", "not a regular file"),
    Tampering("renamed", lambda r: (r / TRAIN).rename(r / "annotations/train.parquet"), "annotations/train.parquet", "was added"),
    Tampering("renamed away", lambda r: (r / TRAIN).rename(r / "annotations/train.parquet"), TRAIN, "is missing"),
    Tampering("case", lambda r: (r / "guidelines.md").rename(r / "Guidelines.md"), "guidelines.md", "is missing"),
    Tampering("deleted", lambda r: (r / TRAIN).unlink(), TRAIN, "is missing"),
    Tampering("table deleted", lambda r: shutil.rmtree(r / "terms"), "terms/train-00000-of-00001.parquet", "is missing"),
    Tampering("card deleted", lambda r: (r / "README.md").unlink(), "README.md", "is missing"),
    Tampering("licence", lambda r: replaced(r / "README.md", b'license: "', b'license: "x'), "README.md", "head was edited"),
    Tampering("same length", lambda r: replaced(r / "README.md", b"num_examples: 3", b"num_examples: 2"), "README.md", "head was edited"),
    Tampering("head closed early", lambda r: replaced(r / "README.md", b"configs:\n", b"---\nconfigs:\n"), "README.md", "head was edited"),
    Tampering("byte order mark", lambda r: put(r / "README.md", b"\xef\xbb\xbf" + (r / "README.md").read_bytes()), "README.md", "head was edited"),
    Tampering("blank line before", lambda r: put(r / "README.md", b"\n" + (r / "README.md").read_bytes()), "README.md", "head was edited"),
    Tampering("CRLF", lambda r: put(r / "README.md", (r / "README.md").read_bytes().replace(b"\n", b"\r\n")), "README.md", "head was edited"),
    Tampering("no UTF-8", lambda r: put(r / "README.md", (r / "README.md").read_bytes() + b"\xff"), "README.md", "no longer UTF-8"),
    Tampering("huge card", lambda r: put(r / "README.md", (r / "README.md").read_bytes() + b" " * 5_000_000), "README.md", "bytes"),
)


def in_manifest(change: Callable[[Any], Any]) -> Callable[[Path], None]:
    return lambda release: manifest_edited(release, change)


def listing(path: str) -> Callable[[Path], None]:
    return in_manifest(lambda m: m["files"].append({"path": path, "size": 0, "sha256": "0" * 64}))




def then(cover: Callable[[Path], None], do: Callable[[Path], object]) -> Callable[[Path], None]:
    """Do something, and cover the traces."""
    def both(release: Path) -> None:
        do(release)
        cover(release)
    return both


M = "manifest.json"
IN_THE_MANIFEST = (
    Tampering("not JSON", lambda r: put(r / M, b"{"), M, "JSON"),
    Tampering("empty", lambda r: put(r / M), M, "JSON"),
    Tampering("a key twice", lambda r: replaced(r / M, b'"name":', b'"name": "a", "name":'), M, "twice"),
    Tampering("too large", lambda r: put(r / M, b" " * 5_000_000), M, "bytes"),
    Tampering("too deep", lambda r: put(r / M, b"[" * 100_000), M, "deep"),
    Tampering("unknown key", in_manifest(lambda m: m.update(extra=1)), M, "Unknown property"),
    Tampering("other schemas", in_manifest(lambda m: m.update(schema_version="9.0")), M, "schema_version"),
    Tampering("a hash that is none", in_manifest(lambda m: m["files"][0].update(sha256="0")), M, "sha256"),
    Tampering("size", in_manifest(lambda m: m["files"][0].update(size=1)), "CHANGELOG.md", "bytes, not 1"),
    Tampering("hash", in_manifest(lambda m: m["files"][0].update(sha256="0" * 64)), "CHANGELOG.md", "SHA-256"),
    Tampering("file left out", in_manifest(lambda m: m["files"].pop(0)), "CHANGELOG.md", "was added"),
    Tampering("file twice", in_manifest(lambda m: m["files"].append(m["files"][0])), M, "2 times"),
    Tampering("file that is not there", listing("more.txt"), "more.txt", "is missing"),
    *(Tampering(f"path {path}", listing(path), M, "no safe relative path")
      for path in ("../x", "/etc/passwd", "a/../b", "a\\b", "a//b", "./a", "a/", ".hidden", "con", "nul.txt", "a/aux.md", "a.", "a b", "ä", "C:x")),
    Tampering("case twin", listing("readme.md"), M, "case alone"),
    Tampering("case twin of a folder", listing("Articles/x"), M, "case alone"),
    Tampering("itself", listing("Manifest.json"), M, "case alone"),
    Tampering("listed script", listing("1.0.0.py"), M, "datasets would obey"),
    Tampering("listed infos", listing("dataset_infos.json"), M, "datasets would obey"),
    Tampering("Parquet of no table", then(rehashed, lambda r: shutil.copy(r / ARTICLES, r / "articles/more-00000-of-00001.parquet")), M, "part of no table"),
    Tampering("data elsewhere", in_manifest(lambda m: m["configs"][0]["splits"][0].update(files=["terms/train-00000-of-00001.parquet"])), M, "other files of articles/test"),
    Tampering("split without rows", in_manifest(lambda m: m["configs"][0]["splits"][0].update(rows=0)), M, "without rows"),
    Tampering("split that cannot be", in_manifest(lambda m: m["configs"][0]["splits"][0].update(name="all")), M, "cannot be loaded"),
    Tampering("table twice", in_manifest(lambda m: m["configs"].append(m["configs"][0])), M, "tables twice"),
    Tampering("unknown table", in_manifest(lambda m: m["configs"][3].update(name="more")), M, "does not know"),
    Tampering("no articles", in_manifest(lambda m: m["configs"].pop(0)), M, "no articles"),
    Tampering("unknown type", in_manifest(lambda m: m["configs"][0]["columns"][2].update(type="large_string")), M, "columns of articles"),
    Tampering("column left out", in_manifest(lambda m: m["configs"][0]["columns"].pop(2)), "README.md", "dataset_info"),
    Tampering("root of a split", in_manifest(lambda m: m["configs"][0]["splits"][0].update(root="0" * 64)), M, "root of articles/test"),
    Tampering("root of a table", in_manifest(lambda m: m["configs"][0].update(root="0" * 64)), M, "root of articles"),
    Tampering("rows", in_manifest(lambda m: m["configs"][0]["splits"][0].update(rows=9)), M, "rows of articles/test"),
    Tampering("bytes", in_manifest(lambda m: m["configs"][0]["splits"][0].update(bytes=9)), M, "bytes of articles/test"),
    Tampering("card", in_manifest(lambda m: m.update(card_sha256="0" * 64)), M, "card_sha256"),
    Tampering("articles", in_manifest(lambda m: m.update(articles=9)), M, "articles: 9"),
    Tampering("withheld", in_manifest(lambda m: m.update(withheld=0)), M, "withheld: 0"),
    Tampering("version", in_manifest(lambda m: m.update(version="0.9.0")), ARTICLES, "a later version"),
)


def rows(path: str, change: Callable[[Rows], Rows], cover: Callable[[Path], None]) -> Callable[[Path], None]:
    """Change rows, and cover the traces."""
    return then(cover, lambda release: rewritten(release / path, change))


def first(**changes: object) -> Callable[[Rows], Rows]:
    return lambda rows: [{**rows[0], **changes}, *rows[1:]]


def span(**changes: object) -> Callable[[Rows], Rows]:
    def do(rows: Rows) -> Rows:
        rows[0]["spans"][0] |= changes
        return rows
    return do


def column(name: str) -> Callable[[Path], None]:
    """Add a column that the manifest does not list."""
    def do(release: Path) -> None:
        table = pq.read_table(release / ARTICLES)
        pq.write_table(table.append_column(name, table["id"]), release / ARTICLES)
        forged(release)
    return do


def metadata(release: Path) -> None:
    """Tell `datasets` of other features in the file's footer."""
    table = pq.read_table(release / ARTICLES)
    pq.write_table(table.replace_schema_metadata({"huggingface": '{"info": {"features": {}}}'}), release / ARTICLES)
    forged(release)


def card_says(**changes: object) -> Callable[[Path], None]:
    """Change the card's head, and cover the traces."""
    return then(rehashed, lambda release: card_edited(release, **changes))


def elsewhere(release: Path) -> None:
    """Have the card name other data files."""
    replaced(release / "README.md", b"articles/train-", b"../other/train-")
    rehashed(release)


def moved(release: Path) -> None:
    """Move the spans of the test articles to train."""
    spans = pq.read_table(release / TEST)
    rewritten(release / TRAIN, lambda rows: sorted([*rows, *spans.to_pylist()[:1]], key=lambda row: str(row["id"])))
    rewritten(release / TEST, lambda rows: rows[1:])
    forged(release)


COVERED = (
    Tampering("a row changed", rows(ARTICLES, first(outlet_name="Other"), rehashed), M, "root of articles/train"),
    Tampering("a label changed", rows(TRAIN, first(usage="mention"), rehashed), M, "root of annotations/train"),
    Tampering("rows in another order", rows(ARTICLES, lambda rows: rows[::-1], rehashed), M, "root of articles/train"),
    Tampering("rows in another order, forged", rows(ARTICLES, lambda rows: rows[::-1], forged), ARTICLES, "out of order"),
    Tampering("a row left out", rows(TRAIN, lambda rows: rows[1:], rehashed), M, "rows of annotations/train"),
    Tampering("a span left out, forged", rows(TRAIN, lambda rows: rows[1:], forged), "annotations", "differ from the article"),
    Tampering("a row twice", rows(ARTICLES, lambda rows: [rows[0], *rows], forged), ARTICLES, "twice"),
    Tampering("an id in two splits", then(forged, lambda r: shutil.copy(r / TRAIN, r / TEST)), "annotations", "twice"),
    Tampering("a span in another split", moved, "annotations", "its article in test"),
    Tampering("no id", rows(ARTICLES, first(id=None), forged), ARTICLES, "no id"),
    Tampering("an id that is none", rows(ARTICLES, first(id="A#b"), forged), ARTICLES, "no id of an article"),
    Tampering("age", rows(ARTICLES, first(added_in="1.0.1"), forged), ARTICLES, "a later version"),
    Tampering("age that is none", rows(ARTICLES, first(added_in="new"), forged), ARTICLES, "no version"),
    Tampering("body", rows(ARTICLES, first(body="Other."), forged), ARTICLES, "body_sha256"),
    Tampering("title", rows(ARTICLES, first(title="Other"), forged), ARTICLES, "title_sha256"),
    Tampering("length", rows(ARTICLES, first(n_chars=1), forged), ARTICLES, "n_chars"),
    Tampering("a span's place", rows(ARTICLES, span(start=0, end=3), forged), ARTICLES, "is not at 0-3"),
    Tampering("a span beyond", rows(ARTICLES, span(end=2**31 - 1), forged), ARTICLES, "is not at"),
    Tampering("a span before", rows(ARTICLES, span(start=-5), forged), ARTICLES, "no place"),
    Tampering("a span's text", rows(TRAIN, first(surface="Other"), forged), "annotations", "is not at"),
    Tampering("a label, forged", rows(TRAIN, first(usage="mention"), forged), "annotations", "differ from the article"),
    Tampering("context", rows(TRAIN, first(before="He lied: "), forged), "annotations", "context"),
    Tampering("another article's", rows(TRAIN, first(article_id="other"), forged), "annotations", "article_id"),
    Tampering("no article's", rows(TRAIN, lambda rows: [*rows, {**rows[0], "id": "z#body"}], forged), "annotations", "no article here"),
    Tampering("side", rows(TRAIN, first(outlet_perspective="other"), forged), "annotations", "outlet_perspective"),
    Tampering("a stand-off release with texts", in_manifest(lambda m: m.update(text="none")), ARTICLES, "without texts"),
    Tampering("another column", column("more"), ARTICLES, "columns are not those"),
    Tampering("other metadata", metadata, ARTICLES, "metadata"),
    Tampering("other data files", elsewhere, "README.md", "configs are not those"),
    Tampering("other configs", card_says(configs=[{"config_name": "articles", "data_files": "*/*.parquet"}]), "README.md", "configs are not those"),
    Tampering("other features", card_says(dataset_info=[]), "README.md", "dataset_info"),
    Tampering("no YAML", then(rehashed, lambda r: put(r / "README.md", b"---\na: [\n---\n")), "README.md", "not plain YAML"),
    Tampering("deep YAML", then(rehashed, lambda r: put(r / "README.md", b"---\n" + b"[" * 9_000 + b"\n---\n")), "README.md", "not plain YAML"),
    Tampering("aliases", then(rehashed, lambda r: put(r / "README.md", b"---\na: &a [1]\nb: *a\n---\n")), "README.md", "not plain YAML"),
    Tampering("Parquet of noise", then(rehashed, lambda r: put(r / ARTICLES, b"PAR1" + b"\x9a" * 4_000 + b"PAR1")), ARTICLES, "cannot be read"),
    Tampering("Parquet cut", then(rehashed, lambda r: os.truncate(r / ARTICLES, 5_000)), ARTICLES, "cannot be read"),
    Tampering("Parquet's page damaged", then(rehashed, lambda r: flipped(r / ARTICLES, end_of_ids(r / ARTICLES))), ARTICLES, "cannot be read"),
    Tampering("more rows than listed", then(rehashed, lambda r: rewritten(r / ARTICLES, lambda rows: rows * 9)), ARTICLES, "more rows"),
)
# fmt: on


@pytest.mark.parametrize("tampering", (*ON_DISK, *IN_THE_MANIFEST, *COVERED), ids=lambda t: t.name)
def test_tampering_is_refused_and_named(release: Path, tampering: Tampering) -> None:
    tampering.do(release)
    faults = verify(release)
    assert [
        fault
        for fault in faults
        if fault.severity == "error"
        and fault.path == tampering.path
        and tampering.said in fault.message
    ], faults


def test_only_what_cannot_show_is_accepted(release: Path) -> None:
    linked(release / ARTICLES, hard=True)
    for path in (".git/config", ".cache/huggingface/download/x.lock", ".gitattributes"):
        put(release / path)
    assert verify(release) == ()
    (release / "articles" / ".gitattributes").touch()
    assert [fault.path for fault in verify(release)] == ["articles/.gitattributes"]


def test_checksums_alone_miss_what_was_added_or_linked(original: Path, tmp_path: Path) -> None:
    entries = read_json(original / "manifest.json")["files"]
    sums = "".join(f"{entry['sha256']}  {entry['path']}\n" for entry in entries)
    missed = []
    for number, tampering in enumerate(ON_DISK):
        release = Path(shutil.copytree(original, tmp_path / str(number) / "1.0.0"))
        tampering.do(release)
        command = ["sha256sum", "--check", "--status", "--strict"]
        if tampering.name.startswith("FIFO"):
            continue  # it would wait for ever
        done = subprocess.run(command, cwd=release, input=sums.encode(), timeout=20, check=False)
        if done.returncode == 0:
            missed.append(tampering.name)
    assert {"extra shard", "other YAML", "old infos", "script", "link"} <= set(missed)


def test_a_shard_that_asks_for_much_memory_ends_no_more_than_its_reader(release: Path) -> None:
    def change(rows: Rows) -> Rows:
        return [{**rows[0], "body": "0" * 1_000_000} for _ in range(300)]

    rewritten(release / ARTICLES, change)
    forged(release)
    assert (release / ARTICLES).stat().st_size < 100_000
    manifest = read_json(release / "manifest.json")
    faults = list(content_faults(release, manifest, silent, memory=700 << 20))
    assert [fault.severity for fault in faults] == ["error"]
    assert "cannot be read" in faults[0].message
