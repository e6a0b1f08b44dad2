"""`trace`: from a figure back to its page."""

from __future__ import annotations

from typing import Annotated

import typer


def trace(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(help="The number of an entry, or the name of an observation.")],
    output_format: Annotated[str | None, typer.Option("-O", "--output-format", help="text or json.")] = None,
    output: Annotated[str | None, typer.Option("-o", "--output-file", help="A file, or - for stdout.")] = None,
    color: Annotated[str, typer.Option("--color", help="y, n or auto.")] = "auto",
) -> None:
    """Show where a figure comes from: source, grade, postings, arithmetic.

    With what the source printed beside what was computed.

    Example: wage-ledger trace cz-garment-2000
    """
    from ledger.book.gather import gather
    from ledger.book.read import rates
    from ledger.cli.books import read_book
    from ledger.cli.refusals import BadFlag
    from ledger.publish import output as out
    from ledger.publish.disclose import disclosed_trace
    from ledger.publish.own import own_trace
    from ledger.publish.trace import traced
    from ledger.publish.trace_json import trace_json
    from ledger.publish.trace_text import trace_text

    kind = out.format_of(output_format, output)
    if kind == "csv":
        raise BadFlag("-O", "a trace has no rows", "use -O text or -O json")
    with read_book(ctx) as session:
        found = gather(session, target)
        made = traced(found.target, found.entries, found.stated, found.claims, found.promises, rates(session))
    is_published = all(placement.subject_kind == "cohort" for placement in made.placements)
    sealed = disclosed_trace(made) if is_published else own_trace(made)
    text = trace_json(sealed) if kind == "json" else trace_text(sealed, out.look_of(color, output))
    out.write(text, output, kind)
