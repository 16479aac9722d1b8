"""What a release holds, counted from its stored rows: the figures of its card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from corpus_tools.release.stored.reading import Published


class Group(NamedTuple):
    """What the articles that are counted together have in common."""

    split: str
    outlet: str
    outlet_name: str
    perspective: str
    language: str
    license: str
    has_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconFacts:
    """How large the lexicon is, and what its claims rest on."""

    concepts: int = 0
    variants: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    sources: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The figures. `licenses` are those of the texts that are here, `kinds` who judged.

    `untold` are spans without usage, by language.
    """

    languages: list[str]
    licenses: list[str]
    kinds: list[str]
    groups: Counter[Group] = field(default_factory=Counter)
    days: tuple[date, date] | None = None
    layers: Counter[str] = field(default_factory=Counter)
    untold: Counter[str] = field(default_factory=Counter)
    lexicon: LexiconFacts = field(default_factory=LexiconFacts)


def facts(release: Published) -> Facts:
    """Count what a release holds. Raises OperatorError where a file cannot be read."""
    groups: Counter[Group] = Counter()
    days: set[date] = set()
    for split, row in _rows(release, "articles", *_ARTICLE):
        groups[_group(split, row)] += 1
        days.add(row["published"])
    return Facts(
        languages=sorted({group.language for group in groups}),
        licenses=sorted({group.license for group in groups if group.has_text}),
        kinds=sorted(_counted(release, "judgements", "annotator_kind")),
        groups=groups,
        days=(min(days), max(days)) if days else None,
        layers=_counted(release, "annotations", "layer"),
        untold=Counter(
            row["language"]
            for _, row in _rows(release, "annotations", "language", "usage")
            if row["usage"] is None
        ),
        lexicon=_lexicon(release),
    )


_ARTICLE = (
    *("outlet", "outlet_name", "outlet_perspective", "language", "license"),
    *("title", "published"),
)


def _counted(release: Published, config: str, column: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, batch in release.batches(config, [column]):
        counts.update(batch[column].to_pylist())
    return counts


def _rows(release: Published, config: str, *columns: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for split, batch in release.batches(config, columns):
        for row in batch.to_pylist():
            yield split, row


def _group(split: str, row: dict[str, Any]) -> Group:
    """A text is withheld where its title is."""
    return Group(
        split=split,
        outlet=row["outlet"],
        outlet_name=row["outlet_name"],
        perspective=row["outlet_perspective"],
        language=row["language"],
        license=row["license"],
        has_text=row["title"] is not None,
    )


def _lexicon(release: Published) -> LexiconFacts:
    """Count the lexicon; the forms of a variant share its claims."""
    forms: Counter[str] = Counter()
    claims: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for _, row in _rows(release, "terms", "concept", "variant", "language", "claims"):
        forms[row["language"]] += 1
        claims[row["concept"], row["variant"]] = row["claims"]
    every = [claim for of_variant in claims.values() for claim in of_variant]
    return LexiconFacts(
        concepts=len({concept for concept, _ in claims}),
        variants=len(claims),
        forms=forms,
        claims=Counter(claim["confidence"] for claim in every),
        sources=len({source for claim in every for source in claim["sources"]}),
    )
