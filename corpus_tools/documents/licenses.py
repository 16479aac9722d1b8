"""What to say of a licence that is no SPDX expression, and what to type instead."""

from __future__ import annotations

import difflib
import re

from corpus_tools.documents.formats import canonical_license
from corpus_tools.findings import quote

_CREATIVE = ("", "-SA", "-NC", "-ND", "-NC-SA", "-NC-ND")
OF_TEXTS = (
    "CC0-1.0",
    *(f"CC-BY{kind}-{version}" for kind in _CREATIVE for version in ("2.0", "2.5", "3.0", "4.0")),
    *("CC-PDDC", "PDDL-1.0", "ODC-By-1.0", "ODbL-1.0", "OGL-UK-3.0", "GFDL-1.3-only"),
    *("FSFAP", "MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-only"),
)
"""Licences that texts have: what a wrong one may have meant. SPDX lists hundreds more."""

_RESERVED = re.compile(r"reserved|copyright|propriet|[©®]|^none$|^unknown$", re.IGNORECASE)
_OTHER_WORDS = {
    "creative ?commons": "cc",
    "attribution": "by",
    "share ?alike": "sa",
    "non ?commercial": "nc",
    "no ?deriv(?:ative)?s": "nd",
    "zero": "0",
    "licen[cs]es?|international|unported|generic|public ?domain|dedication|universal": "",
    "the|https?|www|org|deed": "",
}


def explain_license(value: str) -> tuple[str, str]:
    """Return what is wrong with a licence that is not in SPDX's own spelling, and a hint."""
    proper = canonical_license(value)
    if proper is not None:
        return (
            f"SPDX writes {quote(proper, 120)}, not {quote(value)}",
            f"Type {quote(proper, 300)}.",
        )
    parts = re.split(r"\s+(?:AND|OR|WITH)\b|[()]", value, flags=re.IGNORECASE)
    unknown = next((part.strip() for part in parts if _is_unknown(part.strip())), value)
    return f"{quote(unknown)} is no SPDX licence", _hint(unknown)


def _is_unknown(part: str) -> bool:
    return part != "" and canonical_license(part) is None


def _hint(unknown: str) -> str:
    if near := _near(unknown):
        return f"Perhaps {quote(near)}; else LicenseRef-… for terms that SPDX does not list."
    words = re.sub(r"[^A-Za-z0-9.]+", "-", re.sub("^LicenseRef-", "", unknown)).strip("-.")[:60]
    if _RESERVED.search(unknown) or not re.search("[a-z]", words, re.IGNORECASE):
        words = "all-rights-reserved"
    other = words.lower()
    return f"Type {quote(f'LicenseRef-{other}', 90)}, or an SPDX licence such as “CC-BY-4.0”."


def _near(value: str) -> str | None:
    """Return the known licence whose letters and digits are nearest."""
    text = re.sub("[^a-z0-9]+", " ", value[:120].lower())
    for words, short in _OTHER_WORDS.items():
        text = re.sub(rf"\b(?:{words})\b", short, text)
    folded = {re.sub("[^a-z0-9]", "", known.lower()): known for known in OF_TEXTS}
    near = difflib.get_close_matches(text.replace(" ", ""), folded, 1, 0.75)
    return folded[near[0]] if near else None
