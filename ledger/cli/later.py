"""Commands that are listed at once and made when they are asked for: their modules are loaded no sooner.

Making all commands of the program takes as long as loading Typer. What `--help` and a shell's completion tell of a
command that was not typed is its name, its group and its first sentence, and those stand in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer._click import Command, Context
from typer._click.shell_completion import CompletionItem
from typer.core import TyperCommand
from typer.main import get_group

from ledger.cli.layout import Grouped, GroupedCommand


@dataclass(frozen=True)
class Listed:
    """A command or a group of commands: what is told of it, and the `module:attribute` at which it is found."""

    word: str
    where: str
    panel: str
    says: str
    example: str | None = None

    def told(self) -> Command:
        """What stands in a list: it has no parameters and does nothing."""
        return TyperCommand(self.word, help=self.says, rich_help_panel=self.panel)

    def made(self) -> Command:
        """The command itself. Loads its module."""
        module, _, attribute = self.where.partition(":")
        found = getattr(import_module(module), attribute)
        holder = typer.Typer(rich_markup_mode=None)
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=self.word, rich_help_panel=self.panel)
        else:
            holder.command(self.word, cls=GroupedCommand, rich_help_panel=self.panel, epilog=self.example)(found)
        return get_group(holder).commands[self.word]


class Later(Mapping[str, Command]):
    """Commands by their names, each made once, when it is looked up."""

    def __init__(self, listed: tuple[Listed, ...]) -> None:
        """Take the list; load nothing."""
        self.listed = {each.word: each for each in listed}
        self._made: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        """The command itself. Raises KeyError for a name that is not in the list."""
        if name not in self._made:
            self._made[name] = self.listed[name].made()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """The names in the order of the list."""
        return iter(self.listed)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.listed)


class GroupedLater(Grouped):
    """A group whose commands are made when they are asked for. A class of its own names them in `LISTED`."""

    LISTED: tuple[Listed, ...] = ()

    def __init__(self, **attributes: Any) -> None:
        """Take what Typer gives, and the list instead of its commands. Raises TypeError when it gives commands too."""
        if attributes.get("commands"):
            raise TypeError(f"list these in LISTED, or nobody sees them: {', '.join(attributes['commands'])}")
        super().__init__(**attributes)
        self.commands: Any = Later(self.LISTED)

    def shown(self, ctx: Context) -> list[tuple[str, Command]]:
        """The names, and what is told of each command."""
        return [(each.word, each.told()) for each in self.LISTED]

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """The commands and the options of the group that start so."""
        found = [
            CompletionItem(name, help=command.get_short_help_str())
            for name, command in self.shown(ctx)
            if name.startswith(incomplete)
        ]
        return [*found, *Command.shell_complete(self, ctx, incomplete)]
