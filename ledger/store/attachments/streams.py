"""Streams that count, hash and stop. The cipher turns what goes wrong inside them into its own error, with its text:
so each keeps the exception it met, and the caller raises that one again."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from ledger.store.attachments.errors import TooLarge, UnreadableFile

BLOCK = 1 << 20


class Measured:
    """Reads a source in blocks of 1 MiB, measures what passed, and stops above `most` bytes."""

    def __init__(self, source: BinaryIO, most: int) -> None:
        self._source, self._most = source, most
        self._block, self._at = b"", 0
        self._hash = hashlib.sha256()
        self.size = 0
        self.trouble: BaseException | None = None

    @property
    def sha256(self) -> str:
        """The hash of everything read so far."""
        return self._hash.hexdigest()

    def read(self, most: int = -1) -> bytes:
        """The next bytes, at most so many; none at the end."""
        try:
            if self._at == len(self._block):
                self._fill()
            end = len(self._block) if most < 0 else self._at + most
            part = self._block[self._at : end]
            self._at += len(part)
            return part
        except BaseException as trouble:
            self.trouble = trouble
            raise

    def _fill(self) -> None:
        try:
            self._block, self._at = self._source.read(BLOCK), 0
        except OSError as trouble:
            raise UnreadableFile(trouble.strerror or "no reason given") from None
        self.size += len(self._block)
        if self.size > self._most:
            raise TooLarge(self._most)
        self._hash.update(self._block)


class Poured:
    """Writes to a target, or to nowhere when there is none, and hashes what passed."""

    def __init__(self, target: BinaryIO | None = None) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.trouble: BaseException | None = None

    @property
    def sha256(self) -> str:
        """The hash of everything written so far."""
        return self._hash.hexdigest()

    def write(self, part: bytes) -> int:
        """Write all of it."""
        self._hash.update(part)
        try:
            rest = memoryview(part)
            while self._target is not None and rest:  # an unbuffered file may take less than it was given
                rest = rest[self._target.write(rest) :]
        except BaseException as trouble:
            self.trouble = trouble
            raise
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""
