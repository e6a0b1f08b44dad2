"""What happens to a book on a bad day: damage, locks, versions, and a process that dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.book import read
from ledger.book.check import check
from ledger.book.post import post
from ledger.book.session import reading
from ledger.book.session import session as writing
from ledger.store.errors import BookLocked, DamagedBook, NewerSchema, NotABook, OlderSchema, WrongKey
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace, Place
from tests.book.making import a_wage


def fill(folder: Path, key: Key) -> None:
    with opened(FolderPlace(folder), key) as engine, writing(engine) as session:
        for _ in range(40):
            post(session, a_wage(session, words="long " * 500))
        session.commit()


def read_all(folder: Path, key: Key) -> None:
    with opened(FolderPlace(folder), key) as engine, reading(engine) as session:
        read.entries(session)


def test_a_truncated_file_is_damaged(folder: Path, key: Key) -> None:
    fill(folder, key)
    whole = (folder / "book.db").read_bytes()
    (folder / "book.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedBook):
        read_all(folder, key)


def test_a_file_cut_inside_its_first_page_does_not_open(folder: Path, key: Key) -> None:
    (folder / "book.db").write_bytes((folder / "book.db").read_bytes()[:1000])
    with pytest.raises((WrongKey, DamagedBook)):
        read_all(folder, key)


def test_an_empty_file_is_no_book(folder: Path, key: Key) -> None:
    (folder / "book.db").write_bytes(b"")
    with pytest.raises(NotABook):
        read_all(folder, key)


def test_a_flipped_bit_is_noticed(folder: Path, key: Key) -> None:
    fill(folder, key)
    content = bytearray((folder / "book.db").read_bytes())
    for page in range(3, len(content) // 4096):
        content[page * 4096 + 100] ^= 1
    (folder / "book.db").write_bytes(content)
    with pytest.raises(DamagedBook, match="damaged"):
        read_all(folder, key)


def test_one_flipped_bit_anywhere_is_found_by_check(folder: Path, key: Key) -> None:
    fill(folder, key)
    content = bytearray((folder / "book.db").read_bytes())
    content[-2000] ^= 1
    (folder / "book.db").write_bytes(content)
    with opened(FolderPlace(folder), key) as engine, reading(engine) as session:
        assert {finding.ref for finding in check(session, ["pages"])} == {"file book.db"}


def test_a_damaged_slot_does_not_open(folder: Path, identity_file: Path) -> None:
    from ledger.store.folder import unlock

    (slot,) = (folder / "slots").iterdir()
    slot.write_bytes(slot.read_bytes()[:-10])
    with pytest.raises(WrongKey):
        unlock(folder, identity=identity_file)


@pytest.mark.parametrize(
    ("version", "refusal", "says"),
    [
        ("9999", NewerSchema, "The book has schema 9999, this version knows schemas up to 0006."),
        ("0000", OlderSchema, "The book has schema 0000, this version needs 0006."),
    ],
)
def test_another_schema_is_refused(
    place: Place, request: pytest.FixtureRequest, version: str, refusal: type[Exception], says: str
) -> None:
    key = request.getfixturevalue("key") if isinstance(place, FolderPlace) else None
    with opened(place, key) as engine, engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    with pytest.raises(refusal) as refused, opened(place, key):
        raise AssertionError("opened")
    assert str(refused.value) == says


def test_a_second_writer_waits_and_is_told(folder: Path, key: Key) -> None:
    place = FolderPlace(folder)
    with opened(place, key) as first, opened(place, key, patience_ms=50) as second:
        with writing(first) as session:
            post(session, a_wage(session))
            with writing(second) as other, pytest.raises(BookLocked, match="Another program is writing"):
                post(other, a_wage(other))
            session.commit()
        with writing(second) as other:
            post(other, a_wage(other))
            other.commit()
            assert read.counts(other).entries == 2


def test_a_reader_does_not_wait_for_a_writer_and_sees_one_moment(engine: Engine) -> None:
    with reading(engine) as reader:
        assert read.counts(reader).entries == 0
        with writing(engine) as writer:
            post(writer, a_wage(writer))
            writer.commit()
        assert read.counts(reader).entries == 0
    with reading(engine) as reader:
        assert read.counts(reader).entries == 1


def test_a_reader_cannot_write(engine: Engine) -> None:
    with reading(engine) as reader, pytest.raises(Exception, match=r"readonly|read-only"):
        reader.connection().exec_driver_sql("INSERT INTO origin (code) VALUES ('x')")
    with writing(engine) as writer:
        writer.connection().exec_driver_sql("INSERT INTO origin (code) VALUES ('x')")


def test_tables_and_savepoints_are_part_of_a_transaction(engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().exec_driver_sql("CREATE TABLE passing (id INTEGER)")
        with session.begin_nested() as inner:
            session.connection().exec_driver_sql("INSERT INTO origin (code) VALUES ('gone')")
            inner.rollback()
        session.connection().exec_driver_sql("INSERT INTO origin (code) VALUES ('gone too')")
        session.rollback()
        assert read.counts(session).origins == 0
        session.connection().exec_driver_sql("CREATE TABLE passing (id INTEGER)")


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from ledger.book.post import post
    from ledger.book.session import session as writing
    from ledger.store.folder import unlock
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace
    from tests.book.making import a_wage

    folder, identity = Path(sys.argv[1]), Path(sys.argv[2])
    with opened(FolderPlace(folder), unlock(folder, identity=identity)) as engine, writing(engine) as session:
        post(session, a_wage(session))
        session.commit()
        for n in range(200):
            post(session, a_wage(session, words="long " * 2000))
        print("posted", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_process_killed_before_its_commit_leaves_what_was_committed(
    folder: Path, key: Key, identity_file: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), str(identity_file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "posted\n"), done.stderr
    with opened(FolderPlace(folder), key) as engine, writing(engine) as session:
        assert read.counts(session).entries == 1
        assert check(session) == []
        post(session, a_wage(session))
        session.commit()


@pytest.mark.skipif(
    not Path("/usr/bin/setpriv").exists(), reason="root writes everywhere, unless setpriv takes that away"
)
@pytest.mark.parametrize("mode", [(0o700, 0o444), (0o555, 0o444), (0o555, 0o600)])
def test_a_book_that_may_not_be_written_to_is_not_called_damaged(
    folder: Path, identity_file: Path, mode: tuple[int, int]
) -> None:
    (folder / "book.db").chmod(mode[1])
    folder.chmod(mode[0])
    program = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    lesser = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    try:
        done = subprocess.run([*lesser, *program, "worker", "new"], capture_output=True, text=True, check=False)
    finally:
        folder.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be written to" in done.stderr
    assert "damaged" not in done.stderr
