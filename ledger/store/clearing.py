"""Clearing what a database keeps of rows that were deleted: free pages, the write-ahead log, dead rows."""

from __future__ import annotations

from sqlalchemy import Engine, text


def clear(engine: Engine) -> None:
    """Rewrite the database without anything that was deleted from it.

    A folder's file is made anew page by page and its write-ahead log is emptied; deleted pages were overwritten before
    (secure_delete). On a server the tables are rewritten; its own log and its backups are out of reach.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA query_only = OFF")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            connection.execute(text("VACUUM (FULL)"))
