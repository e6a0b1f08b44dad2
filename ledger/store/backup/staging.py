"""Private folders for what is being made: gone at the end, and what a killed run left is gone after the next.

A folder in use is locked for as long as its process lives; the system lets go of the lock, however the process ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed: that is lock enough
    fcntl = None  # type: ignore[assignment]

PREFIX = ".wage-ledger-"
SUFFIX = ".part"
LOCK = "lock"

Tick = Callable[[int], None]
Watch = Callable[[str, int | None], Tick]  # told of a stage and of its bytes, it gives what is told of each piece


def unwatched(_stage: str, _total: int | None) -> Tick:
    """For those who do not look."""
    return lambda _n: None


@contextmanager
def staged(parent: Path) -> Iterator[Path]:
    """A private folder (0700) in `parent`, removed at the end with all that is still in it."""
    sweep(parent)
    folder, lock = _made(parent)
    try:
        yield folder
    finally:
        os.close(lock)  # before the removal, for Windows
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove what runs that were killed left in the folder; what is in use stays."""
    for left in parent.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            _remove_left(left)


@contextmanager
def create(file: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner alone, which is on the disk when the block ends."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _made(parent: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=parent))
        with contextlib.suppress(FileNotFoundError):  # a sweeper was quicker than we: once more
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            if _take(lock, wait=True) and (folder / LOCK).exists():
                return folder, lock
            os.close(lock)


def _remove_left(left: Path) -> None:
    if left.is_symlink() or (os.name == "posix" and left.stat().st_uid != os.getuid()):
        return
    if not (left / LOCK).exists():
        left.rmdir()  # it was killed before it had begun
        return
    if fcntl is None:
        (left / LOCK).unlink()
        shutil.rmtree(left)
        return
    lock = os.open(left / LOCK, os.O_RDWR)
    try:
        if _take(lock, wait=False):
            shutil.rmtree(left)
    finally:
        os.close(lock)


def _take(lock: int, *, wait: bool) -> bool:
    """Take the lock. True when it is ours; a file system without locks gives it to whoever made the folder."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return wait
    return True
