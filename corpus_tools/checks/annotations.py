"""Rules about judgements: offsets, surfaces, labels."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus_tools.corpus import read_document, shown_path
from corpus_tools.findings import Fault, Finding, quote
from corpus_tools.model import FIELDS, Article, Judgement
from corpus_tools.terms.anchoring import anchored, anchors, unchanged
from corpus_tools.terms.layers import conflicts


def check_annotations(
    paths: Iterable[Path],
    article: Article,
    variants: Mapping[str, frozenset[str]],
    concepts: Container[str],
) -> Iterator[Finding]:
    """Read the annotations of an article; yield what is wrong with each, and between them."""
    documents = [read_document(path, "annotation") for path in paths]
    places = tuple(shown_path(document.path) for document in documents)
    found = [
        list(check_annotation(document.value, article, variants, concepts))
        for document in documents
    ]
    sound = [one for one, faults in zip(documents, found, strict=True) if not _are_lost(faults)]
    judged = [one for document in sound for one in anchored(document.value, article)]
    for document, faults in zip(documents, found, strict=True):
        conflicting = check_conflicts(judged, document.value["annotator"])
        also = (replace(fault, others=places) for fault in conflicting)
        yield from document.findings([*faults, *also])


def _are_lost(faults: Iterable[Fault]) -> bool:
    return any(fault.code in ("CT601", "CT602") for fault in faults)


def check_annotation(
    doc: dict[str, Any],
    article: Article,
    variants: Mapping[str, frozenset[str]],
    concepts: Container[str],
) -> Iterator[Fault]:
    """Yield what is wrong with an annotation, held against its article and the lexicon.

    `variants` maps each concept that could be read to its variants; `concepts` are all.
    """
    changed = dict(_changed(doc, article))
    same = unchanged(doc, article)
    moved: dict[str, list[str]] = {field: [] for field in changed}
    lost: dict[str, list[Fault]] = {field: [] for field in changed}
    seen: dict[tuple[str, int, int], int] = {}
    patience = _PATIENCE
    places = anchors(doc, article, _PATIENCE)
    for position, (span, place) in enumerate(zip(doc["spans"], places, strict=True)):
        pointer, field = f"/spans/{position}", span["field"]
        faults = list(_span(pointer, span, article, same, place, patience > 0))
        patience -= patience > 0 and _are_lost(faults)
        if field in changed and any(fault.code == "CT608" for fault in faults) and place:
            moved[field].append(f"{span['start']}–{span['end']} to {place[0]}–{place[1]}")
        elif field in changed and _are_lost(faults):
            lost[field] += faults
        else:
            yield from faults
        yield from _labels(pointer, span, variants, concepts)
        key = (field, span["start"], span["end"])
        if key in seen and not faults:
            message = f"The span of entry {seen[key] + 1} is judged again."
            yield Fault(code="CT606", pointer=pointer, message=message, hint="Keep one of them.")
        seen.setdefault(key, position)
    for field, fault in changed.items():
        yield _with_moves(fault, moved[field])
        yield from _first_of(lost[field])


_PATIENCE = 100
"""So many spans that are not where they should be are looked for in the text: each takes as
long as the text is, and nobody mends more of them one by one."""

_SHOWN = 5


def _changed(doc: dict[str, Any], article: Article) -> Iterator[tuple[str, Fault]]:
    for field in FIELDS:
        then, now = doc["text_sha256"].get(field), article.digest(field)
        if then is not None and now is not None and then != now:
            yield (
                field,
                Fault(
                    code="CT604",
                    pointer=f"/text_sha256/{field}",
                    message=f"The {field} was changed since it was annotated.",
                    hint=f"Look at each span again, then store its offsets and the new hash: {now}",
                ),
            )


def _with_moves(fault: Fault, moves: list[str]) -> Fault:
    """Say of a text that was changed which spans moved with it: they are found again."""
    if not moves:
        return fault
    more = f" and {len(moves) - _SHOWN:,} more" if len(moves) > _SHOWN else ""
    listed = f"{', '.join(moves[:_SHOWN])}{more}"
    return replace(fault, message=f"{fault.message} Its spans moved: {listed}.")


def _first_of(lost: list[Fault]) -> Iterator[Fault]:
    """Yield, of spans that one change took away, the first, and how many there are."""
    for first in lost[:1]:
        more = f" The same goes for {len(lost) - 1:,} more spans." if len(lost) > 1 else ""
        yield replace(first, message=first.message + more)


def _span(
    pointer: str,
    span: dict[str, Any],
    article: Article,
    same: Container[str],
    moved: tuple[int, int] | None,
    is_sought: bool,
) -> Iterator[Fault]:
    """Yield what is wrong with a place; in the `same` text that was annotated none can move."""
    start, end, field = span["start"], span["end"], span["field"]
    length = article.length(field)
    if start >= end or (end > length and moved in (None, (start, end))):
        yield Fault(
            code="CT601",
            pointer=f"{pointer}/{'end' if end > length else 'start'}",
            message=f"The span {start}–{end} is not inside the {field} of {length} code points.",
            hint="Count code points from 0; start is the first, end the one after the last.",
        )
        return
    text = article.text(field)
    if text is None:
        if len(span["surface"]) != end - start:
            yield _beside(pointer, span, f"has {len(span['surface'])} code points")
    elif moved is None and _is_written_otherwise(text[start:end], span["surface"]):
        yield Fault(
            code="CT602",
            pointer=f"{pointer}/surface",
            message=f"{quote(span['surface'])} is not how the text writes it at {start}–{end}.",
            hint=f"Write the surface as it stands there: {quote(text[start:end])}.",
        )
    elif (place := moved) is None and field in same:
        yield _beside(pointer, span, _elsewhere(text, span, is_sought))
    elif place is None:
        yield Fault(
            code="CT602",
            pointer=f"{pointer}/surface",
            message=f"The text was changed, and {quote(span['surface'])} is no longer where it "
            f"was: it {_elsewhere(text, span, is_sought)}.",
            hint="Judge here what stands there now, or remove the entry.",
        )
    elif place != (start, end) and field in same:
        yield _beside(pointer, span, f"stands at {place[0]}–{place[1]}", _unit(text, place, start))
    elif place != (start, end):
        yield Fault(
            code="CT608",
            pointer=f"{pointer}/start",
            message=f"The text was corrected: the span {start}–{end} is now at "
            f"{place[0]}–{place[1]}.",
            hint="Store the new offsets, if this is the place that was meant.",
        )
    elif _cuts(text, start) or _cuts(text, end):
        yield Fault(
            code="CT607",
            pointer=pointer,
            message=f"The span {start}–{end} cuts a letter from its marks.",
            hint="Move its ends to before a letter or after its last mark.",
        )


def _is_written_otherwise(here: str, surface: str) -> bool:
    """Tell whether what stands in a text is a surface but for capitals and composed letters."""
    one, other = (unicodedata.normalize("NFC", text).casefold() for text in (here, surface))
    return one == other


def _unit(text: str, place: tuple[int, int], start: int) -> str:
    """Return in which other unit an offset was counted, as a sentence; "" if in none."""
    before = text[: place[0]]
    if start == len(before.encode("utf-8", "surrogatepass")):
        return "These are bytes. "
    if start == len(before.encode("utf-16-le", "surrogatepass")) // 2:
        return "These are UTF-16 units. "
    return ""


def _beside(pointer: str, span: dict[str, Any], why: str, unit: str = "") -> Fault:
    return Fault(
        code="CT602",
        pointer=f"{pointer}/surface",
        message=f"{quote(span['surface'])} is not at {span['start']}–{span['end']}: it {why}.",
        hint=f"{unit}Offsets count Unicode code points, not bytes and not UTF-16 units.",
    )


def _elsewhere(text: str, span: dict[str, Any], is_sought: bool) -> str:
    if not is_sought:
        return "was not looked for elsewhere, like others before it"
    surface, start = span["surface"], span["start"]
    around = (text.rfind(surface, 0, start + len(surface)), text.find(surface, start))
    places = [at for at in around if at >= 0]
    if not places:
        return f"does not occur in the {span['field']}"
    nearest = min(places, key=lambda at: abs(at - start))
    return f"stands at {nearest}–{nearest + len(surface)}"


def _cuts(text: str, at: int) -> bool:
    """Tell whether an offset lies inside one written letter."""
    if not 0 < at < len(text):
        return False
    return (
        unicodedata.category(text[at]) in ("Mn", "Me")
        or text[at] == "\u200d"
        or (text[at - 1] == "\u200d" and text[at] > "\u2000")
    )


def _labels(
    pointer: str,
    span: dict[str, Any],
    variants: Mapping[str, frozenset[str]],
    concepts: Container[str],
) -> Iterator[Fault]:
    concept, variant = span["concept"], span["variant"]
    if span.get("stance") is not None and span["usage"] != "mention":
        message = f"A stance is given, {quote(span['stance'])}, but the usage is {span['usage']}."
        hint = "Leave the stance out, or set the usage to “mention”, if the word is talked about."
        yield Fault(code="CT610", pointer=f"{pointer}/stance", message=message, hint=hint)
    if concept is not None and concept not in concepts:
        message = f"The lexicon has no concept {quote(concept, 120)}."
        hint = "Correct it, or add the concept to lexicon/."
        yield Fault(code="CT605", pointer=f"{pointer}/concept", message=message, hint=hint)
    elif variant is not None and (
        concept is None or variant not in variants.get(concept, {variant})
    ):
        message = f"The concept {quote(concept)} has no variant {quote(variant, 120)}."
        hint = "Correct it, or add the variant to its concept."
        yield Fault(code="CT605", pointer=f"{pointer}/variant", message=message, hint=hint)


def check_conflicts(judged: Sequence[Judgement], annotator: str) -> Iterator[Fault]:
    """Yield what an annotator and another person contradict each other on."""
    for first, second in conflicts(judged):
        if second.annotator == annotator:
            yield Fault(
                code="CT609",
                pointer="/spans",
                message=f"{annotator} and {first.annotator} judge the span "
                f"{first.start}–{first.end} of the {first.field} differently.",
                hint="Settle it in an annotation of the annotator “adjudicated”; until then "
                "the layers below count.",
            )
