"""Texts with their contested terms marked, for people."""

from __future__ import annotations

from collections.abc import Iterable

from corpus_tools.cli.console import SIDES, has_colour, styled
from corpus_tools.escaping import for_terminal
from corpus_tools.model import Span


def marked(text: str, spans: Iterable[Span], sides: list[str]) -> str:
    """Return a text with its spans coloured on a terminal, in brackets elsewhere."""
    parts, at = [], 0
    for span in spans:
        parts.append(_escaped(text[at : span.start]))
        parts.append(_mark(span, sides))
        at = span.end
    parts.append(_escaped(text[at:]))
    return "".join(parts)


def _escaped(text: str) -> str:
    return "\n  ".join(for_terminal(line) for line in text.split("\n"))


def _mark(span: Span, sides: list[str]) -> str:
    surface = for_terminal(" ".join(span.surface.split("\n")))
    if not has_colour():
        return f"[{surface}]"
    only = span.variant_perspectives[0] if len(span.variant_perspectives) == 1 else None
    colour = SIDES[sides.index(only) % len(SIDES)] if only in sides else "4"
    return styled(surface, colour)


def legend(sides: list[str]) -> str:
    """Say which colour stands for which side."""
    shown = [styled(f" {side} ", SIDES[i % len(SIDES)]) for i, side in enumerate(sides)]
    return " ".join([*shown, styled("several or none", "4")]) + "\n"


def listed(span: Span) -> str:
    """Return one line about a span."""
    name = f"{span.concept}/{span.variant}" if span.variant else "|".join(span.candidates)
    nobody = "could be each of them" if span.candidates else "no side claims it then"
    who = ", ".join(span.variant_perspectives) or nobody
    place = f"{span.field} {span.start}-{span.end}"
    usage = f"{span.usage} " if span.usage else ""
    return f"    {place:<18} {for_terminal(span.surface)}  {name}  {usage}({who})\n"
