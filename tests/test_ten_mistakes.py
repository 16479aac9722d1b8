"""Ten mistakes that contributors make: each finding, read alone, tells what to change.

README.md shows the findings of all ten; this checks that it shows what is really said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_tools import validate
from corpus_tools.findings import Finding
from tests.corpora import RAW, ROOT, Doc, copied, read_json, write_json

README = (ROOT / "README.md").read_text(encoding="utf-8")
ID = "sample-araks-post-2022-09-15-border-night"
ARTICLE = Path("articles", "sample-araks-post", "2022", f"{ID}.json")
ANNOTATION = Path("annotations", f"{ID}.reference-model.json")
RUSSIAN = "Жители села собрались у колодца и до вечера спорили о том, как чинить мост. " * 3


def changed(**changes: object) -> Callable[[Path], None]:
    """Return what gives the article other properties; None takes one away."""

    def mistake(corpus: Path) -> None:
        doc = {**read_json(corpus / ARTICLE), **changes}
        kept = {key: value for key, value in doc.items() if value is not None}
        write_json(corpus / ARTICLE, kept)

    return mistake


def typed(old: str, new: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    """Return what types something else into the article's file."""

    def mistake(corpus: Path) -> None:
        text = (corpus / ARTICLE).read_text(encoding="utf-8")
        assert old in text
        (corpus / ARTICLE).write_bytes(text.replace(old, new, 1).encode(encoding, "replace"))

    return mistake


def counted_in_bytes(corpus: Path) -> None:
    body = read_json(corpus / ARTICLE)["body"]
    doc: Doc = read_json(corpus / ANNOTATION)
    span = next(one for one in doc["spans"] if not body[: one["start"]].isascii())
    span["start"] = len(body[: span["start"]].encode())
    span["end"] = span["start"] + len(span["surface"].encode())
    write_json(corpus / ANNOTATION, doc)


def sent_again(corpus: Path) -> None:
    doc = read_json(corpus / ARTICLE)
    again = f"{ID}-again"
    copy = {key: value for key, value in doc.items() if key != "url"}
    write_json(corpus / ARTICLE.with_name(f"{again}.json"), {**copy, "id": again})


MISTAKES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a date in another format": (changed(published="15.09.2022"), "CT104"),
    "a file saved as Windows-1252": (typed('"title": "', '"title": "Café: ', "cp1252"), "CT003"),
    "a missing comma": (typed('",\n', '"\n'), "CT005"),
    "a misspelt key": (typed('"language"', '"langauge"'), "CT102"),
    "the id of an outlet that is not there": (changed(outlet="sample-arax-post"), "CT401"),
    "Russian text declared Azerbaijani": (changed(language="az", body=RUSSIAN), "CT301"),
    "offsets counted in bytes": (counted_in_bytes, "CT602"),
    "an article that is there already": (sent_again, "CT502"),
    "no licence": (changed(license=None), "CT101"),
    "text pasted with soft hyphens": (
        changed(body="The road was closed.\n\nShare on Face\u00adbook"),
        "CT206",
    ),
}


def finding(name: str, folder: Path) -> Finding:
    """Make a mistake in a copy of the sample corpus, and return what is said of it."""
    mistake, code = MISTAKES[name]
    corpus = copied(RAW, folder / "raw")
    mistake(corpus)
    return next(one for one in validate(corpus).findings if one.code == code)


def shown(name: str, folder: Path) -> str:
    """Return a finding as README.md shows it."""
    one = finding(name, folder)
    message = re.sub(r"\s+", " ", one.message)
    return f"- **{name[0].upper()}{name[1:]}**\n  `{one.code}` {message} {one.hint}\n"


@pytest.mark.parametrize("name", MISTAKES)
def test_readme_shows_what_is_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(name, tmp_path) in README


@pytest.mark.parametrize("name", MISTAKES)
def test_it_names_the_place_and_the_way_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = finding(name, tmp_path)
    assert Path(one.path).is_file()
    assert one.line
    assert one.column
    assert len(one.message) > 20
    assert len(one.hint) > 20
    json.dumps(one.message, ensure_ascii=True)
