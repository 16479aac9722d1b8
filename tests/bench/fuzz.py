"""Fuzzes `validate` and every reporter with atheris (libFuzzer), guided by coverage.

    python -m tests.bench.fuzz SECONDS [--keep FOLDER]

Seeds are the files of the test corpora. The first byte of an input says the kind of its
document, the rest is the file. A crash leaves its input as `crash-…` in the folder kept.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
KINDS = {
    "article": "articles",
    "outlet": "outlets",
    "concept": "lexicon",
    "event": "events",
    "annotation": "annotations",
    "corpus": "corpus",
    "retractions": "retractions",
}
WORDS = (
    *('"id"', '"body"', '"spans"', '"start"', '"variants"', '"forms"', "::error::", "##[error]"),
    *("\\\\u202e", "\\\\ud800", "NaN", "1e999", "\\x1b[2J", "\\xe2\\x80\\xae", "\\xef\\xbb\\xbf"),
)


def kind_of(path: Path) -> str:
    """Return what a file of a corpus is, by its place."""
    folders = {folder: kind for kind, folder in KINDS.items()}
    return next((folders[part] for part in path.parts if part in folders), path.stem)


def seeds() -> Iterator[bytes]:
    """Yield every document of the test corpora, its kind before it."""
    kinds = list(KINDS)
    for corpus in (TESTS / "cases" / "base", TESTS / "corpora" / "falklands"):
        for path in sorted(corpus.rglob("*.json")):
            kind = kind_of(path.relative_to(corpus))
            if kind in kinds:
                yield bytes([kinds.index(kind)]) + path.read_bytes()


def target(folder: Path) -> Callable[[bytes], None]:
    """Return what is fuzzed; it raises where `validate` or an output is at fault."""
    from corpus_tools import validate
    from tests.inert import assert_inert, assert_placed

    files = [folder / name / "a.json" for name in KINDS.values()]
    for file in files:
        file.parent.mkdir()

    def one(data: bytes) -> None:
        if not data:
            return
        file = files[data[0] % len(files)]
        file.write_bytes(data[1:])
        report = validate(file)
        assert_placed(report, data[1:])
        assert_inert(report, but="sarif" if len(data) % 16 else "")  # it is slow

    return one


def arguments(seconds: int, folder: Path, kept: Path) -> list[str]:
    """Return the options of libFuzzer."""
    found = folder / "found"
    found.mkdir()
    for number, seed in enumerate(seeds()):
        (found / f"seed-{number:03}").write_bytes(seed)
    words = folder / "words"
    words.write_text("".join(f'"{word.replace(chr(34), chr(92) + chr(34))}"\n' for word in WORDS))
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=16384"]
    outputs = [f"-artifact_prefix={kept}/", "-print_final_stats=1", f"-dict={words}"]
    return [sys.argv[0], *limits, *outputs, str(found)]


def fuzz(seconds: int, kept: Path, folder: Path) -> None:
    """Fuzz for a time; libFuzzer ends the process, with a status that is not 0 on a crash."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["corpus_tools"]):
        one = target(folder)
        for seed in seeds():
            one(seed)  # imports everything, instrumented
    atheris.Setup(arguments(seconds, folder, kept.resolve()), one)
    atheris.Fuzz()


def main() -> None:
    """Fuzz in another process, and leave nothing behind but what is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=int)
    parser.add_argument("--keep", type=Path, default=Path.cwd())
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if find_spec("atheris") is None:
        sys.exit("atheris is not installed: pip install atheris")
    if given.inside:
        fuzz(given.seconds, given.keep, given.inside)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        given.keep.mkdir(parents=True, exist_ok=True)
        words = [str(given.seconds), "--keep", str(given.keep), "--inside", folder]
        command = [sys.executable, "-m", "tests.bench.fuzz", *words]
        status = subprocess.run(command, check=False).returncode
    sys.exit(status)


if __name__ == "__main__":
    main()
