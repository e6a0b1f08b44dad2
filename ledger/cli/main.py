"""The command `wage-ledger`: its options, and the commands that hang under it.

Imports inside commands keep `--help` quick: this module loads Typer and nothing heavier.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer._click import Context

from ledger.cli import add, attach, consent, hold, key, log, placement, report, sheet, worker
from ledger.cli.backup import backup, restore
from ledger.cli.books import DEFAULT_BOOK, Access
from ledger.cli.boundary import boundary
from ledger.cli.bundle import bundle
from ledger.cli.check import check
from ledger.cli.correct import correct
from ledger.cli.demo import demo
from ledger.cli.erase import erase
from ledger.cli.help import help_
from ledger.cli.init import init
from ledger.cli.layout import Grouped, GroupedCommand
from ledger.cli.load import load
from ledger.cli.show import show
from ledger.cli.statement import statement
from ledger.cli.trace import trace
from ledger.cli.upgrade import upgrade

KEEP = "Keep a book"
AGREE = "Whose book it is"
WRITE = "Write down"
ASK = "Ask the book"
LEARN = "Learn"
BOOK = "The book"

ORDER = (
    *("init", "check", "upgrade", "backup", "restore", "key", "log"),
    *("worker", "consent", "hold", "erase"),
    *("placement", "add", "sheet", "import", "attach", "correct"),
    *("show", "attachment", "statement", "report", "trace", "bundle"),
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
    actor: Annotated[
        str | None,
        typer.Option(
            "--actor",
            metavar="PSEUDONYM",
            envvar="WAGE_LEDGER_ACTOR",
            help="Whoever uses the book, for its log: a pseudonym such as 7K3M-Q9TZ.",
            show_default=False,
            rich_help_panel=BOOK,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Keep a ledger of what workers earned, what was taken, and by whom."""
    ctx.obj = Access(book, passphrase_file, identity_file, actor)


app.command("init", cls=GroupedCommand, rich_help_panel=KEEP, epilog="wage-ledger --book my-book init")(init)
app.command("check", cls=GroupedCommand, rich_help_panel=KEEP, epilog="wage-ledger check balance sealed")(check)
app.command("upgrade", cls=GroupedCommand, rich_help_panel=KEEP)(upgrade)
app.command("backup", cls=GroupedCommand, rich_help_panel=KEEP, epilog="wage-ledger backup -o /media/disk/book.tar")(
    backup
)
app.command("restore", cls=GroupedCommand, rich_help_panel=KEEP, epilog="wage-ledger restore book.tar --check")(restore)
app.add_typer(key.app, name="key", rich_help_panel=KEEP)
app.command("demo", cls=GroupedCommand, rich_help_panel=LEARN)(demo)
app.add_typer(log.app, name="log", rich_help_panel=KEEP)
app.add_typer(worker.app, name="worker", rich_help_panel=AGREE)
app.add_typer(consent.app, name="consent", rich_help_panel=AGREE)
app.add_typer(hold.app, name="hold", rich_help_panel=AGREE)
app.command("erase", cls=GroupedCommand, rich_help_panel=AGREE, epilog="wage-ledger erase 7K3M-Q9TZ")(erase)
app.add_typer(placement.app, name="placement", rich_help_panel=WRITE)
app.add_typer(add.app, name="add", rich_help_panel=WRITE)
app.add_typer(sheet.app, name="sheet", rich_help_panel=WRITE)
app.command(
    "attach", cls=GroupedCommand, rich_help_panel=WRITE, epilog="wage-ledger attach slip.jpg --source 3 --kind pay-slip"
)(attach.attach)
app.command("correct", cls=GroupedCommand, rich_help_panel=WRITE, epilog="wage-ledger correct 12 --hand 180..200")(
    correct
)
app.command("import", cls=GroupedCommand, rich_help_panel=WRITE)(load)
app.command("show", cls=GroupedCommand, rich_help_panel=ASK, epilog="wage-ledger show 12")(show)
app.command(
    "statement", cls=GroupedCommand, rich_help_panel=ASK, epilog="wage-ledger statement 7K3M-Q9TZ --language ko"
)(statement)
app.add_typer(attach.app, name="attachment", rich_help_panel=ASK)
app.add_typer(report.app, name="report", rich_help_panel=ASK)
app.command(
    "bundle",
    cls=GroupedCommand,
    rich_help_panel=ASK,
    epilog="wage-ledger bundle 7K3M-Q9TZ --for share-lawyer --public-key age1... -o for-the-lawyer.age",
)(bundle)
app.command("trace", cls=GroupedCommand, rich_help_panel=ASK)(trace)
app.command("help", cls=GroupedCommand, rich_help_panel=LEARN)(help_)
app.command("boundary", cls=GroupedCommand, rich_help_panel=LEARN)(boundary)
