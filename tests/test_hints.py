"""Checks that what to type instead fits the property that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus_tools import validate
from corpus_tools.findings import Finding
from tests.corpora import an_article, write_corpus, write_json

SENT: dict[str, tuple[dict[str, Any], str, str]] = {
    "the id of an outlet": ({"outlet": "Island Wire"}, "is “Island Wire”", '"sample-gazette"'),
    "an entry of a list": ({"related": ["https://a.example/b"]}, "Entry 1", '{"title": "Another'),
    "a key with nothing to say": ({"event": None}, "it is null", "Leave it out where"),
    "an imitated host": (
        {"url": "https://s\u0430mple.example/a"},
        "U+0430 CYRILLIC SMALL LETTER A",
        "its host may be an imitation",
    ),
    "hashes of a withheld text": (
        {"title": None, "body": None, "text_length": {"title": 20, "body": 300}},
        "Missing property: “text_sha256”",
        '"text_sha256": {"body": "',
    ),
}


def said(folder: Path, changes: dict[str, Any]) -> Finding:
    left_out = [key for key in ("title", "body") if key in changes and changes[key] is None]
    article = {**an_article(), **{k: v for k, v in changes.items() if k not in left_out}}
    for key in left_out:
        del article[key]
    root = write_corpus(folder / "raw", articles=[])
    path = root / "articles" / "article.json"
    path.parent.mkdir(exist_ok=True)
    write_json(path, article)
    return next(one for one in validate(path).findings if one.code.startswith("CT1"))


@pytest.mark.parametrize("name", SENT)
def test_it_says_what_to_type(name: str, tmp_path: Path) -> None:
    changes, message, hint = SENT[name]
    finding = said(tmp_path, changes)
    assert message in finding.message
    assert hint in finding.hint


def test_what_is_needed_is_not_to_be_left_out(tmp_path: Path) -> None:
    assert "Leave it out" not in said(tmp_path, {"outlet": None}).hint


@pytest.mark.parametrize("value", [5, None, ["https://\u0430"], {"a": 1}, True, "", "x"])
@pytest.mark.parametrize("name", ["url", "event", "related", "published", "title", "text_length"])
def test_any_value_in_any_place_is_told(tmp_path: Path, name: str, value: object) -> None:
    root = write_corpus(tmp_path / "raw", articles=[])
    path = root / "articles" / "article.json"
    path.parent.mkdir(exist_ok=True)
    write_json(path, {**an_article(), name: value})
    assert any(one.pointer.startswith(f"/{name}") for one in validate(path).findings) or (
        (name, value) == ("title", "x")
    )


def test_no_imitation_is_suspected_in_a_path(tmp_path: Path) -> None:
    finding = said(tmp_path, {"url": "https://sample.example/\u00e4"})
    assert "U+00E4" in finding.message
    assert "imitation" not in finding.hint
