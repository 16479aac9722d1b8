"""A small release, and what somebody would do who changes one and covers the traces."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

import corpus_tools as ct
from corpus_tools.release.building.build import Release
from corpus_tools.release.describing.card import config, info
from corpus_tools.release.proving.inventory import head
from corpus_tools.release.stored.digests import SplitDigest, config_root
from corpus_tools.release.stored.manifest import listed_files
from tests.corpora import Doc, a_concept, an_article, declare, read_json, write_corpus, write_json

ARTICLES = "articles/train-00000-of-00001.parquet"
RESERVED = "LicenseRef-all-rights-reserved"
Rows = list[dict[str, Any]]


def articles() -> list[Doc]:
    """Return six articles, each with two spans; the text of the last is withheld."""
    return [
        an_article(
            f"sample-gazette-2022-03-2{n}-report",
            published=f"2022-03-2{n}",
            body=f"The council of Port Example met for the {n}th time. Example is far, it said.",
            license=RESERVED if n == 6 else "CC0-1.0",
        )
        for n in range(1, 7)
    ]


def judgement(article: Doc) -> Doc:
    """Return a person's judgement of the first span of an article."""
    start = article["body"].index("Port Example")
    span = {"field": "body", "start": start, "end": start + 12, "surface": "Port Example"}
    labels = {"concept": "example-ejemplo", "variant": "example", "usage": "use"}
    return {
        "article": article["id"],
        "annotator": "ann",
        "annotator_kind": "person",
        "complete": True,
        "text_sha256": {
            name: hashlib.sha256(article[name].encode()).hexdigest() for name in ("title", "body")
        },
        "spans": [{**span, **labels, "voice": "outlet", "decision": "accept"}],
    }


def a_corpus(folder: Path, **declaration: object) -> Path:
    """Write the corpus of those articles, divided into two splits."""
    forms = [{"text": text, "language": "en"} for text in ("Example", "Port Example")]
    root = write_corpus(folder, articles=articles(), concepts=[a_concept(*forms)])
    declare(root, **{"splits": {"train": 50, "test": 50}, **declaration})
    for doc in articles()[:5]:
        write_json(root / "annotations" / f"{doc['id']}.ann.json", judgement(doc))
    (root / "guidelines.md").write_text("# Codebook\n", encoding="utf-8")
    return root


def a_release(folder: Path) -> Release:
    """Export that corpus."""
    return ct.export(a_corpus(folder / "raw"), out=folder / "out")


# ------------------------------------------------------------------ covering the traces


def manifest_edited(release: Path, change: Callable[[Any], Any]) -> None:
    """Change the manifest."""
    manifest = read_json(release / "manifest.json")
    change(manifest)
    write_json(release / "manifest.json", manifest)


def rehashed(release: Path) -> None:
    """List the files anew, with the sizes and hashes that they have now, and hash the card."""

    def change(manifest: Any) -> None:
        manifest["files"] = listed_files(release)
        card = (release / "README.md").read_bytes()
        manifest["card_sha256"] = hashlib.sha256(head(card)).hexdigest()

    manifest_edited(release, change)


def forged(release: Path) -> None:
    """Make manifest and card say what the rows say now: nothing but the rows can tell."""

    def change(manifest: Any) -> None:
        for entry in manifest["configs"]:
            for split in entry["splits"]:
                digest = SplitDigest()
                for path in split["files"]:
                    for batch in pq.read_table(release / path).to_batches():
                        digest.add(batch)
                split |= {"rows": digest.rows, "bytes": digest.bytes, "root": digest.root()}
            entry["root"] = config_root({one["name"]: one["root"] for one in entry["splits"]})
        card_edited(
            release,
            configs=[config(manifest, entry) for entry in manifest["configs"]],
            dataset_info=[info(entry) for entry in manifest["configs"]],
        )

    manifest_edited(release, change)
    rehashed(release)


def card_edited(release: Path, **changes: object) -> None:
    """Change properties of the card's head, and keep its prose."""
    path = release / "README.md"
    raw = path.read_bytes()
    prose = raw[len(head(raw)) + 4 :]
    said = yaml.safe_dump({**yaml.safe_load(head(raw)), **changes}, sort_keys=False)
    path.write_bytes(b"---\n" + said.encode() + prose)


def rewritten(file: Path, change: Callable[[Rows], Rows]) -> None:
    """Change the rows of a Parquet file."""
    table = pq.read_table(file)
    changed = pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema)
    pq.write_table(changed, file, write_page_checksum=True)


def manifest_sha256(release: Path) -> str:
    """Return the SHA-256 of the manifest."""
    return hashlib.sha256((release / "manifest.json").read_bytes()).hexdigest()


def flipped(file: Path, place: int, bit: int = 0) -> None:
    """Change one bit."""
    raw = bytearray(file.read_bytes())
    raw[place] ^= 1 << bit
    file.write_bytes(raw)
