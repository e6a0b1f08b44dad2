"""Reading an export part by part. Nothing is decrypted onto a disk: what is inside goes from memory to memory."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage

from ledger.store.errors import WrongKey
from ledger.store.exported.errors import DamagedExport, ExportLocked, NoExport
from ledger.store.exported.layout import MANIFEST, ROWS
from ledger.store.slots import identities

_PIPE = 1 << 20
_MAGIC = b"age-encryption.org/v1\n"


@dataclass(frozen=True)
class OpenExport:
    """An export in a folder."""

    path: Path

    def manifest(self) -> str:
        """What the export says of itself. Raises NoExport."""
        try:
            return (self.path / MANIFEST).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise NoExport("its manifest cannot be read") from None

    def prove(self, manifest: str) -> None:
        """Read every file that the manifest names. Raises DamagedExport."""
        expected = _expected(manifest.encode())
        there = {f.relative_to(self.path).as_posix() for f in (self.path / ROWS).rglob("*") if f.is_file()}
        if there != {name for name in expected if name.startswith(f"{ROWS}/")}:
            raise DamagedExport("files are missing, or there are more")
        for name, sha256 in expected.items():
            try:
                with (self.path / name).open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                raise DamagedExport("a file cannot be read") from None
            if found != sha256:
                raise DamagedExport("a file has another hash")


@dataclass(frozen=True)
class SealedExport:
    """An export in a file of `age`, and what opens it."""

    path: Path
    identity_file: Path | None

    def manifest(self) -> str:
        """What the export says of itself. It stands last, so that all is read. Raises what `parts` does."""
        found = b""
        for name, content in self.parts():
            if name == MANIFEST:
                found = content
        return found.decode("utf-8")

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The name and the bytes of each part; at the end all of them have been held against the manifest.

        Raises NoExport, ExportLocked and DamagedExport.
        """
        found: dict[str, str] = {}
        expected: dict[str, str] | None = None
        for name, content in self._members():
            if name == MANIFEST:
                expected = _expected(content)
            else:
                found[name] = hashlib.sha256(content).hexdigest()
            yield name, content
        if found != expected:
            raise DamagedExport("a part is missing or has another hash")

    def _members(self) -> Iterator[tuple[str, bytes]]:
        keys = self._identities()
        try:
            outer = self.path.open("rb")
        except OSError:
            raise NoExport("it cannot be read") from None
        reader, writer = os.pipe()
        trouble: list[BaseException] = []

        def decrypt() -> None:
            with outer, os.fdopen(writer, "wb", buffering=_PIPE) as inner:
                try:
                    pyrage.decrypt_io(outer, inner, keys)
                except (pyrage.DecryptError, OSError) as failure:
                    trouble.append(failure)
                    with suppress(OSError):
                        inner.flush()

        worker = threading.Thread(target=decrypt, name="decrypting", daemon=True)
        worker.start()
        try:
            with os.fdopen(reader, "rb", buffering=_PIPE) as inner, tarfile.open(fileobj=inner, mode="r|") as tar:
                for member in tar:
                    content = tar.extractfile(member)
                    if content is not None:
                        yield member.name, content.read()
                while inner.read(_PIPE):  # what is after the end of a tar, so that all of the file is proven
                    pass
        except (tarfile.TarError, EOFError):
            worker.join()
            raise (_locked(trouble) if trouble else DamagedExport("it is no tar")) from None
        worker.join()
        if trouble:
            raise _locked(trouble)

    def _identities(self) -> list[Any]:
        if self.identity_file is None:
            raise ExportLocked
        try:
            return list(identities(self.identity_file))
        except WrongKey:
            raise ExportLocked from None


def _locked(trouble: list[BaseException]) -> Exception:
    return ExportLocked() if isinstance(trouble[0], pyrage.DecryptError) else DamagedExport("it is cut short")


def _expected(manifest: bytes) -> dict[str, str]:
    """The files that the manifest names, and the SHA-256 of each."""
    try:
        return {str(each["path"]): str(each["sha256"]) for each in json.loads(manifest)["files"]}
    except (ValueError, KeyError, TypeError):
        raise NoExport("its manifest cannot be read") from None


def is_sealed(path: Path) -> bool:
    """True for a file of `age`. Raises NoExport for what cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        raise NoExport("it cannot be read") from None
