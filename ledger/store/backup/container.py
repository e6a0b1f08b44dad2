"""The container: a plain tar, which other tools read too, written and read as a stream.

What is read is only what was written here: the parts that the manifest names, in its order, each a plain file of the
size that it names, with zeros between them and at the end. A link, a folder, a second copy, an absolute path or one
byte more is refused.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from ledger.store.backup.errors import DamagedBackup, NotABackup
from ledger.store.backup.manifest import Member
from ledger.store.backup.staging import Tick

MANIFEST = "manifest.json"
PROOF = "manifest.hmac"
PROOF_SIZE = 65
LARGEST_MANIFEST = 1 << 25  # bytes: some two hundred thousand attachments
PIECE = 1 << 18
BLOCK, RECORD = tarfile.BLOCKSIZE, tarfile.RECORDSIZE


def write_container(
    out: IO[bytes], manifest: bytes, proof: bytes, folder: Path, members: Sequence[Member], tick: Tick
) -> None:
    """Write the manifest, its proof and the named files of the folder."""
    _write(out, MANIFEST, len(manifest), io.BytesIO(manifest), lambda _n: None)
    _write(out, PROOF, len(proof), io.BytesIO(proof), lambda _n: None)
    for member in members:
        with (folder / member.name).open("rb") as file:
            _write(out, member.name, member.size, file, tick)
    out.write(bytes(2 * BLOCK))
    out.write(bytes(-out.tell() % RECORD))


def take_manifest(file: IO[bytes]) -> tuple[bytes, bytes]:
    """The manifest and its proof from the start of the file, neither of them proven. Raises NotABackup."""
    try:
        first = tarfile.TarInfo.frombuf(file.read(BLOCK), "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise NotABackup from None
    if first.name != MANIFEST or not 0 <= first.size <= LARGEST_MANIFEST:
        raise NotABackup
    file.seek(0)
    return b"".join(_read(file, MANIFEST, first.size)), b"".join(_read(file, PROOF, PROOF_SIZE))


def take(file: IO[bytes], member: Member) -> bytes:
    """The next part, a small one. Raises DamagedBackup when it is not the one that is named."""
    content = io.BytesIO()
    pour(file, member, content, lambda _n: None)
    return content.getvalue()


def pour(file: IO[bytes], member: Member, out: IO[bytes] | None, tick: Tick) -> None:
    """Copy the next part, or only read it. Raises DamagedBackup when it is not the one that is named."""
    digest = hashlib.sha256()
    for piece in _read(file, member.name, member.size):
        digest.update(piece)
        if out is not None:
            out.write(piece)
        tick(len(piece))
    if digest.hexdigest() != member.sha256:
        raise DamagedBackup


def expect_end(file: IO[bytes]) -> None:
    """Raise DamagedBackup unless the container ends here, as it was ended."""
    rest = 2 * BLOCK + -(file.tell() + 2 * BLOCK) % RECORD
    if file.read(rest + 1) != bytes(rest):
        raise DamagedBackup


def _write(out: IO[bytes], name: str, size: int, file: IO[bytes], tick: Tick) -> None:
    out.write(_head(name, size).tobuf(tarfile.GNU_FORMAT, "ascii", "strict"))
    for piece in _pieces(file, size):
        out.write(piece)
        tick(len(piece))
    out.write(bytes(-size % BLOCK))


def _read(file: IO[bytes], name: str, size: int) -> Iterator[bytes]:
    """The pieces of the part, if it is the next one."""
    try:
        found = tarfile.TarInfo.frombuf(file.read(BLOCK), "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise DamagedBackup from None
    if _said(found) != _said(_head(name, size)):
        raise DamagedBackup
    yield from _pieces(file, size)
    filling = -size % BLOCK
    if file.read(filling) != bytes(filling):
        raise DamagedBackup


def _pieces(file: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = file.read(min(PIECE, left))
        if not piece:
            raise DamagedBackup
        left -= len(piece)
        yield piece


def _head(name: str, size: int) -> tarfile.TarInfo:
    """A plain file of nobody's, for its owner alone, of no time."""
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head


def _said(head: tarfile.TarInfo) -> tuple[object, ...]:
    """Everything that a head says."""
    owner = (head.mode, head.uid, head.gid, head.uname, head.gname, head.devmajor, head.devminor)
    return (head.name, head.size, head.type, head.linkname, head.mtime, *owner)
