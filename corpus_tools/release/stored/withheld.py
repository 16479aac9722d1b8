"""withheld.json: what must be known, beside the texts, to put withheld texts back.

It holds no text: which columns of which rows are withheld, and where in the text stands what
they say; and, for the card, the corpus's declaration and how far raters agree.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus_tools.findings import OperatorError
from corpus_tools.model import Field
from corpus_tools.tables import Row
from corpus_tools.terms.agreement import Comparison
from corpus_tools.terms.reference import Compared

WITHHELD_FILE = "withheld.json"


class Standing(NamedTuple):
    """Where in a text words stand."""

    field: Field
    start: int
    end: int


class Said(NamedTuple):
    """A column of a row that is withheld."""

    config: str
    id: str
    column: str


Withheld = dict[Said, Standing | None]
"""Where in its text stands what a column says; None where it does not stand there."""


def write_withheld(
    folder: Path, declaration: Mapping[str, Any], compared: Compared, rows: Iterable[Row]
) -> None:
    """Write the file of a release that withholds texts: one entry a line."""
    doc = {"declaration": declaration, "compared": list(map(_comparison, sorted(compared.items())))}
    head = json.dumps(doc, ensure_ascii=False)
    listed = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    text = f'{head[:-1]},\n"rows": [\n{listed}\n]}}\n'
    (folder / WITHHELD_FILE).write_text(text, encoding="utf-8", newline="\n")


def _comparison(entry: tuple[tuple[str, str, str], Comparison]) -> dict[str, Any]:
    raters, found = entry
    return {
        "raters": raters,
        "both": found.both,
        "only_first": found.only_first,
        "only_second": found.only_second,
        "pairs": {
            label: sorted(([*labels, n] for labels, n in pairs.items()), key=str)
            for label, pairs in found.pairs.items()
        },
    }


class Known(NamedTuple):
    """What the file says."""

    declaration: dict[str, Any]
    compared: Compared
    withheld: Withheld


def read_withheld(folder: Path) -> Known:
    """Read the file. Raises OperatorError where a release has none, or a damaged one."""
    path = folder / WITHHELD_FILE
    try:
        doc = json.loads(path.read_bytes())
        compared = {tuple(one["raters"]): _compared(one) for one in doc["compared"]}
        return Known(doc["declaration"], compared, dict(_withheld(doc["rows"])))
    except FileNotFoundError:
        reason = "it has no withheld.json: it withholds nothing, or is of an earlier version"
        raise OperatorError(f"{folder} cannot be rehydrated: {reason}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise OperatorError(f"{path} is damaged") from None


def _compared(doc: Mapping[str, Any]) -> Comparison:
    return Comparison(
        both=doc["both"],
        only_first=doc["only_first"],
        only_second=doc["only_second"],
        pairs={
            label: Counter({(one, other): n for one, other, n in pairs})
            for label, pairs in doc["pairs"].items()
        },
    )


def _withheld(rows: Iterable[Row]) -> Iterator[tuple[Said, Standing | None]]:
    for row in rows:
        place = Standing(row["field"], row["start"], row["end"]) if row["field"] else None
        yield Said(row["config"], row["id"], row["column"]), place
