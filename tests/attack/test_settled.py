"""A page that was half written when the power went is whole in the log beside the file: no check calls that damage."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.attack.books import Book, by_key, findings

PAGE = 4096


def test_a_page_torn_while_the_log_was_played_into_the_file_is_no_damage(book: Book, tmp_path: Path) -> None:
    with by_key(book) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO origin (code) VALUES ('x')")
        connection.execute("DROP TRIGGER origin_refuses_delete")  # which touches the first page and others
        for name in ("book.db", "book.db-wal"):
            shutil.copy(book.path / name, tmp_path / name)
    log = (tmp_path / "book.db-wal").read_bytes()
    torn = max(int.from_bytes(log[n : n + 4], "big") for n in range(32, len(log), PAGE + 24))
    content = bytearray((tmp_path / "book.db").read_bytes())
    content[(torn - 1) * PAGE : (torn - 1) * PAGE + 144] = bytes(144)
    book.file.write_bytes(content)
    shutil.copy(tmp_path / "book.db-wal", book.path / "book.db-wal")
    found = findings(book)
    assert [each for each in found if each.startswith("pages")] == []
    assert [each for each in found if each.startswith("refusals")], "what was in the log is in the book"
