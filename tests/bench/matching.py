"""Times matching and labelling against a plain alternation over the same forms, in one run.

    python -m tests.bench.matching [--characters 2500]

Texts are the sample corpus's, cut or repeated to one length; figures are medians.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable
from functools import partial

from corpus_tools import open_corpus
from corpus_tools.terms.annotating import annotate
from corpus_tools.terms.matching import Matcher, longest, matcher
from tests.bench.generate import SAMPLE


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


def main() -> None:
    """Print one line per language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=2_500)
    size = parser.parse_args().characters
    corpus = open_corpus(SAMPLE)
    lexicon = corpus.lexicon
    texts: dict[str, list[str]] = {}
    for article in corpus.articles():
        body = f"{article.body}\n\n" * (size // len(article.body or " ") + 1)
        texts.setdefault(article.language, []).append(body[:size])
    for tag, bodies in sorted(texts.items()):
        forms = {
            form.text
            for concept in lexicon.concepts
            for variant in concept.variants
            for form in variant.forms
            if form.language == tag
        }
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        plain = re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b", re.IGNORECASE)
        search = matcher(lexicon, tag)
        base = median_us(plain.findall, bodies)
        spans = median_us(partial(_spans, search), bodies)
        full = median_us(partial(annotate, language=tag, lexicon=lexicon), bodies)
        found = statistics.mean(_spans(search, text) for text in bodies)
        print(
            f"{tag}: {len(forms)} forms, {found:.1f} spans a text; alternation {base:.0f} us, "
            f"spans {spans:.0f} us ({base / spans:.1f} x), labelled {full:.0f} us "
            f"({base / full:.1f} x)"
        )


if __name__ == "__main__":
    main()
