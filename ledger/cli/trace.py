"""`trace`: from a figure back to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.cli.books import Told
    from ledger.publish.disclosed import Disclosed, Own
    from ledger.publish.trace import Trace

# The reports whose figures have ids, and the file of each under cli/report.
REPORTS = {
    "skim": "pools",
    "flow": "pools",
    "held": "held",
    "remittances": "remittances",
    "recruitment": "recruitment",
    "claims": "claims",
    "conditions": "conditions",
    "timeline": "timeline",
    "conflicts": "conflicts",
    "coverage": "coverage",
}


def trace(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(help="A figure's id, the number of an entry, or the name of an observation.")
    ],
    output_format: Annotated[str | None, typer.Option("-O", "--output-format", help="text or json.")] = None,
    output: Annotated[str | None, typer.Option("-o", "--output-file", help="A file, or - for stdout.")] = None,
    color: Annotated[str, typer.Option("--color", help="y, n or auto.")] = "auto",
) -> None:
    """Show where a figure comes from: source, grade, postings, arithmetic.

    With what the source printed beside what was computed. The JSON and CSV of every report give each figure its id.

    Example: wage-ledger trace cz-garment-2000
    """
    from ledger.cli.books import read_book
    from ledger.cli.purposes import RECORD, STATISTICS
    from ledger.cli.refusals import BadFlag
    from ledger.publish import output as out
    from ledger.publish.figures import is_figure_id
    from ledger.publish.trace_json import trace_json
    from ledger.publish.trace_text import trace_text

    kind = out.format_of(output_format, output)
    if kind == "csv":
        raise BadFlag("-O", "a trace has no rows", "use -O text or -O json")
    is_figure = is_figure_id(target)
    with read_book(ctx, scope=STATISTICS if is_figure else RECORD) as told:
        sealed = _of_figure(told.session, target) if is_figure else _of_entry(told, target)
    text = trace_json(sealed) if kind == "json" else trace_text(sealed, out.look_of(color, output))
    out.write(text, output, kind)


def _of_entry(told: Told, target: str) -> Disclosed[Trace] | Own[Trace]:
    """The trace of one entry or of one observation."""
    from ledger.book.gather import gather
    from ledger.book.read import rates
    from ledger.cli.agreed import raise_if_withheld
    from ledger.publish.disclose import disclosed_trace
    from ledger.publish.own import own_trace
    from ledger.publish.trace import traced

    session = told.session
    raise_if_withheld(session, target)
    found = gather(session, target)
    told.of([entry.id for entry in found.entries])
    made = traced(found.target, found.entries, found.stated, found.claims, found.promises, rates(session))
    is_published = all(placement.subject_kind == "cohort" for placement in made.placements)
    return disclosed_trace(made) if is_published else own_trace(made)


def _of_figure(session: Session, target: str) -> Disclosed[Trace]:
    """The trace of a figure: its report is asked again, and what the figure rests on is gathered."""
    from importlib import import_module

    from ledger.book.gather import NothingOfThisName, gather_these
    from ledger.book.read import rates
    from ledger.publish.disclose import disclosed_trace
    from ledger.publish.figures import NoFigureId, parse_figure_id
    from ledger.publish.trace import traced

    try:
        name, question = parse_figure_id(target)
        module = import_module(f"ledger.cli.report.{REPORTS[name]}")
        report = module.build(session, question)
    except (NoFigureId, KeyError):
        raise NothingOfThisName from None
    figure = next((each for each in module.figures(report, question) if each.id == target), None)
    if figure is None:
        raise NothingOfThisName
    found = gather_these(session, target, figure.entries, figure.claims)
    made = traced(target, found.entries, found.stated, found.claims, (), rates(session), figure=figure)
    return disclosed_trace(made)
