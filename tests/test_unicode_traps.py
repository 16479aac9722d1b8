"""Each of the 26 Unicode traps of conflict press is survived, by the layer that answers for it.

`gold/traps.jsonl` holds the cases, one a line. `text` is in `language`; `forms` are searched
in it (`"lexicon": "raw"`: the sample lexicon) and just `spans` [start, end, surface] are
found, so whatever else stands in the text is a neighbour that must not match. `codes` are
all that validation says of the characters (CT2), or of the span `annotated` there (CT6).
`wrong` says what happens instead, as long as it does.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus_tools import annotate, export, open_corpus, validate
from corpus_tools.model import Concept, Lexicon
from tests.corpora import (
    RAW,
    Doc,
    a_concept,
    an_article,
    an_outlet,
    read_json,
    write_corpus,
    write_json,
)

GOLD = Path(__file__).parent / "gold" / "traps.jsonl"
CASES: list[Doc] = [json.loads(line) for line in GOLD.read_text("utf-8").split("\n") if line]
LANGUAGES = sorted({case["language"] for case in CASES})
SAMPLE = open_corpus(RAW).lexicon
EXPORTED = [case for case in CASES if "\r" not in case["text"]]
"""A carriage return keeps a text out of a release (CT201)."""


def cases(key: str) -> list[Any]:
    """Return the cases that have a key; those that go wrong are expected to fail."""
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.xfail(strict=True, reason=case["wrong"])] if "wrong" in case else [],
        )
        for case in CASES
        if key in case
    ]


def concept(case: Doc) -> Doc:
    forms = [{"text": form} if isinstance(form, str) else form for form in case.get("forms", ())]
    return a_concept(*({"language": case["language"], **form} for form in forms))


def lexicon(case: Doc) -> Lexicon:
    return SAMPLE if case.get("lexicon") == "raw" else Lexicon((Concept.from_doc(concept(case)),))


def article(case: Doc) -> Doc:
    return an_article(
        f"sample-gazette-2022-03-27-{case['id']}", language=case["language"], body=case["text"]
    )


def corpus(root: Path, *given: Doc) -> Path:
    outlet = an_outlet(languages=LANGUAGES)
    articles = map(article, given)
    return write_corpus(root, articles=articles, outlets=[outlet], languages=LANGUAGES)


def annotated(root: Path, doc: Doc, start: int, end: int, surface: str) -> None:
    """Add to a corpus the annotation of one span of an article, and its concept."""
    known = a_concept({"language": doc["language"], "text": surface})
    write_json(root / "lexicon" / f"{known['id']}.json", known)
    span = {"field": "body", "start": start, "end": end, "surface": surface, "usage": "use"}
    label = {"concept": known["id"], "variant": None, "decision": "add"}
    annotation = {
        "article": doc["id"],
        "annotator": "ann",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {"body": sha256(doc["body"])},
        "spans": [{**span, **label}],
    }
    write_json(root / "annotations" / f"{doc['id']}.ann.json", annotation)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_every_trap_has_its_cases() -> None:
    names = [re.fullmatch(r"trap-(\d\d)-[a-z0-9-]+", case["id"]) for case in CASES]
    assert {int(name[1]) for name in names if name} == set(range(1, 27))
    assert None not in names
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", cases("spans"))
def test_just_these_words_are_found(case: Doc) -> None:
    text = case["text"]
    spans = annotate(text, language=case["language"], lexicon=lexicon(case))
    assert [[span.start, span.end, span.surface] for span in spans] == case["spans"]
    assert [text[span.start : span.end] for span in spans] == [span.surface for span in spans]


@pytest.mark.parametrize("case", cases("codes"))
def test_validation_says_just_this(case: Doc, tmp_path: Path) -> None:
    root = corpus(tmp_path / "corpus", case)
    if "annotated" in case:
        annotated(root, article(case), *case["annotated"])
    codes = [finding.code for finding in validate(root).findings]
    assert [code for code in codes if code.startswith(("CT2", "CT6"))] == case["codes"]


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    root = corpus(tmp_path / "corpus", *CASES)
    bodies = {article.id: article.body for article in open_corpus(root).articles()}
    assert bodies == {article(case)["id"]: case["text"] for case in CASES}


def test_a_release_holds_and_hashes_the_text_as_written(tmp_path: Path) -> None:
    root = corpus(tmp_path / "corpus", *EXPORTED)
    for case in EXPORTED:
        known = {**concept(case), "id": case["id"]}
        if "forms" in case:
            write_json(root / "lexicon" / f"{known['id']}.json", known)
    release = export(root, out=tmp_path / "releases").path
    rows = {row["id"]: row for row in config(release, "articles")}
    for case in EXPORTED:
        row = rows[article(case)["id"]]
        assert (row["body"], row["n_chars"]) == (case["text"], len(case["text"]))
        assert row["body_sha256"] == sha256(case["text"])
    spans = config(release, "annotations")
    assert len(spans) > len(EXPORTED)
    for span in spans:
        body = rows[span["article_id"]]["body"]
        assert body[span["start"] : span["end"]] == span["surface"]


def config(release: Path, name: str) -> list[Doc]:
    """Return the rows of a config of a release."""
    (found,) = (c for c in read_json(release / "manifest.json")["configs"] if c["name"] == name)
    paths = [release / path for split in found["splits"] for path in split["files"]]
    rows: list[Doc] = [row for path in paths for row in pq.read_table(path).to_pylist()]
    return rows
