"""What it takes to erase an article from releases that are out: the steps, in their order."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from corpus_tools.release.publishing.holdings import Holding
from corpus_tools.release.stored.diff import next_version
from corpus_tools.release.stored.reading import order

REPO = "ORG/NAME"
"""Stands for the repository: no release says where it was published."""

REMAINS = (
    "copies that people downloaded, and clones, duplicates and forks of the repository",
    "pull requests there (refs/pr/…), which keep the commits they were made on",
    "commits without branch or tag, readable by their hash until the Hub clears them: ask its "
    "support, or delete the whole repository (hf repos delete ORG/NAME --type dataset)",
    "what the dataset viewer made (refs/convert/parquet), until it has caught up with main",
    "caches of clients: hf cache rm dataset/ORG/NAME, and ~/.cache/huggingface/datasets",
    "the corpus's own Git history, and backups",
)
"""What the steps do not reach."""

_VIEWER = f"""\
from huggingface_hub import HfApi

api, repo = HfApi(), "{REPO}"
for made in api.list_repo_refs(repo, repo_type="dataset").converts:
    api.super_squash_history(repo, branch=made.ref, repo_type="dataset")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do: by commands for a shell, by a script for Python, or by hand."""

    what: str
    commands: tuple[str, ...] = ()
    script: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How to erase an article from the releases in one folder, which are of one repository."""

    folder: Path
    steps: tuple[Step, ...]


def erasures(article: str, holdings: Sequence[Holding]) -> list[Erasure]:
    """Return the steps for each folder of releases that hold an article or name it."""
    found = []
    for folder, group in groupby(holdings, key=_folder):
        beside = sorted(group, key=_order)
        if any(one.files for one in beside):
            found.append(Erasure(folder=folder, steps=tuple(_steps(article, folder, beside))))
    return found


def _folder(holding: Holding) -> Path:
    return holding.release.path.parent


def _order(holding: Holding) -> tuple[int, ...]:
    return order(holding.release.version)


def _steps(article: str, folder: Path, beside: list[Holding]) -> Iterator[Step]:
    holding, latest = [one for one in beside if one.files], beside[-1]
    clean = latest.release.path
    if latest.files:
        clean = folder / next_version(latest.release.version, "major")
        yield _export(article, clean, latest)
    yield Step(
        what=f"Delete the versions that hold it, once {clean.name} is there: it follows on them.",
        commands=tuple(f"rm -r -- {_quoted(one.release.path)}" for one in holding),
    )
    yield from _on_the_hub(clean, holding, _since(holding[0], beside))
    listed = ", ".join(one.release.version for one in holding)
    yield Step(
        what=f"Ask those who downloaded {listed} to delete it and to use {clean.name}. "
        "Do not name the article: its id tells what it was.",
    )


def _since(first: Holding, beside: list[Holding]) -> list[str]:
    """Return the versions whose history reaches back to the first that holds the article."""
    return [one.release.version for one in beside if _order(one) >= _order(first)]


def _on_the_hub(clean: Path, holding: list[Holding], versions: list[str]) -> Iterator[Step]:
    publish = f"corpus-tools publish {_quoted(clean)} --repo {REPO}"
    tags = dict.fromkeys([*versions, clean.name])
    yield Step(
        what=f"Publish that version where they were published (here {REPO}; --public if it is).",
        commands=(publish,),
    )
    yield Step(
        what="Delete the tags there, of later versions too: their history reaches back. "
        f"(hf repos tag list {REPO} --type dataset)",
        commands=tuple(f"hf repos tag delete {REPO} v{tag} --type dataset --yes" for tag in tags),
    )
    yield Step(
        what="Delete the history, and for good the large files that hold it: in Python,",
        script=_script({file.sha256 for one in holding for file in one.files}),
    )
    yield Step(what="Set the tag of what is left.", commands=(publish,))
    yield Step(
        what="Once the dataset viewer has caught up, delete the history of its files: in Python,",
        script=_VIEWER,
    )


def _export(article: str, clean: Path, latest: Holding) -> Step:
    manifest = latest.release.manifest
    text = " --text none" if manifest["text"] == "none" else ""
    return Step(
        what=f'Withdraw it, and with "version": "{clean.name}" in corpus.json export.',
        commands=(
            f"corpus-tools retract {_quoted(article)} --reason TEXT",
            f"corpus-tools export raw --out {_quoted(clean.parent.parent)}{text}",
        ),
    )


def _quoted(path: Path | str) -> str:
    return shlex.quote(str(path))


def _script(hashes: set[str]) -> str:
    listed = "\n".join(f'    "{digest}",' for digest in sorted(hashes))
    return f"""\
from huggingface_hub import HfApi

api, repo = HfApi(), "{REPO}"
held = {{
{listed}
}}
api.super_squash_history(repo, repo_type="dataset")
files = [
    file
    for file in api.list_lfs_files(repo, repo_type="dataset")
    if held & {{file.file_oid, file.oid}}
]
api.permanently_delete_lfs_files(repo, files, repo_type="dataset")
print("deleted:", [file.filename for file in files])
print(api.list_repo_refs(repo, repo_type="dataset", include_pull_requests=True))
"""
