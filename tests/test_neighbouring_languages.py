"""Languages that share most letters are told apart by the rest, or not at all."""

from __future__ import annotations

import pytest

from corpus_tools.languages.identification import identify, judge

AMONG = ("az", "en", "hy", "hyw", "ru", "tr")


@pytest.mark.parametrize(
    "text",
    [
        "Qaranlıq otaqda uşaqlar xalçanın altına baxıb oyuncaqlarını axtarırdı.",
        "Qayıqçı axşam qonaqlarına balıq, ocaq qırağında isti çay, qoğal payladı.",
    ],
)
def test_azerbaijani_without_its_commonest_letter_is_not_turkish(text: str) -> None:
    assert "ə" not in text
    assert identify(text, AMONG) in (None, "az")
    assert judge(text, "az").result != "contradicts"


def test_turkish_keeps_its_foreign_names() -> None:
    text = (
        "Qatar Airways uçağı Washington'dan gelen yolcular için bir saat bekledi ve sabah "
        "Xavier adlı kaptanla kalktı. Bizim komşu ile kardeşi de uçaktaydı, çok yorgundular."
    )
    assert judge(text, "tr").result == "agrees"


@pytest.mark.parametrize(
    "text",
    [
        "Կորեան երկու օր առաջ հրթիռ էր արձակել, Գվինեան լուռ էր, Էրիտրեան՝ նույնպես։",
        "Իմ հասցեագրքում այդ մարդու հեռախոսահամարը չկա, գտեք հասցեագրքի էջը և ուղարկեք։",
    ],
)
def test_a_joint_of_two_vowels_is_not_the_classical_spelling(text: str) -> None:
    assert identify(text, AMONG) != "hyw"


def test_the_classical_spelling_is_known_by_its_endings() -> None:
    text = "Գիտութեան եւ արուեստից սիրող Սարգսեանց ընտանիքը դպրոցը կառուցած է գիւղին մէջ։"
    assert identify(text, AMONG) == "hyw"
