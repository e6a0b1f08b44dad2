"""Files cut short, bits flipped, files swapped: a clear error or a named finding, never silence, never a traceback."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.__main__ import run
from ledger.store.folder import slot_id
from tests.attack.books import Book, by_key, make

SEED = 20_260_301
Damage = Callable[[bytes, random.Random], bytes]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def flip(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    spoilt[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def blank(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + bytes(min(512, len(content) - start)) + content[start + 512 :]


def lengthen(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.randrange(1, 9000))


def empty(content: bytes, chance: random.Random) -> bytes:
    return b""


KINDS: dict[str, Damage] = {"cut": cut, "flip": flip, "blank": blank, "empty": empty, "lengthen": lengthen}
FILES = ("book.db", "slot", "attachment")
CASES = [(file, kind, turn) for turn in range(8) for file in FILES for kind in KINDS if turn == 0 or kind != "empty"]
QUICK = CASES[: len(FILES) * len(KINDS)]


def target(book: Book, file: str, public_key: str) -> Path:
    """The file that is damaged: the book, the slot that opens it here, or a sealed paper."""
    if file == "book.db":
        return book.file
    return book.path / "slots" / f"{slot_id(public_key)}.age" if file == "slot" else book.attachments[1]


def told(book: Book, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """What `check` and `attachment check` say, with their exit codes. Fails for a traceback or an unforeseen error."""
    said = []
    for command in (("check",), ("attachment", "check")):
        capfd.readouterr()
        code = run(book.args(*command))
        shown = capfd.readouterr()
        assert "Traceback" not in shown.err
        assert "nobody foresaw" not in shown.err
        assert code in (0, 1)
        assert code == 0 or shown.err.count("wage-ledger: ") + len(shown.out.splitlines()) >= 1
        said.append(f"{code} {shown.out}{shown.err}")
    return said


def expect_told(book: Book, file: str, kind: str, turn: int, recipient: str, capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(f"{SEED} {file} {kind} {turn}")
    damaged = target(book, file, recipient)
    whole = damaged.read_bytes()
    damaged.write_bytes(KINDS[kind](whole, chance))
    assert damaged.read_bytes() != whole or kind == "blank"
    check, papers = told(book, capfd)
    if file == "attachment":
        assert papers.startswith("1 attachments: attachment "), papers
    elif damaged.read_bytes() != whole:
        assert check.startswith("1 "), check
        assert any(word in check for word in ("file book.db", "not a book", "damaged", "does not open")), check


@pytest.mark.parametrize(("file", "kind", "turn"), QUICK)
def test_damage_is_told(
    book: Book, file: str, kind: str, turn: int, recipient: str, capfd: pytest.CaptureFixture[str]
) -> None:
    expect_told(book, file, kind, turn, recipient, capfd)


@pytest.mark.attack
@pytest.mark.parametrize(("file", "kind", "turn"), CASES[len(QUICK) :])
def test_damage_anywhere_is_told(
    book: Book, file: str, kind: str, turn: int, recipient: str, capfd: pytest.CaptureFixture[str]
) -> None:
    expect_told(book, file, kind, turn, recipient, capfd)


@pytest.mark.attack
@pytest.mark.parametrize("part", range(0, 100, 4))
def test_a_book_cut_at_any_length_is_told(book: Book, part: int, capfd: pytest.CaptureFixture[str]) -> None:
    whole = book.file.read_bytes()
    book.file.write_bytes(whole[: len(whole) * part // 100])
    assert told(book, capfd)[0].startswith("1 ")


@pytest.fixture
def other(tmp_path: Path, identity_file: Path, recipient: str, partner_key: str) -> Book:
    """Another book that the same identity opens."""
    (tmp_path / "other").mkdir()
    return make(tmp_path / "other", identity_file, (recipient, partner_key))


def test_the_file_of_another_book_does_not_open(book: Book, other: Book, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copy(other.file, book.file)
    assert "does not open with this key" in told(book, capfd)[0]


def test_the_slots_of_another_book_do_not_open_it(book: Book, other: Book, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(book.path / "slots")
    shutil.copytree(other.path / "slots", book.path / "slots")
    assert "does not open with this key" in told(book, capfd)[0]


def test_two_attachments_that_changed_places_are_named(book: Book, capfd: pytest.CaptureFixture[str]) -> None:
    first, *_, last = book.attachments
    one, two = first.read_bytes(), last.read_bytes()
    first.write_bytes(two)
    last.write_bytes(one)
    found = told(book, capfd)[1]
    assert found.startswith("1 attachments: attachment "), found
    assert found.count("attachments: attachment ") == 2


def test_an_original_and_its_working_copy_that_changed_places_are_named(
    book: Book, capfd: pytest.CaptureFixture[str]
) -> None:
    with by_key(book) as connection:
        names = connection.execute("SELECT stored, working FROM attachment WHERE id = 1").fetchone()
    stored, working = (book.path / "attachments" / f"{name}.age" for name in names)
    one, two = stored.read_bytes(), working.read_bytes()
    stored.write_bytes(two)
    working.write_bytes(one)
    assert told(book, capfd)[1].count("attachments: attachment 1: ") == 2


def test_an_attachment_that_is_gone_is_named(book: Book, capfd: pytest.CaptureFixture[str]) -> None:
    book.attachments[0].unlink()
    assert told(book, capfd)[1].startswith("1 attachments: attachment ")


@pytest.mark.parametrize("gone", ["book.db", "slots"])
def test_a_book_without_a_part_is_no_book(book: Book, gone: str, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.move(book.path / gone, book.path / "elsewhere")
    assert "not a book" in told(book, capfd)[0]
