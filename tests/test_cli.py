"""Checks the command line as its users meet it: exit codes, streams, signals, hostile text."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.corpora import (
    FALKLANDS,
    RAW,
    ROOT,
    a_concept,
    an_article,
    an_outlet,
    cli,
    copied,
    read_json,
    tree,
    write_corpus,
    write_json,
)
from tests.runner import executed

COMMANDS = (
    *("validate", "rules", "annotate", "explain", "lexicon", "inflect", "agreement"),
    *("export", "verify", "diff", "publish", "rehydrate", "retract", "import", "init", "new"),
)
PORT = a_concept({"text": "Port Example", "language": "en"})
DUMP = "Sample Gazette (invented)\n2022-03-28\n\nMarket hall opens\n\nThe hall opened today.\n"
WORDS = "The council met in the evening, and the people of the town came to hear what was said.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A clean corpus of one article, called `raw`."""
    return write_corpus(tmp_path / "raw", articles=[an_article()], concepts=[PORT])


def warned(corpus: Path) -> Path:
    """Give a corpus a warning and no error."""
    write_json(corpus / "outlets" / "sample-gazette.json", an_outlet(assessments=[]))
    return corpus


def spoilt(corpus: Path) -> Path:
    """Give a corpus some errors in several files."""
    write_json(corpus / "articles" / "b.json", {"id": 1})
    write_json(corpus / "articles" / "a.json", an_article(outlet="b", event="c", published="x"))
    (corpus / "lexicon" / "stray.txt").write_text("stray", encoding="utf-8")
    return corpus


# ------------------------------------------------------------------ exit codes and streams

CALLS: dict[str, tuple[int, list[str], bytes]] = {
    "validate-default": (0, ["validate"], b""),
    "validate-path": (0, ["validate", "raw/articles"], b""),
    "validate-none": (2, ["validate", "no-such"], b""),
    "validate-empty": (2, ["validate", "empty"], b""),
    "validate-bad-format": (2, ["validate", "--format", "xml"], b""),
    "validate-bad-option": (2, ["validate", "--no-such"], b""),
    "export": (0, ["export", "--dry-run"], b""),
    "export-none": (2, ["export", "no-such"], b""),
    "export-no-corpus": (2, ["export", "empty"], b""),
    "export-bad-text": (2, ["export", "--text", "some"], b""),
    "annotate": (0, ["annotate"], b""),
    "annotate-none": (2, ["annotate", "no-such"], b""),
    "annotate-no-corpus": (2, ["annotate", "empty"], b""),
    "annotate-stdin": (0, ["annotate", "--language", "en", "-"], b"In Port Example."),
    "annotate-no-spans": (0, ["annotate", "--language", "en", "-"], b"Nothing."),
    "annotate-nothing": (0, ["annotate", "--language", "xx", "-"], b""),
    "annotate-no-language": (2, ["annotate", "-"], b"In Port Example."),
    "annotate-bad-date": (2, ["annotate", "--language", "en", "--date", "2022-02-30", "-"], b"x"),
    "annotate-bad-bytes": (2, ["annotate", "--language", "en", "-"], b"\xff"),
    "import": (0, ["import", "dump.txt", "--into", "raw", "--language", "en"], b""),
    "import-lost": (1, ["import", "lost.txt", "--into", "raw", "--language", "en"], b""),
    "import-none": (2, ["import", "none.txt", "--into", "raw"], b""),
    "import-format": (2, ["import", "dump.doc", "--into", "raw"], b""),
    "import-no-corpus": (2, ["import", "dump.txt", "--into", "empty"], b""),
    "import-no-into": (2, ["import", "dump.txt"], b""),
    "init": (0, ["init", "new-corpus"], b""),
    "init-from": (0, ["init", "new-corpus", "--from", "raw"], b""),
    "init-twice": (2, ["init", "raw"], b""),
    "init-from-none": (2, ["init", "new-corpus", "--from", "empty"], b""),
    "init-no-dir": (2, ["init"], b""),
    "new": (0, ["new", "outlet", "another"], b""),
    "new-there": (2, ["new", "outlet", "sample-gazette"], b""),
    "new-bad-kind": (2, ["new", "verdict", "x"], b""),
    "new-bad-id": (2, ["new", "outlet", "../x"], b""),
    "new-no-corpus": (2, ["new", "outlet", "x", "--into", "empty"], b""),
    "rules": (0, ["rules"], b""),
    "rules-one": (0, ["rules", "ct602"], b""),
    "rules-none": (2, ["rules", "CT999"], b""),
    "version": (0, ["--version"], b""),
    "no-such": (2, ["no-such"], b""),
}


@pytest.mark.parametrize("call", CALLS)
def test_exit_codes_and_streams(tmp_path: Path, corpus: Path, call: str) -> None:
    """Results go to standard output; a fault in the call is one line on standard error."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "dump.txt").write_text(DUMP, encoding="utf-8")
    (tmp_path / "dump.doc").write_text(DUMP, encoding="utf-8")
    (tmp_path / "lost.txt").write_text(DUMP + "====\nwords\n", encoding="utf-8")
    before = tree(corpus)
    code, arguments, stdin = CALLS[call]
    done = cli(*arguments, cwd=tmp_path, stdin=stdin)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    if code == 2:
        assert done.stdout == b""
        assert done.stderr != b""
        assert tree(corpus) == before
    else:
        assert done.stdout != b""


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    done = cli(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, b"")
    assert done.stdout == cli("--help", cwd=tmp_path).stdout


def test_findings_decide_the_exit_code(corpus: Path, tmp_path: Path) -> None:
    assert cli("validate", cwd=tmp_path).returncode == 0
    warned(corpus)
    assert cli("validate", cwd=tmp_path).returncode == 0
    assert cli("validate", "--strict", cwd=tmp_path).returncode == 1
    spoilt(corpus)
    done = cli("validate", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"CT010" in done.stdout


def test_export_refuses_errors_and_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    assert cli("export", "--dry-run", cwd=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]
    spoilt(corpus)
    done = cli("export", cwd=tmp_path)
    assert done.returncode == 1
    assert b"CT010" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_a_corpus_without_articles_is_nothing_to_export(tmp_path: Path) -> None:
    write_corpus(tmp_path / "raw")
    done = cli("export", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_the_installed_script_is_the_same_program() -> None:
    script = Path(sys.executable).with_name("corpus-tools")
    if not script.exists():
        pytest.skip("the package is not installed with its script")
    done = subprocess.run([script, "--version"], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == cli("--version", cwd=ROOT).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = cli(command, "--help", cwd=ROOT, env={"COLUMNS": "200"})
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert f"Example: corpus-tools {command}" in text


def test_the_help_lists_every_command() -> None:
    done = cli("--help", cwd=ROOT)
    listed = re.findall(r"^  ([a-z]+)  ", done.stdout.decode().partition("Commands:")[2], re.M)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "example", ["validate", "annotate", "export", "import", "init", "new", "rules"]
)
def test_the_examples_run(tmp_path: Path, example: str) -> None:
    copied(FALKLANDS, tmp_path / "raw")
    (tmp_path / "dump.txt").write_text(DUMP + WORDS, encoding="utf-8")
    help_text = cli(example, "--help", cwd=ROOT, env={"COLUMNS": "200"}).stdout.decode()
    words = help_text.partition("Example: corpus-tools ")[2].split()
    done = cli(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()


QUIETLY = {
    "validate": ["validate"],
    "rules": ["rules"],
    "annotate": ["annotate"],
    "explain": ["explain", an_article()["id"]],
    "lexicon": ["lexicon"],
    "agreement": ["agreement", str(ROOT / "tests" / "cases" / "base")],
    "inflect": ["inflect", "port", "--language", "en"],
    "export": ["export", "--dry-run"],
    "import": ["import", "lost.txt", "--into", "raw", "--language", "en"],
    "init": ["init", "another"],
    "new": ["new", "outlet", "another"],
}
"""Calls of the commands that work in a folder with `raw` and `lost.txt`."""


@pytest.mark.parametrize("command", QUIETLY)
def test_quiet_stands_before_or_after(tmp_path: Path, corpus: Path, command: str) -> None:
    (tmp_path / "lost.txt").write_text("words\n", encoding="utf-8")
    write_json(corpus / "articles" / "bad.json", {"id": 1}) if command == "annotate" else None
    call = QUIETLY[command]
    before = cli("--quiet", *call, cwd=tmp_path)
    for path in (tmp_path / "another", corpus / "outlets" / "another.json"):
        subprocess.run(["rm", "-rf", path], check=True)
    after = cli(*call, "--quiet", cwd=tmp_path)
    for path in (tmp_path / "another", corpus / "outlets" / "another.json"):
        subprocess.run(["rm", "-rf", path], check=True)
    loud = cli(*call, cwd=tmp_path)
    assert (before.stderr, after.stderr) == (b"", b"")
    assert before.stdout == after.stdout == loud.stdout
    assert before.returncode == after.returncode == loud.returncode
    assert bool(loud.stderr) is (command in ("import", "init", "new", "annotate"))


def test_quiet_hides_no_fault_in_the_call(tmp_path: Path) -> None:
    for call in (["--quiet", "validate", "none"], ["validate", "none", "--quiet"]):
        done = cli(*call, cwd=tmp_path)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_quiet_hides_no_refusal(tmp_path: Path, corpus: Path) -> None:
    assert cli("export", cwd=tmp_path).returncode == 0
    write_json(corpus / "lexicon" / "example-ejemplo.json", {**PORT, "gloss": {"en": "Other."}})
    done = cli("export", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"version" in done.stderr


# ------------------------------------------------------------------ JSON


def test_findings_as_json(corpus: Path, tmp_path: Path) -> None:
    spoilt(warned(corpus))
    done = cli("validate", "--format", "json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    report = json.loads(done.stdout)
    assert set(report) == {"tool", "summary", "findings"}
    assert set(report["tool"]) == {"name", "version"}
    assert set(report["summary"]) == {"files", "articles", "errors", "warnings"}
    findings = report["findings"]
    names = {"code", "severity", "path", "pointer", "line", "column", "message", "hint"}
    assert all(set(finding) == names for finding in findings)
    order = [(f["path"], f["line"], f["column"], f["code"]) for f in findings]
    assert order == sorted(order)
    assert len({finding["path"] for finding in findings}) >= 4
    assert all(finding["path"].startswith("raw/") for finding in findings)
    kinds = [finding["severity"] for finding in findings]
    assert report["summary"]["errors"] == kinds.count("error") > 0
    assert report["summary"]["warnings"] == kinds.count("warning") > 0
    assert done.stdout == cli("validate", "--format", "json", cwd=tmp_path).stdout


def test_only_findings_below_the_path_are_shown(corpus: Path, tmp_path: Path) -> None:
    spoilt(corpus)
    for path in ("raw/lexicon", "raw/articles/a.json"):
        done = cli("validate", path, "--format", "json", cwd=tmp_path)
        findings = json.loads(done.stdout)["findings"]
        assert findings
        elsewhere = [one["code"] for one in findings if not one["path"].startswith(path)]
        assert set(elsewhere) <= {"CT501"}  # it is said at the other file that has the id


def test_spans_as_json(corpus: Path, tmp_path: Path) -> None:
    done = cli("annotate", "--format", "json", cwd=tmp_path)
    (record,) = json.loads(done.stdout)
    article = an_article()
    assert {key: record[key] for key in ("id", "language")} == {
        "id": article["id"],
        "language": "en",
    }
    assert tmp_path / record["path"] == next((corpus / "articles").rglob("*.json"))
    (span,) = record["spans"]
    assert article["body"][span["start"] : span["end"]] == span["surface"] == "Port Example"
    lines = cli("annotate", "--format", "jsonl", cwd=tmp_path).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [record]


def test_json_has_a_record_for_every_article(tmp_path: Path) -> None:
    done = cli("annotate", FALKLANDS, "--format", "json", cwd=tmp_path)
    records = json.loads(done.stdout)
    lines = cli("annotate", FALKLANDS, "--format", "jsonl", cwd=tmp_path).stdout.splitlines()
    assert [json.loads(line) for line in lines] == records
    assert len(records) == 4
    write_corpus(tmp_path / "raw")
    assert json.loads(cli("annotate", "--format", "json", cwd=tmp_path).stdout) == []
    assert cli("annotate", "--format", "jsonl", cwd=tmp_path).stdout == b""


def test_spans_of_standard_input(corpus: Path, tmp_path: Path) -> None:
    call = ["annotate", "--language", "en", "--format"]
    (record,) = json.loads(cli(*call, "json", "-", cwd=tmp_path, stdin=b"Port Example").stdout)
    assert (record["path"], record["id"], record["language"]) == (None, None, "en")
    assert [span["field"] for span in record["spans"]] == ["body"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = cli(*call, "jsonl", "--corpus", corpus, "-", cwd=elsewhere, stdin=b"Port Example")
    assert json.loads(done.stdout) == record


def test_annotating_needs_no_clean_corpus(corpus: Path, tmp_path: Path) -> None:
    spoilt(corpus)
    done = cli("annotate", "--format", "jsonl", cwd=tmp_path)
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [an_article()["id"]]
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("format", ["text", "json", "jsonl"])
@pytest.mark.parametrize("raw", [b"{", b"{}", b"[]", b"\xff", b""])
@pytest.mark.parametrize("file", ["lexicon/another.json", "outlets/another.json", "corpus.json"])
def test_annotating_needs_no_clean_background(
    corpus: Path, tmp_path: Path, file: str, raw: bytes, format: str
) -> None:
    (corpus / file).write_bytes(raw)
    stdin = ["--language", "en", "-"]
    for call in ([], stdin):
        done = cli("annotate", "--format", format, *call, cwd=tmp_path, stdin=b"Port Example")
        assert done.returncode == 0, done.stderr
        noted = 1 if file.startswith("lexicon/") else 0
        assert len(done.stderr.splitlines()) == noted
        if format == "text":
            assert b"Port Example" in done.stdout
            continue
        (record,) = json.loads(b"[%s]" % done.stdout if format == "jsonl" else done.stdout)
        assert [span["surface"] for span in record["spans"]] == ["Port Example"]


# ------------------------------------------------------------------ hostile text

ESC, RLO, LRI, PDI, C1 = "\x1b[2J\x1b]0;x\x07", "\u202e", "\u2066", "\u2069", "\x9b31m"
NASTY = f"{ESC}::error::x ##[error]y ::add-mask::z {RLO}{LRI}{C1}\u2028\r\n::stop-commands::w"
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


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


# ------------------------------------------------------------------ signals and pipes

_MAIN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from corpus_tools.cli import main
main()
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["term", "int"]
)
def test_an_interrupted_export_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    call = [sys.executable, "-c", _MAIN, "export", str(RAW), "--out", "out"]
    running = subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while not list(tmp_path.glob("out/*/.staging-*")):
        assert running.poll() is None, "the export ended before it could be interrupted"
        assert time.monotonic() < until
        time.sleep(0.002)
    running.send_signal(number)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == code, stderr
    assert b"Traceback" not in stderr
    assert stdout == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "call",
    [
        ["rules"],
        ["validate", str(FALKLANDS)],
        ["validate", str(FALKLANDS), "--format", "json"],
        ["annotate", str(RAW), "--format", "jsonl"],
        ["annotate", str(RAW)],
        ["--help"],
        ["--version"],
    ],
)
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_may_go_away(tmp_path: Path, call: list[str], lines: int) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "corpus_tools", *call],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    for _ in range(lines):
        running.stdout.readline()
    running.stdout.close()
    stderr = running.stderr.read()
    running.stderr.close()
    running.wait(timeout=60)
    assert stderr == b""
    assert running.returncode in (0, 1)


def test_output_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    for env in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}):
        done = cli("annotate", FALKLANDS, cwd=tmp_path, env=env)
        assert done.returncode == 0
        assert "Islas Malvinas" in done.stdout.decode("utf-8")
        assert "llamada «cuestión" in done.stdout.decode("utf-8")


def test_no_colours_outside_a_terminal(tmp_path: Path) -> None:
    done = cli("annotate", FALKLANDS, cwd=tmp_path, env={"FORCE_COLOR": "1"})
    assert b"\x1b" not in done.stdout + done.stderr


# ------------------------------------------------------------------ init


def test_init_writes_a_corpus_that_validates(tmp_path: Path) -> None:
    assert cli("init", "mine", cwd=tmp_path).returncode == 0
    assert cli("validate", "mine", cwd=tmp_path).returncode == 0
    assert not (tmp_path / ".github").exists()


def test_init_takes_over_the_background_of_another(tmp_path: Path) -> None:
    assert cli("init", "mine", "--from", RAW, cwd=tmp_path).returncode == 0
    assert tree(tmp_path / "mine" / "lexicon") == tree(RAW / "lexicon")
    new, old = read_json(tmp_path / "mine" / "corpus.json"), read_json(RAW / "corpus.json")
    assert (new["languages"], new["perspectives"]) == (old["languages"], old["perspectives"])
    assert list((tmp_path / "mine" / "articles").iterdir()) == []
    assert cli("validate", "mine", cwd=tmp_path).returncode == 0


def test_init_dates_by_source_date_epoch(tmp_path: Path) -> None:
    done = cli("init", "mine", cwd=tmp_path, env={"SOURCE_DATE_EPOCH": "86400"})
    assert done.returncode == 0
    assert read_json(tmp_path / "mine" / "corpus.json")["released"] == "1970-01-02"


@pytest.mark.parametrize("place", [".", "data/mine"])
def test_init_writes_a_safe_workflow_into_the_work_tree(tmp_path: Path, place: str) -> None:
    (tmp_path / ".git").mkdir()
    assert cli("init", place, cwd=tmp_path).returncode == 0
    (path,) = (tmp_path / ".github" / "workflows").iterdir()
    text = path.read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    trigger = flow.get("on", flow.get(True))
    assert list(trigger) == ["pull_request"]
    assert flow["permissions"] == {"contents": "read"}
    assert set(re.findall(r"\$\{\{.*?\}\}", text)) == {"${{ github.event.pull_request.base.sha }}"}
    assert "secrets" not in text
    steps = [step for job in flow["jobs"].values() for step in job["steps"]]
    assert not any("permissions" in job for job in flow["jobs"].values())
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    runs = [step["run"] for step in steps if "run" in step]
    assert not any("${{" in run for run in runs)
    assert [job["env"]["CORPUS"] for job in flow["jobs"].values()] == [place]
    assert any(run.startswith('corpus-tools validate "$CORPUS" ') for run in runs)
    if place == ".":
        assert cli("validate", ".", cwd=tmp_path).returncode == 0


def test_init_overwrites_no_workflow(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    workflow = tmp_path / ".github" / "workflows" / "validate-corpus.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine", encoding="utf-8")
    assert cli("init", "mine", cwd=tmp_path).returncode == 0
    assert workflow.read_text(encoding="utf-8") == "mine"


def test_every_corpus_of_a_work_tree_has_a_workflow(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for corpus in ("one", "two", "three"):
        assert cli("init", corpus, cwd=tmp_path).returncode == 0
    flows = [
        yaml.safe_load(path.read_bytes()) for path in (tmp_path / ".github" / "workflows").iterdir()
    ]
    assert len({flow["name"] for flow in flows}) == 3
    validated = {job["env"]["CORPUS"] for flow in flows for job in flow["jobs"].values()}
    assert validated == {"one", "two", "three"}


def test_a_workflow_that_is_there_is_not_written_twice(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for _ in range(2):
        assert cli("init", "mine", cwd=tmp_path).returncode == 0
        (tmp_path / "mine" / "corpus.json").unlink()
        (tmp_path / "mine" / "guidelines.md").unlink()
    assert len(list((tmp_path / ".github" / "workflows").iterdir())) == 1


def test_a_workflow_that_cannot_be_written_leaves_no_half_corpus(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in ("validate-corpus.yml", "validate-corpus-mine.yml"):
        (workflows / name).write_text("another", encoding="utf-8")
    done = cli("init", "mine", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"validate-corpus-mine.yml exists already" in done.stderr
    assert not (tmp_path / "mine").exists()


def test_a_new_corpus_must_be_named(tmp_path: Path) -> None:
    done = cli("init", "", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_stand_in_a_workflow_leaves_no_half_corpus(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    done = cli("init", "$(id)", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert [path.name for path in tmp_path.iterdir()] == [".git"]
