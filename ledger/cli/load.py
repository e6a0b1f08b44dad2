"""`import`: files in, checked whole, then written in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def load(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of CSV files.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing if any row is refused.")] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="Folder for the refused rows. [default: beside each file]")
    ] = None,
    output_format: Annotated[str, typer.Option("-O", "--output-format", help="How to print: text or json.")] = "text",
) -> None:
    """Import observations, remittances, rates, conditions and wage sheets.

    Every row lands or is reported as file:line with its reason and advice. Refused rows are written to
    NAME.rejected.csv, to be mended and imported again. What was imported before is not imported again.

    Example: wage-ledger import reported/ notebook.csv
    """
    from datetime import date

    from ledger.cli.books import open_book
    from ledger.cli.importing import checking, progress, report
    from ledger.cli.refusals import BadFlag
    from ledger.intake.everything import bytes_to_check, land_all, read_all
    from ledger.intake.rejects import write_rejects

    if output_format not in ("text", "json"):
        raise BadFlag("-O", "an import is told in one of two ways", "use -O text or -O json")
    with open_book(ctx) as session:
        with checking(bytes_to_check(paths)) as watch:
            batch = read_all(paths, watch)
        if not batch.is_readable or (strict and batch.problems):
            raise typer.Exit(report(batch, None, [], output_format, is_dry=dry_run))
        with progress(batch.rows) as tick:
            landed = land_all(session, batch, today=date.today(), tick=tick)
        if dry_run or (strict and batch.problems):
            session.rollback()
            raise typer.Exit(report(batch, landed, [], output_format, is_dry=True))
        written = write_rejects(batch.refused, batch.tables, rejects, landed.known)
        session.commit()
    raise typer.Exit(report(batch, landed, written, output_format, is_dry=False))
