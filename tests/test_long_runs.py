"""A megabyte of one thing over and over takes a moment, to check and to label."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.corpora import PORT, RAW, ROOT, Doc, an_article, write_corpus, write_json

SIZE = 1_000_000
RUNS = {
    **{"digits": "1", "dashes": "—", "dots": "a.", "marks": "«", "zero-widths": "\u200b"},
    **{"misread": "Ã©", "replaced": "\ufffd ", "thorns": "þ", "one-byte Greek": "äçìïôéêü"},
    **{"accents": "\u0301", "shouts": "!", "colons": ":", "slashes": "://", "tags": "<"},
}


def text(run: str) -> str:
    """Return a text with a name before and behind the run."""
    return f"Parukh Շուշի {RUNS[run] * (SIZE // len(RUNS[run]))} said Parukh Շուշի."


@pytest.mark.parametrize("run", RUNS)
def test_it_is_checked_in_a_moment(tmp_path: Path, run: str) -> None:
    article = write_json(tmp_path / "a.json", an_article("a", body=text(run)))
    done = _run("validate", str(article), "--format", "json")
    assert json.loads(done.stdout)["summary"]["articles"] == 1


@pytest.mark.parametrize("tag", ["en", "hy"])
@pytest.mark.parametrize("run", RUNS)
def test_it_is_labelled_in_a_moment(tag: str, run: str) -> None:
    call = ["annotate", "-", "--language", tag, "--corpus", str(RAW), "--format", "json"]
    assert len(json.loads(_run(*call, text=text(run)).stdout)[0]["spans"]) == 2


@pytest.mark.parametrize("key", ["authors", "related"])
def test_long_lists_are_refused_in_a_moment(tmp_path: Path, key: str) -> None:
    article = write_json(tmp_path / "a.json", an_article("a", **{key: [""] * 200_000}))
    done = _run("validate", str(article), "--format", "json")
    assert json.loads(done.stdout)["summary"]["errors"] == 1


def judged(article: Doc, annotator: str, spans: Iterable[Doc], digest: str) -> Doc:
    """Return an annotation of spans of no concept in a body of some digest."""
    label = {"field": "body", "concept": None, "variant": None, "usage": "use", "decision": "add"}
    return {
        "article": article["id"],
        "annotator": annotator,
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {"body": digest},
        "spans": [{**label, **span} for span in spans],
    }


@pytest.mark.parametrize("is_changed", [True, False], ids=["changed", "same"])
def test_thousands_of_lost_spans_are_told_in_a_moment(tmp_path: Path, *, is_changed: bool) -> None:
    article = an_article(body="ab " * 300_000)
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    lost = [
        {"start": at, "end": at + 4, "surface": "abcd", "prefix": f"{at} "} for at in range(8_000)
    ]
    digest = "0" * 64 if is_changed else sha256(article["body"].encode()).hexdigest()
    write_json(
        corpus / "annotations" / f"{article['id']}.ann.json", judged(article, "ann", lost, digest)
    )
    found = json.loads(_run("validate", str(corpus), "--format", "json").stdout)["findings"]
    assert "CT602" in {finding["code"] for finding in found}


def test_thousands_of_crossing_spans_are_told_in_a_moment(tmp_path: Path) -> None:
    article = an_article(body="ab " * 30_000)
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    digest = sha256(article["body"].encode()).hexdigest()
    for annotator, first in (("ann-one", 0), ("ann-two", 1), ("adjudicated", 60_000)):
        crossing = [
            {"start": at, "end": at + 9, "surface": article["body"][at : at + 9]}
            for at in range(first, first + 18_000, 3)
        ]
        write_json(
            corpus / "annotations" / f"{article['id']}.{annotator}.json",
            judged(article, annotator, crossing, digest),
        )
    found = json.loads(_run("validate", str(corpus), "--format", "json").stdout)["findings"]
    assert "CT609" in {finding["code"] for finding in found}


def _run(*call: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "corpus_tools", *call]
    return subprocess.run(
        command, input=text.encode(), capture_output=True, cwd=ROOT, timeout=15, check=False
    )
