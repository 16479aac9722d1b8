"""What `agreement` writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus_tools.cli.console import write
from corpus_tools.corpus import Corpus
from corpus_tools.escaping import for_json
from corpus_tools.findings import OperatorError
from corpus_tools.terms.agreement import Comparison, kappa, wilson
from corpus_tools.terms.reference import Compared, compare


def show_agreement(corpus: Corpus, format: str) -> None:
    """Show how far the program and annotators, and annotators among themselves, agree."""
    found = compare(corpus)
    if not found:
        raise OperatorError("no annotation of a complete article is there to compare with")
    if format == "json":
        write(f"{for_json(list(_documents(found)), indent=2)}\n")
    else:
        write("".join(f"{line}\n" for line in _lines(found)))


def _documents(found: Compared) -> Iterator[dict[str, Any]]:
    for (first, second, scope), comparison in sorted(found.items()):
        yield {
            "first": first,
            "second": second,
            "scope": scope,
            "shares": [
                {**share._asdict(), "interval": wilson(share.hits, share.n)}
                for share in comparison.rows()
            ],
            "kappa": kappa(comparison.pairs["usage"]),
            "confused": [
                dict(zip(("label", "first", "second", "n"), entry, strict=True))
                for entry in comparison.confused()
            ],
        }


def _lines(found: Compared) -> Iterator[str]:
    for (first, second, scope), comparison in sorted(found.items()):
        yield f"{first} against {second}, {scope}"
        yield from _table(comparison)
        yield ""
    yield "Shares with n and 95 % intervals. Of a value, precision is the share of what the first"
    yield "gave it that the second gave it too; recall the other way round."
    yield "Regression figures, not accuracy: the annotations started from the suggestions."


def _table(comparison: Comparison) -> Iterator[str]:
    for name, hits, n in comparison.rows():
        low, high = wilson(hits, n)
        if n:
            yield f"  {name:<30} {hits / n:6.1%}  n={n:<5} 95 % [{low:.1%}, {high:.1%}]"
    value = kappa(comparison.pairs["usage"])
    if value is not None:
        yield f"  {'usage: kappa':<30} {value:6.3f}"
    for label, one, other, count in comparison.confused():
        yield f"  {f'{label}: confused':<30} {one} for {other}: {count}"
