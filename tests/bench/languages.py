"""Measures language identification on texts of your own: one file a language.

    python -m tests.bench.languages FOLDER [--characters 2000] [--among hy az …] [--show 20]

FOLDER holds `<tag>.txt` files, one sentence a line, each named by the language of its text.
Identified among them and those of `--among`, by sentence and by articles: neighbouring
sentences joined; a wrong accusation is a text that is said to contradict its own language.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from corpus_tools.escaping import for_terminal
from corpus_tools.languages.identification import identify, judge
from corpus_tools.terms.agreement import wilson


def articles(sentences: list[str], size: int) -> Iterator[str]:
    """Yield sentences joined to texts of at least so many characters; the rest is left out."""
    text = ""
    for sentence in sentences:
        text = f"{text} {sentence}" if text else sentence
        if len(text) >= size:
            yield text
            text = ""


def row(name: str, tag: str, texts: list[str], among: tuple[str, ...]) -> tuple[str, int]:
    """Return one line of figures, and how many texts were accused wrongly."""
    start = time.perf_counter()
    accused = sum(judge(text, tag).result == "contradicts" for text in texts)
    spent = time.perf_counter() - start
    answers = [identify(text, among) for text in texts]
    right, silent = answers.count(tag), answers.count(None)
    low, high = wilson(right, len(texts))
    share = f"{right / len(texts):7.2%}" if texts else "      –"
    line = (
        f"{tag:8} {name:9} {len(texts):6,} {share} [{low:.2%}–{high:.2%}] "
        f"{silent:6,} {len(texts) - right - silent:6,} {accused:8,} "
        f"{spent / max(len(texts), 1) * 1e6:9.0f}"
    )
    return line, accused


def doubtful(tag: str, texts: list[str], among: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts that are accused, or not identified as what they are."""
    for text in texts:
        found, verdict = identify(text, among), judge(text, tag)
        if found != tag or verdict.result == "contradicts":
            yield for_terminal(f"{tag} {found} {verdict.result} {verdict.language}: {text}")


def main() -> None:
    """Print two lines a language, and the sum of wrong accusations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--characters", type=int, default=2000)
    parser.add_argument("--among", nargs="*", default=[])
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    folder: Path = given.folder
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if not files:
        parser.exit(2, f"no <tag>.txt files in {folder}: one sentence a line, named az.txt …\n")
    among = tuple(dict.fromkeys([*(file.stem for file in files), *given.among]))
    wrong = checked = 0
    print(
        f"{'language':8} {'length':9} {'n':>6} {'right':>7} 95 % interval   unknown  wrong", end=""
    )
    print("  accused  µs/judge")
    for file in files:
        lines = (line.strip() for line in file.read_text("utf-8").splitlines())
        sentences = [line for line in lines if line]
        long = list(articles(sentences, given.characters))
        for name, texts in (("sentence", sentences), ("article", long)):
            line, accused = row(name, file.stem, texts, among)
            print(line)
            for shown in islice(doubtful(file.stem, texts, among), given.show):
                print(shown)
            wrong, checked = wrong + accused, checked + len(texts)
    print(f"wrong accusations: {wrong:,} of {checked:,}, at most {wilson(wrong, checked)[1]:.2%}")


if __name__ == "__main__":
    main()
