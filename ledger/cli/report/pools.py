"""`report skim` and `report flow`: of every 100 earned, how much was taken, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import WHICH, Begin, Colour, Country, End, File, Format

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.disclose import SkimReport
    from ledger.publish.disclosed import Disclosed

BY = "country, sector, year, basis, currency, employer, sending, grade, verification, via, subject; commas between."
By = Annotated[str | None, typer.Option("--by", metavar="KEYS", help=f"Group by {BY}", rich_help_panel=WHICH)]


def skim(
    ctx: typer.Context,
    by: By = None,
    takers: Annotated[
        str | None,
        typer.Option(
            "--takers",
            metavar="WHICH",
            help="One measure alone: state, all or not-in-hand. [default: all three]",
            rich_help_panel=WHICH,
        ),
    ] = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print how much of every 100 was taken: median, range, bounds."""
    from ledger.cli.report.common import asked, keys_of, one_of, print_report
    from ledger.measure.pools import KEYS
    from ledger.publish.asked import TAKERS
    from ledger.publish.skim_data import skim_csv, skim_json
    from ledger.publish.skim_text import skim_text

    if takers is not None:
        one_of("--takers", takers, TAKERS)
    question = asked(begin, end, country, takers=takers, by=keys_of(by, KEYS))
    renderers = {"text": skim_text, "csv": skim_csv, "json": skim_json}
    print_report(ctx, question, build, renderers, output_format, output_file, color)


def flow(
    ctx: typer.Context,
    by: By = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Draw where every 100 earned went, a bar for each taker."""
    from ledger.cli.report.common import asked, keys_of, print_report
    from ledger.measure.pools import KEYS
    from ledger.publish.flow import flow_csv, flow_json, flow_text

    question = asked(begin, end, country, by=keys_of(by, KEYS))
    renderers = {"text": flow_text, "csv": flow_csv, "json": flow_json}
    print_report(ctx, question, build, renderers, output_format, output_file, color)


def build(session: Session, question: Asked) -> Disclosed[SkimReport]:
    """The pools of the entries and claims that the question covers."""
    from ledger.book.read import claims, entries
    from ledger.publish.disclose import skim as disclosed_skim

    found = entries(session, since=question.since, until=question.until, country=question.country)
    said = [c for c in claims(session, country=question.country) if question.covers(c.period)]
    return disclosed_skim(found, said, question.by)
