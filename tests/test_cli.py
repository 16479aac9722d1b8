"""Checks the command line as its users meet it: exit codes, streams, signals, pipes."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpora import (
    FALKLANDS,
    PORT,
    RAW,
    ROOT,
    an_article,
    an_outlet,
    cli,
    copied,
    tree,
    write_corpus,
    write_json,
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A clean corpus of one article, called `raw`."""
    return write_corpus(tmp_path / "raw", articles=[an_article()], concepts=[PORT])


COMMANDS = (
    *("validate", "rules", "annotate", "explain", "lexicon", "inflect", "agreement"),
    *("export", "verify", "diff", "publish", "rehydrate", "retract", "import", "init", "new"),
)


DUMP = "Sample Gazette (invented)\n2022-03-28\n\nMarket hall opens\n\nThe hall opened today.\n"


WORDS = "The council met in the evening, and the people of the town came to hear what was said.\n"


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
