"""`placement`: one worker at one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

if TYPE_CHECKING:
    from ledger.book.register import PromiseDraft

app = typer.Typer(cls=Grouped, help="Say where a worker works.", no_args_is_help=True)
PROMISE = "What was promised"


@app.callback()
def placement() -> None:
    """Say where a worker works."""


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger placement new --worker 7K3M-Q9TZ --country KW --sector construction \\\n"
    "    --period 2015-09/.. --promised 100 --currency USD --per month",
)
def new(
    ctx: typer.Context,
    worker: Annotated[str, typer.Option("--worker", metavar="PSEUDONYM", help="Whose job it is.")],
    country: Annotated[str, typer.Option("--country", metavar="CC", help="Where: two letters of ISO 3166.")],
    sector: Annotated[str, typer.Option("--sector", metavar="WORD", help="construction, logging, restaurant, ...")],
    employer: Annotated[
        str | None, typer.Option("--employer", metavar="FIRM", help="Who pays: a firm.", show_default=False)
    ] = None,
    sending: Annotated[
        str | None, typer.Option("--sending", metavar="FIRM", help="Who sent: a firm.", show_default=False)
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="DATE", help="When, in EDTF: 2015-09/2018-03.", show_default=False),
    ] = None,
    promised: Annotated[
        str | None,
        typer.Option("--promised", metavar="AMOUNT", help=flags.AMOUNTS, show_default=False, rich_help_panel=PROMISE),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="ISO 4217, such as USD.",
            autocompletion=flags.complete_currencies,
            show_default=False,
            rich_help_panel=PROMISE,
        ),
    ] = None,
    per: Annotated[
        str,
        typer.Option(
            "--per",
            metavar="INTERVAL",
            help="What the promise speaks for.",
            autocompletion=flags.complete_intervals,
            rich_help_panel=PROMISE,
        ),
    ] = "month",
    dry_run: flags.DryRun = False,
) -> None:
    """Write down where a worker works.

    Prints the number of the placement, by which its entries are written down.

    A promise is kept beside it as a term of the job; it is no money and stands in no sum.
    """
    from dataclasses import replace

    from ledger.book.register import (
        PlacementDraft,
        SourceDraft,
        add_organisation,
        add_placement,
        add_promise,
        add_source,
    )
    from ledger.cli.agreed import worker_of
    from ledger.cli.books import open_book
    from ledger.cli.refusals import BadFlag, read_flag
    from ledger.cli.writing import OWN_WORD, text_or_none
    from ledger.values.periods import parse_period
    from ledger.values.places import is_country

    if not is_country(country):
        raise BadFlag("--country", "not a country of ISO 3166", "write two capitals, such as RU or KW")
    work, payer, sender = (
        text_or_none(flag, text)
        for flag, text in (("--sector", sector), ("--employer", employer), ("--sending", sending))
    )
    if work is None:
        raise BadFlag("--sector", "no word is written", "write one, such as construction or logging")
    during = None if period is None else read_flag("--period", parse_period, period)
    promise = _promise(promised, currency, per)
    with open_book(ctx) as book:
        subject = worker_of(book, worker)
        draft = PlacementDraft(
            subject_id=subject,
            sector=work,
            country=country,
            employer_id=None if payer is None else add_organisation(book, "employer", payer, country),
            sending_id=None if sender is None else add_organisation(book, "sending", sender),
            period=during,
        )
        number = add_placement(book, draft)
        if promise is not None:
            source = add_source(book, SourceDraft(origin=worker, kind="testimony", title=OWN_WORD))
            add_promise(book, replace(promise, placement_id=number, source_id=source))
        if dry_run:
            typer.echo("Dry run: nothing was written.", err=True)
            return
        book.commit()
    typer.echo(number)


def _promise(promised: str | None, currency: str | None, per: str) -> PromiseDraft | None:
    from ledger.book.register import PromiseDraft
    from ledger.book.words import INTERVALS
    from ledger.cli.lines import amount, currency_of, figure
    from ledger.cli.refusals import BadFlag
    from ledger.cli.writing import one_of

    if promised is None:
        if currency is not None:
            raise BadFlag("--currency", "there is no amount that it could speak of", "give --promised AMOUNT")
        return None
    if currency is None:
        raise BadFlag("--promised", "an amount without a currency", "give --currency, such as USD")
    stated = amount("--promised", promised, currency_of(currency))
    if not stated.is_priced:
        raise BadFlag("--promised", "no figure is written", "leave it out when no amount is known")
    return PromiseDraft(
        placement_id=0,
        source_id=0,
        currency=currency,
        per=one_of("--per", per, INTERVALS),
        low=stated.low,
        best=stated.best,
        high=stated.high,
        operator=figure("--promised", promised, currency).operator,
    )
