"""`report remittances`: what it costs to send money home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import WHICH, Begin, Colour, Country, End, File, Format
from ledger.cli.report.valued import Days, Into, Value

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Evidence, Published
    from ledger.publish.figures import Figure
    from ledger.publish.remittances import RemittanceReport


def remittances(
    ctx: typer.Context,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="KEYS",
            help="Group by route, year, country; commas between.",
            rich_help_panel=WHICH,
        ),
    ] = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    into: Into = None,
    value: Value = None,
    days: Days = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print what it costs to send money home: fee, exchange, all in.

    Beside the fee that was agreed stands the one that was charged, and what arrived. Where no market rate is known all
    in is at least the fee. What workers sent is never told one by one.
    """
    from ledger.cli.report.common import asked, keys_of, print_report
    from ledger.cli.report.valued import unconverted, valued
    from ledger.publish.disclosed import opened
    from ledger.publish.remittances import BY
    from ledger.publish.remittances_data import remittances_csv, remittances_json
    from ledger.publish.remittances_text import remittances_text

    question = asked(begin, end, country, by=keys_of(by, BY), **valued(into, value, days))
    renderers = {"text": remittances_text, "csv": remittances_csv, "json": remittances_json}
    report = print_report(ctx, question, build, renderers, output_format, output_file, color)
    missing = opened(report).body.unconverted
    if missing:
        typer.echo(unconverted(missing), err=True)
        raise typer.Exit(1)


def build(session: Session, question: Asked) -> Disclosed[Published[RemittanceReport]]:
    """What the question covers of published observations, valued by the book's rates and the ECB's with `-X`."""
    from ledger.cli.report.common import evidence
    from ledger.cli.report.valued import valuer
    from ledger.publish.disclose import published
    from ledger.publish.remittances import currencies
    from ledger.publish.remittances import remittances as told

    def made(found: Evidence) -> RemittanceReport:
        return told(found, question.by, valuer(found.rates, question, currencies(found)))

    return published(evidence(session, question), made)


def figures(report: Disclosed[Published[RemittanceReport]], question: Asked) -> Iterator[Figure]:
    """Every figure of the report with its way back."""
    from ledger.publish.remittances_figures import figures as told

    return told(report, question)
