"""Languages are identified where they can be, and no text is accused wrongly."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools import open_corpus
from corpus_tools.languages import LANGUAGES, language
from corpus_tools.languages.identification import Verdict, identify, judge
from corpus_tools.languages.marks import MARKS
from corpus_tools.languages.profiles import PROFILED
from corpus_tools.languages.scripts import Letters
from tests.corpora import ROOT, python

GOLD = Path(__file__).parent / "gold" / "languages.jsonl"
INPUTS = ROOT.parent / "shared" / "inputs"
CORPUS = ("az", "el", "en", "es", "fa", "hy", "hyw", "ka", "ru", "tr")
"""What a corpus may declare; the others of the gold file are intruders."""


class Sample(NamedTuple):
    """One labelled text."""

    language: str
    kind: str
    text: str


def samples() -> list[Sample]:
    return [Sample(**json.loads(line)) for line in GOLD.read_text("utf-8").splitlines()]


SAMPLES = samples()
TAGS = tuple(sorted({sample.language for sample in SAMPLES}))
PARAGRAPHS = [sample for sample in SAMPLES if sample.kind == "paragraph"]


def text_of(tag: str) -> str:
    return "\n\n".join(sample.text for sample in SAMPLES if sample.language == tag)


def label(sample: Sample) -> str:
    return f"{sample.language}-{sample.kind}-{sample.text[:12]}"


# ------------------------------------------------------------------ the gold texts


def test_there_is_enough_of_every_language() -> None:
    assert {*CORPUS, "kk", "tk", "uk", "uz"} == set(TAGS)
    for tag in TAGS:
        kinds = [sample.kind for sample in SAMPLES if sample.language == tag]
        assert len(kinds) >= 8
        assert set(kinds) == {"headline", "sentence", "paragraph"}


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_a_text_is_identified_or_unknown_never_mistaken(sample: Sample) -> None:
    assert judge(sample.text, sample.language).result != "contradicts"
    assert identify(sample.text, TAGS) in (sample.language, None)
    expected = sample.language if sample.language in CORPUS else None
    assert identify(sample.text, CORPUS) in (expected, None)


@pytest.mark.parametrize("sample", PARAGRAPHS, ids=label)
def test_a_paragraph_is_identified(sample: Sample) -> None:
    assert judge(sample.text, sample.language).result == "agrees"
    assert identify(sample.text, TAGS) == sample.language
    expected = sample.language if sample.language in CORPUS else None
    assert identify(sample.text, CORPUS) == expected


def test_most_sentences_are_identified() -> None:
    sentences = [sample for sample in SAMPLES if sample.kind == "sentence"]
    right = sum(identify(sample.text, TAGS) == sample.language for sample in sentences)
    assert right >= 0.9 * len(sentences)


@pytest.mark.parametrize("declared", CORPUS)
@pytest.mark.parametrize("sample", PARAGRAPHS, ids=label)
def test_every_swap_of_scripts_is_found(sample: Sample, declared: str) -> None:
    verdict = judge(sample.text, declared)
    if language(declared).script != language(sample.language).script:
        assert (verdict.result, verdict.reason) == ("contradicts", "script")
        assert verdict.language == sample.language
    else:
        assert verdict.result != "contradicts" or verdict.reason != "script"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        *(("az", "tr"), ("tr", "az"), ("az", "uz"), ("tr", "uz"), ("az", "tk"), ("tr", "tk")),
        *(("az", "en"), ("en", "az"), ("en", "tr"), ("es", "en"), ("en", "es"), ("ru", "uk")),
        *(("uk", "ru"), ("ru", "kk"), ("kk", "ru"), ("hyw", "hy"), ("hy", "hyw")),
    ],
)
def test_a_swap_within_a_script_is_found(declared: str, written: str) -> None:
    verdict = judge(text_of(written), declared)
    assert (verdict.result, verdict.language) == ("contradicts", written)
    assert verdict.reason in ("letters", "statistics")


def test_a_language_known_by_statistics_alone_is_found() -> None:
    swedish = (
        "Byrådet samlades på torsdagen och talade om hur den gamla bron ska lagas. Hantverkarna "
        "säger att arbetet tar två veckor och att vägen hålls öppen under hela tiden. De äldre "
        "byborna bad att det gamla namnet skulle få vara kvar, eftersom deras föräldrar kallade "
        "bron så. Ordföranden lovade att frågan tas upp igen på nästa möte."
    )
    found = Verdict(result="contradicts", language="sv", script="LATIN", reason="statistics")
    assert judge(swedish, "en") == found
    assert judge(swedish, "sv").result == "agrees"
    assert identify(swedish, ("en", "sv")) == "sv"
    assert identify(swedish, ("en", "az")) is None


# ------------------------------------------------------------------ what is right stays right


def test_the_sample_corpus_is_identified() -> None:
    for article in open_corpus(ROOT / "raw").articles():
        if article.body is not None:
            assert judge(article.body, article.language).result == "agrees", article.id
            assert identify(article.body, CORPUS) == article.language, article.id


def _inputs() -> list[Sample]:
    found = []
    for name in ("usage-cases", "match-cases"):
        lines = (INPUTS / f"{name}.jsonl").read_text("utf-8").splitlines()
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
        found += [Sample(row["lang"], name, row["text"]) for row in rows]
    dump = (INPUTS / "two-outlets-march-2022.txt").read_text("utf-8")
    return [*found, Sample("en", "dump", dump)]


@pytest.mark.skipif(not INPUTS.is_dir(), reason="shared/inputs is not beside this work tree")
def test_no_text_of_the_inputs_is_accused() -> None:
    for sample in _inputs():
        assert judge(sample.text, sample.language).result != "contradicts", sample


@pytest.mark.parametrize("tag", CORPUS)
@pytest.mark.parametrize("other", CORPUS)
def test_a_quotation_accuses_nobody(tag: str, other: str) -> None:
    own = text_of(tag)
    quoted = text_of(other)[: len(own) // 3]
    assert judge(f"{own}\n“{quoted}”", tag).result != "contradicts"


@pytest.mark.parametrize("declared", TAGS)
@pytest.mark.parametrize("other", TAGS)
def test_half_and_half_is_no_contradiction(declared: str, other: str) -> None:
    one, two = text_of(declared), text_of(other)
    size = min(len(one), len(two))
    assert judge(f"{one[:size]}\n{two[:size]}", declared).result != "contradicts"


@pytest.mark.parametrize("tag", CORPUS)
def test_addresses_and_markup_accuse_nobody(tag: str) -> None:
    headline = next(sample.text for sample in SAMPLES if sample.language == tag)
    address = "https://news.example/2024/05/10/the-council-of-the-village-and-the-old-bridge"
    text = f"{headline} {address} someone.of.the.newsroom@news.example <a href='x'>"
    assert judge(text * 3, tag).result != "contradicts"


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("", "az"),
        ("12 345 — 67!", "az"),
        ("Совет обсудил мост.", "az"),
        (text_of("ru"), "tlh"),
        (text_of("ru"), "und"),
        (text_of("ru"), "x-private"),
        (text_of("ru"), "az-Zsye"),
        (text_of("az"), "kk"),
        ("Əli, Həsən, Rəşad, Leyla, Nərgiz, Elçin, Şahin, Gülnar, Kamran, Orxan, Vüsal", "en"),
        ("London Paris Berlin Madrid Rome Vienna Lisbon Dublin Warsaw Prague " * 9, "en"),
        ("Menim adim Elidir ve men Bakida yasayiram, burada her kes meni taniyir. " * 9, "az"),
    ],
    ids=[
        *("empty", "digits", "short", "unknown", "und", "private"),
        *("script", "second", "names", "cities", "plain"),
    ],
)
def test_doubt_is_no_accusation(text: str, declared: str) -> None:
    assert judge(text, declared).result == "unknown"


@pytest.mark.parametrize("tag", TAGS)
def test_capitals_accuse_nobody(tag: str) -> None:
    assert judge(text_of(tag).upper(), tag).result != "contradicts"


def test_a_script_in_the_tag_counts() -> None:
    assert judge(text_of("az"), "az-Latn-AZ").result == "agrees"
    verdict = judge(text_of("az"), "az-Cyrl")
    assert (verdict.result, verdict.reason, verdict.language) == ("contradicts", "script", "az")


def test_eastern_armenian_of_iran_is_not_western() -> None:
    text = (
        "Գիւղի խորհուրդը հաւաքուել է եւ քննարկում է կամուրջի նորոգութեան հարցը։ Վարպետներն ասում "
        "են, որ աշխատանքը մի քանի շաբաթ է տեւելու։ Բնակիչները խնդրում են, որ նրա հին անունը "
        "պահպանուի, որովհետեւ իրենց պապերն էլ նրան այդպէս են կոչել։ Խորհուրդը մի յայտարարութիւն "
        "է պատրաստում եւ պէտք է այն շուտով հրապարակի, ասում է նախագահը։ "
    )
    assert judge(text * 3, "hy").result != "contradicts"
    assert identify(text, ("hy", "hyw")) != "hyw"


# ------------------------------------------------------------------ repeatable, total, cheap


def test_answers_are_the_same_twice_and_in_any_order() -> None:
    jobs = [(sample.text, tag) for sample in SAMPLES for tag in ("en", "tr", "sv", "ru")]
    once = {job: judge(*job) for job in jobs}
    random.Random(7).shuffle(jobs)
    assert {job: judge(*job) for job in jobs} == once


def test_another_process_says_the_same() -> None:
    code = (
        "from corpus_tools.languages.identification import judge\n"
        "from tests.test_identification import SAMPLES\n"
        "print([judge(s.text, t) for s in SAMPLES for t in ('en', 'sv')])"
    )
    runs: list[subprocess.CompletedProcess[bytes]] = [
        python("-c", code, cwd=ROOT) for _ in range(2)
    ]
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr.decode()
    assert runs[0].stdout == runs[1].stdout


@given(st.text(max_size=400), st.sampled_from([*(row.tag for row in LANGUAGES), "xx", "az-Cyrl"]))
@settings(deadline=None)
def test_any_text_has_a_verdict(text: str, declared: str) -> None:
    assert judge(text, declared).result in ("agrees", "contradicts", "unknown")
    assert identify(text, ("az", "en", "ru")) in ("az", "en", "ru", None)


def test_half_of_a_surrogate_pair_is_no_crash() -> None:
    assert judge("\ud83d" + text_of("en"), "en").result == "agrees"


def test_letters_are_counted_by_script() -> None:
    letters = Letters("Ab əĞ Жя Աֆ ბ αά עב می ひ 漢 ü7—“")
    counts = {"LATIN": 5, "CYRILLIC": 2, "ARMENIAN": 2, "GEORGIAN": 1, "GREEK": 2}
    counts |= {"HEBREW": 2, "ARABIC": 2, "HIRAGANA": 1, "HAN": 1}
    assert {script: letters.of(script) for script in counts} == counts
    assert letters.total == sum(counts.values())


def test_the_good_case_asks_no_statistics_and_is_quick() -> None:
    code = (
        "import sys, corpus_tools\n"
        "corpus_tools.validate('raw')\n"
        "assert 'langdetect' not in sys.modules and 'numpy' not in sys.modules"
    )
    done = python("-c", code, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    text = (text_of("az") * 3)[:2500]
    times = []
    for _ in range(50):
        start = time.perf_counter()
        judge(text, "az")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001  # 30 µs on an idle core; room for a slow one


# ------------------------------------------------------------------ the tables


def test_the_tables_fit_each_other() -> None:
    tags = [row.tag for row in LANGUAGES]
    assert len(tags) == len(set(tags))
    assert {marks.tag for marks in MARKS} <= set(tags)
    assert {tag for tag in PROFILED if not language(tag).script} == set()
    for marks in MARKS:
        assert marks.own.lower() == marks.own
        assert set(marks.own) & set(marks.foreign) == set(), marks.tag


def test_the_profiles_are_those_of_the_installed_langdetect() -> None:
    from langdetect.detector_factory import PROFILES_DIRECTORY

    assert {path.name for path in Path(PROFILES_DIRECTORY).iterdir()} - {"__init__.py"} == PROFILED
