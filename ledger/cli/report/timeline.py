"""`report timeline`: levies, conditions, rates, sanctions and claims, by date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import WHICH, Begin, Colour, Country, End, File, Format

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.measure.timeline import Kind
    from ledger.publish.asked import Asked
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Published
    from ledger.publish.figures import Figure
    from ledger.publish.timeline import Timeline

Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="KINDS",
        help="levies, conditions, rates, sanctions, claims; commas between. [default: all]",
        rich_help_panel=WHICH,
    ),
]


def timeline(
    ctx: typer.Context,
    only: Only = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print levies, conditions, rate changes, sanctions, claims by date."""
    from functools import partial

    from ledger.cli.report.common import asked, print_report
    from ledger.publish.timeline_data import timeline_csv, timeline_json
    from ledger.publish.timeline_text import timeline_text

    kinds = _kinds(only)
    question = asked(begin, end, country)
    renderers = {"text": timeline_text, "csv": timeline_csv, "json": timeline_json}
    print_report(ctx, question, partial(build, only=kinds), renderers, output_format, output_file, color)


def build(session: Session, question: Asked, only: tuple[Kind, ...] = ()) -> Disclosed[Published[Timeline]]:
    """The timeline of what the question covers. Without `only` it has the rows of every kind, and so every id."""
    from ledger.cli.report.common import evidence
    from ledger.publish.disclose import published
    from ledger.publish.timeline import timeline

    return published(evidence(session, question), lambda found: timeline(found, question, only))


def figures(report: Disclosed[Published[Timeline]], question: Asked) -> Iterator[Figure]:
    """The figures that the report prints, each with its way back."""
    from ledger.publish.timeline import figures

    return figures(report, question)


def _kinds(only: str | None) -> tuple[Kind, ...]:
    from ledger.cli.refusals import BadFlag
    from ledger.measure.timeline import KINDS

    if only is None:
        return ()
    said = {word.strip() for word in only.split(",")}
    if not said <= set(KINDS):
        raise BadFlag("--only", "no such kind", f"choose from {', '.join(KINDS)}, with commas between them")
    return tuple(kind for kind in KINDS if kind in said)
