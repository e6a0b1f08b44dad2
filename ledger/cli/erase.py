"""`erase`: everything of one worker, and what cannot be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli import flags

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.book.erase import Plan


# What a person calls the rows of each table.
CALLED = {
    "output_subject": "notes of what the worker's figures were in",
    "custody": "notes of who held attachments",
    "attachment": "attachments",
    "subject_key": "keys of their own",
    "stated": "printed figures",
    "intake": "rows of imported sheets, as they are known again",
    "seal": "seals of entries",
    "posting": "postings",
    "entry": "entries",
    "claim": "claims",
    "promise": "promises",
    "placement": "placements",
    "consent": "words of consent",
    "hold": "legal holds, lifted",
    "subject": "the pseudonym",
}


def erase(
    ctx: typer.Context,
    worker: Annotated[
        str | None, typer.Argument(metavar="WORKER", help="The worker's pseudonym, exactly.", show_default=False)
    ] = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="Clear away what an erasure left that was interrupted, and stop.")
    ] = False,
    output_format: flags.OutputFormat = None,
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Erase one worker: rows, keys, attachments, traces.

    Nobody has to say why. The log keeps that somebody was erased, on which day, and not who; earlier proofs still hold.
    Prints the recall notice and names what it cannot reach. A legal hold stops it.
    """
    import json

    from ledger.book.erase import OnHold
    from ledger.book.erase import erase as erase_rows
    from ledger.book.erase import plan as plan_of
    from ledger.book.session import reading, session
    from ledger.cli.agreed import known_worker
    from ledger.cli.books import open_engine, place_of, visit_for
    from ledger.cli.recall import out_of_reach_lines, recall_data, recall_lines
    from ledger.cli.refusals import BadFlag
    from ledger.cli.writing import one_of
    from ledger.store.where import FolderPlace

    kind = one_of("-O", output_format or "text", ("text", "json"))
    if (worker is None) != finish:
        raise BadFlag("WORKER", "give a worker, or --finish alone", "wage-ledger erase WORKER")
    place, visit = place_of(ctx), visit_for(ctx)
    folder = place.path if isinstance(place, FolderPlace) else None
    with open_engine(ctx) as engine:
        if worker is None:
            _clear(engine, folder)
            typer.echo("What was deleted before is cleared away.", err=True)
            return
        with reading(engine, visit) as book:
            found = plan_of(book, known_worker(book, worker))
        if found.hold is not None:
            raise OnHold(found.hold.since.isoformat())
        for line in _going(found):
            typer.echo(line, err=True)
        if dry_run:
            typer.echo("Dry run: nothing was erased.", err=True)
        else:
            _confirm(yes=yes)
            with session(engine, visit) as book:
                found = erase_rows(book, known_worker(book, worker))
                book.commit()
        if kind == "json":
            typer.echo(json.dumps(recall_data(found.outputs, found.backups), ensure_ascii=False, indent=2))
        else:
            for line in (*recall_lines(found.outputs), *out_of_reach_lines(found.backups, is_server=folder is None)):
                typer.echo(line)
        if not dry_run:  # what was told above is on record nowhere any more, so it is told before anything can go wrong
            typer.echo("Erased. The log has a leaf that says so, and not who.", err=True)
            _clear(engine, folder)


def _going(found: Plan) -> list[str]:
    """What goes, counted by table."""
    counted = [(CALLED.get(noun, noun), number) for noun, number in found.rows.items()]
    counted += [("sealed files", len(found.files))] if found.files else []
    return ["This goes, and cannot be had back:", *(f"    {number:>9,}  {noun}" for noun, number in counted)]


def _confirm(*, yes: bool) -> None:
    """Ask on a terminal; elsewhere --yes has to be given. Raises Declined or BadFlag."""
    from ledger.cli.books import is_terminal
    from ledger.cli.refusals import BadFlag, Declined
    from ledger.cli.waiting import waiting

    if yes:
        return
    if not is_terminal():
        raise BadFlag("--yes", "nobody can be asked here", "give --yes when you are sure")
    with waiting():
        if not typer.confirm("Erase all of it?", default=False, err=True):
            raise Declined


def _clear(engine: Any, folder: Path | None) -> None:
    """Destroy the files that no row knows, and rewrite the database without what was deleted."""
    from ledger.book.backups import stored_attachments
    from ledger.book.session import session
    from ledger.store.attachments.folder import ATTACHMENTS, discard, leftovers
    from ledger.store.backup.staging import sweep
    from ledger.store.clearing import clear

    if folder is not None:
        with session(engine) as book:
            book.connection()  # the write lock: nobody is sealing a file that no row knows yet
            for left in leftovers(folder / ATTACHMENTS, stored_attachments(book)):
                discard(folder / ATTACHMENTS, left)
        sweep(folder)
    clear(engine)
