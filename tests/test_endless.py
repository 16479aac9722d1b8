"""Texts made to keep a program busy for ever are labelled in a moment all the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.corpora import RAW, ROOT

TEXTS = {
    "opening marks": "“" * 100_000 + " Karabakh " + "'" * 100_000,
    "alternating marks": "«“" * 50_000 + " Karabakh " + "”»" * 50_000,
    "one word of two scripts": "Карaбах" * 30_000,
    "one word of capitals inside": "КарабахКарабах" * 15_000,
    "a hashtag without end": "#" + "ArtsakhKarabakh" * 15_000,
    "names in one sentence": "Karabakh, " * 5_000,
    "spaces inside a name": "Nagorno" + " " * 200_000 + "Karabakh",
    "marks on one letter": "Karabakh e" + "\u0301" * 200_000,
    "invisible characters": "Kara\u00ad" * 50_000,
    "dashes": "– Karabakh, – " * 10_000,
    "naming words": "called named known as the term " * 5_000 + "Karabakh",
    "enders": "." * 200_000 + " Karabakh",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("tag", ["en", "ru"])
def test_no_text_takes_for_ever(name: str, tag: str) -> None:
    call = [sys.executable, "-m", "corpus_tools", "annotate", "--language", tag]
    done = subprocess.run(
        [*call, "--corpus", str(RAW), "--format", "jsonl", "-"],
        input=TEXTS[name].encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=40,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
