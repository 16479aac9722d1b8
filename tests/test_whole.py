"""What shows only when a whole corpus was read: sketches, duplicates, the lexicon as a whole."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus_tools import open_corpus, validate
from corpus_tools.checks.lexicon import Entry, check_unmatched
from corpus_tools.checks.sketches import are_near, fingerprint, from_hex, hashed, sketch, to_hex
from corpus_tools.languages import language
from corpus_tools.languages.inflection import classes
from corpus_tools.model import Concept, Lexicon
from corpus_tools.terms.matching import Matcher
from tests.corpora import FALKLANDS, RAW, ROOT, Doc, an_article, python, write_corpus, write_json

TEXT = (
    "The council met on Thursday and talked for two hours about the bridge, the road and the "
    "new school. Members of both sides of the river spoke, and the mayor said that work would "
    "begin in the spring if the weather allows it. Արցախ, Шуша, Şuşa!"
)
HEX = (
    "01b88e0db68fe46977c762d1e88a9be3c3de7672d1f531171dbf890ef0beedb9a338da82da0880d50b8d0192"
    "02e7cbab73abd383f063e17b37cfb697edfb1621052d5fb8ee70c48884b3e8344a58e624ef631603e01fa136"
    "b5f60d0c8ae6ae05a3b98ff8841e707e304036cd5ca214eef14583049ac99fb1d31fd9d01fe0d62d2f"
)


def _sketched(text: str) -> bytes:
    return sketch(hashed(text))


def _words(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    return [f"w{dice.randrange(5_000)}" for _ in range(count)]


def _changed(words: list[str], seed: int, share: float) -> list[str]:
    dice = random.Random(seed)
    return [f"x{dice.randrange(5_000)}" if dice.random() < share else word for word in words]


def _similarity(one: list[str], other: list[str]) -> float:
    first, second = ({tuple(w[i : i + 5]) for i in range(len(w) - 4)} for w in (one, other))
    return len(first & second) / len(first | second)


# ------------------------------------------------------------------ sketches


def test_a_sketch_is_the_same_everywhere() -> None:
    assert to_hex(_sketched(TEXT)) == HEX
    assert from_hex(HEX) == _sketched(TEXT)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_sketch_is_the_same_in_another_process(seed: str) -> None:
    code = (
        "from corpus_tools.checks.sketches import hashed, sketch, to_hex; import sys; "
        "print(to_hex(sketch(hashed(sys.stdin.buffer.read().decode()))))"
    )
    done = python("-c", code, cwd=ROOT, env={"PYTHONHASHSEED": seed}, stdin=TEXT.encode())
    assert done.stdout.decode().strip() == HEX


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace(" ", "  \n"),
        TEXT.upper(),
        TEXT.replace("Ş", "S\u0327").replace("ş", "s\u0327"),
        TEXT.replace(", ", " – ").replace("the bridge", "“the bridge”"),
    ],
    ids=["white space", "capitals", "normal form", "marks"],
)
def test_what_readers_do_not_hear_does_not_count(other: str) -> None:
    assert other != TEXT
    assert _sketched(other) == _sketched(TEXT)
    assert fingerprint(hashed(other)) == fingerprint(hashed(TEXT))


def test_order_counts() -> None:
    words = TEXT.split()
    assert not are_near(_sketched(TEXT), _sketched(" ".join(reversed(words))))
    assert fingerprint(hashed(" ".join(reversed(words)))) != fingerprint(hashed(TEXT))


@pytest.mark.parametrize("size", [40, 400, 2_000])
def test_near_is_near_and_far_is_far(size: int) -> None:
    judged = 0
    for seed in range(120):
        one = _words(seed, size)
        other = _changed(one, seed, (seed % 12) / 100)
        similarity = _similarity(one, other)
        if abs(similarity - 0.8) > 0.12:
            judged += 1
            near = are_near(_sketched(" ".join(one)), _sketched(" ".join(other)))
            assert near is (similarity > 0.8), similarity
    assert judged > 60


def test_short_texts_have_no_sketch() -> None:
    assert _sketched(" ".join(_words(1, 29))) == b""
    assert len(_sketched(" ".join(_words(1, 30)))) == 128
    assert _sketched("… – « " * 40) == b""
    assert fingerprint(hashed("… – «")) == b""


def test_a_sketch_made_in_another_way_is_not_compared() -> None:
    assert from_hex("02" + HEX[2:]) == b""


# ------------------------------------------------------------------ duplicates


def _repetitions() -> list[Doc]:
    """Return articles of which many repeat others, in text, URL or nearly."""
    docs = []
    for number in range(60):
        words = _words(number % 12, 60)
        if number % 5 == 1:
            words[30] = "another"
        url = {"url": f"https://gazette.example/{number % 25}"} if number % 2 else {}
        origin = f"sample-gazette-2022-03-27-n{number - 1:02}"
        link = {"revision_of": origin} if number % 7 == 3 else {}
        id_ = f"sample-gazette-2022-03-27-n{number:02}"
        docs.append(an_article(id_, body=" ".join(words), **url, **link))
    return docs


def _laid_out(root: Path, docs: list[Doc], shards: int, packed: bool) -> Path:
    write_corpus(root)
    (root / "articles").mkdir()
    for number in range(shards):
        lines = "".join(json.dumps(doc) + "\n" for doc in docs[number::shards])
        raw = lines.encode()
        name = f"part-{number}.jsonl" + (".gz" if packed else "")
        (root / "articles" / name).write_bytes(gzip.compress(raw) if packed else raw)
    return root


def _told(root: Path) -> set[tuple[str, ...]]:
    """Return the findings on duplicates without their places: code, article, the other one."""
    told = set[tuple[str, ...]]()
    for finding in validate(root).findings:
        if finding.code in ("CT502", "CT503", "CT504"):
            path = Path(finding.path)
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            doc = json.loads(raw.splitlines()[(finding.line or 1) - 1])
            other = re.search("article “([a-z0-9-]+)”", finding.message)
            assert other is not None
            told.add((finding.code, doc["id"], other[1]))
    return told


def test_duplicates_do_not_depend_on_the_order_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    docs = _repetitions()
    plain = _told(_laid_out(tmp_path / "one", docs, 1, packed=False))
    assert {code for code, *_ in plain} == {"CT502", "CT503", "CT504"}
    assert all(later > earlier for _, later, earlier in plain)
    random.Random(4).shuffle(docs)
    assert _told(_laid_out(tmp_path / "seven", docs, 7, packed=False)) == plain
    assert _told(_laid_out(tmp_path / "packed", docs, 3, packed=True)) == plain


def _codes(root: Path) -> list[str]:
    return [finding.code for finding in validate(root).findings]


def test_versions_in_a_chain_are_no_duplicates(tmp_path: Path) -> None:
    ids = [f"sample-gazette-2022-03-27-n{number}" for number in range(6)]
    links: list[Doc] = [{}, *({"revision_of": earlier} for earlier in ids[:-1])]
    url = "https://gazette.example/a"
    docs = [
        an_article(id_, body=TEXT + " End." * (number // 2), url=url, **link)
        for number, (id_, link) in enumerate(zip(ids, links, strict=True))
    ]
    assert _codes(write_corpus(tmp_path / "corpus", articles=docs)) == []


def test_each_of_many_copies_is_reported_once(tmp_path: Path) -> None:
    words = _words(3, 200)
    docs = []
    for number in range(300):
        text = " ".join([*words[:100], f"n{number}", *words[100:]])
        docs.append(an_article(f"sample-gazette-2022-03-27-n{number:03}", body=text))
    root = _laid_out(tmp_path / "corpus", docs, 1, packed=False)
    assert _codes(root).count("CT504") == 299


def test_a_pair_is_reported_once_whatever_it_shares(tmp_path: Path) -> None:
    ids = ("sample-gazette-2022-03-27-a", "sample-gazette-2022-03-27-b")
    docs = [an_article(id_, url="https://gazette.example/a") for id_ in ids]
    assert _codes(write_corpus(tmp_path / "corpus", articles=docs)) == ["CT502"]


def test_a_withdrawn_text_is_known_in_a_shard(tmp_path: Path) -> None:
    root = _laid_out(tmp_path / "corpus", [an_article(body=TEXT.upper())], 1, packed=True)
    entry = {"id": "gone", "date": "2022-04-01", "reason": "asked by the outlet", "minhash": HEX}
    write_json(root / "retractions.json", [entry])
    assert _codes(root) == ["CT803"]


# ------------------------------------------------------------------ the lexicon


@pytest.mark.parametrize("corpus", [RAW, FALKLANDS], ids=["raw", "falklands"])
def test_a_form_that_is_not_searched_for_is_sure_to_be_found(corpus: Path) -> None:
    """Ordinary forms are not looked up: hold that against the matcher, in every class."""
    checked = 0
    entries = [Entry(Path(concept.id), concept) for concept in open_corpus(corpus).lexicon.concepts]
    tags = {
        form.language
        for entry in entries
        for variant in entry.concept.variants
        for form in variant.forms
    }
    assert list(check_unmatched(entries, sorted(tags))) == []
    for tag in tags:
        for inflection in classes(language(tag)):
            forms = Lexicon(tuple(_inflected(entry, tag, inflection) for entry in entries))
            search = Matcher(forms, tag)
            for concept in forms.concepts:
                for variant in concept.variants:
                    for form in variant.forms:
                        hits = search.hits(form.text)
                        assert any(e.form is form for hit in hits for e in hit.entries), form
                        checked += 1
    assert checked > 30


def _inflected(entry: Entry, tag: str, inflection: str) -> Concept:
    variants = (
        replace(
            variant,
            forms=tuple(
                replace(form, inflection=inflection)
                for form in variant.forms
                if form.language == tag and not form.exclude
            ),
        )
        for variant in entry.concept.variants
    )
    return replace(entry.concept, variants=tuple(variants))
