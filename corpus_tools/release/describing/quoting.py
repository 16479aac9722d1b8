"""YAML whose strings stay strings: `no` a language, `1.0` a version, a title a title."""

from __future__ import annotations

from typing import Any

import yaml


class _Quoting(yaml.SafeDumper):
    """Quotes every string value, and keys only where they need it."""

    def represent_mapping(self, *args: Any, **kwargs: Any) -> yaml.MappingNode:
        node = super().represent_mapping(*args, **kwargs)
        for key, _ in node.value:
            key.style = None
        return node


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


def to_yaml(value: dict[str, Any]) -> str:
    """Serialise a document in the order of its keys."""
    return yaml.dump(value, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=10_000)
