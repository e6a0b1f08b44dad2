"""Who has the book open. Everybody who opened it shares a hold on it; a change of its key needs the hold alone.

The hold is a `flock` on the folder `slots`, never on `book.db`: closing a descriptor of our own on that file would take
away the locks of SQLite's. The system lets go of it when a process ends, however it ends, so nothing is ever left held.
Windows has no such lock; there an open file cannot be renamed over, which refuses the same thing later.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.store.errors import BookInUse

# What file systems answer that have no such lock: some network shares, and old ones.
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF, errno.ENOSYS}


@contextmanager
def shared(slots: Path) -> Iterator[None]:
    """Nobody changes the key of the book meanwhile. Raises BookInUse when somebody is at it now."""
    with _held(slots, is_alone=False):
        yield


@contextmanager
def alone(slots: Path) -> Iterator[None]:
    """Nobody else of this program has the book open meanwhile. Raises BookInUse, or OSError where locks do not work."""
    with _held(slots, is_alone=True):
        yield


@contextmanager
def _held(slots: Path, *, is_alone: bool) -> Iterator[None]:
    if os.name != "posix":
        yield
        return
    handle = os.open(slots, os.O_RDONLY)
    try:
        _lock(handle, is_alone=is_alone)
        yield
    finally:
        os.close(handle)  # which lets go of it


def _lock(handle: int, *, is_alone: bool) -> None:
    import fcntl  # POSIX has it, Windows has not

    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BookInUse from None
    except OSError as trouble:
        if is_alone or trouble.errno not in _NO_LOCKS:  # where nobody can have it alone, nobody needs to be kept out
            raise
