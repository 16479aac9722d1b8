"""Lexicons made of a few forms, for the tests of annotation."""

from __future__ import annotations

from corpus_tools.model import Concept, Lexicon, Span
from corpus_tools.terms.annotating import annotate
from tests.corpora import Doc


def lexicon(*concepts: Doc) -> Lexicon:
    return Lexicon(tuple(map(Concept.from_doc, concepts)))


def forms(language: str, *given: str | Doc) -> list[Doc]:
    return [
        {"language": language, **({"text": form} if isinstance(form, str) else form)}
        for form in given
    ]


def variant(id_: str, text: str, *claims: Doc, **form: object) -> Doc:
    return {
        "id": id_,
        "claims": list(claims),
        "forms": [{"text": text, "language": "en", **form}],
    }


def concept(id_: str, *variants: Doc, category: str = "place") -> Doc:
    return {"id": id_, "category": category, "gloss": {"en": "A town."}, "variants": list(variants)}


def only(text: str, *concepts: Doc, language: str = "en", day: str | None = None) -> Span:
    (span,) = annotate(text, language=language, lexicon=lexicon(*concepts), published=day)
    return span
