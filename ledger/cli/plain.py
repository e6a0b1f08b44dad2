"""Values that need no conversion: a text that stays a text, a path, a whole number within its limits.

Typer converts every value with Pydantic, whose loading takes as long as that of Typer itself. What is plainly of its
type is taken as Pydantic would take it; whatever is not goes Typer's own way, with Typer's own words where it is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer._click import Context, Parameter
from typer._click.exceptions import BadParameter
from typer._coercion import RuntimeParam, TypeDescriptor, build_runtime_param
from typer._param_types import coerce_cli_path
from typer.core import TyperArgument, TyperOption

DIGITS = 9  # a number of so many needs no look at how large it is


def taken_plainly(params: list[Parameter]) -> list[Parameter]:
    """The same parameters of a command, which now take plain values without a conversion."""
    for param in params:
        if isinstance(param, TyperArgument | TyperOption):
            its = param.type_descriptor
            param._runtime_param = Plain(its.parameter_info, its.annotation, its)
    return params


@dataclass(frozen=True)
class Plain(RuntimeParam):
    """How the values of one parameter become what its command gets."""

    descriptor: TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Context) -> Any:
        found = plainly(value, self.descriptor)
        return build_runtime_param(self.descriptor).coerce(value, param, ctx) if found is None else found


def plainly(value: Any, descriptor: TypeDescriptor) -> Any:
    """The value as the command gets it; None where that is for Typer to say."""
    kind, info = descriptor.annotation, descriptor.parameter_info
    if info.parser is not None or info.clamp:
        return None
    if kind is str:
        return value if isinstance(value, str) else None
    if kind is int:
        return _number(value, info)
    if kind is Path:
        return _path(value, info)
    is_texts = kind == list[str] and isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    return list(value) if is_texts else None


def _number(value: Any, info: Any) -> int | None:
    """The whole number that is given, or that is written in digits, within its limits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= DIGITS:
        value = int(value)
    if type(value) is not int or (info.min is not None and value < info.min):
        return None
    return value if info.max is None or value <= info.max else None


def _path(value: Any, info: Any) -> Path | None:
    """The path, where nothing at it is refused."""
    if not isinstance(value, str | Path):
        return None
    try:
        found = coerce_cli_path(Path(value), info, path_type=info.path_type or Path)
    except (BadParameter, ValueError):  # one with a NUL in it cannot be looked at
        return None
    return found if isinstance(found, Path) else None
