"""Slots: the book's key, wrapped by `age` once for each way to open it.

`slots/passphrase.age` opens with the passphrase, every other `slots/*.age` with one X25519 identity. What is wrapped is
the key as 64 hexadecimal digits, so that the `age` and `sqlcipher` tools of others can open the book without us.
A slot is replaced by a new file that is renamed over it: after a power cut the old one or the new one is there.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyrage

from ledger.store.errors import BadRecipient, NotABook, WrongKey
from ledger.store.secrets import Key, Secret

PASSPHRASE_SLOT = "passphrase.age"


def put_passphrase(slots: Path, key: Key, passphrase: Secret) -> None:
    """Write or replace the slot that opens with the passphrase. The book itself is not touched."""
    _put(slots / PASSPHRASE_SLOT, pyrage.passphrase.encrypt(_text(key), passphrase.reveal()))


def put_recipient(slots: Path, key: Key, recipient: str) -> None:
    """Write the slot of one public key (age1...), whose owner can then open the book. Raises BadRecipient."""
    try:
        public = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise BadRecipient from None
    _put(slots / _name(recipient.strip()), pyrage.encrypt(_text(key), [public]))


def by_passphrase(slots: Path, passphrase: Secret) -> Key:
    """The key, by passphrase. Raises WrongKey, also when the book has no passphrase slot."""
    slot = slots / PASSPHRASE_SLOT
    if not slot.is_file():
        raise WrongKey
    try:
        return _key(pyrage.passphrase.decrypt(slot.read_bytes(), passphrase.reveal()))
    except pyrage.DecryptError:
        raise WrongKey from None


def by_identity(slots: Path, identity_file: Path) -> Key:
    """The key, by an age identity file (AGE-SECRET-KEY-1...). Raises WrongKey when none of its identities fits."""
    identities = list(_identities(identity_file))
    os.listdir(slots)  # glob finds nothing in a folder that it may not read
    for slot in sorted(slots.glob("*.age")):
        if slot.name == PASSPHRASE_SLOT or not identities:
            continue
        try:
            return _key(pyrage.decrypt(slot.read_bytes(), identities))
        except pyrage.DecryptError:
            continue
    raise WrongKey


def _identities(file: Path) -> Iterator[pyrage.x25519.Identity]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise WrongKey from None
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield pyrage.x25519.Identity.from_str(line.strip())
        except pyrage.IdentityError:
            raise WrongKey from None


def _name(recipient: str) -> str:
    return hashlib.sha256(recipient.encode()).hexdigest()[:12] + ".age"  # says nothing about whose key it is


def _text(key: Key) -> bytes:
    return key.reveal().hex().encode() + b"\n"


def _key(text: bytes) -> Key:
    try:
        return Key(bytes.fromhex(text.decode("ascii").strip()))
    except ValueError:
        raise NotABook from None


def _put(slot: Path, wrapped: bytes) -> None:
    handle, made = tempfile.mkstemp(prefix=f".{slot.name}.", dir=slot.parent)  # mode 0600
    new = Path(made)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(wrapped)
            file.flush()
            os.fsync(file.fileno())
        new.replace(slot)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(slot.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
