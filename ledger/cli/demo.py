"""`demo`: the first honest answer, from the observations that ship with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PASSPHRASE = "published figures only"  # nothing in the demonstration is secret, so neither is this


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the demonstration.")] = Path("demo"),
) -> None:
    """Make an encrypted book of shipped observations, and print the report.

    Every figure in it was published, and the book is checked. Running it again uses the book that is there.
    """
    from contextlib import nullcontext
    from datetime import date
    from importlib.resources import as_file

    from ledger.book import check
    from ledger.book.session import reading, session
    from ledger.cli.importing import progress, summary
    from ledger.cli.report.pools import build
    from ledger.data import observations
    from ledger.intake.everything import land_all, read_all
    from ledger.publish.asked import Asked
    from ledger.publish.output import look_of
    from ledger.publish.skim_text import skim_text
    from ledger.store.folder import create_folder, unlock
    from ledger.store.opening import opened
    from ledger.store.secrets import Secret
    from ledger.store.where import FolderPlace

    book, passphrase = folder / "book", Secret(PASSPHRASE)
    note = folder / "passphrase.txt"
    if book.exists():
        key = unlock(book, passphrase=passphrase)
        typer.echo(f"Using the encrypted book {book}.", err=True)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        key = create_folder(book, passphrase)
        typer.echo(f"Made an encrypted book: {book}.", err=True)
    note.write_text(PASSPHRASE + "\n", encoding="utf-8")
    with opened(FolderPlace(book), key) as engine:
        source = observations()
        with as_file(source) if not isinstance(source, Path) else nullcontext(source) as path:
            batch = read_all([path])
        with session(engine) as writing, progress(batch.rows) as tick:
            landed = land_all(writing, batch, today=date.today(), tick=tick)
            writing.commit()
        for line in summary(landed, is_dry=False):
            typer.echo(line, err=True)
        with reading(engine) as seen:
            findings = check.check(seen)
            report = build(seen, Asked())
    for finding in findings:
        typer.echo(f"{finding.check}: {finding.ref}: {finding.says}", err=True)
    if findings:
        raise typer.Exit(1)
    typer.echo(f"Checked it: {len(check.CHECKS)} checks, nothing found.\n", err=True)
    typer.echo(skim_text(report, Asked(), look=look_of("auto", None)), nl=False)
    command = f"wage-ledger --book {book} --passphrase-file {note}"
    typer.echo(
        "\nNext, with .venv/bin/wage-ledger, or wage-ledger after an installation:\n"
        f"  {command} report skim --by country\n"
        f"  {command} report flow\n"
        f"  {command} trace cz-garment-2000\n"
        "  wage-ledger help first-day",
        err=True,
    )
