"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no progress.")]


def is_quiet(ctx: typer.Context, quiet: bool) -> bool:
    """Tell whether --quiet was given, before or after the command."""
    return quiet or bool(ctx.obj)
