"""Whatever stands in a file: no exception, no output that speaks, and one verdict everywhere.

Sound documents of every kind are spoilt, in their values and in their bytes, and held
against `validate` alone and inside their corpus. `tests/bench/fuzz.py` goes on for hours.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_tools import validate
from corpus_tools.findings import Report
from tests.corpora import cli
from tests.inert import assert_inert, assert_placed
from tests.spoiling import BASE, FILES, HOSTILE, spoilt, two_spoilt

KINDS = {
    "article": "articles",
    "outlet": "outlets",
    "concept": "lexicon",
    "event": "events",
    "annotation": "annotations",
    "corpus": "corpus",
}
many = settings(
    deadline=None,
    max_examples=500,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
fewer = settings(many, max_examples=150)


def of_kind(kind: str) -> list[Path]:
    """Return the files of the base corpus that hold a kind."""
    folder = KINDS[kind]
    return [path for path in FILES if path.parts[0] in (folder, f"{folder}.json")]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the base corpus, to be spoilt and mended again."""
    return shutil.copytree(BASE, tmp_path_factory.mktemp("fuzz") / "corpus")


# ------------------------------------------------------------------ properties


@pytest.mark.parametrize("kind", KINDS)
@many
@given(data=st.data())
def test_a_lone_file_may_hold_anything(kind: str, tmp_path: Path, data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(of_kind(kind)).flatmap(spoilt))
    path = tmp_path / KINDS[kind] / "a.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    report = validate(path)
    assert_placed(report, raw)
    assert_inert(report, but="sarif" if len(raw) % 8 else "")  # it is slow


@many
@given(data=st.data())
def test_a_file_of_a_corpus_may_hold_anything(corpus: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    (corpus / file).write_bytes(data.draw(spoilt(file)))
    report = validate(corpus)
    shutil.copyfile(BASE / file, corpus / file)
    assert_inert(report, but="sarif" if len(report.findings) % 8 else "")


@fewer
@given(lines=st.lists(st.sampled_from(of_kind("article")).flatmap(spoilt), max_size=4))
def test_a_shard_may_hold_anything(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}\n" + b"\n".join(lines))
    assert_inert(validate(path), but="sarif")


def filename(text: str) -> str:
    """Return a text as a file can be called; half a surrogate becomes a byte that is no UTF-8."""
    return text.replace("\0", "0").replace("/", "⁄").replace("\ud800", "\udcff")


@pytest.mark.parametrize("name", [text for text in HOSTILE if len(text) < 100])
def test_a_file_may_be_called_anything(corpus: Path, name: str) -> None:
    for folder in ("", "articles", "events"):
        path = corpus / folder / f"{filename(name)}.json"
        path.write_bytes(b'{"id": 1}')
        report = validate(corpus)
        path.unlink()
        assert report.errors
        assert_inert(report)


def test_the_sound_documents_are_sound(corpus: Path) -> None:
    assert not validate(corpus).errors
    assert all(map(of_kind, KINDS))


# ------------------------------------------------------------------ one verdict everywhere


def bare(report: Report) -> set[tuple[object, ...]]:
    """Return findings without the path that leads to the corpus."""
    return {
        (f.code, f.severity, f.path.rpartition("corpus/")[2], f.pointer, f.line, f.column, f.hint)
        for f in report.findings
    }


@fewer
@given(spoiling=two_spoilt(), data=st.data())
def test_order_and_working_folder_change_no_verdict(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    spoiling: dict[Path, bytes],
    data: st.DataObject,
) -> None:
    first, second = (tmp_path_factory.mktemp("order") / "corpus" for _ in range(2))
    shutil.copytree(BASE, first)
    for file, raw in spoiling.items():
        (first / file).write_bytes(raw)
    for file in data.draw(st.permutations([*FILES, Path("guidelines.md")])):
        (second / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(first / file, second / file)
    with monkeypatch.context() as patch:
        patch.chdir(first)
        inside = validate(".")
        parts = [entry.name for entry in first.iterdir()]
        in_parts = validate(*data.draw(st.permutations(parts)))
        patch.chdir("/")
        outside = validate(second)
    assert [f.path for f in inside.findings] == sorted(f.path for f in inside.findings)
    assert bare(inside) == bare(outside) == bare(in_parts)
    shutil.rmtree(first.parent)
    shutil.rmtree(second.parent)


@pytest.mark.parametrize("format", ["text", "json", "github", "sarif", "junit"])
def test_locale_and_hashes_change_no_byte(tmp_path: Path, format: str) -> None:
    root = shutil.copytree(BASE, tmp_path / "corpus")
    for file, hostile in zip(FILES, HOSTILE * 2, strict=False):
        doc = json.loads((root / file).read_bytes())
        doc[f"é{hostile}"] = doc["id" if "id" in doc else "title"] = hostile
        (root / file).write_text(json.dumps(doc), encoding="utf-8")
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    envs: list[dict[str, str]] = [
        {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "TZ": "UTC"},
        {**plain, "PYTHONHASHSEED": "2", "TZ": "Asia/Yerevan"},
        {"PYTHONIOENCODING": "latin-1", "PYTHONHASHSEED": "3", "COLUMNS": "20"},
    ]
    here = os.fspath(root.relative_to(tmp_path))
    done = [cli("validate", "--format", format, here, cwd=tmp_path, env=env) for env in envs]
    assert [(run.returncode, run.stderr) for run in done] == [(1, b"")] * len(envs)
    assert len({run.stdout for run in done}) == 1
