"""The dataset card: YAML that `datasets` loads by, and prose for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus_tools.escaping import for_markdown
from corpus_tools.release.describing.card_prose import body
from corpus_tools.release.describing.facts import Facts
from corpus_tools.release.describing.quoting import to_yaml
from corpus_tools.release.describing.wording import keywords
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.release.stored.parquet import features
from corpus_tools.release.stored.rights import for_hub, is_closed, licenses_of
from corpus_tools.terms.reference import Compared

_FENCE = "---\n"
_SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M")


def card(
    manifest: Manifest,
    declaration: Mapping[str, Any],
    held: Facts,
    compared: Compared,
) -> str:
    """Return the README.md of a release.

    `held` are the figures of what it holds; `compared` says how far its raters agree.
    """
    head = to_yaml(_head(manifest, declaration, held))
    return f"{_FENCE}{head}{_FENCE}\n{body(manifest, declaration, held, compared)}"


def head_of(card: str) -> str:
    """Return the YAML between a card's two lines of dashes."""
    return card.removeprefix(_FENCE).partition(_FENCE)[0]


def _head(manifest: Manifest, declaration: Mapping[str, Any], held: Facts) -> dict[str, Any]:
    languages = sorted({tag.partition("-")[0] for tag in held.languages})
    licenses = licenses_of(declaration, held.licenses)
    return {
        "pretty_name": declaration["title"],
        "language": languages,
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        **for_hub(licenses, declaration.get("homepage")),
        "size_categories": [_size(manifest["articles"])],
        "task_categories": ["token-classification"],
        "annotations_creators": _creators(held.kinds),
        "source_datasets": ["original"],
        "tags": keywords(declaration),
        **_gate([license for license in held.licenses if is_closed(license)]),
        "configs": [config(manifest, entry) for entry in manifest["configs"]],
        "dataset_info": [info(entry) for entry in manifest["configs"]],
    }


def _size(articles: int) -> str:
    return _SIZES[max(0, min(len(str(articles)) - 3, len(_SIZES) - 1))]


def _creators(kinds: Iterable[str]) -> list[str]:
    """Name who annotated in the Hub's words: rules and models are machines."""
    return ["machine-generated", *(["expert-generated"] if "person" in kinds else [])]


def _gate(closed: list[str]) -> dict[str, Any]:
    """Ask for a promise where texts are here that not everybody may pass on."""
    if not closed:
        return {}
    listed = ", ".join(map(for_markdown, closed))
    return {
        "extra_gated_prompt": "Some texts are here under terms that are not open "
        f"({listed}). Whoever asks for access agrees to keep to the terms that the column "
        "`license` names for each article, and to pass no such text on beyond them.",
        "extra_gated_fields": {"I keep to the licence of each article": "checkbox"},
    }


def config(manifest: Manifest, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card says of how to load a config that the manifest lists.

    The digest of its rows stands in the description: `datasets` keys its cache on it.
    """
    made = {
        "config_name": entry["name"],
        "version": manifest["version"],
        "description": f"sha256:{entry['root']}",
        "data_files": [
            {"split": split["name"], "path": list(split["files"])} for split in entry["splits"]
        ],
    }
    return {**made, "default": True} if entry["name"] == "articles" else made


def info(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card says of the columns and splits of a config."""
    known = features(entry["name"])
    names = [column["name"] for column in entry["columns"]]
    return {
        "config_name": entry["name"],
        "features": [_yaml_feature(name, known[name]) for name in names],
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
