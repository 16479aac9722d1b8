"""New corpora and new source files, filled in as far as can be known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus_tools.checks.references import expected_place
from corpus_tools.corpus import DECLARATION, FOLDERS, Corpus, parse_document
from corpus_tools.findings import OperatorError, quote
from corpus_tools.formats import is_day
from corpus_tools.model import FIELDS, Article, Span
from corpus_tools.schema import Kind, load_schema

WORKFLOW = "validate-corpus.yml"

_GUIDELINES = """\
# Codebook

Say here what annotators mark, where a span begins and ends, and what each label means.
"""


def dumped(doc: Any) -> bytes:
    """Serialise a source file as this project writes them: UTF-8, indented by two."""
    return (json.dumps(doc, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def write_new(path: Path, raw: bytes) -> None:
    """Write a file that does not exist yet. Raises OperatorError where it does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(raw)
    except FileExistsError:
        raise OperatorError(f"{path} exists already; nothing was written there") from None
    except OSError as error:
        raise OperatorError(f"cannot write {path}: {error.strerror}") from error


def new_corpus(folder: Path, today: str, like: Corpus | None = None) -> Iterator[Path]:
    """Write a new corpus, with another's lexicon, perspectives and languages; yield files.

    In the enclosing Git work tree a workflow is added that validates pull requests.
    """
    if (folder / DECLARATION).exists():
        raise OperatorError(f"{folder} is a corpus already")
    tree = _work_tree(folder)
    place = tree / ".github" / "workflows" / WORKFLOW if tree else None
    relative = folder.resolve().relative_to(tree.resolve()).as_posix() if tree else "."
    checks = workflow(relative).encode()  # refused before anything is written
    yield from _write(folder / DECLARATION, dumped(_declaration(folder, today, like)))
    guidelines = like.root / "guidelines.md" if like else None
    known = guidelines is not None and guidelines.is_file()
    text = guidelines.read_bytes() if known and guidelines else _GUIDELINES.encode()
    yield from _write(folder / "guidelines.md", text)
    for path, kind, _ in like.files() if like else ():
        if like and kind == "concept":
            yield from _write(folder / path.relative_to(like.root), path.read_bytes())
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    if place is not None and not place.exists():
        yield from _write(place, checks)


def _write(path: Path, raw: bytes) -> Iterator[Path]:
    write_new(path, raw)
    yield path


def _declaration(folder: Path, today: str, like: Corpus | None) -> dict[str, Any]:
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "corpus"
    parent = like.declaration if like else {}
    return {
        "schema_version": "1.0",
        "name": name if name not in ("auto", "consensus", "adjudicated", "unknown") else "corpus",
        "title": name.replace("-", " ").capitalize(),
        "description": {"en": "Say here what this corpus holds, and why."},
        "version": "0.1.0",
        "released": today,
        "languages": parent.get("languages", ["en"]),
        "perspectives": parent.get("perspectives", []),
        "license": parent.get("license", "CC0-1.0"),
        "text_licenses": ["CC0-1.0", "CC-BY-4.0"],
        "collections": [],
    }


def _work_tree(folder: Path) -> Path | None:
    start = folder.resolve()
    return next((at for at in (start, *start.parents) if (at / ".git").exists()), None)


CHECKOUT = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0"
SETUP_PYTHON = "actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0"


def workflow(corpus: str) -> str:
    """Return a GitHub workflow that validates pull requests and can do nothing else.

    It runs on `pull_request` with a read-only token, keeps no credentials, pins its
    actions, interpolates nothing from the pull request into a script, and installs a
    released tool. A lexicon that the pull request changes is checked as proposed; articles
    are judged by the lexicon of the base branch.
    """
    if not re.fullmatch(r"[A-Za-z0-9._/-]+", corpus):
        raise OperatorError(f"the folder name {quote(corpus)} cannot stand in a workflow")
    return f"""\
name: validate-corpus
on:
  pull_request:
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    env:
      BASE: ${{{{ github.event.pull_request.base.sha }}}}
      CORPUS: "{corpus}"
    steps:
      - uses: {CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: {SETUP_PYTHON}
        with:
          python-version: "3.11"
      - run: pip install "corpus-tools=={version("corpus-tools")}"
      - name: The pull request as proposed
        run: corpus-tools validate "$CORPUS" --changed-since "$BASE" --format github
      - name: Its articles by the lexicon of the base branch
        run: |
          if git cat-file -e "$BASE:$CORPUS/lexicon" 2>/dev/null; then
            git restore --source="$BASE" --staged --worktree -- "$CORPUS/lexicon"
            corpus-tools validate "$CORPUS" --changed-since "$BASE"
          fi
"""


def skeleton(kind: Kind, id_: str, corpus: Corpus, given: dict[str, str]) -> tuple[Path, bytes]:
    """Return where a new file belongs and what stands in it: the schema's own example.

    `given` overrides properties. An article's outlet and day are read from its id where
    they stand in it. Raises OperatorError for a bad id or an article without an outlet.
    """
    doc = {**load_schema(kind)["examples"][0], "id": id_}
    if kind == "article":
        doc.update(_article_facts(id_, corpus))
        doc.update(title="Headline, on one line", body="The text, paragraph by paragraph.")
    elif kind == "event":
        doc.update(_day_in(id_, "date"))
    doc.update(given)
    if doc.get("outlet") == "":
        raise OperatorError(f"no outlet of the corpus begins {quote(id_)}; name it with --outlet")
    raw = dumped(doc)
    if faults := parse_document(raw, corpus.root / "new.json", kind).faults:
        raise OperatorError(f"{faults[0].message} {faults[0].hint}")
    return corpus.root / (expected_place(kind, doc) or ""), raw


def _article_facts(id_: str, corpus: Corpus) -> dict[str, str]:
    fitting = [outlet for outlet in corpus.outlets if id_.startswith(f"{outlet}-")]
    facts = _day_in(id_, "published")
    return {**facts, "outlet": max(fitting, key=len) if fitting else ""}


def _day_in(id_: str, name: str) -> dict[str, str]:
    match = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", id_)
    return {name: match[0]} if match and is_day(match[0]) else {}


def annotation_template(article: Article, spans: Iterable[Span], annotator: str) -> dict[str, Any]:
    """Return a file for an annotator to fill: each suggestion, to be kept or changed.

    `complete` is false until the annotator says that the whole article was read.
    """
    return {
        "article": article.id,
        "annotator": annotator,
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {field: article.digest(field) for field in FIELDS},
        "spans": [_suggestion(span, article.text(span.field) or "") for span in spans],
    }


def _suggestion(span: Span, text: str) -> dict[str, Any]:
    labels = {name: getattr(span, name) for name in ("voice", "speaker", "stance")}
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "surface": span.surface,
        "prefix": text[max(0, span.start - 32) : span.start],
        "suffix": text[span.end : span.end + 32],
        "concept": span.concept,
        "variant": span.variant,
        "usage": span.usage or "use",
        **{name: value for name, value in labels.items() if value is not None},
        "decision": "accept",
    }
