"""What is never written: the password of a URL, whatever else is wrong with the URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tools.findings import quote
from tests.corpora import an_article, cli, write_corpus

URLS = (
    "https://me:hunter2@exa mple.org/x",
    "ftp://me:hunter2@example.org/x",
    "https://me:hunter2@example.org/x",
    "https://me:hun ter2@example.org/x",
    f"https://me:{'hunter2' * 20}@example.org/x",
)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("format", ["text", "json", "github", "sarif", "junit"])
def test_a_password_is_in_no_output(tmp_path: Path, url: str, format: str) -> None:
    write_corpus(tmp_path / "raw", articles=[an_article(url=url)])
    summary = tmp_path / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    done = cli("validate", "--format", format, cwd=tmp_path, env=env)
    written = done.stdout + done.stderr + (summary.read_bytes() if summary.exists() else b"")
    assert done.returncode == 1
    assert b"hunter2" not in written
    assert b"ter2" not in written


def test_the_rest_of_a_url_is_quoted() -> None:
    assert quote("https://me:hunter2@example.org/x") == "“https://…@example.org/x”"
    assert quote("write to a@example.org") == "“write to •••”"


def test_the_offsets_in_the_id_of_a_row_are_no_telephone_number() -> None:
    id_ = "sample-gazette-2022-03-27-one#body-0001059-0001075"
    assert quote(id_, 160) == f"“{id_}”"
    assert "•••" in quote("call 0037499123456", 160)
