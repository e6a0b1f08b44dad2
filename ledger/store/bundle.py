"""An export for the owners of public keys: a tar inside a file of `age`, written part by part, never in the clear."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyrage

from ledger.store.errors import BadRecipient, Unreachable
from ledger.store.slots import sync_folder

_EVERY_DAY = 946_684_800  # 2000-01-01, the date of every part


def write_bundle(parts: Iterable[tuple[str, bytes]], target: Path, public_keys: Sequence[str]) -> None:
    """Write the parts (name, content) for these keys alone. A file appears whole or not at all, mode 0600.

    Raises BadRecipient, and Unreachable when a file is there already or the system refuses.
    """
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key.strip()) for key in public_keys]
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise BadRecipient from None
    making = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            pyrage.encrypt_io(_Blocks(_tar(parts)), file, recipients)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            raise FileExistsError(17, "there is a file of this name already")
        making.rename(target)
        sync_folder(target.parent)
    except (OSError, pyrage.EncryptError) as trouble:
        raise Unreachable(getattr(trouble, "strerror", None) or "it could not be written") from None
    finally:
        making.unlink(missing_ok=True)


def _tar(parts: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The blocks of a tar of these parts."""
    for name, content in parts:
        head = tarfile.TarInfo(name)
        head.size, head.mtime, head.mode = len(content), _EVERY_DAY, 0o600
        yield head.tobuf(tarfile.PAX_FORMAT)
        yield content
        yield bytes(-len(content) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


class _Blocks(io.RawIOBase):
    """A stream to read from, made of blocks as they come."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end."""
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._left = memoryview(block)
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return bytes(taken)
