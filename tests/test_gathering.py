"""Checks that floods of like findings are counted, in bounded time and memory, and none is lost."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

import corpus_tools as ct
from corpus_tools.checks.gathering import MOST, Gathered
from corpus_tools.corpus import MOST_REFUSED
from corpus_tools.findings import Finding
from tests.corpora import PORT, an_article, cli, cli_with_errors, declare, write_corpus, write_json


def a_finding(line: int, path: str = "articles/a.jsonl", code: str = "CT104") -> Finding:
    return Finding(
        code=code,
        severity="error",
        path=path,
        pointer="/url",
        line=line,
        column=1,
        message="No URL.",
        hint="",
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_first_are_kept_in_whatever_order_they_come(seed: int) -> None:
    findings = [a_finding(line) for line in range(1, 5 * MOST + 1)]
    random.Random(seed).shuffle(findings)
    kept = Gathered()
    kept.extend(findings)
    *listed, rest = sorted(kept, key=Finding.sort_key)
    assert [finding.line for finding in listed] == list(range(1, MOST + 1))
    assert (rest.line, rest.code, rest.severity) == (MOST + 1, "CT104", "error")
    assert f"{4 * MOST:,} more findings" in rest.message
    assert sorted(kept, key=Finding.sort_key) == [*listed, rest], "looking changes nothing"


def test_no_more_than_are_listed_are_all_listed() -> None:
    findings = {a_finding(line) for line in range(1, MOST + 1)}
    kept = Gathered()
    kept.extend(findings)
    assert set(kept) == findings


def test_files_and_rules_are_counted_apart() -> None:
    kept = Gathered(2)
    for path in ("a.jsonl", "b.jsonl"):
        for code in ("CT104", "CT201"):
            kept.extend(a_finding(line, path, code) for line in range(3))
    assert len(list(kept)) == 2 * 2 * 3


def test_the_same_finding_counts_once() -> None:
    kept = Gathered(2)
    kept.extend(a_finding(line) for line in (1, 2, 1, 2, 1))
    assert sorted(kept, key=Finding.sort_key) == [a_finding(1), a_finding(2)]


def warned(root: Path, articles: int) -> Path:
    """Write a corpus with a shard of which each article has a warning: no time zone."""
    corpus = write_corpus(root, articles=[], concepts=[PORT])
    docs = [
        an_article(
            f"sample-gazette-2022-03-27-n{number:05}",
            body=f"Report {number} of the council of Port Example.",
            published="2022-03-27T10:00:00",
        )
        for number in range(articles)
    ]
    (corpus / "articles").mkdir(exist_ok=True)
    lines = "".join(json.dumps(doc) + "\n" for doc in docs)
    (corpus / "articles" / "all.jsonl").write_text(lines)
    return corpus


def test_a_shard_of_warnings_has_a_bounded_report(tmp_path: Path) -> None:
    report = ct.validate(warned(tmp_path / "corpus", MOST + 5))
    like = [finding for finding in report.findings if finding.path.endswith("all.jsonl")]
    assert {finding.severity for finding in like} == {"warning"}
    by_code = {finding.code for finding in like}
    for code in by_code:
        listed = [finding for finding in like if finding.code == code]
        assert len(listed) in (MOST + 1, 1), code
    assert any("has 5 more findings in this file" in finding.message for finding in like)


def test_faulty_lines_end_a_shard(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", articles=[an_article()], concepts=[PORT])
    (corpus / "articles" / "a.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 1_000_000))
    report = ct.validate(corpus)
    (stop,) = (finding for finding in report.findings if finding.code == "CT013")
    assert stop.line == MOST_REFUSED + 1
    assert report.articles == MOST_REFUSED + 3
    assert len(report.findings) < 2 * MOST + 20


def test_what_was_not_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    article = an_article(translation_of="sample-gazette-2022-03-27-two")
    corpus = write_corpus(tmp_path / "corpus", articles=[article], concepts=[PORT])
    annotation = {
        "article": "sample-gazette-2022-03-27-three",
        "annotator": "ann-one",
        "annotator_kind": "person",
        "complete": True,
        "text_sha256": {"title": "0" * 64, "body": "0" * 64},
        "spans": [],
    }
    write_json(corpus / "annotations" / "sample-gazette-2022-03-27-three.ann-one.json", annotation)
    codes = {finding.code for finding in ct.validate(corpus).findings}
    assert {"CT404", "CT603"} & codes, codes
    (corpus / "articles" / "a.jsonl").write_bytes(b"{\n")
    assert {"CT404", "CT603"} & {f.code for f in ct.validate(corpus).findings} == set()


def test_of_published_articles_none_is_counted_as_new(tmp_path: Path) -> None:
    corpus = warned(tmp_path / "corpus", 30)
    declare(corpus, text_licenses=["CC0-1.0"])
    release = ct.export(corpus, out=tmp_path / "out").path
    done = cli_with_errors(("CT108",), "validate", "corpus", "--released", release, cwd=tmp_path)
    assert b"30 warnings" in done.stdout
    assert (done.returncode, b"legacy: " in done.stdout) == (0, True), done.stdout.decode()


@pytest.mark.parametrize(
    "options", [("--ignore", "CT"), ("--select", "CT1", "--ignore", "CT1,CT2")]
)
def test_where_no_rule_is_left_there_is_nothing_to_check(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    write_corpus(tmp_path / "raw", articles=[an_article()])
    done = cli("validate", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nothing to check: no rule is left" in done.stderr


def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", articles=[], concepts=[PORT])
    (corpus / "articles").mkdir(exist_ok=True)
    with gzip.open(corpus / "articles" / "a.jsonl.gz", "wb", compresslevel=1) as shard:
        shard.write(b"\n")
        for _ in range(80):
            shard.write(b" " * 1_000_000)
    (found,) = (one for one in ct.validate(corpus).findings if one.code.startswith("CT0"))
    assert (found.code, found.line) == ("CT013", 2)
    assert "67,108,864 bytes" in found.message


def test_blanks_that_hide_a_line_are_no_blank_line(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", articles=[], concepts=[PORT])
    (corpus / "articles").mkdir(exist_ok=True)
    (corpus / "articles" / "a.jsonl").write_bytes(b" " * 5_000_000 + b"{}\n")
    assert "CT002" in {finding.code for finding in ct.validate(corpus).findings}


def test_a_long_key_is_in_no_pointer(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", articles=[{**an_article(), "k" * 10_000: 1}])
    for form in ("text", "json", "github", "sarif", "junit"):
        done = cli("validate", "corpus", "--format", form, cwd=tmp_path)
        assert done.returncode == 1
        assert b"k" * 400 not in done.stdout, form


@pytest.mark.parametrize("indent", [None, 2])
def test_one_document_over_many_lines_of_a_shard_is_one_finding(
    tmp_path: Path, indent: int | None
) -> None:
    corpus = write_corpus(tmp_path / "corpus", articles=[], concepts=[PORT])
    shard = corpus / "articles" / "a.jsonl"
    shard.parent.mkdir(exist_ok=True)
    listed = f"[\n{json.dumps(an_article())},\n{json.dumps(an_article())}\n]\n"
    shard.write_text(json.dumps(an_article(), indent=2) if indent else listed)
    (found,) = (one for one in ct.validate(corpus).findings if one.severity == "error")
    assert (found.code, found.line) == ("CT005", 1)
    assert "one whole article on each line" in found.hint
