"""What is plainly of its type is taken as Typer would take it; everything else is left to Typer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer._click import Context
from typer._click.exceptions import BadParameter
from typer._coercion import build_runtime_param
from typer.core import TyperArgument, TyperGroup, TyperOption

from ledger.cli.main import app
from ledger.cli.plain import Plain, plainly, taken_plainly
from tests.cli.conftest import Run

VALUES: tuple[Any, ...] = (
    *("", "a", "-", "0", "007", "-1", " 1", "1_000", "1.0", "٣", "999999999", "9" * 30, "true", "no", "a\0b", "\udcff"),
    *(0, 1, 7, -3, 10**12, True, False, 1.5, None, b"a", Path("a/./b"), ["a", "b"], ("a",), [], ()),
)


def all_params() -> Iterator[tuple[str, TyperArgument | TyperOption]]:
    """Every parameter of every command."""
    waiting: list[Any] = [typer.main.get_command(app)]
    while waiting:
        command = waiting.pop()
        if isinstance(command, TyperGroup):
            waiting += command.commands.values()
        for param in command.params:
            assert isinstance(param, TyperArgument | TyperOption)
            yield f"{command.name} {param.name}", param


def told(how: Any, value: Any, param: Any, ctx: Context) -> Any:
    """What the command gets, with its type; or why it gets nothing."""
    try:
        found = how.coerce(value, param, ctx)
    except (BadParameter, ValueError) as refused:
        return type(refused), str(refused)
    return type(found), found


def test_every_parameter_of_every_command_gets_what_typer_gives() -> None:
    ctx = Context(typer.main.get_command(app))
    kinds = {}
    for _, param in all_params():
        its = param.type_descriptor
        if its.is_file:  # which is opened, and so another one each time
            assert plainly("-", its) is None
            continue
        info = its.parameter_info
        kinds[str(its.annotation), info.min, info.max, str(info.path_type), info.parser] = param
    assert len(kinds) > 4
    plain = 0
    for param in kinds.values():
        its = param.type_descriptor
        ours, typers = Plain(its.parameter_info, its.annotation, its), build_runtime_param(its)
        for value in VALUES:
            assert told(ours, value, param, ctx) == told(typers, value, param, ctx), (its.annotation, value)
            plain += plainly(value, its) is not None
    assert plain > 20


def test_a_file_that_may_not_be_used_is_refused_as_typer_refuses_it(tmp_path: Path) -> None:
    program = typer.Typer()

    @program.command()
    def show(
        file: Path = typer.Option(..., dir_okay=False),  # noqa: B008
        folder: Path = typer.Option(..., exists=True, file_okay=False),  # noqa: B008
    ) -> None: ...

    command = typer.main.get_command(program)
    ctx = Context(command)
    (tmp_path / "here").write_text("")
    for param in command.params[:2]:
        assert isinstance(param, TyperOption)
        typers = build_runtime_param(param.type_descriptor)
        taken_plainly([param])
        for path in (tmp_path, tmp_path / "here", tmp_path / "nowhere"):
            assert told(param.get_runtime_param(), str(path), param, ctx) == told(typers, str(path), param, ctx)


@pytest.mark.parametrize(("words", "says"), [
    (["show", "--after", "x"], "unable to parse string as an integer"),
    (["show", "--limit", "0"], "greater than or equal to 1"),
    (["report", "skim", "--seed", "-1"], "greater than or equal to 0"),
])  # fmt: skip
def test_what_is_not_plain_is_refused_in_typers_words(typed: Run, words: list[str], says: str) -> None:
    ran = typed(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
