"""A book without a key is impossible: every way to forget it is tried, and none leaves plain text."""

from __future__ import annotations

import inspect
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ledger.book.session import reading
from ledger.store import sealed
from ledger.store.errors import NoKeyGiven, NotABook, NotEncrypted, WrongKey
from ledger.store.folder import create_folder
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace

PLAIN = b"SQLite format 3\x00"


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_pragmas_of_every_connection_are_as_wanted(folder: Path, key: Key) -> None:
    wanted = {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 5000,
        "cipher_status": "1",
    }
    with opened(FolderPlace(folder), key) as engine, reading(engine) as first, reading(engine) as second:
        for connection in (first.connection(), second.connection()):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
            assert found == wanted


def test_a_folder_is_not_opened_without_a_key(folder: Path) -> None:
    with pytest.raises(NoKeyGiven), opened(FolderPlace(folder), None):
        raise AssertionError("opened")


@pytest.mark.parametrize("not_a_key", [None, "", b"", b"x" * 32, "x" * 64])
def test_only_a_key_makes_an_engine(folder: Path, not_a_key: Any) -> None:
    with pytest.raises(NotEncrypted):
        sealed.sealed_engine(folder / "book.db", not_a_key)


def test_every_way_to_a_connection_takes_a_key() -> None:
    makers = [sealed.sealed_engine, sealed.connect]
    assert all(inspect.signature(maker).parameters["key"].default is inspect.Parameter.empty for maker in makers)


def test_a_forgotten_pragma_key_writes_nothing(folder: Path, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(folder)
    monkeypatch.setattr(sealed, "_send_key", lambda _connection, _key: None)
    with pytest.raises(NotEncrypted), opened(FolderPlace(folder), key):
        raise AssertionError("opened")
    assert files(folder) == before


def test_a_new_book_with_a_forgotten_pragma_key_is_not_made(
    tmp_path: Path, recipient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_send_key", lambda _connection, _key: None)
    with pytest.raises(NotEncrypted):
        create_folder(tmp_path / "book", None, [recipient])
    assert list(tmp_path.iterdir()) == []


def test_a_plain_sqlite_library_is_refused(folder: Path, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(folder)
    monkeypatch.setattr(sealed, "driver", sqlite3)
    with pytest.raises(NotEncrypted), opened(FolderPlace(folder), key):
        raise AssertionError("opened")
    assert files(folder) == before


def test_a_plain_sqlite_library_makes_no_book(tmp_path: Path, recipient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "driver", sqlite3)
    with pytest.raises(NotEncrypted):
        create_folder(tmp_path / "book", None, [recipient])
    assert list(tmp_path.iterdir()) == []


def test_a_plain_sqlite_file_is_refused(folder: Path, key: Key) -> None:
    (folder / "book.db").unlink()
    plain = sqlite3.connect(folder / "book.db")
    plain.execute("CREATE TABLE entry (id INTEGER)")
    plain.commit()
    plain.close()
    assert (folder / "book.db").read_bytes().startswith(PLAIN)
    with pytest.raises(NotEncrypted), opened(FolderPlace(folder), key):
        raise AssertionError("opened")


def test_a_missing_file_is_not_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(NotABook):
        sealed.connect(tmp_path / "book.db", Key.new())
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_key_has_its_own_sentence(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WrongKey, match="does not open with this key"), opened(FolderPlace(folder), Key.new()):
        raise AssertionError("opened")
    assert capfd.readouterr() == ("", "")


def test_the_file_does_not_begin_like_sqlite(folder: Path) -> None:
    assert not (folder / "book.db").read_bytes().startswith(PLAIN)
