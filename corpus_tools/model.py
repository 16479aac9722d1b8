"""The values that flow through: articles, outlets, concepts, spans. Frozen, never edited.

Each `from_doc` takes a document that its schema accepted, and cannot fail.
Offsets are Unicode code points, half-open, into exactly the stored title or body.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal, NewType, cast

from corpus_tools.languages import covers

ArticleId = NewType("ArticleId", str)
Field = Literal["title", "body"]
FIELDS: tuple[Field, ...] = ("title", "body")

SHORT_TEXT = 200
"""Texts shorter than this many code points can be guessed from their hash."""


def sha256(text: str) -> str:
    """Return the lower-case hex SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Whom a text names as its source."""

    name: str
    outlet: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A link to another text on the same page."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published text of one outlet in one language.

    `title` and `body` are None in a stand-off article, which has hashes and lengths instead.
    """

    id: ArticleId
    outlet: str
    language: str
    published: str
    license: str
    title: str | None = None
    body: str | None = None
    text_sha256: dict[Field, str] | None = None
    text_length: dict[Field, int] | None = None
    url: str | None = None
    archive_url: str | None = None
    retrieved: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    event: str | None = None
    collection: str | None = None
    related: tuple[Related, ...] = ()
    origin: str | None = None
    credits: tuple[Credit, ...] = ()
    translation_of: str | None = None
    revision_of: str | None = None
    derived_from: str | None = None
    extraction: dict[str, str] | None = None
    source: str | None = None
    notes: str | None = None

    @classmethod
    def from_doc(cls, doc: dict[str, Any]) -> Article:
        """Build an article from a document that article.schema.json accepted."""
        values = {key: value for key, value in doc.items() if key != "$schema"}
        values["authors"] = tuple(doc.get("authors", ()))
        values["related"] = tuple(Related(**entry) for entry in doc.get("related", ()))
        values["credits"] = tuple(Credit(**entry) for entry in doc.get("credits", ()))
        return cls(**values)

    def to_doc(self) -> dict[str, Any]:
        """Return the document this article came from, absent properties left out."""
        doc: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if name in ("related", "credits"):
                value = [_present(entry) for entry in value]
            elif name == "authors":
                value = list(value)
            if value is not None and value != []:
                doc[name] = value
        return doc

    @property
    def day(self) -> str:
        """The calendar day of publication, as written."""
        return self.published[:10]

    @property
    def year(self) -> str:
        """The year of publication, as written."""
        return self.published[:4]

    def text(self, field: Field) -> str | None:
        """Return the title or the body; None in a stand-off article."""
        return self.title if field == "title" else self.body

    def length(self, field: Field) -> int:
        """Return the length of the title or body in code points."""
        text = self.text(field)
        return len(text) if text is not None else (self.text_length or {}).get(field, 0)

    def digest(self, field: Field) -> str | None:
        """Return the SHA-256 of the title or body, as far as it is known."""
        text = self.text(field)
        return sha256(text) if text is not None else (self.text_sha256 or {}).get(field)


def _present(entry: Credit | Related) -> dict[str, str]:
    pairs = ((name, getattr(entry, name)) for name in entry.__slots__)
    return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An analyst's dated view of the side an outlet writes from."""

    perspective: str
    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who published a text."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str | None
    assessments: tuple[Assessment, ...]
    rights: dict[str, str] | None

    @classmethod
    def from_doc(cls, doc: dict[str, Any]) -> Outlet:
        """Build an outlet from a document that outlet.schema.json accepted."""
        return cls(
            id=doc["id"],
            name=doc["name"],
            aliases=tuple(doc.get("aliases", ())),
            country=doc.get("country"),
            rights=doc.get("rights"),
            assessments=tuple(
                Assessment(perspective=entry["perspective"], start=first, end=last)
                for entry in doc["assessments"]
                for first, last in [period(entry)]
            ),
        )

    def perspective(self, day: str) -> str:
        """Return the perspective assessed for a day: the latest that began; else `unknown`."""
        holding = [entry for entry in self.assessments if entry.start <= day <= entry.end]
        return max(holding, key=lambda entry: entry.start).perspective if holding else "unknown"

    def withholds_text(self, day: str) -> bool:
        """Tell whether the rights entry, while it holds, forbids passing texts on."""
        rights = self.rights
        return rights is not None and rights["text"] == "none" and day <= period(rights, "until")[1]


def period(entry: dict[str, Any], last: str = "to") -> tuple[str, str]:
    """Return first and last day of an entry's validity, open ends filled."""
    return entry.get("from", "1000-01-01"), entry.get(last, "9999-12-31")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who uses a variant, when and in which languages (None: every one)."""

    perspectives: tuple[str, ...]
    languages: tuple[str, ...] | None
    start: str | None
    end: str | None
    confidence: str
    sources: tuple[str, ...]
    note: str | None

    def holds(self, day: str | None, language: str) -> bool:
        """Tell whether the claim covers a day (None: any) in a language."""
        if self.languages is not None and not any(covers(tag, language) for tag in self.languages):
            return False
        return day is None or (self.start or "1000") <= day <= (self.end or "9999-12-31")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One spelling of a variant in one language."""

    text: str
    language: str
    inflection: str | None = None
    stems: tuple[str, ...] = ()
    case: str | None = None
    needs_context: bool = False
    exclude: tuple[str, ...] = ()
    quotes_are_normal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way of naming a concept."""

    id: str
    claims: tuple[Claim, ...]
    forms: tuple[Form, ...]

    def perspectives(self, day: str | None, language: str) -> tuple[str, ...]:
        """Return, sorted, the perspectives that use the variant then and there."""
        holding = (claim for claim in self.claims if claim.holds(day, language))
        return tuple(sorted({side for claim in holding for side in claim.perspectives}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A thing whose name is contested, with the variants of its name."""

    id: str
    category: str
    gloss: dict[str, str]
    variants: tuple[Variant, ...]

    @classmethod
    def from_doc(cls, doc: dict[str, Any]) -> Concept:
        """Build a concept from a document that concept.schema.json accepted."""
        return cls(
            id=doc["id"],
            category=doc["category"],
            gloss=dict(doc["gloss"]),
            variants=tuple(_variant(entry) for entry in doc["variants"]),
        )


def _variant(doc: dict[str, Any]) -> Variant:
    claims = tuple(
        Claim(
            perspectives=tuple(entry["perspectives"]),
            languages=tuple(entry["languages"]) if "languages" in entry else None,
            start=entry.get("from"),
            end=entry.get("to"),
            confidence=entry["confidence"],
            sources=tuple(entry["sources"]),
            note=entry.get("note"),
        )
        for entry in doc["claims"]
    )
    lists = ("stems", "exclude")
    forms = tuple(
        Form(**{**entry, **{key: tuple(entry.get(key, ())) for key in lists}})
        for entry in cast(list[dict[str, Any]], doc["forms"])
    )
    return Variant(id=doc["id"], claims=claims, forms=forms)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The concepts of a corpus, sorted by id. Compared by identity: compiling is cached by it."""

    concepts: tuple[Concept, ...]

    def find(self, concept: str, variant: str) -> tuple[Concept, Variant]:
        """Return a concept and one of its variants; KeyError where there is none."""
        for entry in self.concepts:
            for named in entry.variants if entry.id == concept else ():
                if named.id == variant:
                    return entry, named
        raise KeyError(f"{concept}/{variant}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An occurrence of a variant in a text; `text[start:end] == surface`.

    `usage`, `voice` and what goes with them are None until they have been judged.
    """

    field: Field
    start: int
    end: int
    surface: str
    concept: str | None
    variant: str | None
    category: str | None
    variant_perspectives: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    usage: str | None = None
    usage_rule: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None
    quoted: bool | None = None
    voice: str | None = None
    speaker: str | None = None
    stance: str | None = None
    layer: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision of one annotator on one span."""

    article: str
    annotator: str
    annotator_kind: str
    complete: bool
    guideline_version: str | None
    created: str | None
    field: Field
    start: int
    end: int
    surface: str
    concept: str | None
    variant: str | None
    usage: str
    decision: str
    voice: str | None = None
    speaker: str | None = None
    stance: str | None = None
    comment: str | None = None


def judgements(doc: dict[str, Any]) -> tuple[Judgement, ...]:
    """Return the decisions of a document that annotation.schema.json accepted."""
    return tuple(
        Judgement(
            article=doc["article"],
            annotator=doc["annotator"],
            annotator_kind=doc["annotator_kind"],
            complete=doc["complete"],
            guideline_version=doc.get("guideline_version"),
            created=doc.get("created"),
            **{key: value for key, value in entry.items() if key not in ("prefix", "suffix")},
        )
        for entry in cast(list[dict[str, Any]], doc["spans"])
    )
