"""The proof before publishing: what `datasets` loads is what was to be written."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as pds

from corpus_tools.findings import OperatorError
from corpus_tools.release.stored.digests import SplitDigest

Roots = Mapping[str, Mapping[str, str]]
"""The root of each split of each config."""


_SCAN = pds.ParquetFragmentScanOptions(
    pre_buffer=False, use_buffered_stream=True, page_checksum_verification=True
)
"""Read page by page, and hold each page against its checksum."""


@contextmanager
def _sparingly() -> Iterator[None]:
    """Let Arrow work on one thread: each further one keeps buffers of its own."""
    cpus, io = pa.cpu_count(), pa.io_thread_count()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    try:
        yield
    finally:
        pa.set_cpu_count(cpus)
        pa.set_io_thread_count(io)


def prove(staged: Path, expected: Roots) -> None:
    """Load every config and split of a staged release in a private cache and compare roots.

    Raises OperatorError where anything else than what was written is loaded.
    """
    import datasets

    datasets.disable_progress_bars()
    for config, splits in expected.items():
        with _sparingly(), tempfile.TemporaryDirectory(prefix="corpus-tools-proof-") as cache:
            # What load_dataset does, but for mapping the rows: mapped pages count as memory.
            builder = datasets.load_dataset_builder(
                str(staged), config, cache_dir=cache, fragment_scan_options=_SCAN
            )
            builder.download_and_prepare()
            if set(builder.info.splits) != set(splits):
                found = sorted(builder.info.splits)
                raise OperatorError(f"the staged release loads splits {found} of {config}")
            for split, root in splits.items():
                if _root(_loaded(Path(builder.cache_dir), split)) != root:
                    raise OperatorError(f"the staged release loads other rows of {config}/{split}")


def _loaded(folder: Path, split: str) -> list[Path]:
    """Return the Arrow files that a split was loaded into, in order."""
    name = re.compile(rf".*-{re.escape(split)}(-\d{{5}}-of-\d{{5}})?\.arrow")
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name))


def _root(files: list[Path]) -> str:
    digest = SplitDigest()
    for path in files:
        with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as stream:
            for batch in stream:
                digest.add(batch)
    return digest.root()
