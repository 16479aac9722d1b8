"""Corpora, folders and processes that several tests share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "raw"
FALKLANDS = ROOT / "tests" / "corpora" / "falklands"

Doc = dict[str, Any]


def write_json(path: Path, doc: object) -> Path:
    """Write a document, its folders included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(doc, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def read_json(path: Path) -> Any:
    """Read a document."""
    return json.loads(path.read_text(encoding="utf-8"))


def copied(corpus: Path, to: Path, **declaration: object) -> Path:
    """Copy a corpus and change properties of its corpus.json."""
    shutil.copytree(corpus, to)
    declare(to, **declaration)
    return to


def declare(corpus: Path, **declaration: object) -> None:
    """Change properties of a corpus.json."""
    path = corpus / "corpus.json"
    write_json(path, {**read_json(path), **declaration})


def a_declaration(**changes: object) -> Doc:
    """Return a small corpus.json."""
    side: Doc = {"id": "third-party", "label": {"en": "third party"}}
    side["description"] = {"en": "Outlets of neither side."}
    return {
        "schema_version": "1.0",
        "name": "small-sample",
        "title": "Small sample",
        "description": {"en": "Synthetic texts, written for testing."},
        "version": "1.0.0",
        "released": "2026-11-22",
        "languages": ["en"],
        "perspectives": [side],
        "license": "CC0-1.0",
        "text_licenses": ["CC0-1.0"],
        "collections": [],
        **changes,
    }


def an_outlet(id_: str = "sample-gazette", **changes: object) -> Doc:
    """Return an outlet."""
    assessment = {"perspective": "third-party", "basis": "invented for this test"}
    doc: Doc = {"id": id_, "name": "Sample Gazette (invented)", "languages": ["en"]}
    return {**doc, "assessments": [assessment], **changes}


def an_article(id_: str = "sample-gazette-2022-03-27-one", **changes: object) -> Doc:
    """Return an article."""
    return {
        "id": id_,
        "outlet": "sample-gazette",
        "language": "en",
        "published": "2022-03-27",
        "license": "CC0-1.0",
        "title": "Village council meets",
        "body": "The council of Port Example met on Tuesday.",
        **changes,
    }


def a_concept(
    *forms: Doc, id_: str = "example-ejemplo", variant: str = "example", **changes: object
) -> Doc:
    """Return a concept of one variant with some forms."""
    claim = {"perspectives": ["third-party"], "confidence": "low", "sources": []}
    return {
        "id": id_,
        "category": "place",
        "gloss": {"en": "A harbour town."},
        "variants": [{"id": variant, "claims": [claim], "forms": list(forms)}],
        **changes,
    }


PORT = a_concept({"text": "Port Example", "language": "en"})
"""The concept that `an_article` names."""


def write_corpus(
    root: Path,
    *,
    articles: Iterable[Doc] = (),
    outlets: Iterable[Doc] = (),
    concepts: Iterable[Doc] = (),
    **declaration: object,
) -> Path:
    """Write a corpus; without outlets it has one, `sample-gazette`."""
    write_json(root / "corpus.json", a_declaration(**declaration))
    for outlet in outlets or (an_outlet(),):
        write_json(root / "outlets" / f"{outlet['id']}.json", outlet)
    for concept in concepts:
        write_json(root / "lexicon" / f"{concept['id']}.json", concept)
    for doc in articles:
        write_json(article_path(root, doc), doc)
    return root


def article_path(root: Path, doc: Doc) -> Path:
    """Return where an article belongs."""
    return root.joinpath("articles", doc["outlet"], doc["published"][:4], f"{doc['id']}.json")


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def python(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    umask: int = -1,
    preexec: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run this Python in another process, without its colours and width."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**inherited, **(env or {})},
        input=stdin,
        capture_output=True,
        umask=umask,
        preexec_fn=preexec,
        timeout=120,
        check=False,
    )


def cli(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    umask: int = -1,
    preexec: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in another process."""
    words = map(str, arguments)
    return python(
        "-m", "corpus_tools", *words, cwd=cwd, env=env, stdin=stdin, umask=umask, preexec=preexec
    )


_SHARPENED = """
import sys
from dataclasses import replace
from corpus_tools.cli import main
from corpus_tools.rules import RULES
for code in sys.argv.pop(1).split(","):
    RULES[code] = replace(RULES[code], severity="error")
main()
"""


def cli_with_errors(
    codes: Iterable[str], *arguments: str | Path, cwd: Path
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as if some rules had been sharpened: they give errors."""
    return python("-c", _SHARPENED, ",".join(codes), *map(str, arguments), cwd=cwd)
