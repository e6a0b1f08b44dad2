"""`sums`: what the book adds up beside its entries, so that a report is quick."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Build the sums anew that make reports quick.", no_args_is_help=True)


@app.callback()
def sums() -> None:
    """Build the sums anew that make reports quick. What is in them is in the entries; nobody's word is changed."""


@app.command(cls=GroupedCommand, epilog="wage-ledger sums rebuild --dry-run")
def rebuild(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be built anew, and write nothing.")
    ] = False,
) -> None:
    """Work out the kept sums again from the entries.

    The write path keeps them, and check proves them: this is for when check finds that they are not those of the
    entries, and for entries that are not in them yet. All of it is one step: it is done whole, or not at all.
    """
    from ledger.book.sums import differences
    from ledger.book.sums import rebuild as build_anew
    from ledger.cli.books import open_book, read_book

    if dry_run:
        with read_book(ctx) as told:
            count = sum(1 for _ in differences(told.session))
    else:
        with open_book(ctx) as book:
            count = build_anew(book)
            book.commit()
    if not count:
        typer.echo("All sums are those of the entries.", err=True)
        return
    placements = f"{count} placement{'' if count == 1 else 's'}"
    typer.echo(f"The sums of {placements} {'would be' if dry_run else 'were'} built anew.", err=True)
