"""What is said of an article whose text is not in the language that it declares."""

from __future__ import annotations

import pytest

from corpus_tools.checks.language import check_language, one_on_language
from corpus_tools.findings import Fault
from corpus_tools.model import Article, ArticleId
from tests.test_identification import text_of


def _article(body: str, tag: str, title: str = "Notice") -> Article:
    return Article(
        id=ArticleId("a"),
        outlet="b",
        language=tag,
        published="2024-05-02",
        license="CC0-1.0",
        title=title,
        body=body,
    )


@pytest.mark.parametrize(
    ("written", "declared", "code", "said", "typed"),
    [
        ("ru", "az", "CT301", ["Cyrillic", "Russian (ru)", "Azerbaijani (az)"], '"ru"'),
        ("az", "ru", "CT301", ["Latin", "Azerbaijani (az)", "Russian (ru)"], '"az"'),
        ("ka", "hy", "CT301", ["Georgian (ka)", "Armenian (hy)"], '"ka"'),
        ("tr", "az", "CT302", ["Turkish (tr)", "Azerbaijani (az)"], '"tr"'),
        ("uk", "ru-RU", "CT302", ["Ukrainian (uk)", "Russian (ru-RU)"], '"uk"'),
    ],
)
def test_a_finding_says_what_to_type(
    written: str, declared: str, code: str, said: list[str], typed: str
) -> None:
    (fault,) = check_language(_article(text_of(written), declared))
    assert (fault.code, fault.pointer) == (code, "/language")
    assert all(words in fault.message for words in said)
    assert typed in fault.hint


def test_an_unknown_language_in_another_script_is_still_found() -> None:
    syllables = "ꙗкоже рече братиꙗ въ градѣ семъ человѣцы " * 5
    (fault,) = check_language(_article(syllables, "az"))
    assert fault.code == "CT301"
    assert "az-Cyrl" in fault.hint


def test_a_short_body_is_read_with_its_title() -> None:
    title = "Сельский совет собрался и обсудил ремонт старого моста через реку"
    assert [f.code for f in check_language(_article("Подробности позже.", "az", title))] == [
        "CT301"
    ]
    assert list(check_language(_article(text_of("az"), "az", title))) == []


def test_an_article_without_text_has_no_language_to_check() -> None:
    article = Article(
        id=ArticleId("a"), outlet="b", language="az", published="2024-05-02", license="CC0-1.0"
    )
    assert list(check_language(article)) == []


def test_one_finding_about_the_language_is_enough() -> None:
    codes = ["CT302", "CT402", "CT201", "CT303"]
    faults = [Fault(code=code, pointer="/language", message=code) for code in codes]
    assert [fault.code for fault in one_on_language(faults)] == ["CT402", "CT201"]
