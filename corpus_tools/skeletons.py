"""New corpora and new source files, filled in as far as can be known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from textwrap import indent
from typing import Any

from corpus_tools.checks.references import expected_place
from corpus_tools.corpus import DECLARATION, FOLDERS, Corpus, parse_document
from corpus_tools.documents.formats import is_day
from corpus_tools.documents.schema import Kind
from corpus_tools.findings import OperatorError, quote
from corpus_tools.languages import covers
from corpus_tools.model import FIELDS, Article, Span

RESERVED_LICENSE = "LicenseRef-all-rights-reserved"
"""The licence of texts for which none is named: never published."""

WORKFLOW = "validate-corpus"
"""The name of the first workflow in a work tree; those of others end with the corpus's."""

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
    declaration = _declaration(folder, today, like)
    place, checks = _workflow(folder, declaration["name"])  # refused before anything is written
    yield from _write(folder / DECLARATION, dumped(declaration))
    guidelines = like.root / "guidelines.md" if like else None
    known = guidelines is not None and guidelines.is_file()
    text = guidelines.read_bytes() if known and guidelines else _GUIDELINES.encode()
    yield from _write(folder / "guidelines.md", text)
    for path, kind, _ in like.files() if like else ():
        if like and kind == "concept":
            yield from _write(folder / path.relative_to(like.root), path.read_bytes())
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    if place is not None:
        yield from _write(place, checks)


def _workflow(folder: Path, name: str) -> tuple[Path | None, bytes]:
    """Return where the workflow of a new corpus belongs, and what stands in it.

    None where there is no Git work tree, or has the workflow already.
    """
    tree = _work_tree(folder)
    if tree is None:
        return None, b""
    places = tree / ".github" / "workflows"
    relative = folder.resolve().relative_to(tree.resolve()).as_posix()
    names = (WORKFLOW, f"{WORKFLOW}-{name}")
    for name in names:
        place, text = places / f"{name}.yml", workflow(relative, name).encode()
        if not place.exists():
            return place, text
        if place.read_bytes() == text:
            return None, b""
    raise OperatorError(f"{place} exists already; move it, or take another folder name")


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


BY_THE_BASE = """\
CORPUS=$(realpath --relative-to=. -- "$CORPUS")
for name in corpus.json retractions.json lexicon; do
  if git cat-file -e "$BASE:$CORPUS/$name" 2>/dev/null; then
    git restore --source="$BASE" --staged --worktree -- "$CORPUS/$name"
  fi
done
corpus-tools validate "$CORPUS" --changed-since "$BASE" \\
  --ignore CT102,CT402,CT404,CT406,CT605,CT701
"""
"""Judges what a pull request changes by what the base branch has.

The rules left out say whether a name is known. That is for the first step: a pull request
may add a concept, a side or a collection, and use it.
"""


def workflow(corpus: str, name: str = "validate-corpus") -> str:
    """Return a GitHub workflow that validates pull requests and can do nothing else.

    It runs on `pull_request` with a read-only token, keeps no credentials, pins its
    actions, interpolates nothing from the pull request into a script, and installs a
    released tool, with its schemas. What the pull request says of the corpus is checked as
    proposed; its articles are then judged by the base branch.
    """
    if not re.fullmatch(r"[A-Za-z0-9._/-]+", corpus):
        raise OperatorError(f"the folder name {quote(corpus)} cannot stand in a workflow")
    return f"""\
name: {name}
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
      - name: Its articles by the base branch
        run: |
{indent(BY_THE_BASE, " " * 10)}"""


def skeleton(kind: Kind, id_: str, corpus: Corpus, given: dict[str, str]) -> tuple[Path, bytes]:
    """Return where a new file belongs and what stands in it.

    What is `given`, and what the id and the corpus leave no choice about, is filled in. The
    rest is left empty, so that `validate` asks for it. Raises OperatorError for what can
    never be valid, and for an article without an outlet or a day.
    """
    fill, options = _FILLED[kind]
    if unfit := sorted(given.keys() - options):
        raise OperatorError(f"{kind} takes no --{unfit[0]}")
    if "language" in given:
        check_language(given["language"], corpus)
    if "perspective" in given and given["perspective"] not in _sides(corpus):
        what = f"the corpus has no perspective {quote(given['perspective'])}"
        raise OperatorError(f"{what}; known: {', '.join(_sides(corpus)) or 'none'}")
    doc = {"id": id_, **fill(id_, corpus, given)}
    if doc.get("outlet") == "":
        raise OperatorError(f"no outlet of the corpus begins {quote(id_)}; name it with --outlet")
    if doc.get("published") == "":
        raise OperatorError(f"no day stands in {quote(id_)}; name it with --date")
    raw = dumped(doc)
    for fault in parse_document(raw, corpus.root / "new.json", kind).faults:
        if _at(doc, fault.pointer) != "":
            raise OperatorError(f"{fault.message} {fault.hint}")
    return corpus.root / (expected_place(kind, doc) or ""), raw


def check_language(tag: str, corpus: Corpus) -> None:
    """Raise OperatorError for a language that the corpus does not have."""
    known = corpus.declaration["languages"]
    if not any(covers(range_, tag) for range_ in known):
        what = f"the corpus has no language {quote(tag)}"
        raise OperatorError(f"{what}; known: {', '.join(known)}")


def _article(id_: str, corpus: Corpus, given: dict[str, str]) -> dict[str, Any]:
    # An outlet that is still to be filled in is known by its id alone.
    known = {document.claimed_id or "": document.value for document in corpus.documents("outlet")}
    fitting = [outlet for outlet in known if id_.startswith(f"{outlet}-")]
    outlet = given.get("outlet") or max(fitting, key=len, default="")
    ranges = corpus.declaration["languages"]
    written = (known.get(outlet) or corpus.declaration)["languages"]
    languages = [tag for tag in written if any(covers(range_, tag) for range_ in ranges)]
    return {
        "outlet": outlet,
        "language": given.get("language") or _sole(languages),
        "published": given.get("date") or _day_in(id_),
        "license": given.get("license", RESERVED_LICENSE),
        "title": "",
        "body": "",
    }


def _outlet(_id: str, corpus: Corpus, given: dict[str, str]) -> dict[str, Any]:
    language, perspective = _choices(corpus, given)
    assessment = {"perspective": perspective, "basis": ""}
    return {"name": "", "languages": [language], "assessments": [assessment]}


def _concept(_id: str, corpus: Corpus, given: dict[str, str]) -> dict[str, Any]:
    language, perspective = _choices(corpus, given)
    claim = {"perspectives": [perspective], "confidence": "low", "sources": []}
    form = {"text": "", "language": language}
    variant = {"id": "", "claims": [claim], "forms": [form]}
    return {"category": "", "gloss": {"en": ""}, "variants": [variant]}


def _event(id_: str, _corpus: Corpus, given: dict[str, str]) -> dict[str, Any]:
    return {"date": given.get("date") or _day_in(id_), "label": {"en": ""}, "sources": []}


def _choices(corpus: Corpus, given: dict[str, str]) -> tuple[str, str]:
    """Return the language and the perspective that are given, or the corpus's only ones."""
    language = given.get("language") or _sole(corpus.declaration["languages"])
    return language, given.get("perspective") or _sole(_sides(corpus))


def _sides(corpus: Corpus) -> list[str]:
    return [side["id"] for side in corpus.declaration["perspectives"]]


def _sole(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _day_in(id_: str) -> str:
    match = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", id_)
    return match[0] if match and is_day(match[0]) else ""


def _at(doc: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        doc = doc[int(step)] if isinstance(doc, list) else doc.get(step)
    return doc


_FILLED: dict[Kind, tuple[Callable[[str, Corpus, dict[str, str]], dict[str, Any]], set[str]]] = {
    "article": (_article, {"outlet", "language", "date", "license"}),
    "outlet": (_outlet, {"language", "perspective"}),
    "concept": (_concept, {"language", "perspective"}),
    "event": (_event, {"date"}),
}
"""What fills in a skeleton of each kind, and what can be given for it."""


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
