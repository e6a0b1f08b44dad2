"""`correct`: nothing is edited. The wrong entry is turned back, and the right one is posted anew."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli import flags
from ledger.cli.add import Basis, Gross, Hand, Held, Outside

WITHOUT = "Take a line out: --without state:levy, or state:levy@LABEL (repeatable)."


def correct(
    ctx: typer.Context,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the wrong entry.")],
    void: Annotated[bool, typer.Option("--void", help="Turn it back and put nothing in its place.")] = False,
    placement: Annotated[
        int | None, typer.Option("--placement", metavar="NUMBER", help="The job it belongs to.", show_default=False)
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="DATE", help="When, in EDTF.", show_default=False)
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="The figures stay, in this currency.",
            autocompletion=flags.complete_currencies,
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    per: Annotated[
        str | None,
        typer.Option(
            "--per",
            metavar="INTERVAL",
            help="What the amounts speak for.",
            autocompletion=flags.complete_intervals,
            show_default=False,
            rich_help_panel=flags.MONEY,
        ),
    ] = None,
    basis: Basis = None,
    gross: Gross = None,
    taken: flags.Taken = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", metavar="ACCOUNT[@LABEL]", help=WITHOUT, show_default=False, rich_help_panel=flags.MONEY
        ),
    ] = None,
    hand: Hand = None,
    held: Held = None,
    outside: Outside = None,
    source: flags.Source = None,
    source_kind: Annotated[
        str | None,
        typer.Option(
            "--source-kind",
            metavar="KIND",
            help="document, testimony or own-record.",
            show_default=False,
            rich_help_panel=flags.EVIDENCE,
        ),
    ] = None,
    origin: flags.Origin = None,
    page: flags.Page = None,
    grade: Annotated[
        str | None,
        typer.Option(
            "--grade", metavar="GRADE", help="B2, F6, ...", show_default=False, rich_help_panel=flags.EVIDENCE
        ),
    ] = None,
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Turn a wrong entry back and post the right one.

    The wrong one is turned back at its own period; nothing is edited. Prints the number of the entry in its place.

    What is given replaces what was there: a line of an account replaces the lines of that account (of that label, when
    one is given). Everything else stays. With --void the number printed is that of the reversal.
    """
    from ledger.cli.correcting import Changes, carry_out

    changes = Changes(
        placement=placement,
        period=period,
        currency=currency,
        per=per,
        basis=basis,
        gross=gross,
        taken=tuple(taken or ()),
        without=tuple(without or ()),
        hand=hand,
        held=held,
        outside=tuple(outside or ()),
        source=source,
        source_kind=source_kind,
        origin=origin,
        page=page,
        grade=grade,
    )
    carry_out(ctx, entry, changes, is_void=void, dry_run=dry_run, yes=yes)
