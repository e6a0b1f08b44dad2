"""Making a backup: a copy of the book, packed into one file that appears whole, read back and proven, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ledger.store.backup import wrapping
from ledger.store.backup.container import expect_end, pour, take_manifest, write_container
from ledger.store.backup.copying import Known, Unlock, copy_book
from ledger.store.backup.errors import BackupExists, BackupInBook, DamagedBackup, NotWritten
from ledger.store.backup.manifest import Manifest, describe, prove, read_manifest, seal, to_bytes
from ledger.store.backup.staging import Tick, Watch, create, staged, unwatched
from ledger.store.secrets import Key
from ledger.store.slots import sync_folder


def back_up(
    book: Path,
    target: Path,
    key: Key,
    unlock: Unlock,
    *,
    made_on: date,
    expires_on: date,
    public_keys: Sequence[str] = (),
    attachments: Known | None = None,
    watch: Watch = unwatched,
) -> Manifest:
    """Write one file from which the book can be restored, as it is at one moment, and say what is in it.

    With public keys the file opens for their owners alone. `attachments` tells which sealed attachments the book knows;
    without it all that are in its folder are taken.
    """
    recipients = wrapping.recipients(public_keys)
    refuse_target(book, target)
    with _writing(), staged(book) as work, staged(target.parent) as beside:
        watch("copying", None)
        schema = copy_book(book, work / "copy", key, unlock, attachments)
        manifest = Manifest(made_on, expires_on, schema, describe(work / "copy"))
        container = (work if recipients else beside) / "container"
        _pack(manifest, work / "copy", key, container, watch("writing", manifest.size))
        _read_back(container, manifest, key, watch("reading back", manifest.size))
        if recipients:
            wrapping.wrap(container, beside / "wrapped", recipients, watch)
        _appear(beside / "wrapped" if recipients else container, target)
    return manifest


def refuse_target(book: Path, target: Path) -> None:
    """Raise BackupExists or BackupInBook for a place where no backup may go, NotWritten for one where none can."""
    with _writing():
        if target.is_symlink() or target.exists():
            raise BackupExists
        folder = target.parent.resolve(strict=True)
        if folder.is_relative_to(book.resolve()):
            raise BackupInBook
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextmanager
def _writing() -> Iterator[None]:
    """What the system refuses is told with its reason, and without the path."""
    try:
        yield
    except OSError as trouble:
        raise NotWritten((trouble.strerror or "no reason given").lower()) from None


def _pack(manifest: Manifest, copy: Path, key: Key, container: Path, tick: Tick) -> None:
    written = to_bytes(manifest)
    with create(container) as out:
        write_container(out, written, seal(written, key), copy, manifest.members, tick)


def _read_back(container: Path, manifest: Manifest, key: Key, tick: Tick) -> None:
    """Raise NotWritten unless the disk gives back what was written, proof and all."""
    try:
        with container.open("rb") as file:
            written, proof = take_manifest(file)
            prove(written, proof, key)
            if read_manifest(written) != manifest:
                raise DamagedBackup
            for member in manifest.members:
                pour(file, member, None, tick)
            expect_end(file)
    except DamagedBackup:
        raise NotWritten("the disk does not give back what was written to it") from None


def _appear(made: Path, target: Path) -> None:
    """Give the file its name, unless something has got it meanwhile."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise BackupExists from None
    except OSError:  # a file system on which a file has one name
        if target.exists():
            raise BackupExists from None
        made.rename(target)
    sync_folder(target.parent)
