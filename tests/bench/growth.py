"""Measures what of a release is new bytes to somebody who has the release before.

    pip install fastcdc
    python -m tests.bench.growth [--articles 20000]

From one release of a generated corpus others follow: 2 % new articles, 0.1 % of the texts
edited (other ones each time), one form of the lexicon dropped, a frequent one or rarer ones,
or given to another variant.
All files of both are cut into chunks of about 64 KB at places that their content decides
(FastCDC, as the Hub's storage does it); new bytes are those of chunks that the release before
does not have. Beside them: what the rows that changed weigh, that is, the bytes of the files
when these rows alone are written, as a release would write them. Rows keep their order, so the
rows of a rare form lie far apart, and each costs the chunk it lies in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fastcdc import fastcdc

import corpus_tools as ct
from corpus_tools.release.stored.diff import diff
from corpus_tools.release.stored.parquet import SplitWriter
from corpus_tools.release.stored.reading import Published, published
from corpus_tools.tables import batch
from tests.bench.generate import articles, generate

CHUNK = 64 * 1024
SHARD = Path("articles/part-000.jsonl")


def chunks(release: Path) -> Iterator[tuple[bytes, int]]:
    """Yield digest and size of every chunk of every file."""
    for path in sorted(file for file in release.rglob("*") if file.is_file()):
        raw = path.read_bytes()
        for chunk in fastcdc(raw, min_size=CHUNK // 8, avg_size=CHUNK, max_size=CHUNK * 2):
            part = raw[chunk.offset : chunk.offset + chunk.length]
            yield hashlib.sha256(part).digest(), len(part)


def new_bytes(old: Path, new: Path) -> tuple[int, int]:
    """Return the bytes of a release that another does not have, and all its bytes."""
    known, fresh, total = {digest for digest, _ in chunks(old)}, 0, 0
    for digest, size in chunks(new):
        total += size
        fresh += size * (digest not in known)
        known.add(digest)
    return fresh, total


def differing(old: Published, new: Published) -> dict[str, set[str]]:
    """Return the ids of the rows that differ, by config."""
    found: dict[str, set[str]] = {}
    for change in diff(old, new).rows:
        found.setdefault(change.config, set()).add(change.id)
    return found


def weight(old: Published, new: Published, config: str, ids: set[str]) -> int:
    """Return the bytes of the files of these rows alone: as they are now, or last were."""
    rows = {id_: row for one in (old, new) for id_, _, row in one.by_id(config) if id_ in ids}
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        writer = SplitWriter(Path(folder), config, "train")
        writer.add(batch(config, [rows[id_] for id_ in sorted(rows)]))
        return sum(path.stat().st_size for path in writer.close())


def grown(root: Path, count: int) -> None:
    """Add 2 % articles, whose ids lie among the others."""
    new = list(articles(count + count // 50))[count:]
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in new)
    (root / "articles" / "part-new.jsonl").write_text(lines, encoding="utf-8")


def edited(root: Path, count: int, first: int = 0) -> None:
    """Change a word in one text of a thousand."""
    lines = (root / SHARD).read_text(encoding="utf-8").splitlines()
    for place in range(first % count, count, 1000):
        doc = json.loads(lines[place])
        words = doc["body"].split(" ")
        words[len(words) // 2] = "corrected"
        lines[place] = json.dumps({**doc, "body": " ".join(words)}, ensure_ascii=False)
    (root / SHARD).write_text("\n".join(lines) + "\n", encoding="utf-8")


def dropped(root: Path, _count: int, concept: str, text: str) -> None:
    """Drop an English form of a concept."""
    path = root / "lexicon" / f"{concept}.json"
    doc = json.loads(path.read_text(encoding="utf-8"))
    for variant in doc["variants"]:
        variant["forms"] = [
            form for form in variant["forms"] if (form["text"], form["language"]) != (text, "en")
        ]
    path.write_text(json.dumps(doc, ensure_ascii=False), encoding="utf-8")


def moved(root: Path, _count: int, concept: str, text: str) -> None:
    """Give an English form of a concept to its next variant."""
    path = root / "lexicon" / f"{concept}.json"
    doc = json.loads(path.read_text(encoding="utf-8"))
    variants = doc["variants"]
    at = next(n for n, one in enumerate(variants) if text in [f["text"] for f in one["forms"]])
    found = next(f for f in variants[at]["forms"] if (f["text"], f["language"]) == (text, "en"))
    variants[at]["forms"].remove(found)
    variants[(at + 1) % len(variants)]["forms"].append(found)
    path.write_text(json.dumps(doc, ensure_ascii=False), encoding="utf-8")


STEPS: dict[str, Callable[[Path, int], None]] = {
    "2 % new articles": grown,
    "0.1 % edited": edited,
    "0.1 % edited, others": partial(edited, first=337),
    "0.1 % edited, again others": partial(edited, first=691),
    "Khankendi dropped": partial(dropped, concept="khankendi-stepanakert", text="Khankendi"),
    "Shusha dropped": partial(dropped, concept="shusha-shushi", text="Shusha"),
    "Hadrut dropped": partial(dropped, concept="hadrut", text="Hadrut"),
    "Shusha, another variant's": partial(moved, concept="shusha-shushi", text="Shusha"),
}


def declare(root: Path, version: str) -> None:
    """Give a corpus a version."""
    path = root / "corpus.json"
    doc: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**doc, "version": version}, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Run, and print the shares."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        place = Path(folder)
        generate(place / "raw", count)
        declare(place / "raw", "1.0.0")
        first = ct.export(place / "raw", out=place / "out").path
        print(f"{count:,} articles: {new_bytes(first, first)[1]:,} bytes")
        for number, (name, change) in enumerate(STEPS.items()):
            root = Path(shutil.copytree(place / "raw", place / f"raw-{number}"))
            change(root, count)
            declare(root, "2.0.0")
            second = ct.export(root, out=place / f"out-{number}", since=first).path
            fresh, total = new_bytes(first, second)
            releases = published(first), published(second)
            changed = differing(*releases)
            weighs = sum(weight(*releases, config, ids) for config, ids in changed.items())
            rows = ", ".join(f"{len(ids):,} {config}" for config, ids in sorted(changed.items()))
            print(
                f"{name:<26} {fresh:>12,} new bytes, {fresh / total:6.2%}; "
                f"the rows weigh {weighs:,}: {fresh / weighs:.2f} times ({rows})",
                flush=True,
            )
            shutil.rmtree(second.parents[1])


if __name__ == "__main__":
    main()
