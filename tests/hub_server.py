"""A Hub on this machine: as much of the Hugging Face Hub's interface as its client calls.

Written from the client's own requests. It keeps everything in memory, counts and lists what it
is asked, and fails where it is told to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_" + "SecretOfThisTest0123456789"  # no token of anybody
ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"
_PAGE = 4
"""How many entries of a tree are sent at a time."""

Failure = Literal["fault", "drop", "lose"]
"""Answer 500; hang up unheard; do as asked and hang up."""


class Content(NamedTuple):
    """A file in a commit."""

    data: bytes
    large: bool

    @property
    def blob(self) -> str:
        data = self.data
        if self.large:
            lines = (f"oid sha256:{self.sha256}", f"size {len(data)}")
            data = "\n".join(["version https://git-lfs.github.com/spec/v1", *lines, ""]).encode()
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


Tree = dict[str, Content]


@dataclass
class Repo:
    """A repository: commits by id, with their titles, and what points at them."""

    private: bool
    commits: dict[str, Tree] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    main: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    def commit(self, title: str, tree: Tree) -> str:
        named = sorted((path, content.blob) for path, content in tree.items())
        key = json.dumps([self.main, title, named]).encode()
        self.main = hashlib.sha1(key).hexdigest()
        self.commits[self.main] = tree
        self.titles.append(title)
        return self.main

    @property
    def tree(self) -> Tree:
        """What main holds."""
        return self.commits[self.main]

    def at(self, revision: str) -> str:
        commit = {"main": self.main, **self.tags}.get(revision, revision)
        if commit not in self.commits:
            raise RefusalError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return commit


class RefusalError(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Asked(NamedTuple):
    """A request."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: bytes
    token: str | None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Answer(NamedTuple):
    """What is answered: JSON, or bytes."""

    value: Any
    headers: dict[str, str] = {}  # noqa: RUF012
    status: int = 200


class Hub(ThreadingHTTPServer):
    """The server. `large` tells which files it wants as LFS objects."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.repos: dict[str, Repo] = {}
        self.objects: dict[str, bytes] = {}
        self.log: list[str] = []
        self.large: Callable[[str], bool] = lambda path: False
        self.ignored: Callable[[str], bool] = lambda path: False
        self.card_warnings: list[str] = []
        self.before_commit: Callable[[], object] = lambda: None
        self.answers: dict[str, RefusalError] = {}
        self.failing: tuple[int, Failure] | None = None
        self.lock = threading.RLock()

    def add(self, name: str, *, private: bool = True, **files: bytes) -> Repo:
        """Make a repository with some files of one commit; `_` in a name stands for a dot."""
        repo = self.repos[name] = Repo(private)
        tree = {path.replace("_", "."): Content(data, False) for path, data in files.items()}
        repo.commit("initial commit", {".gitattributes": Content(ATTRIBUTES, False), **tree})
        return repo

    def fail(self, at: int, how: Failure) -> None:
        """Fail at the n-th request from now on, and be gone for all that follow."""
        self.failing = (len(self.log) + at, how)

    def mend(self) -> None:
        self.failing = None

    def failure(self) -> Failure | None:
        if self.failing is None or len(self.log) < self.failing[0]:
            return None
        return self.failing[1] if len(self.log) == self.failing[0] else "drop"

    def writes(self) -> list[str]:
        """Return the requests that were not for reading."""
        return [line for line in self.log if not line.startswith(("GET ", "HEAD "))]

    # ------------------------------------------------------------------ what is asked

    def answer(self, asked: Asked) -> Answer:
        for part, refused in self.answers.items():
            if part in f"{asked.method} {asked.path}":
                raise refused
        if asked.token not in (None, TOKEN):
            raise RefusalError(401, "", "Invalid credentials in Authorization header")
        for method, pattern, handle in _ROUTES:
            if (found := re.fullmatch(pattern, asked.path)) and asked.method in method:
                return handle(self, asked, **found.groupdict())
        raise RefusalError(404, "", f"no such page: {asked.path}")

    def repo(self, asked: Asked, name: str) -> Repo:
        repo = self.repos.get(name)
        if repo is None or (repo.private and asked.token is None):
            raise RefusalError(404 if asked.token else 401, "RepoNotFound", "not found")
        return repo

    def create(self, asked: Asked) -> Answer:
        name = f"{asked.json['organization']}/{asked.json['name']}"
        assert asked.json["type"] == "dataset"
        if name in self.repos:
            raise RefusalError(409, "", "You already created this dataset repo")
        self.add(name, private=asked.json["visibility"] == "private")
        return Answer({"url": f"{self.url}/datasets/{name}", "name": name})

    def info(self, asked: Asked, name: str, rev: str = "main") -> Answer:
        repo = self.repo(asked, name)
        return Answer({"id": name, "sha": repo.at(rev), "private": repo.private, "tags": []})

    def refs(self, asked: Asked, name: str) -> Answer:
        repo = self.repo(asked, name)
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": repo.main}
        tags = [
            {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": commit}
            for tag, commit in repo.tags.items()
        ]
        return Answer({"branches": [main], "converts": [], "tags": tags})

    def tree(self, asked: Asked, name: str, rev: str) -> Answer:
        repo = self.repo(asked, name)
        entries: list[dict[str, Any]] = [{"type": "directory", "path": "articles", "oid": "0" * 40}]
        for path, content in sorted(repo.commits[repo.at(rev)].items()):
            size, lfs = len(content.data), {}
            if content.large:
                lfs = {"lfs": {"oid": content.sha256, "size": size, "pointerSize": 130}}
            file = {"type": "file", "path": path, "oid": content.blob, "size": size}
            entries.append({**file, **lfs})
        start = int(asked.query.get("cursor", ["0"])[0])
        more = f"{self.url}{asked.path}?recursive=true&cursor={start + _PAGE}"
        headers = {"Link": f'<{more}>; rel="next"'} if entries[start + _PAGE :] else {}
        return Answer(entries[start : start + _PAGE], headers)

    def validate_card(self, asked: Asked) -> Answer:
        warnings = [{"message": message} for message in self.card_warnings]
        return Answer({"errors": [], "warnings": warnings})

    def preupload(self, asked: Asked, name: str, rev: str) -> Answer:
        held = self.repo(asked, name).tree
        files = []
        for file in asked.json["files"]:
            path = file["path"]
            mode = "lfs" if self.large(path) else "regular"
            known = {"oid": held[path].blob} if path in held else {}
            ignore = self.ignored(path)
            files.append({"path": path, "uploadMode": mode, "shouldIgnore": ignore, **known})
        return Answer({"files": files})

    def lfs_batch(self, asked: Asked, name: str) -> Answer:
        self.repo(asked, name)
        objects = []
        for wanted in asked.json["objects"]:
            upload = {"href": f"{self.url}/lfs/{wanted['oid']}"}
            actions = {"actions": {"upload": upload, "verify": {"href": f"{self.url}/verify"}}}
            objects.append({**wanted, **({} if wanted["oid"] in self.objects else actions)})
        return Answer({"transfer": "basic", "objects": objects})

    def lfs_put(self, asked: Asked, oid: str) -> Answer:
        assert asked.token is None, "the storage must not see the token"
        assert hashlib.sha256(asked.body).hexdigest() == oid
        self.objects[oid] = asked.body
        return Answer({})

    def lfs_verify(self, asked: Asked) -> Answer:
        assert len(self.objects[asked.json["oid"]]) == asked.json["size"]
        return Answer({})

    def commit(self, asked: Asked, name: str, rev: str) -> Answer:
        self.before_commit()
        repo = self.repo(asked, name)
        lines = [json.loads(line) for line in asked.body.splitlines()]
        header = lines[0]["value"]
        if header.get("parentCommit", repo.main) != repo.main:
            raise RefusalError(
                412, "", "A commit has happened since. Please refresh and try again."
            )
        tree = dict(repo.commits[repo.at(rev)])
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                tree[value["path"]] = Content(base64.b64decode(value["content"]), False)
            elif line["key"] == "lfsFile":
                tree[value["path"]] = Content(self.objects[value["oid"]], True)
            else:
                assert line["key"] == "deletedFile"
                del tree[value["path"]]
        commit = repo.commit(header["summary"], tree)
        return Answer(
            {"commitUrl": f"{self.url}/datasets/{name}/commit/{commit}", "commitOid": commit}
        )

    def tag(self, asked: Asked, name: str, rev: str) -> Answer:
        repo = self.repo(asked, name)
        if asked.json["tag"] in repo.tags:
            raise RefusalError(409, "", "Tag reference exists already.")
        repo.tags[asked.json["tag"]] = repo.at(rev)
        return Answer({})

    def resolve(self, asked: Asked, name: str, rev: str, path: str) -> Answer:
        repo = self.repo(asked, name)
        commit = repo.at(rev)
        if path not in repo.commits[commit]:
            raise RefusalError(404, "EntryNotFound", "Entry not found")
        content = repo.commits[commit][path]
        etag = content.sha256 if content.large else content.blob
        return Answer(content.data, {"ETag": f'"{etag}"', "X-Repo-Commit": commit})


_API = r"/api/datasets/(?P<name>[^/]+/[^/]+)"
_GIT = r"/datasets/(?P<name>[^/]+/[^/]+)"
_ROUTES: tuple[tuple[tuple[str, ...], str, Callable[..., Answer]], ...] = (
    (("POST",), "/api/repos/create", Hub.create),
    (("POST",), "/api/validate-yaml", Hub.validate_card),
    (("GET",), _API, Hub.info),
    (("GET",), f"{_API}/revision/(?P<rev>.+)", Hub.info),
    (("GET",), f"{_API}/refs", Hub.refs),
    (("GET",), f"{_API}/tree/(?P<rev>[^/]+)", Hub.tree),
    (("POST",), f"{_API}/preupload/(?P<rev>.+)", Hub.preupload),
    (("POST",), f"{_API}/commit/(?P<rev>.+)", Hub.commit),
    (("POST",), f"{_API}/tag/(?P<rev>.+)", Hub.tag),
    (("POST",), rf"{_GIT}\.git/info/lfs/objects/batch", Hub.lfs_batch),
    (("PUT",), "/lfs/(?P<oid>[0-9a-f]{64})", Hub.lfs_put),
    (("POST",), "/verify", Hub.lfs_verify),
    (("GET", "HEAD"), f"{_GIT}/resolve/(?P<rev>[^/]+)/(?P<path>.+)", Hub.resolve),
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body go together: one that waits for the other costs 40 ms
    server: Hub

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ") or None
        asked = Asked(self.command, unquote(parts.path), parse_qs(parts.query), body, token)
        with self.server.lock:
            if asked.path == "/api/agent-harnesses":  # the client's own affair, once a day
                return self._send(asked, Answer({"error": "not here"}, status=404))
            self.server.log.append(f"{asked.method} {asked.path}")
            failure = self.server.failure()
            if failure == "drop":
                return self._hang_up()
            try:
                answer = self.server.answer(asked) if failure != "fault" else _down()
            except RefusalError as refused:
                headers = {
                    "X-Error-Code": refused.code,
                    "X-Error-Message": refused.message.split("\n")[0],
                }
                answer = Answer({"error": refused.message}, headers, refused.status)
        return self._hang_up() if failure == "lose" else self._send(asked, answer)

    do_GET = do_HEAD = do_POST = do_PUT = _serve  # noqa: N815

    def _send(self, asked: Asked, answer: Answer) -> None:
        value = answer.value
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(answer.status)
        for key, text in {**answer.headers, "Content-Length": str(len(data))}.items():
            self.send_header(key, text)
        self.end_headers()
        if asked.method != "HEAD":
            self.wfile.write(data)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _down() -> Answer:
    return Answer({"error": "Internal Server Error"}, status=500)
