"""The manifest: every other file of a release, and what the release was made of."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus_tools.documents.schema import KINDS, schema_bytes
from corpus_tools.release.stored.digests import canonical
from corpus_tools.tables import COLUMNS

MANIFEST = "manifest.json"
Manifest = dict[str, Any]
"""A document that release.schema.json describes."""

_CONTENT = ("corpus", "lexicon", "schemas", "guidelines")


def digest_of(documents: Iterable[tuple[str, bytes]]) -> str:
    """Return one digest of named documents, whatever order they come in."""
    lines = sorted(f"{name}={hashlib.sha256(raw).hexdigest()}\n" for name, raw in documents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def versions(
    declaration: dict[str, Any], concepts: Iterable[dict[str, Any]], guidelines: bytes
) -> dict[str, str]:
    """Return what a release is made with and from."""
    return {
        "tool": version("corpus-tools"),
        "schemas": digest_of((kind, schema_bytes(kind)) for kind in KINDS),
        "lexicon": digest_of((doc["id"], canonical(doc)) for doc in concepts),
        "corpus": hashlib.sha256(canonical(_lasting(declaration))).hexdigest(),
        "guidelines": hashlib.sha256(guidelines).hexdigest(),
        "python": platform.python_version(),
        "pyarrow": pa.__version__,
        "unicode": unicodedata.unidata_version,
    }


def _lasting(declaration: dict[str, Any]) -> dict[str, Any]:
    """Return what of a declaration does not change with every release."""
    return {key: value for key, value in declaration.items() if key not in ("version", "released")}


def columns(config: str) -> list[dict[str, str]]:
    """Return the columns of a config as the manifest lists them."""
    return [{"name": name, "type": str(kind)} for name, kind in COLUMNS[config].items()]


def listed_files(folder: Path) -> list[dict[str, Any]]:
    """Return path, size and SHA-256 of every file but the manifest, in order of path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        {
            "path": path.relative_to(folder).as_posix(),
            "size": path.stat().st_size,
            "sha256": file_sha256(path),
        }
        for path in found
        if path.name != MANIFEST
    ]


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content(manifest: Manifest) -> Any:
    """Return what makes two releases the same: rows, day, corpus, lexicon, schemas, codebook."""
    roots = [(config["name"], config["root"]) for config in manifest["configs"]]
    return roots, manifest["released"], [manifest["versions"][part] for part in _CONTENT]
