"""A book on a PostgreSQL server. The password comes from PGPASSWORD or the pgpass file, never from the address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError

from ledger.store.errors import (
    BadPlace,
    BookLocked,
    ChangedMeanwhile,
    NoServer,
    NotAllowed,
    PasswordInUrl,
    UntrustedServer,
)
from ledger.store.tls import distrust, encryption
from ledger.store.transactions import name_failures
from ledger.store.where import PostgresPlace
from ledger.values.errors import LedgerError


def server_engine(place: PostgresPlace) -> Engine:
    """An engine on the database. Nothing is sent before the first use."""
    try:
        url = make_url(place.url)
        if url.password is not None:
            raise PasswordInUrl
        engine = create_engine(url, hide_parameters=True, connect_args=encryption(url))
    except (ImportError, ArgumentError, ValueError):  # no driver, or no address as SQLAlchemy reads one
        raise BadPlace from None
    event.listen(engine, "connect", _settle)
    event.listen(engine, "handle_error", _name_connecting)
    event.listen(engine, "handle_error", name_failures)
    event.listen(engine, "handle_error", _name_refusals)
    event.listen(engine, "handle_error", _say_no_values)
    return engine


def _settle(connection: Any, _record: object) -> None:
    """The book's tables come before a stranger's temporary ones of the same name; a lock is not waited for for ever.

    A login that may not read the tables of workers finds what it may see of them under the same names.
    """
    with connection.cursor() as cursor:
        is_reader = cursor.execute(_IS_READER).fetchone()[0]
        cursor.execute(f"SET search_path = {'wage_ledger_reader, ' if is_reader else ''}public, pg_temp")
        cursor.execute("SET lock_timeout = '5s'")
    connection.commit()


_IS_READER = """
    SELECT EXISTS (
        SELECT FROM pg_catalog.pg_namespace
        WHERE nspname = 'wage_ledger_reader' AND pg_catalog.has_schema_privilege(oid, 'USAGE')
    ) AND NOT pg_catalog.has_table_privilege(pg_catalog.to_regclass('public.subject'), 'SELECT')
"""


def _name_connecting(context: ExceptionContext) -> None:
    if context.connection is None:
        why = distrust(str(context.original_exception))
        if why is not None:
            raise UntrustedServer(why) from None
        raise NoServer from None


def _name_refusals(context: ExceptionContext) -> None:
    named = _NAMED.get(str(getattr(context.original_exception, "sqlstate", None)))
    if named is not None:
        raise named from None


def lost_to_another(trouble: DBAPIError) -> LedgerError | None:
    """What an error that ends a writer's session says of other writers; None when it says nothing of them.

    A rule of the tables that refuses the second of two is theirs to tell; so is a row that an erasure took away.
    """
    state = str(getattr(trouble.orig, "sqlstate", None))
    named = _NAMED.get(state) or {"23505": ChangedMeanwhile, "23503": ChangedMeanwhile}.get(state)
    return None if named is None else named()


# SQLSTATE: serialization failure, deadlock, lock not available (all undone, and none is the book's fault); no right.
_NAMED: dict[str, type[LedgerError]] = {
    "40001": BookLocked,
    "40P01": BookLocked,
    "55P03": BookLocked,
    "42501": NotAllowed,
}


def without_values(trouble: BaseException) -> str:
    """What the server complains of, its first line, which names the rule: the others quote the failing row."""
    state = str(getattr(trouble, "sqlstate", None))
    says = f"bad value, SQLSTATE {state}" if state.startswith("22") else str(trouble).partition("\n")[0]
    trouble.args = (says,)
    return says


def _say_no_values(context: ExceptionContext) -> None:
    says = without_values(context.original_exception)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(context.original_exception).__name__}) {says}",)
