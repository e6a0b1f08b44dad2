"""The command `wage-ledger`: its options, and the commands that hang under it.

Imports inside commands keep `--help` quick: this module loads Typer and nothing heavier.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer._click import Context

from ledger.cli import add, placement, report, sheet, worker
from ledger.cli.books import DEFAULT_BOOK, Access
from ledger.cli.boundary import boundary
from ledger.cli.check import check
from ledger.cli.correct import correct
from ledger.cli.demo import demo
from ledger.cli.help import help_
from ledger.cli.init import init
from ledger.cli.layout import Grouped, GroupedCommand
from ledger.cli.load import load
from ledger.cli.show import show
from ledger.cli.statement import statement
from ledger.cli.trace import trace
from ledger.cli.upgrade import upgrade

KEEP = "Keep a book"
WRITE = "Write down"
ASK = "Ask the book"
LEARN = "Learn"
BOOK = "The book"

ORDER = (
    *("init", "check", "upgrade"),
    *("worker", "placement", "add", "sheet", "import", "correct"),
    *("show", "statement", "report", "trace"),
    *("demo", "help", "boundary"),
)


class Commands(Grouped):
    """The commands in the order of work."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Names in the order of ORDER, any others after them."""
        return sorted(super().list_commands(ctx), key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


app = typer.Typer(
    cls=Commands,
    help="Keep a ledger of what workers earned, what was taken, and by whom.",
    epilog="wage-ledger --book my-book init\nwage-ledger --book my-book worker new",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    add_completion=True,
    no_args_is_help=True,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"wage-ledger {version('wage-ledger')}")
        except PackageNotFoundError:
            typer.echo("wage-ledger, run from its files and not installed")
        raise typer.Exit


@app.callback()
def wage_ledger(
    ctx: typer.Context,
    book: Annotated[
        str,
        typer.Option(
            "--book",
            metavar="PLACE",
            envvar="WAGE_LEDGER_BOOK",
            help="A folder, or postgresql+psycopg://user@host/database.",
            rich_help_panel=BOOK,
        ),
    ] = DEFAULT_BOOK,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--passphrase-file",
            metavar="FILE",
            help="Its first line opens the book; else WAGE_LEDGER_PASSPHRASE, else it is asked for.",
            show_default=False,
            rich_help_panel=BOOK,
        ),
    ] = None,
    identity_file: Annotated[
        Path | None,
        typer.Option(
            "--identity-file",
            metavar="FILE",
            envvar="WAGE_LEDGER_IDENTITY_FILE",
            help="An age identity that opens the book instead of the passphrase.",
            show_default=False,
            rich_help_panel=BOOK,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Keep a ledger of what workers earned, what was taken, and by whom."""
    ctx.obj = Access(book, passphrase_file, identity_file)


app.command("init", cls=GroupedCommand, rich_help_panel=KEEP, epilog="wage-ledger --book my-book init")(init)
app.command("check", cls=GroupedCommand, rich_help_panel=KEEP, epilog="wage-ledger check balance sealed")(check)
app.command("upgrade", cls=GroupedCommand, rich_help_panel=KEEP)(upgrade)
app.command("demo", cls=GroupedCommand, rich_help_panel=LEARN)(demo)
app.add_typer(worker.app, name="worker", rich_help_panel=WRITE)
app.add_typer(placement.app, name="placement", rich_help_panel=WRITE)
app.add_typer(add.app, name="add", rich_help_panel=WRITE)
app.add_typer(sheet.app, name="sheet", rich_help_panel=WRITE)
app.command("correct", cls=GroupedCommand, rich_help_panel=WRITE, epilog="wage-ledger correct 12 --hand 180..200")(
    correct
)
app.command("import", cls=GroupedCommand, rich_help_panel=WRITE)(load)
app.command("show", cls=GroupedCommand, rich_help_panel=ASK, epilog="wage-ledger show 12")(show)
app.command(
    "statement", cls=GroupedCommand, rich_help_panel=ASK, epilog="wage-ledger statement 7K3M-Q9TZ --language ko"
)(statement)
app.add_typer(report.app, name="report", rich_help_panel=ASK)
app.command("trace", cls=GroupedCommand, rich_help_panel=ASK)(trace)
app.command("help", cls=GroupedCommand, rich_help_panel=LEARN)(help_)
app.command("boundary", cls=GroupedCommand, rich_help_panel=LEARN)(boundary)
