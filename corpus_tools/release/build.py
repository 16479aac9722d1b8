"""Building a release: beside its place, proved, then renamed into it."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from corpus_tools.checks.survey import Survey, survey
from corpus_tools.corpus import Corpus
from corpus_tools.findings import OperatorError, Report, ordered
from corpus_tools.pipeline import Context, step
from corpus_tools.progress import Progress, silent
from corpus_tools.release.card import card
from corpus_tools.release.digests import config_root
from corpus_tools.release.manifest import (
    MANIFEST,
    Manifest,
    columns,
    content,
    file_sha256,
    listed_files,
    versions,
)
from corpus_tools.release.parquet import SplitWriter
from corpus_tools.release.prove import prove
from corpus_tools.release.source import batches
from corpus_tools.rows import Policy, TextMode, term_rows
from corpus_tools.schema import KINDS, schema_bytes
from corpus_tools.tables import COLUMNS, batch
from corpus_tools.terms.reference import compare

_ODD = re.compile(r"[*?\[\]]|::")
"""What `datasets` takes for a pattern, not for a path."""


class InvalidCorpusError(Exception):
    """The corpus has errors; carries the report. Nothing was written."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"the corpus has {report.errors} errors")
        self.report = report


class PublishedError(Exception):
    """The version is already published with other content. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release on disk (or, after a dry run, what it would be).

    `created` is False where the same content was already published there.
    """

    path: Path
    manifest: Manifest
    manifest_sha256: str
    created: bool

    @property
    def configs(self) -> tuple[str, ...]:
        """The configs that have rows, the default first."""
        return tuple(config["name"] for config in self.manifest["configs"])


def export(
    corpus: str | Path = "raw",
    *,
    out: str | Path = "releases",
    text: TextMode = "full",
    dry_run: bool = False,
    progress: Progress = silent,
) -> Release:
    """Validate a corpus and publish it as `<out>/<name>/<version>`.

    With text="none" no text goes out and the folder is `<name>-standoff`. Raises
    InvalidCorpusError, PublishedError, or OperatorError where the folder cannot be written.
    """
    source = Corpus(corpus)
    seen = survey(source, progress)
    report = Report(
        files=len(seen.files), articles=seen.articles_read, findings=ordered(seen.findings)
    )
    if report.errors:
        raise InvalidCorpusError(report)
    if not seen.articles:
        raise OperatorError(f"nothing to export: {source.root} has no articles")
    declaration = source.declaration
    name = declaration["name"] + ("-standoff" if text == "none" else "")
    target = Path(out) / name / declaration["version"]
    if odd := _ODD.search(str(target.absolute())):
        raise OperatorError(f"load_dataset reads no folder whose path has “{odd[0]}”: {target}")
    if target.resolve().is_relative_to(source.root.resolve()):
        raise OperatorError(f"releases cannot go into the corpus itself: {target}")
    try:
        with _staging(target) as staged:
            manifest = _build(source, seen, text, staged, progress)
            return _publish(staged, target, manifest, dry_run)
    except OSError as error:
        where = error.filename or target
        raise OperatorError(f"cannot write the release: {error.strerror}: {where}") from error


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Make a folder beside the target, on its file system, and leave nothing of it behind."""
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    staged: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".staging-{target.name}-", dir=target.parent))
        yield staged
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)
        for folder in made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def _build(
    corpus: Corpus, seen: Survey, text: TextMode, staged: Path, progress: Progress
) -> Manifest:
    """Write everything in the order data, digests, card, manifest; then prove it."""
    configs, used = _write_tables(corpus, seen, text, staged, progress)
    manifest = _manifest(corpus, len(seen.articles), text, configs, used["withheld"])
    _write_prose(corpus, staged, manifest, used)
    manifest["files"] = listed_files(staged)
    dumped = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (staged / MANIFEST).write_text(dumped, encoding="utf-8", newline="\n")
    _settle(staged)
    seen.articles.clear()  # done with: the proof needs the memory
    for done, config in enumerate(configs):
        progress("tables proved", done, len(configs))
        roots = {split["name"]: split["root"] for split in config["splits"]}
        prove(staged, {config["name"]: roots})
    progress("tables proved", len(configs), len(configs))
    return manifest


def _write_tables(
    corpus: Corpus, seen: Survey, text: TextMode, staged: Path, progress: Progress
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    declaration, version = corpus.declaration, corpus.declaration["version"]
    context = Context(
        outlets=corpus.outlets,
        lexicon=corpus.lexicon,
        policy=Policy(
            released=declaration["released"],
            text_licenses=frozenset(declaration["text_licenses"]),
            publish_authors=declaration.get("publish_authors", False),
            text=text,
        ),
    )
    writers: dict[tuple[str, str], SplitWriter] = {}
    languages, licenses, kinds, withheld, done = set[str](), set[str](), set[str](), 0, 0
    for source in batches(seen, version, declaration.get("splits")):
        for (config, split), rows in step(source, context).items():
            if (config, split) not in writers:
                writers[config, split] = SplitWriter(staged, config, split)
            writers[config, split].add(rows)
            if config == "articles":
                languages.update(rows["language"].to_pylist())
                licenses.update(rows["license"].to_pylist())
                withheld += rows["body"].null_count
            elif config == "judgements":
                kinds.update(rows["annotator_kind"].to_pylist())
        done += source.num_rows
        progress("articles written", done, len(seen.articles))
    if terms := sorted(term_rows(context.lexicon, version), key=itemgetter("id")):
        writers["terms", "train"] = SplitWriter(staged, "terms", "train")
        writers["terms", "train"].add(batch("terms", terms))
    used = {
        "languages": sorted(languages),
        "licenses": sorted(licenses),
        "kinds": sorted(kinds),
        "withheld": withheld,
    }
    return _close(writers, staged), used


def _close(writers: dict[tuple[str, str], SplitWriter], staged: Path) -> list[dict[str, Any]]:
    """Finish all files and describe the configs as the manifest lists them."""
    configs = []
    for config in COLUMNS:
        splits: list[dict[str, Any]] = []
        for name, writer in sorted((s, w) for (c, s), w in writers.items() if c == config):
            files = [path.relative_to(staged.absolute()).as_posix() for path in writer.close()]
            root, rows = writer.digest.root(), writer.digest.rows
            splits.append(
                {
                    "name": name,
                    "rows": rows,
                    "bytes": writer.digest.bytes,
                    "root": root,
                    "files": files,
                }
            )
        if splits:
            root = config_root({split["name"]: split["root"] for split in splits})
            configs.append(
                {"name": config, "root": root, "columns": columns(config), "splits": splits}
            )
    return configs


def _manifest(
    corpus: Corpus, articles: int, text: TextMode, configs: list[dict[str, Any]], withheld: int
) -> Manifest:
    declaration = corpus.declaration
    concepts = [document.value for document in corpus.documents("concept")]
    present = {config["name"] for config in configs}
    return {
        "schema_version": "1.0",
        "name": declaration["name"],
        "version": declaration["version"],
        "released": declaration["released"],
        "text": text,
        "predecessor": None,
        "articles": articles,
        "withheld": withheld,
        "versions": versions(declaration, concepts, _guidelines(corpus) or b""),
        "configs": configs,
        "omitted": [config for config in COLUMNS if config not in present],
        "files": [],
    }


def _guidelines(corpus: Corpus) -> bytes | None:
    path = corpus.root / "guidelines.md"
    return path.read_bytes() if path.is_file() else None


def _write_prose(corpus: Corpus, staged: Path, manifest: Manifest, used: dict[str, Any]) -> None:
    (staged / "schemas").mkdir()
    for kind in KINDS:
        (staged / "schemas" / f"{kind}.schema.json").write_bytes(schema_bytes(kind))
    if (guidelines := _guidelines(corpus)) is not None:
        (staged / "guidelines.md").write_bytes(guidelines)
    text = card(manifest, corpus.declaration, used, compare(corpus))
    (staged / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _settle(folder: Path) -> None:
    """Have the file system keep everything before anything is published."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o644 if path.is_file() else 0o755)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _publish(staged: Path, target: Path, manifest: Manifest, dry_run: bool) -> Release:
    digest = file_sha256(staged / MANIFEST)
    if target.exists():
        published = json.loads((target / MANIFEST).read_bytes())
        if content(published) != content(manifest):
            raise PublishedError(
                f"{target} is already published with other content: "
                "raise version (and released) in corpus.json"
            )
        digest = file_sha256(target / MANIFEST)
        return Release(path=target, manifest=published, manifest_sha256=digest, created=False)
    if not dry_run:
        staged.rename(target)
        handle = os.open(target.parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return Release(path=target, manifest=manifest, manifest_sha256=digest, created=not dry_run)
