"""A book as a folder: `book.db` under a random key, and `slots/` in which that key is wrapped."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger.store import sealed, slots
from ledger.store.errors import BookExists, NoBook, NoKeyGiven, NotABook, Unreachable
from ledger.store.schema import upgrade
from ledger.store.secrets import Key, Secret

FILE = "book.db"
SLOTS = "slots"


def create_folder(path: Path, passphrase: Secret | None, recipients: Sequence[str] = ()) -> Key:
    """Make a new, empty book at `path`, which must not exist or be an empty folder, and return its key.

    It is made beside its place and renamed into it, so it appears whole or not at all.
    """
    if passphrase is None and not recipients:
        raise NoKeyGiven
    refuse_taken(path)
    with _reaching():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))  # mode 0700
        try:
            key = _fill(making, passphrase, recipients)
            if path.exists():
                path.rmdir()
            making.rename(path)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        slots.sync_folder(path.parent)
    return key


def refuse_taken(path: Path) -> None:
    """Raise BookExists when something other than an empty folder is at the path, Unreachable when nobody can tell."""
    with _reaching():
        if path.is_symlink() or (path.exists() and not (path.is_dir() and not any(path.iterdir()))):
            raise BookExists


def book_file(path: Path) -> Path:
    """The encrypted file in the folder. Raises NoBook when there is no such path, NotABook when it is no book."""
    with _reaching():
        if not path.exists():
            raise NoBook
        file = path / FILE
        if not file.is_file() or not (path / SLOTS).is_dir() or file.stat().st_size == 0:
            raise NotABook
        if not os.access(file, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return file


def unlock(path: Path, *, passphrase: Secret | None = None, identity: Path | None = None) -> Key:
    """The key of the book, by its passphrase or by an age identity file. Raises NoKeyGiven or WrongKey."""
    book_file(path)
    with _reaching():
        if identity is not None:
            return slots.by_identity(path / SLOTS, identity)
        if passphrase is not None:
            return slots.by_passphrase(path / SLOTS, passphrase)
    raise NoKeyGiven


def change_passphrase(path: Path, key: Key, passphrase: Secret) -> None:
    """Replace the passphrase. It rewrites one slot; the old passphrase still opens copies of the old slot."""
    _prove_key(path, key)
    slots.put_passphrase(path / SLOTS, key, passphrase)


def add_recipient(path: Path, key: Key, recipient: str) -> None:
    """Let the owner of one more public key open the book."""
    _prove_key(path, key)
    slots.put_recipient(path / SLOTS, key, recipient)


@contextmanager
def _reaching() -> Iterator[None]:
    """What the system refuses is told with its reason, and without the path."""
    try:
        yield
    except OSError as trouble:
        raise Unreachable(trouble.strerror or "no reason given") from None


def _prove_key(path: Path, key: Key) -> None:
    sealed.connect(book_file(path), key).close()


def _fill(folder: Path, passphrase: Secret | None, recipients: Sequence[str]) -> Key:
    key = Key.new()
    (folder / SLOTS).mkdir(mode=0o700)
    for recipient in recipients:
        slots.put_recipient(folder / SLOTS, key, recipient)
    if passphrase is not None:
        slots.put_passphrase(folder / SLOTS, key, passphrase)
    os.close(os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    engine = sealed.sealed_engine(folder / FILE, key)
    try:
        upgrade(engine)
    finally:
        engine.dispose()
    return key
