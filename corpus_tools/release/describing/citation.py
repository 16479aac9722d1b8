"""CITATION.cff: how to cite a release, in the Citation File Format 1.2.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus_tools.release.describing.facts import Facts
from corpus_tools.release.describing.quoting import to_yaml
from corpus_tools.release.describing.wording import cite, in_english, keywords, makers
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.release.stored.rights import HUB, governing, licenses_of, spdx_page

CITATION = "CITATION.cff"


def citation(manifest: Manifest, declaration: Mapping[str, Any], held: Facts) -> str:
    """Return the text of CITATION.cff."""
    homepage = declaration.get("homepage")
    return to_yaml(
        {
            "cff-version": "1.2.0",
            "message": f"If you use this data, please cite: {cite(manifest, declaration)}",
            "type": "dataset",
            "title": declaration["title"],
            "version": manifest["version"],
            "date-released": manifest["released"],
            "authors": [{"name": name} for name in makers(declaration)],
            "abstract": in_english(declaration["description"]),
            "keywords": keywords(declaration),
            **_license(governing(licenses_of(declaration, held.licenses))),
            **({"url": homepage} if homepage else {}),
        }
    )


def _license(license: str | None) -> dict[str, str]:
    """The format knows only some SPDX licences by name, and no way to say that several hold."""
    if license is None:
        return {}
    if license in HUB:
        return {"license": license}
    page = spdx_page(license)
    return {"license-url": page} if page else {}
