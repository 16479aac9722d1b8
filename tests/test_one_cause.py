"""One cause is one finding: keys, kinds, places, copies, and texts that were edited."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.checks.annotations import check_annotation
from corpus_tools.corpus import parse_document
from corpus_tools.findings import Finding
from corpus_tools.model import Article
from tests.corpora import (
    Doc,
    a_concept,
    a_declaration,
    an_article,
    an_outlet,
    article_path,
    read_json,
    write_corpus,
    write_json,
)

SIDES = [{**a_declaration()["perspectives"][0], "id": side} for side in ("north", "south")]
BODY = "The council of Port Example met on Tuesday. The council rested."


def outlet(id_: str, side: str) -> Doc:
    return an_outlet(id_, assessments=[{"perspective": side, "basis": "invented"}])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two outlets on two sides, each with articles of one event."""
    told = [
        an_article("north-post-2022-03-27-a", outlet="north-post", event="talks-2022", body=BODY),
        an_article("north-post-2022-03-28-b", outlet="north-post", event="talks-2022"),
        an_article(
            "south-post-2022-03-27-a",
            outlet="south-post",
            event="talks-2022",
            body="Nothing was agreed at the talks in the old school, both sides said.",
        ),
    ]
    outlets = [outlet("north-post", "north"), outlet("south-post", "south")]
    root = write_corpus(tmp_path / "c", articles=told, outlets=outlets, perspectives=SIDES)
    event = {"id": "talks-2022", "date": "2022-03-27", "label": {"en": "Talks"}, "sources": ["x"]}
    write_json(root / "events" / "talks-2022.json", event)
    assert ct.validate(root).findings == ()
    return root


def north(corpus: Path) -> Path:
    return corpus / "articles" / "north-post" / "2022" / "north-post-2022-03-27-a.json"


def changed(path: Path, **changes: object) -> None:
    write_json(path, {**read_json(path), **changes})


def found(corpus: Path) -> list[tuple[str, str, str]]:
    findings = ct.validate(corpus).findings
    return [(one.code, Path(one.path).name, one.pointer) for one in findings]


# ------------------------------------------------------------------ places


def test_an_outlet_that_is_not_there_is_not_called_a_wrong_place(corpus: Path) -> None:
    changed(north(corpus), outlet="nort-post")
    assert found(corpus) == [("CT401", north(corpus).name, "/outlet")]


def test_an_outlet_in_the_folder_of_another_is_a_wrong_place(corpus: Path) -> None:
    changed(north(corpus), outlet="south-post")
    (one,) = ct.validate(corpus).findings
    assert (one.code, one.pointer) == ("CT012", "/outlet")
    assert one.hint.startswith("Write “north-post”, or move the file to “articles/south-post/2022/")


def test_a_wrong_year_is_told_where_it_stands(corpus: Path) -> None:
    changed(north(corpus), published="2042-03-27")
    (one,) = ct.validate(corpus).findings
    assert (one.code, one.pointer) == ("CT012", "/published")
    assert one.hint.startswith("Write “2022-03-27”")


@pytest.mark.parametrize("name", ["0.json", "north-post-2022-03-27-a-2.json", "z.json"])
def test_a_copied_file_is_the_copy(corpus: Path, name: str) -> None:
    shutil.copy(north(corpus), north(corpus).with_name(name))
    (one,) = ct.validate(corpus).findings
    assert (one.code, Path(one.path).name) == ("CT501", name)
    assert north(corpus).name in one.message


def test_files_that_changed_names_are_no_copies(corpus: Path) -> None:
    other = north(corpus).with_name("north-post-2022-03-28-b.json")
    first, second = read_json(north(corpus)), read_json(other)
    write_json(north(corpus), second)
    write_json(other, first)
    assert [code for code, *_ in found(corpus)] == ["CT012", "CT012"]


@pytest.mark.parametrize(
    ("path", "id_"),
    [("events/talks-2022.json", "talks-of-2022"), ("outlets/north-post.json", "northern-post")],
)
def test_what_a_misnamed_file_stands_for_is_not_missing(corpus: Path, path: str, id_: str) -> None:
    changed(corpus / path, id=id_)
    assert found(corpus) == [("CT012", Path(path).name, "/id")]


@pytest.mark.parametrize(
    ("folder", "kind"), [("events", "an event"), ("annotations", "an annotation")]
)
def test_an_article_elsewhere_is_called_one(corpus: Path, folder: str, kind: str) -> None:
    write_json(corpus / folder / "x.json", an_article("north-post-2022-03-29-c", url=""))
    (one,) = ct.validate(corpus).findings
    assert (one.code, one.pointer) == ("CT012", "")
    assert one.message == f"This is an article, not {kind}."


def test_an_event_among_articles_is_called_one(corpus: Path) -> None:
    shutil.copy(corpus / "events" / "talks-2022.json", north(corpus).with_name("x.json"))
    (one,) = ct.validate(corpus).findings
    assert one.message == "This is an event, not an article."


@pytest.mark.parametrize("raw", ['{"id":', '{"id": "south-post-2022-03-27-a", "language": "EN"}'])
def test_balance_is_not_judged_without_all_articles(corpus: Path, raw: str) -> None:
    article = corpus / "articles" / "south-post" / "2022" / "south-post-2022-03-27-a.json"
    article.write_text(raw, encoding="utf-8")
    assert "CT901" not in [code for code, *_ in found(corpus)]
    article.unlink()
    assert [code for code, *_ in found(corpus)] == ["CT901"]


def test_rights_and_withdrawals_name_the_other_file(corpus: Path) -> None:
    changed(corpus / "outlets" / "north-post.json", rights={"text": "none", "basis": "a letter"})
    entry = {"id": "south-post-2022-03-27-a", "date": "2022-04-01", "reason": "asked for"}
    write_json(corpus / "retractions.json", [entry])
    others = {one.code: [Path(p).name for p in one.others] for one in ct.validate(corpus).findings}
    assert others == {"CT802": [north(corpus).name], "CT803": ["retractions.json"]}


# ------------------------------------------------------------------ keys and lists


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("LANGUAGE", "language"),
        ("articleBody", "body"),
        ("datePublished", "published"),
        ("pubDate", "published"),
        ("Text", "body"),
        ("link", "url"),
    ],
)
def test_keys_of_other_tools_are_known(key: str, name: str) -> None:
    doc = {
        key if one == name else one: value
        for one, value in an_article(url="https://a.example/b").items()
    }
    (fault,) = parse_document(json.dumps(doc).encode(), Path("a.json"), "article").faults
    assert (fault.code, fault.hint) == ("CT102", f"For “{key}” write “{name}”.")


def test_every_key_that_is_not_missing_is_named() -> None:
    names = {"language": "lang", "title": "headline", "body": "text", "published": "date"}
    doc = {names.get(key, key): value for key, value in an_article().items()}
    (fault,) = parse_document(json.dumps(doc).encode(), Path("a.json"), "article").faults
    assert all(f"write “{name}”" in fault.hint for name in names)


def test_two_keys_are_not_both_meant_for_one() -> None:
    doc = an_article(text="a", content="b")
    del doc["body"]
    (fault,) = parse_document(json.dumps(doc).encode(), Path("a.json"), "article").faults
    assert fault.hint == "For “text” write “body”."


@pytest.mark.parametrize("entry", ["", "x", None])
def test_a_list_that_is_too_long_is_one_finding(entry: str | None) -> None:
    raw = json.dumps(an_article(authors=[entry] * 200_000)).encode()
    (fault,) = parse_document(raw, Path("a.json"), "article").faults
    assert fault.message.startswith("“authors” has 200,000 entries, at most 500 are allowed")


def test_forms_with_endless_exclusions_are_one_finding() -> None:
    concept = a_concept({"text": "Port", "language": "en", "exclude": ["w"] * 200_000})
    (fault,) = parse_document(json.dumps(concept).encode(), Path("a.json"), "concept").faults
    assert fault.pointer == "/variants/0/forms/0/exclude"


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ({"language": "TR"}, "“language” does not have the right form; it is “TR”.", "“tr”"),
        ({"title": ""}, "“title” is empty.", "Village"),
        ({"authors": "A"}, "“authors” must be a list, in [ ]; it is “A”.", "A list of"),
    ],
)
def test_faults_are_said_plainly(changes: Doc, message: str, hint: str) -> None:
    raw = json.dumps(an_article(**changes)).encode()
    (fault,) = parse_document(raw, Path("a.json"), "article").faults
    assert fault.message == message
    assert hint in fault.hint


# ------------------------------------------------------------------ characters


def characters(tmp_path: Path, body: str) -> list[Finding]:
    path = article_path(tmp_path, an_article())
    write_json(path, an_article(body=body))
    return list(ct.validate(path).findings)


def test_characters_of_two_kinds_stay_apart(tmp_path: Path) -> None:
    body = "The coun\u00adcil of Port Ex\u00adample met\x07."
    found = characters(tmp_path, body)
    columns = {one.code: one.column for one in found}
    start = len('  "body": "') + 1
    assert columns["CT206"] == body.index("\u00ad") + start
    assert columns["CT201"] == body.index("\x07") + start
    assert len(found) == 2


def test_a_flood_of_characters_is_one_finding(tmp_path: Path) -> None:
    (one,) = characters(tmp_path, "The council" + " m\u00adet" * 500)
    assert "(500 in all)" in one.message


def test_characters_side_by_side_are_one_finding(tmp_path: Path) -> None:
    (one,) = characters(tmp_path, "The council\x07\x1b\x07 of Port Example met.")
    assert one.message == "Control character, U+0007 BELL, at offset 11 (3 in all)."


# ------------------------------------------------------------------ texts that were edited


def judged(body: str, *surfaces: str) -> Doc:
    article = Article.from_doc(an_article(body=body))
    spans = [
        {
            **{"field": "body", "start": body.index(one), "end": body.index(one) + len(one)},
            **{"surface": one, "concept": None, "variant": None, "usage": "use"},
            **{"decision": "add", "prefix": body[: body.index(one)][-32:]},
            "suffix": body[body.index(one) + len(one) :][:32],
        }
        for one in surfaces
    ]
    hashes = {field: article.digest(field) for field in ("title", "body")}
    return {"text_sha256": hashes, "spans": spans}


def test_spans_that_moved_with_a_text_are_told_beside_its_hash() -> None:
    now = f"Corrected. {BODY}"
    article = Article.from_doc(an_article(body=now))
    (fault,) = check_annotation(judged(BODY, "Port Example", "Tuesday"), article, {}, ())
    assert fault.code == "CT604"
    assert fault.message.endswith("Its spans moved: 15–27 to 26–38, 35–42 to 46–53.")
    assert hashlib.sha256(now.encode()).hexdigest() in fault.hint


def test_spans_that_a_change_took_away_are_one_finding() -> None:
    article = Article.from_doc(an_article(body=BODY.upper()))
    doc = judged(BODY, "Port Example", "Tuesday", "rested")
    changed, lost = check_annotation(doc, article, {}, ())
    assert (changed.code, lost.code, lost.pointer) == ("CT604", "CT602", "/spans/0/surface")
    assert lost.message.endswith("The same goes for 2 more spans.")
