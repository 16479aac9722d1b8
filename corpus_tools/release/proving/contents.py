"""What a release's card and tables say, held against its manifest. Runs in its own process."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from corpus_tools.findings import OperatorError, quote
from corpus_tools.release.describing.card import config, info
from corpus_tools.release.proving.families import family_faults
from corpus_tools.release.proving.faults import Fault, error, limited
from corpus_tools.release.proving.inventory import CARD, head
from corpus_tools.release.proving.soundness import Order, row_faults
from corpus_tools.release.stored.digests import SplitDigest, canonical, config_root
from corpus_tools.release.stored.manifest import MANIFEST
from corpus_tools.release.stored.parquet import features
from corpus_tools.release.stored.reading import Published, published
from corpus_tools.tables import ARROW, Row

_BATCH = 500

Tell = Callable[[str, Any], None]
"""Called with what is told (fault, reading, progress) and its particulars."""


def main(release: str, writer: int, memory: int) -> None:
    """Check a release whose files are those of its manifest; tell of it line by line."""
    with suppress(OSError, ValueError):  # a system may know no such limits
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(writer, "w", encoding="utf-8") as lines:

        def tell(what: str, particulars: Any) -> None:
            lines.write(f"{json.dumps([what, particulars])}\n")
            lines.flush()

        for fault in limited(_faults(published(Path(release)), tell)):
            tell("fault", [fault.severity, fault.path, fault.message])


def _faults(release: Published, tell: Tell) -> Iterator[Fault]:
    tell("reading", CARD)
    yield from _card_faults(release)
    sound = True
    for fault in _table_faults(release, tell):
        sound = False
        yield fault
    if sound:  # rows can be put side by side only where their order holds
        tell("reading", "annotations")
        try:
            yield from family_faults(release, tell)
        except (MemoryError, OperatorError) as refused:
            yield error("annotations", f"cannot be read beside its articles: {refused}")


# ------------------------------------------------------------------ the card


class _Plain(yaml.SafeLoader):
    """Reads YAML without aliases, by which a few lines stand for billions."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def _card_faults(release: Published) -> Iterator[Fault]:
    raw = head((release.path / CARD).read_bytes())
    if sha256(raw).hexdigest() != release.manifest["card_sha256"]:
        yield error(MANIFEST, "card_sha256 is not that of the card's head")
    try:
        said = yaml.load(raw, Loader=_Plain)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        yield error(CARD, "its head is not plain YAML")
        return
    entries = release.manifest["configs"]
    if said.get("configs") != [config(release.manifest, entry) for entry in entries]:
        yield error(CARD, "its configs are not those of the manifest: other rows would load")
    if said.get("dataset_info") != [info(entry) for entry in entries]:
        yield error(CARD, "its dataset_info does not say what the manifest says")


# ------------------------------------------------------------------ the tables


class _UnreadableError(Exception):
    """A file of a table cannot be read, so that nothing can be said of its rows."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.fault = error(path, message)


def _table_faults(release: Published, tell: Tell) -> Iterator[Fault]:
    counted = {"articles": 0, "withheld": 0}
    for entry in release.manifest["configs"]:
        try:
            yield from _entry_faults(release, entry, counted, tell)
        except _UnreadableError as refused:
            yield refused.fault
            return
    for name, number in counted.items():
        if number != release.manifest[name]:
            said = f"says {name}: {release.manifest[name]:,}; the rows say {number:,}"
            yield error(MANIFEST, said)


def _entry_faults(
    release: Published, entry: dict[str, Any], counted: dict[str, int], tell: Tell
) -> Iterator[Fault]:
    """Yield what is wrong with a table; count its rows."""
    roots = {}
    for split in entry["splits"]:
        digest, order = SplitDigest(), Order(release.version)
        for path, row in _rows(release, entry, split, tell):
            digest.add_row(canonical(row))
            _count(counted, entry["name"], row)
            for message in (*order.faults(row), *row_faults(entry["name"], row, release.manifest)):
                yield error(path, message)
        yield from _split_faults(entry["name"], split, digest)
        roots[split["name"]] = digest.root()
    if config_root(roots) != entry["root"]:
        yield error(MANIFEST, f"root of {entry['name']}: other than its rows give")


def _count(counted: dict[str, int], name: str, row: Row) -> None:
    if name == "articles":
        counted["articles"] += 1
        counted["withheld"] += row.get("body") is None


def _split_faults(name: str, split: dict[str, Any], digest: SplitDigest) -> Iterator[Fault]:
    for what, found in (("rows", digest.rows), ("bytes", digest.bytes), ("root", digest.root())):
        if found != split[what]:
            where = f"{name}/{split['name']}"
            yield error(MANIFEST, f"{what} of {where}: other than its rows give")


def _rows(
    release: Published, entry: dict[str, Any], split: dict[str, Any], tell: Tell
) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a split in stored order, with their file.

    Raises _UnreadableError for what is no Parquet, or not of these columns, or too much.
    """
    done, step = 0, f"rows of {entry['name']} checked"
    for path in split["files"]:
        tell("reading", path)
        try:
            with pq.ParquetFile(release.path / path, page_checksum_verification=True) as file:
                _check_schema(file, entry, path)
                if file.metadata.num_rows > split["rows"] - done:
                    raise _UnreadableError(path, "has more rows than the manifest says")
                for batch in file.iter_batches(_BATCH, use_threads=False):
                    yield from ((path, row) for row in batch.to_pylist())
                    done += batch.num_rows
                    tell("progress", [step, done, split["rows"]])
        except MemoryError:
            message = "cannot be read: it asks for more memory than any release needs"
            raise _UnreadableError(path, message) from None
        except (OSError, ValueError, OverflowError, pa.ArrowException) as refused:
            reason = quote(str(refused).partition("\n")[0], 120)
            raise _UnreadableError(path, f"cannot be read: {reason}") from None


def _check_schema(file: pq.ParquetFile, entry: dict[str, Any], path: str) -> None:
    """Hold a file's schema, and what it tells `datasets`, against columns as this tool writes."""
    name = entry["name"]
    wanted = [column["name"] for column in entry["columns"]]
    found = file.schema_arrow
    if not found.equals(pa.schema([ARROW[name].field(column) for column in wanted])):
        raise _UnreadableError(path, f"its columns are not those of {name} in the manifest")
    told = {"info": {"features": {column: features(name)[column] for column in wanted}}}
    said = found.metadata or {}
    if set(said) != {b"huggingface"} or json.loads(said[b"huggingface"]) != told:
        raise _UnreadableError(path, "its metadata tell datasets of other columns")
