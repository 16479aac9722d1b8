"""Checks that a release which would say a withheld text's words elsewhere is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.release.building.build import InvalidCorpusError
from tests.corpora import (
    PORT,
    Doc,
    a_concept,
    an_article,
    an_outlet,
    cli,
    declare,
    read_json,
    write_corpus,
    write_json,
)

RESERVED = "LicenseRef-all-rights-reserved"
TITLE = "Spring storm keeps boats in harbour"
BODY = (
    "Fishing boats stayed at home while the wind blew hard from the north for three long days. "
    "The council of Port Example will pay for the pier, the mayor told this newspaper on Monday."
)
EIGHT = "stayed at home while the wind blew hard"
SEVEN = "stayed at home while the wind blew"
SECRET = "sample-gazette-2022-03-27-secret"
OPEN = "sample-gazette-2022-03-28-open"


def corpus_of(
    root: Path, *, secret: Doc | None = None, openly: Doc | None = None, **parts: object
) -> Path:
    """Write a corpus of an article whose text may not go out, and one whose text may."""
    hidden = an_article(SECRET, title=TITLE, body=BODY, license=RESERVED)
    shown = an_article(OPEN, published="2022-03-28")
    return write_corpus(
        root,
        articles=[{**hidden, **(secret or {})}, {**shown, **(openly or {})}],
        concepts=[PORT],
        **parts,  # type: ignore[arg-type]
    )


def related(root: Path) -> Path:
    return corpus_of(root, openly={"related": [{"title": f"Also: {TITLE.upper()}!"}]})


def credited(root: Path) -> Path:
    return corpus_of(root, openly={"credits": [{"name": f"After “{EIGHT}”"}]})


def with_comment(root: Path, comment: str = f"They write that boats {EIGHT}.") -> Path:
    corpus = corpus_of(root)
    article = an_article(OPEN)
    span = {"field": "body", "start": 15, "end": 27, "surface": "Port Example"}
    span |= {"concept": "example-ejemplo", "variant": "example", "usage": "use"}
    annotation = {
        "article": OPEN,
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": False,
        "text_sha256": {
            name: hashlib.sha256(article[name].encode()).hexdigest() for name in ("title", "body")
        },
        "spans": [{**span, "decision": "accept", "comment": comment}],
    }
    write_json(corpus / "annotations" / f"{OPEN}.ann-one.json", annotation)
    return corpus


def with_codebook(root: Path) -> Path:
    corpus = corpus_of(root)
    (corpus / "guidelines.md").write_text(f"# Codebook\n\n> Fishing boats *{EIGHT}* from …\n")
    return corpus


def with_gloss(root: Path) -> Path:
    corpus = corpus_of(root)
    concept = a_concept({"text": "Port Sample", "language": "en"}, id_="another-town")
    write_json(corpus / "lexicon" / "another-town.json", {**concept, "gloss": {"en": EIGHT}})
    return corpus


def with_citation(root: Path) -> Path:
    corpus = corpus_of(root)
    declare(corpus, citation=f"A corpus of boats that {EIGHT}.")
    return corpus


def named(root: Path) -> Path:
    return corpus_of(root, secret={"id": "fishing-boats-" + EIGHT.replace(" ", "-")})


SLUG = EIGHT.replace(" ", "-")


def with_wrapped_codebook(root: Path) -> Path:
    corpus = corpus_of(root)
    first, last = EIGHT[:20], EIGHT[21:]
    (corpus / "guidelines.md").write_text(f"# Codebook\n\n> Fishing boats {first}\n> {last}.\n")
    return corpus


def with_concept(root: Path) -> Path:
    corpus = corpus_of(root)
    concept = a_concept({"text": "Port Sample", "language": "en"}, id_=SLUG)
    write_json(corpus / "lexicon" / f"{SLUG}.json", concept)
    return corpus


def with_variant(root: Path) -> Path:
    corpus = corpus_of(root)
    concept = a_concept({"text": "Port Sample", "language": "en"}, id_="another", variant=SLUG)
    write_json(corpus / "lexicon" / "another.json", concept)
    return corpus


def with_event(root: Path) -> Path:
    corpus = corpus_of(root, openly={"event": SLUG})
    event = {"id": SLUG, "date": "2022-03-27", "label": {"en": "A storm."}, "sources": ["S."]}
    write_json(corpus / "events" / f"{SLUG}.json", event)
    return corpus


def with_authors(root: Path) -> Path:
    corpus = corpus_of(root, openly={"authors": [f"Ann, who wrote that boats {EIGHT}"]})
    declare(corpus, publish_authors=True)
    return corpus


def with_description(root: Path) -> Path:
    corpus = corpus_of(root)
    declare(corpus, description={"en": "Synthetic texts.", "es": f"Barcos: {EIGHT}."})
    return corpus


def with_speaker(root: Path) -> Path:
    corpus = with_comment(root, "A span.")
    path = corpus / "annotations" / f"{OPEN}.ann-one.json"
    doc = read_json(path)
    doc["spans"][0] |= {
        "decision": "relabel",
        "voice": "attributed",
        "speaker": f"Ann, who {EIGHT}",
    }
    write_json(path, doc)
    return corpus


QUOTING: dict[str, Callable[[Path], Path]] = {
    "related": related,
    "credits": credited,
    "comment": with_comment,
    "guidelines.md": with_codebook,
    "gloss": with_gloss,
    "README.md": with_citation,
    "column id": named,
    "in guidelines.md": with_wrapped_codebook,
    "column concept": with_concept,
    "column variant": with_variant,
    "column event": with_event,
    "column authors": with_authors,
    "croissant.json": with_description,
    "column speaker": with_speaker,
}


@pytest.mark.parametrize("where", QUOTING)
def test_what_quotes_a_withheld_text_is_not_exported(tmp_path: Path, where: str) -> None:
    corpus = QUOTING[where](tmp_path / "corpus")
    assert ct.validate(corpus).errors == 0
    with pytest.raises(InvalidCorpusError) as caught:
        ct.export(corpus, out=tmp_path / "out")
    findings = caught.value.report.findings
    assert {finding.code for finding in findings} == {"CT804"}
    assert any(where in finding.message for finding in findings)
    assert all(EIGHT not in f"{finding.message} {finding.hint}" for finding in findings)
    assert not (tmp_path / "out").exists()


def test_fewer_words_or_an_open_text_are_no_quotation(tmp_path: Path) -> None:
    corpus = with_comment(tmp_path / "a", f"They write that ships {SEVEN} softly.")
    assert ct.export(corpus, out=tmp_path / "out").created
    opened = with_comment(tmp_path / "b")
    article = an_article(SECRET, title=TITLE, body=BODY)
    write_json(opened / "articles" / "sample-gazette" / "2022" / f"{SECRET}.json", article)
    assert ct.export(opened, out=tmp_path / "open").created


def test_an_open_article_may_quote_another(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "c", openly={"body": f"A rival wrote: boats {EIGHT}."})
    assert ct.export(corpus, out=tmp_path / "out").created


def test_rights_count_as_licences_do(tmp_path: Path) -> None:
    corpus = with_comment(tmp_path / "c")
    article = an_article(SECRET, title=TITLE, body=BODY, outlet="other-post")
    article["id"] = "other-post-2022-03-27-secret"
    (corpus / "articles" / "sample-gazette" / "2022" / f"{SECRET}.json").unlink()
    write_json(corpus / "articles" / "other-post" / "2022" / f"{article['id']}.json", article)
    write_json(
        corpus / "outlets" / "other-post.json",
        an_outlet("other-post", rights={"text": "none", "basis": "asked"}),
    )
    done = cli("export", str(corpus), "--out", "out", cwd=tmp_path)
    assert done.returncode == 1, done.stderr.decode()
    assert b"CT804" in done.stdout + done.stderr


def test_withdrawing_names_what_quotes_the_text(tmp_path: Path) -> None:
    corpus = with_comment(tmp_path / "raw")
    (corpus / "guidelines.md").write_text(f"# Codebook\n\nFishing boats {EIGHT} from …\n")
    done = cli("retract", SECRET, "--reason", "asked", "--corpus", "raw", cwd=tmp_path)
    shown = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, shown
    assert f"{OPEN}.ann-one.json /spans/0/comment" in shown
    assert "guidelines.md" in shown
    assert EIGHT not in shown
