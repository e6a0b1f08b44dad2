"""`init`: a new, empty book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ledger.cli.books import Access
    from ledger.store.secrets import Secret

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
        _make_folder(place, access, recipient or [], no_passphrase=no_passphrase, dry_run=dry_run)
    elif not dry_run:
        from ledger.store.opening import create_on_server

        create_on_server(place)
    if dry_run:
        typer.echo("Dry run: nothing was made.", err=True)
        return
    typer.echo("The book is made and empty. What next:", err=True)
    typer.echo("    wage-ledger worker new       draw a pseudonym for a worker", err=True)
    typer.echo("    wage-ledger import FILE...   read observations or a wage sheet", err=True)
    typer.echo("    wage-ledger help             read the manual", err=True)


def _make_folder(place: object, access: Access, recipients: list[str], *, no_passphrase: bool, dry_run: bool) -> None:
    from ledger.cli.refusals import BadFlag
    from ledger.store.errors import NoKeyGiven
    from ledger.store.folder import create_folder, refuse_taken
    from ledger.store.where import FolderPlace

    assert isinstance(place, FolderPlace)
    refuse_taken(place.path)  # before anybody types a passphrase
    if no_passphrase and not recipients:
        raise BadFlag("--no-passphrase", "nobody could open the book", "give --recipient AGE_PUBLIC_KEY as well")
    passphrase = None if no_passphrase else _new_passphrase(access)
    if passphrase is None and not recipients:
        raise NoKeyGiven
    if passphrase is not None and len(passphrase.reveal()) < SHORT:
        typer.echo(f"Warning: a passphrase of fewer than {SHORT} characters can be guessed by a machine.", err=True)
        typer.echo("    Five words drawn at random are better. Nobody can open the book without it.", err=True)
    if not dry_run:
        create_folder(place.path, passphrase, recipients)


def _new_passphrase(access: Access) -> Secret | None:
    """The passphrase that was given, or one that was typed twice; None when there is nobody to ask."""
    from ledger.cli.books import given_passphrase, is_terminal
    from ledger.store.secrets import passphrase

    given = given_passphrase(access, ask=False)
    if given is not None or not is_terminal():
        return given

    def ask() -> str:
        return str(typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))

    return passphrase(ask=ask)
