"""`report coverage`: where the book speaks, where it is silent, and how it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from ledger.cli.report.common import Begin, Colour, Country, End, File, Format

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.coverage import CoverageReport
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Published
    from ledger.publish.figures import Figure


def coverage(
    ctx: typer.Context,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print where the book is silent, by country and year, and how it knows."""
    from ledger.cli.report.common import asked, print_report
    from ledger.publish.coverage_data import coverage_csv, coverage_json
    from ledger.publish.coverage_text import coverage_text

    renderers = {"text": coverage_text, "csv": coverage_csv, "json": coverage_json}
    print_report(ctx, asked(begin, end, country), build, renderers, output_format, output_file, color)


def build(session: Session, question: Asked) -> Disclosed[Published[CoverageReport]]:
    """What is documented of what the question covers."""
    from ledger.cli.report.common import evidence
    from ledger.publish.coverage import coverage_in
    from ledger.publish.disclose import published

    return published(evidence(session, question), coverage_in(question))


def figures(report: Disclosed[Published[CoverageReport]], question: Asked) -> Iterator[Figure]:
    """Every figure of the report by its id."""
    from ledger.publish.coverage import figures

    return figures(report, question)
