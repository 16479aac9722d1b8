"""Every rule holds what its bad files and their good neighbours in tests/cases/ say."""

from __future__ import annotations

import gc
import gzip
import json
import os
import re
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_tools import validate
from corpus_tools.checks.text import check_text
from corpus_tools.documents.files import MAX_BYTES
from corpus_tools.documents.shards import MOST_BLANK, read_lines, zstd
from corpus_tools.model import Article, ArticleId
from corpus_tools.rules import RULES

CASES = Path(__file__).parent / "cases"
EXPECTED = "expected.json"

Row = list[object]
Builder = Callable[[Path], None]

YEAR = "articles/sample-mill-courier/2024"
WORKS = f"{YEAR}/sample-mill-courier-2024-05-09-bridge-works.json"
SHARD = "articles/bulk/notices.jsonl"


# ------------------------------------------------------------------ what git cannot hold


def _link(path: str, target: str) -> Builder:
    return lambda root: (root / path).symlink_to(target)


def _pipe(path: str) -> Builder:
    return lambda root: os.mkfifo(root / path)


def _padded(path: str, size: int) -> Builder:
    """Let the last line be `size` bytes long."""

    def build(root: Path) -> None:
        raw = (root / path).read_bytes().rstrip(b"\n")
        start = raw.rfind(b"\n") + 1 if path.endswith(".jsonl") else 0
        (root / path).write_bytes(raw + b" " * (size - (len(raw) - start)))

    return build


def _packed(suffix: str, damage: Callable[[bytes], bytes] = bytes, path: str = SHARD) -> Builder:
    """Put a compressed shard, perhaps damaged, in the place of a plain one."""
    pack = gzip.compress if suffix == ".gz" else zstd.compress

    def build(root: Path) -> None:
        plain = root / path
        plain.with_name(plain.name + suffix).write_bytes(damage(pack(plain.read_bytes())))
        plain.unlink()

    return build


def _blank(lines: int) -> Builder:
    """Return what makes a shard end in blank lines."""

    def build(root: Path) -> None:
        with (root / SHARD).open("ab") as shard:
            shard.write(b"\n" * lines)

    return build


BUILDERS: dict[str, Builder] = {
    "invalid/CT001-link": _link(
        f"{YEAR}/sample-mill-courier-2024-05-10-notice.json", Path(WORKS).name
    ),
    "invalid/CT001-link-to-folder": _link("events/more", "../outlets"),
    "invalid/CT001-pipe": _pipe("retractions.json"),
    "invalid/CT002-file": _padded(WORKS, MAX_BYTES + 1),
    "valid/CT002-file": _padded(WORKS, MAX_BYTES),
    "invalid/CT002-line-of-shard": _padded(SHARD, MAX_BYTES + 1),
    "valid/CT002-line-of-shard": _padded(SHARD, MAX_BYTES),
    "invalid/CT005-shard-gzip": _packed(".gz"),
    "valid/CT005-shard-gzip": _packed(".gz"),
    "invalid/CT005-shard-zstd": _packed(".zst"),
    "valid/CT005-shard-zstd": _packed(".zst"),
    "invalid/CT011-gzip-cut": _packed(".gz", lambda raw: raw[:-9]),
    "valid/CT011-gzip-cut": _packed(".gz"),
    "invalid/CT011-gzip-empty": _packed(".gz", lambda _: b""),
    "invalid/CT011-gzip-other-bytes": _packed(".gz", lambda _: b"{}\n"),
    "invalid/CT011-gzip-checksum": _packed(".gz", lambda raw: raw[:-8] + b"\0" * 8),
    "invalid/CT011-zstd-cut": _packed(".zst", lambda raw: raw[:-1]),
    "valid/CT011-zstd-cut": _packed(".zst"),
    "invalid/CT011-zstd-empty": _packed(".zst", lambda _: b""),
    "invalid/CT011-zstd-other-bytes": _packed(".zst", lambda _: b"{}\n"),
    "invalid/CT013-blank-lines": _blank(MOST_BLANK + 1),
    "valid/CT013-blank-lines": _blank(MOST_BLANK),
    "invalid/CT501-shards-gzip": _packed(".gz", path="articles/zipped.jsonl"),
    "valid/CT501-shards-gzip": _packed(".gz", path="articles/zipped.jsonl"),
}

# ------------------------------------------------------------------ the cases


def _case_names(kind: str) -> list[str]:
    return sorted(f"{kind}/{folder.name}" for folder in (CASES / kind).iterdir())


def _lay_out(name: str, root: Path) -> None:
    """Copy the base corpus, lay a case over it, and make what git cannot hold."""
    shutil.copytree(CASES / "base", root)
    leave_out = shutil.ignore_patterns(EXPECTED)
    shutil.copytree(CASES / name, root, dirs_exist_ok=True, ignore=leave_out)
    if name in BUILDERS:
        BUILDERS[name](root)


def _rows(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    monkeypatch.chdir(root)
    return [[f.code, f.path, f.line, f.column, f.pointer] for f in validate(".").findings]


def _expected(name: str) -> list[Row]:
    rows: list[Row] = json.loads((CASES / name / EXPECTED).read_text("utf-8"))
    return rows


def test_the_base_corpus_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CASES / "base", tmp_path / "corpus")
    assert _rows(tmp_path / "corpus", monkeypatch) == []


@pytest.mark.parametrize("name", _case_names("invalid"))
def test_a_bad_case_gives_its_findings(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lay_out(name, tmp_path / "corpus")
    assert _rows(tmp_path / "corpus", monkeypatch) == _expected(name)


@pytest.mark.parametrize("name", _case_names("valid"))
def test_a_good_neighbour_gives_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lay_out(name, tmp_path / "corpus")
    assert _rows(tmp_path / "corpus", monkeypatch) == []


@pytest.mark.parametrize("name", _case_names("invalid"))
def test_files_asked_about_alone_have_the_findings_that_the_whole_has(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "corpus"
    _lay_out(name, root)
    monkeypatch.chdir(root)
    found = validate(".").findings
    for path in {path for finding in found for path in (finding.path, *finding.others)}:
        if os.path.lexists(path):
            about = tuple(one for one in found if path in (one.path, *one.others))
            assert validate(path).findings == about


# ------------------------------------------------------------------ the seam to the rule table


def _codes(kind: str) -> set[str]:
    return {name.split("/")[1].split("-")[0] for name in _case_names(kind)}


@pytest.mark.parametrize("kind", ["invalid", "valid"])
def test_rules_and_case_folders_name_the_same_codes(kind: str) -> None:
    assert _codes(kind) == set(RULES)


@pytest.mark.parametrize("name", _case_names("invalid"))
def test_a_bad_case_expects_its_own_code_and_known_ones(name: str) -> None:
    codes = {row[0] for row in _expected(name)}
    assert name.split("/")[1].split("-")[0] in codes
    assert codes <= set(RULES)


def test_the_tables_of_this_module_name_existing_cases() -> None:
    names = {*_case_names("invalid"), *_case_names("valid")}
    assert set(BUILDERS) <= names


def test_every_case_holds_a_file() -> None:
    folders = [CASES / name for kind in ("invalid", "valid") for name in _case_names(kind)]
    assert [folder for folder in folders if not any(p.is_file() for p in folder.rglob("*"))] == []


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_says_what_why_and_shows_both_sides(code: str) -> None:
    rule = RULES[code]
    assert re.fullmatch(r"CT[0-9]{3}", code)
    assert rule.severity in ("error", "warning")
    for sentence in (rule.what, rule.why):
        assert re.fullmatch(r"[A-Z][^\n]{10,}[^\s.,;:]\)?\.", sentence)
    assert rule.bad.strip() == rule.bad != ""
    assert rule.good.strip() == rule.good != ""
    assert rule.bad != rule.good


# ------------------------------------------------------------------ what no file can show


@pytest.mark.parametrize(
    "suffix",
    ["", ".gz", ".zst"],
)
def test_a_shard_is_closed_when_it_is_read(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "articles/bulk").mkdir(parents=True)
    (tmp_path / SHARD).write_bytes(b"{}\n{}\n")
    if suffix:
        _packed(suffix)(tmp_path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert len(list(read_lines(tmp_path / f"{SHARD}{suffix}"))) == 2
        gc.collect()
    assert [str(warning.message) for warning in caught] == []


def _text_codes(body: str) -> list[str]:
    article = Article(
        id=ArticleId("a"),
        outlet="b",
        language="es",
        published="2024-05-02",
        license="CC0-1.0",
        title="Notice",
        body=body,
    )
    return [fault.code for fault in check_text(article)]


@pytest.mark.parametrize("body", ["Está aqu\u00e9\u00a0: no.", "«El café»", "Un café« no."])
def test_an_ordinary_letter_elsewhere_changes_no_verdict(body: str) -> None:
    assert _text_codes(body) == _text_codes(body + " ê")
