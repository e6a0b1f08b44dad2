"""`report`: what the book says, for anyone to see. One file a report; every one goes through disclosure control."""

from __future__ import annotations

import typer

from ledger.cli.layout import Grouped, GroupedCommand
from ledger.cli.report import pools

app = typer.Typer(cls=Grouped, help="Print how much of every 100 earned was taken, and by whom.", no_args_is_help=True)

app.command(
    "skim",
    cls=GroupedCommand,
    epilog="wage-ledger report skim --by country\nwage-ledger report skim -o skim.json",
)(pools.skim)
app.command("flow", cls=GroupedCommand, epilog="wage-ledger report flow --by sector")(pools.flow)
