"""Texts put in order that are too many for memory: in sorted runs, in a file that has no name and that nobody can read.

The key of the file is in memory alone: what a program that was killed leaves on the disk is noise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from heapq import merge
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from sqlalchemy import Connection

from ledger.store.folder import reaching

if TYPE_CHECKING:
    from nacl.secret import SecretBox

BLOCK = 30  # texts of each run in memory while they are merged: ten million rows make 500 runs

Run = list[tuple[int, int]]  # where its blocks begin in the file, and how long they are


class InOrder:
    """Takes texts without line breaks, and gives them back in order. The file is gone when it is closed.

    Raises Unreachable when there is no room for it on the disk.
    """

    def __init__(self, folder: Path | None, at_once: int) -> None:
        """So many are in memory. The file is made in this folder, or where the system keeps such files."""
        self._folder = folder
        self._at_once = at_once
        self._texts: list[str] = []
        self._runs: list[Run] = []
        self._file: IO[bytes] | None = None
        self._box: SecretBox | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. Nothing can be read after it."""
        if self._file is not None:
            with suppress(OSError):  # of a full disk, which was told before
                self._file.close()

    def __del__(self) -> None:
        self.close()

    def add(self, text: str) -> None:
        """Take one more."""
        self._texts.append(text)
        if len(self._texts) >= self._at_once:
            self._put_away()

    def __iter__(self) -> Iterator[str]:
        """All of them, in order."""
        self._texts.sort()
        return merge(self._texts, *map(self._read, self._runs)) if self._runs else iter(self._texts)

    def _put_away(self) -> None:
        if self._box is None or self._file is None:
            from nacl.secret import SecretBox
            from nacl.utils import random

            self._box = SecretBox(random(SecretBox.KEY_SIZE))
            with reaching():
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  closed with this object
        self._texts.sort()
        run: Run = []
        with reaching():
            for start in range(0, len(self._texts), BLOCK):
                sealed = self._box.encrypt("\n".join(self._texts[start : start + BLOCK]).encode())
                run.append((self._file.tell(), self._file.write(sealed)))
            self._file.flush()
        self._runs.append(run)
        self._texts = []

    def _read(self, run: Run) -> Iterator[str]:
        assert self._box is not None
        assert self._file is not None
        for start, size in run:
            with reaching():
                self._file.seek(start)
                sealed = self._file.read(size)
            yield from self._box.decrypt(sealed).decode().split("\n")


def beside(connection: Connection) -> Path | None:
    """The folder of the book, where there is room for it; None of a book on a server."""
    if connection.dialect.name == "postgresql":
        return None
    return Path(connection.exec_driver_sql("PRAGMA database_list").one()[2]).parent
