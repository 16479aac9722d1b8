"""Texts put back into releases: the rows are again those of the full release."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import datasets
import pytest

import corpus_tools as ct
from corpus_tools.corpus import Corpus
from corpus_tools.exchange.dump import read_dump
from corpus_tools.exchange.incoming import Incoming
from corpus_tools.findings import OperatorError
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.stored.reading import Published, published
from tests.corpora import (
    FALKLANDS,
    RAW,
    Doc,
    an_article,
    article_path,
    cli,
    copied,
    declare,
    read_json,
    tree,
    write_json,
)
from tests.rehydrating import (
    INBOX,
    LONG,
    RESERVED,
    as_dump,
    exported,
    rehydrated,
    roots,
    rows,
    small,
)


def standing_off(corpus: Path) -> set[str]:
    """Return the articles whose text the corpus itself does not have."""
    return {article.id for article in Corpus(corpus).articles() if article.body is None}


# ------------------------------------------------------------------ the same rows again


@pytest.fixture(scope="module", params=[FALKLANDS, RAW], ids=["falklands", "raw"])
def releases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Published, Published]:
    """A corpus, its full release, and the one without texts."""
    out = tmp_path_factory.mktemp("releases")
    full = published(ct.export(request.param, out=out / "full").path)
    return request.param, full, exported(request.param, out / "none")


def test_the_corpus_gives_the_rows_of_the_full_release(
    releases: tuple[Path, Published, Published], tmp_path: Path
) -> None:
    corpus, full, none = releases
    assert roots(none) != roots(full)
    done = rehydrated(none, corpus, out=tmp_path)
    assert done.release is not None
    assert roots(done.release) == roots(full)
    assert set(done.missing) == standing_off(corpus)
    assert (done.lost, done.left, done.aligned) == ((), (), 0)
    assert done.release.path == tmp_path / none.manifest["name"] / none.version


def test_what_goes_with_the_tables_is_there_too(
    releases: tuple[Path, Published, Published], tmp_path: Path
) -> None:
    corpus, full, none = releases
    release = rehydrated(none, corpus, out=tmp_path).release
    assert release is not None
    assert verify(release.path) == ()
    assert set(tree(release.path)) == set(tree(full.path))
    for name in ("CHANGELOG.md", "guidelines.md", "schemas/article.schema.json"):
        assert (release.path / name).read_bytes() == (full.path / name).read_bytes()
    manifest = release.manifest
    withheld = full.manifest["withheld"]
    assert (manifest["text"], manifest["withheld"]) == ("rehydrated", withheld)
    assert manifest["rehydrated"] == {
        "manifest_sha256": none.manifest_sha256,
        "articles": full.manifest["articles"] - withheld,
        "aligned": 0,
    }
    for name in ("predecessor", "released", "version", "omitted"):
        assert manifest[name] == none.manifest[name]
    loaded = datasets.load_dataset(str(release.path), cache_dir=str(tmp_path / "cache"))
    assert loaded["train"]["body"].count(None) == withheld


def test_a_dump_gives_all_but_comments(
    releases: tuple[Path, Published, Published], tmp_path: Path
) -> None:
    corpus, full, none = releases
    done = rehydrated(none, as_dump(corpus, tmp_path / "dump.txt"), out=tmp_path)
    assert done.release is not None
    assert set(done.missing) == standing_off(corpus)
    assert {said.column for said in done.left} <= {"comment"}
    now, then = roots(done.release), roots(full)
    assert {name for name in now if now[name] != then[name]} <= {"judgements"}
    for row, wanted in zip(rows(done.release, "judgements"), rows(full, "judgements"), strict=True):
        assert row == {**wanted, "comment": None}


def test_a_folder_of_shards_and_articles_will_do(
    releases: tuple[Path, Published, Published], tmp_path: Path
) -> None:
    corpus, full, none = releases
    first, *others = sorted((corpus / "articles").rglob("*.json"))
    folder = tmp_path / "texts"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(first, folder / "deep")
    lines = "".join(json.dumps(read_json(path)) + "\n" for path in others)
    (folder / "shard.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "notes.md").write_text("no article", encoding="utf-8")
    done = rehydrated(none, folder, out=tmp_path)
    assert set(done.missing) == standing_off(corpus)
    assert done.release is not None
    assert roots(done.release)["articles"] == roots(full)["articles"]


def test_rows_keep_their_age_split_and_order(tmp_path: Path) -> None:
    corpus = copied(FALKLANDS, tmp_path / "corpus", splits={"train": 50, "test": 50})
    for out, text in (("full", "full"), ("none", "none")):
        ct.export(corpus, out=tmp_path / out, text=text)  # type: ignore[arg-type]
    day, outlet = "1982-04-06", "sample-harbour-gazette"
    extra = an_article(f"{outlet}-{day}-a", outlet=outlet, published=day, body=LONG)
    write_json(article_path(corpus, extra), extra)
    declare(corpus, version="1.1.0")
    full = published(ct.export(corpus, out=tmp_path / "full").path)
    none = exported(corpus, tmp_path / "none")
    done = rehydrated(none, corpus, out=tmp_path / "out")
    assert done.release is not None
    assert roots(done.release) == roots(full)
    assert done.release.manifest["predecessor"] == none.manifest["predecessor"] is not None


def test_texts_that_licences_withhold_come_back_beside_those_that_are_there(
    tmp_path: Path,
) -> None:
    articles = [
        an_article("sample-gazette-2022-03-27-open", body=LONG.replace("Tuesday", "Monday")),
        an_article("sample-gazette-2022-03-27-shut", body=LONG, license=RESERVED),
    ]
    corpus = small(tmp_path / "c", *articles)
    release = published(ct.export(corpus, out=tmp_path / "some").path)
    assert (release.path / "withheld.json").is_file()
    done = rehydrated(release, corpus, out=tmp_path / "out")
    declare(corpus, text_licenses=["CC0-1.0", RESERVED])
    everything = published(ct.export(corpus, out=tmp_path / "all").path)
    assert done.release is not None
    assert (done.restored, roots(done.release)) == (1, roots(everything))


def test_a_release_that_withholds_nothing_has_nothing_to_put_back(tmp_path: Path) -> None:
    release = published(ct.export(FALKLANDS, out=tmp_path / "full").path)
    assert not (release.path / "withheld.json").exists()
    with pytest.raises(OperatorError, match="withholds nothing"):
        rehydrated(release, FALKLANDS, out=tmp_path / "out")


# ------------------------------------------------------------------ speakers, comments, links


def judged(article: Doc, speaker: str, annotator: str = "ann-one") -> Doc:
    start = article["body"].index("Port Example")
    span: Doc = {"field": "body", "start": start, "end": start + 12, "surface": "Port Example"}
    span |= {"concept": "example-ejemplo", "variant": "example", "usage": "quotation"}
    span |= {"voice": "attributed", "speaker": speaker, "decision": "accept", "comment": "Sure?"}
    doc: Doc = {"article": article["id"], "annotator": annotator, "annotator_kind": "person"}
    return {**doc, "complete": False, "text_sha256": {}, "spans": [span]}


@pytest.mark.parametrize("speaker", ["the keeper of the lighthouse", "A. N. Keeper, by telephone"])
@pytest.mark.parametrize("given", ["corpus", "dump"])
def test_speakers_come_back(tmp_path: Path, speaker: str, given: str) -> None:
    article = an_article(body=LONG)
    corpus = small(tmp_path / "c", article)
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", judged(article, speaker))
    full = published(ct.export(corpus, out=tmp_path / "full").path)
    none = exported(corpus, tmp_path / "none")
    assert not any(speaker.encode() in raw for raw in tree(none.path).values())
    texts = corpus if given == "corpus" else as_dump(corpus, tmp_path / "dump.txt")
    done = rehydrated(none, texts, out=tmp_path / "out")
    assert done.release is not None
    left = {(said.config, said.column) for said in done.left}
    told = cli("rehydrate", str(none.path), "--texts", str(texts), "--out", "told", cwd=tmp_path)
    assert told.returncode == bool(left)
    comment = {("judgements", "comment")}
    if given == "corpus":
        assert left == set()
        assert roots(done.release) == roots(full)
    elif speaker in LONG:
        assert left == comment
        assert roots(done.release)["annotations"] == roots(full)["annotations"]
    else:
        assert left == comment | {("annotations", "speaker"), ("judgements", "speaker")}
        assert rows(done.release, "annotations")[0]["speaker"] is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_titles_of_links_come_back_where_the_links_are_the_same(
    tmp_path: Path, number: int
) -> None:
    links = [{"title": f"Pier {n} closed", "url": f"https://n.example/{n}"} for n in (1, 2)]
    corpus = small(tmp_path / "c", an_article(body=LONG, related=links))
    none = exported(corpus, tmp_path / "none")
    (path,) = (corpus / "articles").rglob("*.json")
    headlines = [{"title": f"Pier {n} closed"} for n in (1, 2, 3)][:number]
    write_json(path, {**read_json(path), "related": headlines})
    done = rehydrated(none, path, out=tmp_path / "out")
    assert done.release is not None
    (row,) = rows(done.release, "articles")
    assert row["related"] == (links if number == 2 else [{**link, "title": None} for link in links])
    assert len(done.left) == (number != 2)


def test_a_stand_off_source_gets_what_only_its_text_can_tell(tmp_path: Path) -> None:
    article = an_article(body=LONG)
    corpus = small(tmp_path / "c", article)
    doc = {**judged(article, "x"), "annotator_kind": "model", "complete": True}
    (span,) = doc["spans"]
    del span["speaker"], span["comment"]
    second = LONG.index("Port Example", 20 + 12)
    doc["spans"] = [span, {**span, "start": second, "end": second + 12, "usage": "use"}]
    write_json(corpus / "annotations" / f"{article['id']}.ann-one.json", doc)
    full = published(ct.export(corpus, out=tmp_path / "full").path)
    withheld = {key: value for key, value in article.items() if key not in ("title", "body")}
    withheld["text_length"] = {"title": len(article["title"]), "body": len(LONG)}
    withheld["text_sha256"] = {"body": rows(full, "articles")[0]["body_sha256"]}
    write_json(article_path(corpus, article), withheld)
    source = published(ct.export(corpus, out=tmp_path / "source").path)
    assert rows(source, "articles")[0]["n_tokens"] is None
    dump = tmp_path / "dump.txt"
    dump.write_text(f"Sample Gazette\n2022-03-27\n\n{article['title']}\n\n{LONG}\n", "utf-8")
    done = rehydrated(source, dump, out=tmp_path / "out")
    assert done.release is not None
    assert roots(done.release) == roots(full)


@pytest.mark.skipif(not INBOX.is_file(), reason="the texts are not part of this repository")
def test_the_stand_off_records_of_the_sample_get_their_texts_from_the_file(tmp_path: Path) -> None:
    release = published(ct.export(RAW, out=tmp_path / "releases").path)
    done = rehydrated(release, INBOX, out=tmp_path / "mine")
    assert (done.missing, done.lost, done.left, done.restored) == ({}, (), (), 2)
    assert done.release is not None
    found = {row["id"]: row for row in rows(done.release, "articles")}
    parts = [part for part in read_dump(INBOX.read_text("utf-8")) if isinstance(part, Incoming)]
    for id_, part in zip(sorted(standing_off(RAW), reverse=True), parts, strict=True):
        row = found[id_]
        assert (row["title"], row["body"]) == (part.title, part.body)
        assert row["n_tokens"] > 100
        assert len(row["spans"]) > 4
        for span in row["spans"]:
            assert row[span["field"]][span["start"] : span["end"]] == span["surface"]
    assert verify(done.release.path) == ()


def test_a_first_release_without_texts_may_follow_one_with_them(tmp_path: Path) -> None:
    corpus, out = copied(FALKLANDS, tmp_path / "raw"), tmp_path / "out"
    first = ct.export(corpus, out=out)
    newcomer = an_article(
        outlet="sample-harbour-gazette",
        license="CC0-1.0",
        origin="synthetic",
        body="A ferry left Stanley for the Falkland Sound on Monday, the harbour master wrote.",
    )
    write_json(article_path(corpus, newcomer), newcomer)
    declare(corpus, version="1.1.0")
    full = published(ct.export(corpus, out=out).path)
    none = published(ct.export(corpus, out=out, text="none", since=first.path).path)
    assert none.manifest["predecessor"]["version"] == "1.0.0"
    assert "without texts; follows 1.0.0" in (none.path / "CHANGELOG.md").read_text()
    done = rehydrated(none, corpus, out=tmp_path / "mine")
    assert done.release is not None
    assert roots(done.release) == roots(full)
