"""Publishing on the Hub: main becomes the release, the tag stays what it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasets import load_dataset
from huggingface_hub import snapshot_download

from corpus_tools.findings import OperatorError
from corpus_tools.release.building.build import export
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.publishing.hub import RefusedError
from corpus_tools.release.publishing.publish import publish
from corpus_tools.release.stored.reading import published
from tests.corpora import FALKLANDS, cli, copied, declare, tree
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
from tests.hub_server import ATTRIBUTES, TOKEN, Hub


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving() as server:
        introduce(server, tmp_path / "home", monkeypatch)
        yield server


# ------------------------------------------------------------------ what is there afterwards


def test_a_new_repository_is_private_and_holds_the_release(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    done = put(release)
    repo = hub.repos[REPO]
    assert (done.creates, repo.private) == ("private", True)
    assert is_published(repo, release)
    assert repo.titles == ["initial commit", "Version 1.0.0"]
    assert repo.tree[".gitattributes"].data == ATTRIBUTES


def test_a_new_repository_is_public_if_asked_for(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    assert put(release, public=True).creates == "public"
    assert not hub.repos[REPO].private
    assert not put(release, public=True).tags


def test_the_next_version_replaces_and_deletes(hub: Hub, tmp_path: Path) -> None:
    one, two = a_release(tmp_path / "one", ONE), a_release(tmp_path / "two", TWO, "1.1.0")
    put(one)
    before = hub.repos[REPO].main
    done = put(two)
    assert done.changes.added == ("articles/b.parquet",)
    assert done.changes.changed == ("README.md", "manifest.json")
    assert done.changes.deleted == ("articles/a.parquet",)
    repo = hub.repos[REPO]
    assert is_published(repo, two)
    assert repo.tags["v1.0.0"] == before
    assert held(repo, "v1.0.0") == tree(one.path)


def test_large_files_go_as_objects_of_their_own(hub: Hub, tmp_path: Path) -> None:
    hub.large = lambda path: path.endswith(".parquet")
    one, two = a_release(tmp_path / "one", ONE), a_release(tmp_path / "two", TWO, "1.1.0")
    put(one)
    assert set(hub.objects.values()) == {b"PAR1 one", b"PAR1 t"}
    assert put(two).changes.added == ("articles/b.parquet",)
    assert is_published(hub.repos[REPO], two)
    assert len([line for line in hub.log if line.startswith("PUT")]) == 3
    assert not put(two).tags


@pytest.mark.parametrize("large", [False, True])
def test_a_file_of_the_same_size_is_not_the_same(hub: Hub, tmp_path: Path, large: bool) -> None:
    hub.large = lambda path: large and path.endswith(".parquet")
    put(a_release(tmp_path / "one", ONE))
    two = a_release(tmp_path / "two", {**ONE, "terms/t.parquet": b"PAR1 u"}, "1.1.0")
    assert put(two).changes.changed == ("manifest.json", "terms/t.parquet")
    assert is_published(hub.repos[REPO], two)


def test_the_same_again_is_published_already(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    put(release)
    written = len(hub.writes())
    done = put(release)
    assert (done.tags, bool(done.changes)) == (False, False)
    assert len(hub.writes()) == written


def test_an_edited_card_makes_no_other_version(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    put(release)
    (release.path / "README.md").write_bytes(b"# Edited")
    assert not put(release).tags


def test_an_older_version_is_published_already_though_main_went_on(
    hub: Hub, tmp_path: Path
) -> None:
    one, two = a_release(tmp_path / "one", ONE), a_release(tmp_path / "two", TWO, "1.1.0")
    put(one)
    put(two)
    assert not put(one).tags
    assert is_published(hub.repos[REPO], two)


def test_a_card_that_was_edited_on_the_hub_is_put_right(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    put(release)
    repo = hub.repos[REPO]
    repo.tags.clear()
    repo.commit("Update README.md", {**repo.tree, "README.md": repo.tree["manifest.json"]})
    assert put(release).changes.changed == ("README.md",)
    assert is_published(repo, release)


def test_what_the_hub_says_of_the_card_is_told(hub: Hub, tmp_path: Path) -> None:
    hub.card_warnings = ["empty or missing yaml metadata in repo card"]
    (told,) = put(a_release(tmp_path / "one", ONE)).told
    assert told.endswith("README.md: - empty or missing yaml metadata in repo card")


def test_it_is_told_that_the_terms_of_a_public_card_are_still_to_be_asked_for(
    hub: Hub, tmp_path: Path
) -> None:
    asking = b"---\nlicense: other\nextra_gated_prompt: Agree.\n---\n# Sample\n"
    release = a_release(tmp_path / "one", {**ONE, "README.md": asking})
    assert any("access requests" in told for told in put(release, public=True, dry_run=True).told)
    assert any("access requests" in told for told in put(release, public=True).told)
    card = asking.replace(b"extra_", b"other_")
    free = a_release(tmp_path / "two", {**ONE, "README.md": card}, "1.1.0")
    assert put(free, public=True, dry_run=True).told == ()


def test_nothing_is_tagged_where_the_hub_left_a_file_out(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    hub.ignored = lambda path: path == "terms/t.parquet"
    with pytest.raises(OperatorError, match="did not take every file"):
        put(release)
    assert hub.repos[REPO].tags == {}
    hub.ignored = lambda path: False
    assert put(release).changes.added == ("terms/t.parquet",)
    assert is_published(hub.repos[REPO], release)


# ------------------------------------------------------------------ what is refused


def test_a_public_repository_is_no_surprise(hub: Hub, tmp_path: Path) -> None:
    hub.add(REPO, private=False)
    release = a_release(tmp_path / "one", ONE)
    with pytest.raises(RefusedError, match="public, everybody could read this: say --public"):
        put(release)
    assert hub.writes() == []
    put(release, public=True)
    assert is_published(hub.repos[REPO], release)


def test_a_private_repository_is_not_made_public(hub: Hub, tmp_path: Path) -> None:
    hub.add(REPO)
    with pytest.raises(RefusedError, match="leave out --public"):
        put(a_release(tmp_path / "one", ONE), public=True)
    assert hub.repos[REPO].private
    assert hub.writes() == []


def refused(hub: Hub, folder: Path, version: str, match: str, **other: str) -> None:
    """Publish one version, and see another release refused and nothing changed."""
    put(a_release(folder / "there", ONE, "1.1.0"))
    repo, written = hub.repos[REPO], len(hub.writes())
    before = (repo.main, dict(repo.tags))
    with pytest.raises(RefusedError, match=match):
        put(a_release(folder / "new", TWO, version, **other))
    assert (repo.main, repo.tags) == before
    assert len(hub.writes()) == written


def test_a_tag_with_other_content(hub: Hub, tmp_path: Path) -> None:
    refused(hub, tmp_path, "1.1.0", "v1.1.0 is already published in .* with other content")


def test_an_older_version(hub: Hub, tmp_path: Path) -> None:
    refused(hub, tmp_path, "1.0.9", "is at 1.1.0 already, and main never goes back to 1.0.9")


def test_a_higher_tag_counts_though_main_was_emptied(hub: Hub, tmp_path: Path) -> None:
    put(a_release(tmp_path / "one", ONE, "1.1.0"))
    hub.repos[REPO].commit("Start again", {})
    with pytest.raises(RefusedError, match=r"is at 1\.1\.0 already"):
        put(a_release(tmp_path / "two", TWO, "1.0.9"))


def test_another_corpus(hub: Hub, tmp_path: Path) -> None:
    refused(hub, tmp_path, "2.0.0", "holds the corpus “small-sample”", name="another")


def test_texts_where_there_were_none(hub: Hub, tmp_path: Path) -> None:
    refused(hub, tmp_path, "2.0.0", "with --text full: publish in a", text="none")


def test_versions_are_compared_as_numbers(hub: Hub, tmp_path: Path) -> None:
    put(a_release(tmp_path / "one", ONE, "1.9.0"))
    put(a_release(tmp_path / "two", TWO, "1.10.0"))
    with pytest.raises(RefusedError, match=r"is at 1\.10\.0 already"):
        put(a_release(tmp_path / "three", ONE, "1.9.1"))


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0"])
def test_main_counts_where_its_tag_is_missing(hub: Hub, tmp_path: Path, version: str) -> None:
    put(a_release(tmp_path / "one", ONE))
    hub.repos[REPO].tags.clear()
    with pytest.raises(RefusedError, match=r"is at 1\.0\.0 already"):
        put(a_release(tmp_path / "two", TWO, version))


def test_a_repository_of_something_else_is_not_emptied(hub: Hub, tmp_path: Path) -> None:
    hub.add(REPO, README_md=b"# Mine", data_csv=b"1,2")
    with pytest.raises(RefusedError, match=r"holds files of no release \(data.csv\)"):
        put(a_release(tmp_path / "one", ONE))
    assert hub.writes() == []


def test_a_manifest_of_something_else(hub: Hub, tmp_path: Path) -> None:
    hub.add(REPO, manifest_json=b"[]")
    with pytest.raises(RefusedError, match=r"a manifest\.json that is no release's"):
        put(a_release(tmp_path / "one", ONE))


# ------------------------------------------------------------------ a dry run


def test_a_dry_run_of_a_first_version_writes_nothing(hub: Hub, tmp_path: Path) -> None:
    release = a_release(tmp_path / "one", ONE)
    plan = put(release, dry_run=True)
    assert (plan.creates, plan.tag) == ("private", "v1.0.0")
    assert plan.changes.added == tuple(tree(release.path))
    assert hub.repos == {}
    assert hub.writes() == []


def test_a_dry_run_says_what_publishing_then_does(hub: Hub, tmp_path: Path) -> None:
    put(a_release(tmp_path / "one", ONE))
    two, before = a_release(tmp_path / "two", TWO, "1.1.0"), len(hub.writes())
    plan = put(two, dry_run=True)
    assert len(hub.writes()) == before
    assert put(two).changes == plan.changes


# ------------------------------------------------------------------ from export to download


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two versions of a corpus; the second has lost its judgements."""
    folder = tmp_path_factory.mktemp("exported")
    corpus = copied(FALKLANDS, folder / "corpus")
    first = export(corpus, out=folder / "releases").path
    shutil.rmtree(corpus / "annotations")
    declare(corpus, version="2.0.0", released="2026-11-23")
    return first, export(corpus, out=folder / "releases").path


def downloaded(tag: str, folder: Path) -> Path:
    return Path(snapshot_download(REPO, repo_type="dataset", revision=tag, local_dir=folder))


def test_what_is_downloaded_is_what_was_exported(
    hub: Hub, exported: tuple[Path, Path], tmp_path: Path
) -> None:
    hub.large = lambda path: path.endswith(".parquet")
    for release in exported:
        publish(published(release), REPO)
    for release in exported:
        there = downloaded(f"v{release.name}", tmp_path / release.name)
        assert verify(there) == ()
        assert tree(release).items() <= tree(there).items()
        for config in published(release).configs:
            rows = [
                load_dataset(str(path), config, cache_dir=str(tmp_path / f"cache-{i}"))["train"]
                for i, path in enumerate((release, there))
            ]
            assert rows[0].to_list() == rows[1].to_list()
    gone = tree(exported[0]).keys() - tree(exported[1]).keys()
    assert any(path.startswith("judgements/") for path in gone)
    assert gone.isdisjoint(hub.repos[REPO].tree)


def test_the_command_publishes_and_says_how_to_load(
    hub: Hub, exported: tuple[Path, Path], tmp_path: Path
) -> None:
    hub.large = lambda path: path.endswith(".parquet")
    env = environment(hub, tmp_path / "home")
    words = ("publish", exported[0], "--repo", REPO)
    dry = cli(*words, "--dry-run", cwd=tmp_path, env=env)
    assert (dry.returncode, dry.stderr) == (0, b"")
    assert hub.writes() == []
    for line in (f"  create  {REPO} (private)", "  add     manifest.json", "  tag     v1.0.0"):
        assert line in dry.stdout.decode().splitlines()
    done = cli(*words, cwd=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert is_published(hub.repos[REPO], published(exported[0]))
    call = f'articles = load_dataset("{REPO}", "articles", revision="v1.0.0")'
    assert call in done.stdout.decode().splitlines()
    again = cli(*words, cwd=tmp_path, env=env)
    assert again.returncode == 0
    assert again.stdout.startswith(b"already published: ")
    surprise = cli(*words, "--public", cwd=tmp_path, env=env)
    assert (surprise.returncode, surprise.stdout) == (1, b"")
    assert surprise.stderr.count(b"\n") == 1
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for run in (dry, done, again, surprise):
        assert TOKEN.encode() not in run.stdout + run.stderr + files


def test_a_release_that_does_not_verify_is_refused(
    hub: Hub, exported: tuple[Path, Path], tmp_path: Path
) -> None:
    release = tmp_path / "1.0.0"
    shutil.copytree(exported[0], release)
    data = next(release.glob("articles/*.parquet"))
    data.write_bytes(data.read_bytes()[:-1] + b"?")
    env = environment(hub, tmp_path / "home")
    done = cli("publish", release, "--repo", REPO, cwd=tmp_path, env=env)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"is not what was exported" in done.stderr
    assert b"articles/" in done.stderr
    assert hub.log == []
