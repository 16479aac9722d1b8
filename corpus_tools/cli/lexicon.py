"""What `lexicon`, `inflect` and `explain` write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from corpus_tools.cli.console import write
from corpus_tools.corpus import Corpus, enclosing_corpus, read_document
from corpus_tools.escaping import for_terminal
from corpus_tools.findings import OperatorError, quote
from corpus_tools.languages import LANGUAGES
from corpus_tools.languages import language as language_of
from corpus_tools.languages.inflection import NONE, classes
from corpus_tools.languages.phrases import generated
from corpus_tools.model import Article, Claim, Concept, Judgement, Lexicon, Span, Variant
from corpus_tools.terms.anchoring import anchored
from corpus_tools.terms.annotating import annotate_article, hits_of
from corpus_tools.terms.layers import resolve
from corpus_tools.terms.usage import RULES


def show_classes(tag: str) -> None:
    """List the inflection classes of a language."""
    write("".join(f"{name}\n" for name in classes(language_of(tag))))


def show_forms(form: str, tag: str, inflection: str | None, stems: tuple[str, ...]) -> None:
    """List every form that is found for a dictionary form.

    Raises OperatorError where there is no form, or where its language is not described.
    """
    row = language_of(tag)
    if not form.strip():
        raise OperatorError("the form is empty; give a dictionary form")
    if classes(row) == (NONE,):
        described = ", ".join(one.tag for one in LANGUAGES if classes(one) != (NONE,))
        reason = "only the form itself is found; languages with endings"
        raise OperatorError(
            f"the endings of {quote(tag, 40)} are not described, {reason}: {described}"
        )
    if inflection is not None and inflection not in classes(row):
        known = ", ".join(classes(row))
        raise OperatorError(f"{tag} has no inflection class {inflection}; it has: {known}")
    for spelled in generated(form, inflection, stems, row):
        write(f"{for_terminal(spelled)}\n")


def show_lexicon(corpus: Corpus) -> None:
    """Show the lexicon as a table, how languages and sides are covered, and unused forms."""
    lexicon = corpus.lexicon
    languages = sorted(
        {
            form.language
            for concept in lexicon.concepts
            for variant in concept.variants
            for form in variant.forms
        }
    )
    found = _found(corpus, lexicon)
    width = max((len(row[0]) for row in _rows(lexicon, languages, found)), default=10)
    head = ("concept/variant", *languages, "found", "sides")
    for name, *cells, sides in (head, *_rows(lexicon, languages, found)):
        numbers = " ".join(f"{cell:>6}" for cell in cells)
        write(f"{name:<{width}} {numbers}  {sides}\n")
    write("\nforms per language and side\n")
    for (side, tag), count in sorted(_coverage(lexicon).items()):
        write(f"  {side:<24} {tag:<5} {count:>5}\n")
    unused = list(_unused(lexicon, found))
    write(f"\nforms that do not occur in the corpus: {len(unused):,}\n")
    for name, forms in groupby(unused, key=lambda place: place[:2]):
        shown = "; ".join(f"{form} ({tag})" for *_, tag, form in forms)
        write(f"  {'/'.join(name)}: {for_terminal(shown)}\n")


Place = tuple[str, str, str, str]
"""Concept, variant, language and text of a form."""


def _rows(
    lexicon: Lexicon, languages: list[str], found: Counter[Place]
) -> Iterator[tuple[str, ...]]:
    for concept in lexicon.concepts:
        for variant in concept.variants:
            per_language = Counter(form.language for form in variant.forms)
            sides = sorted({side for claim in variant.claims for side in claim.perspectives})
            counts = (str(per_language[tag] or "·") for tag in languages)
            times = sum(found[place] for place in _places(concept, variant))
            yield (f"{concept.id}/{variant.id}", *counts, str(times), ", ".join(sides))


def _places(concept: Concept, variant: Variant) -> Iterator[Place]:
    for form in variant.forms:
        yield (concept.id, variant.id, form.language, form.text)


def _found(corpus: Corpus, lexicon: Lexicon) -> Counter[Place]:
    """Count how often each form occurs; where several fit one place, each of them."""
    return Counter(
        (entry.concept.id, entry.variant.id, entry.form.language, entry.form.text)
        for article in corpus.articles()
        for hit in hits_of(article, lexicon)
        for entry in hit.entries
    )


def _unused(lexicon: Lexicon, found: Counter[Place]) -> Iterator[Place]:
    for concept in lexicon.concepts:
        for variant in concept.variants:
            yield from (place for place in _places(concept, variant) if not found[place])


def _coverage(lexicon: Lexicon) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for concept in lexicon.concepts:
        for variant in concept.variants:
            sides = {side for claim in variant.claims for side in claim.perspectives}
            for form in variant.forms:
                counts.update((side, form.language) for side in sides or {"(no claim)"})
    return counts


def explain(article: str, wanted: str | None, into: Path) -> None:
    """Say why each span of an article, or one of them, has its labels."""
    corpus, found = _article(article, into)
    lexicon = corpus.lexicon
    judged = [
        judgement
        for document in corpus.documents("annotation")
        if document.value is not None and document.value["article"] == found.id
        for judgement in anchored(document.value, found)
    ]
    spans = resolve(annotate_article(found, lexicon), judged, found, lexicon)
    chosen = [
        (number, span)
        for number, span in enumerate(spans, 1)
        if wanted in (None, str(number), f"{span.field}:{span.start}-{span.end}")
    ]
    if not chosen:
        raise OperatorError(
            f"{found.id} has no span {wanted}; give a number from 1 to {len(spans)}, "
            "or field:start-end"
        )
    for number, span in chosen:
        write("".join(_explained(number, span, found, lexicon, judged)))


def _article(wanted: str, into: Path) -> tuple[Corpus, Article]:
    path = Path(wanted)
    if path.is_file() and (root := enclosing_corpus(path)) is not None:
        value = read_document(path, "article").value
        if value is None:
            raise OperatorError(f"{path} cannot be read; run corpus-tools validate")
        return Corpus(root), Article.from_doc(value)
    corpus = Corpus(into)
    for article in corpus.articles():
        if article.id == wanted:
            return corpus, article
    raise OperatorError(f"{into} has no article {quote(wanted, 120)}")


def _explained(
    number: int, span: Span, article: Article, lexicon: Lexicon, judged: list[Judgement]
) -> Iterator[str]:
    place = f"{span.field}:{span.start}-{span.end}"
    yield f"{number}. {for_terminal(quote(span.surface, 200))} at {place}, layer {span.layer}\n"
    names = [f"{span.concept}/{span.variant}"] if span.variant else list(span.candidates)
    yield f"   names   {', '.join(names) or 'nothing of the lexicon'}\n"
    if span.usage is not None:
        why = RULES.get(span.usage_rule or "", "decided by an annotator")
        rule = f" ({span.usage_rule})" if span.usage_rule in RULES else ""
        yield f"   usage   {span.usage}: {why}{rule}\n"
    text = article.text(span.field)
    if text is not None and span.cue_start is not None and span.cue_end is not None:
        cue = for_terminal(quote(text[span.cue_start : span.cue_end], 200))
        yield f"   cue     {cue} at {span.cue_start}-{span.cue_end}\n"
    if span.voice is not None:
        stance = f", stance {span.stance}" if span.stance else ""
        speaker = f" to {for_terminal(quote(span.speaker, 200))}" if span.speaker else ""
        yield f"   voice   {span.voice}{speaker}{stance}\n"
    for one in judged:
        if (one.field, one.start, one.end) == (span.field, span.start, span.end):
            yield f"   judged  {_judged(one)}\n"
    for name in names:
        concept, _, variant = name.partition("/")
        for claim in lexicon.find(concept, variant)[1].claims:
            yield _claimed(claim, article, f"{name} " if len(names) > 1 else "")
    yield "\n"


def _judged(one: Judgement) -> str:
    labels = ", ".join(label for label in (one.usage, one.voice, one.stance) if label)
    comment = f": {for_terminal(quote(one.comment, 200))}" if one.comment else ""
    return f"{one.annotator} ({one.annotator_kind}) {one.decision}: {labels}{comment}"


def _claimed(claim: Claim, article: Article, of: str) -> str:
    state = "holds" if claim.holds(article.day, article.language) else "holds not"
    when = f"{claim.start or '…'} to {claim.end or '…'}"
    sources = for_terminal("; ".join(claim.sources) or "no source")
    sides = ", ".join(claim.perspectives)
    return f"   claim   {of}{state}: {sides}, {when}, {claim.confidence}: {sources}\n"
