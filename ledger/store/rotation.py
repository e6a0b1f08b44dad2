"""A new key for the book: the whole file written anew under it, and every slot with it.

It may be killed at any point, and afterwards the book opens as before: the file is under the old key or under the new
one, and until the last step every slot either holds the old key and the file is under it, or holds both. In order:

1. a copy beside the book, under the old key; then the copy under the new one; then proven, and synced to the disk;
2. both keys in every slot, the new one first;
3. the copy renamed over the book: from here the old key opens nothing;
4. the new key alone in every slot.

Running it again begins anew, under a third key, and throws away what the killed run left. Whoever kept a copy of the
old file and its key reads that copy for ever; what is written from now on they do not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from ledger.store import holding, sealed, slots
from ledger.store.errors import (
    BookInUse,
    BookLocked,
    DamagedBook,
    PassphraseNeeded,
    RotationFailed,
    UnknownSlots,
    Unreachable,
    WrongKey,
)
from ledger.store.folder import COPY, SLOTS, book_file, reaching
from ledger.store.secrets import Key, Secret
from ledger.store.transactions import is_unwritable

_TAILS = ("-journal", "-wal", "-shm")


def rotate(path: Path, key: Key, *, passphrase: Secret | None = None, public_keys: Sequence[str] = ()) -> Key:
    """Give the book a new key and return it. Every slot opens as before, and the old key opens nothing any more.

    Raises PassphraseNeeded, WrongKey or UnknownSlots when some slot could not be rewritten, BookInUse when somebody has
    the book open; then nothing was changed.
    """
    new = Key.new()
    for _ in steps(path, key, new, passphrase=passphrase, public_keys=public_keys):
        pass
    return new


def refuse_unknown(path: Path, *, passphrase: Secret | None, public_keys: Sequence[str]) -> None:
    """Raise what `rotate` would when a slot of the book could not be given a new key."""
    known = {slots.slot_of(each) for each in public_keys}
    with reaching():
        there = slots.listed(path / SLOTS)
        unknown = [each.slot for each in there if not each.is_passphrase and each.slot not in known]
        if unknown:
            raise UnknownSlots(", ".join(unknown))
        if any(each.is_passphrase for each in there):
            if passphrase is None:
                raise PassphraseNeeded
            slots.by_passphrase(path / SLOTS, passphrase)


def steps(
    path: Path, old: Key, new: Key, *, passphrase: Secret | None = None, public_keys: Sequence[str] = ()
) -> Iterator[str]:
    """The rotation, step by step: the name of each step is yielded when it is done."""
    file, copy, folder = book_file(path), path / COPY, path / SLOTS
    with reaching(), holding.alone(folder):
        refuse_unknown(path, passphrase=passphrase, public_keys=public_keys)
        there = slots.listed(folder)
        _clear(copy)
        slots.clear_strays(folder)
        yield "cleared"
        try:
            yield from _copied(file, copy, old, new)
            for each in there:
                _wrap(folder, each, [new, old], passphrase, public_keys)
                yield f"both keys in {each.slot}"
            _rename(copy, file)
        except BaseException:
            _clear(copy)
            raise
        yield "renamed"
        for each in there:
            _wrap(folder, each, [new], passphrase, public_keys)
            yield f"the new key in {each.slot}"


def _copied(file: Path, copy: Path, old: Key, new: Key) -> Iterator[str]:
    """A proven copy under the new key. The book is kept locked meanwhile, for programs that know no hold either."""
    with _naming_failures():
        book = sealed.connect(file, old, patience_ms=0)
        try:
            _take(book)
            os.close(
                os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            )  # SQLite's own would be for all to read
            book.execute("VACUUM INTO ?", (str(copy.absolute()),))
            yield "copied"
            _rekey(copy, old, new)
            yield "under the new key"
            _prove(copy, old, new, _tally(book))
        finally:
            book.close()
    _sync(copy)
    yield "proven"


def _take(book: Any) -> None:
    """Have the file alone, and everything that was committed in it: a log that is left would be played into the copy.

    Leaving WAL mode needs every other connection gone, and writes the log into the file and deletes it. The next
    program that opens the book goes back to WAL.
    """
    book.execute("PRAGMA locking_mode = EXCLUSIVE")
    book.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if book.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
        raise BookInUse
    book.execute("BEGIN EXCLUSIVE")
    book.execute("COMMIT")  # the lock stays until the connection is closed


def _rekey(copy: Path, old: Key, new: Key) -> None:
    """Encrypt every page of the copy anew. Without a journal: a copy that fails is thrown away."""
    connection = sealed.connect(copy, old)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA journal_mode = OFF")
        sealed.send_new_key(connection, new)
    finally:
        connection.close()


def _prove(copy: Path, old: Key, new: Key, wanted: list[object]) -> None:
    """Raise RotationFailed unless the copy is whole, holds what the book holds, and opens with the new key alone."""
    connection = sealed.connect(copy, new)
    try:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise RotationFailed("a page of the copy is damaged")
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise RotationFailed("the copy is damaged")
        if _tally(connection) != wanted:
            raise RotationFailed("the copy has other tables or rows")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    try:
        sealed.connect(copy, old).close()
    except WrongKey:
        return
    raise RotationFailed("the old key still opens it")


def _tally(connection: Any) -> list[object]:
    """Every table, index, view and trigger as it is written, and the number of rows in each table."""
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    tables = [str(name).replace('"', '""') for kind, name, _, _ in schema if kind == "table"]
    counts = [connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in tables]
    return [schema, counts]


def _wrap(
    folder: Path, slot: slots.Slot, keys: Sequence[Key], passphrase: Secret | None, public_keys: Sequence[str]
) -> None:
    if not slot.is_passphrase:
        (public_key,) = {each for each in map(slots.canonical, public_keys) if slots.slot_of(each) == slot.slot}
        slots.put_recipient(folder, keys, public_key)
    elif passphrase is not None:
        slots.put_passphrase(folder, keys, passphrase)


def _rename(copy: Path, file: Path) -> None:
    for each in (file, copy):
        if any(_tail(each, ending).exists() for ending in _TAILS):
            raise BookInUse  # a log beside the file would be played into the one that takes its place
    try:
        copy.replace(file)
    except PermissionError:
        if os.name == "posix":
            raise
        raise BookInUse from None  # Windows renames over no open file
    slots.sync_folder(file.parent)


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(copy: Path) -> None:
    for each in (copy, *(_tail(copy, ending) for ending in _TAILS)):
        each.unlink(missing_ok=True)


def _tail(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


@contextmanager
def _naming_failures() -> Iterator[None]:
    """What the driver complains of, as an error of this program."""
    try:
        yield
    except BookLocked:
        raise BookInUse from None
    except driver.Error as failure:
        says = str(failure)
        if "database is locked" in says:
            raise BookInUse from None
        if "full" in says:
            raise Unreachable("there is no room for a second copy of the book on its disk") from None
        if is_unwritable(says):
            raise Unreachable("it cannot be written to") from None
        if "malformed" in says or "not a database" in says:
            raise DamagedBook from None
        raise Unreachable("a second copy of the book could not be written") from None
