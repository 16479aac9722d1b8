"""Generates a corpus of any size: the words of the sample corpus in random order.

    python -m tests.bench.generate FOLDER --articles 20000

The n-th article is the same whatever the size of the corpus.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus_tools import open_corpus

SAMPLE = Path(__file__).parents[2] / "raw"
BODY_BYTES = 5_000


def articles(count: int) -> Iterator[dict[str, Any]]:
    """Yield generated articles, about 5 KB of UTF-8 each, in the sample's languages."""
    corpus = open_corpus(SAMPLE)
    by_outlet: dict[tuple[str, str], list[str]] = {}
    for article in corpus.articles():
        words = by_outlet.setdefault((article.outlet, article.language), [])
        words.extend((article.body or "").split())
    places = sorted(by_outlet)
    events = sorted(corpus.events)
    for number in range(count):
        dice = random.Random(number)
        outlet, language = places[number % len(places)]
        words = by_outlet[outlet, language]
        yield {
            "id": f"{outlet}-2022-03-{number % 28 + 1:02}-{number:08}",
            "outlet": outlet,
            "language": language,
            "published": f"2022-03-{number % 28 + 1:02}",
            "license": "CC0-1.0",
            "title": " ".join(dice.choices(words, k=9)),
            "body": _body(dice, words),
            "event": dice.choice(events),
            "origin": "synthetic",
            "collection": "sample-synthetic",
        }


def _body(dice: random.Random, words: list[str]) -> str:
    paragraphs, size = [], 0
    while size < BODY_BYTES:
        paragraph = " ".join(dice.choices(words, k=dice.randint(30, 80)))
        paragraphs.append(paragraph)
        size += len(paragraph.encode()) + 2
    return "\n\n".join(paragraphs)


def generate(folder: Path, count: int) -> None:
    """Write a corpus with the sample's outlets, events and lexicon and generated shards."""
    folder.mkdir(parents=True)
    for name in ("outlets", "events", "lexicon"):
        shutil.copytree(SAMPLE / name, folder / name)
    shutil.copy(SAMPLE / "corpus.json", folder)
    (folder / "articles").mkdir()
    shard: Any = None
    for number, article in enumerate(articles(count)):
        if number % 20_000 == 0:
            shard = (folder / "articles" / f"part-{number // 20_000:03}.jsonl").open("wb")
        shard.write((json.dumps(article, ensure_ascii=False) + "\n").encode())
    shard.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    given = parser.parse_args()
    generate(given.folder, given.articles)
