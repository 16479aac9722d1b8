"""CHANGELOG.md: what changed from release to release, in numbers.

No id stands in it: an article that is withdrawn later must not be named by what remains.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from corpus_tools.release.stored.diff import Diff, noun
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.release.stored.reading import Published

CHANGELOG = "CHANGELOG.md"
_TITLE = "# Changelog"
_DOCUMENTS = {
    "lexicon": "The lexicon's files changed.",
    "schemas": "The schemas changed.",
    "guidelines": "The codebook for annotators changed.",
    "corpus": "The declaration of the corpus changed.",
}
_WITH = {True: "with", False: "without"}
_HANDS = {"person": " (by a person)", "automatic": " (automatic)", None: ""}


def changelog(
    manifest: Manifest, found: Diff | None, before: Published | None, withdrawn: Collection[str]
) -> str:
    """Return the text: an entry for this release, and below it those of the releases before.

    `withdrawn` are the ids that the corpus's retractions name.
    """
    head = f"## {manifest['version']} ({manifest['released']})"
    lines = list(_changed(found, withdrawn) if found else _first(manifest, before))
    entry = "\n".join([head, "", *(f"- {line}" for line in lines)])
    return "\n\n".join([_TITLE, entry, *_earlier(before)]).rstrip("\n") + "\n"


def _earlier(before: Published | None) -> Iterator[str]:
    path = before.path / CHANGELOG if before else None
    if path is not None and path.is_file():
        yield path.read_text(encoding="utf-8").removeprefix(_TITLE).strip("\n")


def _first(manifest: Manifest, before: Published | None) -> Iterator[str]:
    if before is None:
        yield "First release."
    else:
        has, had = (_WITH[one["text"] != "none"] for one in (manifest, before.manifest))
        yield f"First release {has} texts; follows {before.version}, which is {had} them."
    for entry in manifest["configs"]:
        yield _counted(entry)


def _counted(entry: dict[str, Any]) -> str:
    rows = sum(split["rows"] for split in entry["splits"])
    return f"{rows:,} {noun(entry['name'], rows)}."


def _changed(found: Diff, withdrawn: Collection[str]) -> Iterator[str]:
    yield f"Follows {found.old}; a {found.bump} change." if found.bump else "Nothing changed."
    for (config, kind, hand), number in sorted(found.counts().items(), key=str):
        yield f"{number:,} {noun(config, number)} {kind}{_HANDS[hand]}."
    gone = (change.id for change in found.rows if change.kind == "removed")
    if number := sum(id_ in withdrawn for id_ in gone):
        yield f"{number:,} of the articles removed {'was' if number == 1 else 'were'} withdrawn."
    for column in found.columns:
        yield f"Column `{column.config}.{column.column}` {column.kind}."
    yield from (_DOCUMENTS[name] for name in found.documents)
