"""A release and what goes with its tables: the files that people and machines read first."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

from corpus_tools.release.describing.card import head_of
from tests.corpora import Doc

CARD = "README.md"
CFF = get_builtin_schema("vendor.citation-file-format")


def text_of(release: Path, name: str) -> str:
    """Return the text of the card, the citation or the Croissant file of a release."""
    return (release / name).read_text(encoding="utf-8")


def head(text: str) -> Doc:
    """Read the head of a card."""
    found = yaml.safe_load(head_of(text))
    assert isinstance(found, dict)
    return found


def cited(text: str) -> Doc:
    """Read a CITATION.cff and hold it against the schema of the format."""
    found = yaml.safe_load(text)
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    jsonschema.Draft7Validator(CFF, format_checker=checker).validate(found)
    assert isinstance(found, dict)
    return found
