"""`report`: what the book says, for anyone to see. One file a report; every one goes through disclosure control."""

from __future__ import annotations

import typer

from ledger.cli.layout import Grouped, GroupedCommand
from ledger.cli.report import claims, conditions, conflicts, coverage, held, pools, recruitment, remittances, timeline

app = typer.Typer(
    cls=Grouped, help="Print what the book documents: shares, held pay, claims, conditions.", no_args_is_help=True
)

app.command(
    "skim",
    cls=GroupedCommand,
    epilog="wage-ledger report skim --by country\nwage-ledger report skim -o skim.json",
)(pools.skim)
app.command("flow", cls=GroupedCommand, epilog="wage-ledger report flow --by sector")(pools.flow)
app.command("held", cls=GroupedCommand, epilog="wage-ledger report held --as-of 2026-01-01")(held.held)
app.command("conditions", cls=GroupedCommand, epilog="wage-ledger report conditions --by country")(
    conditions.conditions
)
app.command("timeline", cls=GroupedCommand, epilog="wage-ledger report timeline --only levies,rates")(timeline.timeline)
app.command("claims", cls=GroupedCommand, epilog="wage-ledger report claims --verdict only-if")(claims.claims)
app.command("conflicts", cls=GroupedCommand, epilog="wage-ledger report conflicts --rule contested --country MN")(
    conflicts.conflicts
)
app.command("coverage", cls=GroupedCommand, epilog="wage-ledger report coverage -b 2010 -e 2020")(coverage.coverage)
app.command("remittances", cls=GroupedCommand, epilog="wage-ledger report remittances --by route,year")(
    remittances.remittances
)
app.command("recruitment", cls=GroupedCommand, epilog="wage-ledger report recruitment -X USD")(recruitment.recruitment)
