"""Times `validate` against a plain loop of json, jsonschema and langdetect, in one run.

    python -m tests.bench.validating [--articles 1000]

Each generated article is a file of its own. Then the start-up on one file is held against
`python -c "import typer"`, as medians of whole processes that take turns, with byte code
cached as it is for a user.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jsonschema import Draft202012Validator
from langdetect import detect

from corpus_tools import validate
from corpus_tools.documents.schema import load_schema
from tests.bench.generate import articles, generate

RUNS = 15


def spread(corpus: Path, count: int) -> list[Path]:
    """Write generated articles as files, and return them."""
    generate(corpus, 1)
    (corpus / "articles" / "part-000.jsonl").unlink()
    paths = []
    for doc in articles(count):
        folder = corpus / "articles" / doc["outlet"] / doc["published"][:4]
        folder.mkdir(parents=True, exist_ok=True)
        paths.append(folder / f"{doc['id']}.json")
        paths[-1].write_text(json.dumps(doc, ensure_ascii=False), encoding="utf-8")
    return paths


def plain(paths: list[Path]) -> int:
    """Do what a simple script would, and return how many articles it objects to."""
    schema = Draft202012Validator(
        load_schema("article"), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    bad = 0
    for path in paths:
        doc = json.loads(path.read_text(encoding="utf-8"))
        bad += not schema.is_valid(doc) or detect(doc["body"]) != doc["language"]
    return bad


def processes(commands: list[list[str]]) -> list[float]:
    """Return the median time of each command as a whole process, in seconds."""
    caching = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    spent: list[list[float]] = [[] for _ in commands]
    for _ in range(RUNS + 1):  # the first round writes the byte code
        for command, times in zip(commands, spent, strict=True):
            start = time.perf_counter()
            python = [sys.executable, *command]
            subprocess.run(python, capture_output=True, check=False, env=caching)
            times.append(time.perf_counter() - start)
    return [statistics.median(times[1:]) for times in spent]


def main() -> None:
    """Print both ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        paths = spread(corpus, count)
        validate(paths[0])
        start = time.perf_counter()
        report = validate(corpus)
        ours = time.perf_counter() - start
        start = time.perf_counter()
        bad = plain(paths)
        theirs = time.perf_counter() - start
        print(
            f"{count:,} files: validate {ours:.2f} s ({report.errors} errors), plain loop "
            f"{theirs:.2f} s ({bad} objections): {theirs / ours:.1f} x"
        )
        alone = Path(name) / "one.json"
        alone.write_bytes(paths[0].read_bytes())
        files = {"a lone file": alone, "a file of the sample corpus": sample()}
        ours_on = [["-m", "corpus_tools", "validate", str(path)] for path in files.values()]
        typer, *times = processes([["-c", "import typer"], *ours_on])
        for what, took in zip(files, times, strict=True):
            print(
                f"start-up on {what}: {took * 1e3:.0f} ms, {took / typer:.1f} x import typer "
                f"({typer * 1e3:.0f} ms)"
            )


def sample() -> Path:
    """Return an article of the sample corpus."""
    return next((Path(__file__).parents[2] / "raw" / "articles").rglob("*.json"))


if __name__ == "__main__":
    main()
