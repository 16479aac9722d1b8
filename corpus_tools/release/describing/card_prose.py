"""The prose of a dataset card: what is in it, how it came about, what it must not be used for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus_tools.escaping import for_markdown
from corpus_tools.release.describing.facts import Facts, Group, LexiconFacts
from corpus_tools.release.describing.wording import (
    ANNOTATION,
    LIMITS,
    MEANING,
    MISUSE,
    VERSIONS,
    cite,
    in_english,
)
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.terms.agreement import wilson
from corpus_tools.terms.reference import ALL, Compared

_LONGEST = 200
"""So many outlets are named one by one."""


def body(
    manifest: Manifest, declaration: Mapping[str, Any], held: Facts, compared: Compared
) -> str:
    """Return the card below its head."""
    sections: list[tuple[str, Iterable[str]]] = [
        ("", _opening(manifest, declaration, held)),
        ("What is in it", _contents(manifest, declaration, held)),
        ("Load it", [_loading(manifest)]),
        ("What the columns mean", [MEANING]),
        ("How the texts came in", _collections(declaration)),
        ("How it was annotated", _annotation(held, compared)),
        ("The lexicon", _lexicon(held.lexicon)),
        ("Splits", _splits(manifest)),
        ("Rights", _rights(manifest, declaration, held)),
        ("Limits", [LIMITS]),
        ("What it must not be used for", [MISUSE]),
        ("Versions", [VERSIONS]),
        ("Cite", [for_markdown(cite(manifest, declaration))]),
    ]
    parts = []
    for title, paragraphs in sections:
        if found := [paragraph for paragraph in paragraphs if paragraph]:
            parts += [f"## {title}", *found] if title else found
    return "\n\n".join(parts) + "\n"


# ------------------------------------------------------------------ what is in it

Groups = Counter[Group]


def _opening(manifest: Manifest, declaration: Mapping[str, Any], held: Facts) -> Iterator[str]:
    yield f"# {for_markdown(declaration['title'])}"
    yield for_markdown(in_english(declaration["description"]))
    days = f" published {held.days[0]} to {held.days[1]}" if held.days else ""
    yield (
        f"Version {manifest['version']}, {manifest['released']}. {manifest['articles']:,} "
        f"articles{days}, {manifest['withheld']:,} of them without text."
    )


def _contents(manifest: Manifest, declaration: Mapping[str, Any], held: Facts) -> Iterator[str]:
    rows = [
        (entry["name"], split["name"], f"{split['rows']:,}")
        for entry in manifest["configs"]
        for split in entry["splits"]
    ]
    yield _table(("config", "split", "rows"), rows)
    splits = sorted({group.split for group in held.groups})
    by_language = [
        (f"`{tag}`", *_numbers(groups), *(f"{_of(groups, split):,}" for split in splits))
        for (tag,), groups in _parted(held.groups, "language")
    ]
    yield _table(("language", *_NUMBERS, *splits), by_language)
    meant = {side["id"]: side["description"] for side in declaration["perspectives"]}
    by_side = [
        (f"`{side}`", for_markdown(in_english(meant.get(side, _UNKNOWN))), *_numbers(groups))
        for (side,), groups in _parted(held.groups, "perspective")
    ]
    yield _table(("perspective of the outlet", "what is meant by it", *_NUMBERS), by_side)
    by_outlet = [
        (f"`{outlet}`", for_markdown(name), f"`{side}`", *_numbers(groups))
        for (outlet, name, side), groups in _parted(
            held.groups, "outlet", "outlet_name", "perspective"
        )
    ]
    yield _table(("outlet", "name", "perspective", *_NUMBERS), by_outlet[:_LONGEST])
    if len(by_outlet) > _LONGEST:
        yield f"The first {_LONGEST} of {len(by_outlet):,}, in order of id."


_NUMBERS = ("articles", "without text")
_UNKNOWN = {"en": "No assessment of the outlet was in force on that day."}


def _parted(groups: Groups, *names: str) -> list[tuple[tuple[str, ...], Groups]]:
    """Part groups by some of their properties, in order of these."""
    parts: dict[tuple[str, ...], Groups] = {}
    for group, number in groups.items():
        key = tuple(getattr(group, name) for name in names)
        parts.setdefault(key, Counter())[group] += number
    return sorted(parts.items())


def _numbers(groups: Groups) -> tuple[str, str]:
    """Return how many articles there are, and how many of them without text."""
    without = sum(number for group, number in groups.items() if not group.has_text)
    return f"{groups.total():,}", f"{without:,}"


def _of(groups: Groups, split: str) -> int:
    return sum(number for group, number in groups.items() if group.split == split)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table, or nothing where it has no rows."""
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    rule = "|".join(" --- " for _ in head)
    return "\n".join(["| " + " | ".join(head) + " |", f"|{rule}|", *lines]) if lines else ""


def _loading(manifest: Manifest) -> str:
    lines = ["```python", "from datasets import load_dataset", ""]
    lines += [
        f'{entry["name"]} = load_dataset("path/to/this/folder", "{entry["name"]}")'
        for entry in manifest["configs"]
    ]
    return "\n".join([*lines, "```"])


# ------------------------------------------------------------------ how it came about


def _collections(declaration: Mapping[str, Any]) -> Iterator[str]:
    for collection in declaration["collections"]:
        lines = [
            f"`{collection['id']}`: {collection['method']}",
            *(f"{name} {for_markdown(collection[name])}" for name in _SAID if name in collection),
        ]
        gaps = [f"- {for_markdown(gap)}" for gap in collection.get("known_gaps", ())]
        yield "; ".join(lines) + "."
        yield "\n".join(["Known gaps:", "", *gaps]) if gaps else ""


_SAID = ("query", "from", "to", "tool")


_JUDGED = {
    ("model",): "All decisions in `judgements` are a model's: no person has judged.",
    ("model", "person"): "The decisions in `judgements` are those of persons and of models.",
    ("person",): "All decisions in `judgements` are those of persons.",
}


def _annotation(held: Facts, compared: Compared) -> Iterator[str]:
    yield ANNOTATION
    yield _JUDGED.get(tuple(held.kinds), "")
    yield _table(
        ("layer", "spans"), ((f"`{layer}`", f"{n:,}") for layer, n in sorted(held.layers.items()))
    )
    if held.untold:
        shares = ", ".join(f"`{tag}` {n:,}" for tag, n in sorted(held.untold.items()))
        yield (
            f"{held.untold.total():,} of {held.layers.total():,} spans have no usage ({shares}): "
            "nobody judged them, and there are no rules for their language. Leave them out where "
            "usage is compared."
        )
    if not compared:
        return
    yield (
        "How far the raters agree, on articles that were read completely. The annotations "
        "started from the suggestions, and what a rater left as it was suggested counts as "
        "agreed: these are regression figures, not accuracy."
    )
    head = ("raters", "scope", "measure", "share", "n", "95 % interval")
    yield _table(head, _agreement(compared))
    yield _table(("raters", "label", "the first said", "the second said", "spans"), _mix(compared))


_EVERYWHERE = ("spans: precision", "spans: recall", "usage: agreement")
"""The measures that are shown for each language and category too."""


def _agreement(compared: Compared) -> Iterator[tuple[str, ...]]:
    for (first, second, scope), comparison in sorted(compared.items()):
        for name, hits, n in comparison.rows():
            if n and (scope == ALL or name in _EVERYWHERE):
                low, high = wilson(hits, n)
                raters, share = f"`{first}`, `{second}`", f"{hits / n:.1%}"
                yield raters, scope, name, share, str(n), f"{low:.1%} to {high:.1%}"


def _mix(compared: Compared) -> Iterator[tuple[str, ...]]:
    """Yield what the raters said differently of one span."""
    for (first, second, scope), comparison in sorted(compared.items()):
        if scope == ALL:
            for label, one, other, n in comparison.confused():
                yield f"`{first}`, `{second}`", label, one, other, str(n)


def _lexicon(lexicon: LexiconFacts) -> Iterator[str]:
    if not lexicon.concepts:
        return
    claims = lexicon.claims.total()
    shares = ", ".join(
        f"{level} {lexicon.claims[level]:,} ({lexicon.claims[level] / claims:.0%})"
        for level in ("high", "medium", "low")
        if lexicon.claims[level]
    )
    yield (
        f"{lexicon.concepts:,} concepts whose names are contested, {lexicon.variants:,} ways of "
        f"naming them, {lexicon.forms.total():,} forms; {claims:,} dated claims about who uses "
        f"which, resting on {lexicon.sources:,} sources"
        + (f". Confidence of the claims: {shares}" if shares else "")
        + ". A claim without a source has low confidence. The config `terms` names every source."
    )
    yield _table(
        ("language of the forms", "forms"),
        ((f"`{tag}`", f"{n:,}") for tag, n in sorted(lexicon.forms.items())),
    )


def _splits(manifest: Manifest) -> Iterator[str]:
    yield (
        "An article keeps its split for ever. A newcomer follows the articles of its event and "
        "its near copies, translations and revisions; where these stand in several splits "
        "already it goes to `train`. The other configs follow their "
        "article; `terms` is all `train`."
    )
    if divided := manifest.get("divided", 0):
        yield f"Newcomers in `train` because their cluster was divided: {divided:,}."
    if pairs := manifest.get("pairs_left_out", 0):
        yield f"Pairs of articles left out because their splits differ: {pairs:,}."


# ------------------------------------------------------------------ rights


def _rights(manifest: Manifest, declaration: Mapping[str, Any], held: Facts) -> Iterator[str]:
    yield (
        f"Annotations, lexicon and metadata: {for_markdown(declaration['license'])}. Each article "
        "has a licence of its own, in the column `license`."
    )
    by_license = [
        (for_markdown(license), *_numbers(groups))
        for (license,), groups in _parted(held.groups, "license")
    ]
    yield _table(("licence of the article", *_NUMBERS), by_license)
    if back := manifest.get("rehydrated"):
        yield (
            f"{back['articles']:,} withheld texts were put back by somebody who has them; "
            f"{back['aligned']:,} of these are known not to be the withheld text word for word; "
            "short texts, of which no hash was published, were taken by id and not compared. This "
            "folder is for their own use and must not be passed on."
        )
    if not manifest["withheld"]:
        return
    yield (
        "Where a text is withheld, title, body, every context and every speaker are null; spans "
        "keep their offsets and the term itself. Whoever has the texts can put them back with "
        "`corpus-tools rehydrate`."
    )
    if manifest["text"] == "none":
        yield "This release withholds every text."
        return
    listed = declaration["text_licenses"]
    texts = [(group, n) for group, n in held.groups.items() if not group.has_text]
    unlisted = sum(n for group, n in texts if group.license not in listed)
    rest = sum(n for _, n in texts) - unlisted
    under = ", ".join(map(for_markdown, listed)) or "no licence at all"
    if unlisted:
        yield f"Withheld because texts go out under {under} only: {unlisted:,}."
    if rest:
        yield (
            "Withheld because the outlet's rights do not allow it, or because the corpus itself "
            f"has no text: {rest:,}."
        )
