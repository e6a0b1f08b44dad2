"""Clearing what a database keeps of rows that were deleted: free pages, the write-ahead log, dead rows."""

from __future__ import annotations

from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, text

from ledger.store.errors import NotCleared
from ledger.store.transactions import NO_ROOM, has_no_room


def clear(engine: Engine) -> None:
    """Rewrite the database without anything that was deleted from it.

    A folder's file is made anew page by page and its write-ahead log is emptied; deleted pages were overwritten before
    (secure_delete). On a server the tables are rewritten; its own log and its backups are out of reach.
    Raises NotCleared when there is no room for it, or another program has the book open.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            assert raw is not None
            _rewrite(raw)
        else:
            connection.execute(text("VACUUM (FULL)"))


def _rewrite(raw: Any) -> None:
    try:
        raw.execute("PRAGMA query_only = OFF")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.execute("VACUUM")
        ((is_busy, _, _),) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except driver.Error as failure:
        if has_no_room(failure):
            raise NotCleared(NO_ROOM) from None
        raise NotCleared("it cannot be written to, or another program is writing to it") from None
    if is_busy:  # a reader still needs the old pages, so they are still there
        raise NotCleared("another program has it open")
