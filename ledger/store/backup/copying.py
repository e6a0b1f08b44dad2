"""A copy of a book while others go on writing to it: one moment of its database, with its slots and attachments."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine

from ledger.store import holding, sealed
from ledger.store.backup.errors import MissingAttachment, NotWritten
from ledger.store.backup.manifest import ATTACHMENT_NAME, ATTACHMENTS, SLOT_NAME, TRIAL
from ledger.store.errors import DamagedBook, NotABook
from ledger.store.folder import FILE, SLOTS, book_file
from ledger.store.schema import schema
from ledger.store.secrets import Key

Unlock = Callable[[Path], Key]  # the key of the book in a folder, by whatever the user gave
Known = Callable[[Engine], set[str]]  # the file names of the attachments that a book knows


def copy_book(book: Path, copy: Path, key: Key, unlock: Unlock, known: Known | None) -> str:
    """Make `copy` a book that opens as the book does, with the attachments that it knows, and return its schema.

    Nobody changes the key meanwhile. The attachments are held on to before and after the moment of the copy: one that
    is erased or added about then is neither missed nor kept wrongly.
    """
    copy.mkdir(mode=0o700)
    with holding.shared(book / SLOTS):
        _copy_slots(book / SLOTS, copy / SLOTS)
        _hold_attachments(book / ATTACHMENTS, copy / ATTACHMENTS)
        _copy_database(book_file(book), copy / FILE, key)
        _hold_attachments(book / ATTACHMENTS, copy / ATTACHMENTS)
    _make_trial(copy / TRIAL, key)
    engine = sealed.sealed_engine(copy / FILE, unlock(copy))
    try:
        with engine.connect() as connection:
            found = schema(connection)
        wanted = None if known is None else known(engine)
    finally:
        engine.dispose()
    if found is None:
        raise NotABook
    if wanted is not None:
        _keep(copy / ATTACHMENTS, wanted)
    return found


def _copy_slots(slots: Path, copy: Path) -> None:
    copy.mkdir(mode=0o700)
    for slot in slots.iterdir():
        if SLOT_NAME.fullmatch(f"{SLOTS}/{slot.name}"):
            shutil.copyfile(slot, copy / slot.name)


def _hold_attachments(attachments: Path, copy: Path) -> None:
    """A sealed attachment is never rewritten, so that a second name of the file is enough."""
    copy.mkdir(mode=0o700, exist_ok=True)
    if not attachments.is_dir():
        return
    for there in attachments.iterdir():
        here = copy / there.name
        if ATTACHMENT_NAME.fullmatch(f"{ATTACHMENTS}/{there.name}") and not here.exists():
            with contextlib.suppress(FileNotFoundError):  # erased in this moment: the book will say whether it knows it
                _hold(there, here)


def _hold(there: Path, here: Path) -> None:
    try:
        os.link(there, here)
    except FileNotFoundError:
        raise
    except OSError:  # a file system on which a file has one name
        shutil.copyfile(there, here)


def _copy_database(file: Path, copy: Path, key: Key) -> None:
    """One moment of the database under the same key, without what was deleted from it. No writer waits for it."""
    _create_empty(copy)
    connection = sealed.connect(file, key)
    try:
        connection.execute("VACUUM INTO ?", (str(copy.absolute()),))
    except driver.Error as failure:
        if any(sign in str(failure) for sign in ("malformed", "not a database")):
            raise DamagedBook from None
        raise NotWritten("there is no room for a copy of the database beside it, or it cannot be written") from None
    finally:
        connection.close()


def _make_trial(file: Path, key: Key) -> None:
    _create_empty(file)
    connection = sealed.connect(file, key)
    try:
        connection.execute("PRAGMA user_version = 1")
    finally:
        connection.close()


def _create_empty(file: Path) -> None:
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _keep(attachments: Path, wanted: set[str]) -> None:
    there = {file.name for file in attachments.iterdir()}
    if wanted - there:
        raise MissingAttachment(len(wanted - there))
    for name in there - wanted:
        (attachments / name).unlink()
