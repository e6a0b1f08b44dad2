"""How transactions begin, and what a driver's complaint means.

The SQLite driver is set to leave transactions alone (isolation_level None) and every one begins here, explicitly, so
that tables and savepoints are part of them. A writer takes the write lock at once: of two writers one waits, none is
thrown out half-way. A reader (see `reading_options`) sees one moment of the book and cannot write.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import ExceptionContext

from ledger.store.errors import BookLocked, DamagedBook, Unreachable

READS = "wage_ledger_reads"
NO_ROOM = "there is no room on its disk, or it cannot be written to"
# What SQLite calls a write that failed. All are "disk I/O error" by their text, as is a read of damaged bytes.
_UNWRITTEN = {f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "TRUNCATE", "SHMSIZE", "SHMOPEN", "SHMMAP")}


def begin_as_asked(connection: Connection) -> None:
    """Begin a SQLite transaction: immediate for a writer, query-only for a reader.

    A commit that a deferred rule refused leaves its transaction open, and the pool would hand it to the next user.
    """
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        connection.exec_driver_sql("ROLLBACK")
    if connection.get_execution_options().get(READS, False):
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def name_failures(context: ExceptionContext) -> None:
    """Turn a driver's complaint about the book as a whole into its own error."""
    says = str(context.original_exception)
    if "database is locked" in says or "lock timeout" in says:
        raise BookLocked from None
    is_reader = context.connection is not None and context.connection.get_execution_options().get(READS, False)
    if is_unwritable(says) and not is_reader:
        raise Unreachable("it cannot be written to") from None
    if has_no_room(context.original_exception):
        raise Unreachable(NO_ROOM) from None
    if any(sign in says for sign in ("malformed", "disk I/O error", "not a database")):
        raise DamagedBook from None


def is_unwritable(says: str) -> bool:
    """True for SQLite's words for a file or a folder that it may not write; readers, too, keep a log there."""
    return "readonly database" in says or "unable to open database file" in says


def has_no_room(failure: BaseException) -> bool:
    """True when SQLite could not write: the disk or a quota is full. Readers need room as well, for shared memory."""
    return "disk is full" in str(failure) or getattr(failure, "sqlite_errorname", None) in _UNWRITTEN


def one_writer(connection: Connection) -> None:
    """Wait, on a server, until nobody else is at the end of the log, and keep it until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7239061)"))


def one_at_a_time(connection: Connection, *what: object) -> None:
    """Wait, on a server, until nobody else is writing down the same thing; what they wrote is then seen.

    For where no unique constraint does it, or it would say so too late. Things share few locks, because one transaction
    may hold no more than some thousands. A file has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        place = hashlib.sha256(repr(what).encode()).digest()[0]
        connection.execute(text("SELECT pg_advisory_xact_lock(7239061, CAST(:place AS integer))"), {"place": place})


def reading_options(engine: Engine) -> dict[str, Any]:
    """The execution options of a reader: one moment of the book, and no writing."""
    if engine.dialect.name == "sqlite":
        return {READS: True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
