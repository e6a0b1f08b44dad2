"""The way back: a backup is proven before anything of it is put down, and the book appears whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from ledger.store import sealed
from ledger.store.attachments.folder import settle_time
from ledger.store.backup import wrapping
from ledger.store.backup.container import expect_end, pour, take, take_manifest
from ledger.store.backup.copying import Unlock
from ledger.store.backup.errors import ExpiredBackup, NotRead
from ledger.store.backup.manifest import ATTACHMENTS, TRIAL, Manifest, Member, prove, read_manifest
from ledger.store.backup.staging import Tick, Watch, create, staged, unwatched
from ledger.store.errors import NewerSchema
from ledger.store.folder import FILE, SLOTS, refuse_taken
from ledger.store.schema import HEAD
from ledger.store.secrets import Key
from ledger.store.slots import sync_folder


def refuse_other(file: Path) -> None:
    """Raise NotABackup for a file that does not begin as a backup does, NotRead for one that cannot be read."""
    with _reading(), file.open("rb") as opened:
        if not wrapping.is_wrapped(opened):
            take_manifest(opened)


@dataclass(frozen=True)
class Unpacked:
    """The book of a backup, in a private folder that is gone after the block."""

    folder: Path
    key: Key
    manifest: Manifest


def restore(
    file: Path,
    place: Path,
    unlock: Unlock,
    *,
    today: date,
    unwrap_with: Path | None = None,
    watch: Watch = unwatched,
) -> Manifest:
    """Put the book of the backup at `place`, which must not exist or be an empty folder, and say what was in it."""
    refuse_taken(place)
    with _reading():
        place.parent.mkdir(parents=True, exist_ok=True)
    with unpacked(file, place.parent, unlock, today=today, unwrap_with=unwrap_with, watch=watch) as book, _reading():
        refuse_taken(place)
        if place.exists():
            place.rmdir()
        book.folder.rename(place)
        sync_folder(place.parent)
        return book.manifest


@contextmanager
def unpacked(
    file: Path,
    beside: Path,
    unlock: Unlock,
    *,
    today: date,
    unwrap_with: Path | None = None,
    watch: Watch = unwatched,
) -> Iterator[Unpacked]:
    """The book of the backup in a private folder in `beside`, every byte of it proven.

    Raises NotABackup, NewerBackup, DamagedBackup, Wrapped, WrongKey, ExpiredBackup or NewerSchema.
    """
    with ExitStack() as stack:
        with _reading():
            work = stack.enter_context(staged(beside))
            opened = stack.enter_context(file.open("rb"))
            if wrapping.is_wrapped(opened):
                wrapping.unwrap(opened, work / "container", unwrap_with, watch)
                opened = stack.enter_context((work / "container").open("rb"))
            book = _unpack(opened, work, unlock, today, watch)
        yield book


@contextmanager
def _reading() -> Iterator[None]:
    """What the system refuses is told with its reason, and without the path."""
    try:
        yield
    except OSError as trouble:
        raise NotRead((trouble.strerror or "no reason given").lower()) from None


def _unpack(file: IO[bytes], work: Path, unlock: Unlock, today: date, watch: Watch) -> Unpacked:
    written, proof = take_manifest(file)
    manifest = read_manifest(written)
    opening = {member.name: take(file, member) for member in manifest.opening}
    key = _key(opening, work / "trial", unlock)
    prove(written, proof, key)
    if today > manifest.expires_on:
        raise ExpiredBackup(manifest.expires_on.isoformat())
    if manifest.schema > HEAD:
        raise NewerSchema(manifest.schema, HEAD)
    folder = work / "book"
    _put_slots(folder, opening)
    tick = watch("restoring", manifest.size)
    for member in manifest.members[len(opening) :]:
        _put(file, member, folder, tick)
    expect_end(file)
    sealed.connect(folder / FILE, key).close()
    _settle(folder)
    return Unpacked(folder, key, manifest)


def _key(opening: Mapping[str, bytes], trial: Path, unlock: Unlock) -> Key:
    """The key, tried on an empty book that stands for the one in the backup."""
    _put_slots(trial, opening)
    with create(trial / FILE) as out:
        out.write(opening[TRIAL])
    return unlock(trial)


def _put_slots(folder: Path, opening: Mapping[str, bytes]) -> None:
    folder.mkdir(mode=0o700)
    (folder / SLOTS).mkdir(mode=0o700)
    for name, content in opening.items():
        if name != TRIAL:
            with create(folder / name) as out:
                out.write(content)


def _put(file: IO[bytes], member: Member, folder: Path, tick: Tick) -> None:
    target = folder / member.name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with create(target) as out:
        pour(file, member, out, tick)


def _settle(folder: Path) -> None:
    """Make the folders last, and give the attachments the one date that they have in every book."""
    for each in (folder / SLOTS, folder / ATTACHMENTS, folder):
        if each.is_dir():
            sync_folder(each)
    if (folder / ATTACHMENTS).is_dir():
        for each in (*(folder / ATTACHMENTS).iterdir(), folder / ATTACHMENTS):
            settle_time(each)
