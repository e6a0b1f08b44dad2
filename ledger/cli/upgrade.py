"""`upgrade`: an older book, brought to this version's schema."""

from __future__ import annotations

import typer


def upgrade(ctx: typer.Context) -> None:
    """Bring an older book to the schema of this version.

    Make a copy of the book first. A book that is up to date stays as it is.
    """
    from ledger.cli.books import key_of, place_of
    from ledger.store.opening import upgrade_book

    place = place_of(ctx)
    upgrade_book(place, key_of(ctx))
    typer.echo("The book has the schema of this version.", err=True)
