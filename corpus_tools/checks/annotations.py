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
from corpus_tools.terms.layers import anchor, anchored, conflicts, unchanged


def check_annotations(
    paths: Iterable[Path],
    article: Article,
    variants: Mapping[str, frozenset[str]],
    concepts: Container[str],
) -> Iterator[Finding]:
    """Read the annotations of an article; yield what is wrong with each, and between them."""
    documents = [read_document(path, "annotation") for path in paths]
    places = tuple(shown_path(document.path) for document in documents)
    judged = [one for document in documents for one in anchored(document.value, article)]
    for document in documents:
        faults = check_annotation(document.value, article, variants, concepts)
        conflicting = check_conflicts(judged, document.value["annotator"])
        also = (replace(fault, others=places) for fault in conflicting)
        yield from document.findings([*faults, *also])


def check_annotation(
    doc: dict[str, Any],
    article: Article,
    variants: Mapping[str, frozenset[str]],
    concepts: Container[str],
) -> Iterator[Fault]:
    """Yield what is wrong with an annotation, held against its article and the lexicon.

    `variants` maps each concept that could be read to its variants; `concepts` are all.
    """
    yield from _changed(doc, article)
    same = unchanged(doc, article)
    seen: dict[tuple[str, int, int], int] = {}
    for position, span in enumerate(doc["spans"]):
        pointer = f"/spans/{position}"
        faults = list(_span(pointer, span, article, same))
        yield from faults
        yield from _labels(pointer, span, variants, concepts)
        key = (span["field"], span["start"], span["end"])
        if key in seen and not faults:
            message = f"The span of entry {seen[key] + 1} is judged again."
            yield Fault(code="CT606", pointer=pointer, message=message, hint="Keep one of them.")
        seen.setdefault(key, position)


def _changed(doc: dict[str, Any], article: Article) -> Iterator[Fault]:
    for field in FIELDS:
        then, now = doc["text_sha256"].get(field), article.digest(field)
        if then is not None and now is not None and then != now:
            yield Fault(
                code="CT604",
                pointer=f"/text_sha256/{field}",
                message=f"The {field} was changed since it was annotated.",
                hint=f"Look at each span again, then store the new hash: {now}",
            )


def _span(
    pointer: str, span: dict[str, Any], article: Article, same: Container[str]
) -> Iterator[Fault]:
    """Yield what is wrong with a place; in the `same` text that was annotated none can move."""
    start, end, field = span["start"], span["end"], span["field"]
    length = article.length(field)
    moved = anchor(span, article, same) if start < end else None
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
    elif (place := moved) is None and field in same:
        yield _beside(pointer, span, _elsewhere(text, span))
    elif place is None:
        yield Fault(
            code="CT602",
            pointer=f"{pointer}/surface",
            message=f"The text was changed, and {quote(span['surface'])} is no longer where it "
            f"was: it {_elsewhere(text, span)}.",
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


def _elsewhere(text: str, span: dict[str, Any]) -> str:
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
