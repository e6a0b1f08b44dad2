"""Checks of the database itself: rows point at rows, pages are whole, and every refusal is in place."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import ForeignKeyConstraint, text
from sqlalchemy.orm import Session

from ledger.book.check.findings import Found, is_any, refs
from ledger.book.rows import Row

# The digests of all refusals as the migrations make them; a test holds them to a fresh book.
REFUSALS = {
    "sqlite": "635d29c19ed6bc739f1d3a6c818d4112094a43918fc44cb0b0bc8ff3b09c896e",
    "postgresql": "4e5108ad909ae578a4f3ad68f705cdbec3e3813084f54596d51030f49b51a418",
}
REFUSALS_QUERY = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger') AND name NOT LIKE 'sqlite_%'"
    " AND name <> 'alembic_version'",
    "postgresql": "SELECT t.tgname, concat_ws(' ', c.relname, t.tgtype, t.tgenabled, t.tgdeferrable, t.tginitdeferred,"
    " t.tgqual IS NULL, t.tgattr, t.tgoldtable, t.tgnewtable, p.proname)"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT p.proname, concat_ws(' ', p.prosrc, array_to_string(p.proconfig, ',')) FROM pg_proc p"
    " WHERE p.pronamespace = 'public'::regnamespace AND starts_with(p.proname, 'wage_ledger_')"
    " UNION ALL SELECT c.conname, concat_ws(' ', c.contype, c.convalidated, c.condeferrable, c.condeferred)"
    " FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('c', 'f', 'u')",
}


def references(session: Session) -> Found:
    """Every reference points at a row that is there, proved by joining, not by trusting the foreign keys.

    Where one does not, SQLite says as well which of its own foreign keys are broken.
    """
    is_whole = True
    for name, table in Row.metadata.tables.items():
        key = next(iter(table.primary_key.columns)).name
        constraints = sorted(table.foreign_key_constraints, key=lambda c: list(c.column_keys))
        if len(constraints) > 1 and not is_any(session, _any_dangling(name, key, constraints)):
            continue  # one reading of the table told it
        for constraint in constraints:
            says = f"points at no {constraint.referred_table}"
            for found in refs(session, _dangling(name, key, constraint), name, says):
                is_whole = False
                yield found
    if not is_whole and session.connection().dialect.name == "sqlite":
        for row in session.connection().execute(text("PRAGMA foreign_key_check")):
            yield f"{row[0]} {row[1]}", "breaks a foreign key"


def pages(session: Session) -> Found:
    """The file is whole, as SQLite's and SQLCipher's own checks say. On PostgreSQL this is the server's care.

    The tables' CHECK rules are left to `rules`, which asks them all without trusting the file's own words for them.
    """
    if session.connection().dialect.name != "sqlite":
        return
    _settle(session)
    with _without_rules(session):
        for pragma in ("cipher_integrity_check", "integrity_check"):
            for (says,) in session.connection().execute(text(f"PRAGMA {pragma}")):
                if says != "ok":
                    yield "file book.db", f"{pragma} finds damage"


def refusals(session: Session) -> Found:
    """Every table, trigger and function is there, enabled, and word for word as the migrations made it."""
    engine = session.connection().dialect.name
    if refusals_digest(session) != REFUSALS[engine]:
        yield "schema", "a table's rule or a trigger is missing, switched off or altered"


def refusals_digest(session: Session) -> str:
    """The digest of everything in the schema that refuses."""
    found = session.connection().execute(text(REFUSALS_QUERY[session.connection().dialect.name]))
    return hashlib.sha256("\n".join(sorted(f"{name} {what}" for name, what in found)).encode()).hexdigest()


@contextlib.contextmanager
def _without_rules(session: Session) -> Iterator[None]:
    """While it lasts, the connection asks no CHECK rule; to ask them is more than half of an integrity check's time."""
    connection = session.connection()
    before = connection.scalar(text("PRAGMA ignore_check_constraints"))
    connection.execute(text("PRAGMA ignore_check_constraints = ON"))
    try:
        yield
    finally:
        connection.execute(text(f"PRAGMA ignore_check_constraints = {before}"))


def _settle(session: Session) -> None:
    """Put what is in the write-ahead log into the file, as far as that is possible now.

    A page that was half written when the power went stands whole in the log, and every reader takes it from there; the
    cipher's own check looks at the file alone, and would call a sound book damaged.
    """
    engine = session.connection().engine
    with contextlib.suppress(Exception), engine.connect() as connection:  # a book that cannot be written to stays as is
        raw = connection.execution_options(isolation_level="AUTOCOMMIT").connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _dangling(name: str, key: str, constraint: ForeignKeyConstraint) -> str:
    joined, is_dangling = _joined(constraint, "b")
    return f"SELECT a.{key} FROM {name} a {joined} WHERE {is_dangling} ORDER BY a.{key}"


def _any_dangling(name: str, key: str, constraints: Sequence[ForeignKeyConstraint]) -> str:
    joined, dangling = zip(*(_joined(each, f"b{place}") for place, each in enumerate(constraints)), strict=True)
    return f"SELECT a.{key} FROM {name} a {' '.join(joined)} WHERE {' OR '.join(f'({each})' for each in dangling)}"


def _joined(constraint: ForeignKeyConstraint, other: str) -> tuple[str, str]:
    """How the table that is pointed at is joined, and what is true where it has no such row."""
    (element,) = constraint.elements
    column, target = element.parent.name, element.column
    joined = f"LEFT JOIN {target.table.name} {other} ON {other}.{target.name} = a.{column}"
    return joined, f"a.{column} IS NOT NULL AND {other}.{target.name} IS NULL"
