"""Checks that no text of an article, path or argument does anything to a terminal or a log."""

from __future__ import annotations

import json
import os
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.corpora import (
    PORT,
    an_article,
    an_outlet,
    cli,
    write_corpus,
    write_json,
)
from tests.runner import executed

ESC, RLO, LRI, PDI, C1 = "\x1b[2J\x1b]0;x\x07", "\u202e", "\u2066", "\u2069", "\x9b31m"


NASTY = f"{ESC}::error::x ##[error]y ::add-mask::z {RLO}{LRI}{C1}\u2028\r\n::stop-commands::w"


_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A clean corpus of one article, called `raw`."""
    return write_corpus(tmp_path / "raw", articles=[an_article()], concepts=[PORT])


def assert_harmless(done: subprocess.CompletedProcess[bytes]) -> None:
    """Nothing a terminal or a CI runner obeys is in the output, and it is UTF-8."""
    for raw in (done.stdout, done.stderr):
        text = raw.decode("utf-8")
        controls = {char for char in text if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs")}
        assert controls <= {"\n"}, (controls, text)
        assert not _BIDI.search(text), text
        assert "::" not in text, text
        assert "##[" not in text, text
        assert "Traceback" not in text, text
        assert "internal error" not in text, text


def hostile(tmp_path: Path) -> Path:
    """A corpus whose names, keys and values are hostile wherever they can be."""
    articles = [
        an_article(title=NASTY, body=NASTY),
        an_article(f"sample-gazette-2022-03-27-{NASTY}".replace("/", "")),
        an_article("sample-gazette-2022-03-27-two", outlet=NASTY.replace("/", "")),
        an_article("sample-gazette-2022-03-27-three", event=NASTY, **{NASTY: NASTY}),
        an_article("sample-gazette-2022-03-27-four", language=NASTY, license=NASTY),
        an_article("sample-gazette-2022-03-27-five", published=f"2022{NASTY}"),
    ]
    root = write_corpus(tmp_path / "raw", concepts=[PORT], title=f"x{NASTY}")
    for number, doc in enumerate(articles):
        write_json(root / "articles" / f"{number}.json", doc)
    names = [NASTY, "::error::line.json", f"{RLO}.json", "##[error].json", "a\nb.json"]
    for name in names:
        write_json(root / "articles" / name, an_article(id=NASTY))
    for raw in (b"\xff\xfe.json", b"\xed\xa0\x80.json", b"\xff.txt", b"\x1b.json"):
        (root / "articles" / os.fsdecode(raw)).write_bytes(b'{"id": "\\ud800", "\\u001b[2J": 1}')
    (root / "articles" / "a.jsonl").write_text(f'{{"{NASTY}', encoding="utf-8")
    outlet = an_outlet(f"o{NASTY}".replace("/", ""), assessments=[{"perspective": NASTY}])
    write_json(root / "outlets" / "b.json", outlet)
    write_json(root / "lexicon" / "b.json", {**PORT, "id": NASTY, NASTY: NASTY})
    return root


@pytest.mark.parametrize("format", ["text", "json", "sarif", "junit"])
def test_hostile_corpora_are_reported_harmlessly(tmp_path: Path, format: str) -> None:
    hostile(tmp_path)
    done = cli("validate", "--format", format, cwd=tmp_path)
    assert done.returncode == 1
    assert_harmless(done)
    assert b"CT005" in done.stdout
    if format == "json":
        paths = {finding["path"] for finding in json.loads(done.stdout)["findings"]}
        assert {"raw/articles/\udcff.txt", "raw/articles/::error::line.json"} <= paths


def test_hostile_corpora_are_annotated_harmlessly_on_github(tmp_path: Path) -> None:
    hostile(tmp_path)
    done = cli("validate", "--format", "github", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    output = done.stdout.decode("utf-8")
    assert {char for char in output if unicodedata.category(char) == "Cc"} == {"\n"}
    assert not _BIDI.search(output)
    commands = executed(output)
    assert len(commands) == len(re.findall("^::", output, re.MULTILINE)) <= 20
    assert {command.name for command in commands} <= {"error", "warning"}
    for command in commands:
        assert re.fullmatch("CT[0-9]{3}", command.properties["title"])
        assert command.properties["file"].startswith("raw/")


def test_hostile_corpora_are_refused_harmlessly(tmp_path: Path) -> None:
    hostile(tmp_path)
    done = cli("export", cwd=tmp_path)
    assert done.returncode == 1
    assert_harmless(done)


def quiet_hostile(tmp_path: Path) -> Path:
    """A corpus that is valid although its texts are as hostile as texts may be."""
    text = f"::error::x ##[error]y {LRI}Port Example{PDI}\n::stop-commands::Port\u00a0Example 👍"
    related = [{"title": "::error::"}]
    article = an_article(title=text.split("\n")[0], body=text, related=related)
    root = write_corpus(tmp_path / "raw", articles=[article], concepts=[PORT], title="::error::")
    write_json(root / "articles" / "::error::.json", {"\x1b": 1})
    return root


@pytest.mark.parametrize("format", ["text", "json", "jsonl"])
def test_hostile_texts_are_annotated_harmlessly(tmp_path: Path, format: str) -> None:
    root = quiet_hostile(tmp_path)
    done = cli("annotate", "--format", format, cwd=tmp_path)
    assert done.returncode == 0
    assert_harmless(done)
    assert done.stderr != b""
    stdin = NASTY.encode() + f" Port Example {NASTY} Port\nExample".encode()
    call = ["annotate", "--language", "en", "--format", format, "--corpus", str(root), "-"]
    done = cli(*call, cwd=tmp_path, stdin=stdin)
    assert done.returncode == 0
    assert_harmless(done)
    assert done.stdout.count(b"Example") >= 2


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_what_is_escaped_in_json_is_read_back(tmp_path: Path, format: str) -> None:
    quiet_hostile(tmp_path)
    done = cli("annotate", "--format", format, cwd=tmp_path)
    record: Any = json.loads(done.stdout)
    spans = (record[0] if format == "json" else record)["spans"]
    assert [span["surface"] for span in spans] == [
        "Port Example",
        "Port Example",
        "Port\u00a0Example",
    ]


def test_hostile_dumps_are_imported_harmlessly(tmp_path: Path) -> None:
    write_corpus(tmp_path / "raw")
    flat = NASTY.replace("\r", "").replace("\n", "")
    lines = [flat, "2022-03-28", flat, flat, "====", flat, "====", "::warning::x", "2022-03-28"]
    lines += ["Title", "Words.", "====", "::x::", flat]
    dump = tmp_path / os.fsdecode(b"\xff::error::.txt")
    dump.write_text("\n".join(lines), encoding="utf-8")
    done = cli("import", dump, "--into", "raw", "--language", "en", cwd=tmp_path)
    assert done.returncode == 1
    assert_harmless(done)
    done = cli("import", dump.rename(tmp_path / f"{flat}.pdf"), "--into", "raw", cwd=tmp_path)
    assert done.returncode == 2
    assert_harmless(done)


@pytest.mark.parametrize(
    "call",
    [
        ["validate", NASTY],
        ["annotate", NASTY],
        ["export", NASTY],
        ["export", "--text", NASTY],
        ["rules", NASTY],
        ["new", "outlet", NASTY],
        ["init", f"a{NASTY}"],
        ["init", "x", "--from", NASTY],
        ["annotate", "-", "--language", "en", "--date", NASTY],
        ["annotate", "-", "--language", NASTY],
        [NASTY],
        ["new", NASTY, "x"],
        ["validate", "--format", NASTY],
        ["validate", f"--{NASTY}"],
    ],
)
def test_hostile_arguments_are_shown_harmlessly(
    tmp_path: Path, corpus: Path, call: list[str]
) -> None:
    done = cli(*call, cwd=tmp_path)
    assert done.returncode in (0, 2)
    assert_harmless(done)


def test_a_hostile_folder_is_shown_harmlessly(tmp_path: Path, corpus: Path) -> None:
    done = cli("export", corpus, "--out", f"\x1b{RLO}\x9bout", cwd=tmp_path)
    assert done.returncode == 0
    assert_harmless(done)


@pytest.mark.parametrize("name", ["a b", "ü", "a#b", "a%20b", "a{1,2}", "-a", "a:b"])
def test_a_release_may_stand_in_any_folder(tmp_path: Path, corpus: Path, name: str) -> None:
    done = cli("export", corpus, "--out", f"./{name}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / name / "small-sample" / "1.0.0" / "manifest.json").is_file()


@pytest.mark.parametrize("name", ["a*", "a?", "a[1]", "a[", "]", "a::b"])
@pytest.mark.parametrize("inside", [False, True], ids=["named", "inside"])
def test_a_folder_that_datasets_cannot_read_is_refused(
    tmp_path: Path, corpus: Path, name: str, inside: bool
) -> None:
    """`datasets` takes such names for patterns, wherever in the absolute path they stand."""
    cwd = tmp_path / name if inside else tmp_path
    cwd.mkdir(exist_ok=True)
    before = sorted(tmp_path.rglob("*"))
    done = cli("export", corpus, "--out", "out" if inside else name, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert_harmless(done)
    assert b"None" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
