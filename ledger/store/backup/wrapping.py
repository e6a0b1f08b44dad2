"""The outer layer, when there is one: the container inside a file of `age`, for the owners of public keys alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pyrage

from ledger.store.backup.errors import DamagedBackup, NotWritten, Wrapped
from ledger.store.backup.staging import Tick, Watch, create
from ledger.store.errors import BadRecipient, WrongKey
from ledger.store.slots import identities

MAGIC = b"age-encryption.org/v1\n"


def recipients(public_keys: Sequence[str]) -> list[Any]:
    """The public keys (age1...), read. Raises BadRecipient."""
    try:
        return [pyrage.x25519.Recipient.from_str(text.strip()) for text in public_keys]
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise BadRecipient from None


def wrap(container: Path, wrapped: Path, keys: Sequence[Any], watch: Watch) -> None:
    """Write the container as a file that opens for the owners of the keys, and read it back from the disk."""
    size = container.stat().st_size
    with container.open("rb") as inner, create(wrapped) as file:
        out = _Telling(file, watch("wrapping", size))
        try:
            pyrage.encrypt_io(inner, out, keys)
        except (pyrage.EncryptError, OSError):
            raise out.trouble or NotWritten("it could not be encrypted") from None
    with wrapped.open("rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != out.digest.digest():
            raise NotWritten("the disk does not give back what was written to it")


def is_wrapped(file: IO[bytes]) -> bool:
    """True for a file of `age`. The file stands at its start afterwards."""
    start = file.read(len(MAGIC))
    file.seek(0)
    return start == MAGIC


def unwrap(outer: IO[bytes], container: Path, identity_file: Path | None, watch: Watch) -> None:
    """Write the container that is inside. Raises Wrapped when the identity does not open it, or there is none."""
    identities = [] if identity_file is None else _identities(identity_file)
    if not identities:
        raise Wrapped
    with create(container) as inner:
        out = _Telling(inner, watch("unwrapping", os.fstat(outer.fileno()).st_size))
        try:
            pyrage.decrypt_io(outer, out, identities)
        except pyrage.DecryptError:
            raise Wrapped from None
        except OSError:
            raise out.trouble or DamagedBackup() from None


def _identities(file: Path) -> list[Any]:
    try:
        return list(identities(file))
    except WrongKey:
        raise Wrapped from None


class _Telling:
    """Writes on, counts, and keeps what the system said against it: `age` itself tells no reasons apart."""

    def __init__(self, out: IO[bytes], tick: Tick) -> None:
        self.trouble: OSError | None = None
        self.digest = hashlib.sha256()
        self._out, self._tick = out, tick

    def write(self, piece: bytes) -> int:
        """Write the piece."""
        try:
            self._out.write(piece)
        except OSError as trouble:
            self.trouble = trouble
            raise
        self.digest.update(piece)
        self._tick(len(piece))
        return len(piece)

    def flush(self) -> None:
        """Leave it to the end."""
