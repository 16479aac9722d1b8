"""What the present is: said by SOURCE_DATE_EPOCH or by a commit, never by a clock."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus_tools.changes import committed
from corpus_tools.findings import OperatorError


def source_date() -> datetime | None:
    """Return the moment that SOURCE_DATE_EPOCH names; None where it is not set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise OperatorError("SOURCE_DATE_EPOCH is no number of seconds since 1970") from None


def present(paths: Sequence[Path]) -> datetime | None:
    """Return SOURCE_DATE_EPOCH, or when the paths were committed; None where neither says.

    A commit says nothing about files that are not as committed: they may be newer.
    """
    if (named := source_date()) is not None:
        return named
    moments = [moment for path in paths if (moment := committed(path)) is not None]
    return max(moments) if moments and len(moments) == len(paths) else None
