"""`report conditions`: what is documented under each of the ILO's eleven indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import WHICH, Begin, Colour, Country, End, File, Format

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.conditions import Conditions
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Published
    from ledger.publish.figures import Figure

By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="KEYS",
        help="Group by indicator, country, year; commas between. [default: indicator]",
        rich_help_panel=WHICH,
    ),
]


def conditions(
    ctx: typer.Context,
    by: By = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print documented conditions by the ILO's eleven indicators."""
    from ledger.cli.report.common import asked, keys_of, print_report
    from ledger.publish.conditions import KEYS
    from ledger.publish.conditions_data import conditions_csv, conditions_json
    from ledger.publish.conditions_text import conditions_text

    question = asked(begin, end, country, by=keys_of(by, KEYS))
    renderers = {"text": conditions_text, "csv": conditions_csv, "json": conditions_json}
    print_report(ctx, question, build, renderers, output_format, output_file, color)


def build(session: Session, question: Asked) -> Disclosed[Published[Conditions]]:
    """The conditions that the question covers, by its keys. They are of no worker, so that nothing else is read."""
    from ledger.book import read
    from ledger.publish.conditions import conditions
    from ledger.publish.disclose import published
    from ledger.publish.evidence import Evidence

    found = tuple(c for c in read.conditions(session, country=question.country) if question.covers(c.period))
    return published(Evidence(conditions=found), lambda evidence: conditions(evidence, question.by))


def figures(report: Disclosed[Published[Conditions]], question: Asked) -> Iterator[Figure]:
    """The figures that the report prints, each with its way back."""
    from ledger.publish.conditions import figures

    return figures(report, question)
