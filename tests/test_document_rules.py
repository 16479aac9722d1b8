"""Checks the rules for dates, for what is present, and for licences and rights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus_tools import validate
from corpus_tools.checks.dates import check_dates
from corpus_tools.cli.present import present, source_date
from corpus_tools.documents.formats import is_license
from corpus_tools.documents.licenses import OF_TEXTS, explain_license
from corpus_tools.findings import Fault, OperatorError
from tests.corpora import a_declaration, an_article, an_outlet, write_json

NOW = datetime(2024, 5, 2, 23, 0, tzinfo=UTC)


# ------------------------------------------------------------------ dates


def _dated(dates: dict[str, str], now: datetime | None = NOW) -> list[Fault]:
    return list(check_dates({"published": "2024-05-01", **dates}, now))


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("2024-05-02", False),
        ("2024-05-04T23:59:00+14:00", False),
        ("2024-05-05", True),
        ("9999-12-31", True),
    ],
)
@pytest.mark.parametrize("name", ["published", "modified", "retrieved"])
def test_a_date_after_the_present_is_a_fault(name: str, day: str, *, fault: bool) -> None:
    dates = {"modified": day} if name == "modified" else {"retrieved": "9999-12-31", name: day}
    found = [one.pointer for one in _dated(dates) if one.pointer == f"/{name}"]
    assert found == ([f"/{name}"] if fault else [])


def test_without_a_present_nothing_is_in_the_future() -> None:
    assert _dated({"published": "9999-12-31"}, None) == []


def test_a_wrong_year_is_mended_in_the_hint() -> None:
    assert [one.hint for one in _dated({"published": "2042-03-27T08:00:00Z"})] == [
        "Perhaps “2024-03-27T08:00:00Z”."
    ]
    assert [one.hint for one in _dated({"published": "2042-11-27"})] == ["Perhaps “2023-11-27”."]
    leap = datetime(2023, 5, 2, tzinfo=UTC)
    assert "Type the day" in _dated({"published": "2024-02-29"}, leap)[0].hint


def test_a_date_in_the_future_is_not_also_after_its_retrieval() -> None:
    found = _dated({"published": "2034-05-02", "retrieved": "2024-05-02"})
    assert [(one.code, one.pointer) for one in found] == [("CT109", "/published")]


def test_the_last_days_of_the_calendar_are_compared_without_overflow() -> None:
    last = {"published": "9999-12-31"}
    assert _dated({**last, "retrieved": "9999-12-30"}, None) == []
    assert len(_dated({**last, "retrieved": "1000-01-01"}, None)) == 1


# ------------------------------------------------------------------ the present


def test_source_date_epoch_is_the_present(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert present([tmp_path]) == datetime(1970, 1, 2, tzinfo=UTC)
    for wrong in ("soon", "9" * 30, "²"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(OperatorError, match="SOURCE_DATE_EPOCH"):
            source_date()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus in a Git work tree, committed at NOW."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    corpus = tmp_path / "tree" / "raw"
    write_json(corpus / "corpus.json", a_declaration())
    write_json(corpus / "outlets/sample-gazette.json", an_outlet())
    _git(corpus.parent, "init", "--quiet")
    (corpus.parent / ".gitignore").write_text("ignored/\n")
    _commit(corpus.parent)
    return corpus


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@t.example")
    dates = {"GIT_AUTHOR_DATE": NOW.isoformat(), "GIT_COMMITTER_DATE": NOW.isoformat()}
    subprocess.run(["git", *who, *arguments], cwd=folder, env={**os.environ, **dates}, check=True)


def _commit(folder: Path) -> None:
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "-m", "one")


def _future(corpus: Path) -> Path:
    name = "sample-gazette-2025-03-27-one"
    doc = an_article(name, published="2025-03-27")
    return write_json(corpus / "articles/sample-gazette/2025" / f"{name}.json", doc)


def test_the_commit_says_what_the_present_is(tree: Path, tmp_path: Path) -> None:
    outlet = tree / "outlets/sample-gazette.json"
    assert present([tree]) == NOW
    assert present([outlet, tree]) == NOW
    assert present([tree, tmp_path]) is None
    assert present([tree / "missing"]) is None


def test_a_file_that_is_not_committed_may_be_newer_than_the_commit(tree: Path) -> None:
    article = _future(tree)
    assert present([tree]) is None
    assert present([article]) is None
    _commit(tree.parent)
    assert present([tree]) == present([article]) == NOW
    article.write_text(article.read_text() + "\n")
    assert present([tree]) is None


def test_an_ignored_corpus_is_not_committed(tree: Path) -> None:
    ignored = tree.parent / "ignored"
    write_json(ignored / "corpus.json", a_declaration())
    assert present([ignored]) is None
    assert present([ignored / "corpus.json"]) is None


def _validate(corpus: Path, **env: str) -> list[str]:
    command = [sys.executable, "-m", "corpus_tools", "validate", "raw", "--format", "json"]
    clean = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, cwd=corpus.parent, env={**clean, **env}, capture_output=True)
    return [finding["code"] for finding in json.loads(done.stdout)["findings"]]


def test_the_command_line_knows_the_present(tree: Path) -> None:
    _future(tree)
    assert _validate(tree) == []
    assert _validate(tree, SOURCE_DATE_EPOCH=str(int(NOW.timestamp()))) == ["CT109"]
    _commit(tree.parent)
    assert _validate(tree) == ["CT109"]


# ------------------------------------------------------------------ licences and rights


def test_every_suggested_licence_is_one() -> None:
    assert [name for name in OF_TEXTS if not is_license(name)] == []


@pytest.mark.parametrize(
    ("given", "suggested"),
    [
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC-BY", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by-nc/3.0/", "CC-BY-NC-3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("mit OR apache-2.0", "MIT OR Apache-2.0"),
        ("CC-BY-4.0 OR CC0", "CC0-1.0"),
        ("Public domain", "LicenseRef-public-domain"),
        ("© All rights reserved", "LicenseRef-all-rights-reserved"),
        ("LicenseRef-ա", "LicenseRef-all-rights-reserved"),
        ("!!!", "LicenseRef-all-rights-reserved"),
    ],
)
def test_a_wrong_licence_gets_a_right_one_to_type(given: str, suggested: str) -> None:
    _, hint = explain_license(given)
    assert f"“{suggested}”" in hint
    assert is_license(suggested)


def test_rights_are_one_finding_for_each_licence(tmp_path: Path) -> None:
    write_json(tmp_path / "corpus.json", a_declaration(text_licenses=["CC0-1.0", "CC-BY-4.0"]))
    rights = {"text": "none", "basis": "no permission asked"}
    write_json(tmp_path / "outlets/sample-gazette.json", an_outlet(rights=rights))
    for number, license in enumerate(["CC0-1.0", "CC-BY-4.0", "CC0-1.0", "MIT"]):
        name = f"sample-gazette-2022-03-27-{number}"
        doc = an_article(name, license=license, title=f"Part {number} of four")
        write_json(tmp_path / "articles/sample-gazette/2022" / f"{name}.json", doc)
    found = [one for one in validate(tmp_path).findings if one.code == "CT802"]
    assert [one.pointer for one in found] == ["/rights/text"] * 2
    assert any("2 articles have" in one.message for one in found)
