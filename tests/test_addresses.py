"""Checks that a finding stands at the character, the key or the property that it is about."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.documents.places import Places
from corpus_tools.findings import Fault, Finding
from tests.corpora import PORT, Doc, an_article, article_path, write_corpus, write_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(TEXTS, st.data(), st.booleans())
def test_a_code_point_of_a_text_has_its_own_column(
    text: str, data: st.DataObject, escaped: bool
) -> None:
    inside = data.draw(st.integers(0, len(text) - 1))
    source = json.dumps({"id": "a", "body": text}, ensure_ascii=escaped)
    fault = Fault(code="CT201", pointer="/body", inside=inside, message="")
    line, column = Places(source).of(fault)
    assert line == source[: column - 1].count("\n") + 1 == 1
    rest = source[column - 1 :]
    assert json.loads('"' + rest.removesuffix("}")) == text[inside:]


def findings(root: Path, article: Doc, indent: int | None = 2) -> tuple[Finding, ...]:
    corpus = write_corpus(root, articles=[], concepts=[PORT])
    path = article_path(corpus, article)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(article, ensure_ascii=False, indent=indent), encoding="utf-8")
    return tuple(one for one in ct.validate(corpus).findings if one.path.endswith(path.name))


def test_a_soft_hyphen_is_shown_where_it_stands(tmp_path: Path) -> None:
    body = f"The council of Port Example met. {'It rained all day. ' * 60}Then it\u00ad stopped."
    (found,) = findings(tmp_path / "c", an_article(body=body))
    assert found.code == "CT206"
    assert found.column == len('  "body": "') + body.index("\u00ad") + 1
    assert found.excerpt is not None
    assert found.excerpt.text[found.excerpt.caret] == "\u00ad"


@pytest.mark.parametrize(
    ("char", "name"), [("\r", "CARRIAGE RETURN"), ("\x07", "BELL"), ("\x1b", "ESCAPE")]
)
def test_controls_have_names(tmp_path: Path, char: str, name: str) -> None:
    body = f"The council of Port Example met{char} on Tuesday."
    (found,) = findings(tmp_path / "c", an_article(body=body))
    assert (found.code, name in found.message) == ("CT201", True)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("langauge", "language"),
        ("lang", "language"),
        ("text", "body"),
        ("content", "body"),
        ("headline", "title"),
        ("date", "published"),
        ("published_at", "published"),
        ("licence", "license"),
    ],
)
def test_a_misspelt_key_is_one_finding(tmp_path: Path, key: str, name: str) -> None:
    article = an_article()
    misspelt = {key if one == name else one: value for one, value in article.items()}
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    write_json(article_path(corpus, article), misspelt)
    found = [one for one in ct.validate(corpus).findings if one.path.endswith("-one.json")]
    assert [(one.code, one.hint) for one in found] == [("CT102", f"For “{key}” write “{name}”.")]


def test_what_is_missing_besides_is_still_said(tmp_path: Path) -> None:
    article = an_article()
    misspelt = {"langauge" if key == "language" else key: value for key, value in article.items()}
    del misspelt["license"]
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    write_json(article_path(corpus, article), misspelt)
    found = [one for one in ct.validate(corpus).findings if one.path.endswith("-one.json")]
    assert {one.code: one.message for one in found} == {
        "CT101": "Missing property: “license”.",
        "CT102": "Unknown property: “langauge”.",
    }


def test_a_key_beside_the_right_one_is_only_unknown(tmp_path: Path) -> None:
    (found,) = findings(tmp_path / "c", an_article(text="The council met."))
    assert (found.code, found.hint.startswith("Remove it.")) == ("CT102", True)


def annotated(root: Path, surface: str, **changes: object) -> tuple[Finding, ...]:
    article = an_article()
    corpus = write_corpus(root, articles=[article], concepts=[PORT])
    span = {"field": "body", "start": 15, "end": 27, "surface": surface, "decision": "add"}
    span |= {"concept": "example-ejemplo", "variant": "example", "usage": "use"}
    digests = {
        name: hashlib.sha256(article[name].encode()).hexdigest() for name in ("title", "body")
    }
    annotation = {
        "article": article["id"],
        "annotator": "ann",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {**digests, **changes},
        "spans": [span],
    }
    write_json(corpus / "annotations" / f"{article['id']}.ann.json", annotation)
    return tuple(one for one in ct.validate(corpus).findings if one.path.endswith(".ann.json"))


def test_a_changed_text_names_the_hash_to_store(tmp_path: Path) -> None:
    (found,) = annotated(tmp_path / "c", "Port Example", body="0" * 64)
    body = an_article()["body"]
    assert found.code == "CT604"
    assert hashlib.sha256(body.encode()).hexdigest() in found.hint


def test_a_term_that_was_edited_away_is_not_said_to_be_miscounted(tmp_path: Path) -> None:
    changed, gone = annotated(tmp_path / "c", "Port Sample!", body="0" * 64)
    assert (changed.code, gone.code) == ("CT604", "CT602")
    assert "no longer" in gone.message
    assert "code points" not in gone.hint


def test_a_span_that_never_fitted_is_said_to_be_miscounted(tmp_path: Path) -> None:
    (found,) = annotated(tmp_path / "c", "Port Sample!")
    assert (found.code, "code points" in found.hint) == ("CT602", True)


def test_a_surface_in_other_capitals_shows_how_the_text_writes_it(tmp_path: Path) -> None:
    (found,) = annotated(tmp_path / "c", "port example")
    assert (found.code, found.hint) == (
        "CT602",
        "Write the surface as it stands there: “Port Example”.",
    )
