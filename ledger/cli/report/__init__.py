"""`report`: what the book says, for anyone to see. One file a report; every one goes through disclosure control."""

from __future__ import annotations

import typer

from ledger.cli.later import GroupedLater, Listed
from ledger.cli.layout import COMMANDS

LIST = (
    Listed(
        "skim",
        "ledger.cli.report.pools:skim",
        COMMANDS,
        "Print how much of every 100 was taken: median, range, bounds.",
        "wage-ledger report skim --by country\nwage-ledger report skim -o skim.json",
    ),
    Listed(
        "flow",
        "ledger.cli.report.pools:flow",
        COMMANDS,
        "Draw where every 100 earned went, a bar for each taker.",
        "wage-ledger report flow --by sector",
    ),
    Listed(
        "held",
        "ledger.cli.report.held:held",
        COMMANDS,
        "Print what was held: promised, written down, paid, and since when.",
        "wage-ledger report held --as-of 2026-01-01",
    ),
    Listed(
        "conditions",
        "ledger.cli.report.conditions:conditions",
        COMMANDS,
        "Print documented conditions by the ILO's eleven indicators.",
        "wage-ledger report conditions --by country",
    ),
    Listed(
        "timeline",
        "ledger.cli.report.timeline:timeline",
        COMMANDS,
        "Print levies, conditions, rate changes, sanctions, claims by date.",
        "wage-ledger report timeline --only levies,rates",
    ),
    Listed(
        "claims",
        "ledger.cli.report.claims:claims",
        COMMANDS,
        "Set every published share beside what the amounts give.",
        "wage-ledger report claims --verdict only-if",
    ),
    Listed(
        "conflicts",
        "ledger.cli.report.conflicts:conflicts",
        COMMANDS,
        "Print published figures that do not agree, side by side.",
        "wage-ledger report conflicts --rule contested --country MN",
    ),
    Listed(
        "coverage",
        "ledger.cli.report.coverage:coverage",
        COMMANDS,
        "Print where the book is silent, by country and year, and how it knows.",
        "wage-ledger report coverage -b 2010 -e 2020",
    ),
    Listed(
        "remittances",
        "ledger.cli.report.remittances:remittances",
        COMMANDS,
        "Print what it costs to send money home: fee, exchange, all in.",
        "wage-ledger report remittances --by route,year",
    ),
    Listed(
        "recruitment",
        "ledger.cli.report.recruitment:recruitment",
        COMMANDS,
        "Print what the job cost in months of its pay (SDG 10.7.1).",
        "wage-ledger report recruitment -X USD",
    ),
)


class Reports(GroupedLater):
    """The reports, the one for which the book is kept first."""

    LISTED = LIST


app = typer.Typer(
    cls=Reports, help="Print what the book documents: shares, held pay, claims, conditions.", no_args_is_help=True
)
