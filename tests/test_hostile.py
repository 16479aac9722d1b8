"""Hostile inputs get the verdict that is right for them, soon, and never a traceback."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from corpus_tools import validate
from corpus_tools.findings import Report

BASE = Path(__file__).parent / "cases" / "base"
HOSTILE = Path(__file__).parents[2] / "shared" / "inputs" / "hostile"
INDEX = HOSTILE / "index.json"
SECONDS = 10
ID = "sample-mill-courier-2024-05-10-hostile"

if not INDEX.is_file():
    pytest.skip("shared/inputs/hostile is not beside this work tree", allow_module_level=True)


def _entries(kind: str) -> list[object]:
    entries: list[dict[str, str]] = json.loads(INDEX.read_text("utf-8"))
    return [
        pytest.param(HOSTILE / entry["file"], entry["expect"], id=entry["file"])
        for entry in entries
        if entry["file"].startswith(f"{kind}/")
    ]


def _validate_soon(path: Path) -> Report:
    started = time.monotonic()
    report = validate(path)
    assert time.monotonic() - started < SECONDS
    return report


def _verdict(report: Report) -> str:
    if report.errors:
        return "reject"
    return "warn" if report.warnings else "accept"


def _codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


ALLOWED = {
    "reject": {"reject"},
    "warn": {"warn"},
    "accept": {"accept", "warn"},
    "any": {"reject", "warn", "accept"},
}


@pytest.mark.parametrize(("path", "expect"), _entries("article"))
def test_a_hostile_article_gets_its_verdict(path: Path, expect: str) -> None:
    report = _validate_soon(path)
    assert _verdict(report) in ALLOWED[expect], _codes(report)


def _article(text: str) -> dict[str, Any]:
    return {
        "id": ID,
        "outlet": "sample-mill-courier",
        "language": "en",
        "published": "2024-05-10",
        "license": "CC0-1.0",
        "title": "Hostile offsets",
        "body": text,
        "origin": "synthetic",
    }


def _annotation(spans: list[dict[str, Any]]) -> dict[str, Any]:
    labels = {
        "field": "body",
        "concept": "mill-haven-upper-mill",
        "variant": "mill-haven",
        "usage": "use",
        "decision": "add",
    }
    return {
        "article": ID,
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {},
        "spans": [{**labels, **span} for span in spans],
    }


def _corpus_with(case: dict[str, Any], root: Path) -> Path:
    shutil.copytree(BASE, root)
    article = root / "articles" / "sample-mill-courier" / "2024" / f"{ID}.json"
    article.write_text(json.dumps(_article(case["text"])), "utf-8")
    annotation = root / "annotations" / f"{ID}.ann-one.json"
    annotation.write_text(json.dumps(_annotation(case["annotations"])), "utf-8")
    return root


@pytest.mark.parametrize(("path", "expect"), _entries("annotation"))
def test_hostile_offsets_get_their_verdict(path: Path, expect: str, tmp_path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    codes = _codes(_validate_soon(_corpus_with(case, tmp_path / "corpus")))
    if expect == "accept":
        assert codes == []
    else:
        assert expect == "reject"
        assert codes != []
        assert all(code.startswith("CT6") for code in codes)
