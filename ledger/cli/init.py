"""`init`: a new, empty book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ledger.cli.books import Access
    from ledger.store.secrets import Key, Secret
    from ledger.store.where import FolderPlace

SHORT = 14  # characters: below this a guess is cheap for whoever has the folder


def init(
    ctx: typer.Context,
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            "--recipient",
            metavar="AGE_PUBLIC_KEY",
            help="Let the owner of this age key open the book too: age1... (repeatable).",
            show_default=False,
        ),
    ] = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Open the book with the recipients' keys alone.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the place and the keys, make nothing.")] = False,
) -> None:
    """Make a new, empty book where --book says.

    A folder is encrypted: the passphrase is asked for twice, or comes from --passphrase-file or WAGE_LEDGER_PASSPHRASE.
    It is kept nowhere. In an existing, empty PostgreSQL database the tables are made; the server keeps the keys.
    """
    from ledger.cli.books import access_of, place_of
    from ledger.store.where import FolderPlace

    place, access = place_of(ctx), access_of(ctx)
    if isinstance(place, FolderPlace):
        _make_folder(ctx, place, access, recipient or [], no_passphrase=no_passphrase, dry_run=dry_run)
    elif not dry_run:
        from ledger.cli.roles import tell_missing
        from ledger.store.opening import create_on_server

        create_on_server(place)
        tell_missing(place)
    if dry_run:
        typer.echo("Dry run: nothing was made.", err=True)
        return
    typer.echo("The book is made and empty. What next:", err=True)
    typer.echo("    wage-ledger worker new       draw a pseudonym for a worker", err=True)
    typer.echo("    wage-ledger import FILE...   read observations or a wage sheet", err=True)
    typer.echo("    wage-ledger help             read the manual", err=True)


def _make_folder(
    ctx: typer.Context,
    place: FolderPlace,
    access: Access,
    recipients: list[str],
    *,
    no_passphrase: bool,
    dry_run: bool,
) -> None:
    from ledger.cli.refusals import BadFlag
    from ledger.store.errors import NoKeyGiven
    from ledger.store.folder import canonical_key, create_folder, refuse_taken

    refuse_taken(place.path)  # before anybody types a passphrase
    if no_passphrase and not recipients:
        raise BadFlag("--no-passphrase", "nobody could open the book", "give --recipient AGE_PUBLIC_KEY as well")
    passphrase = None if no_passphrase else _passphrase(access)
    if passphrase is None and not recipients:
        raise NoKeyGiven
    public_keys = list(dict.fromkeys(map(canonical_key, recipients)))
    if passphrase is not None:
        warn_if_short(passphrase)
    if not dry_run:
        key = create_folder(place.path, passphrase, public_keys)
        _record_slots(ctx, place, key, public_keys, has_passphrase=passphrase is not None)


def _record_slots(
    ctx: typer.Context, place: FolderPlace, key: Key, public_keys: list[str], *, has_passphrase: bool
) -> None:
    """Write into the new book who opens it: a new key of the book will be wrapped for them all."""
    from ledger.book.keys import record_key_change
    from ledger.book.session import session
    from ledger.cli.books import visit_for
    from ledger.store.folder import PASSPHRASE, slot_id
    from ledger.store.opening import opened

    with opened(place, key) as engine, session(engine, visit_for(ctx)) as book:
        if has_passphrase:
            record_key_change(book, "added", PASSPHRASE)
        for public_key in public_keys:
            record_key_change(book, "added", slot_id(public_key), public_key)
        book.commit()


def _passphrase(access: Access) -> Secret | None:
    """The passphrase that was given, or one that was typed twice; None when there is nobody to ask."""
    from ledger.cli.books import given_passphrase, is_terminal

    given = given_passphrase(access, ask=False)
    return given if given is not None or not is_terminal() else ask_new()


def ask_new() -> Secret:
    """A new passphrase, typed twice."""
    from ledger.cli.books import ask_hidden
    from ledger.store.secrets import passphrase

    return passphrase(ask=lambda: ask_hidden("New passphrase", twice=True))


def warn_if_short(passphrase: Secret) -> None:
    """Say so when a machine could guess the passphrase."""
    if len(passphrase.reveal()) < SHORT:
        typer.echo(f"Warning: a passphrase of fewer than {SHORT} characters can be guessed by a machine.", err=True)
        typer.echo("    Five words drawn at random are better. Nobody can open the book without it.", err=True)
