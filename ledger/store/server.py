"""A book on a PostgreSQL server. The password comes from PGPASSWORD or the pgpass file, never from the address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from ledger.store.errors import BadPlace, NoServer, PasswordInUrl
from ledger.store.transactions import name_failures
from ledger.store.where import PostgresPlace


def server_engine(place: PostgresPlace) -> Engine:
    """An engine on the database. Nothing is sent before the first use."""
    try:
        url = make_url(place.url)
        if url.password is not None:
            raise PasswordInUrl
        engine = create_engine(url, hide_parameters=True)
    except (ImportError, ArgumentError, ValueError):  # no driver, or no address as SQLAlchemy reads one
        raise BadPlace from None
    event.listen(engine, "connect", _settle)
    event.listen(engine, "handle_error", _name_connecting)
    event.listen(engine, "handle_error", name_failures)
    event.listen(engine, "handle_error", _say_no_values)
    return engine


def _settle(connection: Any, _record: object) -> None:
    """The book's tables come before a stranger's temporary ones of the same name; a lock is not waited for for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = public, pg_temp")
        cursor.execute("SET lock_timeout = '5s'")
    connection.commit()


def _name_connecting(context: ExceptionContext) -> None:
    if context.connection is None:
        raise NoServer from None


def _say_no_values(context: ExceptionContext) -> None:
    """The server's complaints quote the failing row and its keys: keep their first line, which names the rule."""
    original = context.original_exception
    state = str(getattr(original, "sqlstate", None))
    says = f"bad value, SQLSTATE {state}" if state.startswith("22") else str(original).partition("\n")[0]
    original.args = (says,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(original).__name__}) {says}",)
