"""What the workflow's two steps say of a pull request, run as a runner would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from corpus_tools.model import sha256
from corpus_tools.skeletons import BY_THE_BASE, workflow
from tests.corpora import (
    ROOT,
    a_concept,
    a_declaration,
    an_article,
    article_path,
    read_json,
    write_corpus,
    write_json,
)

PORT = {"text": "Port Example", "language": "en"}


def git(folder: Path, *arguments: str) -> str:
    call = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(call, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "a commit")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture(params=["raw", "."])
def corpus(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A corpus, as the base branch has it."""
    place: str = request.param
    root = write_corpus(tmp_path / place, articles=[an_article()], concepts=[a_concept(PORT)])
    git(tmp_path, "init", "-qb", "main")
    commit(tmp_path)
    return root


def steps(corpus: Path, ending: str = "") -> list[int]:
    """Commit what was changed on a branch; return the exit status of each step.

    The corpus's path is given with an `ending`, as somebody may have typed it.
    """
    top = Path(git(corpus, "rev-parse", "--show-toplevel").strip())
    base = git(top, "rev-parse", "main").strip()
    git(top, "checkout", "-qb", "proposal")
    commit(top)
    flow = yaml.safe_load(workflow(corpus.relative_to(top).as_posix()))
    (job,) = flow["jobs"].values()
    scripts = Path(sys.executable).parent
    path = os.pathsep.join([str(scripts), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "BASE": base, "CORPUS": job["env"]["CORPUS"] + ending}
    runs = [step["run"] for step in job["steps"] if "validate" in step.get("run", "")]
    return [
        subprocess.run(
            ["bash", "-e", "-c", run], cwd=top, env=env, capture_output=True, check=False
        ).returncode
        for run in runs
    ]


def annotate(corpus: Path, concept: str, variant: str) -> None:
    """Have somebody find a variant of a concept in the article, at its beginning."""
    article = an_article()
    place = {"field": "body", "start": 0, "end": 3, "surface": article["body"][:3]}
    label = {"concept": concept, "variant": variant, "usage": "use", "decision": "add"}
    doc = {
        "article": article["id"],
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {"title": sha256(article["title"]), "body": sha256(article["body"])},
        "spans": [{**place, **label}],
    }
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", doc)


def test_an_article_is_added(corpus: Path) -> None:
    second = an_article("sample-gazette-2022-03-28-two", published="2022-03-28", body="Nobody met.")
    write_json(article_path(corpus, second), second)
    assert steps(corpus) == [0, 0]


def test_a_concept_is_added_and_used(corpus: Path) -> None:
    form = {"text": "Old Town", "language": "en"}
    write_json(corpus / "lexicon/old-town.json", a_concept(form, id_="old-town", variant="old"))
    annotate(corpus, "old-town", "old")
    assert steps(corpus) == [0, 0]


def test_a_variant_is_added_and_used(corpus: Path) -> None:
    path = corpus / "lexicon" / "example-ejemplo.json"
    doc = read_json(path)
    form = {"text": "Puerto Ejemplo", "language": "en"}
    other = {**doc["variants"][0], "id": "ejemplo", "forms": [form]}
    write_json(path, {**doc, "variants": [*doc["variants"], other]})
    annotate(corpus, "example-ejemplo", "ejemplo")
    assert steps(corpus) == [0, 0]


def test_a_language_and_a_collection_are_added_and_used(corpus: Path) -> None:
    collection = {"id": "mine", "method": "donated"}
    declared = a_declaration(languages=["en", "es"], collections=[collection])
    write_json(corpus / "corpus.json", declared)
    text = {"title": "Reunión", "body": "Nadie se reunió."}
    new = an_article("sample-gazette-2022-03-28-two", language="es", collection="mine", **text)
    write_json(article_path(corpus, new), {**new, "published": "2022-03-28"})
    assert steps(corpus) == [0, 0]


def test_a_label_that_nobody_defined_is_refused(corpus: Path) -> None:
    annotate(corpus, "old-town", "old")
    assert steps(corpus)[0] == 1


@pytest.mark.parametrize("ending", ["", "/", "//", "/."])
def test_a_withdrawal_is_not_taken_back(tmp_path: Path, corpus: Path, ending: str) -> None:
    entry = {"id": "sample-gazette-2022-03-28-two", "date": "2022-04-01", "reason": "asked for"}
    write_json(corpus / "retractions.json", [entry])
    commit(tmp_path)
    (corpus / "retractions.json").unlink()
    second = an_article(entry["id"], published="2022-03-28", body="Nobody met.")
    write_json(article_path(corpus, second), second)
    assert steps(corpus, ending)[1] == 1


def test_no_rule_is_switched_off_with_the_corpus(corpus: Path) -> None:
    (corpus / "corpus.json").unlink()
    second = an_article("nosuch-2022-03-28-two", outlet="nosuch", published="2022-03-28")
    write_json(article_path(corpus, second), second)
    assert steps(corpus)[1] == 1


def test_the_action_and_the_workflow_run_the_same() -> None:
    action = yaml.safe_load((ROOT / ".github/actions/validate-corpus/action.yml").read_bytes())
    ours = yaml.safe_load((ROOT / ".github/workflows/validate-corpus.yml").read_bytes())
    theirs = yaml.safe_load(workflow("raw"))
    (own_job,), (job,) = ours["jobs"].values(), theirs["jobs"].values()
    assert own_job["steps"][:2] == job["steps"][:2]
    assert own_job["steps"][-1]["uses"] == "./.github/actions/validate-corpus"
    assert job["steps"][-1]["run"].rstrip() == BY_THE_BASE.rstrip()
    assert action["runs"]["steps"][-1]["run"] == BY_THE_BASE
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"]
