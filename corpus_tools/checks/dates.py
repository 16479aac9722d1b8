"""Rules about dates: none in the future, none finer than outlets print, all in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from corpus_tools.documents.formats import is_moment
from corpus_tools.findings import Fault, quote

DATES = ("published", "modified", "retrieved")

_TOLERANCE = 2
"""Days: a date may be one ahead by its time zone, and clocks are wrong."""

_FRACTION = re.compile(r"\.[0-9]+")


def check_dates(doc: dict[str, Any], now: datetime | None) -> Iterator[Fault]:
    """Yield dates after `now` (None: not known), after retrieval, and finer than seconds."""
    future = list(_future(doc, _day(now))) if now is not None else []
    yield from future
    if not any(fault.pointer == "/published" for fault in future):
        yield from _after_retrieval(doc)
        yield from _before_publication(doc)
    yield from _fractions(doc)


@cache
def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


def _future(doc: dict[str, Any], today: str) -> Iterator[Fault]:
    """Days are compared as written, like everywhere."""
    for name in DATES:
        moment = doc.get(name)
        if moment is not None and _days_after(moment, today) > _TOLERANCE:
            yield Fault(
                code="CT109",
                pointer=f"/{name}",
                message=f"{quote(moment)} is in the future: this was checked as of {today}.",
                hint=_this_year(moment, today) or f"Type the day on which it was {name}.",
            )


def _this_year(moment: str, today: str) -> str:
    """Suggest the same day of this year or the last, whichever has been."""
    for year in (int(today[:4]), int(today[:4]) - 1):
        guess = f"{year:04}{moment[4:]}"
        if guess[:10] <= today and is_moment(guess):
            return f"Perhaps “{guess}”."
    return ""


def _after_retrieval(doc: dict[str, Any]) -> Iterator[Fault]:
    published, retrieved = doc["published"], doc.get("retrieved")
    if retrieved is not None and _days_after(published, retrieved) > _TOLERANCE:
        yield Fault(
            code="CT109",
            pointer="/published",
            message=f"Published {quote(published)}, yet retrieved before, {quote(retrieved)}.",
            hint="Type the day that the page gives; correct retrieved if that is the wrong one.",
        )


def _before_publication(doc: dict[str, Any]) -> Iterator[Fault]:
    published, modified = doc["published"], doc.get("modified")
    if modified is not None and _is_earlier(modified, published):
        yield Fault(
            code="CT114",
            pointer="/modified",
            message=f"Modified {quote(modified)}, yet published after that, {quote(published)}.",
            hint="Correct one of the two, or leave “modified” out.",
        )


def _is_earlier(moment: str, other: str) -> bool:
    """Tell whether a moment comes before another one, whatever offsets are left out."""
    first, second = datetime.fromisoformat(moment), datetime.fromisoformat(other)
    if first.tzinfo and second.tzinfo:
        return first < second
    return _days_after(other, moment) > 1


def _days_after(moment: str, other: str) -> int:
    """Return how many days a day comes after another one; 0 where it comes before."""
    if moment[:10] <= other[:10]:
        return 0
    return (date.fromisoformat(moment[:10]) - date.fromisoformat(other[:10])).days


def _fractions(doc: dict[str, Any]) -> Iterator[Fault]:
    for name in DATES:
        moment = doc.get(name, "")
        if "." in moment:
            yield Fault(
                code="CT110",
                pointer=f"/{name}",
                message=f"{quote(moment)} has fractions of a second.",
                hint=f"Type {quote(_FRACTION.sub('', moment))}.",
            )


def check_periods(doc: dict[str, Any]) -> Iterator[Fault]:
    """Yield periods of an event, an outlet or a corpus that end before they begin."""
    yield from _period("", doc)
    for name in ("assessments", "collections"):
        for position, entry in enumerate(doc.get(name, ())):
            yield from _period(f"/{name}/{position}", entry)


def _period(pointer: str, entry: dict[str, Any]) -> Iterator[Fault]:
    first, last = entry.get("from"), entry.get("to")
    if first is not None and last is not None and last < first:
        yield Fault(
            code="CT113",
            pointer=f"{pointer}/to",
            message=f"The period ends on {last}, before it begins on {first}.",
            hint="Correct one of the two days, or swap them.",
        )
