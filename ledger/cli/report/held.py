"""`report held`: what was written down as the workers' and not paid, and what settlements cleared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import HOW, Begin, Colour, Country, End, File, Format
from ledger.cli.report.valued import Days, Into, Value

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.figures import Figure
    from ledger.publish.held import Held


def held(
    ctx: typer.Context,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Count the time that money is not paid to this day, month or year. [default: today]",
            rich_help_panel=HOW,
        ),
    ] = None,
    into: Into = None,
    value: Value = None,
    days: Days = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print what was held: promised, written down, paid, and since when."""
    from datetime import date

    from ledger.cli.refusals import read_flag
    from ledger.cli.report.common import asked, print_report
    from ledger.cli.report.valued import unconverted, valued
    from ledger.publish.held import missing
    from ledger.publish.held_csv import held_csv
    from ledger.publish.held_data import held_json
    from ledger.publish.held_text import held_text
    from ledger.values.periods import parse_bound

    day = date.today() if as_of is None else read_flag("--as-of", parse_bound, as_of)
    question = asked(begin, end, country, as_of=day, **valued(into, value, days))
    renderers = {"text": held_text, "csv": held_csv, "json": held_json}
    report = print_report(ctx, question, build, renderers, output_format, output_file, color)
    if left := missing(report):
        typer.echo(unconverted(left), err=True)
        raise typer.Exit(1)


def build(session: Session, question: Asked) -> Held:
    """The report on everything that the question covers; the times are counted to its day, else to today."""
    from dataclasses import replace
    from datetime import date

    from ledger.book import read
    from ledger.cli.report.common import evidence
    from ledger.cli.report.valued import valuer
    from ledger.publish.held import held as disclosed_held

    found = evidence(session, replace(question, since=None, until=None))
    currencies = {line.currency for entry in found.entries for line in entry.lines if line.account == "worker:held"}
    worth = valuer(found.rates, question, currencies)
    return disclosed_held(found, question, question.as_of or date.today(), worth, read.held_of_workers(session))


def figures(report: Held, question: Asked) -> Iterator[Figure]:
    """Every printed figure with its way back."""
    from ledger.publish.held import figures as told

    return told(report, question)
