"""The sealed file: connections to `book.db` that are keyed before anything else, or not made at all.

SQLCipher writes plain text when nobody gives it a key, and a plain SQLite library ignores `PRAGMA key`. So a connection
is handed out only after the library has said that it is SQLCipher and that a cipher is in use, and the file has been
read under the key. There is no way to an engine here without a `Key`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, QueuePool, create_engine, event

from ledger.store.errors import BookLocked, DamagedBook, NotABook, NotEncrypted, Unreachable, WrongKey
from ledger.store.secrets import Key
from ledger.store.transactions import NO_ROOM, begin_as_asked, has_no_room, is_unwritable, name_failures

PATIENCE_MS = 5000
PRAGMAS: dict[str, str] = {
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # without it INSERT OR REPLACE deletes rows behind the triggers' back
    "secure_delete": "ON",
    "cache_size": "-65536",  # 64 MiB: pages that leave the cache are encrypted, and decrypted when they come back
    "temp_store": "MEMORY",  # sorting must not spill plain text into a temporary file
    "journal_mode": "WAL",
    "synchronous": "FULL",
}


def sealed_engine(file: Path, key: Key, *, patience_ms: int = PATIENCE_MS) -> Engine:
    """An engine on an existing encrypted file. `patience_ms` is how long a writer waits for another one."""
    if not isinstance(key, Key):
        raise NotEncrypted
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(file, key, patience_ms=patience_ms),
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", begin_as_asked)
    event.listen(engine, "handle_error", name_failures)
    return engine


def connect(file: Path, key: Key, *, patience_ms: int = PATIENCE_MS, mode: str = "rw") -> Any:
    """One keyed and proven connection. `mode` is rw, or rwc to make the file."""
    if _is_plain(file):
        raise NotEncrypted
    try:
        connection = driver.connect(
            f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
    except driver.Error:
        raise NotABook from None
    try:
        _send_key(connection, key)
        connection.execute(f"PRAGMA busy_timeout = {int(patience_ms)}")
        _prove(connection)
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
    except BaseException:
        connection.close()
        raise
    return connection


def _send_key(connection: Any, key: Key) -> None:
    connection.execute(f"PRAGMA key = \"x'{key.reveal().hex()}'\"")


def send_new_key(connection: Any, key: Key) -> None:
    """Encrypt the file anew under another key. It has to be the only connection to it."""
    connection.execute(f"PRAGMA rekey = \"x'{key.reveal().hex()}'\"")


def _prove(connection: Any) -> None:
    """Refuse a library that is no SQLCipher, a connection without a cipher, and a key that does not fit."""
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise NotEncrypted
    if connection.execute("PRAGMA cipher_status").fetchone() != ("1",):
        raise NotEncrypted
    connection.execute("PRAGMA cipher_log_level = NONE")  # it writes to stderr on a wrong key
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.DatabaseError as failure:
        if "not a database" in str(failure):
            raise WrongKey from None
        if is_unwritable(str(failure)):
            raise Unreachable("it cannot be written to") from None
        if has_no_room(failure):
            raise Unreachable(NO_ROOM) from None
        if "database is locked" in str(failure):
            raise BookLocked from None
        raise DamagedBook from None


def _is_plain(file: Path) -> bool:
    """True when the file can be read without a key.

    SQLite is asked, because whoever closes a descriptor of their own on the file takes away the POSIX locks of every
    connection that this program has on it. Immutable: nothing is written beside the file, and no lock is waited for.
    """
    try:
        if file.stat().st_size == 0:  # a book that is being made
            return False
        keyless = driver.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except (OSError, driver.Error):
        return False
    try:
        keyless.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.Error:
        return False
    finally:
        keyless.close()
    return True
