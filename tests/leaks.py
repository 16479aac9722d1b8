"""The search for text that should not be there: in every file of a folder, as far as it decodes."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus_tools.documents.shards import zstd

RUN = 8
"""So many words in a row are text."""

_FRAME = b"\x28\xb5\x2f\xfd"


def leaked(folder: Path, *texts: str, phrases: Iterable[str] = ()) -> set[str]:
    """Return the runs of 8 words of the texts, and the whole phrases, that stand in a folder."""
    sought = {run for text in texts for run in runs(text)}
    sought |= {tuple(words(phrase)) for phrase in phrases if words(phrase)}
    lengths = {len(run) for run in sought}
    found: set[tuple[str, ...]] = set()
    for written in {*everything_written(folder)}:
        there = words(written)
        for length in lengths:
            found |= sought & {*_grams(there, length)}
    return {" ".join(run) for run in found}


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    """Return the runs of words of a text; a shorter text is one."""
    there = words(text)
    return {*_grams(there, min(length, len(there)))} if there else set()


def words(text: str) -> list[str]:
    """Return the words of a text, hyphens and underscores parting them."""
    return re.findall(r"[^\W_]+", text.lower())


def _grams(there: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(there[at : at + length]) for at in range(len(there) - length + 1))


def everything_written(folder: Path) -> Iterator[str]:
    """Yield every string of every file: names, cells, keys, statistics, metadata, prose."""
    for path in sorted(folder.rglob("*")):
        yield path.name
        if path.suffix == ".parquet":
            yield from _of_parquet(path)
        elif path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            yield text
            if path.suffix == ".json":
                yield from _strings(json.loads(text))


def _of_parquet(path: Path) -> Iterator[str]:
    file = pq.ParquetFile(path)
    yield from _strings(file.read().to_pylist())
    for raw in (file.metadata.metadata or {}).values():
        yield raw.decode("utf-8", "replace")
        try:
            yield base64.b64decode(raw, validate=True).decode("utf-8", "replace")
        except binascii.Error:
            yield from _strings(json.loads(raw))
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            found = file.metadata.row_group(group).column(column).statistics
            if found is not None and found.has_min_max:
                yield from (str(found.min), str(found.max))
    yield from _pages(path.read_bytes())


def _pages(raw: bytes) -> Iterator[str]:
    """Yield what stands between and in the compressed pages of a file, read or not."""
    starts = [match.start() for match in re.finditer(re.escape(_FRAME), raw)]
    for start, end in pairwise([0, *starts, len(raw)]):
        yield raw[start:end].decode("utf-8", "replace")
        if raw.startswith(_FRAME, start):
            page = zstd.ZstdDecompressor()
            try:
                yield page.decompress(raw[start:]).decode("utf-8", "replace")
            except zstd.ZstdError:  # the bytes only look like the beginning of a page
                continue


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        yield from (text for entry in value.values() for text in _strings(entry))
    elif isinstance(value, list):
        yield from (text for entry in value for text in _strings(entry))
