"""The door to the Hugging Face Hub: what a repository holds, and the few things done to it."""

from __future__ import annotations

import logging
import re
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx2
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    RepoFile,
    constants,
    get_token,
)
from huggingface_hub.errors import (
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.utils.tqdm import disable_progress_bars

from corpus_tools.findings import OperatorError

Visibility = Literal["public", "private"]

_MAIN = "main"
_DATASET = "dataset"
_SECRET = re.compile(r"\bhf_[A-Za-z0-9]{16,}|(?i:\bBearer\s+)\S+")
"""What looks like a token, whoever's it is."""

_ADVICE = {
    401: "it does not know the token: log in again (hf auth login), or mend HF_TOKEN",
    402: "the account has no room left for this",
    403: "the token may not do this: use one that may write to {repo}",
    404: "{repo} is not there, or the token may not see it",
    409: "{repo} was changed by somebody else at the same time: see what, then publish again",
    412: "{repo} was changed by somebody else at the same time: see what, then publish again",
    429: "too many requests: publish again in some minutes, and it goes on where it stopped",
}
_FAULT = "a fault of its own: publish again later, and it goes on where it stopped"


class RefusedError(Exception):
    """The release must not be published so. Nothing was changed on the Hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A file that a repository holds: a large one has a SHA-256, a small one its Git blob's id."""

    size: int
    blob: str
    sha256: str | None


class Repository:
    """A dataset repository. Its methods raise what the client raises: see `repository`."""

    def __init__(self, name: str, token: str) -> None:
        self.name = name
        self.told: list[str] = []
        self._api = HfApi(token=token)

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self._api.endpoint}/datasets/{self.name}"

    def visibility(self) -> Visibility | None:
        """Tell who may see it; None where it does not exist."""
        try:
            return "private" if self._api.dataset_info(self.name).private else "public"
        except RepositoryNotFoundError as error:
            if error.response.status_code == 404:
                return None
            raise

    def heads(self) -> tuple[str, dict[str, str]]:
        """Return the commit that main stands at, and those of the tags."""
        refs = self._api.list_repo_refs(self.name, repo_type=_DATASET)
        main = [branch.target_commit for branch in refs.branches if branch.name == _MAIN]
        if not main:
            raise OperatorError(f"{self.name} has no branch “{_MAIN}”: make one on the Hub")
        return main[0], {tag.name: tag.target_commit for tag in refs.tags}

    def files(self, revision: str) -> dict[str, Held]:
        """Return every file at a revision, by path."""
        tree = self._api.list_repo_tree(
            self.name, recursive=True, revision=revision, repo_type=_DATASET
        )
        return {
            entry.path: Held(
                size=entry.size,
                blob=entry.blob_id,
                sha256=entry.lfs.sha256 if entry.lfs else None,
            )
            for entry in tree
            if isinstance(entry, RepoFile)
        }

    def read(self, path: str, revision: str) -> bytes:
        """Return the bytes of a small file."""
        with tempfile.TemporaryDirectory(prefix="corpus-tools-hub-") as folder:
            read = self._api.hf_hub_download(
                self.name, path, revision=revision, repo_type=_DATASET, local_dir=folder
            )
            return Path(read).read_bytes()

    def create(self, visibility: Visibility) -> None:
        """Create it."""
        self._api.create_repo(self.name, repo_type=_DATASET, visibility=visibility)

    def commit(
        self, message: str, put: Mapping[str, Path], deleted: Iterable[str], parent: str
    ) -> str:
        """Put and delete files in one commit on main, if it still stands at the parent.

        Return the commit. What the Hub has to say of the card is kept in `told`.
        """
        additions = [
            CommitOperationAdd(path_in_repo=path, path_or_fileobj=file)
            for path, file in put.items()
        ]
        deletions = [CommitOperationDelete(path, is_folder=False) for path in deleted]
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            made = self._api.create_commit(
                self.name,
                [*additions, *deletions],
                commit_message=message,
                repo_type=_DATASET,
                revision=_MAIN,
                parent_commit=parent,
            )
        warned = [str(one.message) for one in said if one.category is UserWarning]
        self.told += [" ".join(message.split()) for message in warned]
        return made.oid

    def tag(self, tag: str, commit: str) -> None:
        """Tag a commit."""
        self._api.create_tag(self.name, tag=tag, revision=commit, repo_type=_DATASET)


@contextmanager
def repository(name: str, *, bars: bool = False) -> Iterator[Repository]:
    """Open a repository with the token of the environment or of the login.

    Whatever goes wrong meanwhile, but for RefusedError, becomes an OperatorError of one line,
    without the token: the client raises errors of many libraries, some with all that was sent.
    The client's own log is silent, and its progress bars are unless they are asked for.
    """
    if name.count("/") != 1:
        raise OperatorError("--repo is ORG/NAME: a user or organisation, and a repository of it")
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    if not bars:
        disable_progress_bars()
    token = None
    try:
        token = get_token()
        if token is None:
            raise OperatorError("no token for the Hub: hf auth login, or set HF_TOKEN")
        yield Repository(name, token)
    except (OperatorError, RefusedError):
        raise
    except Exception as error:
        line = " ".join(_sentence(error, name).split())
        raise OperatorError(_masked(line, token)) from None


def _masked(text: str, token: str | None) -> str:
    if token:
        text = text.replace(token, "(token)")
    return _SECRET.sub("(token)", text)


def _sentence(error: BaseException, name: str) -> str:
    """Say what went wrong and what to do."""
    if isinstance(error, HFValidationError):
        return f"--repo: {error}"
    for cause in _causes(error):
        if isinstance(cause, HfHubHTTPError):
            return _answered(cause, name)
        if isinstance(cause, OfflineModeIsEnabled):
            return "no connection to the Hub: HF_HUB_OFFLINE is set"
        if isinstance(cause, httpx2.TransportError):
            why = str(cause) or type(cause).__name__
            return (
                f"no connection to {constants.ENDPOINT} ({why}): "
                "publish again later, and it goes on where it stopped"
            )
    return f"the Hub, or its client, failed: {type(error).__name__}: {str(error)[:300]}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _answered(error: HfHubHTTPError, name: str) -> str:
    status = error.response.status_code
    advice = _FAULT if status >= 500 else _ADVICE.get(status, "it refuses this").format(repo=name)
    said = (error.server_message or "")[:200]
    return f"the Hub answers {status}: {advice}" + (f" ({said})" if said else "")
