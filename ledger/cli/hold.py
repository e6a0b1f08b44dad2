"""`hold`: a legal hold on a worker's record. While it is open nothing is erased, and it is told to who asks."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli import flags
from ledger.cli.consent import Worker
from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Keep a worker's record from being erased.", no_args_is_help=True)
Reason = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Which order or case, without names.", show_default=False),
]


@app.callback()
def hold() -> None:
    """Keep a worker's record from being erased while a court needs it. The worker is told when telling is safe."""


@app.command("open", cls=GroupedCommand, epilog="wage-ledger hold open 7K3M-Q9TZ --reason 'labour court, order of May'")
def open_(ctx: typer.Context, worker: Worker, reason: Reason, dry_run: flags.DryRun = False) -> None:
    """Open a legal hold: from now on nothing of this worker is erased."""
    _set(ctx, worker, reason, is_open=True, dry_run=dry_run)


@app.command(cls=GroupedCommand, epilog="wage-ledger hold lift 7K3M-Q9TZ --reason 'the case has ended'")
def lift(ctx: typer.Context, worker: Worker, reason: Reason, dry_run: flags.DryRun = False) -> None:
    """Lift the legal hold of a worker."""
    _set(ctx, worker, reason, is_open=False, dry_run=dry_run)


def _set(ctx: typer.Context, worker: str, reason: str, *, is_open: bool, dry_run: bool) -> None:
    from ledger.book.holds import set_hold
    from ledger.cli.agreed import known_worker
    from ledger.cli.books import open_book
    from ledger.cli.refusals import BadFlag
    from ledger.cli.writing import text_or_none

    why = text_or_none("--reason", reason)
    if why is None:
        raise BadFlag("--reason", "no word is written", "say which order or case, without names")
    with open_book(ctx) as book:
        set_hold(book, known_worker(book, worker), is_open=is_open, reason=why)
        if dry_run:
            typer.echo("Dry run: nothing was written.", err=True)
            return
        book.commit()
    typer.echo(f"The legal hold is {'open' if is_open else 'lifted'}.", err=True)
