"""Publishing a release on the Hub: one commit that makes main the release, and a tag on it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus_tools.findings import OperatorError, quote
from corpus_tools.progress import Progress, silent
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.publishing.hub import (
    Held,
    RefusedError,
    Repository,
    Visibility,
    repository,
)
from corpus_tools.release.stored.manifest import MANIFEST, Manifest, file_sha256
from corpus_tools.release.stored.reading import Published, order, published

_CARD = "README.md"
_ATTRIBUTES = ".gitattributes"
_OF_THE_HUB = {_ATTRIBUTES, _CARD, "LICENSE"}
"""What a repository may hold that was only just created on the Hub's pages."""

_UNLOCKED = (
    "The card asks readers to agree to terms, which the Hub does once access requests are "
    "enabled in the repository's settings: until then everybody reads the texts."
)

_TAG = re.compile(r"v([0-9]+\.[0-9]+\.[0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The paths by which a release differs from what a repository holds."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What publishing changed on the Hub or, after a dry run, would change.

    `creates` is the visibility of a repository that did not exist. Where `tags` is false the
    version was published already. `told` is what the Hub has to say of the card, and what is
    left to do there.
    """

    url: str
    tag: str
    parent: str = ""
    creates: Visibility | None = None
    changes: Changes = field(default_factory=Changes)
    tags: bool = True
    told: tuple[str, ...] = ()


def verified(path: Path, progress: Progress = silent) -> tuple[Published, tuple[str, ...]]:
    """Open a release that is whole and unchanged; return it with what `verify` warns of.

    Raises RefusedError where it is not.
    """
    faults = verify(path, progress=progress)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        more = f", and {len(errors) - 1:,} more" if errors[1:] else ""
        first = f"{errors[0].path}: {errors[0].message}{more}"
        raise RefusedError(f"{path} is not what was exported ({first}): see corpus-tools verify")
    release = published(path)
    if release.manifest["text"] == "rehydrated":
        raise RefusedError(f"{path} has texts that were put back, and must not be passed on")
    return release, tuple(f"{fault.path}: {fault.message}" for fault in faults)


def publish(
    release: Published,
    repo: str,
    *,
    public: bool = False,
    dry_run: bool = False,
    bars: bool = False,
) -> Publication:
    """Publish a release that was verified. What was broken off earlier is completed.

    Raises RefusedError, or OperatorError where the Hub cannot be reached or does not obey.
    """
    with repository(repo, bars=bars) as there:
        plan = _plan(release, there, public=public)
        told = (_UNLOCKED,) if public and _is_gated(release) else ()
        if dry_run:
            return replace(plan, told=told)
        if plan.creates:
            there.create(plan.creates)
            plan = replace(_plan(release, there, public=public), creates=plan.creates)
        commit = _commit(release, there, plan) if plan.changes else plan.parent
        if plan.tags:
            there.tag(plan.tag, commit)
        return replace(plan, told=(*there.told, *told))


def _is_gated(release: Published) -> bool:
    """Tell whether the card asks readers to agree to something first."""
    card = (release.path / _CARD).read_text(encoding="utf-8")
    return "\nextra_gated_prompt:" in card.partition("\n---\n")[0]


def _commit(release: Published, there: Repository, plan: Publication) -> str:
    """Make main the release, and see that it is: a .gitignore there may leave files out."""
    files, changes = _files(release), plan.changes
    commit = there.commit(
        f"Version {release.version}",
        {path: files[path] for path in (*changes.added, *changes.changed)},
        changes.deleted,
        plan.parent,
    )
    if _changes(release, there.files(commit)):
        raise OperatorError(f"{there.name} did not take every file, nothing is tagged: try again")
    return commit


def _plan(release: Published, there: Repository, *, public: bool) -> Publication:
    """Decide what is to be changed. Raises RefusedError where nothing may be."""
    plan = Publication(url=there.url, tag=f"v{release.version}")
    visibility = there.visibility()
    if visibility is None:
        added = Changes(added=tuple(_files(release)))
        return replace(plan, creates="public" if public else "private", changes=added)
    _check_visibility(there.name, visibility, public=public)
    main, tags = there.heads()
    if plan.tag in tags:
        _check_tag(release, there, plan.tag)
        return replace(plan, tags=False)
    held = there.files(main)
    _check_order(release, there.name, [found[1] for tag in tags if (found := _TAG.fullmatch(tag))])
    _check_main(release, there, main, held)
    return replace(plan, parent=main, changes=_changes(release, held))


def _check_visibility(name: str, visibility: Visibility, *, public: bool) -> None:
    if visibility == "public" and not public:
        raise RefusedError(f"{name} is public, everybody could read this: say --public if so meant")
    if visibility == "private" and public:
        raise RefusedError(
            f"{name} is private, and publishing changes no repository's visibility: "
            "leave out --public, or first make it public in its settings"
        )


def _check_tag(release: Published, there: Repository, tag: str) -> None:
    """A tag must hold this very release, but for its card, whose prose may be edited."""
    changes = _changes(release, there.files(tag))
    differing = sorted({*changes.added, *changes.changed, *changes.deleted} - {_CARD})
    if differing:
        raise RefusedError(
            f"{tag} is already published in {there.name} with other content "
            f"({_some(differing)}): set a higher version in corpus.json and export again"
        )


def _check_main(release: Published, there: Repository, main: str, held: Mapping[str, Held]) -> None:
    """What main holds must be this release, or an earlier one of the same corpus, or nothing."""
    if MANIFEST not in held:
        foreign = sorted(held.keys() - _OF_THE_HUB)
        if foreign:
            raise RefusedError(
                f"{there.name} holds files of no release ({_some(foreign)}), which publishing "
                "would delete: publish in a repository of its own"
            )
    elif not _is_held(release.path / MANIFEST, held[MANIFEST]):
        before = _manifest(there, main)
        if any(before[key] != release.manifest[key] for key in ("name", "text")):
            what = f"the corpus {quote(before['name'])} with --text {before['text']}"
            raise RefusedError(f"{there.name} holds {what}: publish in a repository of its own")
        _check_order(release, there.name, [before["version"]])


def _manifest(there: Repository, main: str) -> Manifest:
    try:
        manifest: Manifest = json.loads(there.read(MANIFEST, main))
        manifest["name"], manifest["text"], order(manifest["version"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RefusedError(f"{there.name} holds a {MANIFEST} that is no release's") from None
    return manifest


def _check_order(release: Published, name: str, versions: list[str]) -> None:
    """Main never goes back, and a version that others may have read there never changes."""
    latest = max(versions, key=order, default="0.0.0")
    if order(latest) > order(release.version):
        raise RefusedError(
            f"{name} is at {latest} already, and main never goes back to {release.version}: "
            "publish versions in their order"
        )
    if versions and latest == release.version:
        raise RefusedError(
            f"{name} is at {latest} already, with other content: "
            "set a higher version in corpus.json and export again"
        )


def _some(paths: list[str]) -> str:
    return ", ".join(paths[:3]) + (", …" if paths[3:] else "")


def _files(release: Published) -> dict[str, Path]:
    """Return every file that is published, by its path there."""
    paths = [entry["path"] for entry in release.manifest["files"]]
    return {path: release.path / path for path in sorted([*paths, MANIFEST])}


def _changes(release: Published, held: Mapping[str, Held]) -> Changes:
    files = _files(release)
    return Changes(
        added=tuple(path for path in files if path not in held),
        changed=tuple(
            path for path, file in files.items() if path in held and not _is_held(file, held[path])
        ),
        deleted=tuple(sorted(held.keys() - files.keys() - {_ATTRIBUTES})),
    )


def _is_held(file: Path, held: Held) -> bool:
    """Tell whether a repository holds these very bytes."""
    if file.stat().st_size != held.size:
        return False
    if held.sha256:
        return file_sha256(file) == held.sha256
    content = file.read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return blob.hexdigest() == held.blob
