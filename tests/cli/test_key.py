"""`key`: who opens the book, and a new key for it, as it is typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyrage
import pytest

from ledger.book.keys import public_keys
from ledger.book.session import reading
from ledger.cli import books, init
from ledger.store import holding, slots
from ledger.store.folder import SLOTS, add_recipient, slots_of, unlock
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace, PostgresPlace
from tests.cli.conftest import Ran, Run

pytestmark = pytest.mark.usefixtures("cheap_scrypt")
PHRASE = "five invented words in a row"
NEXT = "five other invented words"


@pytest.fixture(scope="module")
def partner_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The identity of somebody abroad."""
    file = tmp_path_factory.mktemp("partner") / "identity.txt"
    file.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return file


@pytest.fixture(scope="module")
def partner(partner_file: Path) -> str:
    return str(pyrage.x25519.Identity.from_str(partner_file.read_text().strip()).to_public())


@pytest.fixture
def phrase_file(tmp_path: Path) -> Path:
    file = tmp_path / "phrase.txt"
    file.write_text(f"{PHRASE}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def known_book(tmp_path_factory: pytest.TempPathFactory, recipient: str) -> Path:
    """A book that `init` made for one public key, to be copied."""
    from ledger.__main__ import run

    path = tmp_path_factory.mktemp("made") / "book"
    assert run(["--book", str(path), "init", "--no-passphrase", "--recipient", recipient]) == 0
    return path


@pytest.fixture
def path(known_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(known_book, tmp_path / "known"))


@pytest.fixture
def typed_key(path: Path, identity_file: Path, typed: Run) -> Run:
    """Type a `key` command on a book that knows its own public key."""
    return lambda *args: typed("--book", str(path), "--identity-file", str(identity_file), "key", *args)


def listed(ran: Ran) -> dict[str, str | None]:
    assert ran.code == 0, ran.err
    return {each["slot"]: each["public_key"] for each in json.loads(ran.out)["slots"]}


def known(path: Path, key: Key) -> tuple[str, ...]:
    with opened(FolderPlace(path), key) as engine, reading(engine) as book:
        return public_keys(book)


def test_a_new_book_lists_its_slots_with_the_public_keys_it_was_made_for(typed_key: Run, recipient: str) -> None:
    assert listed(typed_key("list", "-O", "json")) == {slots.slot_of(recipient): recipient}
    shown = typed_key("list")
    assert shown.out == f"{slots.slot_of(recipient)}  {recipient}\n"
    assert shown.err == ""


def test_a_partner_abroad_is_added_opens_the_book_and_is_removed(
    typed_key: Run, path: Path, typed: Run, partner: str, partner_file: Path
) -> None:
    assert typed_key("add", "--public-key", partner, "--dry-run").code == 0
    assert len(slots_of(path)) == 1
    assert typed_key("add", "--public-key", partner).line == slots.slot_of(partner)
    abroad = ("--book", str(path), "--identity-file", str(partner_file))
    assert typed(*abroad, "show").code == 0
    again = typed_key("add", "--public-key", partner)
    assert (again.code, "already" in again.err) == (1, True)
    dry = typed_key("remove", partner, "--dry-run")
    assert (dry.code, len(slots_of(path))) == (0, 2)
    removed = typed_key("remove", slots.slot_of(partner))
    assert removed.code == 0
    assert "key rotate" in removed.err
    assert "does not open" in typed(*abroad, "show").err
    assert partner not in str(listed(typed_key("list", "-O", "json")))


def test_the_last_slot_stays_and_an_unknown_one_is_told(typed_key: Run, recipient: str) -> None:
    last = typed_key("remove", recipient)
    assert (last.code, "only slot" in last.err) == (1, True)
    assert "no such slot" in typed_key("remove", "passphrase").err
    assert "no such slot" in typed_key("remove", "0123456789ab").err
    assert typed_key("remove", "age1nonsense").code == 2


def test_a_passphrase_is_added_changed_and_removed_for_a_journey(
    typed_key: Run, typed: Run, path: Path, phrase_file: Path, tmp_path: Path, recipient: str
) -> None:
    next_file = tmp_path / "next.txt"
    next_file.write_text(f"{NEXT}\n", encoding="utf-8")
    assert typed_key("add", "--new-passphrase-file", str(phrase_file)).line == "passphrase"
    before = (path / "book.db").read_bytes()
    assert typed_key("change", "--new-passphrase-file", str(next_file), "--dry-run").code == 0
    changed = typed("--book", str(path), "--passphrase-file", str(phrase_file), "key", "change")
    assert (changed.code, "--new-passphrase-file" in changed.err) == (2, True)
    assert typed_key("change", "--new-passphrase-file", str(next_file)).code == 0
    assert len((path / "book.db").read_bytes()) == len(before)
    assert "does not open" in typed("--book", str(path), "--passphrase-file", str(phrase_file), "show").err
    assert typed_key("add", "--new-passphrase-file", str(next_file)).code == 1
    assert typed_key("remove", "passphrase").code == 0
    assert list(listed(typed_key("list", "-O", "json"))) == [slots.slot_of(recipient)]


def test_one_slot_is_added_at_a_time_and_no_passphrase_is_an_argument(typed_key: Run, partner: str) -> None:
    assert typed_key("add").code == 2
    assert typed_key("add", "--passphrase", "--public-key", partner).code == 2
    assert typed_key("add", "--passphrase", PHRASE).code == 2
    assert typed_key("add", "--passphrase").code == 2
    assert typed_key("change").code == 1


def test_a_rotation_keeps_every_way_in_and_the_rows_and_shuts_the_old_key_out(
    typed_key: Run, typed: Run, path: Path, identity_file: Path, partner: str, partner_file: Path
) -> None:
    assert typed_key("add", "--public-key", partner).code == 0
    assert typed("--book", str(path), "--identity-file", str(identity_file), "worker", "new", "--count", "3").code == 0
    old = unlock(path, identity=identity_file)
    dry = typed_key("rotate", "--dry-run")
    assert (dry.code, "2 slots" in dry.err) == (0, True)
    assert unlock(path, identity=identity_file).reveal() == old.reveal()
    done = typed_key("rotate")
    assert (done.code, done.out) == (0, ""), done.err
    new = unlock(path, identity=identity_file)
    assert unlock(path, identity=partner_file).reveal() == new.reveal() != old.reveal()
    assert typed("--book", str(path), "--identity-file", str(partner_file), "check", "pages", "references").code == 0
    with opened(FolderPlace(path), new) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM subject").scalar_one() == 3
    assert json.loads(typed_key("list", "-O", "json").out)["rotation_unfinished"] is False


def test_a_rotation_of_a_book_with_a_passphrase_asks_for_it_unless_it_opened_the_book(
    typed_key: Run, typed: Run, path: Path, phrase_file: Path
) -> None:
    assert typed_key("add", "--new-passphrase-file", str(phrase_file)).code == 0
    refused = typed_key("rotate")
    assert (refused.code, "only with it" in refused.err) == (1, True)
    by_passphrase = ("--book", str(path), "--passphrase-file", str(phrase_file))
    assert typed(*by_passphrase, "key", "rotate", "--dry-run").code == 0
    assert typed_key("rotate", "--passphrase-file", str(phrase_file), "--dry-run").code == 0


def test_a_slot_from_before_the_book_knew_public_keys_is_named_again_once(
    typed_key: Run, path: Path, identity_file: Path, partner: str, recipient: str
) -> None:
    add_recipient(path, unlock(path, identity=identity_file), partner)
    assert listed(typed_key("list", "-O", "json"))[slots.slot_of(partner)] is None
    assert "does not know its public key" in typed_key("list").out
    refused = typed_key("rotate")
    assert (refused.code, slots.slot_of(partner) in refused.err) == (1, True)
    assert slots.slot_of(recipient) not in refused.err
    assert typed_key("rotate", "--public-key", partner).code == 0
    assert known(path, unlock(path, identity=identity_file)) == (recipient, partner)
    assert typed_key("rotate").code == 0


def test_a_book_in_use_is_told(typed_key: Run, path: Path, identity_file: Path) -> None:
    with opened(FolderPlace(path), unlock(path, identity=identity_file)):
        refused = typed_key("rotate")
    assert (refused.code, "Another program has the book open" in refused.err) == (1, True)
    with holding.alone(path / SLOTS):
        assert "Another program has the book open" in typed_key("list").err


def test_an_unfinished_rotation_is_listed(typed_key: Run, path: Path, identity_file: Path, recipient: str) -> None:
    slots.put_recipient(path / SLOTS, [Key.new(), unlock(path, identity=identity_file)], recipient)
    assert json.loads(typed_key("list", "-O", "json").out)["rotation_unfinished"] is True
    assert "key rotate" in typed_key("list").err


def test_a_book_on_a_server_has_no_slots(typed: Run, postgres_place: PostgresPlace) -> None:
    for command in (("list",), ("rotate",), ("change",), ("add", "--passphrase"), ("remove", "passphrase")):
        refused = typed("--book", postgres_place.url, "key", *command)
        assert (refused.code, "server" in refused.err) == (2, True)


def test_on_a_terminal_passphrases_are_typed_unseen_and_removing_asks_first(
    typed_key: Run, path: Path, partner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def answer(text: str, **how: object) -> str:
        asked.append(how)
        return PHRASE

    monkeypatch.setattr(books, "is_terminal", lambda: True)
    monkeypatch.setattr(init.typer, "prompt", answer)
    assert typed_key("add", "--passphrase").code == 0
    assert [(how["hide_input"], how["confirmation_prompt"], how["err"]) for how in asked] == [(True, True, True)]
    monkeypatch.setattr(init.typer, "confirm", lambda *_, **__: False)
    declined = typed_key("remove", "passphrase")
    assert (declined.code, len(slots_of(path))) == (1, 2)
    assert typed_key("remove", "passphrase", "--yes").code == 0
