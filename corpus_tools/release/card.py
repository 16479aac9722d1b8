"""The dataset card: YAML that `datasets` loads by, and prose for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from corpus_tools.escaping import for_markdown
from corpus_tools.release.manifest import Manifest
from corpus_tools.release.parquet import features
from corpus_tools.terms.agreement import Comparison, wilson
from corpus_tools.terms.reference import ALL

_HUB_LICENSES = frozenset(
    """apache-2.0 mit cc0-1.0 cc-by-4.0 cc-by-sa-4.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-sa-4.0
    cc-by-nc-nd-4.0 cc-by-3.0 cc-by-sa-3.0 odc-by odbl-1.0 pddl-1.0""".split()  # noqa: SIM905
)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (10**6, "100K<n<1M"))


class _Quoting(yaml.SafeDumper):
    """Quotes every string value: `no` stays a language, `1.0` stays a version."""

    def represent_mapping(self, *args: Any, **kwargs: Any) -> yaml.MappingNode:
        node = super().represent_mapping(*args, **kwargs)
        for key, _ in node.value:
            key.style = None
        return node


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


Compared = Mapping[tuple[str, str, str], Comparison]
"""Comparisons of two raters in a language, or in all."""


def card(
    manifest: Manifest,
    declaration: Mapping[str, Any],
    used: Mapping[str, list[str]],
    compared: Compared,
) -> str:
    """Return the README.md of a release.

    `used` lists the languages and licences of its articles; `compared` says how far its
    raters agree.
    """
    head = yaml.dump(
        _head(manifest, declaration, used),
        Dumper=_Quoting,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return f"---\n{head}---\n\n{_body(manifest, declaration, used, compared)}"


def _head(
    manifest: Manifest, declaration: Mapping[str, Any], used: Mapping[str, list[str]]
) -> dict[str, Any]:
    languages = sorted({tag.partition("-")[0] for tag in used["languages"]})
    licenses = {declaration["license"], *used["licenses"]}
    only = licenses.pop().lower() if len(licenses) == 1 else ""
    articles = manifest["articles"]
    return {
        "pretty_name": declaration["title"],
        "language": languages,
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        "license": only if only in _HUB_LICENSES else "other",
        "size_categories": [next((name for top, name in _SIZES if articles < top), "n>1M")],
        "task_categories": ["token-classification"],
        "annotations_creators": _creators(used["kinds"]),
        "source_datasets": ["original"],
        "tags": ["contested-terms", "toponyms", "news", "stand-off-annotation"],
        "configs": [_config(manifest, entry) for entry in manifest["configs"]],
        "dataset_info": [_info(entry) for entry in manifest["configs"]],
    }


def _creators(kinds: list[str]) -> list[str]:
    """Name who annotated in the Hub's words: rules and models are machines."""
    return ["machine-generated", *(["expert-generated"] if "person" in kinds else [])]


def _config(manifest: Manifest, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The digest of the rows stands in the description: `datasets` keys its cache on it."""
    config = {
        "config_name": entry["name"],
        "version": manifest["version"],
        "description": f"sha256:{entry['root']}",
        "data_files": [
            {"split": split["name"], "path": list(split["files"])} for split in entry["splits"]
        ],
    }
    return {**config, "default": True} if entry["name"] == "articles" else config


def _info(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "config_name": entry["name"],
        "features": [_yaml_feature(name, kind) for name, kind in features(entry["name"]).items()],
        "splits": [
            {"name": split["name"], "num_bytes": split["bytes"], "num_examples": split["rows"]}
            for split in entry["splits"]
        ],
        "dataset_size": sum(split["bytes"] for split in entry["splits"]),
    }


def _yaml_feature(name: str, feature: Mapping[str, Any]) -> dict[str, Any]:
    if feature.get("_type") == "Value":
        return {"name": name, "dtype": feature["dtype"]}
    inner = feature["feature"]
    if inner.get("_type") == "Value":
        return {"name": name, "list": inner["dtype"]}
    return {"name": name, "list": [_yaml_feature(key, kind) for key, kind in inner.items()]}


def _body(
    manifest: Manifest,
    declaration: Mapping[str, Any],
    used: Mapping[str, list[str]],
    compared: Compared,
) -> str:
    described = declaration["description"]
    opening = described.get("en") or next(iter(described.values()))
    parts = [
        for_markdown(opening),
        f"# {for_markdown(declaration['title'])}",
        f"Version {manifest['version']}, {manifest['released']}. "
        f"{manifest['articles']:,} articles, {manifest['withheld']:,} of them without text.",
        "## Tables",
        _table(("config", "split", "rows"), _counts(manifest)),
        "## Load it",
        _loading(manifest),
        "## What the columns mean",
        _MEANING,
        "## Rights",
        f"Annotations, lexicon and metadata: {for_markdown(declaration['license'])}. "
        f"Licences of the articles: {for_markdown(', '.join(used['licenses']))}; each row says "
        "its own. A text stands here only where its licence and its outlet's rights allow it; "
        "otherwise title, body and every context are null, and spans keep their offsets and "
        "the term itself.",
        "## How it was annotated",
        _ANNOTATION,
        *_agreement(compared),
        "## Limits",
        _LIMITS,
        "## Cite",
        for_markdown(declaration.get("citation") or _citation(manifest, declaration)),
    ]
    return "\n\n".join(parts) + "\n"


_MEANING = """\
Offsets (`start`, `end`) count Unicode code points, half-open, into exactly the stored `title` \
or `body`: in Python, `text[start:end] == surface`. `n_chars` counts the code points of the \
body, `n_tokens` its words. `published` is the calendar day as written. `variant_perspectives` \
lists who, by the lexicon's dated claims, used the variant in that language on that day. \
`outlet_perspective` is an analyst's assessment of the outlet on that day. `id` is unique in \
its config; `added_in` is the version that first had the row."""

_LIMITS = """\
This data describes who uses which name. It does not say which name is right, and it must not \
be used to decide that, to rank outlets by bias, or to profile authors. A span shows a word, \
not an attitude: it may stand in a quotation or be talked about."""


_ANNOTATION = """\
`layer` says who made a span. `auto`: found by the forms in the config `terms` and labelled by \
rules; a suggestion, not a judgement. An id: that annotator; `consensus`: what people agree \
on; `adjudicated`: settled between them. The config `judgements`, where it is there, has every \
decision, and says of each annotator whether it is a person or a model. Usage (`use`, \
`mention`, `gloss`, `distanced`, `quotation`, `qualified`), voice and stance are defined in \
`guidelines.md`. Labels that nobody has told are null."""


def _agreement(compared: Compared) -> Iterable[str]:
    if not compared:
        return
    yield (
        "How far the raters agree, on articles that were read completely. The annotations "
        "started from the suggestions: these are regression figures, not accuracy."
    )
    rows = []
    for (first, second, scope), comparison in sorted(compared.items()):
        for name, hits, n in comparison.rows():
            if n and (scope == ALL or name == "usage: agreement"):
                low, high = wilson(hits, n)
                raters = f"`{first}`, `{second}`"
                share = f"{hits / n:.1%}"
                rows.append((raters, scope, name, share, str(n), f"{low:.1%} to {high:.1%}"))
    yield _table(("raters", "language", "measure", "share", "n", "95 % interval"), rows)


def _counts(manifest: Manifest) -> Iterable[tuple[str, str, str]]:
    for entry in manifest["configs"]:
        for split in entry["splits"]:
            yield entry["name"], split["name"], f"{split['rows']:,}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _loading(manifest: Manifest) -> str:
    lines = ["```python", "from datasets import load_dataset", ""]
    lines += [
        f'{entry["name"]} = load_dataset("path/to/this/folder", "{entry["name"]}")'
        for entry in manifest["configs"]
    ]
    return "\n".join([*lines, "```"])


def _citation(manifest: Manifest, declaration: Mapping[str, Any]) -> str:
    makers = ", ".join(declaration.get("maintainers", ())) or "Anonymous"
    return f"{makers}: {declaration['title']}, version {manifest['version']}."
