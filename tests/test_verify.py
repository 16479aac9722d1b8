"""What `verify` accepts, warns of, and says; and that it survives whatever it reads."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.checks.sketches import hashed, sketch, to_hex
from corpus_tools.findings import OperatorError
from corpus_tools.progress import silent
from corpus_tools.release.proving import isolation
from corpus_tools.release.proving.faults import SHOWN, error, limited, warning
from corpus_tools.release.proving.inventory import head
from corpus_tools.release.proving.verify import Fault, verify
from corpus_tools.release.stored.parquet import features
from tests.corpora import (
    an_article,
    article_path,
    cli,
    declare,
    read_json,
    write_corpus,
    write_json,
)
from tests.forging import (
    ARTICLES,
    a_corpus,
    a_release,
    articles,
    forged,
    manifest_edited,
    manifest_sha256,
)

MANIFEST = "manifest.json"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_release(tmp_path_factory.mktemp("original")).path


@pytest.fixture
def release(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "1.0.0"))


# ------------------------------------------------------------------ whole releases


def test_what_was_exported_is_whole(tmp_path: Path) -> None:
    made = a_release(tmp_path)
    assert verify(made.path, manifest_sha256=made.manifest_sha256) == ()
    assert verify(made.path, manifest_sha256=made.manifest_sha256.upper()) == ()


def test_a_stand_off_release_is_whole(tmp_path: Path) -> None:
    made = ct.export(a_corpus(tmp_path / "raw"), out=tmp_path / "out", text="none")
    assert verify(made.path) == ()


def test_a_release_of_fewer_columns_is_whole(release: Path) -> None:
    """As one is that was made before a column was added."""
    for path in (release / "articles").glob("*.parquet"):
        table = pq.read_table(path).drop_columns("collection")
        known = {name: features("articles")[name] for name in table.column_names}
        told = {"huggingface": json.dumps({"info": {"features": known}})}
        pq.write_table(table.replace_schema_metadata(told), path)

    def change(manifest: Any) -> None:
        columns = manifest["configs"][0]["columns"]
        columns[:] = [column for column in columns if column["name"] != "collection"]

    manifest_edited(release, change)
    forged(release)
    assert verify(release) == ()


def test_another_manifest_than_the_one_asked_for_is_refused(release: Path) -> None:
    (fault,) = verify(release, manifest_sha256="0" * 64)
    assert (fault.severity, fault.path) == ("error", MANIFEST)
    assert manifest_sha256(release) in fault.message


def test_prose_may_be_edited(release: Path) -> None:
    path = release / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n---\nSee also…\n", encoding="utf-8")
    assert verify(release) == (Fault("warning", "README.md", "its prose was edited"),)


@pytest.mark.parametrize("sha256", ["", "abc", "g" * 64, "0" * 63])
def test_a_hash_that_is_none_is_wrong_use(release: Path, sha256: str) -> None:
    with pytest.raises(OperatorError, match="64 hexadecimal"):
        verify(release, manifest_sha256=sha256)


def test_what_has_no_manifest_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "none", tmp_path / "file"):
        with pytest.raises(OperatorError, match="is no release"):
            verify(path)


def test_faults_are_limited_and_counted() -> None:
    found = [error("a", str(n)) for n in range(SHOWN + 5)] + [warning("a", "w")]
    kept = list(limited(found))
    assert kept == [*found[:SHOWN], warning("a", "w"), error("a", "… and 5 more")]


# ------------------------------------------------------------------ whatever is read


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_changed_byte_goes_unseen(original: Path, data: st.DataObject) -> None:
    files = sorted(path for path in original.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    before, sha256 = path.read_bytes(), manifest_sha256(original)
    place = data.draw(st.integers(0, len(before) - 1))
    after = bytearray(before)
    after[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(after)
    try:
        faults = verify(original, manifest_sha256=sha256)
    finally:
        path.write_bytes(before)
    assert {fault.path for fault in faults} == {path.relative_to(original).as_posix()}
    in_prose = path.name == "README.md" and place >= len(head(before)) + 8
    assert {fault.severity for fault in faults} <= ({"warning", "error"} if in_prose else {"error"})


NOWHERE_ELSE = {"name", "released", "versions", "predecessor", "divided"}
"""What only the manifest says: to know that it was changed takes its hash."""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_changed_manifest_contradicts_the_rest(original: Path, data: st.DataObject) -> None:
    path = original / MANIFEST
    before = path.read_bytes()
    after = bytearray(before)
    after[data.draw(st.integers(0, len(before) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(after)
    try:
        accepted = not verify(original)
    finally:
        path.write_bytes(before)
    if accepted:
        one, other = json.loads(before), json.loads(after)
        assert {key for key in one if one[key] != other[key]} <= NOWHERE_ELSE


def run(release: Path, monkeypatch: pytest.MonkeyPatch, code: str, **limits: Any) -> list[Fault]:
    """Let other code read the tables."""
    tell = f"import os, sys, json, time; os.write(int(sys.argv[3]), {code!r}.encode()); "
    monkeypatch.setattr(isolation, "_CHILD", tell + limits.pop("then", ""))
    manifest = read_json(release / MANIFEST)
    return list(isolation.content_faults(release, manifest, silent, **limits))


READING = f'["reading", "{ARTICLES}"]\n'


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("os.kill(os.getpid(), 11)", "signal 11"),
        ("os.abort()", "signal 6"),
        ("raise MemoryError", "status 1"),
    ],
)
def test_the_death_of_the_reader_is_a_fault(
    release: Path, monkeypatch: pytest.MonkeyPatch, then: str, said: str
) -> None:
    faults = run(release, monkeypatch, f'{READING}["fau', then=then)
    assert [(fault.severity, fault.path) for fault in faults] == [("error", ARTICLES)]
    assert said in faults[0].message


def test_a_reader_that_does_not_come_to_an_end_is_ended(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "BYTES_PER_SECOND", 10**9)
    (fault,) = run(release, monkeypatch, READING, then="time.sleep(60)", time=1.0)
    assert fault.path == ARTICLES and "not done after 1 seconds" in fault.message


def test_modules_beside_a_release_are_not_run(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyarrow", "json", "yaml", "resource"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)\n")
    monkeypatch.chdir(tmp_path)
    assert verify(Path("1.0.0")) == ()


# ------------------------------------------------------------------ withdrawn since


def retract(corpus: Path, **entry: str) -> None:
    known = {"date": "2026-11-23", "reason": "The author asked."}
    write_json(corpus / "retractions.json", [{"id": "some-article", **known, **entry}])


def test_a_retracted_article_is_warned_of(tmp_path: Path) -> None:
    release, corpus = a_release(tmp_path).path, tmp_path / "raw"
    assert verify(release, corpus=corpus) == ()
    doc = articles()[1]
    digest = hashlib.sha256(doc["body"].encode()).hexdigest()
    for entry in ({"id": doc["id"]}, {"body_sha256": digest}):
        retract(corpus, **entry)
        (fault,) = verify(release, corpus=corpus)
        assert fault.severity == "warning" and fault.path.startswith("articles/")
        assert doc["id"] in fault.message and "2026-11-23" in fault.message
        assert "Use a later version." in fault.message
    assert cli("verify", release, "--corpus", corpus, cwd=tmp_path).returncode == 0


def test_nearly_the_text_of_a_retracted_article_is_warned_of(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(300)]
    corpus = write_corpus(tmp_path / "raw", articles=[an_article(body=" ".join(words))])
    release = ct.export(corpus, out=tmp_path / "out").path
    retract(corpus, minhash=to_hex(sketch(hashed(" ".join([*words[:299], "other"])))))
    (fault,) = verify(release, corpus=corpus)
    assert fault.severity == "warning" and "nearly that of" in fault.message


def test_what_is_no_corpus_is_wrong_use(release: Path, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="not a corpus"):
        verify(release, corpus=tmp_path)


@pytest.mark.parametrize(("name", "told"), [("2.0.0", 1), ("v1.0.1", 1), ("v1.0.0", 0), ("a", 0)])
def test_a_folder_named_as_another_version_is_warned_of(
    release: Path, tmp_path: Path, name: str, told: int
) -> None:
    faults = verify(release.rename(tmp_path / name))
    assert [fault.severity for fault in faults] == ["warning"] * told
    assert all("this is version 1.0.0, in a folder that is named" in f.message for f in faults)


def test_a_later_release_without_some_articles_is_warned_of(tmp_path: Path) -> None:
    first, corpus = a_release(tmp_path).path, tmp_path / "raw"
    article_path(corpus, articles()[5]).unlink()
    declare(corpus, version="2.0.0")
    second = ct.export(corpus, out=tmp_path / "out").path
    assert verify(second) == ()
    (fault,) = verify(first)
    assert fault.severity == "warning" and fault.path == "articles"
    assert "1 article of this version is no longer in 2.0.0" in fault.message
    for beside in (b"{}", b'{"configs": [1], "version": 2, "files": [], "name": 1, "text": 1}'):
        (second / MANIFEST).write_bytes(beside)
        assert verify(first) == ()


# ------------------------------------------------------------------ the command


def test_the_command_says_what_holds(release: Path, tmp_path: Path) -> None:
    done = cli("verify", release, "--manifest-sha256", manifest_sha256(release), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode()
    assert said == f"{release} is whole and unchanged (errors: 0, warnings: 0)\n"
    assert cli("verify", tmp_path, cwd=tmp_path).returncode == 2


def test_a_name_that_is_not_utf8_is_shown(release: Path, tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(release) + b"/\xff", os.O_CREAT))
    for format in ("text", "json"):
        done = cli("verify", release, "--format", format, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, b"") and b"dcff" in done.stdout


def test_the_command_says_what_does_not_hold(release: Path, tmp_path: Path) -> None:
    (release / "x\x1b[31m\n::error::y").touch()
    done = cli("verify", "1.0.0", cwd=tmp_path)
    assert done.returncode == 1
    first, last = done.stdout.decode().splitlines()
    assert first.startswith("error: x\\u{1b}[31m\\u{a}:\\u{3a}error")
    assert last == "1.0.0 is NOT what was published (errors: 1, warnings: 0)"
    done = cli("verify", "1.0.0", "--format", "json", cwd=tmp_path)
    doc = json.loads(done.stdout)
    assert (done.returncode, doc["summary"]) == (1, {"errors": 1, "warnings": 0})
    assert doc["faults"][0]["path"] == "x\x1b[31m\n::error::y" and b"\x1b" not in done.stdout
