"""Building a release: beside its place, proved, then renamed into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from corpus_tools.checks.survey import Survey, survey
from corpus_tools.corpus import Corpus
from corpus_tools.engines import run
from corpus_tools.findings import OperatorError, Report, ordered
from corpus_tools.pipeline import Context
from corpus_tools.progress import Progress, silent
from corpus_tools.release.building import predecessor, splits
from corpus_tools.release.building.leaks import leaks
from corpus_tools.release.building.predecessor import Earlier
from corpus_tools.release.building.prove import prove
from corpus_tools.release.building.source import batches
from corpus_tools.release.building.tabulating import TablesWriter, Tally
from corpus_tools.release.describing.prose import write_manifest, write_prose
from corpus_tools.release.stored.diff import Diff, diff, is_enough, next_version
from corpus_tools.release.stored.manifest import Manifest, content, versions
from corpus_tools.release.stored.reading import Published, published, releases
from corpus_tools.release.stored.staging import TakenError, put_in_place, staging, sweep
from corpus_tools.rows import Policy, TextMode, term_rows
from corpus_tools.tables import COLUMNS, Row, batch
from corpus_tools.terms.reference import compare

_ODD = re.compile(r"[*?\[\]]|::")
"""What `datasets` takes for a pattern, not for a path."""


class InvalidCorpusError(Exception):
    """The corpus has errors; carries the report. Nothing was written."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"the corpus has {report.errors} errors")
        self.report = report


class PublishedError(Exception):
    """The version is taken by other content, or too small for what changed. Nothing written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release on disk (or, after a dry run, what it would be).

    `created` is False where the same content was already published there; `changed` says
    what is new since the release before; `swept` are folders of broken-off exports that were
    cleaned away.
    """

    path: Path
    manifest: Manifest
    manifest_sha256: str
    created: bool
    changed: Diff | None = None
    swept: tuple[Path, ...] = ()

    @property
    def configs(self) -> tuple[str, ...]:
        """The configs that have rows, the default first."""
        return tuple(config["name"] for config in self.manifest["configs"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is exported, and how."""

    corpus: Corpus
    seen: Survey
    text: TextMode
    before: Published | None
    progress: Progress
    engine: str | None = None
    workers: int = 1

    @property
    def version(self) -> str:
        return str(self.corpus.declaration["version"])


def export(
    corpus: str | Path = "raw",
    *,
    out: str | Path = "releases",
    since: str | Path | None = None,
    text: TextMode = "full",
    engine: str | None = None,
    workers: int = 1,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress = silent,
) -> Release:
    """Validate a corpus and publish it as `<out>/<name>/<version>`.

    It follows on the release `since`: by default the highest one below its version in the
    same folder; "none" for none. With text="none" no text goes out and the folder is
    `<name>-standoff`; the first such release may follow on one with texts, and takes over from
    it which rows are how old and in which split. With several `workers` that many processes find
    the terms; the release is the same (a script needs `if __name__ == "__main__":` for that, as
    always where Python starts processes). Dates after `now` are in the future, as in `validate`.
    Raises InvalidCorpusError, PublishedError, or OperatorError where the folder cannot be
    written.
    """
    source = Corpus(corpus)
    seen = _checked(source, progress, now)
    declaration = source.declaration
    name = declaration["name"] + ("-standoff" if text == "none" else "")
    target = Path(out) / name / declaration["version"]
    _check_place(target, source)
    _check_beside(target.parent, declaration["name"], text)
    before = predecessor.find(
        target.parent, declaration["version"], None if since is None else str(since)
    )
    plan = _Plan(
        corpus=source,
        seen=seen,
        text=text,
        before=before,
        progress=progress,
        engine=engine,
        workers=workers,
    )
    with staging(target) as staged:
        swept = tuple(sweep(target.parent))
        manifest, changed = _build(plan, staged)
        if leaked := tuple(leaks(staged, seen.articles)):
            raise InvalidCorpusError(
                Report(files=len(seen.files), articles=seen.articles_read, findings=ordered(leaked))
            )
        if before is not None:
            check_bump(before, changed, plan.version)
        made = Release(
            path=target,
            manifest=manifest,
            manifest_sha256=Published(staged, manifest).manifest_sha256,
            created=not dry_run,
            changed=changed,
            swept=swept,
        )
        if target.is_dir() and any(target.iterdir()):
            return _already(made, staged)
        _prove(plan, staged, manifest)
        if not dry_run:
            try:
                put_in_place(staged, target)
            except TakenError:
                return _already(made, staged)
    return made


def derive(
    corpus: Path, folder: Path, *, before: Published | None, text: TextMode, progress: Progress
) -> Published:
    """Write a release's tables into a folder, to be compared: unproved, without any prose.

    Raises InvalidCorpusError, or OperatorError where the corpus cannot be read.
    """
    source = Corpus(corpus)
    seen = _checked(source, progress, None)
    plan = _Plan(corpus=source, seen=seen, text=text, before=before, progress=progress)
    return Published(folder, _tabulated(plan, folder)[0])


def _checked(corpus: Corpus, progress: Progress, now: datetime | None) -> Survey:
    seen = survey(corpus, progress, now)
    report = Report(
        files=len(seen.files), articles=seen.articles_read, findings=ordered(seen.findings)
    )
    if report.errors:
        raise InvalidCorpusError(report)
    if not seen.articles:
        raise OperatorError(f"nothing to export: {corpus.root} has no articles")
    return seen


def check_loadable(target: Path) -> None:
    """Raise OperatorError where `datasets` would take the path of a release for a pattern."""
    if odd := _ODD.search(str(target.absolute())):
        raise OperatorError(f"load_dataset reads no folder whose path has “{odd[0]}”: {target}")


def _check_place(target: Path, corpus: Corpus) -> None:
    check_loadable(target)
    if target.resolve().is_relative_to(corpus.root.resolve()):
        raise OperatorError(f"releases cannot go into the corpus itself: {target}")


def _check_beside(folder: Path, name: str, text: TextMode) -> None:
    """Raise PublishedError where a folder holds releases of another corpus or edition.

    The folder of a corpus `x-standoff` is that of the releases of `x` without texts.
    """
    for one in releases(folder):
        if one.manifest["name"] != name or not predecessor.is_like(one, text):
            raise PublishedError(
                f"{folder} holds releases of another corpus, or with other texts: {one.version} "
                f"of {one.manifest['name']}. Take another --out, or another name in corpus.json"
            )


def _build(plan: _Plan, staged: Path) -> tuple[Manifest, Diff | None]:
    """Write everything in the order data, digests, prose, manifest."""
    manifest, withheld = _tabulated(plan, staged)
    before = plan.before if plan.before and predecessor.is_like(plan.before, plan.text) else None
    changed = diff(before, Published(staged, manifest)) if before else None
    write_prose(
        staged,
        plan.corpus,
        manifest,
        compared=compare(plan.corpus),
        withheld=withheld,
        changed=changed,
        before=plan.before,
    )
    write_manifest(staged, manifest)
    return manifest, changed


def _tabulated(plan: _Plan, staged: Path) -> tuple[Manifest, Iterator[Row]]:
    """Write the tables; return their manifest, and what they do not say of withheld texts."""
    tables, divided = _write_tables(plan, staged)
    manifest = _manifest(plan, tables.close(), tables.tally, divided)
    return manifest, tables.withheld_rows()


def _write_tables(plan: _Plan, staged: Path) -> tuple[TablesWriter, int]:
    declaration, before = plan.corpus.declaration, plan.before
    context = Context(
        outlets=plan.corpus.outlets,
        lexicon=plan.corpus.lexicon,
        policy=Policy(
            version=plan.version,
            released=declaration["released"],
            text_licenses=frozenset(declaration["text_licenses"]),
            publish_authors=declaration.get("publish_authors", False),
            text=plan.text,
        ),
    )
    places, divided = splits.assign(
        {article: place.event for article, place in plan.seen.articles.items()},
        plan.seen.duplicates.alike(),
        declaration.get("splits"),
        predecessor.splits(before),
    )
    tables = TablesWriter(staged, plan.version, before)
    sources = batches(plan.seen, places, Earlier(before))
    with closing(run(sources, context, engine=plan.engine, workers=plan.workers)) as made:
        for rows in made:
            tables.add(rows)
            plan.progress("articles written", tables.tally.articles, len(plan.seen.articles))
    if terms := sorted(term_rows(context.lexicon), key=itemgetter("id")):
        since = predecessor.since(before, "terms")
        dated = ({**row, "added_in": since.get(row["id"], plan.version)} for row in terms)
        tables.add({("terms", splits.TRAIN): batch("terms", dated)})
    return tables, divided


def _manifest(plan: _Plan, configs: list[dict[str, Any]], tally: Tally, divided: int) -> Manifest:
    declaration, before = plan.corpus.declaration, plan.before
    concepts = [document.value for document in plan.corpus.documents("concept")]
    present = {config["name"] for config in configs}
    return {
        "schema_version": "1.0",
        "name": declaration["name"],
        "version": plan.version,
        "released": declaration["released"],
        "text": plan.text,
        "predecessor": before
        and {"version": before.version, "manifest_sha256": before.manifest_sha256},
        "articles": tally.articles,
        "withheld": tally.withheld,
        "divided": divided,
        "versions": versions(declaration, concepts, plan.corpus.guidelines or b""),
        "configs": configs,
        "omitted": [config for config in COLUMNS if config not in present],
        "files": [],
    }


def _prove(plan: _Plan, staged: Path, manifest: Manifest) -> None:
    plan.seen.articles.clear()  # done with: the proof needs the memory
    configs = manifest["configs"]
    for done, config in enumerate(configs):
        plan.progress("tables proved", done, len(configs))
        roots = {split["name"]: split["root"] for split in config["splits"]}
        prove(staged, {config["name"]: roots})
    plan.progress("tables proved", len(configs), len(configs))


def check_bump(before: Published, changed: Diff | None, version: str) -> None:
    """Raise PublishedError where a version does not say how much changed since the one before."""
    if changed and changed.bump and not is_enough(before.version, version, changed.bump):
        raise PublishedError(
            f"{version} is too small after {before.version}: {_why(changed)}. "
            f"{_advice(before, changed)}"
        )


def _already(made: Release, staged: Path) -> Release:
    """Return the release that stands there if it is the same; raise if it is another."""
    there = published(made.path)
    if content(there.manifest) != content(made.manifest):
        if there.manifest["predecessor"] != made.manifest["predecessor"]:
            raise PublishedError(
                f"{made.path} is already published as what follows {_followed(there.manifest)}, "
                f"and would now follow {_followed(made.manifest)}: name with --since what it "
                "followed, or set a higher version in corpus.json"
            )
        changed = diff(there, Published(staged, made.manifest))
        raise PublishedError(
            f"{made.path} is already published with other content: {_why(changed)}. "
            f"{_advice(there, changed)}"
        )
    return Release(
        path=made.path,
        manifest=there.manifest,
        manifest_sha256=there.manifest_sha256,
        created=False,
        changed=made.changed,
        swept=made.swept,
    )


def _followed(manifest: Manifest) -> str:
    before = manifest["predecessor"]
    return f"version {before['version']}" if before else "no other version"


def _why(changed: Diff) -> str:
    return ", ".join(changed.reasons(changed.bump or "patch")) or "its day of release changed"


def _advice(old: Published, changed: Diff) -> str:
    bump = changed.bump or "patch"
    least = next_version(old.version, bump)
    return f"That is a {bump} change: set version to {least} (and released) in corpus.json"
