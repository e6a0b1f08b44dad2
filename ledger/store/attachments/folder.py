"""The folder of sealed files: random names, one date for all, and what a killed run left behind."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.store.attachments.errors import DamagedAttachment
from ledger.store.errors import Unreachable
from ledger.store.slots import sync_folder

ATTACHMENTS = "attachments"
SEALED = ".age"
PART = ".part"
_STORED = re.compile(r"[0-9a-f]{32}")
_DAY_NS = 946_684_800 * 10**9  # 2000-01-01: the day on which somebody came with a paper is nobody's business


def new_stored() -> str:
    """A random id, which says nothing of the file and not even its order."""
    return secrets.token_hex(16)


def path_of(folder: Path, stored: str) -> Path:
    """Where the sealed file is. An id of another form, as from a damaged row, leads nowhere: DamagedAttachment."""
    if not _STORED.fullmatch(stored):
        raise DamagedAttachment
    return folder / f"{stored}{SEALED}"


def destroy(folder: Path, stored: str) -> None:
    """Take the sealed file out of the folder. One that is gone already is no error.

    Nothing is overwritten: on solid-state disks that promises nothing. What makes it unreadable is the lost secret.
    """
    discard(folder, path_of(folder, stored).name)


def leftovers(folder: Path, known: set[str]) -> list[str]:
    """The names of files that no row knows, among them what killed runs left. `known` holds the ids of the rows."""
    if not folder.is_dir():
        return []
    names = {f"{stored}{SEALED}" for stored in known}
    with reaching():
        return sorted(entry.name for entry in folder.iterdir() if entry.name not in names)


def discard(folder: Path, name: str) -> None:
    """Take one file that `leftovers` told out of the folder. Raises ValueError for a path that leads elsewhere."""
    if name in ("", ".", "..") or Path(name).name != name:
        raise ValueError("a name in the folder, not a path")
    with reaching():
        (folder / name).unlink(missing_ok=True)
        if folder.is_dir():
            settle_folder(folder)


def settle_folder(folder: Path) -> None:
    """Make what was renamed or removed last, and date the folder like its files."""
    sync_folder(folder)
    settle_time(folder)


def settle_time(path: Path) -> None:
    """Give the path the one date. Where the system refuses (a read-only disk) it keeps its own."""
    with contextlib.suppress(OSError):
        os.utime(path, ns=(_DAY_NS, _DAY_NS))


@contextmanager
def reaching() -> Iterator[None]:
    """What the system refuses is told with its reason, and without the path."""
    try:
        yield
    except OSError as trouble:
        raise Unreachable(trouble.strerror or "no reason given") from None
