"""Tampering by somebody who has the key is found, and the finding names the right thing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ledger.__main__ import run
from ledger.book.log.audit import audit
from ledger.book.log.heads import sign_head
from ledger.book.session import session
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.attack.books import Book, by_key, everything, findings, seen
from tests.attack.tampering import RAISE, TAMPERINGS, behind, cut_the_log, rebuild_the_log, tamper


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_lie_is_found_and_named(book: Book, name: str) -> None:
    wanted = tamper(book, name)
    found = findings(book)
    assert [each for each in found if f": {wanted}: " in each], found
    assert not [each for each in found if each.startswith("refusals")], "the triggers are back word for word"


def test_triggers_that_are_taken_away_and_put_back_are_no_finding(book: Book) -> None:
    with behind(book):
        pass
    assert findings(book) == []


def against(book: Book, kept: object) -> list[str]:
    with seen(book) as reading:
        return [f"{ref}: {says}" for ref, says in audit(reading, against=kept)]


@pytest.fixture
def kept(book: Book) -> object:
    """A head of the book as it is now, as a partner keeps it."""
    with opened(FolderPlace(book.path), book.key()) as engine, session(engine) as writing:
        made = sign_head(writing).data()
        writing.commit()
    return json.loads(json.dumps(made))


def says_of_the_kept_head(found: list[str], what: str) -> bool:
    return any(each.startswith("the head that was kept: ") and what in each for each in found)


def test_a_log_cut_with_its_heads_is_found_with_a_head_that_was_kept(book: Book, kept: object) -> None:
    assert against(book, kept) == []
    with behind(book) as connection:
        cut_the_log(connection)
        connection.execute("DELETE FROM log_head")
    assert [each for each in against(book, None) if "leaf" in each or "head" in each] == []
    assert says_of_the_kept_head(against(book, kept), "is of a longer log")


def test_a_log_made_anew_over_a_lie_is_found_only_with_a_head_that_was_kept(book: Book, kept: object) -> None:
    with behind(book) as connection:
        for statement in RAISE:
            connection.execute(statement)
    rebuild_the_log(book)
    assert findings(book) == []  # it proves itself: nobody without an older head can know
    assert says_of_the_kept_head(against(book, kept), "has another root")


def test_a_log_made_anew_and_signed_anew_is_signed_by_another_key(book: Book, kept: object) -> None:
    rebuild_the_log(book)
    with opened(FolderPlace(book.path), book.key()) as engine, session(engine) as writing:
        sign_head(writing)
        writing.commit()
    assert findings(book) == []
    assert says_of_the_kept_head(against(book, kept), "is signed by another key")


def test_a_whole_older_book_in_its_place_is_found_only_with_a_head_that_was_kept(
    book: Book, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "older.db"
    shutil.copy(book.file, older)
    head = tmp_path / "head.json"
    assert run(book.args("consent", "withdraw", book.first)) == 0
    assert run(book.args("log", "head", "-o", str(head))) == 0
    assert run(book.args("log", "verify", "--against", str(head))) == 0
    for each in book.path.glob("book.db*"):
        each.unlink()
    shutil.copy(older, book.file)
    assert run(book.args("check")) == 0
    capfd.readouterr()
    assert run(book.args("log", "verify", "--against", str(head))) == 1
    said = capfd.readouterr()
    assert "log: the head that was kept: is of a longer log" in said.out
    assert "an older copy stands in its place" in said.out


def test_an_older_log_put_back_is_found(book: Book, tmp_path: Path) -> None:
    before = book.copy(tmp_path / "before")
    assert run(book.args("consent", "withdraw", book.first, "--scope", "record")) == 0
    older = everything(before)
    with behind(book) as connection:
        (newest,) = connection.execute("SELECT max(id) FROM consent").fetchone()
        for table in ("log_salt", "log_node", "log_leaf"):
            connection.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" * len(older[table][0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", older[table])
    assert f"log: consent {newest}: is not in the log: it was put in behind the program's back" in findings(book)


def test_older_consents_put_back_are_found(book: Book, tmp_path: Path) -> None:
    before = book.copy(tmp_path / "before")
    assert run(book.args("consent", "withdraw", book.first, "--scope", "record")) == 0
    with behind(book) as connection:
        (newest,) = connection.execute("SELECT max(id) FROM consent").fetchone()
        connection.execute("DELETE FROM consent")
        rows = everything(before)["consent"]
        connection.executemany(f"INSERT INTO consent VALUES ({', '.join('?' * len(rows[0]))})", rows)
    assert f"log: consent {newest}: was deleted, and not by an erasure" in findings(book)


PAGE = 4096


def spliced(book: Book, older: bytes, page: int) -> None:
    """Put one page of an older copy of the file back: it is under the same key, so the cipher has nothing to say."""
    newer = bytearray(book.file.read_bytes())
    newer[page * PAGE : (page + 1) * PAGE] = older[page * PAGE : (page + 1) * PAGE]
    book.file.write_bytes(newer)


@pytest.mark.attack
def test_a_page_of_an_older_copy_of_the_file_is_found(book: Book, tmp_path: Path) -> None:
    with by_key(book) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    older = book.file.read_bytes()
    assert run(book.args("consent", "withdraw", book.first)) == 0
    with by_key(book) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    whole, wanted = book.file.read_bytes(), everything(book)
    pages = [n for n in range(len(older) // PAGE) if older[n * PAGE :][:PAGE] != whole[n * PAGE :][:PAGE]]
    assert len(pages) > 5
    for page in pages:
        book.file.write_bytes(whole)
        spliced(book, older, page)
        if run(book.args("check")) == 0:
            assert everything(book) == wanted, page
