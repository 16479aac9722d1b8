"""Rules about one document beside the rest of its corpus: names, places, ids, references."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from corpus_tools.corpus import Place
from corpus_tools.findings import Fault, quote
from corpus_tools.languages import covers
from corpus_tools.model import Article

ARTICLE_REFERENCES = ("translation_of", "revision_of", "derived_from")


def check_moments(doc: dict[str, Any]) -> Iterator[Fault]:
    """Yield times of day that have no UTC offset."""
    for name in ("published", "modified", "retrieved", "created"):
        moment = doc.get(name, "")
        if "T" in moment and not moment.endswith("Z") and moment[-6] not in "+-":
            yield Fault(
                code="CT108",
                pointer=f"/{name}",
                message=f"{quote(moment)} has a time of day without a UTC offset.",
                hint=f"Add the UTC offset there, as in {moment}+04:00; the day stays as written.",
            )


def check_place(kind: str, doc: dict[str, Any], place: Place) -> Iterator[Fault]:
    """Yield a file whose name or folder contradicts its content."""
    wanted = _place(kind, doc)
    if not wanted or place == wanted:
        return
    path = quote("/".join(wanted), 300)
    name = _contradicted(kind, wanted, place)
    if not name:
        pointer = f"/{_wrong_half(doc, place)}" if kind == "annotation" else "/id"
        message = f"By its content the file is {path}."
        hint = "Rename or move the file, or correct its content."
        if pointer == "/annotator":
            message = f"The file's name names another annotator than {quote(doc['annotator'])}."
            hint = f"Write the one it names, or rename the file to {path}."
    else:
        pointer, step = f"/{name}", "file" if name == "id" else "folder"
        there = place[-1].removesuffix(".json") if name == "id" else place[_STEPS[name]]
        other = quote(doc[name], 120)
        message = f"{quote(name)} is {other}, but the {step} is named {quote(there, 120)}."
        guess = there + doc[name][4:] if name == "published" else there
        hint = f"Write {quote(guess, 120)}, or move the file to {path}."
    yield Fault(code="CT012", pointer=pointer, message=message, hint=hint)


_STEPS = {"outlet": 1, "published": 2, "id": 3}
"""Which step of an article's path a property decides."""


def _contradicted(kind: str, wanted: Place, place: Place) -> str:
    """Return the one property that a file's place contradicts; "" where there are several."""
    wrong = [at for at, (one, other) in enumerate(zip(wanted, place, strict=False)) if one != other]
    if kind == "annotation" or len(place) != len(wanted) or len(wrong) != 1:
        return ""
    return "id" if kind != "article" else {at: name for name, at in _STEPS.items()}[wrong[0]]


def _wrong_half(doc: dict[str, Any], place: Place) -> str:
    """Return which half of an annotation's name its content contradicts."""
    is_of_article = place[-1].startswith(f"{doc['article']}.")
    return "annotator" if is_of_article else "article"


def expected_place(kind: str, doc: dict[str, Any]) -> Path | None:
    """Return where in its corpus a document belongs; None where its place says nothing."""
    place = _place(kind, doc)
    return Path(*place) if place else None


def _place(kind: str, doc: dict[str, Any]) -> Place:
    if kind == "article":
        return ("articles", doc["outlet"], doc["published"][:4], f"{doc['id']}.json")
    if kind == "annotation":
        return ("annotations", f"{doc['article']}.{doc['annotator']}.json")
    folder = {"outlet": "outlets", "concept": "lexicon", "event": "events"}.get(kind)
    return (folder, f"{doc['id']}.json") if folder else ()


def check_references(
    article: Article,
    *,
    outlets: Collection[str],
    languages: Collection[str],
    events: Collection[str],
    collections: Collection[str],
) -> Iterator[Fault]:
    """Yield what an article names and the corpus does not have, other articles aside."""
    yield from _unknown("CT401", "/outlet", "outlet", article.outlet, outlets, "outlets/")
    for position, credit in enumerate(article.credits):
        pointer = f"/credits/{position}/outlet"
        yield from _unknown("CT401", pointer, "outlet", credit.outlet, outlets, "outlets/")
    yield from _unknown("CT403", "/event", "event", article.event, events, "events/")
    where = "collections in corpus.json"
    yield from _unknown(
        "CT404", "/collection", "collection", article.collection, collections, where
    )
    is_listed = article.language in languages
    if not is_listed and not any(covers(tag, article.language) for tag in languages):
        listed = ", ".join(sorted(languages))
        message = f"The corpus has no language {quote(article.language)}, only {listed}."
        hint = "Correct the language, or add it to languages in corpus.json."
        yield Fault(code="CT402", pointer="/language", message=message, hint=hint)


def check_outlet(doc: dict[str, Any], perspectives: Collection[str]) -> Iterator[Fault]:
    """Yield assessments by unknown perspectives, and outlets without any."""
    for position, entry in enumerate(doc["assessments"]):
        pointer = f"/assessments/{position}/perspective"
        where = "perspectives in corpus.json"
        yield from _unknown(
            "CT406", pointer, "perspective", entry["perspective"], perspectives, where
        )
    if not doc["assessments"]:
        yield Fault(
            code="CT407",
            pointer="/assessments",
            message=f"The outlet {quote(doc['id'])} has no assessment; "
            "its perspective is published as unknown.",
            hint='Add one, for example {"perspective": "third-party", "basis": "…"}, if you can.',
        )


def check_concept(doc: dict[str, Any], perspectives: Collection[str]) -> Iterator[Fault]:
    """Yield claims by unknown sides or without sources, and repeated variants and forms."""
    variants: set[str] = set()
    for position, variant in enumerate(doc["variants"]):
        pointer = f"/variants/{position}"
        if variant["id"] in variants:
            yield _repeated(f"{pointer}/id", "variant", variant["id"])
        variants.add(variant["id"])
        yield from _claims(pointer, variant["claims"], perspectives)
        forms: set[tuple[str, str]] = set()
        for number, form in enumerate(variant["forms"]):
            key = (form["language"], form["text"])
            if key in forms:
                yield _repeated(f"{pointer}/forms/{number}/text", "form", form["text"])
            forms.add(key)
            yield from _bare(f"{pointer}/forms/{number}/text", form["text"])


def is_bare(text: str) -> bool:
    """Tell whether a form begins and ends with a letter, its marks included, or a digit."""
    return text[0].isalnum() and (text[-1].isalnum() or unicodedata.category(text[-1])[0] == "M")


def _bare(pointer: str, text: str) -> Iterator[Fault]:
    if not is_bare(text):
        message = f"The form {quote(text)} does not begin and end with a letter or digit."
        hint = "Give the word alone: marks and spaces around it are found by themselves."
        yield Fault(code="CT704", pointer=pointer, message=message, hint=hint)


def _claims(
    pointer: str, claims: list[dict[str, Any]], perspectives: Collection[str]
) -> Iterator[Fault]:
    for position, claim in enumerate(claims):
        here = f"{pointer}/claims/{position}"
        for number, side in enumerate(claim["perspectives"]):
            where = "perspectives in corpus.json"
            at = f"{here}/perspectives/{number}"
            yield from _unknown("CT701", at, "perspective", side, perspectives, where)
        if not claim["sources"] and claim["confidence"] != "low":
            yield Fault(
                code="CT703",
                pointer=f"{here}/confidence",
                message=f"Confidence {quote(claim['confidence'])} rests on no source.",
                hint="Name a source, or write “low”.",
            )


def _repeated(pointer: str, what: str, value: str) -> Fault:
    message = f"The {what} {quote(value)} stands twice."
    return Fault(code="CT702", pointer=pointer, message=message, hint="Keep one of them.")


def _unknown(
    code: str, pointer: str, what: str, value: str | None, known: Collection[str], where: str
) -> Iterator[Fault]:
    if value is None or value in known:
        return
    close = difflib.get_close_matches(value, sorted(known), 1)
    hint = f"Perhaps “{close[0]}”." if close else f"Correct it, or describe it in {where}."
    message = f"The corpus has no {what} {quote(value, 120)}."
    yield Fault(code=code, pointer=pointer, message=message, hint=hint)


def missing_article(pointer: str, value: str, code: str = "CT405") -> Fault:
    """Return the fault of naming an article that is not in the corpus."""
    return Fault(
        code=code,
        pointer=pointer,
        message=f"The corpus has no article {quote(value, 120)}.",
        hint="Correct the id, or add that article first.",
    )


def check_itself(article: Article) -> Iterator[Fault]:
    """Yield that an article names itself as what it was made of."""
    for name in ARTICLE_REFERENCES:
        if getattr(article, name) == article.id:
            yield Fault(
                code="CT408",
                pointer=f"/{name}",
                message=f"The article names itself in “{name}”.",
                hint="Name the other article, or leave it out.",
            )


def check_declaration(doc: dict[str, Any]) -> Iterator[Fault]:
    """Yield ids that a declaration gives to two perspectives, or two collections."""
    for part in ("perspectives", "collections"):
        seen: set[str] = set()
        for position, entry in enumerate(doc[part]):
            if entry["id"] in seen:
                yield Fault(
                    code="CT501",
                    pointer=f"/{part}/{position}/id",
                    message=f"The id {quote(entry['id'], 120)} stands twice in “{part}”.",
                    hint="Give this one another id, or remove one of them.",
                )
            seen.add(entry["id"])


def check_collections(doc: dict[str, Any], outlets: Collection[str]) -> Iterator[Fault]:
    """Yield outlets that a collection names and the corpus does not have."""
    for position, collection in enumerate(doc["collections"]):
        for number, outlet in enumerate(collection.get("outlets", ())):
            pointer = f"/collections/{position}/outlets/{number}"
            yield from _unknown("CT401", pointer, "outlet", outlet, outlets, "outlets/")
