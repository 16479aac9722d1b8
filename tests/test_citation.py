"""CITATION.cff follows the format's own schema, and no string is more than a string.

What stands in titles, names and notes was written by anybody: card and citation must have the
shape that plain words give them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from huggingface_hub import DatasetCard
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import corpus_tools as ct
from corpus_tools.release.building.build import Release
from corpus_tools.release.describing.card import card, head_of
from corpus_tools.release.describing.citation import CITATION, citation
from corpus_tools.release.describing.facts import Facts, Group, facts
from corpus_tools.release.stored.reading import published
from corpus_tools.release.stored.rights import HUB
from tests.corpora import FALKLANDS, RAW, Doc, a_declaration, an_article, read_json, write_corpus
from tests.metadata import cited, head, text_of

Made = tuple[Path, Path]
"""A corpus and its release."""


@pytest.fixture(scope="module", params=[FALKLANDS, RAW], ids=["falklands", "raw"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    corpus: Path = request.param
    return corpus, ct.export(corpus, out=tmp_path_factory.mktemp("out")).path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("small")
    corpus = write_corpus(folder / "c", articles=[an_article()])
    return ct.export(corpus, out=folder / "out")


PAGE = "https://spdx.org/licenses/"


def test_the_citation_follows_its_schema(made: Made) -> None:
    corpus, release = made
    declared = read_json(corpus / "corpus.json")
    found = cited(text_of(release, CITATION))
    assert (found["title"], found["version"]) == (declared["title"], declared["version"])
    assert (found["type"], found["license"]) == ("dataset", "CC0-1.0")
    assert found["date-released"] == declared["released"]
    assert found["abstract"] == declared["description"]["en"]


def test_a_citation_without_authors_would_be_refused(made: Made) -> None:
    text = text_of(made[1], CITATION)
    with pytest.raises(jsonschema.ValidationError):
        cited(re.sub(r"authors:\n- name: .*\n", "", text))


@pytest.mark.parametrize(
    ("own", "texts", "said"),
    [
        ("CC0-1.0", ["CC-BY-4.0"], {"license": "CC-BY-4.0"}),
        ("OGL-UK-3.0", [], {"license-url": f"{PAGE}OGL-UK-3.0.html"}),
        ("LicenseRef-x", [], {}),
        ("MIT OR Apache-2.0", [], {}),
        ("CC-BY-4.0", ["CC-BY-3.0"], {}),
        *((license, [], {"license": license}) for license in HUB),
    ],
)
def test_a_citation_names_a_licence_that_holds_for_all(
    small: Release, own: str, texts: list[str], said: Doc
) -> None:
    held = Facts(languages=["en"], licenses=texts, kinds=[])
    found = cited(citation(small.manifest, a_declaration(license=own), held))
    assert {key: value for key, value in found.items() if key.startswith("license")} == said


def test_a_citation_names_makers_and_homepage(small: Release) -> None:
    held = Facts(languages=["en"], licenses=[], kinds=[])
    declared = a_declaration(
        maintainers=["One Group", "Another", "One Group"],
        homepage="https://corpus.example/",
        citation="Group One: A corpus.",
    )
    found = cited(citation(small.manifest, declared, held))
    assert found["authors"] == [{"name": "One Group"}, {"name": "Another"}]
    assert found["url"] == "https://corpus.example/"
    assert "Group One: A corpus." in found["message"]


# ------------------------------------------------------------------ hostile strings

HOSTILE = [
    "x\n---\nlicense: mit\nconfigs:",
    "no",
    "| a | b |\n| - | - |",
    "<script>alert(1)</script>",
    "![p](https://evil.example/p.png) [a](javascript:x) https://evil.example @everyone",
    "`code` **bold** # head\n\n# Head\n- list\n\n    code",
    "\u2028---\u2028\u202e\x85\u200b",
    "\\| \\` &lt; &#124;",
    "&anchor *alias !!python/object {a: b}",
]


def told(text: str, manifest: Doc, held: Facts) -> tuple[Doc, str]:
    """Return a declaration whose every string is a text, and the card that is made of it."""
    way = {"id": "one-way", "method": "keyword", "query": text, "tool": text, "known_gaps": [text]}
    side = {"id": "third-party", "label": {"en": text}, "description": {"en": text}}
    declared = a_declaration(
        title=text,
        description={"en": text},
        maintainers=[text],
        citation=text,
        collections=[way],
        perspectives=[side],
    )
    named = Counter({group._replace(outlet_name=text): n for group, n in held.groups.items()})
    return declared, card(manifest, declared, replace(held, groups=named), {})


def tokens(text: str) -> Iterator[Token]:
    below = text.removeprefix(f"---\n{head_of(text)}---\n")
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(below):
        yield from (token, *(token.children or ()))


def assert_inert(text: str, manifest: Doc, held: Facts) -> None:
    """Whatever the strings are, the card has the shape that plain words give it."""
    declared, made = told(text, manifest, held)
    _, plain = told("word", manifest, held)
    assert head(made) == {**head(plain), "pretty_name": text}
    assert DatasetCard(made).data.get("pretty_name") == text
    shape = [(token.type, token.tag, token.level) for token in tokens(plain) if token.block]
    assert [(token.type, token.tag, token.level) for token in tokens(made) if token.block] == shape
    inline = {token.type for token in tokens(made) if not token.block}
    assert inline <= {"text", "text_special", "code_inline", "softbreak"}
    codes = [token.content for token in tokens(plain) if token.type == "code_inline"]
    assert [token.content for token in tokens(made) if token.type == "code_inline"] == codes
    found = cited(citation(manifest, declared, held))
    assert (found["title"], found["abstract"]) == (text, text)
    assert found["authors"] == [{"name": text}]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_stay_inert(small: Release, text: str) -> None:
    assert_inert(text, small.manifest, facts(published(small.path)))


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
MARKUP = st.lists(
    st.sampled_from(
        [
            "\n",
            "---",
            "|",
            "`",
            "#",
            "- ",
            "1. ",
            ": ",
            "&",
            "<b>",
            "[a](b)",
            "\\",
            '"',
            "    ",
            "\t",
            "*",
            "x",
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(text=(WORDS | MARKUP).filter(lambda text: bool(text.strip())))
def test_any_string_stays_inert(text: str) -> None:
    held = Facts(
        languages=["en"],
        licenses=["CC0-1.0"],
        kinds=[],
        groups=Counter({Group("train", "o", "n", "third-party", "en", "CC0-1.0", True): 1}),
    )
    manifest: dict[str, Any] = {"name": "n", "version": "1.0.0", "released": "2026-11-22"}
    manifest |= {"articles": 1, "withheld": 0, "text": "full", "configs": [], "divided": 0}
    assert_inert(text, manifest, held)
