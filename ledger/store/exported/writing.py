"""Writing an export: a tar inside a file of `age`, or a folder in the clear for who asks for one. Whole or not at all.

The manifest comes last, because it has the hash of each part.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from ledger.store.bundle import write_bundle
from ledger.store.errors import Unreachable
from ledger.store.exported.errors import ExportThere, NotExported
from ledger.store.slots import sync_folder

Parts = Iterable[tuple[str, bytes]]


def expect_free(target: Path) -> None:
    """Raise ExportThere where something is at the place."""
    if target.exists() or target.is_symlink():
        raise ExportThere


def write_sealed(parts: Parts, target: Path, public_keys: Sequence[str]) -> None:
    """Write the parts as a tar that opens for the owners of these age keys alone.

    Raises BadRecipient, ExportThere and NotExported.
    """
    expect_free(target)
    try:
        write_bundle(parts, target, public_keys)
    except Unreachable as trouble:
        raise NotExported(*trouble.args) from None


def write_open(parts: Parts, target: Path) -> None:
    """Write the parts, not encrypted, as files of a new folder that only this user can read.

    Raises ExportThere and NotExported; what was written before is taken away again.
    """
    expect_free(target)
    making = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        for name, content in parts:
            file = making / name
            for step in reversed(file.relative_to(making).parents):
                (making / step).mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        making.rename(target)
        sync_folder(target.parent)
    except OSError as trouble:
        raise NotExported(trouble.strerror or "no reason given") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
