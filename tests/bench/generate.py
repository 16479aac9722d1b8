"""Generates a corpus of any size: the sample corpus's words in random order, nine terms each.

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
from corpus_tools.terms.annotating import annotate_article

SAMPLE = Path(__file__).parents[2] / "raw"
BODY_BYTES = 5_000
TERMS = 9


def articles(count: int) -> Iterator[dict[str, Any]]:
    """Yield generated articles, about 5 KB of UTF-8 each, in the sample's languages."""
    corpus = open_corpus(SAMPLE)
    by_outlet: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for article in corpus.articles():
        if article.body is None:
            continue
        words, terms = by_outlet.setdefault((article.outlet, article.language), ([], []))
        body, at = article.body, 0
        for span in annotate_article(article, corpus.lexicon):
            if span.field == "body":
                words.extend(body[at : span.start].split())
                terms.append(span.surface)
                at = span.end
        words.extend(body[at:].split())
    places = sorted(by_outlet)
    events = sorted(corpus.events)
    for number in range(count):
        dice = random.Random(number)
        outlet, language = places[number % len(places)]
        words, terms = by_outlet[outlet, language]
        yield {
            "id": f"{outlet}-2022-03-{number % 28 + 1:02}-{number:08}",
            "outlet": outlet,
            "language": language,
            "published": f"2022-03-{number % 28 + 1:02}",
            "license": "CC0-1.0",
            "title": " ".join(dice.choices(words, k=9)),
            "body": _body(dice, words, terms),
            "event": dice.choice(events),
            "origin": "synthetic",
            "collection": "sample-synthetic",
        }


def _body(dice: random.Random, words: list[str], terms: list[str]) -> str:
    paragraphs: list[list[str]] = []
    size = 0
    while size < BODY_BYTES:
        paragraphs.append(dice.choices(words, k=dice.randint(30, 80)))
        size += sum(len(word.encode()) + 1 for word in paragraphs[-1])
    for term in dice.choices(terms, k=TERMS):
        dice.choice(paragraphs).insert(dice.randrange(30), term)
    return "\n\n".join(map(" ".join, paragraphs))


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
