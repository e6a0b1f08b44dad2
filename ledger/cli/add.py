"""`add`: one pay event, by flags."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.book.words import BASES
from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Write down a wage, or what became of the money afterwards.", no_args_is_help=True)

Gross = Annotated[
    str | None,
    typer.Option(
        "--gross",
        metavar="AMOUNT",
        help=f"What was earned: {flags.AMOUNTS}.",
        show_default=False,
        rich_help_panel=flags.MONEY,
    ),
]
Basis = Annotated[
    str | None,
    typer.Option(
        "--basis",
        metavar="BASIS",
        help=f"What the gross is: {', '.join(BASES)}. Default: wage.",
        autocompletion=flags.complete_bases,
        show_default=False,
        rich_help_panel=flags.MONEY,
    ),
]
Hand = Annotated[
    str | None,
    typer.Option(
        "--hand",
        metavar="AMOUNT",
        help="What reached the worker's hand. Left out: not stated.",
        show_default=False,
        rich_help_panel=flags.MONEY,
    ),
]
Held = Annotated[
    str | None,
    typer.Option(
        "--held",
        metavar="AMOUNT",
        help="What was written down as the worker's and not paid.",
        show_default=False,
        rich_help_panel=flags.MONEY,
    ),
]
Outside = Annotated[
    list[str] | None,
    typer.Option(
        "--outside",
        metavar="ACCOUNT=AMOUNT",
        help="Money in the hand that is no part of the gross: other:tips=60 (repeatable).",
        show_default=False,
        rich_help_panel=flags.MONEY,
    ),
]


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger add wage --placement 1 --period 2016-03 --currency USD --gross 830..1000 \\\n"
    "    --taken state:plan=40% --taken company:running-costs=20% --taken living:combined=10% --hand 170..200",
)
def wage(
    ctx: typer.Context,
    placement: flags.Placement,
    period: flags.Period,
    currency: flags.Currency,
    per: flags.Per = "total",
    basis: Basis = None,
    gross: Gross = None,
    taken: flags.Taken = None,
    hand: Hand = None,
    held: Held = None,
    outside: Outside = None,
    source: flags.Source = None,
    source_kind: flags.SourceKind = "testimony",
    origin: flags.Origin = None,
    page: flags.Page = None,
    grade: flags.Grade = "F6",
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Write down a wage: earned, taken, held, in the hand.

    What is not stated stays so: without --hand the rest may have been taken or kept, without --gross no share is told.
    """
    from ledger.cli.lines import currency_of, wage_lines
    from ledger.cli.wages import wage_money
    from ledger.cli.writing import about, write

    said = about(
        placement=placement,
        period=period,
        per=per,
        source=source,
        source_kind=source_kind,
        origin=origin,
        page=page,
        grade=grade,
    )
    lines = wage_lines(
        currency_of(currency),
        basis=basis,
        gross=gross,
        taken=taken or (),
        hand=hand,
        held=held,
        outside=outside or (),
    )
    made = wage_money(currency, lines, basis)
    write(ctx, "wage", said, lambda _: made, dry_run=dry_run, yes=yes)


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger add surrender --placement 1 --period 2016-04 --currency USD --taken state:loyalty=100",
)
def surrender(
    ctx: typer.Context,
    placement: flags.Placement,
    period: flags.Period,
    currency: flags.Currency,
    taken: flags.Taken = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="AMOUNT",
            help="What percentages are of.",
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    per: flags.Per = "total",
    source: flags.Source = None,
    source_kind: flags.SourceKind = "testimony",
    origin: flags.Origin = None,
    page: flags.Page = None,
    grade: flags.Grade = "F6",
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Write down what was given up after receipt."""
    from ledger.cli.afterwards import surrender_money
    from ledger.cli.writing import about, write

    said = about(
        placement=placement,
        period=period,
        per=per,
        source=source,
        source_kind=source_kind,
        origin=origin,
        page=page,
        grade=grade,
    )
    made = surrender_money(currency, taken or (), of)
    write(ctx, "surrender", said, lambda _: made, dry_run=dry_run, yes=yes)


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger add settlement --placement 1 --period 2024-04 --currency USD --of '>=5000' --paid 2000 --short",
)
def settlement(
    ctx: typer.Context,
    placement: flags.Placement,
    period: flags.Period,
    currency: flags.Currency,
    paid: Annotated[
        str | None,
        typer.Option(
            "--paid",
            metavar="AMOUNT",
            help="What reached the hand of the money that had been held.",
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    taken: flags.Taken = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="AMOUNT",
            help="What was written down; percentages are of it.",
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    short: Annotated[
        bool,
        typer.Option(
            "--short",
            help="Nothing more will come: the rest of --of, or of what the book has as held, is unexplained.",
            rich_help_panel=flags.MONEY,
        ),
    ] = False,
    per: flags.Per = "total",
    source: flags.Source = None,
    source_kind: flags.SourceKind = "testimony",
    origin: flags.Origin = None,
    page: flags.Page = None,
    grade: flags.Grade = "F6",
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Write down what was paid of the money held.

    Only what is paid and taken is cleared; the rest stays owed to the worker, unless --short closes it.
    """
    from ledger.cli.afterwards import settlement_money
    from ledger.cli.writing import about, write

    said = about(
        placement=placement,
        period=period,
        per=per,
        source=source,
        source_kind=source_kind,
        origin=origin,
        page=page,
        grade=grade,
    )
    ask = settlement_money(currency, paid=paid, taken=taken or (), of=of, is_short=short)
    write(ctx, "settlement", said, ask, dry_run=dry_run, yes=yes)


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger add remittance --placement 1 --period 2016-05 --currency USD --sent 300 \\\n"
    "    --fee broker:fee=20% --received 1600 --received-currency CNY",
)
def remittance(
    ctx: typer.Context,
    placement: flags.Placement,
    period: flags.Period,
    currency: flags.Currency,
    sent: Annotated[
        str | None,
        typer.Option(
            "--sent",
            metavar="AMOUNT",
            help="What left the worker's hand.",
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    fee: Annotated[
        list[str] | None,
        typer.Option(
            "--fee",
            metavar="ACCOUNT[@LABEL][=AMOUNT]",
            help="What was taken on the way, percentages of --sent: broker:fee=20% (repeatable).",
            autocompletion=flags.complete_takers,
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    received: Annotated[
        str | None,
        typer.Option(
            "--received",
            metavar="AMOUNT",
            help="What arrived: an amount, never a person.",
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    received_currency: Annotated[
        str | None,
        typer.Option(
            "--received-currency",
            metavar="CODE",
            help="When it arrived as other money. Default: --currency.",
            autocompletion=flags.complete_currencies,
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    per: flags.Per = "total",
    source: flags.Source = None,
    source_kind: flags.SourceKind = "testimony",
    origin: flags.Origin = None,
    page: flags.Page = None,
    grade: flags.Grade = "F6",
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Write down money sent home, and what arrived."""
    from ledger.cli.afterwards import remittance_money
    from ledger.cli.writing import about, write

    said = about(
        placement=placement,
        period=period,
        per=per,
        source=source,
        source_kind=source_kind,
        origin=origin,
        page=page,
        grade=grade,
    )
    made = remittance_money(
        currency, sent=sent, fees=fee or (), received=received, received_currency=received_currency or currency
    )
    write(ctx, "remittance", said, lambda _: made, dry_run=dry_run, yes=yes)


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger add fee --placement 1 --period 2015~ --currency USD --taken broker:bribe=500",
)
def fee(
    ctx: typer.Context,
    placement: flags.Placement,
    period: flags.Period,
    currency: flags.Currency,
    taken: flags.Taken = None,
    paid_from: Annotated[
        str,
        typer.Option(
            "--from", metavar="WHERE", help="Where it came from: hand or side-work.", rich_help_panel=flags.MONEY
        ),
    ] = "hand",
    per: flags.Per = "total",
    source: flags.Source = None,
    source_kind: flags.SourceKind = "testimony",
    origin: flags.Origin = None,
    page: flags.Page = None,
    grade: flags.Grade = "F6",
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Write down what was paid to get or keep the job.

    A broker's fee, a bribe, travel, papers: paid out of the worker's hand, or out of side work.
    """
    from ledger.cli.afterwards import fee_money
    from ledger.cli.writing import about, write

    said = about(
        placement=placement,
        period=period,
        per=per,
        source=source,
        source_kind=source_kind,
        origin=origin,
        page=page,
        grade=grade,
    )
    made = fee_money(currency, taken or (), paid_from)
    write(ctx, "fee", said, lambda _: made, dry_run=dry_run, yes=yes)
