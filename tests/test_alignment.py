"""Spans found again in altered copies: nearly all, none in a wrong place, the rest listed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import corpus_tools as ct
from corpus_tools.corpus import Corpus
from corpus_tools.model import Article
from corpus_tools.release.proving.verify import verify
from corpus_tools.release.rehydrating.alignment import align
from corpus_tools.release.rehydrating.copies import Copy
from corpus_tools.release.rehydrating.folding import folded
from corpus_tools.release.stored.reading import published
from corpus_tools.release.stored.withheld import Said, Standing
from corpus_tools.terms.annotating import annotate_article
from tests.altering import (
    PERTURBATIONS,
    Altered,
    Perturbation,
    again,
    altered,
    caption,
    curly,
    decomposed,
    footer,
    hyphenated,
    one_line_feed,
    read_also,
    signs,
    soft_hyphens,
    without_a_paragraph,
    without_lead,
    wrapped,
)
from tests.corpora import (
    FALKLANDS,
    RAW,
    a_concept,
    an_outlet,
    cli,
    copied,
    read_json,
    write_corpus,
    write_json,
)
from tests.rehydrating import rehydrated, roots, rows

Places = list[tuple[Standing, str | None]]
Rows = list[dict[str, Any]]


@cache
def annotated() -> list[tuple[Article, Places]]:
    """Return the sample articles with their spans."""
    return [
        (article, [(Standing(s.field, s.start, s.end), s.surface) for s in spans])
        for corpus in map(Corpus, (RAW, FALKLANDS))
        for article in corpus.articles()
        if (spans := annotate_article(article, corpus.lexicon)) and article.body
    ]


def outcome(*perturbations: Perturbation) -> Counter[str]:
    """Count what becomes of spans in altered copies of all articles."""
    counts: Counter[str] = Counter()
    for seed, (article, places) in enumerate(annotated()):
        body, terms = article.body or "", [term or "" for _, term in places]
        changed = altered(body, perturbations[0], seed, terms)
        for perturbation in perturbations[1:]:
            changed = again(changed, perturbation, seed, terms)
        copy = Copy(source="x", title=article.title or "", body=changed.text)
        found = align(places, len(body), copy) or {}
        counts += Counter(_told(place, found.get(place), changed) for place, _ in places)
    return counts


def _told(place: Standing, found: Standing | None, changed: Altered) -> str:
    there = changed.place(place.start, place.end) if place.field == "body" else place[1:]
    if found is None:
        return "lost" if there else "gone"
    return "found" if found[1:] == there else "wrong"


@pytest.mark.parametrize("perturbation", PERTURBATIONS, ids=lambda one: one.__name__)
def test_nearly_all_spans_are_found_and_none_in_a_wrong_place(perturbation: Perturbation) -> None:
    counts = outcome(perturbation)
    assert counts["wrong"] == 0
    assert counts["found"] >= 400
    assert counts["found"] >= 0.98 * (counts["found"] + counts["lost"])


@pytest.mark.parametrize(
    "both",
    [
        *((curly, decomposed), (signs, hyphenated), (one_line_feed, soft_hyphens)),
        *((wrapped, read_also), (decomposed, without_a_paragraph), (signs, without_lead)),
        *((curly, caption), (hyphenated, footer), (caption, footer)),
    ],
    ids=lambda both: "-".join(one.__name__ for one in both),
)
def test_copies_altered_twice_are_aligned_too(both: tuple[Perturbation, ...]) -> None:
    counts = outcome(*both)
    assert counts["wrong"] == 0
    assert counts["found"] >= 0.98 * (counts["found"] + counts["lost"])


def test_the_alterations_alter() -> None:
    for perturbation in PERTURBATIONS:
        assert any(
            altered(article.body or "", perturbation, 1, ["x"]).text != article.body
            for article, _ in annotated()
        ), perturbation.__name__


def test_another_text_is_not_taken_for_a_copy() -> None:
    articles = annotated()
    taken = [
        (article.id, other.id)
        for article, places in articles
        for other, _ in articles
        if other is not article and other.language == article.language and len(places) > 3
        if align(places, len(article.body or ""), Copy(source="", title="", body=other.body or ""))
    ]
    assert taken == []


A, B = "Port Example", "Pier End"


def placed(text: str, *terms: str) -> Places:
    """Return the spans of terms that stand in a text in this order."""
    found: Places = []
    at = 0
    for term in terms:
        at = text.index(term, at)
        found.append((Standing("body", at, at + len(term)), term))
        at += len(term)
    return found


def aligned(text: str, places: Places, new: str) -> list[str | None]:
    """Return what stands where each span was found."""
    found = align(places, len(text), Copy(source="", title="", body=new)) or {}
    return [
        new[there.start : there.end] if (there := found.get(place)) else None for place, _ in places
    ]


def test_of_two_places_that_fit_alike_none_is_chosen() -> None:
    text = f"{'x ' * 60}{A} {'x ' * 200}{A} {'x ' * 60}"
    places = placed(text, A, A)
    assert aligned(text, places, text) == [A, A]
    assert aligned(text, places, f"{'x ' * 150}{A} {'x ' * 150}") == [None, None]


def test_a_term_within_a_longer_word_or_term_is_none() -> None:
    text = f"We went to {A}, past {A} Harbour and back."
    places = placed(text, A, f"{A} Harbour")
    new = f"We went past {A} Harbour and back."
    assert aligned(text, places, new) == [None, f"{A} Harbour"]
    assert aligned(text, places[:1], f"We went to {A}ian, past nothing at all.") == [None]


def test_spans_that_overlap_keep_their_places_in_each_other() -> None:
    text = f"We went past {A} Harbour and on to {B} and back."
    places = [*placed(text, f"{A} Harbour"), *placed(text, A), *placed(text, B)]
    assert aligned(text, places, f"Early on {text}") == [f"{A} Harbour", A, B]


def test_a_span_without_a_known_term_is_lost() -> None:
    text = f"We went past {A} and on to {B} and back."
    places = placed(text, A, B)
    hidden: Places = [(places[0][0], None), places[1]]
    assert aligned(text, hidden, text) == [None, B]


@pytest.mark.parametrize(
    ("term", "new"),
    [
        ("P'arukh", "P’arukh"),
        ("Nagorno-Karabakh", "Nagorno‑Karabakh"),
        ("Nagorno-Karabakh", "Nagorno-\nKarabakh"),
        ("Karabakh", "Kara-\nbakh"),
        ("Karabakh", "Kara\u00adbakh"),
        ("Pier End", "Pier\nEnd"),
        ("Füzuli", unicodedata.normalize("NFD", "Füzuli")),
        (unicodedata.normalize("NFD", "Füzuli"), "Füzuli"),
    ],
)
def test_terms_are_known_as_other_programs_write_them(term: str, new: str) -> None:
    text = f"They said that {term} was quiet on that day."
    assert aligned(text, placed(text, term), text.replace(term, new)) == [new]


def test_folded_characters_know_where_they_come_from() -> None:
    text = "A\u0308 “x”\u00ad  y—z"
    found = folded(text)
    assert found.text == 'Ä "x" y-z'
    assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == [
        *("A\u0308", " ", "“", "x", "”", "  ", "y", "—", "z"),
    ]
    for units in found.units:
        assert len(units) == len(text) + 1
        assert units == sorted(units)


# ------------------------------------------------------------------ in a release


def other(corpus: Path, to: Path) -> Path:
    """Copy a corpus whose articles another program has extracted."""
    copied(corpus, to)
    for seed, path in enumerate(sorted((to / "articles").rglob("*.json"))):
        doc = read_json(path)
        if "body" in doc:
            once = altered(doc["body"], signs, seed, [""])
            text = again(once, read_also, seed, ["the news of today"]).text
            write_json(path, {**doc, "body": f"Photo: agency\n\n{text}"})
    return to


def test_an_altered_corpus_gives_a_release_whose_spans_stand_in_its_texts(tmp_path: Path) -> None:
    none = published(ct.export(RAW, out=tmp_path / "none", text="none").path)
    corpus = other(RAW, tmp_path / "other")
    assert rehydrated(none, corpus, out=tmp_path / "out").release is None
    done = rehydrated(none, corpus, out=tmp_path / "out", altered=True)
    assert done.release is not None
    assert (done.aligned, len(done.missing)) == (39, 2)
    assert done.release.manifest["rehydrated"]["aligned"] == 39
    assert verify(done.release.path) == ()
    before, after = rows(none, "annotations"), rows(done.release, "annotations")
    full = rows(published(ct.export(RAW, out=tmp_path / "full").path), "annotations")
    assert len(before) - len(after) <= len(done.lost)
    assert len(after) >= 0.98 * len(before)
    texts = {row["id"]: row for row in rows(done.release, "articles") if row["body"] is not None}
    for row in after:
        if row["article_id"] in texts:
            text = texts[row["article_id"]][row["field"]]
            assert text[row["start"] : row["end"]] == row["surface"]
            assert row["id"].endswith(f"{row['field']}-{row['start']:07}-{row['end']:07}")
            assert (row["cue_start"], row["cue_end"]) == (None, None)
    assert_speakers(after, full, done.left)


def assert_speakers(found: Rows, full: Rows, left: tuple[Said, ...]) -> None:
    """Speakers come from the annotations: those of the same spans, in the same order."""
    for article in {row["article_id"] for row in found}:
        for field in ("title", "body"):
            now, then = (
                [
                    (row["surface"], row["usage"], row["speaker"])
                    for row in every
                    if (row["article_id"], row["field"]) == (article, field)
                ]
                for every in (found, full)
            )
            rest = iter(then)
            for surface, usage, speaker in now:
                assert any(
                    (folded(one[0]).text, one[1]) == (folded(surface).text, usage)
                    and speaker in (one[2], None)
                    for one in rest
                )
    assert {one.column for one in left} <= {"speaker", "comment"}


def test_speakers_are_left_out_where_only_texts_are_given(tmp_path: Path) -> None:
    none = published(ct.export(RAW, out=tmp_path / "none", text="none").path)
    texts = other(RAW, tmp_path / "other") / "articles"
    done = rehydrated(none, texts, out=tmp_path / "out", altered=True)
    assert done.release is not None
    for config in ("annotations", "judgements"):
        assert {row["speaker"] for row in rows(done.release, config)} == {None}
    said = {one.id for one in done.left if (one.config, one.column) == ("annotations", "speaker")}
    assert len(said) > 100


def test_texts_that_match_are_taken_as_they_are(tmp_path: Path) -> None:
    none = published(ct.export(FALKLANDS, out=tmp_path / "none", text="none").path)
    full = published(ct.export(FALKLANDS, out=tmp_path / "full").path)
    corpus = other(FALKLANDS, tmp_path / "other")
    release = rehydrated(none, corpus, FALKLANDS, out=tmp_path / "out", altered=True).release
    assert release is not None
    assert roots(release) == roots(full)
    assert release.manifest["rehydrated"]["aligned"] == 0


@pytest.mark.parametrize("number", [1, 2])
def test_an_altered_dump_is_known_by_outlet_and_day(tmp_path: Path, number: int) -> None:
    """Ids that `import` makes begin with them; two articles of one outlet and day differ."""
    port = a_concept({"text": A, "language": "en"}, {"text": B, "language": "en"})
    texts = [f"{word} The council of {A} met. {B} was closed, and {A} waited." for word in "xy"]
    dump = tmp_path / "dump.txt"
    outlet = an_outlet("sample-gazette", name="Sample Gazette")

    def pasted(old: str, new: str) -> Path:
        parts = [f"Sample Gazette\n2022-03-27\n\nTitle {text[0]}\n\n{text}" for text in texts]
        dump.write_text("\n====\n".join(parts[:number]).replace(old, new), encoding="utf-8")
        return dump

    corpus = write_corpus(tmp_path / "c", outlets=[outlet], concepts=[port])
    cli("import", pasted("", ""), "--into", corpus, "--language", "en", cwd=tmp_path)
    none = published(ct.export(corpus, out=tmp_path / "none", text="none").path)
    dump = pasted("The council", "The town council")
    done = cli("rehydrate", none.path, "--texts", dump, "--out", "out", "--align", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (number - 1, b"")
    if number == 1:
        assert b"  1 of 1 texts put back\n  1 of them altered copies" in done.stdout
    else:
        assert done.stdout.count(b": none of the texts given is its text\n") == 2
