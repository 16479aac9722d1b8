"""What tests of publishing share: a Hub that is running, a client that knows it, small releases."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from huggingface_hub import constants

from corpus_tools.release.publishing.publish import Publication, publish
from corpus_tools.release.stored.manifest import listed_files
from corpus_tools.release.stored.reading import Published, published
from tests.corpora import tree, write_json
from tests.hub_server import TOKEN, Hub, Repo

REPO = "sample-org/small-sample"
ONE = {"README.md": b"# One\n", "articles/a.parquet": b"PAR1 one", "terms/t.parquet": b"PAR1 t"}
TWO = {"README.md": b"# Two\n", "articles/b.parquet": b"PAR1 two", "terms/t.parquet": b"PAR1 t"}


@contextmanager
def serving() -> Iterator[Hub]:
    """Run a Hub while the context lasts."""
    with Hub() as hub:
        thread = threading.Thread(target=hub.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()


def environment(hub: Hub, home: Path) -> dict[str, str]:
    """Return what a client in another process needs to know."""
    return {
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": TOKEN,
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }


def introduce(hub: Hub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client in this process know the Hub, and not wait before it tries again."""
    pages = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", pages)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "AGENT_HARNESSES_PATH", str(home / "harnesses.json"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda seconds: None)


def a_release(
    folder: Path,
    files: dict[str, bytes],
    version: str = "1.0.0",
    name: str = "small-sample",
    text: str = "full",
) -> Published:
    """Write what looks like a release to whoever trusts its manifest."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    manifest = {"name": name, "version": version, "text": text, "configs": []}
    write_json(folder / "manifest.json", {**manifest, "files": listed_files(folder)})
    return published(folder)


def put(release: Published, **options: bool) -> Publication:
    """Publish a release in the repository of these tests."""
    return publish(release, REPO, **options)


def held(repo: Repo, revision: str = "main") -> dict[str, bytes]:
    """Return what a repository holds beside .gitattributes."""
    files = repo.commits[repo.at(revision)]
    return {path: file.data for path, file in sorted(files.items()) if path != ".gitattributes"}


def is_published(repo: Repo, release: Published) -> bool:
    """Tell whether main and the tag are the release, and the same commit."""
    version = json.loads((release.path / "manifest.json").read_bytes())["version"]
    return repo.tags[f"v{version}"] == repo.main and held(repo) == tree(release.path)
