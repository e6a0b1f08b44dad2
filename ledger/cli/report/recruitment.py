"""`report recruitment`: what it cost to get the job, in months of its pay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from ledger.cli.report.common import Begin, Colour, Country, End, File, Format
from ledger.cli.report.valued import Days, Into, Value

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Evidence, Published
    from ledger.publish.figures import Figure
    from ledger.publish.recruitment import RecruitmentReport


def recruitment(
    ctx: typer.Context,
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
    """Print what the job cost in months of its pay (SDG 10.7.1).

    A cost is divided by the pay of the same observation alone, as earned and as kept. A cost and a pay in different
    currencies are divided with -X. What workers paid is never told one by one.
    """
    from ledger.cli.report.common import asked, print_report
    from ledger.cli.report.valued import unconverted, valued
    from ledger.publish.disclosed import opened
    from ledger.publish.recruitment_data import recruitment_csv, recruitment_json
    from ledger.publish.recruitment_text import recruitment_text

    question = asked(begin, end, country, **valued(into, value, days))
    renderers = {"text": recruitment_text, "csv": recruitment_csv, "json": recruitment_json}
    report = print_report(ctx, question, build, renderers, output_format, output_file, color)
    missing = opened(report).body.unconverted
    if missing:
        typer.echo(unconverted(missing), err=True)
        raise typer.Exit(1)


def build(session: Session, question: Asked) -> Disclosed[Published[RecruitmentReport]]:
    """What the question covers of published observations, valued by the book's rates and the ECB's with `-X`."""
    from ledger.cli.report.common import evidence
    from ledger.cli.report.valued import valuer
    from ledger.publish.disclose import published
    from ledger.publish.recruitment import currencies
    from ledger.publish.recruitment import recruitment as told

    def made(found: Evidence) -> RecruitmentReport:
        return told(found, valuer(found.rates, question, currencies(found)))

    return published(evidence(session, question), made)


def figures(report: Disclosed[Published[RecruitmentReport]], question: Asked) -> Iterator[Figure]:
    """Every figure of the report with its way back."""
    from ledger.publish.recruitment import figures as told

    return told(report, question)
