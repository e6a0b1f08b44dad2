"""Slots: who opens the book is a file for each, added, removed and changed without touching the book."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyrage
import pytest

from ledger.store import slots
from ledger.store.errors import BadRecipient, LastSlot, NoSlot, NotABook, SlotTaken, Unreachable, WrongKey
from ledger.store.folder import (
    SLOTS,
    add_recipient,
    canonical_key,
    is_rotating,
    refuse_last,
    remove_slot,
    set_passphrase,
    slot_called,
    slot_id,
    slots_of,
    unlock,
)
from ledger.store.secrets import Key, Secret

PHRASE = Secret("five invented words in a row")


@pytest.fixture
def partner(tmp_path: Path) -> Path:
    """The identity of somebody abroad."""
    file = tmp_path / "partner.txt"
    file.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return file


def public(identity: Path) -> str:
    return str(pyrage.x25519.Identity.from_str(identity.read_text().strip()).to_public())


def test_a_slot_is_found_by_its_id_its_public_key_and_its_word(folder: Path, recipient: str) -> None:
    (only,) = slots_of(folder)
    assert slot_called(folder, only.slot) == slot_called(folder, f" {recipient}\n") == only
    assert (only.slot, only.is_passphrase, only.held) == (slot_id(recipient), False, 1)
    for stranger in ("passphrase", "0123456789ab", str(pyrage.x25519.Identity.generate().to_public())):
        with pytest.raises(NoSlot):
            slot_called(folder, stranger)
    with pytest.raises(BadRecipient):
        slot_called(folder, "age1nonsense")


def test_a_slot_says_nothing_of_whose_it_is(recipient: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", slot_id(recipient))
    assert slot_id(recipient) not in recipient
    assert canonical_key(f"  {recipient} ") == recipient


def test_a_removed_slot_opens_nothing_and_the_others_do(
    folder: Path, key: Key, identity_file: Path, partner: Path
) -> None:
    add_recipient(folder, key, public(partner))
    before = (folder / "book.db").read_bytes()
    remove_slot(folder, key, slot_id(public(partner)))
    with pytest.raises(WrongKey):
        unlock(folder, identity=partner)
    assert unlock(folder, identity=identity_file).reveal() == key.reveal()
    assert (folder / "book.db").read_bytes() == before
    assert len(os.listdir(folder / SLOTS)) == 1


def test_the_last_slot_and_one_that_is_not_there_are_not_removed(folder: Path, key: Key, recipient: str) -> None:
    with pytest.raises(LastSlot):
        remove_slot(folder, key, slot_id(recipient))
    with pytest.raises(NoSlot):
        remove_slot(folder, key, "passphrase")
    with pytest.raises(NoSlot):
        slots.take_away(folder / SLOTS, "passphrase")
    assert len(slots_of(folder)) == 1


def test_only_who_opens_the_book_removes_a_slot(folder: Path, key: Key, partner: Path) -> None:
    add_recipient(folder, key, public(partner))
    with pytest.raises(WrongKey):
        remove_slot(folder, Key.new(), slot_id(public(partner)))
    assert len(slots_of(folder)) == 2


def test_a_book_travels_with_its_passphrase_alone_or_locked_to_a_partner_abroad(
    folder: Path, key: Key, identity_file: Path, recipient: str
) -> None:
    set_passphrase(folder, key, PHRASE)
    assert [each.slot for each in slots_of(folder)] == ["passphrase", slot_id(recipient)]
    with pytest.raises(SlotTaken):
        set_passphrase(folder, key, Secret("another"))
    kept = (folder / SLOTS / "passphrase.age").read_bytes()
    remove_slot(folder, key, slot_id(recipient))
    with pytest.raises(LastSlot):
        refuse_last(folder, "passphrase")
    with pytest.raises(WrongKey):
        unlock(folder, identity=identity_file)
    assert unlock(folder, passphrase=PHRASE).reveal() == key.reveal()
    add_recipient(folder, key, recipient)
    remove_slot(folder, key, "passphrase")
    with pytest.raises(WrongKey):
        unlock(folder, passphrase=PHRASE)
    assert unlock(folder, identity=identity_file).reveal() == key.reveal()
    assert work_factor(kept) >= 14  # which is 16 MiB; about a second's worth on the machine that wrote it, see slots.py


def work_factor(slot: bytes) -> int:
    """LOGN of the header's line `-> scrypt SALT LOGN`."""
    line = slot.split(b"\n")[1].split(b" ")
    assert line[:2] == [b"->", b"scrypt"]
    return int(line[3])


def test_a_slot_with_two_keys_opens_with_the_one_that_fits_the_file(
    folder: Path, key: Key, identity_file: Path, recipient: str
) -> None:
    for keys in ([Key.new(), key], [key, Key.new()]):
        slots.put_recipient(folder / SLOTS, keys, recipient)
        assert unlock(folder, identity=identity_file).reveal() == key.reveal()
        assert [each.held for each in slots_of(folder)] == [2]
        assert is_rotating(folder)
    slots.put_recipient(folder / SLOTS, [Key.new(), Key.new()], recipient)
    with pytest.raises(WrongKey):
        unlock(folder, identity=identity_file)


@pytest.mark.parametrize("text", [b"", b"\n", b"xyz\n", b"00\n", b"\xff" * 65, b"0" * 128 + b"\n"])
def test_a_slot_that_holds_no_key_is_no_book(folder: Path, identity_file: Path, recipient: str, text: bytes) -> None:
    (only,) = (folder / SLOTS).iterdir()
    only.write_bytes(pyrage.encrypt(text, [pyrage.x25519.Recipient.from_str(recipient)]))
    with pytest.raises(NotABook):
        unlock(folder, identity=identity_file)


def test_removing_a_slot_removes_what_a_killed_program_left_of_it(folder: Path, key: Key, partner: Path) -> None:
    add_recipient(folder, key, public(partner))
    (folder / SLOTS / f".{slot_id(public(partner))}.age.q1w2e3").write_bytes(b"left")
    (folder / SLOTS / ".passphrase.age.q1w2e3").write_bytes(b"another's")
    remove_slot(folder, key, slot_id(public(partner)))
    assert [p.name for p in (folder / SLOTS).iterdir() if p.name.startswith(".")] == [".passphrase.age.q1w2e3"]


def test_what_the_system_refuses_has_a_sentence(folder: Path, key: Key, recipient: str) -> None:
    (only,) = (folder / SLOTS).iterdir()
    only.unlink()
    only.mkdir()
    with pytest.raises(Unreachable):
        slots_of(folder)
    with pytest.raises(Unreachable):
        add_recipient(folder, key, recipient)
