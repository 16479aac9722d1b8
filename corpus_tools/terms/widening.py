"""From a form to every spelling of it that a text may hold.

The text is searched as published, never folded; so the lexicon is widened instead: by
capitals, composed and decomposed letters, hyphens, apostrophes, spaces and letter pairs.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from corpus_tools.languages import Language
from corpus_tools.model import Form

HYPHENS = "-\u058a\u2010\u2011\u2012\u2013\u2212"
APOSTROPHES = "'`\u2018\u2019\u02bc\u2032\u055a"
_SEPARATOR = re.compile(f"[\\s{re.escape(HYPHENS)}]+")
_BETWEEN = f"(?:\\s*[{re.escape(HYPHENS)}]\\s*|\\s+)"
_AFTER = f"(?![\\w\u0300-\u036f\u0483-\u0489])(?![{APOSTROPHES}]\\w)"
BEFORE = re.compile("(?<![\\w\u0300-\u036f\u0483-\u0489])")
"""Where a word may begin."""


def case_rule(form: Form) -> str:
    """Return the form's case rule; by default `initial` if it has a capital, else `any`."""
    return form.case or ("initial" if form.text != form.text.lower() else "any")


def upper(text: str, language: Language) -> str:
    """Return a text in capitals as the language writes them."""
    if language.dotted_i:
        text = text.replace("i", "İ").replace("ı", "I")
    return text.upper()


def lower(text: str, language: Language) -> str:
    """Return a text in small letters as the language writes them."""
    if language.dotted_i:
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()


def pattern(form: Form, language: Language) -> re.Pattern[str]:
    """Return a pattern that matches the form, as the whole inflected word or phrase."""
    rule = case_rule(form)
    if rule == "any":
        whole = _spelled(form.text, language, any_case=True)
    else:
        whole = _spelled(form.text, language)
        if rule == "initial":
            whole = f"(?:{whole}|{_spelled(upper(form.text, language), language)})"
    clitics = "|".join((*language.clitics, *(upper(end, language) for end in language.clitics)))
    ending = f"(?:[{APOSTROPHES}](?:{clitics}))?" if clitics else ""
    return re.compile(whole + ending + _AFTER)


def anchors(form: Form, language: Language) -> set[str]:
    """Return literal strings, one of which begins every match of the form's pattern."""
    first = _SEPARATOR.split(form.text)[0]
    rule = case_rule(form)
    spellings = {first}
    if rule != "exact":
        spellings.add(upper(first, language))
    if rule == "any":
        small = lower(first, language)
        spellings |= {small, upper(small[:1], language) + small[1:]}
    return {
        "".join(parts)
        for spelling in spellings
        for parts in product(*(_letter(unit, language) for unit in _units(spelling, language)))
    }


def _spelled(text: str, language: Language, *, any_case: bool = False) -> str:
    words = [word for word in _SEPARATOR.split(text) if word]
    return _BETWEEN.join(_word(word, language, any_case) for word in words)


def _word(word: str, language: Language, any_case: bool) -> str:
    parts = []
    for unit in _units(word, language):
        options = _letter(unit, language)
        if any_case:
            options |= _letter(upper(unit, language), language)
            options |= _letter(lower(unit, language), language)
        ordered = sorted(options, key=lambda option: (-len(option), option))
        parts.append("(?:" + "|".join(map(re.escape, ordered)) + ")")
    return "".join(parts)


def _units(word: str, language: Language) -> list[str]:
    """Cut a word into letters, keeping letter groups that have other spellings together."""
    groups = {spelling for pair in language.pairs for spelling in pair if len(spelling) > 1}
    units: list[str] = []
    at = 0
    while at < len(word):
        size = next((len(g) for g in groups if word.startswith(g, at)), 1)
        units.append(word[at : at + size])
        at += size
    return units


def _letter(unit: str, language: Language) -> set[str]:
    """Return every spelling of one letter or letter group."""
    options = {unit}
    for pair in language.pairs:
        if unit in pair:
            options |= set(pair)
    if unit in APOSTROPHES:
        options |= set(APOSTROPHES)
    return options | {unicodedata.normalize("NFD", option) for option in options}
