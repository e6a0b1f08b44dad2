"""The manifest: what is in a backup, until when it may be kept, and the proof that a holder of the book's key wrote it.

The proof is an HMAC-SHA-256 over the manifest's bytes, under a key that is drawn from the book's key for this alone.
The manifest names each part with its size and SHA-256, so what proves the manifest proves the backup.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ledger.store.backup.errors import DamagedBackup, NewerBackup
from ledger.store.folder import FILE, SLOTS
from ledger.store.secrets import Key

FORMAT = 1
LABEL = b"wage-ledger backup manifest 1"
TRIAL = "trial.db"  # an empty database under the book's key: it tells the right key before the book itself is read
ATTACHMENTS = "attachments"
LARGEST_SLOT = 1 << 16  # bytes; also of the trial. They are read before anything is proven
MOST_SLOTS = 1000
SLOT_NAME = re.compile(rf"{SLOTS}/[a-z0-9]{{1,64}}\.age")
ATTACHMENT_NAME = re.compile(rf"{ATTACHMENTS}/[A-Za-z0-9_-]{{1,80}}\.age")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Member:
    """One part of a backup: its place in the folder of the book, its size, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. It holds days, and no times."""

    made_on: date
    expires_on: date
    schema: str
    members: tuple[Member, ...]

    @property
    def opening(self) -> tuple[Member, ...]:
        """The small parts that tell the key: the slots, and the trial after them."""
        return tuple(member for member in self.members if member.name == TRIAL or SLOT_NAME.fullmatch(member.name))

    @property
    def attachments(self) -> int:
        """How many sealed attachments there are."""
        return sum(1 for member in self.members if ATTACHMENT_NAME.fullmatch(member.name))

    @property
    def size(self) -> int:
        """The bytes of all parts."""
        return sum(member.size for member in self.members)


def describe(folder: Path) -> tuple[Member, ...]:
    """The parts of a backup in the folder, in the order in which it holds them: what opens it comes first."""
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return tuple(_described(folder, name) for name in sorted(filter(_is_part, found), key=_place))


def to_bytes(manifest: Manifest) -> bytes:
    """The manifest as it stands in the file."""
    said = {
        "format": FORMAT,
        "made_on": manifest.made_on.isoformat(),
        "expires_on": manifest.expires_on.isoformat(),
        "schema": manifest.schema,
        "members": [asdict(member) for member in manifest.members],
    }
    return json.dumps(said, indent=1).encode("ascii") + b"\n"


def read_manifest(written: bytes) -> Manifest:
    """The manifest, not yet proven. Raises DamagedBackup for one that no backup has, NewerBackup for another format."""
    try:
        said = json.loads(written)
        if type(said["format"]) is int and said["format"] > FORMAT:
            raise NewerBackup
        manifest = Manifest(
            made_on=date.fromisoformat(said["made_on"]),
            expires_on=date.fromisoformat(said["expires_on"]),
            schema=said["schema"],
            members=tuple(Member(**member) for member in said["members"]),
        )
        is_ours = to_bytes(manifest) == written
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedBackup from None
    if not is_ours or not _is_allowed(manifest):
        raise DamagedBackup
    return manifest


def seal(written: bytes, key: Key) -> bytes:
    """The proof that stands beside the manifest."""
    drawn = hmac.digest(key.reveal(), LABEL, "sha256")
    return hmac.digest(drawn, written, "sha256").hex().encode("ascii") + b"\n"


def prove(written: bytes, proof: bytes, key: Key) -> None:
    """Raise DamagedBackup unless the holder of the key wrote exactly this manifest."""
    if not hmac.compare_digest(seal(written, key), proof):
        raise DamagedBackup


def _described(folder: Path, name: str) -> Member:
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Member(name, file.tell(), digest)


def _place(name: str) -> tuple[int, str]:
    if SLOT_NAME.fullmatch(name):
        return 0, name
    return {TRIAL: 1, FILE: 2}.get(name, 3), name


def _is_allowed(manifest: Manifest) -> bool:
    """True when these are the parts of a book: each once, in their order, and nothing besides."""
    members = manifest.members
    names = [member.name for member in members]
    return (
        all(type(text) is str for text in (manifest.schema, *names, *(member.sha256 for member in members)))
        and all(type(member.size) is int and member.size >= 0 for member in members)
        and all(_is_part(member.name) and DIGEST.fullmatch(member.sha256) for member in members)
        and names == sorted(set(names), key=_place)
        and {TRIAL, FILE} <= set(names)
        and 1 < len(manifest.opening) <= MOST_SLOTS
        and all(member.size <= LARGEST_SLOT for member in manifest.opening)
    )


def _is_part(name: str) -> bool:
    return name in (TRIAL, FILE) or bool(SLOT_NAME.fullmatch(name) or ATTACHMENT_NAME.fullmatch(name))
