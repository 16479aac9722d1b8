"""The proof before publishing: what `datasets` loads is what was to be written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from corpus_tools.findings import OperatorError
from corpus_tools.release.digests import SplitDigest

Roots = Mapping[str, Mapping[str, str]]
"""The root of each split of each config."""


def prove(staged: Path, expected: Roots) -> None:
    """Load every config and split of a staged release in a private cache and compare roots.

    Raises OperatorError where anything else than what was written is loaded.
    """
    import datasets

    datasets.disable_progress_bars()
    for config, splits in expected.items():
        with tempfile.TemporaryDirectory(prefix="corpus-tools-proof-") as cache:
            loaded = datasets.load_dataset(str(staged), config, cache_dir=cache)
            if set(loaded) != set(splits):
                raise OperatorError(f"the staged release loads splits {sorted(loaded)} of {config}")
            for split, root in splits.items():
                if _root(loaded[split].cache_files) != root:
                    raise OperatorError(f"the staged release loads other rows of {config}/{split}")
            del loaded


def _root(cached: list[dict[str, str]]) -> str:
    digest = SplitDigest()
    for batch in _batches(cached):
        digest.add(batch)
    return digest.root()


def _batches(cached: list[dict[str, str]]) -> Iterator[pa.RecordBatch]:
    """Read the Arrow files that were loaded, plainly: mapped pages would count as memory."""
    for entry in cached:
        with pa.OSFile(entry["filename"]) as file, pa.ipc.open_stream(file) as stream:
            yield from stream
