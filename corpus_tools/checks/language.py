"""Rules about the language that an article declares: its text's, and one of its outlet's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from corpus_tools.characters import named
from corpus_tools.checks.misreadings import misreading
from corpus_tools.findings import Fault, quote
from corpus_tools.languages import covers, language
from corpus_tools.languages.identification import MIN_LETTERS, Verdict, judge, written_in
from corpus_tools.model import Article

POINTER = "/language"

_ORDER = ("CT301", "CT402", "CT302", "CT303")
"""Of what is wrong with one article's language, the first of these is said, no more."""


def check_language(article: Article) -> Iterator[Fault]:
    """Yield that a text contradicts the language that its article declares.

    Of a body that was misread as a whole only that is said.
    """
    if article.title is None or article.body is None:
        return
    text = article.body
    is_short = len(text) < 2 * MIN_LETTERS
    if is_short:
        text = f"{article.title}\n{text}"
    verdict = judge(text, article.language)
    contradicts = verdict.result == "contradicts"
    misread = misreading(article.body, article.language)
    is_sure = contradicts or (not is_short and misread is not None and misread.right != "")
    if misread is not None and is_sure and misread.covers(article.body):
        yield misread.fault("CT215", "/body", named(article.body[misread.at]))
        return
    if not contradicts:
        return
    code = "CT301" if verdict.reason == "script" else "CT302"
    message = _message(verdict, article.language)
    yield Fault(code=code, pointer=POINTER, message=message, hint=_hint(verdict, article))


def check_outlet_language(article: Article, declared: Collection[str]) -> Iterator[Fault]:
    """Yield that an outlet does not list the language of its article."""
    if article.language in declared:
        return
    if not any(covers(tag, article.language) for tag in declared):
        listed = ", ".join(sorted(declared))
        yield Fault(
            code="CT303",
            pointer=POINTER,
            message=f"The outlet {quote(article.outlet, 120)} lists no language "
            f"{quote(article.language)}, only {listed}.",
            hint=f'Correct the language, or add "{article.language}" to languages in '
            f"outlets/{article.outlet}.json.",
        )


def one_on_language(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield all faults, but only the foremost about the article's language."""
    found = list(faults)
    codes = {fault.code for fault in found if fault.pointer == POINTER}
    foremost = next((code for code in _ORDER if code in codes), None)
    for fault in found:
        if fault.code not in _ORDER or fault.code == foremost:
            yield fault


def _message(verdict: Verdict, declared: str) -> str:
    said = _named(declared)
    if verdict.reason == "script":
        script = verdict.script.capitalize()
        found = f" and reads as {_named(verdict.language)}" if verdict.language else ""
        return f"The text is in {script} letters{found}; it is declared as {said}."
    by = "letters and words" if verdict.reason == "letters" else "statistics of its letters"
    return f"By its {by} the text is {_named(verdict.language)}; it is declared as {said}."


def _hint(verdict: Verdict, article: Article) -> str:
    if verdict.language is not None:
        return f'Set "language" to "{verdict.language}", or give the text in that language.'
    other = written_in(article.language, verdict.script)
    return (
        f'Set "language" to that of the text; "{other}" if it is '
        f"{language(article.language).name} in that script."
    )


def _named(tag: str | None) -> str:
    """Return “Russian (ru)”; a tag alone where the language has no name here."""
    row = language(tag or "")
    return f"{row.name} ({tag})" if row.script else quote(tag, 40)
