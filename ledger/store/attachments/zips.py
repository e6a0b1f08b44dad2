"""Zip archives, as office documents are: read with care, written so that they tell nothing but their members."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import BinaryIO

from ledger.store.attachments.errors import CannotStrip

MOST_MEMBERS = 5_000
MOST_INSIDE = 256 * 1024**2  # bytes unpacked: a long document has a few million, and a bomb has no end
BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError, OSError, KeyError)

DAY = (1980, 1, 1, 0, 0, 0)  # the first day of the format
RIGHTS = 0o600 << 16
_ENCRYPTED = 0x1


def member_names(stream: BinaryIO) -> frozenset[str] | None:
    """The names of the members, or None when it is no zip archive."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return frozenset(archive.namelist())
    except BROKEN:
        return None


def member(stream: BinaryIO, name: str, most: int) -> bytes | None:
    """The first bytes of one member, at most so many; None when they cannot be read."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(name) as content:
            return content.read(most)
    except BROKEN:
        return None


def unpacked(content: bytes) -> dict[str, bytes]:
    """Every member's bytes by name. Raises CannotStrip for bombs, encryption, doubled and wandering names, damage."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            _refuse_dangerous(members)
            return {each.filename: archive.read(each) for each in members}  # no more than its header has declared
    except BROKEN:
        raise CannotStrip("the document is damaged") from None


def packed(members: dict[str, bytes]) -> bytes:
    """An archive of these members in their order, all of one date. ODF wants its `mimetype` stored as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            told = zipfile.ZipInfo(name, DAY)
            told.create_system = 0  # the same on every machine
            told.external_attr = RIGHTS
            told.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(told, content)
    return made.getvalue()


def _refuse_dangerous(members: list[zipfile.ZipInfo]) -> None:
    names = [each.filename for each in members]
    if len(names) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_INSIDE:
        raise CannotStrip("the document unpacks to more than a document has")
    if any(each.flag_bits & _ENCRYPTED for each in members):
        raise CannotStrip("the document is encrypted")
    if len({name.casefold() for name in names}) != len(names):
        raise CannotStrip("two parts of the document have one place")
    if any(_wanders(name) for name in names):
        raise CannotStrip("a part of the document leads out of it")


def _wanders(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or not name.isprintable()
