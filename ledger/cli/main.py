"""The command `wage-ledger`: its options, and the commands that hang under it.

A new command is listed here, with its module, its group and the first sentence of its help. Nothing of it is loaded
before it is typed, and imports inside commands keep `--help` of one quick too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.books import DEFAULT_BOOK, Access
from ledger.cli.later import GroupedLater, Listed

KEEP = "Keep a book"
AGREE = "Whose book it is"
WRITE = "Write down"
ASK = "Ask the book"
LEARN = "Learn"
BOOK = "The book"

COMMANDS = (
    Listed(
        "init",
        "ledger.cli.init:init",
        KEEP,
        "Make a new, empty book where --book says.",
        "wage-ledger --book my-book init",
    ),
    Listed(
        "check",
        "ledger.cli.check:check",
        KEEP,
        "Prove every rule of the book again.",
        "wage-ledger check balance sealed",
    ),
    Listed("upgrade", "ledger.cli.upgrade:upgrade", KEEP, "Bring an older book to the schema of this version."),
    Listed(
        "backup",
        "ledger.cli.backup:backup",
        KEEP,
        "Copy the whole book into one encrypted file.",
        "wage-ledger backup -o /media/disk/book.tar",
    ),
    Listed(
        "restore",
        "ledger.cli.backup:restore",
        KEEP,
        "Put the book of a backup where --book says.",
        "wage-ledger restore book.tar --check",
    ),
    Listed("key", "ledger.cli.key:app", KEEP, "Choose who opens the book, or give it a new key."),
    Listed(
        "roles",
        "ledger.cli.roles:roles",
        KEEP,
        "Show the roles of a team, and whether they have their rights.",
        "wage-ledger roles --grant",
    ),
    Listed("sums", "ledger.cli.sums:app", KEEP, "Build the sums anew that make reports quick."),
    Listed("log", "ledger.cli.log:app", KEEP, "Sign, prove and verify the log of the book."),
    Listed("worker", "ledger.cli.worker:app", AGREE, "Draw a pseudonym for a worker."),
    Listed("consent", "ledger.cli.consent:app", AGREE, "Write down what a worker agrees to."),
    Listed("hold", "ledger.cli.hold:app", AGREE, "Keep a worker's record from being erased."),
    Listed(
        "erase",
        "ledger.cli.erase:erase",
        AGREE,
        "Erase one worker: rows, keys, attachments, traces.",
        "wage-ledger erase 7K3M-Q9TZ",
    ),
    Listed("placement", "ledger.cli.placement:app", WRITE, "Say where a worker works."),
    Listed("add", "ledger.cli.add:app", WRITE, "Write down a wage, or what became of the money afterwards."),
    Listed("sheet", "ledger.cli.sheet:app", WRITE, "Start a wage sheet: one row a pay event."),
    Listed(
        "import", "ledger.cli.load:load", WRITE, "Import observations, remittances, rates, conditions and wage sheets."
    ),
    Listed(
        "attach",
        "ledger.cli.attach:attach",
        WRITE,
        "Seal a paper behind a source, with a working copy.",
        "wage-ledger attach slip.jpg --source 3 --kind pay-slip",
    ),
    Listed(
        "correct",
        "ledger.cli.correct:correct",
        WRITE,
        "Turn a wrong entry back and post the right one.",
        "wage-ledger correct 12 --hand 180..200",
    ),
    Listed(
        "show",
        "ledger.cli.show:show",
        ASK,
        "Show an entry, a worker's jobs, or the book's counts.",
        "wage-ledger show 12",
    ),
    Listed("attachment", "ledger.cli.attach:app", ASK, "See, check and hand over sealed attachments."),
    Listed(
        "statement",
        "ledger.cli.statement:statement",
        ASK,
        "Print a worker's own statement of pay.",
        "wage-ledger statement 7K3M-Q9TZ --language ko",
    ),
    Listed(
        "report", "ledger.cli.report:app", ASK, "Print what the book documents: shares, held pay, claims, conditions."
    ),
    Listed(
        "trace", "ledger.cli.trace:trace", ASK, "Show where a figure comes from: source, grade, postings, arithmetic."
    ),
    Listed("export", "ledger.cli.export:app", ASK, "Write the postings as files for DuckDB or Spark."),
    Listed(
        "bundle",
        "ledger.cli.bundle:bundle",
        ASK,
        "Write a worker's file for the owner of a public key.",
        "wage-ledger bundle 7K3M-Q9TZ --for share-lawyer --public-key age1... -o for-the-lawyer.age",
    ),
    Listed(
        "demo", "ledger.cli.demo:demo", LEARN, "Make an encrypted book of shipped observations, and print the report."
    ),
    Listed("help", "ledger.cli.help:help_", LEARN, "Print a page of the manual, or list the pages."),
    Listed(
        "boundary",
        "ledger.cli.boundary:boundary",
        LEARN,
        "Print what this program will never do, and how each rule is held.",
    ),
)


class Commands(GroupedLater):
    """The commands in the order of work."""

    LISTED = COMMANDS


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
