"""A new key for the book: killed at every step and at any moment, it leaves a book that opens, with all rows in it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from ledger.store import holding, rotation, sealed, slots
from ledger.store.errors import BookInUse, PassphraseNeeded, UnknownSlots, Unreachable, WrongKey
from ledger.store.folder import add_recipient, change_passphrase, is_rotating, slots_of, unlock
from ledger.store.opening import opened
from ledger.store.secrets import Key, Secret
from ledger.store.where import FolderPlace

POSIX = pytest.mark.skipif(os.name != "posix", reason="SIGKILL, forks and file modes are POSIX's")
PHRASE = Secret("five invented words in a row")
ROWS = 6000
STEPS = (
    *("cleared", "copied", "under the new key", "proven", "both keys in 1", "both keys in 2"),
    *("renamed", "the new key in 1", "the new key in 2"),
)
MOMENTS = tuple(f"{ms} ms" for ms in (2, 20, 40, 60, 90, 120, 160, 220))


@pytest.fixture(scope="session")
def partner_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The identity of somebody abroad."""
    file = tmp_path_factory.mktemp("partner") / "identity.txt"
    file.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return file


@pytest.fixture(scope="session")
def public_keys(recipient: str, partner_file: Path) -> list[str]:
    partner = pyrage.x25519.Identity.from_str(partner_file.read_text().strip())
    return [recipient, str(partner.to_public())]


@pytest.fixture(scope="session")
def filled(
    template_folder: Path, tmp_path_factory: pytest.TempPathFactory, identity_file: Path, public_keys: list[str]
) -> Path:
    """A book with two slots and rows, of which the last are in its log only, as a killed program leaves it."""
    made, left = tmp_path_factory.mktemp("filled") / "book", tmp_path_factory.mktemp("left") / "book"
    shutil.copytree(template_folder, made)
    key = unlock(made, identity=identity_file)
    add_recipient(made, key, public_keys[1])
    with opened(FolderPlace(made), key) as engine:
        for half in (range(ROWS // 2), range(ROWS // 2, ROWS)):
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO origin (code) VALUES (?)", [(f"row {n} {'x' * 400}",) for n in half]
                )
        shutil.copytree(made, left)
    assert (left / "book.db-wal").stat().st_size > 0
    return left


@pytest.fixture
def book(filled: Path, tmp_path: Path) -> Path:
    """A fresh copy of the filled book."""
    return Path(shutil.copytree(filled, tmp_path / "book"))


@pytest.fixture
def old(book: Path, identity_file: Path) -> Key:
    return unlock(book, identity=identity_file)


def rows(book: Path, key: Key) -> int:
    with opened(FolderPlace(book), key) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall() == []
        return connection.exec_driver_sql("SELECT count(*) FROM origin WHERE code LIKE 'row %'").scalar_one()


def content(book: Path) -> dict[str, bytes]:
    return {str(p.relative_to(book)): p.read_bytes() for p in sorted(book.rglob("*")) if p.is_file()}


def test_the_new_key_opens_what_the_old_one_did_and_the_old_one_nothing(
    book: Path, old: Key, identity_file: Path, partner_file: Path, public_keys: list[str]
) -> None:
    new = rotation.rotate(book, old, public_keys=public_keys)
    assert new.reveal() != old.reveal()
    assert {unlock(book, identity=file).reveal() for file in (identity_file, partner_file)} == {new.reveal()}
    with pytest.raises(WrongKey):
        rows(book, old)
    assert rows(book, new) == ROWS
    assert sorted(os.listdir(book)) == ["book.db", "slots"]
    assert [each.held for each in slots_of(book)] == [1, 1]


# --- killed -----------------------------------------------------------------------------------------------------------

KILLED = """
    import os, signal, sys, time
    from pathlib import Path
    from ledger.store import rotation
    from ledger.store.folder import unlock
    from ledger.store.secrets import Key, Secret

    identity, public_keys, phrase, *books = sys.argv[1:]
    for book in map(Path, books):
        key, ready = unlock(book, identity=Path(identity)), os.pipe()
        child = os.fork()
        if child == 0:
            stop, _, is_moment = book.name.partition(" ")
            passphrase = Secret(phrase) if phrase else None
            steps = rotation.steps(book, key, Key.new(), passphrase=passphrase, public_keys=public_keys.split())
            os.write(ready[1], b"!")
            for done, _ in enumerate(steps):
                if not is_moment and done == int(stop):
                    os.kill(os.getpid(), signal.SIGKILL)
            os._exit(0)
        os.read(ready[0], 1)
        if book.name.endswith(" ms"):
            time.sleep(int(book.name.partition(" ")[0]) / 1000)
            os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] in (signal.SIGKILL, 0)
"""


def kill(identity_file: Path, public_keys: list[str], books: list[Path], *, phrase: str = "") -> None:
    """Rotate each book in a process of its own that is killed after the step, or the moment, that names the folder."""
    arguments = [str(identity_file), " ".join(public_keys), phrase, *map(str, books)]
    subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), *arguments], check=True)


@pytest.fixture(scope="session")
def killed(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, identity_file: Path, public_keys: list[str]
) -> Iterator[Path]:
    """A book for each step and each moment, killed there."""
    home = tmp_path_factory.mktemp("killed")
    books = [home / name for name in (*map(str, range(len(STEPS))), *MOMENTS)]
    for each in books:
        shutil.copytree(filled, each)
    kill(identity_file, public_keys, books)
    yield home
    shutil.rmtree(home)


@POSIX
@pytest.mark.parametrize("stop", [*map(str, range(len(STEPS))), *MOMENTS])
def test_a_killed_rotation_leaves_a_book_that_opens_and_is_finished_by_the_next(
    killed: Path, stop: str, identity_file: Path, partner_file: Path, public_keys: list[str]
) -> None:
    book = killed / stop
    key = unlock(book, identity=identity_file)
    assert unlock(book, identity=partner_file).reveal() == key.reveal()
    assert rows(book, key) == ROWS
    new = rotation.rotate(book, key, public_keys=public_keys)
    with pytest.raises(WrongKey):
        rows(book, key)
    assert {unlock(book, identity=file).reveal() for file in (identity_file, partner_file)} == {new.reveal()}
    assert rows(book, new) == ROWS
    assert not is_rotating(book)
    assert sorted(os.listdir(book)) == ["book.db", "slots"]
    assert len(os.listdir(book / "slots")) == 2


def test_the_steps_are_those_that_were_killed(book: Path, old: Key, public_keys: list[str]) -> None:
    done = list(rotation.steps(book, old, Key.new(), public_keys=public_keys))
    first, second = (each.slot for each in slots_of(book))
    assert [step.replace(first, "1").replace(second, "2") for step in done] == list(STEPS)


def test_a_rotation_is_seen_as_unfinished_until_its_last_step(book: Path, old: Key, public_keys: list[str]) -> None:
    seen = [is_rotating(book) for _ in rotation.steps(book, old, Key.new(), public_keys=public_keys)]
    assert seen == [False, *[True] * (len(STEPS) - 2), False]


@POSIX
@pytest.mark.usefixtures("cheap_scrypt")
def test_the_passphrase_opens_a_killed_book_and_the_finished_one_and_a_mistyped_one_never(
    folder: Path, key: Key, tmp_path: Path, identity_file: Path, recipient: str
) -> None:
    change_passphrase(folder, key, PHRASE)
    book = folder.rename(tmp_path / str(STEPS.index("renamed")))
    kill(identity_file, [recipient], [book], phrase=PHRASE.reveal())
    assert [each.held for each in slots_of(book)] == [2, 2]
    found = unlock(book, passphrase=PHRASE)
    assert found.reveal() != key.reveal()
    assert rows(book, found) == 0
    before = content(book / "slots")
    with pytest.raises(WrongKey):
        rotation.rotate(book, found, passphrase=Secret("mistyped"), public_keys=[recipient])
    with pytest.raises(PassphraseNeeded):
        rotation.rotate(book, found, public_keys=[recipient])
    assert content(book / "slots") == before
    new = rotation.rotate(book, found, passphrase=PHRASE, public_keys=[recipient])
    assert not is_rotating(book)
    assert unlock(book, passphrase=PHRASE).reveal() == new.reveal() == unlock(book, identity=identity_file).reveal()


# --- refused ----------------------------------------------------------------------------------------------------------


def test_a_slot_whose_public_key_nobody_named_is_told_by_its_id(
    book: Path, old: Key, recipient: str, public_keys: list[str]
) -> None:
    before = content(book)
    with pytest.raises(UnknownSlots, match=slots.slot_of(public_keys[1])) as refused:
        rotation.rotate(book, old, public_keys=[recipient])
    assert slots.slot_of(recipient) not in str(refused.value)
    assert content(book) == before


def test_a_public_key_without_a_slot_gets_none(folder: Path, key: Key, public_keys: list[str]) -> None:
    rotation.rotate(folder, key, public_keys=public_keys)
    assert [each.slot for each in slots_of(folder)] == [slots.slot_of(public_keys[0])]


def test_a_wrong_key_rotates_nothing(book: Path, old: Key, public_keys: list[str]) -> None:
    before = content(book / "slots")
    with pytest.raises(WrongKey):
        rotation.rotate(book, Key.new(), public_keys=public_keys)
    assert content(book / "slots") == before
    assert rows(book, old) == ROWS


HOLDING = """
    import sys
    from pathlib import Path
    from ledger.store import sealed
    from ledger.store.folder import unlock
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace

    how, book, identity = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    key = unlock(book, identity=identity)
    if how == "opened":
        with opened(FolderPlace(book), key):
            print("open", flush=True)
            sys.stdin.read()
    else:
        connection = sealed.connect(book / "book.db", key)
        print("open", flush=True)
        sys.stdin.read()
"""


@POSIX
@pytest.mark.parametrize("how", ["opened", "by a program that knows no hold"])
def test_a_book_that_somebody_has_open_is_not_rotated(
    book: Path, old: Key, how: str, identity_file: Path, public_keys: list[str]
) -> None:
    before = (book / "book.db").read_bytes(), content(book / "slots")
    command = [sys.executable, "-c", textwrap.dedent(HOLDING), how, str(book), str(identity_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(BookInUse, match="has the book open"):
            rotation.rotate(book, old, public_keys=public_keys)
        if how == "opened":
            assert ((book / "book.db").read_bytes(), content(book / "slots")) == before
        other.communicate()
    assert rows(book, rotation.rotate(book, old, public_keys=public_keys)) == ROWS


@POSIX
def test_nobody_opens_the_book_or_changes_a_slot_during_a_rotation(
    book: Path, old: Key, identity_file: Path, public_keys: list[str]
) -> None:
    for _ in rotation.steps(book, old, Key.new(), public_keys=public_keys):
        with pytest.raises(BookInUse), opened(FolderPlace(book), old):
            raise AssertionError("opened")
        with pytest.raises(BookInUse):
            add_recipient(book, old, public_keys[0])
        if all(each.held == 2 for each in slots_of(book)):
            with pytest.raises(BookInUse):
                unlock(book, identity=identity_file)
    assert rows(book, unlock(book, identity=identity_file)) == ROWS


# --- the disk ---------------------------------------------------------------------------------------------------------

FULL = """
    import resource, sys
    from pathlib import Path
    from ledger.store import rotation
    from ledger.store.folder import unlock

    book, identity, most, *public_keys = sys.argv[1:]
    key = unlock(Path(book), identity=Path(identity))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    try:
        rotation.rotate(Path(book), key, public_keys=public_keys)
    except Exception as refused:
        print(type(refused).__name__, refused, sep=": ")
"""


@POSIX
def test_a_full_disk_leaves_the_book_as_it_was(
    book: Path, old: Key, identity_file: Path, public_keys: list[str]
) -> None:
    assert rows(book, old) == ROWS  # which also plays the log into the file
    before = content(book / "slots")
    most = str((book / "book.db").stat().st_size // 2)
    command = [sys.executable, "-c", textwrap.dedent(FULL), str(book), str(identity_file), most, *public_keys]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("Unreachable: The place of the book cannot be used"), ran.stdout
    assert content(book / "slots") == before
    assert sorted(os.listdir(book)) == ["book.db", "slots"]
    assert rows(book, old) == ROWS


@pytest.mark.skipif(not Path("/usr/bin/setpriv").exists(), reason="root writes everywhere, unless that is taken away")
def test_a_folder_that_may_not_be_written_to_is_told(
    book: Path, old: Key, identity_file: Path, public_keys: list[str]
) -> None:
    assert rows(book, old) == ROWS
    book.chmod(0o555)
    most = str(2**30)
    command = [sys.executable, "-c", textwrap.dedent(FULL), str(book), str(identity_file), most, *public_keys]
    lesser = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    try:
        ran = subprocess.run([*lesser, *command], capture_output=True, text=True, check=True)
    finally:
        book.chmod(0o700)
    assert ran.stdout == "Unreachable: The place of the book cannot be used: it cannot be written to.\n"
    assert rows(book, old) == ROWS


@POSIX
def test_no_step_shows_plain_text_or_a_file_to_others(book: Path, old: Key, public_keys: list[str]) -> None:
    before = os.umask(0)
    try:
        for step in rotation.steps(book, old, Key.new(), public_keys=public_keys):
            for file in (p for p in book.rglob("*") if p.is_file()):
                assert b"xxxxxxxx" not in file.read_bytes(), step
                if file.suffix != ".db-journal":  # SQLite gives it the mode of the book
                    assert stat.S_IMODE(file.stat().st_mode) == 0o600, (step, file.name)
    finally:
        os.umask(before)


def test_what_killed_programs_left_half_written_is_cleared(book: Path, old: Key, public_keys: list[str]) -> None:
    for name in ("book.db.new", "book.db.new-journal", "slots/.passphrase.age.q1w2e3"):
        (book / name).write_bytes(b"left")
    rotation.rotate(book, old, public_keys=public_keys)
    assert sorted(os.listdir(book)) == ["book.db", "slots"]
    assert len(os.listdir(book / "slots")) == 2


# --- locks ------------------------------------------------------------------------------------------------------------

LOCKING = """
    import sys
    from pathlib import Path
    from ledger.store import sealed
    from ledger.store.folder import unlock

    book, identity = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        sealed.connect(book / "book.db", unlock(book, identity=identity), patience_ms=0).execute("BEGIN IMMEDIATE")
    except Exception as refused:
        print(type(refused).__name__)
    else:
        print("got the lock")
"""


@POSIX
def test_another_connection_or_a_wrong_key_does_not_take_away_the_locks_of_the_first(
    folder: Path, key: Key, identity_file: Path
) -> None:
    first = sealed.connect(folder / "book.db", key)
    first.execute("PRAGMA locking_mode = EXCLUSIVE")
    first.execute("PRAGMA journal_mode = DELETE")
    first.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Exception, match=r"locked|writing"):
        sealed.connect(folder / "book.db", key, patience_ms=0)
    with pytest.raises(Exception, match=r"locked|writing|key"):
        sealed.connect(folder / "book.db", Key.new(), patience_ms=0)
    command = [sys.executable, "-c", textwrap.dedent(LOCKING), str(folder), str(identity_file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == "BookLocked\n"
    first.close()


@POSIX
def test_a_hold_is_shared_or_alone_and_ends_with_its_block(tmp_path: Path) -> None:
    with holding.shared(tmp_path), holding.shared(tmp_path), pytest.raises(BookInUse), holding.alone(tmp_path):
        raise AssertionError("alone")
    with holding.alone(tmp_path), pytest.raises(BookInUse), holding.shared(tmp_path):
        raise AssertionError("shared")
    with holding.alone(tmp_path):
        pass


def test_a_rotation_that_fails_tells_what_the_system_said(book: Path, old: Key, public_keys: list[str]) -> None:
    (book / "book.db.new").mkdir()  # nothing that a rotation left, so it is not thrown away
    with pytest.raises(Unreachable):
        rotation.rotate(book, old, public_keys=public_keys)
    assert rows(book, old) == ROWS
