"""Licences of a release as others write them: the Hub, CITATION.cff, schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_CC = """BY-2.0 BY-2.5 BY-3.0 BY-4.0 BY-SA-3.0 BY-SA-4.0 BY-NC-2.0 BY-NC-3.0 BY-NC-4.0 BY-ND-4.0
BY-NC-ND-3.0 BY-NC-ND-4.0 BY-NC-SA-2.0 BY-NC-SA-3.0 BY-NC-SA-4.0"""
HUB = {
    **{f"CC-{terms}": f"cc-{terms.lower()}" for terms in _CC.split()},
    **{"CC0-1.0": "cc0-1.0", "PDDL-1.0": "pddl", "ODC-By-1.0": "odc-by", "ODbL-1.0": "odbl"},
    **{"MIT": "mit", "Apache-2.0": "apache-2.0", "BSD-3-Clause": "bsd-3-clause"},
    **{"GFDL-1.3-only": "gfdl", "GPL-3.0-only": "gpl-3.0"},
}
"""Licences of texts and data that both the Hub and CITATION.cff have a name for."""

_FREE = ("CC0-1.0", "PDDL-1.0")
"""They ask for nothing: whatever stands beside them asks for as much or more."""

_CC_BY = re.compile(r"CC-BY((?:-(?:NC|ND|SA))*)-4\.0")
_SINGLE = re.compile(r"(?!LicenseRef-)[A-Za-z0-9.-]+")
_CLOSED = re.compile(r"LicenseRef-|-N[CD]\b|Noncommercial")


def licenses_of(declaration: Mapping[str, Any], texts: Iterable[str]) -> list[str]:
    """Return the licences that hold in a release: of the corpus's own work, and of its texts."""
    return sorted({declaration["license"], *texts})


def governing(licenses: Iterable[str]) -> str | None:
    """Return the most restrictive licence: the one that covers all; None if there is none."""
    licenses = sorted(licenses)
    return next((top for top in licenses if all(_covers(top, one) for one in licenses)), None)


def _covers(top: str, other: str) -> bool:
    """Tell whether who keeps to one licence keeps to the other as well.

    Share-alike asks for its own licence, which no other one grants.
    """
    if other == top or other in _FREE:
        return True
    asked, granted = _CC_BY.fullmatch(other), _CC_BY.fullmatch(top)
    if asked is None or granted is None or "SA" in asked[1]:
        return False
    return set(asked[1].split("-")) <= set(granted[1].split("-"))


def for_hub(licenses: Iterable[str], homepage: str | None) -> dict[str, Any]:
    """Return the licence entries of a card's head."""
    licenses = sorted(licenses)
    single = governing(licenses)
    if single in HUB:
        return {"license": HUB[single]}
    if single is None and all(license in HUB for license in licenses):
        return {"license": [HUB[license] for license in licenses]}
    name = "mixed" if single is None else re.sub("[^a-z0-9.]+", "-", single.lower()).strip("-")
    link = (single and spdx_page(single)) or homepage
    return {
        "license": "other",
        "license_name": name,
        **({"license_link": link} if link else {}),
    }


def spdx_page(license: str) -> str | None:
    """Return the page of a licence on the SPDX list; None for expressions and other terms."""
    single = _SINGLE.fullmatch(license)
    return f"https://spdx.org/licenses/{license}.html" if single else None


def is_closed(license: str) -> bool:
    """Tell whether a licence withholds what open ones grant, or is nobody's but the outlet's."""
    return _CLOSED.search(license) is not None
