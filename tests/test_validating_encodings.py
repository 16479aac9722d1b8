"""Checks that text read in another encoding than its own is noticed, and real text is not."""

from __future__ import annotations

import pytest

from corpus_tools.checks.text import check_text
from corpus_tools.model import Article, ArticleId
from tests.test_identification import SAMPLES, Sample, label, text_of

ARMSCII = {
    **{0x531 + n: chr(0xB2 + 2 * n) for n in range(38)},
    **{0x561 + n: chr(0xB3 + 2 * n) for n in range(38)},
    **{ord("և"): "\xa2", ord("։"): "\xa3"},
}
"""Armenian letters in ARMSCII-8, each byte read as Latin-1."""

RUSSIAN, ARMENIAN, TURKISH, AZERBAIJANI = (text_of(tag) for tag in ("ru", "hy", "tr", "az"))
OTHERS = (
    "L’été à la crèche : créées, les fées préfèrent le thé. Ô âme, où êtes-vous ? Æ œ ÿ",
    "Äußerungen über öffentliche Größen; ÄÖÜ äöüß, Übergänge, Größenordnungen, Öl.",
    "Jäääär, töööö, öööbik, kõõlused, jäääärne püüe: õueala ja äärelinn.",
    "Hääyöaie, pääöljy, yöööljy, lääkärit ja työöni.",
    "Þórður Ægisson sagði að þjóðaröryggisráðið hefði rætt málið á Þingvöllum í gær.",
    "Não há ações; as leões são irmãos. À tarde, às três, avó e avô vêm.",
    "Tiếng Việt có thanh điệu: à á ả ã ạ, ừ ứ ử ữ ự.",
    "½ ¼ ¾ × ÷ ° ² ³ ¹ µ · »»» ««« 20 °C, 5 m²",
)


def found(text: str, tag: str) -> list[str]:
    """Return the codes of what is wrong with the characters of a body."""
    article = Article(
        id=ArticleId("a"),
        outlet="b",
        language=tag,
        published="2024-05-02",
        license="CC0-1.0",
        title="1",
        body=text,
    )
    return [fault.code for fault in check_text(article)]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (RUSSIAN.encode("cp1251", "replace").decode("latin-1"), "ru"),
        (RUSSIAN.encode("koi8-r", "replace").decode("latin-1"), "ru"),
        ("Мост закрыт.".encode("cp1251").decode("latin-1"), "ru"),
        (ARMENIAN.translate(ARMSCII), "hy"),
        (TURKISH.encode("cp1254", "replace").decode("latin-1"), "tr"),
        (AZERBAIJANI.encode("cp1254", "replace").decode("cp1252"), "az"),
        ("Said “so” … – and ‘so’".encode("cp1252").decode("utf-8", "replace"), "en"),
    ],
    ids=["cp1251", "koi8-r", "a title in cp1251", "armscii-8", "cp1254", "az", "utf-8"],
)
def test_a_wrong_decoding_is_noticed(text: str, tag: str) -> None:
    assert "CT208" in found(text, tag)


def test_the_bytes_of_windows_1252_are_control_characters_in_latin_1() -> None:
    assert "CT201" in found("Said “so”".encode("cp1252").decode("latin-1"), "en")


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_the_text_of_a_language_is_not_accused(sample: Sample) -> None:
    assert "CT208" not in found(sample.text, sample.language)


@pytest.mark.parametrize("text", OTHERS)
@pytest.mark.parametrize("tag", ["az", "en", "fr", "ru", "tr"])
def test_letters_with_marks_are_no_sign(text: str, tag: str) -> None:
    assert "CT208" not in found(text, tag)
