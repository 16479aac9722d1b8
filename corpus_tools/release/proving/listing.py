"""What a manifest lists must be what this tool could have written: paths, tables, columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from corpus_tools.findings import quote
from corpus_tools.release.proving.faults import Fault, error
from corpus_tools.release.stored.manifest import MANIFEST, Manifest, columns

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_RESERVED = re.compile(r"(?i)(^|/)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|/|$)|\.(/|$)")
"""Names that Windows keeps for devices, and the dots at an end that it drops."""

_SPLIT = re.compile(r"\w+(\.\w+)*", re.ASCII)
_OBEYED = re.compile(r"(?i)(^|/)(dataset_infos?\.json|dataset_dict\.json|state\.json|[^/]*\.py)$")
"""Files that `datasets` obeys, or obeyed, beside the card (those with a dot are no paths)."""


def listing_faults(manifest: Manifest) -> Iterator[Fault]:
    """Yield what of a manifest that follows its schema cannot be true, without reading a file."""
    for message in (*_path_faults(manifest), *_table_faults(manifest)):
        yield error(MANIFEST, message)


def _path_faults(manifest: Manifest) -> Iterator[str]:
    paths = [entry["path"] for entry in manifest["files"]]
    for path in paths:
        if not _PATH.fullmatch(path) or _RESERVED.search(path):
            yield f"lists {quote(path)}, which is no safe relative path"
        elif _OBEYED.search(path):
            yield f"lists {quote(path)}, which no release has: datasets would obey it"
    for path, times in Counter(paths).items():
        if times > 1:
            yield f"lists {quote(path)} {times:,} times"
    spelled: dict[str, str] = {MANIFEST: ""}
    for path in paths:
        for part in _prefixes(path):
            if spelled.setdefault(part.lower(), part) != part:
                yield f"lists {quote(path)}, which differs from another path in case alone"
    if "README.md" not in paths:
        yield "does not list README.md, by which the tables are loaded"


def _prefixes(path: str) -> Iterator[str]:
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _table_faults(manifest: Manifest) -> Iterator[str]:
    from corpus_tools.tables import COLUMNS

    names = [entry["name"] for entry in manifest["configs"]]
    if names != [name for name in COLUMNS if name in names]:
        unknown = ", ".join(quote(name) for name in names if name not in COLUMNS)
        yield (
            f"has tables that this version does not know: {unknown}"
            if unknown
            else ("lists tables twice, or in another order")
        )
        return
    if "articles" not in names:
        yield "has no articles"
    known = {config for config in manifest["omitted"] if config in COLUMNS}
    if both := known.intersection(names):
        yield f"omits tables that it has: {', '.join(sorted(both))}"
    for entry in manifest["configs"]:
        yield from _column_faults(entry)
        yield from _split_faults(entry)
    yield from _file_faults(manifest)


def _column_faults(entry: dict[str, Any]) -> Iterator[str]:
    """An earlier release may lack columns; those that it has are of the types they have now."""
    listed = entry["columns"]
    if listed != [column for column in columns(entry["name"]) if column in listed]:
        yield f"lists columns of {entry['name']} that this version does not know"
    elif not {"id", "added_in"} <= {column["name"] for column in listed}:
        yield f"lists no id or added_in of {entry['name']}"


def _split_faults(entry: dict[str, Any]) -> Iterator[str]:
    config, names = entry["name"], [split["name"] for split in entry["splits"]]
    if not names:
        yield f"lists {config} without splits"
    for name in names:
        if not _SPLIT.fullmatch(name) or name == "all" or names.count(name) > 1:
            yield f"lists a split of {config} that cannot be loaded: {quote(name)}"
    if config == "terms" and names != ["train"]:
        yield "divides terms, which are all train"
    for split in entry["splits"]:
        number = len(split["files"])
        stem = f"{config}/{split['name']}"
        if split["files"] != [f"{stem}-{n:05}-of-{number:05}.parquet" for n in range(number)]:
            yield f"lists other files of {stem} than its {number:,} shards in order"
        if not split["rows"] or not number:
            yield f"lists {stem} without rows, which cannot be loaded"


def _file_faults(manifest: Manifest) -> Iterator[str]:
    of_splits = {
        path
        for entry in manifest["configs"]
        for split in entry["splits"]
        for path in split["files"]
    }
    listed = {entry["path"] for entry in manifest["files"]}
    for path in sorted(of_splits - listed):
        yield f"names {quote(path)} as part of a table, but lists no such file"
    for path in sorted(listed - of_splits):
        if path.lower().endswith((".parquet", ".arrow", ".jsonl", ".csv")):
            yield f"lists {quote(path)}, which is part of no table"
