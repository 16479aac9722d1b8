"""Eastern and Western Armenian: one script, two literary languages, two spellings.

Western Armenian is written in the classical spelling and has small words of its own.
Eastern Armenian has the reformed spelling, but not everywhere: in Iran it kept the classical
one. So spelling says “reformed: Eastern”, and only spelling and words together “Western”.
"""

from __future__ import annotations

from typing import Literal

EASTERN, WESTERN = "hy", "hyw"

_CLASSICAL = ("իւ", "աւ", "ութեա", "եանց", "եամբ", "եայ", "մէջ", "պէս", "ուած", "ուեց")
"""A bare եա is in both: reformed words have it at joints (հասցեագիրք) and in names (Կորեա)."""

_REFORMED = ("յուն", "յան", "ավ", "եվ", "ված", "վել", "վեց", "մեջ")
_WESTERN = (" մը", " կը ", " ալ ", " անոր", " պիտի ", "երուն", "ներէն", " հոս", " ասոր")
_EASTERN = (" մի ", " էլ ", " նրա", "ում է", "ում են", "ում ե", " պետք ")

Armenian = Literal["hy", "hyw"]


def is_eastern(text: str, letters: int) -> bool:
    """Tell, cheaply, whether a text of so many letters is in the reformed spelling.

    The classical one writes ւ after every vowel, this one in ու and եւ alone.
    """
    bare = text.count("ւ") - text.count("ու") - text.count("եւ")
    return letters >= 200 and bare * 500 <= letters


def which_armenian(text: str, least: int = 2) -> Armenian | None:
    """Tell the two apart where at least `least` marks are clearly on one side."""
    classical, reformed = _count(text, _CLASSICAL), _count(text, _REFORMED)
    if reformed >= least and reformed > 4 * classical:
        return "hy"
    if classical < least or classical <= 4 * reformed:
        return None
    western, eastern = _count(text, _WESTERN), _count(text, _EASTERN)
    if western >= eastern:
        return "hyw"
    return "hy" if eastern >= least and eastern > 4 * western else None


def contradicts(declared: Armenian, text: str) -> bool:
    """Tell whether a text is clearly in the other Armenian; reads like it in every way."""
    if which_armenian(text, 8) in (declared, None):
        return False
    western, eastern = _count(text, _WESTERN), _count(text, _EASTERN)
    own, other = (eastern, western) if declared == EASTERN else (western, eastern)
    return other >= 3 and other > 6 * own


def _count(text: str, marks: tuple[str, ...]) -> int:
    return sum(map(text.count, marks))
