"""Text that must not be passed on is nowhere: in releases, in the corpus's own stand-off files."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus_tools as ct
from corpus_tools.corpus import Corpus
from corpus_tools.exchange.dump import read_dump
from corpus_tools.exchange.incoming import Incoming
from corpus_tools.model import SHORT_TEXT, Article
from corpus_tools.release.stored.reading import published
from corpus_tools.rows import TextMode
from tests.corpora import (
    FALKLANDS,
    PORT,
    RAW,
    Doc,
    an_article,
    an_outlet,
    read_json,
    write_corpus,
    write_json,
)
from tests.leaks import RUN, leaked, runs, words
from tests.rehydrating import INBOX, rehydrated

RESERVED = "LicenseRef-all-rights-reserved"
KEEPER, NURSE = "Quillon Farthingale", "Sister Aurelia Vantongeren"
HEADLINE = "Storm keeps boats home"
LINKED = "Northern pier closed"
BODY = (
    f"Fishing boats stayed in harbour while the wind blew hard. “Nobody in Port Example remembers "
    f"such a spring,” said {KEEPER}, who keeps the light. Repairs to the broken pier will begin "
    "as soon as the water falls again below the old mark, and the council has promised to pay."
)
COMMENT = "As the keeper says, nobody remembers such a thing in all these years."
PHRASES = (HEADLINE, LINKED, KEEPER, NURSE, COMMENT)


def secret(**changes: object) -> Doc:
    return an_article(
        title=HEADLINE, body=BODY, related=[{"title": LINKED, "url": "https://n.example/1"}]
    ) | {"authors": [NURSE], **changes}


def judged(article: Doc) -> Doc:
    """Return an annotation whose speakers and comment reveal the text."""
    start = BODY.index("Port Example")
    span: Doc = {"field": "body", "start": start, "end": start + 12, "surface": "Port Example"}
    span |= {"concept": "example-ejemplo", "variant": "example", "usage": "quotation"}
    span |= {"prefix": BODY[start - 32 : start], "suffix": BODY[start + 12 : start + 44]}
    span |= {"voice": "attributed", "decision": "accept", "comment": COMMENT, "speaker": KEEPER}
    doc: Doc = {"article": article["id"], "annotator": "ann-one", "annotator_kind": "person"}
    return {**doc, "complete": True, "text_sha256": {}, "spans": [span]}


def secret_corpus(root: Path, article: Doc, rights: Doc | None) -> Path:
    outlet = an_outlet() if rights is None else an_outlet(rights=rights)
    openly = an_article("sample-gazette-2022-03-28-two", published="2022-03-28")
    corpus = write_corpus(root, articles=[article, openly], outlets=[outlet], concepts=[PORT])
    doc = judged(article)
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", doc)
    doc = json.loads(json.dumps({**doc, "annotator": "ann-two"}).replace(KEEPER, NURSE))
    write_json(corpus / "annotations" / f"{article['id']}.ann-two.json", doc)
    return corpus


WITHHOLDING: dict[str, tuple[str, Doc | None, TextMode]] = {
    "licence": (RESERVED, None, "full"),
    "rights": ("CC0-1.0", {"text": "none", "basis": "asked"}, "full"),
    "rights-until": ("CC0-1.0", {"text": "none", "basis": "x", "until": "2026-11-22"}, "full"),
    "stand-off": ("CC0-1.0", None, "none"),
}


@pytest.fixture(scope="module", params=WITHHOLDING)
def withholding(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a text that must not be passed on."""
    license, rights, text = WITHHOLDING[request.param]
    folder = tmp_path_factory.mktemp("withholding")
    corpus = secret_corpus(folder / "c", secret(license=license), rights)
    return ct.export(corpus, out=folder / "out", text=text).path


# ------------------------------------------------------------------ the search itself


@pytest.fixture(scope="module")
def revealing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("revealing")
    corpus = secret_corpus(folder / "c", secret(), None)
    return ct.export(corpus, out=folder / "out").path


def test_a_release_with_the_text_is_found_to_reveal_all_of_it(revealing: Path) -> None:
    expected = {" ".join(run) for run in runs(BODY)}
    expected |= {" ".join(words(phrase)) for phrase in PHRASES}
    assert leaked(revealing, BODY, phrases=PHRASES) == expected


PLANTED = " ".join(BODY.split()[3:12])
"""Nine words of the text: two runs of eight."""


def _in_json(release: Path) -> None:
    write_json(release / "withheld.json", {"rows": [{"id": PLANTED}]})


def _in_escapes(release: Path) -> None:
    escaped = "".join(f"\\u{ord(char):04x}" for char in PLANTED)
    (release / "croissant.json").write_text(f'{{"name": "{escaped}"}}', encoding="utf-8")


def _in_a_key(release: Path) -> None:
    write_json(release / "manifest.json", {PLANTED: 1})


def _in_prose(release: Path) -> None:
    (release / "README.md").write_text(PLANTED.upper().replace(" ", "\n"), encoding="utf-8")


def _in_a_name(release: Path) -> None:
    (release / "-".join(words(PLANTED))).touch()


def _in_an_id(release: Path) -> None:
    (release / "x.md").write_text(f"id: {'-'.join(words(PLANTED))}-1", encoding="utf-8")


def _in_a_cell(release: Path) -> None:
    table = pa.table({"spans": [[{"speaker": PLANTED}]]})
    pq.write_table(table, release / "x.parquet", write_statistics=False)


def _in_statistics(release: Path) -> None:
    pq.write_table(pa.table({"x": [PLANTED, "z"]}), release / "x.parquet")


def _in_metadata(release: Path) -> None:
    schema = pa.schema([pa.field("x", pa.string())], {"huggingface": json.dumps({"a": PLANTED})})
    pq.write_table(pa.table({"x": ["z"]}, schema=schema), release / "x.parquet")


def _in_a_field(release: Path) -> None:
    schema = pa.schema([pa.field("x", pa.string(), metadata={"note": PLANTED})])
    pq.write_table(pa.table({"x": ["z"]}, schema=schema), release / "x.parquet")


def _in_a_dictionary(release: Path) -> None:
    """A value that no row has any more, but the dictionary of the column still."""
    values = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["z", PLANTED]))
    pq.write_table(
        pa.table({"x": values}), release / "x.parquet", compression="zstd", write_statistics=False
    )


@pytest.mark.parametrize(
    "plant",
    [
        *(_in_json, _in_escapes, _in_a_key, _in_prose, _in_a_name, _in_an_id),
        *(_in_a_cell, _in_statistics, _in_metadata, _in_a_field, _in_a_dictionary),
    ],
)
def test_a_planted_leak_is_found(tmp_path: Path, plant: Callable[[Path], None]) -> None:
    plant(tmp_path)
    assert leaked(tmp_path, BODY) == {" ".join(run) for run in runs(PLANTED)}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_planted_phrase_is_found(withholding: Path, tmp_path: Path, phrase: str) -> None:
    release = tmp_path / "release"
    shutil.copytree(withholding, release)
    with (release / "CHANGELOG.md").open("a", encoding="utf-8") as file:
        file.write(f"- {phrase}.\n")
    assert leaked(release, phrases=PHRASES) == {" ".join(words(phrase))}


# ------------------------------------------------------------------ releases


def test_withheld_text_is_nowhere(withholding: Path) -> None:
    assert leaked(withholding, BODY, phrases=PHRASES) == set()


def test_hashes_of_short_texts_are_nowhere(withholding: Path) -> None:
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in (HEADLINE, LINKED, KEEPER)]
    assert leaked(withholding, phrases=hashes) == set()


@pytest.mark.parametrize("corpus", [FALKLANDS, RAW], ids=["falklands", "raw"])
def test_sample_corpora_without_texts_reveal_none(tmp_path: Path, corpus: Path) -> None:
    articles = [article for article in Corpus(corpus).articles() if article.body is not None]
    titles = [article.title or "" for article in articles]
    titles += [link.title for article in articles for link in article.related]
    release = ct.export(corpus, out=tmp_path, text="none").path
    assert leaked(release, *(article.body or "" for article in articles), phrases=titles) == set()


def test_what_remains_withheld_after_rehydration_is_nowhere(tmp_path: Path) -> None:
    corpus = secret_corpus(tmp_path / "c", secret(), None)
    release = ct.export(corpus, out=tmp_path / "none", text="none").path
    openly = an_article("sample-gazette-2022-03-28-two", published="2022-03-28")
    given = write_json(tmp_path / "given.json", openly)
    done = rehydrated(published(release), given, out=tmp_path / "out")
    assert done.release is not None
    assert leaked(done.release.path, openly["body"]) != set()
    assert leaked(done.release.path, BODY, phrases=PHRASES) == set()


# ------------------------------------------------------------------ stand-off files of a corpus


def standing_off() -> list[Article]:
    return [article for article in Corpus(RAW).articles() if article.body is None]


def test_the_sample_corpus_has_stand_off_articles() -> None:
    assert len(standing_off()) == 2


@pytest.mark.parametrize("article", standing_off(), ids=lambda article: article.id)
def test_a_stand_off_article_has_facts_alone(article: Article) -> None:
    assert (article.title, article.authors, article.related) == (None, (), ())
    assert article.license == RESERVED
    for field in ("title", "body"):
        assert (article.digest(field) is None) == (article.length(field) < SHORT_TEXT)
    for path in (RAW / "annotations").glob(f"{article.id}.*.json"):
        doc = read_json(path)
        assert doc["complete"]
        assert set(doc["text_sha256"]) == set(article.text_sha256 or {})
        for span in doc["spans"]:
            assert span.keys() & {"prefix", "suffix", "comment", "speaker"} == set()
            assert len(span["surface"].split()) < RUN


@pytest.mark.skipif(not INBOX.is_file(), reason="the texts are not part of this repository")
@pytest.mark.parametrize("what", ["corpus", "full", "none"])
def test_the_texts_of_stand_off_articles_are_nowhere(tmp_path: Path, what: str) -> None:
    parts = [part for part in read_dump(INBOX.read_text("utf-8")) if isinstance(part, Incoming)]
    assert len(parts) == len(standing_off())
    phrases = [title for part in parts for title in (part.title, *part.related)]
    folder = RAW
    if what != "corpus":
        folder = ct.export(RAW, out=tmp_path, text=what).path  # type: ignore[arg-type]
    assert leaked(folder, *(part.body for part in parts), phrases=phrases) == set()
