"""The manual's page of commands, made from the live help: `python -m tests.cli.commands_page` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup

from ledger.cli.main import app

FILE = Path(__file__).parents[2] / "ledger" / "help" / "commands.md"
COLUMNS = 100
HEAD = """# Commands

Every command with its flags, as `--help` prints them. Results go to stdout and talk goes to stderr, so that results can
be piped. Commands that write have `--dry-run`: it checks and shows everything, and writes nothing.

| exit code | what it says |
|---|---|
| 0 | done; for `check`: nothing is wrong |
| 1 | findings, rows that were refused, or a failure: one sentence on stderr says which |
| 2 | something typed that cannot be carried out: nothing was read or written |
| 130 | stopped with Ctrl-C: what was not finished was not written |

**Amounts** are typed as `300`, `170..200` (between), `100..150..200` (low, usual, high), `~300` (about), `<=50` (at
most), `>=50` (at least), `40%` (of the gross), `?` (asked and not known). Quote `<` and `>` for the shell:
`--hand '<=50'`.
**Dates** are EDTF: `2016-03`, `2016-03/2016-08`, `2015~` (about), `2016?` (uncertain), `201X`, `2021-05/..` (and
after).
**The key** comes from one of `--passphrase-file`, `--identity-file` (an `age` identity), `WAGE_LEDGER_PASSPHRASE`, or a
prompt on a terminal; two at once are refused.

`wage-ledger --install-completion` teaches the shell to complete commands, flags, accounts and currencies. Pseudonyms
are never completed. `WAGE_LEDGER_DEBUG=1` adds to an error the places in the program where it happened, without values.
"""


def page() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    context = root.make_context("wage-ledger", [], resilient_parsing=True, terminal_width=COLUMNS)
    return HEAD + "".join(f"\n## {path}\n\n{_indented(text)}\n" for path, text in helps(context))


def helps(context: typer.Context) -> Iterator[tuple[str, str]]:
    """Every command's path and its help, groups before their commands."""
    yield context.command_path, context.get_help()
    if isinstance(context.command, TyperGroup):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None and not command.hidden:
                yield from helps(command.make_context(name, [], parent=context, resilient_parsing=True))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
