"""Backups in other hands: what is restored is what was backed up, byte for byte, or nothing is."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest

from ledger.store.backup.container import take_manifest
from ledger.store.backup.errors import DamagedBackup, ExpiredBackup, NewerBackup, NotABackup, Wrapped
from ledger.store.backup.making import back_up
from ledger.store.backup.manifest import read_manifest, to_bytes
from ledger.store.backup.restoring import unpacked
from ledger.store.errors import NotABook, WrongKey
from ledger.store.folder import FILE, unlock
from ledger.store.secrets import Key
from tests.attack.fuzzing import fuzz, has_a_short_head, mutated, spoilt_json

QUICK, LONG = 300, 100_000
QUICK_WHOLE, LONG_WHOLE = 40, 4_000
MADE, LAST = date(2026, 3, 1), date(2026, 5, 30)
REFUSED = (NotABackup, NewerBackup, DamagedBackup)
NAMES = ("book.db", "trial.db", "slots/passphrase.age", "attachments/a.age", "../book.db", "/etc/passwd", "slots/.age")


@pytest.fixture
def make(folder: Path, key: Key, identity_file: Path, tmp_path: Path) -> Callable[..., bytes]:
    """Make a backup of a book with an attachment, and return its bytes."""
    (folder / "attachments").mkdir()
    (folder / "attachments" / f"{'a' * 32}.age").write_bytes(b"age-encryption.org/v1\n" + bytes(700))

    def make(*public_keys: str) -> bytes:
        opens, file = partial(unlock, identity=identity_file), tmp_path / "whole"
        back_up(folder, file, key, opens, made_on=MADE, expires_on=LAST, public_keys=public_keys)
        return file.read_bytes()

    return make


def _manifests(whole: bytes) -> Callable[[Random], None]:
    """The part that is read before anything is proven: the head of the tar, and JSON that anybody may have written."""
    written, proof = take_manifest(io.BytesIO(whole))
    said = json.loads(written)

    def attempt(random: Random) -> None:
        if random.random() < 0.5:
            spoilt = json.dumps(spoilt_json(random, said, NAMES), indent=1).encode()
            found = read_manifest(mutated(random, spoilt) if random.random() < 0.3 else spoilt + b"\n")
        else:
            raw = io.BytesIO(mutated(random, whole[:4096]))
            found = read_manifest(take_manifest(raw)[0])
        assert to_bytes(found)
        assert len(proof) == 65
        assert not any(".." in member.name or member.name.startswith("/") for member in found.members)

    return attempt


def test_a_spoilt_manifest_is_one_or_is_refused(make: Callable[..., bytes]) -> None:
    fuzz("manifests", QUICK, _manifests(make()), REFUSED)


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_spoilt_manifests_are_refused(make: Callable[..., bytes]) -> None:
    print(dict(fuzz("manifests", LONG, _manifests(make()), REFUSED)))


def _backups(make: Callable[..., bytes], recipient: str, identity: Path, tmp_path: Path, rounds: int) -> dict[str, int]:
    beside, file = tmp_path / "beside", tmp_path / "spoilt"
    beside.mkdir()
    opens = partial(unlock, identity=identity)
    made, databases = [], []
    for public_keys in ((), (recipient,)):
        made.append(make(*public_keys))
        with unpacked(tmp_path / "whole", beside, opens, today=MADE, unwrap_with=identity) as book:
            databases.append((book.folder / FILE).read_bytes())
        (tmp_path / "whole").unlink()
    plain, wrapped = made

    def attempt(random: Random) -> None:
        whole = random.choice((plain, plain, wrapped))
        edge = random.choice((600, 4096, 12_000, len(whole)))
        spoilt = mutated(random, whole[:edge], (plain[:edge], wrapped[:edge]), most=2) + whole[edge:]
        if not has_a_short_head(spoilt):
            return
        file.write_bytes(spoilt)
        try:
            with unpacked(file, beside, opens, today=MADE, unwrap_with=identity) as book:
                assert (book.folder / FILE).read_bytes() in databases
        finally:
            assert list(beside.iterdir()) == []

    return dict(fuzz("backups", rounds, attempt, (*REFUSED, Wrapped, WrongKey, NotABook, ExpiredBackup)))


def test_a_spoilt_backup_is_whole_or_leaves_nothing(
    make: Callable[..., bytes], recipient: str, identity_file: Path, tmp_path: Path
) -> None:
    _backups(make, recipient, identity_file, tmp_path, QUICK_WHOLE)


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_thousands_of_spoilt_backups_are_whole_or_leave_nothing(
    make: Callable[..., bytes], recipient: str, identity_file: Path, tmp_path: Path
) -> None:
    print(_backups(make, recipient, identity_file, tmp_path, LONG_WHOLE))
