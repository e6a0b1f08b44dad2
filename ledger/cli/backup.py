"""`backup` and `restore`: the whole book in one encrypted file, and the way back."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ledger.store.backup.staging import Watch
    from ledger.store.secrets import Key

DAYS = 90  # a backup that is kept longer keeps people who were erased meanwhile
THE_FILE = "The file"


def backup(
    ctx: typer.Context,
    output: Annotated[
        Path,
        typer.Option("-o", "--output-file", metavar="FILE", help="Where to write it.", rich_help_panel=THE_FILE),
    ],
    expires: Annotated[
        str | None,
        typer.Option(
            "--expires",
            metavar="DATE",
            help=f"The last day on which it may be kept. Default: {DAYS} days from now.",
            show_default=False,
            rich_help_panel=THE_FILE,
        ),
    ] = None,
    public_key: Annotated[
        list[str] | None,
        typer.Option(
            "--public-key",
            metavar="AGE_PUBLIC_KEY",
            help="Wrap the file for the owner of this age key: age1... (repeatable).",
            show_default=False,
            rich_help_panel=THE_FILE,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the place and the keys, write nothing.")] = False,
) -> None:
    """Copy the whole book into one encrypted file.

    Others may go on writing meanwhile: the file holds the book as it is at one moment, with its sealed attachments. It
    opens as the book does, and is read back and proven before the command says that it is done. The book remembers that
    there is a backup and until when, because whoever is erased later is still in it.
    """
    from ledger.cli.refusals import BadFlag
    from ledger.store.backup.making import back_up, refuse_target
    from ledger.store.backup.wrapping import recipients
    from ledger.store.folder import book_file
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace

    book, today = _folder(ctx), date.today()
    last = _last_day(expires, today)
    if str(output) == "-":
        raise BadFlag("-o", "a backup is read back, which a stream cannot be", "give the name of a file")
    recipients(public_key or [])
    book_file(book)
    refuse_target(book, output)
    unlock = _unlock(ctx)
    key = unlock(book)
    with opened(FolderPlace(book), key) as engine:
        if dry_run:
            typer.echo("Dry run: nothing was written.", err=True)
            return
        _write_down(ctx, engine, today, last)
    with _progress() as watch:
        made = back_up(
            book,
            output,
            key,
            unlock,
            made_on=today,
            expires_on=last,
            public_keys=public_key or [],
            attachments=_attachments,
            watch=watch,
        )
    typer.echo(f"The backup is made and proven: {made.size:,} bytes, {made.attachments:,} attachments.", err=True)
    typer.echo(f"    Destroy it after {last.isoformat()}. Prove it now and then: restore FILE --check", err=True)


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.", show_default=False)],
    check: Annotated[bool, typer.Option("--check", help="Prove the backup and its book, restore nothing.")] = False,
    unwrap_with: Annotated[
        Path | None,
        typer.Option(
            "--unwrap-with",
            metavar="FILE",
            help="The age key file for a backup made with --public-key. Default: that of --identity-file.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Put the book of a backup where --book says.

    Nothing may be there yet. The backup opens with the keys that the book had when it was made, and every byte of it is
    proven before the book appears, whole or not at all. A backup that has expired is refused.
    With --check every rule of the book is proved as well, in a private folder that is gone afterwards.
    """
    from ledger.cli.books import access_of
    from ledger.store.backup.restoring import refuse_other
    from ledger.store.backup.restoring import restore as put_back
    from ledger.store.folder import refuse_taken

    place, outer, today = _folder(ctx), unwrap_with or access_of(ctx).identity_file, date.today()
    if not check:
        refuse_taken(place)
    refuse_other(file)  # before anybody types a passphrase
    unlock = _unlock(ctx)
    if check:
        _check(file, unlock, today, outer)
        return
    with _progress() as watch:
        found = put_back(file, place, unlock, today=today, unwrap_with=outer, watch=watch)
    day = found.made_on.isoformat()
    typer.echo(f"The book is restored as it was on {day}. Prove it with: wage-ledger check", err=True)
    typer.echo(f"    People who were erased since {day} are in it again, and must be erased again.", err=True)


def _check(file: Path, unlock: Callable[[Path], Key], today: date, outer: Path | None) -> None:
    import tempfile

    from ledger.book.check import CHECKS
    from ledger.book.check import check as prove
    from ledger.book.session import reading
    from ledger.cli.check import tell
    from ledger.store.backup.restoring import unpacked
    from ledger.store.opening import opened, upgrade_book
    from ledger.store.where import FolderPlace

    beside = Path(tempfile.gettempdir())
    with _progress() as watch, unpacked(file, beside, unlock, today=today, unwrap_with=outer, watch=watch) as book:
        place = FolderPlace(book.folder)
        watch("checking the book", None)
        upgrade_book(place, book.key)  # an older one is proved as what it will be; the backup stays as it is
        with opened(place, book.key) as engine, reading(engine) as session:
            found = prove(session)
    typer.echo(f"The backup of {book.manifest.made_on.isoformat()} is whole and opens.", err=True)
    tell(found, len(CHECKS), "text")


def _folder(ctx: typer.Context) -> Path:
    from ledger.cli.books import place_of
    from ledger.store.backup.errors import ServerBook
    from ledger.store.where import FolderPlace

    place = place_of(ctx)
    if not isinstance(place, FolderPlace):
        raise ServerBook
    return place.path


def _unlock(ctx: typer.Context) -> Callable[[Path], Key]:
    """What opens the book, wherever its folder is. A passphrase is asked for once."""
    from ledger.cli.books import access_of, given_passphrase, refuse_two_keys
    from ledger.store.folder import unlock

    access = access_of(ctx)
    refuse_two_keys(access)
    if access.identity_file is not None:
        return functools.partial(unlock, identity=access.identity_file)
    return functools.partial(unlock, passphrase=given_passphrase(access))


def _last_day(written: str | None, today: date) -> date:
    from ledger.cli.refusals import BadFlag

    if written is None:
        return today + timedelta(days=DAYS)
    try:
        last = date.fromisoformat(written)
    except ValueError:
        raise BadFlag("--expires", "this is no day", "write it as 2026-06-30") from None
    if last < today:
        raise BadFlag("--expires", "this day is past", "give a day that is still to come")
    return last


def _write_down(ctx: typer.Context, engine: Any, made_on: date, expires_on: date) -> None:
    """Before the copy is made, so that the copy knows of itself too; a backup that then fails stays written down."""
    from ledger.book.backups import record_backup
    from ledger.book.session import session
    from ledger.cli.books import visit_for

    with session(engine, visit_for(ctx)) as book:
        record_backup(book, made_on, expires_on)
        book.commit()


def _attachments(engine: Any) -> set[str]:
    """The files of the attachments that the book knows."""
    from ledger.book.backups import stored_attachments
    from ledger.book.session import reading
    from ledger.store.attachments.folder import SEALED

    with reading(engine) as book:
        return {f"{stored}{SEALED}" for stored in stored_attachments(book)}


@contextmanager
def _progress() -> Iterator[Watch]:
    """A bar on stderr for each stage, on a terminal alone; elsewhere nothing is printed."""
    if not sys.stderr.isatty():
        yield lambda _stage, _total: lambda _n: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def watch(stage: str, total: int | None) -> Callable[[int], None]:
            for task in bar.task_ids:
                bar.remove_task(task)
            task = bar.add_task(stage, total=total)
            return lambda n: bar.advance(task, n)

        yield watch
