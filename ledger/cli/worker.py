"""`worker`: random pseudonyms. There is no list of workers, and there will be none."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Draw a pseudonym for a worker.", no_args_is_help=True)


@app.callback()
def worker() -> None:
    """Draw a pseudonym for a worker. Workers are never listed: write the pseudonym down where it is safe."""


@app.command(cls=GroupedCommand, epilog="wage-ledger worker new --count 3")
def new(
    ctx: typer.Context,
    count: Annotated[int, typer.Option("--count", min=1, max=1000, metavar="N", help="How many.")] = 1,
    dry_run: flags.DryRun = False,
) -> None:
    """Draw new random pseudonyms, one a line.

    A pseudonym is all the book will ever know of a worker.
    """
    from random import SystemRandom

    from ledger.book.errors import PseudonymTaken
    from ledger.book.register import add_worker
    from ledger.cli.books import open_book
    from ledger.values.refs import new_pseudonym

    random, drawn = SystemRandom(), list[str]()
    with open_book(ctx) as book:
        while len(drawn) < count:
            pseudonym = new_pseudonym(random)
            try:
                add_worker(book, pseudonym)
            except PseudonymTaken:
                continue
            drawn.append(pseudonym)
        if dry_run:
            typer.echo("Dry run: nothing was written.", err=True)
            return
        book.commit()
    for pseudonym in drawn:
        typer.echo(pseudonym)
    typer.echo("Write it down where it is safe: the book never lists its workers.", err=True)
    typer.echo(
        "Nothing of a worker is read before they agree: wage-ledger consent explain, then consent grant", err=True
    )
