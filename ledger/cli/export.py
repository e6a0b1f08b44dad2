"""`export`: the book's postings for an engine that adds up more than one machine holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Write the postings as files for DuckDB or Spark.", no_args_is_help=True)
WHO = "Who can read it"


@app.command(
    "parquet",
    cls=GroupedCommand,
    epilog="wage-ledger export parquet -o wages.tar.age --public-key age1...",
)
def parquet(
    ctx: typer.Context,
    output: Annotated[
        Path, typer.Option("-o", "--output-file", metavar="FILE", help="Where to write it.", show_default=False)
    ],
    public_key: Annotated[
        list[str] | None,
        typer.Option(
            "--public-key",
            metavar="AGE_PUBLIC_KEY",
            help="Who can open it: age1... (repeatable).",
            show_default=False,
            rich_help_panel=WHO,
        ),
    ] = None,
    in_the_clear: Annotated[
        bool,
        typer.Option(
            "--in-the-clear",
            help="Write a folder that is not encrypted, for a volume that is, as a cluster's has to be.",
            rich_help_panel=WHO,
        ),
    ] = False,
    dry_run: flags.DryRun = False,
) -> None:
    """Write the wages as a table in Parquet, for the reports' --engine.

    In it are published cohorts and the workers who agreed to be counted among others. It has no pseudonyms, labels,
    pages or words, but it has single people's figures: it is for making reports, and for nobody to look through. It is
    one encrypted file, a tar inside age. Whoever withdraws finds it in the recall notice, and it is read no more.
    """
    from random import SystemRandom

    from ledger.book.exported.making import exported
    from ledger.book.exported.states import begin, state_of
    from ledger.book.session import reading, session
    from ledger.cli.books import open_engine, visit_for
    from ledger.cli.refusals import BadFlag
    from ledger.store.backup.wrapping import recipients
    from ledger.store.exported.parquet import expect_installed
    from ledger.store.exported.writing import expect_free, write_open, write_sealed

    if bool(public_key) == in_the_clear:
        says = "give this or --in-the-clear, not both" if in_the_clear else "nobody could open it"
        raise BadFlag("--public-key", says, "give --public-key age1... of whoever makes the reports")
    recipients(public_key or ())
    expect_installed()
    expect_free(output)
    visit = visit_for(ctx)
    with open_engine(ctx) as engine:
        with session(engine, visit) as book:
            begun = begin(book)
            what = f"{begun.entries} entries, those of {begun.workers} workers among them"
            if dry_run:
                typer.echo(f"Dry run: {what}; nothing was written.", err=True)
                return
            book.commit()
        with reading(engine, visit) as book:
            files = exported(book, state_of(book, begun.output), SystemRandom())
            if in_the_clear:
                write_open(files, output)
            else:
                write_sealed(files, output, public_key or ())
    typer.echo(f"Written: {what}.", err=True)
    if in_the_clear:
        typer.echo(
            "It is not encrypted: whoever reads the folder reads what single people earned and lost.\n"
            "Keep it on encrypted storage, let nobody but the engine read it, delete it after the reports.",
            err=True,
        )
