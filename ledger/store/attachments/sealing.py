"""Sealing a file into the book's folder and opening it again, in blocks: its size is no matter of memory.

The original is hashed while it is sealed. Nothing is written in the clear, and a file stands in the folder whole or
not at all: it is made under a temporary name, brought to the disk and renamed.
"""

from __future__ import annotations

import hmac
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from ledger.store.attachments.errors import DamagedAttachment, NoAttachment, UnwritableCopy
from ledger.store.attachments.folder import PART, new_stored, path_of, reaching, settle_folder, settle_time
from ledger.store.attachments.keys import AttachmentSecret, private, public
from ledger.store.attachments.streams import BLOCK, Measured, Poured

# Larger than any scan or bundle of papers, smaller than a film: a film shows faces, and none is kept.
MOST = 2 * 1024**3


@dataclass(frozen=True)
class Sealed:
    """A sealed file: its random id, and hash and size of the original. The hash stays inside the book."""

    stored: str
    sha256: str
    size: int


def seal(source: BinaryIO, folder: Path, public_key: str, *, most: int = MOST) -> Sealed:
    """Encrypt the source into the folder for the owner of the public key. On any failure nothing stays.

    Raises BadRecipient, TooLarge, UnreadableFile, or Unreachable when the folder cannot take it.
    """
    recipient = public(public_key)
    measured, stored = Measured(source, most), new_stored()
    with reaching():
        folder.mkdir(mode=0o700, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".", suffix=PART, dir=folder)  # mode 0600
        made = Path(part)
        try:
            with os.fdopen(handle, "wb") as target:
                _encrypt(measured, target, recipient)
                target.flush()
                settle_time(made)
                os.fsync(target.fileno())
            final = path_of(folder, stored)
            made.rename(final)
            made = final
            settle_folder(folder)
        except BaseException:
            made.unlink(missing_ok=True)
            settle_time(folder)
            raise
    return Sealed(stored, measured.sha256, measured.size)


def opened(folder: Path, stored: str, secret: AttachmentSecret, target: BinaryIO, *, sha256: str) -> None:
    """Decrypt the file into the target, after a first pass has proved it. Raises NoAttachment or DamagedAttachment.

    Until the last block has been authenticated and the hash is that of the original, the target gets nothing.
    """
    path = path_of(folder, stored)
    with reaching():
        if not path.is_file():
            raise NoAttachment
        with path.open("rb", buffering=BLOCK) as sealed:  # one handle: what was proved is what is released
            _decrypt(sealed, secret, Poured(), sha256)
            sealed.seek(0)
            _decrypt(sealed, secret, Poured(target), sha256)
        settle_time(path)  # reading it has dated it


def _encrypt(source: Measured, target: BinaryIO, recipient: pyrage.x25519.Recipient) -> None:
    poured = Poured(target)
    try:
        pyrage.encrypt_io(source, poured, [recipient])
    except Exception:
        raise source.trouble or poured.trouble or OSError from None


def _decrypt(sealed: BinaryIO, secret: AttachmentSecret, poured: Poured, sha256: str) -> None:
    try:
        pyrage.decrypt_io(sealed, poured, [private(secret)])
    except (pyrage.DecryptError, OSError):
        if isinstance(poured.trouble, OSError):
            raise UnwritableCopy(poured.trouble.strerror or "no reason given") from None
        raise poured.trouble or DamagedAttachment from None
    if not hmac.compare_digest(poured.sha256, sha256):
        raise DamagedAttachment
