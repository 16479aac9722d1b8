"""Times matching and labelling against a plain alternation over the same forms, in one run.

    python -m tests.bench.matching [--characters 2500]

The alternation holds the dictionary forms of the whole lexicon, of all languages, once as they
are (`bare`) and once between word boundaries, where it is tried at fewer places. Texts are
generated ones with few terms, and the sample corpus's, cut or repeated to one length, which
are crowded with them. The search of raw text that folds only around hits is set beside the
least that the other route costs: to fold every character, keeping where each came from. Then
a text is searched for 1,000 and for 10,000 invented forms.

Figures are medians; the lexicon is compiled before.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable
from functools import lru_cache, partial

from corpus_tools import open_corpus
from corpus_tools.languages import language
from corpus_tools.languages.folding import fold
from corpus_tools.model import Concept, Form, Lexicon, Variant
from corpus_tools.terms.annotating import annotate
from corpus_tools.terms.matching import Matcher, longest, matcher
from tests.bench.generate import SAMPLE, articles


def median_us(work: Callable[[str], object], texts: list[str], rounds: int = 5) -> float:
    """Return the median time of a piece of work on a text, in microseconds."""
    for text in texts:
        work(text)
    spent = []
    for _ in range(rounds):
        for text in texts:
            start = time.perf_counter()
            work(text)
            spent.append(time.perf_counter() - start)
    return statistics.median(spent) * 1e6


def _spans(search: Matcher, text: str) -> int:
    return len(list(longest(search.hits(text))))


def crowded(size: int) -> dict[str, list[str]]:
    """Return the sample corpus's texts by language, cut or repeated to a length."""
    texts: dict[str, list[str]] = {}
    for article in open_corpus(SAMPLE).articles():
        if article.body is None:
            continue
        body = f"{article.body}\n\n" * (size // len(article.body) + 1)
        texts.setdefault(article.language, []).append(body[:size])
    return texts


def generated(size: int) -> dict[str, list[str]]:
    """Return generated texts by language, cut to a length."""
    texts: dict[str, list[str]] = {}
    for article in articles(80):
        texts.setdefault(article["language"], []).append(article["body"][:size])
    return texts


def invented(forms: int) -> Lexicon:
    """Return a lexicon of invented English forms, the first the same whatever their number."""
    dice = random.Random(0)
    words = ("".join(dice.choices("abdegiklmnoprstu", k=8)).capitalize() for _ in range(forms))
    return Lexicon(
        tuple(
            Concept(
                id=f"c{number:05}",
                category="place",
                gloss={},
                variants=(Variant(id="v", claims=(), forms=(Form(text=word, language="en"),)),),
            )
            for number, word in enumerate(words)
        )
    )


def of_texts(name: str, texts: dict[str, list[str]], lexicon: Lexicon) -> None:
    """Print one line per language."""
    forms = {
        form.text
        for concept in lexicon.concepts
        for variant in concept.variants
        for form in variant.forms
    }
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    any_form = "|".join(map(re.escape, ordered))
    bare = re.compile(any_form, re.IGNORECASE)
    bounded = re.compile(rf"\b(?:{any_form})\b", re.IGNORECASE)
    for tag, bodies in sorted(texts.items()):
        search = matcher(lexicon, tag)
        bases = [median_us(plain.findall, bodies, rounds=2) for plain in (bare, bounded)]
        spans = median_us(partial(_spans, search), bodies)
        full = median_us(partial(annotate, language=tag, lexicon=lexicon), bodies)
        found = statistics.mean(_spans(search, text) for text in bodies)
        print(
            f"{name} {tag}: {len(forms)} forms, {found:.1f} spans a text; alternation bare "
            f"{bases[0]:.0f} us, bounded {bases[1]:.0f} us; spans {spans:.0f} us "
            f"({_times(bases, spans)}), labelled {full:.0f} us ({_times(bases, full)})"
        )


def _times(bases: list[float], spent: float) -> str:
    """Return how many times faster something is than each alternation, bare first."""
    return ", ".join(f"{base / spent:.1f} x" for base in bases)


def of_routes(texts: dict[str, list[str]], lexicon: Lexicon) -> None:
    """Print what it costs to fold a whole text with its offsets, before any search in it."""
    for tag, bodies in sorted(texts.items()):
        search, row = matcher(lexicon, tag), language(tag)
        spans = median_us(partial(_spans, search), bodies)
        folded = median_us(partial(_fold_all, lru_cache(None)(partial(fold, language=row))), bodies)
        print(f"routes {tag}: raw search, all of it {spans:.0f} us; folding alone {folded:.0f} us")


def _fold_all(folded: Callable[[str], str], text: str) -> tuple[str, list[int]]:
    """Return a text folded character by character, and the offset each came from."""
    pieces = [folded(char) for char in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]


def of_sizes(bodies: list[str]) -> None:
    """Print what ten times as many forms cost, and how long they take to compile."""
    spent = {}
    for size in (1_000, 10_000):
        lexicon = invented(size)
        planted = [f"{body} {lexicon.concepts[7].variants[0].forms[0].text}" for body in bodies]
        start = time.perf_counter()
        search = matcher(lexicon, "en")
        compiled = time.perf_counter() - start
        spent[size] = median_us(partial(_spans, search), planted)
        print(f"{size} forms: compiled in {compiled:.2f} s, spans {spent[size]:.0f} us a text")
    print(f"speed with 10,000 forms: {spent[1_000] / spent[10_000]:.0%} of that with 1,000")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=2_500)
    size = parser.parse_args().characters
    lexicon = open_corpus(SAMPLE).lexicon
    few = generated(size)
    of_texts("few terms", few, lexicon)
    of_texts("crowded", crowded(size), lexicon)
    of_routes(few, lexicon)
    of_sizes(few["en"])


if __name__ == "__main__":
    main()
