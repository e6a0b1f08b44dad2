"""Options that several commands share, with their help."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.book.words import BASES, INTERVALS, SOURCE_KINDS

EVENT = "The event"
MONEY = "Money"
EVIDENCE = "Who says so"
WRITING = "Writing"
OUTPUT = "Output"
AMOUNTS = "300, 170..200, 100..150..200, ~300, <=50, >=50; ? is not known"


def complete_takers(incomplete: str) -> list[str]:
    """The accounts of takers that start so."""
    from ledger.cli.lines import TAKEN_PARTIES
    from ledger.publish.words_ko import ACCOUNTS

    return [code for code in ACCOUNTS if code.partition(":")[0] in TAKEN_PARTIES and code.startswith(incomplete)]


def complete_currencies(incomplete: str) -> list[str]:
    """The currency codes that start so."""
    from ledger.values.money import EXPONENT

    return sorted(code for code in EXPONENT if code.startswith(incomplete.upper()))


def complete_bases(incomplete: str) -> list[str]:
    """The bases of a gross that start so."""
    return [word for word in BASES if word.startswith(incomplete)]


def complete_intervals(incomplete: str) -> list[str]:
    """The intervals that start so."""
    return [word for word in INTERVALS if word.startswith(incomplete)]


Placement = Annotated[
    int, typer.Option("--placement", metavar="NUMBER", help="The job it belongs to.", rich_help_panel=EVENT)
]
Period = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="DATE",
        help="When, in EDTF: 2016-03, 2016-03/2016-08, 2015~, 201X.",
        show_default=False,
        rich_help_panel=EVENT,
    ),
]
Currency = Annotated[
    str,
    typer.Option(
        "--currency",
        metavar="CODE",
        help="ISO 4217, such as USD; XXX when only percentages are known.",
        autocompletion=complete_currencies,
        show_default=False,
        rich_help_panel=MONEY,
    ),
]
Per = Annotated[
    str,
    typer.Option(
        "--per",
        metavar="INTERVAL",
        help=f"What the amounts speak for: {', '.join(INTERVALS)} (of the whole period).",
        autocompletion=complete_intervals,
        rich_help_panel=MONEY,
    ),
]
Taken = Annotated[
    list[str] | None,
    typer.Option(
        "--taken",
        metavar="ACCOUNT[@LABEL][=AMOUNT]",
        help="What was taken, by whom: state:plan=40%, state:loyalty@충성자금=100, living:food=? (repeatable).",
        autocompletion=complete_takers,
        show_default=False,
        rich_help_panel=MONEY,
    ),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="TITLE",
        help="The paper or the talk that says so. Default: the worker's own word.",
        show_default=False,
        rich_help_panel=EVIDENCE,
    ),
]
SourceKind = Annotated[
    str,
    typer.Option(
        "--source-kind", metavar="KIND", help=f"What it is: {', '.join(SOURCE_KINDS)}.", rich_help_panel=EVIDENCE
    ),
]
Origin = Annotated[
    str | None,
    typer.Option(
        "--origin",
        metavar="CODE",
        help="Whoever ultimately knows. Default: the worker.",
        show_default=False,
        rich_help_panel=EVIDENCE,
    ),
]
Page = Annotated[
    str | None,
    typer.Option(
        "--page", metavar="TEXT", help="Where in the source.", show_default=False, rich_help_panel=EVIDENCE
    ),
]  # fmt: skip
Grade = Annotated[
    str,
    typer.Option(
        "--grade",
        metavar="GRADE",
        help="Reliability A-F of the source and credibility 1-6 of the claim: B2; F6 is no judgement.",
        rich_help_panel=EVIDENCE,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check and show everything, write nothing.", rich_help_panel=WRITING)
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.", rich_help_panel=WRITING)]
OutputFormat = Annotated[
    str | None,
    typer.Option(
        "-O",
        "--output-format",
        metavar="FORMAT",
        help="text or json. Default: text.",
        show_default=False,
        rich_help_panel=OUTPUT,
    ),
]
