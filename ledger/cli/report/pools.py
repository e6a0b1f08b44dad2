"""`report skim` and `report flow`: of every 100 earned, how much was taken, by whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import HOW, WHICH, Begin, Colour, Country, End, File, Format
from ledger.cli.report.engine import Name, Unwrap, Url, elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.book.accounts import Session
    from ledger.book.cells import Cells
    from ledger.measure.shares import Interval
    from ledger.publish.asked import Asked
    from ledger.publish.disclose import SkimReport
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.figures import Figure

BY = (
    "country, sector, year, basis, currency, mode, employer, sending, grade, verification, via, source, subject; "
    "commas between."
)
By = Annotated[str | None, typer.Option("--by", metavar="KEYS", help=f"Group by {BY}", rich_help_panel=WHICH)]
Weight = Annotated[
    str,
    typer.Option(
        "--weight",
        metavar="WHAT",
        help="What an origin counts for: origins (each once), workers or months.",
        rich_help_panel=HOW,
    ),
]


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
    weight: Weight = "origins",
    bounds: Annotated[
        str,
        typer.Option(
            "--bounds",
            metavar="WHICH",
            help="paired: the ends of a range belong together; outer: also each against each.",
            rich_help_panel=HOW,
        ),
    ] = "paired",
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Seed of the resampling.", min=0, rich_help_panel=HOW)
    ] = 1,
    engine: Name = "book",
    url: Url = None,
    unwrap_with: Unwrap = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print how much of every 100 was taken: median, range, bounds."""
    from ledger.cli.report.common import asked, keys_of, one_of, print_report
    from ledger.measure.pools import KEYS
    from ledger.publish.asked import BOUNDS, TAKERS, WEIGHTS
    from ledger.publish.skim_data import skim_csv, skim_json
    from ledger.publish.skim_text import skim_text

    if takers is not None:
        one_of("--takers", takers, TAKERS)
    question = asked(
        begin,
        end,
        country,
        takers=takers,
        by=keys_of(by, KEYS),
        weight=one_of("--weight", weight, WEIGHTS),
        bounds=one_of("--bounds", bounds, BOUNDS),
        seed=seed,
    )
    renderers = {"text": skim_text, "csv": skim_csv, "json": skim_json}
    other = elsewhere(ctx, engine, url, unwrap_with, question.by, weight)
    made = partial(build, reader=other.cells) if other else build
    print_report(ctx, question, made, renderers, output_format, output_file, color, other)


def flow(
    ctx: typer.Context,
    by: By = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    weight: Weight = "origins",
    engine: Name = "book",
    url: Url = None,
    unwrap_with: Unwrap = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Draw where every 100 earned went, a bar for each taker."""
    from ledger.cli.report.common import asked, keys_of, one_of, print_report
    from ledger.measure.pools import KEYS
    from ledger.publish.asked import WEIGHTS
    from ledger.publish.flow import flow_csv, flow_json, flow_text

    question = asked(begin, end, country, by=keys_of(by, KEYS), weight=one_of("--weight", weight, WEIGHTS))
    renderers = {"text": flow_text, "csv": flow_csv, "json": flow_json}
    other = elsewhere(ctx, engine, url, unwrap_with, question.by, weight)
    made = partial(build, reader=other.cells) if other else build
    print_report(ctx, question, made, renderers, output_format, output_file, color, other)


def build(session: Session, question: Asked, reader: Callable[..., Cells] | None = None) -> Disclosed[SkimReport]:
    """The pools of the entries and claims that the question covers; `reader` stands in for `read.cells`."""
    from ledger.book.read import cells, claims, of_workers
    from ledger.publish.disclose import skim as disclosed_skim

    more = {"is_each": True} if reader is None and question.weight == "months" else {}  # the sums know no months
    found = (reader or cells)(session, since=question.since, until=question.until, country=question.country, **more)
    said = [c for c in claims(session, country=question.country) if question.covers(c.period)]
    beside = _exchanged(session, found)
    return disclosed_skim(found, said, question, beside=beside, of_workers=of_workers(session))


def figures(report: Disclosed[SkimReport], question: Asked) -> Iterator[Figure]:
    """Every figure of the skim and of the flow report, with its way back."""
    from ledger.publish.skim_figures import figures as found

    return found(report, question)


def _exchanged(session: Session, cells: Cells) -> dict[str, dict[int, Interval]]:
    """What an exchange took of published wages, and what was kept at market value, where the rates say so.

    Only wages in a currency for which some taker's rate is known can have lost anything; only those are read.
    """
    from ledger.book.read import entries, rates, stated
    from ledger.measure.exchange import exchange_shares

    known = rates(session)
    bases = {rate.base for rate in known if rate.kind in ("imposed", "official")}
    numbers = cells.published_in(bases)
    if not numbers:
        return {}
    found = exchange_shares(entries(session, ids=numbers), stated(session), known)
    return {
        "exchange": {number: shares.loss for number, shares in found.items() if shares.loss is not None},
        "at-market": {number: shares.kept for number, shares in found.items()},
    }
