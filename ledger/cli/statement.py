"""`statement`: what one worker earned, lost, got and is owed, for that worker."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli import flags


def statement(
    ctx: typer.Context,
    worker: Annotated[str, typer.Argument(metavar="WORKER", help="The worker's pseudonym, exactly.")],
    output_format: Annotated[
        str | None,
        typer.Option(
            "-O",
            "--output-format",
            metavar="FORMAT",
            help="text, csv or json. Default: by the ending of the file, else text.",
            show_default=False,
            rich_help_panel=flags.OUTPUT,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output-file",
            metavar="FILE",
            help="Where to write it; - is stdout.",
            show_default=False,
            rich_help_panel=flags.OUTPUT,
        ),
    ] = None,
    language: Annotated[
        str,
        typer.Option("--language", metavar="CODE", help="Of the text: en or ko.", rich_help_panel=flags.OUTPUT),
    ] = "en",
) -> None:
    """Print a worker's own statement of pay.

    What was earned, taken, by whom and under which name, held, paid, sent home, received, and is still owed to them.

    By period and in all, in each currency, low with low and high with high. What nobody said is "not stated", never 0.
    It is for the worker's own eyes; whoever has the paper can read it.
    """
    from ledger.book import read
    from ledger.cli.agreed import worker_of
    from ledger.cli.books import read_book
    from ledger.cli.writing import one_of
    from ledger.publish.output import format_of, write
    from ledger.publish.own import own_statement
    from ledger.publish.statement import statement_csv, statement_json
    from ledger.publish.statement_text import LANGUAGES, statement_text

    kind = format_of(output_format, output)
    one_of("--language", language, tuple(LANGUAGES))
    with read_book(ctx) as told:
        book = told.session
        subject = worker_of(book, worker)
        entries = read.entries(book, subject=worker)
        own = own_statement(worker, read.placements(book, subject=worker), entries)
        told.of([entry.id for entry in entries], subject=subject)
    if kind == "json":
        text = statement_json(own)
    elif kind == "csv":
        text = statement_csv(own)
    else:
        text = statement_text(own, language=language)
    write(text, output, kind)
