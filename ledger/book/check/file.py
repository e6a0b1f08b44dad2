"""Checks of the database itself: rows point at rows, pages are whole, and every refusal is in place."""

from __future__ import annotations

import contextlib
import hashlib

from sqlalchemy import ForeignKeyConstraint, text
from sqlalchemy.orm import Session

from ledger.book.check.findings import Found, refs
from ledger.book.rows import Row

# The digests of all refusals as the migrations make them; a test holds them to a fresh book.
REFUSALS = {
    "sqlite": "3d5824f44d6044343ffdbfcf3e6d1fd135e41247043f2fb7ac463b7c3c81d96d",
    "postgresql": "497932e9e42412c6fe422b926048118feb06cb6772bffba9239e9948f82114b9",
}
REFUSALS_QUERY = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger') AND name NOT LIKE 'sqlite_%'"
    " AND name <> 'alembic_version'",
    "postgresql": "SELECT t.tgname, concat_ws(' ', c.relname, t.tgtype, t.tgenabled, t.tgdeferrable, t.tginitdeferred,"
    " p.proname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT p.proname, concat_ws(' ', p.prosrc, array_to_string(p.proconfig, ',')) FROM pg_proc p"
    " WHERE p.pronamespace = 'public'::regnamespace AND starts_with(p.proname, 'wage_ledger_')"
    " UNION ALL SELECT c.conname, concat_ws(' ', c.contype, c.convalidated, c.condeferrable, c.condeferred)"
    " FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('c', 'f', 'u')",
}


def references(session: Session) -> Found:
    """Every reference points at a row that is there, proved by joining, not by trusting the foreign keys."""
    for name, table in Row.metadata.tables.items():
        key = next(iter(table.primary_key.columns)).name
        for constraint in sorted(table.foreign_key_constraints, key=lambda c: list(c.column_keys)):
            yield from refs(
                session, _dangling(name, key, constraint), name, f"points at no {constraint.referred_table}"
            )
    if session.connection().dialect.name == "sqlite":
        for row in session.connection().execute(text("PRAGMA foreign_key_check")):
            yield f"{row[0]} {row[1]}", "breaks a foreign key"


def pages(session: Session) -> Found:
    """The file is whole, as SQLite's and SQLCipher's own checks say. On PostgreSQL this is the server's care."""
    if session.connection().dialect.name != "sqlite":
        return
    _settle(session)
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
    (element,) = constraint.elements
    column, target = element.parent.name, element.column
    return (
        f"SELECT a.{key} FROM {name} a LEFT JOIN {target.table.name} b ON b.{target.name} = a.{column}"
        f" WHERE a.{column} IS NOT NULL AND b.{target.name} IS NULL ORDER BY a.{key}"
    )
