"""What is written into a book is found in no file: not in the database, its log, or a temporary file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from ledger.book import read
from ledger.book.post import post
from ledger.book.session import session as writing
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace
from tests.book.making import a_wage

CANARY = "CANARY-b1946ac9"


def holding(*folders: Path) -> list[str]:
    needles = [CANARY.encode(), CANARY.encode("utf-16-le"), b"employer:wage"]
    return [
        p.name
        for folder in folders
        for p in folder.rglob("*")
        if p.is_file() and any(needle in p.read_bytes() for needle in needles)
    ]


def test_a_canary_is_in_no_file(folder: Path, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with opened(FolderPlace(folder), key) as engine, writing(engine) as session:
        for _ in range(50):
            post(session, a_wage(session, words=CANARY * 100))
        assert holding(folder, temporary) == []
        session.commit()
        assert (folder / "book.db-wal").stat().st_size > 0
        assert holding(folder, temporary) == []
        session.connection().exec_driver_sql("CREATE TEMPORARY TABLE sorted AS SELECT words FROM entry ORDER BY words")
        assert len(read.entries(session)) == 50
        assert holding(folder, temporary) == []
    assert holding(folder, temporary) == []
    assert sorted(os.listdir(folder)) == ["book.db", "slots"]


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "leak").write_text(CANARY)
    assert holding(tmp_path) == ["leak"]


def test_an_engine_logs_no_key_and_no_row(folder: Path, key: Key, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with opened(FolderPlace(folder), key) as engine, writing(engine) as session:
        post(session, a_wage(session, words=CANARY))
        session.commit()
    assert CANARY not in caplog.text
    assert key.reveal().hex() not in caplog.text
