"""`report conflicts`: published figures of one thing that do not agree, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.report.common import HOW, Begin, Colour, Country, End, File, Format

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.publish.asked import Asked
    from ledger.publish.conflicts import ConflictsReport
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Published
    from ledger.publish.figures import Figure

Rule = Annotated[
    str | None,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="One rule alone: origins, itself, copies or contested. [default: all four]",
        rich_help_panel=HOW,
    ),
]


def conflicts(
    ctx: typer.Context,
    rule: Rule = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print published figures that do not agree, side by side."""
    from ledger.cli.report.common import asked, one_of, print_report
    from ledger.measure.conflicts import RULES
    from ledger.publish.conflicts_data import conflicts_csv, conflicts_json
    from ledger.publish.conflicts_text import conflicts_text

    rules = tuple(RULES) if rule is None else (one_of("--rule", rule, tuple(RULES)),)
    renderers = {"text": conflicts_text, "csv": conflicts_csv, "json": conflicts_json}
    question = asked(begin, end, country)

    def by_rules(session: Session, question: Asked) -> Disclosed[Published[ConflictsReport]]:
        return _built(session, question, rules)

    print_report(ctx, question, by_rules, renderers, output_format, output_file, color)


def build(session: Session, question: Asked) -> Disclosed[Published[ConflictsReport]]:
    """The conflicts by every rule among what the question covers. An id holds its rule: `--rule` is not in it."""
    from ledger.measure.conflicts import RULES

    return _built(session, question, tuple(RULES))


def figures(report: Disclosed[Published[ConflictsReport]], question: Asked) -> Iterator[Figure]:
    """Every figure of the report by its id."""
    from ledger.publish.conflicts import figures

    return figures(report, question)


def _built(session: Session, question: Asked, rules: tuple[str, ...]) -> Disclosed[Published[ConflictsReport]]:
    from ledger.cli.report.common import evidence
    from ledger.publish.conflicts import conflicts_by
    from ledger.publish.disclose import published

    return published(evidence(session, question), conflicts_by(rules))
