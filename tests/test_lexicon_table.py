"""Checks what `lexicon` tells of a lexicon: sides, languages, and forms that never occur."""

from __future__ import annotations

from pathlib import Path

from tests.corpora import a_concept, an_article, cli, write_corpus

LAKE = a_concept(
    {"text": "Mill Lake", "language": "en"},
    {"text": "Lake Mill", "language": "en"},
)


def test_forms_are_counted_and_those_that_never_occur_are_listed(tmp_path: Path) -> None:
    article = an_article(body="Mill Lake froze. The ice of Mill Lake held a day.")
    write_corpus(tmp_path / "raw", articles=[article], concepts=[LAKE])
    shown = cli("lexicon", cwd=tmp_path).stdout.decode().splitlines()
    row = next(line for line in shown if line.startswith(f"{LAKE['id']}/"))
    assert row.split()[1:3] == ["2", "2"]  # two English forms, found twice
    at = shown.index("forms that do not occur in the corpus: 1")
    assert [line.strip() for line in shown[at + 1 :]] == [f"{row.split()[0]}: Lake Mill (en)"]
