"""What a release consists of: its manifest, exactly the files that it lists, and their bytes.

Nothing is parsed here but the manifest, and that only within limits.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from corpus_tools.documents import schema
from corpus_tools.documents.decoding import UndecodableError, decode
from corpus_tools.documents.files import UnreadableError, open_regular, read_bytes
from corpus_tools.findings import OperatorError
from corpus_tools.progress import Progress
from corpus_tools.release.proving.faults import Fault, error, warning
from corpus_tools.release.stored.manifest import MANIFEST, Manifest

CARD = "README.md"
_DASHES = b"---\n"
_WELCOME = {
    ".gitattributes": stat.S_IFREG,
    ".git": stat.S_IFDIR,
    ".cache/huggingface": stat.S_IFDIR,
}
"""What Git and the Hub's client put beside the files of a release."""


def manifest_of(release: Path, sha256: str | None) -> tuple[Manifest | None, list[Fault]]:
    """Read the manifest; None where it is damaged, or not the one that was asked for.

    Raises OperatorError where the folder has none.
    """
    if not os.path.lexists(release / MANIFEST):
        raise OperatorError(f"{release} is no release: it has no {MANIFEST}")
    try:
        raw = read_bytes(release / MANIFEST)
        if sha256 is not None and (found := hashlib.sha256(raw).hexdigest()) != sha256:
            return None, [error(MANIFEST, f"its SHA-256 is {found}, not the one given")]
        decoded = decode(raw)
    except UnreadableError as refused:
        return None, [error(MANIFEST, refused.fault.message)]
    except UndecodableError as refused:
        return None, [error(MANIFEST, fault.message) for fault in refused.faults]
    faults = [
        error(MANIFEST, f"{fault.message} ({fault.pointer or '/'})")
        for fault in schema.check("release", decoded)
    ]
    return (None if faults else decoded.value), faults


def file_faults(release: Path, manifest: Manifest, progress: Progress) -> Iterator[Fault]:
    """Yield what is added, missing, no regular file, or has other bytes than the manifest says."""
    listed = {entry["path"]: entry for entry in manifest["files"]}
    there: set[str] = set()
    yield from _stray(release, {*listed, MANIFEST}, there)
    for done, (path, entry) in enumerate(sorted(listed.items())):
        progress("files checked", done, len(listed))
        if path in there:
            yield from _byte_faults(release, path, entry["size"], entry["sha256"], manifest)
        elif not os.path.lexists(release / path):
            yield error(path, "is missing")
    progress("files checked", len(listed), len(listed))


def _stray(release: Path, listed: set[str], there: set[str]) -> Iterator[Fault]:
    """Yield what should not be there; put the listed regular files into `there`."""
    folders = {".cache", *(path.rpartition("/")[0] for path in listed)}
    folders |= {above for folder in folders for above in _above(folder)}
    for path, mode in _entries(release, folders):
        if _WELCOME.get(path) == stat.S_IFMT(mode) or (stat.S_ISDIR(mode) and path in folders):
            continue
        if stat.S_ISLNK(mode):
            yield error(path, "is a link")
        elif stat.S_ISDIR(mode):
            yield error(path, "was added: a folder that holds nothing of the release")
        elif not stat.S_ISREG(mode):
            yield error(path, "is not a regular file")
        elif path not in listed:
            yield error(path, "was added: the manifest does not list it")
        else:
            there.add(path)


def _above(folder: str) -> Iterator[str]:
    while folder := folder.rpartition("/")[0]:
        yield folder


def _entries(release: Path, folders: set[str]) -> Iterator[tuple[str, int]]:
    """Yield every entry with its mode, those of unknown folders left out; follow no link."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = sorted(os.scandir(release / inside), key=lambda entry: entry.name)
        except OSError as refused:
            raise OperatorError(f"cannot list {release / inside}: {refused.strerror}") from refused
        for entry in entries:
            path = f"{inside}/{entry.name}" if inside else entry.name
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode) and path in folders:
                waiting.append(path)
            yield path, mode


def _byte_faults(
    release: Path, path: str, size: int, sha256: str, manifest: Manifest
) -> Iterator[Fault]:
    try:
        with open_regular(release / path) as file:
            found = os.fstat(file.fileno()).st_size
            same = found == size and _sha256(file) == sha256
    except UnreadableError as refused:
        yield error(path, refused.fault.message)
        return
    except OSError as refused:
        yield error(path, f"cannot be read: {refused.strerror}")
        return
    if same:
        return
    if path == CARD:
        yield _edited_card(release / path, manifest["card_sha256"])
    elif found != size:
        yield error(path, f"has {found:,} bytes, not {size:,}")
    else:
        yield error(path, "its SHA-256 is not the one listed: its bytes were changed")


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _edited_card(path: Path, sha256: str) -> Fault:
    """People may edit the prose of a card; its YAML says what is loaded, and by which licence."""
    try:
        raw = read_bytes(path)
        raw.decode("utf-8")
    except UnreadableError as refused:
        return error(CARD, refused.fault.message)
    except UnicodeDecodeError:
        return error(CARD, "was edited and is no longer UTF-8, so that nothing loads")
    if hashlib.sha256(head(raw)).hexdigest() != sha256:
        return error(CARD, "its YAML head was edited, which says what is loaded")
    return warning(CARD, "its prose was edited")


def head(card: bytes) -> bytes:
    """Return the YAML head of a card, without its two lines of dashes; empty if it has none."""
    if not card.startswith(_DASHES):
        return b""
    end = card.find(b"\n" + _DASHES, len(_DASHES) - 1)
    return card[len(_DASHES) : end + 1]
