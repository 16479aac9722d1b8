"""`agreement`: how far raters agree, per label, language and category."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from corpus_tools.cli.commands import app
from corpus_tools.model import sha256
from tests.corpora import PORT, RAW, a_concept, an_article, write_corpus, write_json

ACTOR = a_concept({"text": "Harbour Guard", "language": "en"}, id_="guard", category="actor")


def written(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["agreement", str(folder), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def corpus(folder: Path) -> Path:
    """Write an article whose two spans an annotator judged: one relabelled, one rejected."""
    body = "The Harbour Guard left Port Example."
    article = {**an_article(), "title": "A departure", "body": body}
    root = write_corpus(folder, articles=[article], concepts=[PORT, ACTOR])
    guard, port = body.index("Harbour Guard"), body.index("Port Example")
    rejected = {
        "surface": "Harbour Guard",
        "start": guard,
        "end": guard + 13,
        "decision": "reject",
        "concept": "guard",
        "variant": "example",
        "usage": "use",
    }
    relabelled = {
        "surface": "Port Example",
        "start": port,
        "end": port + 12,
        "decision": "relabel",
        "concept": PORT["id"],
        "variant": "example",
        "usage": "mention",
        "stance": "reports",
        "voice": "outlet",
    }
    doc = {
        "article": article["id"],
        "annotator": "reader-one",
        "annotator_kind": "person",
        "complete": True,
        "guideline_version": "1.0",
        "created": "2022-04-01",
        "text_sha256": {"title": sha256(article["title"]), "body": sha256(body)},
        "spans": [{"field": "body", **span} for span in (rejected, relabelled)],
    }
    write_json(root / "annotations" / f"{article['id']}.reader-one.json", doc)
    return root


def test_scopes_are_all_languages_and_categories(tmp_path: Path) -> None:
    shares = {
        (one["scope"], share["name"]): (share["hits"], share["n"])
        for one in json.loads(written(corpus(tmp_path), "--format", "json"))
        for share in one["shares"]
    }
    assert {scope for scope, _ in shares} == {
        "all",
        "language en",
        "category actor",
        "category place",
    }
    assert shares["all", "spans: precision"] == (1, 2)
    assert shares["category actor", "spans: precision"] == (0, 1)
    assert shares["category place", "spans: precision"] == (1, 1)
    assert shares["category place", "usage mention: recall"] == (0, 1)
    assert shares["category place", "usage use: precision"] == (0, 1)


def test_text_shows_what_was_confused(tmp_path: Path) -> None:
    text = written(corpus(tmp_path))
    assert "auto against reader-one, category actor" in text
    assert "use for mention: 1" in text
    assert "none for reports: 1" in text


def test_every_reference_annotation_of_the_sample_is_compared() -> None:
    found = json.loads(written(RAW, "--format", "json"))
    categories = {one["scope"] for one in found if one["scope"].startswith("category ")}
    assert len(categories) > 3
    (everything,) = (one for one in found if one["scope"] == "all")
    place = {share["name"]: share for share in everything["shares"]}
    assert place["spans: recall"]["n"] > 500
    low, high = place["usage mention: precision"]["interval"]
    assert 0 <= low < place["usage mention: precision"]["hits"] < high * 1000
