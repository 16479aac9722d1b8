"""Formats of single strings that JSON Schema leaves to us, each really checked."""

from __future__ import annotations

import re
from datetime import date, time
from functools import cache

_TIME = re.compile(r"T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-](\d\d):(\d\d))?", re.ASCII)


def is_day(value: str) -> bool:
    """Tell whether a string is a calendar day YYYY-MM-DD that exists."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_moment(value: str) -> bool:
    """Tell whether a string is a day that exists, alone or with a time and offset that do.

    Leap seconds and hour 24 are refused: they are another minute or day elsewhere.
    """
    if len(value) == 10:
        return is_day(value)
    match = _TIME.fullmatch(value, 10)
    if match is None or not is_day(value[:10]):
        return False
    hour, minute, second, offset_hours, offset_minutes = (int(part or 0) for part in match.groups())
    try:
        time(hour, minute, second)
    except ValueError:
        return False
    return offset_minutes < 60 and (offset_hours, offset_minutes) <= (14, 0)


def is_license(value: str) -> bool:
    """Tell whether a string is an SPDX licence expression (LicenseRef-… included)."""
    return canonical_license(value) == value


@cache
def canonical_license(value: str) -> str | None:
    """Return a licence expression in SPDX's own spelling; None where it is no such expression."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(value)
    except InvalidLicenseExpression:
        return None
