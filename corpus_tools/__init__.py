"""Annotated bilingual corpora of contested names: validated, packaged, versioned.

Everything is imported when it is first used: importing this package costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own takes a while to import
if TYPE_CHECKING:
    from typing import Any

    from corpus_tools.checks.validation import validate as validate
    from corpus_tools.corpus import Corpus as open_corpus  # noqa: N813
    from corpus_tools.release.building.build import export as export
    from corpus_tools.terms.annotating import annotate as annotate

_HOMES = {
    "annotate": ("corpus_tools.terms.annotating", "annotate"),
    "export": ("corpus_tools.release.building.build", "export"),
    "open_corpus": ("corpus_tools.corpus", "Corpus"),
    "validate": ("corpus_tools.checks.validation", "validate"),
}

__all__ = ["annotate", "export", "open_corpus", "validate"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
