"""Reading a release as its users do."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import datasets
import rfc8785
import yaml

from tests.corpora import (
    PORT,
    Doc,
    an_article,
    an_outlet,
    read_json,
    write_corpus,
    write_json,
)

datasets.disable_progress_bars()

Rows = list[dict[str, Any]]


def load(release: Path, config: str, cache: Path) -> dict[str, Rows]:
    """Load a config by `datasets`; a cache of its own says nothing about other tests."""
    loaded = datasets.load_dataset(str(release), config, cache_dir=str(cache))
    return {split: list(rows) for split, rows in loaded.items()}


def load_all(release: Path, cache: Path) -> dict[str, dict[str, Rows]]:
    return {
        entry["name"]: load(release, entry["name"], cache / entry["name"])
        for entry in manifest(release)["configs"]
    }


def manifest(release: Path) -> Any:
    return read_json(release / "manifest.json")


def files_of(release: Path, config: str, split: str) -> list[Path]:
    for entry in manifest(release)["configs"]:
        for part in entry["splits"]:
            if (entry["name"], part["name"]) == (config, split):
                return [release / name for name in part["files"]]
    raise KeyError(config)


def card(release: Path) -> Any:
    text = (release / "README.md").read_text(encoding="utf-8")
    opening, head, _ = text.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(head)


def roots(rows: dict[str, Rows]) -> dict[str, str]:
    """Compute the root of each split as the contract words it, by another library."""
    return {
        split: hashlib.sha256(
            b"".join(hashlib.sha256(rfc8785.dumps(plain(row))).digest() for row in found)
        ).hexdigest()
        for split, found in rows.items()
    }


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value


def config_root(by_split: dict[str, str]) -> str:
    lines = sorted(f"{split}={root}\n" for split, root in by_split.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def bodies(release: Path, cache: Path) -> list[str]:
    return [row["body"] for row in load(release, "articles", cache)["train"]]


SECRET = (
    "Fishing boats stayed in harbour while the wind blew hard from the north for three days. "
    "“Nobody in Port Example remembers such a spring,” said the keeper of the lighthouse. "
    "Repairs to the broken pier will begin as soon as the water falls again below the old mark."
)


HEADLINE = "Spring storm keeps every single boat of Port Example in its harbour"


LINKED = "Pier of the northern harbour closed to walkers until further notice was given"


def secret_article(license: str = "CC0-1.0") -> Doc:
    related = [{"title": LINKED, "url": "https://news.example/1"}]
    return an_article(title=HEADLINE, body=SECRET, related=related, license=license)


def judged(article: Doc, surface: str = "Port Example", **changes: object) -> Doc:
    """Return an annotation of one span, with a speaker and a comment that quote the text."""
    start = article["body"].index(surface)
    span: Doc = {"field": "body", "start": start, "end": start + len(surface), "surface": surface}
    span |= {"concept": "example-ejemplo", "variant": "example", "usage": "quotation"}
    span |= {"voice": "attributed", "speaker": "the keeper of the lighthouse", "decision": "add"}
    span |= {"prefix": article["body"][max(0, start - 32) : start], "comment": SECRET[:120]}
    digests = {
        name: hashlib.sha256(article[name].encode()).hexdigest() for name in ("title", "body")
    }
    return {
        "article": article["id"],
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": digests,
        "spans": [{**span, **changes}],
    }


def secret_corpus(root: Path, article: Doc, *, rights: Doc | None = None) -> Path:
    outlet = an_outlet() if rights is None else an_outlet(rights=rights)
    corpus = write_corpus(root, articles=[article], outlets=[outlet], concepts=[PORT])
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", judged(article))
    return corpus
