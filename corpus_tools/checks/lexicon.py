"""Rules about the lexicon as a whole: forms that clash or never match, and dates.

`check_concept` in references.py judges a concept alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from corpus_tools.checks.references import is_bare
from corpus_tools.corpus import shown_path
from corpus_tools.findings import Fault, quote
from corpus_tools.languages import covers, language, searched
from corpus_tools.languages.folding import fold
from corpus_tools.languages.inflection import NONE, classes
from corpus_tools.model import Concept, Form, Lexicon
from corpus_tools.terms.cleaning import clean

_ORDINARY = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+)*")
"""Words of letters and digits: they are found as they are written."""

_WITHIN = frozenset("-'’")


class Entry(NamedTuple):
    """A concept and the file that it stands in."""

    path: Path
    concept: Concept


class Placed(NamedTuple):
    """A form and where it stands."""

    entry: Entry
    pointer: str
    form: Form


Found = tuple[Path, Fault]


def _forms(entries: Iterable[Entry]) -> Iterator[Placed]:
    for entry in entries:
        for place, variant in enumerate(entry.concept.variants):
            for number, form in enumerate(variant.forms):
                yield Placed(entry, f"/variants/{place}/forms/{number}", form)


def check_overlaps(entries: Sequence[Entry]) -> Iterator[Found]:
    """Yield forms that another concept has too; the greater id of the two has the finding."""
    known: dict[str, list[Placed]] = {}
    for placed in _forms(sorted(entries, key=lambda entry: entry.concept.id)):
        key = fold(placed.form.text, language(placed.form.language))
        others = known.setdefault(key, [])
        other = next((one for one in others if _are_mixed_up(one, placed)), None)
        others.append(placed)
        if other is not None:
            concept = other.entry.concept.id
            place = shown_path(other.entry.path)
            yield (
                placed.entry.path,
                Fault(
                    code="CT705",
                    pointer=f"{placed.pointer}/text",
                    message=f"{quote(placed.form.text)} ({placed.form.language}) is a form of the "
                    f"concept {quote(concept, 120)} too, in {quote(place, 300)}.",
                    hint="Keep it in one of the two, or write longer forms that tell them apart: "
                    "a span of both is counted for neither.",
                    others=(place,),
                ),
            )


def _are_mixed_up(one: Placed, other: Placed) -> bool:
    first, second = one.form, other.form
    return (
        one.entry.concept.id != other.entry.concept.id
        and (searched(first.language, second.language) or searched(second.language, first.language))
        and not (first.case == second.case == "exact" and first.text != second.text)
    )


def check_unmatched(entries: Sequence[Entry], languages: Sequence[str]) -> Iterator[Found]:
    """Yield forms that no article can hold: in another language, or never found as written."""
    doubtful: list[Placed] = []
    for placed in _forms(entries):
        tag = placed.form.language
        if not any(searched(tag, one) or covers(one, tag) for one in languages):
            listed = ", ".join(sorted(languages))
            message = f"No article is searched for forms of {quote(tag)}: the corpus has {listed}."
            hint = "Correct the language, or add it to languages in corpus.json."
            yield placed.entry.path, _never(f"{placed.pointer}/language", message, hint)
        elif others := _other_classes(placed.form):
            message = (
                f"There is no inflection class {quote(placed.form.inflection)} in {quote(tag)}."
            )
            hint = f"Take one of {', '.join(others)}."
            yield placed.entry.path, _never(f"{placed.pointer}/inflection", message, hint)
        elif is_bare(placed.form.text) and not _is_ordinary(placed.form):
            doubtful.append(placed)
    for placed in _not_found(doubtful):
        message = f"The form {quote(placed.form.text)} is not found even in its own text."
        yield placed.entry.path, _never(f"{placed.pointer}/text", message, _mend(placed.form))


def _never(pointer: str, message: str, hint: str) -> Fault:
    return Fault(code="CT706", pointer=pointer, message=message, hint=hint)


def _other_classes(form: Form) -> tuple[str, ...]:
    """Return the inflection classes there are, where a form's is none of them."""
    if form.inflection in (None, NONE):
        return ()
    known = classes(language(form.language))
    return known if len(known) > 1 and form.inflection not in known else ()


def _is_ordinary(form: Form) -> bool:
    """Tell whether a form is sure to be found: most are, and need no search."""
    text = form.text
    return (
        not _excludes_itself(form)
        and _ORDINARY.fullmatch(text) is not None
        and unicodedata.is_normalized("NFC", text)
        and clean(text, language(form.language)).text == text
    )


def _excludes_itself(form: Form) -> bool:
    row = language(form.language)
    return any(fold(word, row) == fold(form.text, row) for word in form.exclude)


def _not_found(doubtful: Sequence[Placed]) -> Iterator[Placed]:
    """Yield forms that the matcher itself does not find in their own text."""
    if not doubtful:
        return
    from corpus_tools.terms.matching import Matcher  # most lexicons do without it

    wanted = {id(placed.form) for placed in doubtful}
    concepts = {id(placed.entry.concept): placed.entry.concept for placed in doubtful}
    lexicon = Lexicon(tuple(_only(concept, wanted) for concept in concepts.values()))
    matchers = {tag: Matcher(lexicon, tag) for tag in {one.form.language for one in doubtful}}
    for placed in doubtful:
        hits = matchers[placed.form.language].hits(placed.form.text)
        if not any(entry.form is placed.form for hit in hits for entry in hit.entries):
            yield placed


def _only(concept: Concept, wanted: set[int]) -> Concept:
    variants = (
        replace(variant, forms=tuple(form for form in variant.forms if id(form) in wanted))
        for variant in concept.variants
    )
    return replace(concept, variants=tuple(variants))


def _mend(form: Form) -> str:
    if _excludes_itself(form):
        return "Its own exclude takes it away: correct exclude."
    strange = sorted(
        {char for char in form.text if unicodedata.category(char)[0] in "PS"} - _WITHIN
    )
    if strange:
        listed = ", ".join(quote(char) for char in strange)
        return f"Write it without {listed}: a form is words, parted by spaces or hyphens."
    return "Type it again in the letters of its language, without invisible or look-alike ones."


def check_claims(entry: Entry) -> Iterator[Found]:
    """Yield claims that end before they begin; that claims contradict each other is allowed."""
    for place, variant in enumerate(entry.concept.variants):
        for number, claim in enumerate(variant.claims):
            if claim.start and claim.end and claim.end < claim.start:
                fault = Fault(
                    code="CT707",
                    pointer=f"/variants/{place}/claims/{number}/to",
                    message=f"The claim ends on {claim.end}, before it begins on {claim.start}.",
                    hint="Correct one of the two days, or swap them.",
                )
                yield entry.path, fault
