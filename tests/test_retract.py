"""Withdrawing an article: what goes, what stays, what is noted, what is completed."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

import corpus_tools as ct
from corpus_tools.checks.sketches import hashed, sketch, to_hex
from corpus_tools.corpus import Corpus
from corpus_tools.findings import OperatorError
from corpus_tools.model import sha256
from corpus_tools.withdrawing import Withdrawal, withdraw
from tests.corpora import Doc, an_article, article_path, cli, read_json, tree, write_corpus
from tests.corpora import write_json as write

GONE, KEPT = "sample-gazette-2022-03-27-gone", "sample-gazette-2022-03-28-kept"
WHY, DAY = "asked by the outlet", "2026-11-22"


def text(seed: int, words: int = 60) -> str:
    """Return a text that shares no run of words with those of other seeds."""
    letters = random.Random(seed)
    return " ".join("".join(letters.choices("abcdeilnorst", k=6)) for _ in range(words))


def gone(**changes: object) -> Doc:
    return an_article(GONE, **{"body": text(1), "url": "https://gazette.example/1", **changes})


def kept(id_: str = KEPT, seed: int = 2, **changes: object) -> Doc:
    body = text(seed)
    return an_article(id_, **{"title": f"News {seed}", "body": body, **changes})


def judged(root: Path, article: Doc, annotator: str = "ann-one", name: str = "") -> Path:
    digests = {field: sha256(article[field]) for field in ("title", "body")}
    doc: Doc = {"article": article["id"], "annotator": annotator, "annotator_kind": "person"}
    doc |= {"complete": True, "text_sha256": digests, "spans": []}
    return write(root / "annotations" / f"{name or article['id']}.{annotator}.json", doc)


def corpus(root: Path, *articles: Doc) -> Path:
    docs = articles or (gone(), kept())
    write_corpus(root, articles=docs)
    for doc in docs:
        judged(root, doc)
    return root


def out(root: Path, **changes: str) -> Withdrawal:
    return withdraw(Corpus(root), GONE, **{"reason": WHY, "day": DAY, **changes})


def entry(body: str = text(1)) -> Doc:
    signs = {"body_sha256": sha256(body), "minhash": to_hex(sketch(hashed(body)))}
    return {"id": GONE, "date": DAY, "reason": WHY, **signs}


def codes(root: Path) -> list[str]:
    return [finding.code for finding in ct.validate(root).findings]


# ------------------------------------------------------------------ what goes, what stays


def test_the_article_and_its_annotations_go_and_an_entry_stands_for_them(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw")
    judged(root, gone(), "ann-two")
    before = tree(root)
    call = ["retract", GONE, "--reason", WHY, "--date", DAY]
    done = cli(*call, cwd=tmp_path)
    assert (done.returncode, done.stderr.startswith(b"Next: ")) == (0, True)
    after = tree(root)
    notes = after.pop("retractions.json")
    assert json.loads(notes) == [entry()]
    assert after == {name: raw for name, raw in before.items() if GONE not in name}
    assert done.stdout.decode() == (
        f"withdrawn: {GONE} ({DAY}: {WHY})\n"
        "  raw/retractions.json: entry added\n"
        f"  raw/annotations/{GONE}.ann-one.json: deleted\n"
        f"  raw/annotations/{GONE}.ann-two.json: deleted\n"
        f"  raw/{article_path(Path(), gone())}: deleted\n"
    )
    assert codes(root) == []
    again = cli(*call[:2], "--reason", "another", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, b"")
    assert again.stdout.decode() == f"already withdrawn: {GONE} ({DAY}: {WHY})\n"
    assert tree(root) == {**after, "retractions.json": notes}


def test_folders_that_are_empty_now_go(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw", gone(), kept(published="2023-01-01"))
    out(root)
    assert not (root / "articles/sample-gazette/2022").exists()
    (other := tmp_path / "other").mkdir()
    out(corpus(other / "raw", gone()))
    assert list((other / "raw/articles").iterdir()) == []


PACKED: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    ".jsonl": (bytes, bytes),
    ".jsonl.gz": (gzip.compress, gzip.decompress),
    ".jsonl.zst": (zstd.compress, zstd.decompress),
}


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("suffix", PACKED)
def test_a_line_of_a_shard_goes_and_the_others_stay_to_the_byte(
    tmp_path: Path, suffix: str, place: int
) -> None:
    """Also blank lines, odd spacing, line ends, and lines with faults."""
    pack, unpack = PACKED[suffix]
    one = json.dumps(kept(), separators=(" ,  ", ":\t")).encode()
    lines = [one + b"\r\n", b" \n", b"{broken\n", json.dumps(kept(f"{KEPT}-2", 3)).encode()]
    lines.insert(place, json.dumps(gone(), ensure_ascii=False).encode() + b"\n")
    if place == 4:
        lines[3] += b"\n"
        lines[4] = lines[4].rstrip()
    root = write_corpus(tmp_path / "raw")
    shard = root / "articles" / f"bulk{suffix}"
    shard.parent.mkdir()
    shard.write_bytes(pack(b"".join(lines)))
    shard.chmod(0o640)
    done = out(root)
    assert done.articles == ((shard, place + 1),)
    del lines[place]
    assert unpack(shard.read_bytes()) == b"".join(lines)
    assert shard.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in shard.parent.iterdir()] == [shard.name]


@pytest.mark.parametrize("suffix", PACKED)
def test_a_shard_left_empty_goes(tmp_path: Path, suffix: str) -> None:
    root = corpus(tmp_path / "raw", kept())
    shard = root / "articles" / "bulk" / f"one{suffix}"
    shard.parent.mkdir()
    shard.write_bytes(PACKED[suffix][0](b"\n" + json.dumps(gone()).encode() + b"\n\n"))
    out(root)
    assert not shard.parent.exists()


def test_an_annotation_goes_by_what_it_is_of_not_by_its_name(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw")
    misnamed = judged(root, gone(), "ann-two", name="elsewhere")
    others = judged(root, kept(), "ann-two", name=GONE)
    broken = root / "annotations" / f"{GONE}.ann-three.json"
    broken.write_text("{", encoding="utf-8")
    out(root)
    assert [path.exists() for path in (misnamed, others, broken)] == [False, True, False]


# ------------------------------------------------------------------ the entry


def test_a_short_text_has_no_hash_and_few_words_no_sketch(tmp_path: Path) -> None:
    for words, told in ((5, []), (29, ["body_sha256"]), (30, ["body_sha256", "minhash"])):
        root = corpus(tmp_path / str(words), gone(body=text(1, words)))
        (made,) = out(root).entries
        assert list(made)[3:] == told


def test_the_hash_of_a_withheld_text_is_kept_unless_it_could_be_guessed(tmp_path: Path) -> None:
    for length, told in ((199, []), (200, ["body_sha256"])):
        doc = gone(text_sha256={"body": "0" * 64}, text_length={"title": 9, "body": length})
        del doc["title"], doc["body"]
        root = write_corpus(tmp_path / str(length), articles=[doc])
        (made,) = out(root).entries
        assert list(made)[3:] == told


def test_two_texts_under_one_id_have_an_entry_each(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw")
    write(root / "articles" / "twin.json", gone(body=text(7)))
    assert [made["body_sha256"] for made in out(root).entries] == [
        sha256(text(1)),
        sha256(text(7)),
    ]


def test_entries_stay_in_their_order_and_the_new_one_comes_last(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw")
    old = [{"id": id_, "date": "2020-01-01", "reason": "x"} for id_ in ("z", "a")]
    write(root / "retractions.json", old)
    out(root)
    assert read_json(root / "retractions.json") == [*old, entry()]


def test_without_a_date_the_day_is_that_of_the_build(tmp_path: Path) -> None:
    root = corpus(tmp_path / "raw")
    env = {"SOURCE_DATE_EPOCH": "1600000000"}
    done = cli("retract", GONE, "--reason", WHY, "--format", "json", cwd=tmp_path, env=env)
    doc = json.loads(done.stdout)
    assert doc["entries"] == [{**entry(), "date": "2020-09-13"}]
    assert doc["articles"] == [{"path": f"raw/{article_path(Path(), gone())}", "line": None}]
    assert doc["changed"] is True
    assert read_json(root / "retractions.json") == doc["entries"]


def test_what_still_names_the_article_is_told(tmp_path: Path) -> None:
    follow = kept(translation_of=GONE, related=[{"title": "See", "url": gone()["url"]}])
    other = [{"title": "Other", "url": f"{gone()['url']}0"}]
    quoting = kept(f"{KEPT}-2", 3, body=f"They wrote “{gone()['title']}”.", related=other)
    root = corpus(tmp_path / "raw", gone(), follow, quoting)
    (root / "guidelines.md").write_text(f"See {GONE}.", encoding="utf-8")
    done = cli("retract", GONE, "--reason", WHY, cwd=tmp_path)
    assert done.returncode == 0
    told = done.stdout.decode().partition("still named; ")[2].splitlines()[1:]
    assert told == [
        f"  raw/{article_path(Path(), quoting)} /body",
        f"  raw/{article_path(Path(), follow)} /translation_of",
        f"  raw/{article_path(Path(), follow)} /related/0/url",
        "  raw/guidelines.md",
    ]
    assert codes(root) == ["CT405"]


# ------------------------------------------------------------------ broken off, or refused


@pytest.mark.parametrize("packed", [False, True])
def test_broken_off_anywhere_it_is_completed_by_the_same_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    start = corpus(tmp_path / "start")
    if packed:
        lines = [
            path.read_bytes().replace(b"\n", b"") for path in (start / "articles").rglob("*.json")
        ]
        shutil.rmtree(start / "articles")
        (start / "articles").mkdir()
        (start / "articles" / "bulk.jsonl").write_bytes(b"\n".join(lines))
    out(shutil.copytree(start, tmp_path / "whole"))
    whole, broken = tree(tmp_path / "whole"), 0
    for number in range(20):
        root = shutil.copytree(start, tmp_path / str(number))
        with monkeypatch.context() as patched:
            left = iter(range(number))
            for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
                patched.setattr(owner, name, failing(getattr(owner, name), left))
            try:
                out(root)
            except (KeyboardInterrupt, OperatorError):
                broken += 1
        lost = tree(start).keys() - tree(root).keys()
        assert not lost or read_json(root / "retractions.json") == [entry()]
        for path in root.rglob(".corpus-tools-*.part"):
            path.unlink()  # the one who cleans up was stopped as well
        out(root)
        assert tree(root) == whole
    assert broken >= 4


def failing(call: Callable[..., Any], left: Any) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return call(*arguments, **named)

    return called


def test_what_is_wrong_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    corpus(tmp_path / "raw")
    write(tmp_path / "raw/articles/bad.json", {"id": "bad-one"})
    (tmp_path / "raw/articles/worse.json").write_text('{"id": "worse-one",', encoding="utf-8")
    shard = json.dumps(kept("in-a-shard", 4)).encode() + b"\n" * 3_000_000
    (tmp_path / "raw/articles/cut.jsonl.gz").write_bytes(gzip.compress(shard)[:-9])
    shutil.copytree(tmp_path / "raw", tmp_path / "noted")
    write(tmp_path / "noted/retractions.json", [{"id": 1}])
    before = tree(tmp_path)
    for arguments, said in (
        (["no-such", "--reason", WHY], "no article “no-such”, and never withdrew one; "),
        (["bad-one", "--reason", WHY], "bad.json has errors"),
        (["worse-one", "--reason", WHY], "worse.json has errors"),
        (["in-a-shard", "--reason", WHY], "cut.jsonl.gz is damaged"),
        ([GONE, "--reason", WHY, "--corpus", "noted"], "retractions.json has errors"),
        ([GONE, "--reason", WHY, "--corpus", "none"], "not a corpus"),
        ([GONE, "--reason", WHY, "--date", "2022-02-30"], "no calendar day"),
        ([GONE, "--reason", " "], "one line of text"),
        ([GONE, "--reason", "a\nb"], "one line of text"),
        ([GONE, "--reason", "a\x1b[31m"], "one line of text"),
        ([GONE, "--reason", "x" * 20_001], "the entry would be wrong"),
        ([GONE], "--reason"),
        ([GONE, "--reason", WHY, "--published", "raw"], "without --reason"),
    ):
        done = cli("retract", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b""), arguments
        assert said in done.stderr.decode()
    assert tree(tmp_path) == before
