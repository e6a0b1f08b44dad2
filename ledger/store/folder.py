"""A book as a folder: `book.db` under a random key, and `slots/` in which that key is wrapped."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger.store import holding, sealed, slots
from ledger.store.errors import (
    BookExists,
    LastSlot,
    NoBook,
    NoKeyGiven,
    NoSlot,
    NotABook,
    SlotTaken,
    Unreachable,
    WrongKey,
)
from ledger.store.schema import upgrade
from ledger.store.secrets import Key, Secret

FILE = "book.db"
SLOTS = "slots"
PASSPHRASE = slots.PASSPHRASE
COPY = "book.db.new"  # the book under its next key, until it is proven and renamed (see rotation.py)


def create_folder(path: Path, passphrase: Secret | None, recipients: Sequence[str] = ()) -> Key:
    """Make a new, empty book at `path`, which must not exist or be an empty folder, and return its key.

    It is made beside its place and renamed into it, so it appears whole or not at all.
    """
    if passphrase is None and not recipients:
        raise NoKeyGiven
    refuse_taken(path)
    with reaching():
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
    with reaching():
        if path.is_symlink() or (path.exists() and not (path.is_dir() and not any(path.iterdir()))):
            raise BookExists


def book_file(path: Path) -> Path:
    """The encrypted file in the folder. Raises NoBook when there is no such path, NotABook when it is no book."""
    with reaching():
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
    with reaching():
        if identity is not None:
            return _fitting(path, slots.by_identity(path / SLOTS, identity))
        if passphrase is not None:
            return _fitting(path, slots.by_passphrase(path / SLOTS, passphrase))
    raise NoKeyGiven


def slots_of(path: Path) -> tuple[slots.Slot, ...]:
    """The ways to open the book, the passphrase first. No key is needed to see them: whoever has the folder does."""
    book_file(path)
    with reaching():
        return slots.listed(path / SLOTS)


def canonical_key(text: str) -> str:
    """A public key as `age` spells it. Raises BadRecipient."""
    return slots.canonical(text)


def slot_id(public_key: str) -> str:
    """The short id of the slot that belongs to a public key, whether it is there or not. Raises BadRecipient."""
    return slots.slot_of(public_key)


def slot_called(path: Path, text: str) -> slots.Slot:
    """The slot by its short id, by the word passphrase, or by its public key. Raises NoSlot or BadRecipient."""
    wanted = slots.slot_of(text) if text.strip().lower().startswith("age1") else text.strip()
    for each in slots_of(path):
        if each.slot == wanted:
            return each
    raise NoSlot


def is_rotating(path: Path) -> bool:
    """True when a change of the key is under way or was killed: a copy was left, or a slot holds two keys."""
    return (path / COPY).exists() or any(each.held > 1 for each in slots_of(path))


def set_passphrase(path: Path, key: Key, passphrase: Secret) -> None:
    """Let the book open with a passphrase. Raises SlotTaken when it has one."""
    if any(each.is_passphrase for each in slots_of(path)):
        raise SlotTaken
    change_passphrase(path, key, passphrase)


def change_passphrase(path: Path, key: Key, passphrase: Secret) -> None:
    """Replace the passphrase. It rewrites one slot; the old passphrase still opens copies of the old slot."""
    with reaching(), holding.shared(path / SLOTS):
        prove_key(path, key)
        slots.put_passphrase(path / SLOTS, [key], passphrase)


def add_recipient(path: Path, key: Key, recipient: str) -> None:
    """Let the owner of one more public key open the book."""
    with reaching(), holding.shared(path / SLOTS):
        prove_key(path, key)
        slots.put_recipient(path / SLOTS, [key], recipient)


def remove_slot(path: Path, key: Key, slot: str) -> None:
    """Take one way to open the book away; copies of the slot still open it. Raises NoSlot, and LastSlot for the last.

    The key proves that who removes it could open the book: without one, a folder is only shut, never opened.
    """
    with reaching(), holding.shared(path / SLOTS):
        prove_key(path, key)
        refuse_last(path, slot)
        slots.take_away(path / SLOTS, slot)


def refuse_last(path: Path, slot: str) -> None:
    """Raise NoSlot when there is no such slot, LastSlot when there is no other one."""
    there = {each.slot for each in slots_of(path)}
    if slot not in there:
        raise NoSlot
    if there == {slot}:
        raise LastSlot


def prove_key(path: Path, key: Key) -> None:
    """Raise WrongKey when the key is not the book's."""
    sealed.connect(book_file(path), key).close()


@contextmanager
def reaching() -> Iterator[None]:
    """What the system refuses is told with its reason, and without the path."""
    try:
        yield
    except OSError as trouble:
        raise Unreachable(trouble.strerror or "no reason given") from None


def _fitting(path: Path, keys: tuple[Key, ...]) -> Key:
    """The key that opens the file. A slot holds two only while a rotation is unfinished, and either may be it."""
    if len(keys) == 1:
        return keys[0]
    with holding.shared(path / SLOTS):
        for key in keys:
            try:
                prove_key(path, key)
            except WrongKey:
                continue
            return key
    raise WrongKey


def _fill(folder: Path, passphrase: Secret | None, recipients: Sequence[str]) -> Key:
    key = Key.new()
    (folder / SLOTS).mkdir(mode=0o700)
    for recipient in recipients:
        slots.put_recipient(folder / SLOTS, [key], recipient)
    if passphrase is not None:
        slots.put_passphrase(folder / SLOTS, [key], passphrase)
    os.close(os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    engine = sealed.sealed_engine(folder / FILE, key)
    try:
        upgrade(engine)
    finally:
        engine.dispose()
    return key
