"""Keys, slots and the sealed file, spoilt: the book opens as it was, or one sentence says why it does not."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyrage
import pytest

from ledger.store import slots
from ledger.store.backup.wrapping import recipients
from ledger.store.bundle import write_bundle
from ledger.store.errors import (
    BadKeyFile,
    BadPassphrase,
    BadRecipient,
    DamagedBook,
    NoKeyGiven,
    NotABook,
    NotEncrypted,
    Unreachable,
    WrongKey,
)
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.secrets import Key, Secret, passphrase
from ledger.store.where import FolderPlace
from tests.attack.fuzzing import fuzz, mutated
from tests.cheap import an_age_file

QUICK, LONG = 300, 100_000
QUICK_OPENED, LONG_OPENED = 60, 3_000
WORDS = "five invented words 봄"
LOGN = re.compile(rb"-> scrypt \S+ ([0-9]+)\n")

IDENTITY = "AGE-SECRET-KEY-1QQPPGYX4GSZ4FVY7VNK0V4QFMEUY9SSGCYT7E5VR2HK3ECGL3YVS0ZZZZZ"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of slots with one that opens with a passphrase and one of a public key."""
    made = tmp_path / "slots"
    made.mkdir()
    return made


KEY = Key(bytes(range(32)))
WRAPPED = an_age_file(KEY.reveal().hex().encode() + b"\n", WORDS)


def test_the_cheap_age_file_is_one(place: Path) -> None:
    (place / "passphrase.age").write_bytes(WRAPPED)
    assert [key.reveal() for key in slots.by_passphrase(place, Secret(WORDS))] == [KEY.reveal()]


def _costs_little(raw: bytes) -> bool:
    """False for a work factor that takes gigabytes and minutes; age itself refuses those above its own and 4."""
    found = LOGN.search(raw)
    return found is None or not 12 < int(found[1][:4]) < 64


def _passphrase_slot(place: Path) -> Callable[[Random], None]:
    def attempt(random: Random) -> None:
        spoilt = mutated(random, WRAPPED)
        if not _costs_little(spoilt):
            return
        (place / "passphrase.age").write_bytes(spoilt)
        assert [key.reveal() for key in slots.by_passphrase(place, Secret(WORDS))] == [KEY.reveal()]
        slots.listed(place)

    return attempt


def _recipient_slot(place: Path, identity: Path) -> Callable[[Random], None]:
    public = pyrage.x25519.Identity.from_str(identity.read_text().strip()).to_public()
    good = [pyrage.encrypt(KEY.reveal().hex().encode() + b"\n", [public]), WRAPPED]

    def attempt(random: Random) -> None:
        (place / "a.age").write_bytes(mutated(random, good[0], good))
        slots.listed(place)
        assert [key.reveal() for key in slots.by_identity(place, identity)] == [KEY.reveal()]

    return attempt


def _wrapped_text(place: Path, identity: Path) -> Callable[[Random], None]:
    """A slot that is whole, with something else in it: whoever made it had the public key."""
    public = pyrage.x25519.Identity.from_str(identity.read_text().strip()).to_public()
    text = KEY.reveal().hex().encode() + b"\n"

    def attempt(random: Random) -> None:
        (place / "a.age").write_bytes(pyrage.encrypt(mutated(random, text * random.choice((1, 2))), [public]))
        assert all(len(key.reveal()) == 32 for key in slots.by_identity(place, identity))

    return attempt


def _identity_file(place: Path, identity: Path) -> Callable[[Random], None]:
    public = pyrage.x25519.Identity.from_str(identity.read_text().strip()).to_public()
    (place / "a.age").write_bytes(pyrage.encrypt(KEY.reveal().hex().encode() + b"\n", [public]))
    good = identity.read_bytes()
    samples = (good, b"# made\r\n" + good, b"\xef\xbb\xbf" + good, IDENTITY.encode(), str(public).encode(), good * 3)
    spoilt = place / "identity.txt"

    def attempt(random: Random) -> None:
        spoilt.write_bytes(mutated(random, random.choice(samples), samples, most=2))
        assert [key.reveal() for key in slots.by_identity(place, spoilt)] == [KEY.reveal()]

    return attempt


def _passphrase_file(place: Path) -> Callable[[Random], None]:
    samples = (f"{WORDS}\n".encode(), b"\xef\xbb\xbfwords\r\nmore", "말".encode("cp949"), b"", b"\n", b"a" * 5000)
    file = place / "passphrase.txt"

    def attempt(random: Random) -> None:
        file.write_bytes(mutated(random, random.choice(samples), samples))
        found = passphrase(file=file).reveal()
        assert found
        assert "\n" not in found
        found.encode()

    return attempt


def _environment(_place: Path) -> Callable[[Random], None]:
    def attempt(random: Random) -> None:
        text = mutated(random, WORDS)
        passphrase(environ={"WAGE_LEDGER_PASSPHRASE": text}).reveal().encode()

    return attempt


def _public_key(_place: Path, identity: Path) -> Callable[[Random], None]:
    public = str(pyrage.x25519.Identity.from_str(identity.read_text().strip()).to_public())
    samples = (public, public.upper(), f" {public}\n", IDENTITY, "age1yubikey1qqqq", "ssh-ed25519 AAAA a@b")

    def attempt(random: Random) -> None:
        text = mutated(random, random.choice(samples), samples)
        assert slots.canonical(slots.canonical(text)) == slots.canonical(text)
        assert slots.slot_of(text) == slots.slot_of(public)

    return attempt


READERS: dict[str, tuple[Callable[..., Callable[[Random], None]], int, tuple[type[Exception], ...]]] = {
    "passphrase slots": (lambda place, _identity: _passphrase_slot(place), LONG // 4, (WrongKey, NotABook)),
    "public key slots": (_recipient_slot, LONG, (WrongKey, NotABook)),
    "wrapped texts": (_wrapped_text, LONG // 4, (WrongKey, NotABook)),
    "identity files": (_identity_file, LONG, (WrongKey,)),
    "passphrase files": (lambda place, _identity: _passphrase_file(place), LONG, (BadKeyFile, NoKeyGiven)),
    "environment": (lambda place, _identity: _environment(place), LONG, (BadPassphrase, NoKeyGiven)),
    "public keys": (_public_key, LONG, (BadRecipient,)),
}


@pytest.mark.parametrize("name", READERS)
def test_a_spoilt_key_opens_what_it_did_or_is_refused(name: str, place: Path, identity_file: Path) -> None:
    make, _, refusals = READERS[name]
    fuzz(name, QUICK, make(place, identity_file), refusals)


@pytest.mark.attack
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", READERS)
def test_a_hundred_thousand_spoilt_keys_open_what_they_did_or_are_refused(
    name: str, place: Path, identity_file: Path
) -> None:
    make, rounds, refusals = READERS[name]
    print(name, dict(fuzz(name, rounds, make(place, identity_file), refusals)))


# --- the book itself --------------------------------------------------------------------------------------------------


def _opens(folder: Path, identity: Path, rounds: int) -> dict[str, int]:
    """Open a book whose file, write-ahead log or slot was spoilt, mostly near its beginning, and read its tables."""
    whole = {name: (folder / name).read_bytes() for name in ("book.db", *(f"slots/{p.name}" for p in _slots(folder)))}
    spoilt = folder.with_name("spoilt")

    def attempt(random: Random) -> None:
        shutil.rmtree(spoilt, ignore_errors=True)
        shutil.copytree(folder, spoilt)
        name = random.choice((*whole, "book.db", "book.db", "book.db-wal", "book.db-shm"))
        raw = whole.get(name, whole["book.db"][:8192])
        edge = random.choice((16, 100, 4096, 8192, len(raw)))
        (spoilt / name).write_bytes(mutated(random, raw[:edge], most=2) + raw[edge:])
        key = unlock(spoilt, identity=identity)
        with opened(FolderPlace(spoilt), key) as engine, engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM account").scalar_one() > 0

    refusals = (WrongKey, NotABook, NotEncrypted, DamagedBook, Unreachable)
    return dict(fuzz("books", rounds, attempt, refusals))


def _slots(folder: Path) -> list[Path]:
    return sorted((folder / "slots").glob("*.age"))


def test_a_spoilt_book_opens_as_it_was_or_says_why_not(folder: Path, identity_file: Path) -> None:
    _opens(folder, identity_file, QUICK_OPENED)


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_thousands_of_spoilt_books_open_as_they_were_or_say_why_not(folder: Path, identity_file: Path) -> None:
    print(_opens(folder, identity_file, LONG_OPENED))


def test_a_slot_with_a_head_without_end_is_refused_at_once(place: Path, identity_file: Path) -> None:
    (place / "a.age").write_bytes(b"age-encryption.org/v1\n-> X25519 " + b"[" * 200_000 + b"\n--- \n")
    began = time.process_time()
    with pytest.raises(WrongKey):
        slots.by_identity(place, identity_file)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", ["age1\udcff", "\ud800", "age1\0"])
def test_a_public_key_that_is_no_text_is_refused_wherever_one_is_taken(text: str, tmp_path: Path) -> None:
    for take in (slots.canonical, lambda key: recipients([key]), lambda key: write_bundle((), tmp_path / "b", [key])):
        with pytest.raises(BadRecipient):
            take(text)
