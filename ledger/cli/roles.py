"""`roles`: who may do what in a book on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import flags

if TYPE_CHECKING:
    from ledger.store.where import Place

MISSING = "The roles of a team are missing. A login that may make roles makes them with: wage-ledger roles --grant"


def roles(
    ctx: typer.Context,
    grant: Annotated[
        bool, typer.Option("--grant", help="Make the roles that are missing, and give all of them their rights.")
    ] = False,
    output_format: flags.OutputFormat = None,
) -> None:
    """Show the roles of a team, and whether they have their rights.

    A new book on a server has them already where whoever made it may make roles. To give a login a role is for the
    server's own tools: GRANT wage_ledger_analyst TO a_login. Ends with 1 while a role is missing or has no rights.
    """
    import json
    from dataclasses import asdict

    from ledger.cli.books import open_engine, place_of
    from ledger.cli.writing import one_of
    from ledger.store.errors import NoRoles
    from ledger.store.roles import grant_roles
    from ledger.store.roles import roles as standing
    from ledger.store.where import FolderPlace

    kind = one_of("-O", output_format or "text", ("text", "json"))
    if isinstance(place_of(ctx), FolderPlace):
        raise NoRoles
    with open_engine(ctx) as engine:
        if grant:
            grant_roles(engine)
        with engine.connect() as connection:
            found = standing(connection)
    if kind == "json":
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
    else:
        typer.echo(f"{'role':<24} {'on the server':<14} {'rights here':<12} logins")
        for each in found:
            there, rights = ("yes" if each.is_there else "no"), ("yes" if each.has_rights else "no")
            typer.echo(f"{each.role:<24} {there:<14} {rights:<12} {each.logins:>6}")
    if not all(each.has_rights for each in found):
        typer.echo(f"{MISSING}.", err=True)
        raise typer.Exit(1)


def tell_missing(place: Place) -> None:
    """Say so when a book on a server has no roles: the login that made it or upgraded it may not have been able to."""
    from ledger.store.opening import opened
    from ledger.store.roles import has_roles
    from ledger.store.where import PostgresPlace

    if isinstance(place, PostgresPlace):
        with opened(place, None) as engine:
            if not has_roles(engine):
                typer.echo(f"{MISSING}. Until then only the tables' owner can use the book.", err=True)
