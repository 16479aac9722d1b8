"""Commands whose parameters are words and flags, so that they start without pydantic."""

from __future__ import annotations

from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperGroup


class _AsTyped:
    """Takes each parameter as it was typed; none may be required.

    typer converts parameters, absent ones included, with pydantic, whose import takes longer
    than typer's own.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, none of which converts its value."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            parameter.process_value = partial(_value, parameter)
        return parameters


def _value(parameter: Any, ctx: Any, value: Any) -> Any:
    return parameter.callback(ctx, parameter, value) if parameter.callback else value


class WordCommand(_AsTyped, TyperCommand):
    """A command of words and flags."""


class WordGroup(_AsTyped, TyperGroup):
    """A group of commands whose own parameters are flags."""
