"""Writes the golden release of the current schemas: `python -m tests.making_golden`.

A golden release stays as it is for ever, in tests/golden/<schema_version>/: it shows that
releases made by earlier versions can still be read. Make one when schema_version changes,
or, once, when the format of releases is settled; one that is there is never made anew.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from corpus_tools.findings import OperatorError
from tests.corpora import declare
from tests.forging import a_corpus, a_release

GOLDEN = Path(__file__).with_name("golden")


def make(folder: Path) -> Path:
    """Export the small release into a folder, under the version of the schemas; return it."""
    with tempfile.TemporaryDirectory() as beside:
        made = a_release(Path(beside))
        target = folder / str(made.manifest["schema_version"])
        if target.exists():
            raise OperatorError(f"{target} is there: golden releases never change")
        return Path(shutil.copytree(made.path, target))


def next_corpus(folder: Path) -> Path:
    """Write the same corpus as a later version."""
    root = a_corpus(folder)
    declare(root, version="1.1.0")
    return root


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{make(GOLDEN)}\n")
    except OperatorError as refused:
        sys.exit(str(refused))
