"""Help in groups, as plain text: commands by what they are for, options by input, evidence, output."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typer._click import Command, Context, HelpFormatter, Parameter
from typer.core import TyperCommand, TyperGroup

from ledger.cli.plain import taken_plainly

COMMANDS = "Commands"
OPTIONS = "Options"
WIDTH = 100


class GroupedCommand(TyperCommand):
    """A command whose options stand in the groups that their `rich_help_panel` names."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """The parameters, `--help` among them."""
        return taken_plainly(super().get_params(ctx))

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the arguments, then the options group by group."""
        _write_options(self, ctx, formatter)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the examples as they are, one a line."""
        _write_epilog(self, formatter)


class Grouped(TyperGroup):
    """A group whose commands stand in the groups that their `rich_help_panel` names."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """The parameters, `--help` among them."""
        return taken_plainly(super().get_params(ctx))

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the options, then the commands group by group."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands group by group, in the order in which they were registered."""
        shown = self.shown(ctx)
        room = formatter.width - 6 - max([len(name) for name, _ in shown], default=0)
        rows = [(_panel(command, COMMANDS), name, command.get_short_help_str(room)) for name, command in shown]
        _write(formatter, rows)

    def shown(self, ctx: Context) -> list[tuple[str, Command]]:
        """The names and commands that are not hidden."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, command) for name, command in named if command is not None and not command.hidden]

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the examples as they are, one a line."""
        _write_epilog(self, formatter)


def _write_options(command: Any, ctx: Context, formatter: HelpFormatter) -> None:
    rows = []
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            is_argument = param.param_type_name == "argument"
            rows.append((_panel(param, "Arguments" if is_argument else OPTIONS), *record))
    own = [row for row in rows if row[0] != OPTIONS]
    _write(formatter, [*own, *(row for row in rows if row[0] == OPTIONS)])


def _panel(thing: Any, default: str) -> str:
    named = getattr(thing, "rich_help_panel", None)
    return named if isinstance(named, str) else default


def _write(formatter: HelpFormatter, rows: Iterable[tuple[str, str, str]]) -> None:
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, name, says in rows:
        groups.setdefault(group, []).append((name, says))
    for group, members in groups.items():
        with formatter.section(group):
            formatter.write_dl(members)


def _write_epilog(command: Any, formatter: HelpFormatter) -> None:
    if command.epilog:
        with formatter.section("Example"):
            for line in command.epilog.splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line.rstrip()}\n")
