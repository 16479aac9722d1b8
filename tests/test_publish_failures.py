"""Publishing where the Hub, the connection or somebody else gets in the way."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from corpus_tools.findings import OperatorError
from corpus_tools.release.publishing.publish import publish
from tests.corpora import python, tree
from tests.hub_client import (
    ONE,
    REPO,
    TWO,
    a_release,
    environment,
    held,
    introduce,
    is_published,
    put,
    serving,
)
from tests.hub_server import TOKEN, Content, Failure, Hub, RefusalError

OTHER = "hf_" + "AnotherSecret0123456789"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving() as server:
        introduce(server, tmp_path / "home", monkeypatch)
        server.large = lambda path: path.startswith("articles/")
        yield server


# ------------------------------------------------------------------ broken off


@pytest.mark.parametrize("how", get_args(Failure))
def test_a_first_version_broken_off_anywhere_is_completed(
    hub: Hub, tmp_path: Path, how: Failure
) -> None:
    release = a_release(tmp_path / "one", ONE)
    requests = 0
    for requests in range(1, 100):
        hub.repos.clear()
        hub.objects.clear()
        hub.fail(requests, how)
        try:
            put(release)
        except OperatorError as error:
            assert_one_line(error)
            hub.mend()
            put(release)
            assert is_published(hub.repos[REPO], release)
            assert hub.repos[REPO].titles.count("Version 1.0.0") == 1
        else:
            break
    assert is_published(hub.repos[REPO], release)
    assert requests > 12


@pytest.mark.parametrize("how", get_args(Failure))
def test_a_next_version_broken_off_anywhere_is_completed(
    hub: Hub, tmp_path: Path, how: Failure
) -> None:
    one, two = a_release(tmp_path / "one", ONE), a_release(tmp_path / "two", TWO, "1.1.0")
    requests = 0
    for requests in range(1, 100):
        hub.repos.clear()
        hub.objects.clear()
        put(one)
        hub.fail(requests, how)
        try:
            put(two)
        except OperatorError:
            hub.mend()
            repo = hub.repos[REPO]
            assert held(repo, "v1.0.0") == tree(one.path)
            assert held(repo) in (tree(one.path), tree(two.path))
            put(two)
            assert is_published(repo, two)
            assert repo.titles == ["initial commit", "Version 1.0.0", "Version 1.1.0"]
        else:
            break
    assert requests > 12


def test_a_missing_tag_is_made_up_for_without_another_commit(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    put(release)
    hub.repos[REPO].tags.clear()
    written = len(hub.writes())
    done = put(release)
    assert (done.tags, bool(done.changes)) == (True, False)
    assert hub.writes()[written:] == [
        f"POST /api/datasets/{REPO}/tag/{hub.repos[REPO].main}",
    ]
    assert is_published(hub.repos[REPO], release)


# ------------------------------------------------------------------ somebody else


def test_a_commit_made_meanwhile_is_not_overwritten(hub: Hub, tmp_path: Path) -> None:
    put(a_release(tmp_path / "one", ONE))
    repo = hub.repos[REPO]
    theirs = {**repo.tree, "README.md": Content(b"# Theirs", False)}
    hub.before_commit = lambda: repo.commit("Theirs", theirs)
    with pytest.raises(OperatorError, match="changed by somebody else at the same time") as error:
        put(a_release(tmp_path / "two", TWO, "1.1.0"))
    assert_one_line(error.value)
    assert repo.tree == theirs
    assert set(repo.tags) == {"v1.0.0"}


def test_a_tag_made_meanwhile_is_not_moved(hub: Hub, tmp_path: Path) -> None:
    put(a_release(tmp_path / "one", ONE))
    repo = hub.repos[REPO]
    theirs = repo.main
    hub.before_commit = lambda: repo.tags.update({"v1.1.0": theirs})
    with pytest.raises(OperatorError, match="changed by somebody else"):
        put(a_release(tmp_path / "two", TWO, "1.1.0"))
    assert repo.tags["v1.1.0"] == theirs


# ------------------------------------------------------------------ what the Hub answers


def assert_one_line(error: OperatorError) -> None:
    assert "\n" not in str(error)
    assert not re.search(f"{TOKEN}|{OTHER}|another-secret", str(error))
    assert error.__suppress_context__


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (400, "it refuses this"),
        (401, "hf auth login"),
        (402, "no room left"),
        (403, f"one that may write to {REPO}"),
        (404, "is not there, or the token may not see it"),
        (409, "changed by somebody else"),
        (429, "publish again in some minutes"),
        (500, "publish again later"),
        (503, "publish again later"),
    ],
)
@pytest.mark.parametrize(
    "request_",
    ["refs", "create", "validate-yaml", "preupload", "batch", "PUT /lfs", "commit/", "tag/"],
)
def test_an_error_of_the_hub_is_one_line(
    hub: Hub, tmp_path: Path, request_: str, status: int, advice: str
) -> None:
    secrets = f"Bearer another-secret, {TOKEN}, {OTHER}"
    hub.answers[request_] = RefusalError(status, "", f"{secrets}: because\nof this")
    with pytest.raises(OperatorError) as error:
        put(a_release(tmp_path / "one", ONE))
    assert_one_line(error.value)
    assert str(status) in str(error.value)
    assert advice in str(error.value)


def test_a_token_that_is_not_known(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", OTHER)
    with pytest.raises(OperatorError, match="401: it does not know the token"):
        put(a_release(tmp_path / "one", ONE))
    assert hub.repos == {}


def test_a_token_of_another_form_is_masked_too(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "a.plain.secret")
    hub.answers["GET"] = RefusalError(403, "", "a.plain.secret may not do this")
    with pytest.raises(OperatorError, match=r"\(\(token\) may not do this\)"):
        put(a_release(tmp_path / "one", ONE))


def test_no_token(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(OperatorError, match="no token for the Hub: hf auth login"):
        put(a_release(tmp_path / "one", ONE))
    assert hub.log == []


@pytest.mark.parametrize(("status", "code"), [(401, "RepoNotFound"), (403, "GatedRepo")])
def test_a_repository_that_is_not_shown_is_not_taken_for_missing(
    hub: Hub, tmp_path: Path, status: int, code: str
) -> None:
    hub.answers["GET"] = RefusalError(status, code, "Access is restricted")
    with pytest.raises(OperatorError, match=str(status)):
        put(a_release(tmp_path / "one", ONE))
    assert hub.writes() == []


@pytest.mark.parametrize("repo", ["name", "a/b/c", "datasets/a/b", "org/na me", "org/..", "/x", ""])
def test_a_name_that_is_none(hub: Hub, tmp_path: Path, repo: str) -> None:
    with pytest.raises(OperatorError, match="--repo"):
        publish(a_release(tmp_path / "one", ONE), repo)
    assert hub.log == []


def test_no_connection(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(OperatorError, match=r"no connection to http://127\.0\.0\.1:9") as error:
        put(a_release(tmp_path / "one", ONE))
    assert_one_line(error.value)


def test_a_client_told_to_stay_offline(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(OperatorError, match="HF_HUB_OFFLINE is set"):
        put(a_release(tmp_path / "one", ONE))


_PUBLISH = """
import sys
from pathlib import Path
from tests.hub_client import published, put
put(published(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("failing", [False, True])
def test_the_token_is_nowhere_even_when_everything_is_logged(
    hub: Hub, tmp_path: Path, failing: bool
) -> None:
    """The client's own log of every request, and the traceback of the error."""
    if failing:
        hub.answers["tag/"] = RefusalError(403, "", f"not with {TOKEN}")
    release = a_release(tmp_path / "one", ONE)
    loud = {"HF_DEBUG": "1", "HF_HUB_VERBOSITY": "debug", "PYTHONPATH": str(Path.cwd())}
    env = {**environment(hub, tmp_path / "home"), **loud}
    done = python("-c", _PUBLISH, str(release.path), cwd=Path.cwd(), env=env)
    assert done.returncode == int(failing), done.stderr
    assert ("OperatorError" in done.stderr.decode()) is failing
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for text in (done.stdout, done.stderr, *written):
        assert TOKEN.encode() not in text


def test_nothing_is_logged(
    hub: Hub, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)
    hub.answers["preupload"] = RefusalError(503, "", "busy")
    with pytest.raises(OperatorError):
        put(a_release(tmp_path / "one", ONE))
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")
