"""`upgrade`: an older book, brought to this version's schema."""

from __future__ import annotations

import typer


def upgrade(ctx: typer.Context) -> None:
    """Bring an older book to the schema of this version.

    Make a copy of the book's folder first. A book that is up to date stays as it is. What was written down before there
    was a log gets its leaves; what was recorded of workers before there was consent is read again when they agree.
    """
    from ledger.book.log.append import adopt
    from ledger.book.session import session
    from ledger.book.sums import rebuild
    from ledger.cli.books import key_of, place_of, visit_for
    from ledger.cli.roles import tell_missing
    from ledger.store.opening import opened, upgrade_book

    place, key = place_of(ctx), key_of(ctx)
    upgrade_book(place, key)
    with opened(place, key) as engine, session(engine, visit_for(ctx)) as book:
        adopted = adopt(book)
        rebuild(book)
        book.commit()
    if adopted:
        typer.echo(f"{adopted} rows from before the log are in it now.", err=True)
    tell_missing(place)
    typer.echo("The book has the schema of this version.", err=True)
