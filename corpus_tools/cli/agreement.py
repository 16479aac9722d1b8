"""What `agreement` writes."""

from __future__ import annotations

from corpus_tools.cli.console import write
from corpus_tools.corpus import Corpus
from corpus_tools.findings import OperatorError
from corpus_tools.terms.agreement import Comparison, kappa, wilson
from corpus_tools.terms.reference import ALL, compare


def show_agreement(corpus: Corpus) -> None:
    """Show how far the program and annotators, and annotators among themselves, agree."""
    found = compare(corpus)
    if not found:
        raise OperatorError("no annotation of a complete article is there to compare with")
    for (first, second, scope), comparison in sorted(found.items()):
        where = "all languages" if scope == ALL else scope
        write(f"{first} against {second}, {where}\n")
        for name, hits, n in comparison.rows():
            low, high = wilson(hits, n)
            if n:
                write(f"  {name:<20} {hits / n:6.1%}  n={n:<5} 95 % [{low:.1%}, {high:.1%}]\n")
        if scope == ALL:
            _details(comparison)
        write("\n")
    write("Regression figures, not accuracy: the annotations started from the suggestions.\n")


def _details(comparison: Comparison) -> None:
    usage = comparison.pairs["usage"]
    value = kappa(usage)
    if value is not None:
        write(f"  {'usage: kappa':<20} {value:6.3f}\n")
    confused = [(-count, str(one), str(other)) for (one, other), count in usage.items()]
    for count, one, other in sorted(entry for entry in confused if entry[1] != entry[2]):
        write(f"  {'usage: confused':<20} {one} for {other}: {-count}\n")
