from __future__ import annotations

import os
import stat
from pathlib import Path

import pyrage
import pytest

from ledger.store.errors import BadRecipient, BookExists, NoBook, NoKeyGiven, NotABook, TooSlow, Unreachable, WrongKey
from ledger.store.folder import add_recipient, book_file, change_passphrase, create_folder, unlock
from ledger.store.opening import opened
from ledger.store.secrets import Key, Secret
from ledger.store.where import FolderPlace
from tests.cheap import an_age_file

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


def test_a_book_opens_with_its_passphrase(tmp_path: Path) -> None:
    made = create_folder(tmp_path / "book", Secret("correct horse"))
    found = unlock(tmp_path / "book", passphrase=Secret("correct horse"))
    assert found.reveal() == made.reveal()
    with opened(FolderPlace(tmp_path / "book"), found) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM account").scalar_one() > 30


def test_a_book_opens_with_each_of_its_identities(folder: Path, key: Key, identity_file: Path, tmp_path: Path) -> None:
    other = pyrage.x25519.Identity.generate()
    add_recipient(folder, key, str(other.to_public()))
    file = tmp_path / "other.txt"
    file.write_text(f"# created: today\n# public key: {other.to_public()}\n{other}\n")
    assert unlock(folder, identity=file).reveal() == unlock(folder, identity=identity_file).reveal() == key.reveal()


def test_two_books_have_two_keys(tmp_path: Path, recipient: str) -> None:
    assert (
        create_folder(tmp_path / "a", None, [recipient]).reveal()
        != create_folder(tmp_path / "b", None, [recipient]).reveal()
    )


@pytest.mark.usefixtures("cheap_scrypt")
def test_a_wrong_passphrase_and_a_strange_identity_do_not_open(folder: Path, key: Key, tmp_path: Path) -> None:
    change_passphrase(folder, key, Secret("correct horse"))
    with pytest.raises(WrongKey):
        unlock(folder, passphrase=Secret("correct hose"))
    strange = tmp_path / "strange.txt"
    strange.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(WrongKey):
        unlock(folder, identity=strange)


@pytest.mark.parametrize("content", [b"", b"no identity\n", b"\xff\xfe"])
def test_a_file_that_is_no_identity_does_not_open(folder: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "identity.txt"
    file.write_bytes(content)
    with pytest.raises(WrongKey):
        unlock(folder, identity=file)


def test_a_book_without_a_passphrase_slot_does_not_open_with_one(folder: Path) -> None:
    with pytest.raises(WrongKey):
        unlock(folder, passphrase=Secret("anything"))


@pytest.mark.usefixtures("cheap_scrypt")
def test_a_new_passphrase_rewrites_the_slot_and_not_the_book(folder: Path, key: Key) -> None:
    change_passphrase(folder, key, Secret("first"))
    before = (folder / "book.db").read_bytes()
    change_passphrase(folder, key, Secret("second"))
    assert (folder / "book.db").read_bytes() == before
    assert unlock(folder, passphrase=Secret("second")).reveal() == key.reveal()
    with pytest.raises(WrongKey):
        unlock(folder, passphrase=Secret("first"))
    assert not list((folder / "slots").glob(".*"))


def test_a_wrong_key_is_never_wrapped(folder: Path) -> None:
    with pytest.raises(WrongKey):
        change_passphrase(folder, Key.new(), Secret("new"))
    assert not (folder / "slots" / "passphrase.age").exists()


@pytest.mark.usefixtures("cheap_scrypt")
def test_a_failed_slot_leaves_the_old_one(folder: Path, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    change_passphrase(folder, key, Secret("first"))

    def power_cut(_handle: int) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(Unreachable):
        change_passphrase(folder, key, Secret("second"))
    assert sorted(p.name for p in (folder / "slots").iterdir() if p.name.startswith((".", "pass"))) == [
        "passphrase.age"
    ]
    assert unlock(folder, passphrase=Secret("first")).reveal() == key.reveal()


def test_the_age_tool_of_others_reads_a_slot(folder: Path, key: Key, identity_file: Path) -> None:
    (slot,) = (folder / "slots").iterdir()
    identity = pyrage.x25519.Identity.from_str(identity_file.read_text().strip())
    assert pyrage.decrypt(slot.read_bytes(), [identity]) == key.reveal().hex().encode() + b"\n"


def test_a_slot_name_does_not_say_whose_key_it_is(folder: Path, recipient: str) -> None:
    (slot,) = (folder / "slots").iterdir()
    assert slot.stem not in recipient


@POSIX
@pytest.mark.usefixtures("cheap_scrypt")
def test_nobody_else_may_look_into_the_book(tmp_path: Path, recipient: str) -> None:
    before = os.umask(0)
    try:
        create_folder(tmp_path / "book", Secret("p"), [recipient])
    finally:
        os.umask(before)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in [tmp_path / "book", *(tmp_path / "book").rglob("*")]}
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


@POSIX
def test_the_write_ahead_log_is_as_private_as_the_book(folder: Path, key: Key) -> None:
    with opened(FolderPlace(folder), key) as engine, engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO origin (code) VALUES ('x')")
        assert stat.S_IMODE((folder / "book.db-wal").stat().st_mode) == 0o600


def test_nothing_is_made_over_something(folder: Path, tmp_path: Path, recipient: str) -> None:
    with pytest.raises(BookExists):
        create_folder(folder, None, [recipient])
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BookExists):
        create_folder(tmp_path / "file", None, [recipient])
    assert (tmp_path / "file").read_text() == "mine"


def test_an_empty_folder_may_become_a_book(tmp_path: Path, recipient: str) -> None:
    (tmp_path / "book").mkdir()
    create_folder(tmp_path / "book", None, [recipient])
    assert book_file(tmp_path / "book").is_file()


def test_a_book_that_nobody_could_open_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NoKeyGiven):
        create_folder(tmp_path / "book", None)
    with pytest.raises(BadRecipient):
        create_folder(tmp_path / "book", None, ["age1nobody"])
    assert list(tmp_path.iterdir()) == []


def test_there_must_be_a_book(tmp_path: Path) -> None:
    with pytest.raises(NoBook):
        book_file(tmp_path / "missing")
    with pytest.raises(NotABook):
        book_file(tmp_path)
    with pytest.raises(NotABook):
        book_file(Path(__file__))


def test_opening_asks_for_a_way_to_open(folder: Path) -> None:
    with pytest.raises(NoKeyGiven):
        unlock(folder)


def test_the_engine_does_not_show_the_key(folder: Path, key: Key) -> None:
    with opened(FolderPlace(folder), key) as engine:
        assert key.reveal().hex() not in repr(engine) + str(engine.url) + repr(engine.pool.__dict__)


def test_what_the_system_refuses_is_told_with_its_reason_and_without_the_path(
    folder: Path, tmp_path: Path, recipient: str, identity_file: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Unreachable, match="cannot be used") as refused:
        create_folder(tmp_path / "file" / "book", None, [recipient])
    assert str(tmp_path) not in str(refused.value)
    with pytest.raises(Unreachable, match="too long"):
        book_file(tmp_path / ("x" * 5000))
    (slot,) = (folder / "slots").iterdir()
    slot.unlink()
    slot.mkdir()
    with pytest.raises(Unreachable):
        unlock(folder, identity=identity_file)


def test_a_passphrase_that_would_take_hours_to_try_is_not_called_wrong(folder: Path) -> None:
    slot = folder / "slots" / "passphrase.age"
    slot.write_bytes(an_age_file(b"a key", "some words").replace(b" 1\n", b" 40\n", 1))
    with pytest.raises(TooSlow, match="too slow, or too busy"):
        unlock(folder, passphrase=Secret("some words"))
