"""Where reports go on the command line, and what of the source they show."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corpus_tools import validate
from corpus_tools.documents.places import WIDTH, Places
from corpus_tools.findings import Excerpt
from tests.corpora import Doc, an_article, cli, read_json, write_corpus, write_json
from tests.runner import executed

BAD_DAY = "2022-04-31"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one article whose day does not exist, called `raw`."""
    root = write_corpus(tmp_path / "raw", articles=[an_article()])
    path = next((root / "articles").rglob("*.json"))
    write_json(path, {**read_json(path), "published": BAD_DAY})
    return root


# ------------------------------------------------------------------ files


def test_one_run_writes_several_reports(tmp_path: Path, corpus: Path) -> None:
    names = ["a.sarif", "a.sarif.json", "a.json", "a.xml", "a.txt"]
    outputs = [part for name in names for part in ("--output", name)]
    done = cli("validate", "--format", "github", *outputs, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert [command.name for command in executed(done.stdout.decode())] == ["error"]
    assert json.loads((tmp_path / "a.sarif").read_bytes())["version"] == "2.1.0"
    assert (tmp_path / "a.sarif.json").read_bytes() == (tmp_path / "a.sarif").read_bytes()
    assert "CT104" in (tmp_path / "a.txt").read_text("utf-8")
    assert ElementTree.parse(tmp_path / "a.xml").getroot().get("failures") == "1"
    alone = cli("validate", "--format", "json", cwd=tmp_path)
    assert (tmp_path / "a.json").read_bytes() == alone.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"raw", *names}


@pytest.mark.parametrize("name", ["a.html", "a", "a.sarif.gz", ".hidden"])
def test_an_unknown_suffix_is_refused_before_anything_is_done(
    tmp_path: Path, corpus: Path, name: str
) -> None:
    done = cli("validate", "--output", "a.json", "--output", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert b".sarif" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    for name in ("folder.json", "none/a.json"):
        done = cli("validate", "--output", name, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert len(done.stderr.splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "folder.json"}


def test_a_report_replaces_the_one_before(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "a.json").write_text("x" * 100_000, encoding="utf-8")
    cli("validate", "--output", "a.json", cwd=tmp_path)
    assert json.loads((tmp_path / "a.json").read_bytes())["summary"]["errors"] == 1


# ------------------------------------------------------------------ the summary of a step


def test_the_summary_is_appended_for_github_only(tmp_path: Path, corpus: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    env = {"GITHUB_STEP_SUMMARY": str(file)}
    cli("validate", cwd=tmp_path, env=env)
    assert file.read_text("utf-8") == "before\n"
    cli("validate", "--format", "github", cwd=tmp_path, env=env)
    text = file.read_text("utf-8")
    assert text.startswith("before\n### corpus-tools validate\n\n1 error, 0 warnings in ")
    assert "| error | CT104 | raw/articles/" in text


def test_a_full_summary_is_left_alone(tmp_path: Path, corpus: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_bytes(b"x" * (1024 * 1024 - 10))
    done = cli(
        "validate", "--format", "github", cwd=tmp_path, env={"GITHUB_STEP_SUMMARY": str(file)}
    )
    assert done.returncode == 1
    assert file.stat().st_size == 1024 * 1024 - 10


def test_without_a_summary_there_is_none(tmp_path: Path, corpus: Path) -> None:
    done = cli("validate", "--format", "github", cwd=tmp_path, env={"GITHUB_STEP_SUMMARY": ""})
    assert (done.returncode, done.stderr) == (1, b"")


# ------------------------------------------------------------------ a terminal


def on_a_terminal(folder: Path, **env: str) -> str:
    """Validate with standard output on a terminal of 40 columns."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "corpus_tools", "validate"]
    inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        command, cwd=folder, env={**inherited, "COLUMNS": "40", **env}, stdout=follower
    )
    os.close(follower)
    raw = b""
    try:
        while part := os.read(leader, 65536):
            raw += part
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert process.wait(60) == 1
    return raw.decode().replace("\r\n", "\n")


def test_colours_are_for_a_terminal_that_wants_them(tmp_path: Path, corpus: Path) -> None:
    plain = cli("validate", cwd=tmp_path).stdout.decode()
    assert "\x1b" not in plain
    assert on_a_terminal(tmp_path, NO_COLOR="1") == plain
    coloured = on_a_terminal(tmp_path)
    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9]*m", "", coloured) == plain


# ------------------------------------------------------------------ excerpts


def shown(tmp_path: Path, raw: bytes, name: str = "a.json") -> list[tuple[str, str, str]]:
    """Return code, excerpt and what the caret stands below, of each finding in a lone file."""
    (tmp_path / name).write_bytes(raw)
    return [
        (finding.code, excerpt.text, excerpt.text[excerpt.caret :])
        for finding in validate(tmp_path / name).findings
        if (excerpt := finding.excerpt or Excerpt("", 0))
    ]


def dumped(doc: Doc, **options: Any) -> bytes:
    return json.dumps(doc, ensure_ascii=False, **options).encode()


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_an_excerpt_is_the_key_and_value_at_fault(tmp_path: Path, indent: int | str | None) -> None:
    raw = dumped(an_article(published=BAD_DAY, titel="x"), indent=indent)
    assert shown(tmp_path, raw) == [
        ("CT104", f'"published": "{BAD_DAY}"', f'"{BAD_DAY}"'),
        ("CT102", '"titel": "x"', '"titel": "x"'),
    ]


def test_an_excerpt_shows_where_syntax_breaks(tmp_path: Path) -> None:
    raw = dumped(an_article(), indent=2).replace(b'"en",', b'"en"')
    ((code, text, rest),) = shown(tmp_path, raw)
    assert (code, text, rest) == ("CT005", '"language": "en"', "")


@pytest.mark.parametrize(
    ("code", "raw", "text"),
    [
        ("CT003", b'{\n  "title": "caf\xe9"\n}', '"title": "caf\\xe9"'),
        ("CT004", b'\xef\xbb\xbf{"a": 1}', '\ufeff{"a": 1}'),
        ("CT003", '{"a": 1}'.encode("utf-16"), ""),
        ("CT005", b"", ""),
        ("CT006", b'{\r\n  "a": 1,\r\n  "a": 2\r\n}', '"a": 2'),
    ],
)
def test_what_is_no_json_is_shown_as_far_as_it_can_be(
    tmp_path: Path, code: str, raw: bytes, text: str
) -> None:
    assert [found[:2] for found in shown(tmp_path, raw)] == [(code, text)]


def test_a_missing_property_is_shown_at_its_object(tmp_path: Path) -> None:
    doc = an_article(credits=[{"outlet": "sample-gazette"}])
    ((code, text, _),) = shown(tmp_path, dumped(doc, indent=2))
    assert (code, text) == ("CT101", "")
    ((code, text, rest),) = shown(tmp_path, dumped(doc))
    assert (code, text, rest) == ("CT101", '{"outlet": "sample-gazette"}', text)


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    doc = an_article(published=["x" * 300])
    ((_, text, rest),) = shown(tmp_path, dumped(doc))
    assert len(text) == WIDTH
    assert rest.startswith('["xxx')
    raw = b'{"a": "' + b"y" * 300 + b'" "b": 1, "c": "' + b"z" * 300 + b'"}'
    ((_, text, rest),) = shown(tmp_path, raw)
    assert len(text) == WIDTH
    assert rest.startswith(' "b": 1')
    assert text.startswith("yyy")


def test_a_shard_is_shown_like_a_file(tmp_path: Path) -> None:
    good = an_article("sample-gazette-2022-03-27-two")
    lines = [dumped(good), dumped(an_article(published=BAD_DAY)), b"{"]
    (code, text, _), (broken, *_) = shown(tmp_path, b"\n".join(lines), "a.jsonl")
    assert (code, text, broken) == ("CT104", f'"published": "{BAD_DAY}"', "CT005")


SECRETS = ("jane.roe@news.example", "+374 10 123456")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("secret", SECRETS)
def test_personal_data_is_in_no_report(tmp_path: Path, secret: str, indent: int | None) -> None:
    body = f"Write to {secret} at once. A zero\u200bwidth space, and {secret}."
    root = write_corpus(tmp_path / "raw")
    doc = an_article(title=f"Call {secret}", body=body, notes=f"x {secret}", event="none")
    write_json(root / "articles" / "a.json", doc)
    (root / "articles" / "b.json").write_bytes(dumped(doc, indent=indent)[:-1])
    (root / "articles" / "c.json").write_bytes(dumped({**doc, "titel": secret}, indent=indent))
    for format in ("text", "json", "github", "sarif", "junit"):
        done = cli("validate", "--format", format, cwd=tmp_path)
        assert done.returncode == 1
        assert secret not in done.stdout.decode(), format


def test_what_is_private_has_no_excerpt_and_hides_from_others() -> None:
    from corpus_tools.findings import Fault

    text = '{"a": {"b": "secret", "c": 1}}'
    places = Places(text, ["/a/b"])
    assert places.excerpt(Fault(code="CT810", pointer="/a/b", message="", private=True)) is None
    assert places.excerpt(Fault(code="CT201", pointer="/a/b", message="")) is None
    assert places.excerpt(Fault(code="CT101", pointer="/a", message="")) == Excerpt(
        '"a": {"b": ••••••••, "c": 1}', 5
    )
