"""A release with withheld text into one that has it: matched, put back, proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus_tools.findings import OperatorError
from corpus_tools.progress import Progress, silent
from corpus_tools.release.building.build import PublishedError, check_loadable
from corpus_tools.release.building.prove import prove
from corpus_tools.release.building.tabulating import TablesWriter
from corpus_tools.release.describing.prose import write_described, write_manifest, write_schemas
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.rehydrating.alignment import align
from corpus_tools.release.rehydrating.copies import Copy, Search, Shelf, wanted
from corpus_tools.release.rehydrating.restoring import Restorer, Text
from corpus_tools.release.stored.manifest import Manifest, content, versions
from corpus_tools.release.stored.reading import Published, published
from corpus_tools.release.stored.staging import TakenError, put_in_place, staging, sweep
from corpus_tools.release.stored.withheld import Known, Said, Standing, read_withheld
from corpus_tools.tables import COLUMNS, batch

_COPIED = ("CHANGELOG.md", "guidelines.md")
_OF_THE_CORPUS = ("lexicon", "corpus", "guidelines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehydrated:
    """What became of a release whose texts were put back.

    `release` is None where no text was found, and nothing was written. `missing` says of
    articles that remain without text why; `lost` names the spans of altered copies that have
    no certain place there; `left` names what could not be put back: comments, speakers that
    do not stand in the text, titles of links.
    """

    release: Published | None
    created: bool
    restored: int
    aligned: int
    missing: Mapping[str, str]
    lost: tuple[tuple[str, Standing], ...]
    left: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts that were found: of each article where on the shelf, and how spans moved."""

    shelf: Shelf
    places: Mapping[str, int]
    moved: Mapping[str, Mapping[Standing, Standing]]

    def of(self, article: str) -> Text | None:
        place = self.places.get(article)
        return None if place is None else Text(self.shelf.get(place), self.moved.get(article))


def rehydrate(
    path: Path,
    copies: Iterable[Copy],
    *,
    out: Path,
    altered: bool = False,
    progress: Progress = silent,
) -> Rehydrated:
    """Publish a release again, as `<out>/<name>/<version>`, with the texts that copies have.

    With `altered`, copies that differ are taken too, and the spans found again in them. Raises
    OperatorError where the release is not as it was published, PublishedError where the place
    is taken by other content.
    """
    release = _whole(path, progress)
    known = read_withheld(path)
    target = out / release.manifest["name"] / release.version
    check_loadable(target)
    with closing(Shelf()) as shelf:
        search = Search(wanted(release), shelf)
        for done, copy in enumerate(copies, 1):
            search.offer(copy)
            progress("texts compared", done, None)
        texts, missing, lost = _settled(search, shelf, altered)
        restorer = Restorer(known.withheld, lru_cache(1)(texts.of))
        if not texts.places:
            there, created = None, False
        else:
            there, created = _publish(release, known, restorer, texts, target, progress)
    return Rehydrated(
        release=there,
        created=created,
        restored=len(texts.places),
        aligned=len(texts.moved),
        missing=missing,
        lost=lost,
        left=tuple(sorted(restorer.left)),
    )


def _whole(path: Path, progress: Progress) -> Published:
    faults = [fault for fault in verify(path, progress=progress) if fault.severity == "error"]
    if faults:
        first = f"{faults[0].path}: {faults[0].message}"
        raise OperatorError(f"{path} is not what was published ({first}): see corpus-tools verify")
    return published(path)


def _settled(
    search: Search, shelf: Shelf, altered: bool
) -> tuple[_Texts, dict[str, str], tuple[tuple[str, Standing], ...]]:
    """Return the texts of rows, why others have none, and which spans are lost."""
    places, missing, moved = search.found(), {}, {}
    lost: list[tuple[str, Standing]] = []
    for id_, (place, reason) in search.missing().items():
        missing[id_] = reason
        if altered and place is not None:
            spans, copy = search.texts[id_], shelf.get(place)
            if (found := align(spans.places, spans.n_chars, copy)) is not None:
                del missing[id_]
                places[id_], moved[id_] = place, found
                lost += [(id_, span) for span, _ in spans.places if span not in found]
    return _Texts(shelf, places, moved), missing, tuple(lost)


def _publish(
    release: Published,
    known: Known,
    restorer: Restorer,
    texts: _Texts,
    target: Path,
    progress: Progress,
) -> tuple[Published, bool]:
    with staging(target) as staged:
        sweep(target.parent)
        tables = _write_tables(release, restorer, staged, progress)
        manifest = _manifest(release, tables, texts)
        _write_prose(release, known, texts, staged, manifest)
        for config in manifest["configs"]:
            roots = {split["name"]: split["root"] for split in config["splits"]}
            prove(staged, {config["name"]: roots})
        if not (target.is_dir() and any(target.iterdir())):
            try:
                put_in_place(staged, target)
                return Published(target, manifest), True
            except TakenError:
                pass
    there = published(target)
    if content(there.manifest) != content(manifest):
        raise PublishedError(f"{target} is already published with other content")
    return there, False


def _write_tables(
    release: Published, restorer: Restorer, staged: Path, progress: Progress
) -> TablesWriter:
    """Write the rows in the order in which they are stored."""
    tables = TablesWriter(staged, release.version, release)
    for config in COLUMNS:
        done = 0
        for split, stored in release.batches(config):
            rows = (restorer.restored(config, row) for row in stored.to_pylist())
            tables.add({(config, split): batch(config, [row for row in rows if row])})
            done += stored.num_rows
            progress(f"rows of {config} written", done, None)
    return tables


def _manifest(release: Published, tables: TablesWriter, texts: _Texts) -> Manifest:
    configs = tables.close()
    made = versions({}, (), b"")
    kept = {name: release.manifest["versions"][name] for name in _OF_THE_CORPUS}
    present = {config["name"] for config in configs}
    return {
        **release.manifest,
        "text": "rehydrated",
        "rehydrated": {
            "manifest_sha256": release.manifest_sha256,
            "articles": len(texts.places),
            "aligned": len(texts.moved),
        },
        "withheld": tables.tally.withheld,
        "versions": {**made, **kept},
        "configs": configs,
        "omitted": [config for config in COLUMNS if config not in present],
        "files": [],
    }


def _write_prose(
    release: Published,
    known: Known,
    texts: _Texts,
    staged: Path,
    manifest: Manifest,
) -> None:
    write_schemas(staged)
    for name in _COPIED:
        if (release.path / name).is_file():
            (staged / name).write_bytes((release.path / name).read_bytes())
    still = [
        {**said._asdict(), **(place._asdict() if place else dict.fromkeys(Standing._fields))}
        for said, place in known.withheld.items()
        if said.id.partition("#")[0] not in texts.places
    ]
    write_described(staged, known.declaration, manifest, known.compared, still)
    write_manifest(staged, manifest)
