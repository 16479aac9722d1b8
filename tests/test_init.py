"""Checks what `init` writes: a corpus, and a workflow that validates it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.corpora import (
    RAW,
    cli,
    read_json,
    tree,
)


def test_init_writes_a_corpus_that_validates(tmp_path: Path) -> None:
    assert cli("init", "mine", cwd=tmp_path).returncode == 0
    assert cli("validate", "mine", cwd=tmp_path).returncode == 0
    assert not (tmp_path / ".github").exists()


def test_init_takes_over_the_background_of_another(tmp_path: Path) -> None:
    assert cli("init", "mine", "--from", RAW, cwd=tmp_path).returncode == 0
    assert tree(tmp_path / "mine" / "lexicon") == tree(RAW / "lexicon")
    new, old = read_json(tmp_path / "mine" / "corpus.json"), read_json(RAW / "corpus.json")
    assert (new["languages"], new["perspectives"]) == (old["languages"], old["perspectives"])
    assert list((tmp_path / "mine" / "articles").iterdir()) == []
    assert cli("validate", "mine", cwd=tmp_path).returncode == 0


def test_init_dates_by_source_date_epoch(tmp_path: Path) -> None:
    done = cli("init", "mine", cwd=tmp_path, env={"SOURCE_DATE_EPOCH": "86400"})
    assert done.returncode == 0
    assert read_json(tmp_path / "mine" / "corpus.json")["released"] == "1970-01-02"


@pytest.mark.parametrize("place", [".", "data/mine"])
def test_init_writes_a_safe_workflow_into_the_work_tree(tmp_path: Path, place: str) -> None:
    (tmp_path / ".git").mkdir()
    assert cli("init", place, cwd=tmp_path).returncode == 0
    (path,) = (tmp_path / ".github" / "workflows").iterdir()
    text = path.read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    trigger = flow.get("on", flow.get(True))
    assert list(trigger) == ["pull_request"]
    assert flow["permissions"] == {"contents": "read"}
    assert set(re.findall(r"\$\{\{.*?\}\}", text)) == {"${{ github.event.pull_request.base.sha }}"}
    assert "secrets" not in text
    steps = [step for job in flow["jobs"].values() for step in job["steps"]]
    assert not any("permissions" in job for job in flow["jobs"].values())
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    runs = [step["run"] for step in steps if "run" in step]
    assert not any("${{" in run for run in runs)
    assert [job["env"]["CORPUS"] for job in flow["jobs"].values()] == [place]
    assert any(run.startswith('corpus-tools validate "$CORPUS" ') for run in runs)
    if place == ".":
        assert cli("validate", ".", cwd=tmp_path).returncode == 0


def test_init_overwrites_no_workflow(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    workflow = tmp_path / ".github" / "workflows" / "validate-corpus.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine", encoding="utf-8")
    assert cli("init", "mine", cwd=tmp_path).returncode == 0
    assert workflow.read_text(encoding="utf-8") == "mine"


def test_every_corpus_of_a_work_tree_has_a_workflow(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for corpus in ("one", "two", "three"):
        assert cli("init", corpus, cwd=tmp_path).returncode == 0
    flows = [
        yaml.safe_load(path.read_bytes()) for path in (tmp_path / ".github" / "workflows").iterdir()
    ]
    assert len({flow["name"] for flow in flows}) == 3
    validated = {job["env"]["CORPUS"] for flow in flows for job in flow["jobs"].values()}
    assert validated == {"one", "two", "three"}


def test_a_workflow_that_is_there_is_not_written_twice(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for _ in range(2):
        assert cli("init", "mine", cwd=tmp_path).returncode == 0
        (tmp_path / "mine" / "corpus.json").unlink()
        (tmp_path / "mine" / "guidelines.md").unlink()
    assert len(list((tmp_path / ".github" / "workflows").iterdir())) == 1


def test_a_workflow_that_cannot_be_written_leaves_no_half_corpus(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in ("validate-corpus.yml", "validate-corpus-mine.yml"):
        (workflows / name).write_text("another", encoding="utf-8")
    done = cli("init", "mine", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"validate-corpus-mine.yml exists already" in done.stderr
    assert not (tmp_path / "mine").exists()


def test_a_new_corpus_must_be_named(tmp_path: Path) -> None:
    done = cli("init", "", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_stand_in_a_workflow_leaves_no_half_corpus(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    done = cli("init", "$(id)", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert [path.name for path in tmp_path.iterdir()] == [".git"]
