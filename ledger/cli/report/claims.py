"""`report claims`: every published share beside what the amounts in the book give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import WHICH, Begin, Colour, Country, End, File, Format

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.claims import ClaimsReport
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Published
    from ledger.publish.figures import Figure

Only = Annotated[
    str | None,
    typer.Option(
        "--verdict",
        metavar="WORD",
        help="consistent, as-far-as-it-goes, only-if, mixed, different-base, not-consistent or not-testable.",
        rich_help_panel=WHICH,
    ),
]


def claims(
    ctx: typer.Context,
    only: Only = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Set every published share beside what the amounts give."""
    from functools import partial

    from ledger.cli.report.common import asked, one_of, print_report
    from ledger.measure.verdicts import VERDICTS
    from ledger.publish.claims_data import claims_csv, claims_json
    from ledger.publish.claims_text import claims_text

    if only is not None:
        one_of("--verdict", only, VERDICTS)
    question = asked(begin, end, country)
    renderers = {"text": claims_text, "csv": claims_csv, "json": claims_json}
    print_report(ctx, question, partial(build, only=only), renderers, output_format, output_file, color)


def build(session: Session, question: Asked, only: str | None = None) -> Disclosed[Published[ClaimsReport]]:
    """The claims that the question covers, asked of everything in the book: no choice changes a verdict."""
    from ledger.cli.report.common import evidence
    from ledger.publish.asked import EVERYTHING
    from ledger.publish.claims import claims
    from ledger.publish.disclose import published

    return published(evidence(session, EVERYTHING), claims(question, only))


def figures(report: Disclosed[Published[ClaimsReport]], question: Asked) -> Iterator[Figure]:
    """The figures that the report prints, each with its way back."""
    from ledger.publish.claims import figures

    return figures(report, question)
