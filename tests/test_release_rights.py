"""Checks that a release holds no text that may not go out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.release.building.build import InvalidCorpusError
from corpus_tools.rows import TextMode
from tests.corpora import (
    FALKLANDS,
    PORT,
    a_concept,
    an_article,
    declare,
    write_corpus,
    write_json,
)
from tests.leaks import everything_written, leaked
from tests.released_rows import (
    HEADLINE,
    SECRET,
    bodies,
    judged,
    load,
    load_all,
    manifest,
    secret_article,
    secret_corpus,
)

WITHHOLDING = {
    "licence": ("LicenseRef-all-rights-reserved", None, "full"),
    "rights": ("CC0-1.0", {"text": "none", "basis": "asked"}, "full"),
    "rights-until": ("CC0-1.0", {"text": "none", "basis": "x", "until": "2026-11-22"}, "full"),
    "stand-off": ("CC0-1.0", None, "none"),
}


@pytest.fixture(params=WITHHOLDING)
def withheld(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A release whose one article must not be passed on."""
    license, rights, text = WITHHOLDING[request.param]
    mode: TextMode = "none" if text == "none" else "full"
    corpus = secret_corpus(tmp_path / "c", secret_article(license=license), rights=rights)
    return ct.export(corpus, out=tmp_path / "out", text=mode).path


def test_withheld_columns_are_null(withheld: Path, tmp_path: Path) -> None:
    loaded = load_all(withheld, tmp_path / "cache")
    (article,) = loaded["articles"]["train"]
    assert (article["title"], article["body"]) == (None, None)
    assert article["related"] == [{"title": None, "url": "https://news.example/1"}]
    assert article["n_chars"] == len(SECRET)
    assert article["title_sha256"] is None
    assert article["body_sha256"] == hashlib.sha256(SECRET.encode()).hexdigest()
    places = {"title": HEADLINE, "body": SECRET}
    assert len(article["spans"]) == 2
    for span in article["spans"]:
        assert places[span["field"]][span["start"] : span["end"]] == span["surface"]
        assert span["speaker"] is None
    for row in loaded["annotations"]["train"]:
        assert (row["before"], row["after"], row["speaker"]) == (None, None, None)
    (judgement,) = loaded["judgements"]["train"]
    assert (judgement["comment"], judgement["speaker"]) == (None, None)
    assert judgement["surface"] == "Port Example"
    assert manifest(withheld)["withheld"] == 1


def test_short_hashes_are_left_out(tmp_path: Path) -> None:
    article = an_article(license="LicenseRef-all-rights-reserved")
    corpus = write_corpus(tmp_path / "c", articles=[article])
    release = ct.export(corpus, out=tmp_path / "out").path
    (row,) = load(release, "articles", tmp_path / "cache")["train"]
    assert (row["title_sha256"], row["body_sha256"]) == (None, None)
    for name in ("title", "body"):
        digest = hashlib.sha256(article[name].encode()).hexdigest()
        assert not any(digest in text for text in everything_written(release))


def test_the_length_that_makes_a_hash_safe_is_200(tmp_path: Path) -> None:
    reserved = "LicenseRef-all-rights-reserved"
    articles = [
        an_article(f"sample-gazette-2022-03-27-n{n}", body="x" * n, license=reserved)
        for n in (199, 200)
    ]
    corpus = write_corpus(tmp_path / "c", articles=articles)
    release = ct.export(corpus, out=tmp_path / "out").path
    short, long = load(release, "articles", tmp_path / "cache")["train"]
    assert short["body_sha256"] is None
    assert long["body_sha256"] == hashlib.sha256(b"x" * 200).hexdigest()


def test_rights_end_after_their_last_day(tmp_path: Path) -> None:
    rights = {"text": "none", "basis": "embargo", "until": "2026-11-21"}
    corpus = secret_corpus(tmp_path / "c", secret_article(), rights=rights)
    release = ct.export(corpus, out=tmp_path / "out").path
    assert bodies(release, tmp_path / "cache") == [SECRET]


def test_stand_off_releases_have_a_folder_of_their_own(tmp_path: Path) -> None:
    full = ct.export(FALKLANDS, out=tmp_path).path
    none = ct.export(FALKLANDS, out=tmp_path, text="none").path
    assert none == full.parent.with_name("falklands-sample-standoff") / "1.0.0"
    assert manifest(none)["text"] == "none"
    assert set(bodies(none, tmp_path / "cache")) == {None}


def test_a_long_surface_does_not_carry_withheld_text(tmp_path: Path) -> None:
    article = secret_article(license="LicenseRef-all-rights-reserved")
    corpus = secret_corpus(tmp_path / "c", article)
    path = corpus / "annotations" / f"{article['id']}.ann-one.json"
    write_json(path, judged(article, SECRET[:170]))
    try:
        release = ct.export(corpus, out=tmp_path / "out").path
    except InvalidCorpusError:
        return
    assert leaked(release, SECRET) == set()


@pytest.mark.parametrize("license", ["CC0-1.0", "LicenseRef-all-rights-reserved"])
@pytest.mark.parametrize("words", [7, 8])
def test_a_surface_of_eight_words_is_withheld_with_the_text(
    tmp_path: Path, license: str, words: int
) -> None:
    form = " ".join(SECRET.split()[:words])
    article = secret_article(license=license)
    corpus = write_corpus(
        tmp_path / "c",
        articles=[article],
        concepts=[a_concept({"text": form, "language": "en"})],
    )
    path = corpus / "annotations" / f"{article['id']}.ann-one.json"
    write_json(path, judged(article, form, decision="accept"))
    loaded = load_all(ct.export(corpus, out=tmp_path / "out").path, tmp_path / "cache")
    kept = None if words == 8 and license != "CC0-1.0" else form
    (row,) = loaded["articles"]["train"]
    for span in (*row["spans"], *loaded["annotations"]["train"], *loaded["judgements"]["train"]):
        assert (span["start"], span["end"], span["surface"]) == (0, len(form), kept)


def test_a_stand_off_source_passes_no_short_hash_on(tmp_path: Path) -> None:
    title = hashlib.sha256(b"Village council meets").hexdigest()
    article = an_article(text_sha256={"title": title}, text_length={"title": 21, "body": 27})
    del article["title"], article["body"]
    corpus = write_corpus(tmp_path / "c", articles=[article])
    try:
        release = ct.export(corpus, out=tmp_path / "out").path
    except InvalidCorpusError:
        return
    assert not any(title in text for text in everything_written(release))


def test_an_annotation_of_a_stand_off_article_carries_no_text(tmp_path: Path) -> None:
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    lengths = {"title": len(HEADLINE), "body": len(SECRET)}
    article = an_article(text_sha256={"body": digest}, text_length=lengths)
    del article["title"], article["body"]
    corpus = write_corpus(tmp_path / "c", articles=[article], concepts=[PORT])
    words = " ".join(SECRET.split()[:5])
    doc = judged({**article, "title": HEADLINE, "body": SECRET}, words)
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", doc)
    release = ct.export(corpus, out=tmp_path / "out").path
    assert not any(words in text for text in everything_written(release))


def test_a_stand_off_source_keeps_its_lengths_and_long_hashes(tmp_path: Path) -> None:
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    lengths = {"title": len(HEADLINE), "body": len(SECRET)}
    article = an_article(text_sha256={"body": digest}, text_length=lengths)
    del article["title"], article["body"]
    corpus = write_corpus(tmp_path / "c", articles=[article])
    release = ct.export(corpus, out=tmp_path / "out").path
    (row,) = load(release, "articles", tmp_path / "cache")["train"]
    assert (row["title"], row["body"], row["title_sha256"]) == (None, None, None)
    assert (row["body_sha256"], row["n_chars"], row["n_tokens"]) == (digest, len(SECRET), None)
    assert manifest(release)["withheld"] == 1


def test_authors_go_out_only_where_the_corpus_says_so(tmp_path: Path) -> None:
    article = an_article(authors=["Q. Q. Penwoman"])
    corpus = write_corpus(tmp_path / "c", articles=[article], publish_authors=True)
    release = ct.export(corpus, out=tmp_path / "open").path
    (row,) = load(release, "articles", tmp_path / "cache")["train"]
    assert row["authors"] == ["Q. Q. Penwoman"]
    declare(corpus, publish_authors=False)
    closed = ct.export(corpus, out=tmp_path / "closed").path
    assert not any("Q. Q. Penwoman" in text for text in everything_written(closed))
