"""`explain` says why a span has its labels, and `inflect` which forms are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus_tools.cli.commands import app
from corpus_tools.findings import OperatorError
from tests.corpora import PORT, an_article, write_corpus
from tests.test_agreement import corpus


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_annotators_judgement_is_shown_with_its_labels(tmp_path: Path) -> None:
    text = shown("explain", str(an_article()["id"]), "--corpus", str(corpus(tmp_path)))
    assert "judged  reader-one (person) relabel: mention, outlet, reports" in text
    assert "usage   mention: decided by an annotator\n" in text


def test_the_rule_and_the_speaker_are_named(tmp_path: Path) -> None:
    body = "“We never left Port Example,” said Anna Field."
    article = {**an_article(), "title": "An interview", "body": body}
    root = write_corpus(tmp_path, articles=[article], concepts=[PORT])
    text = shown("explain", str(article["id"]), "--corpus", str(root))
    assert "(quotation" in text
    assert "voice   attributed to “Anna Field”" in text


def test_a_stem_of_its_own_is_inflected() -> None:
    plain = shown("inflect", "Псков", "--language", "ru").split()
    stem = shown("inflect", "Псков", "--language", "ru", "--stem", "Плесков").split()
    assert "Плесковом" in stem
    assert "Плесковом" not in plain


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("", "--language", "az"), "the form is empty"),
        (("Kreta", "--language", "de"), "the endings of “de” are not described"),
        (("Bakı", "--language", "az", "--class", "verb"), "az has no inflection class verb"),
    ],
)
def test_what_cannot_be_inflected_is_said(arguments: tuple[str, ...], reason: str) -> None:
    error = CliRunner().invoke(app, ["inflect", *arguments]).exception
    assert isinstance(error, OperatorError)
    assert str(error).startswith(reason)


def test_an_ambiguous_form_is_said_to_be_one(tmp_path: Path) -> None:
    form = {"text": "Port Example", "language": "en"}
    sides = [
        {
            "id": name,
            "forms": [form],
            "claims": [{"perspectives": ["third-party"], "confidence": "low", "sources": []}],
        }
        for name in ("one", "other")
    ]
    article = {**an_article(), "title": "A ferry", "body": "It left Port Example."}
    root = write_corpus(tmp_path, articles=[article], concepts=[{**PORT, "variants": sides}])
    listed = shown("annotate", str(root))
    assert "could be each of them" in listed
    assert "no side" not in listed
    text = shown("explain", str(article["id"]), "--corpus", str(root))
    assert f"claim   {PORT['id']}/one holds: third-party" in text
    assert f"claim   {PORT['id']}/other holds: third-party" in text
