"""What card, citation and Croissant say alike: fixed sentences, names, how to cite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus_tools.release.stored.manifest import Manifest

LIMITS = """\
A span shows a word, not an attitude: it may stand in a quotation or be talked about. Forms \
that the lexicon does not have are not found. How often a word occurs here says nothing about \
what was not collected; the known gaps are those of the collections. A perspective is an analyst's \
assessment of an outlet or a term at a date, never of a person and never a verdict."""

MISUSE = """\
This data describes who uses which name, when and in which language. It does not say which name \
is right. It must not be used to decide which name is right, to rank outlets by bias, or to \
profile authors."""

PROTOCOL = """\
Terms are found by the forms of the lexicon and labelled by rules; these labels are suggestions, \
not judgements. Annotators accept, reject, correct or add spans by the codebook, guidelines.md. \
What people agree on displaces what models say, which displaces the suggestions; every decision \
is published."""

MEANING = """\
Offsets (`start`, `end`) count Unicode code points, half-open, into exactly the stored `title` \
or `body`: in Python, `text[start:end] == surface`. `n_chars` counts the code points of the \
body, `n_tokens` its words. `published` is the calendar day as written. `variant_perspectives` \
lists who, by the lexicon's dated claims, used the variant in that language on that day. \
`outlet_perspective` is an analyst's assessment of the outlet on that day. `id` is unique in \
its config; `added_in` is the version that first had the row."""

ANNOTATION = """\
`layer` says who made a span. `auto`: found by the forms in the config `terms` and labelled by \
rules; a suggestion, not a judgement. An id: that annotator; `consensus`: what people agree \
on; `adjudicated`: settled between them. The config `judgements`, where it is there, has every \
decision, and says of each annotator whether it is a person or a model. Usage (`use`, \
`mention`, `gloss`, `distanced`, `quotation`, `qualified`), voice and stance are defined in \
`guidelines.md`. Labels that nobody has told are null. `usage_rule` names the rule behind a \
usage, `cue_start` and `cue_end` the words it rests on; `quoted` says whether the span stands in \
quotation marks; `candidates` are the variants that fit where several do, and `variant` is null \
there; `n_judgements` counts who judged the span; `before` and `after` are up to 80 characters \
beside it. In `judgements`, `complete` says whether the annotator read the whole article."""

VERSIONS = """\
A published version never changes; CHANGELOG.md says what each one changed, and \
manifest.json lists every file with its SHA-256 and every table with the digest of its rows. \
Articles that were withdrawn are gone from later versions: use the newest."""

_KEYWORDS = ("contested-terms", "toponyms", "news", "stand-off-annotation")


def keywords(declaration: Mapping[str, Any]) -> list[str]:
    """Return what a release is about; it says so where some texts are synthetic."""
    methods = {collection["method"] for collection in declaration["collections"]}
    return [*_KEYWORDS, *(["synthetic"] if "synthetic" in methods else [])]


def in_english(texts: Mapping[str, str]) -> str:
    """Return a text in English, or in the first language it has."""
    return texts.get("en") or next(iter(texts.values()))


def cite(manifest: Manifest, declaration: Mapping[str, Any]) -> str:
    """Return how to cite a release, in one line."""
    made = f"{declaration['title']}, version {manifest['version']}, {manifest['released']}."
    by = ", ".join(declaration.get("maintainers", ()))
    return str(declaration.get("citation") or (f"{by}: {made}" if by else made))


def makers(declaration: Mapping[str, Any]) -> list[str]:
    """Return who looks after the corpus, each once; at least one name."""
    return [*dict.fromkeys(declaration.get("maintainers", ()))] or [
        f"Maintainers of {declaration['title']}"
    ]
