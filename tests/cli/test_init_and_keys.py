"""Making a book and opening it: the ways a key may be given, and what is said when none fits."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli import books, init
from ledger.store.where import PostgresPlace
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("cheap_scrypt")
PHRASE = "five invented words in a row"


@pytest.fixture
def phrase_file(tmp_path: Path) -> Path:
    file = tmp_path / "phrase.txt"
    file.write_text(f"{PHRASE}\n", encoding="utf-8")
    return file


def test_a_new_book_opens_with_its_passphrase_and_with_its_recipients_key(
    typed: Run,
    tmp_path: Path,
    phrase_file: Path,
    recipient: str,
    identity_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = str(tmp_path / "new" / "book")
    made = typed("--book", place, "--passphrase-file", str(phrase_file), "init", "--recipient", recipient)
    assert (made.code, made.out) == (0, "")
    assert "worker new" in made.err
    assert "Warning" not in made.err
    assert typed("--book", place, "--passphrase-file", str(phrase_file), "show").code == 0
    assert typed("--book", place, "--identity-file", str(identity_file), "show").code == 0
    monkeypatch.setenv("WAGE_LEDGER_BOOK", place)
    monkeypatch.setenv("WAGE_LEDGER_PASSPHRASE", PHRASE)
    assert typed("show").code == 0
    again = typed("init")
    assert again.code == 1
    assert "nothing was changed" in again.err


def test_a_short_passphrase_is_warned_of_and_kept_nowhere(
    typed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAGE_LEDGER_PASSPHRASE", "shortcanary")
    made = typed("--book", str(tmp_path / "book"), "init")
    assert made.code == 0
    assert "Warning" in made.err
    assert "shortcanary" not in made.err
    assert not any(b"shortcanary" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_passphrase_is_typed_twice_on_a_terminal_and_once_to_open(
    typed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def answer(text: str, **how: object) -> str:
        asked.append(how)
        return PHRASE

    monkeypatch.setattr(books, "is_terminal", lambda: True)
    monkeypatch.setattr(init.typer, "prompt", answer)
    place = str(tmp_path / "book")
    assert typed("--book", place, "init").code == 0
    assert typed("--book", place, "show").code == 0
    assert [how.get("confirmation_prompt", False) for how in asked] == [True, False]
    assert all(how["hide_input"] and how["err"] for how in asked)


def test_on_a_terminal_the_entry_is_written_only_after_a_yes(
    sealed: Run, worker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "is_terminal", lambda: True)
    add = ("add", "wage", "--placement", "1", "--period", "2016", "--currency", "USD", "--hand", "5")
    monkeypatch.setattr(init.typer, "confirm", lambda *_, **__: False)
    declined = sealed(*add)
    assert (declined.code, declined.out) == (1, "")
    assert "Nothing was written." in declined.err
    assert sealed(*add, "--yes").line == "1"
    monkeypatch.setattr(init.typer, "confirm", lambda *_, **__: True)
    assert sealed(*add).line == "2"


def test_two_keys_at_once_are_refused(
    typed: Run, folder: Path, identity_file: Path, phrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = typed(
        *("--book", str(folder), "--identity-file", str(identity_file)),
        *("--passphrase-file", str(phrase_file), "show"),
    )
    assert both.code == 2
    assert "More than one key" in both.err
    monkeypatch.setenv("WAGE_LEDGER_PASSPHRASE", PHRASE)
    assert typed("--book", str(folder), "--passphrase-file", str(phrase_file), "show").code == 2
    monkeypatch.setenv("WAGE_LEDGER_IDENTITY_FILE", str(identity_file))
    assert typed("--book", str(folder), "show").code == 2


def test_no_key_a_wrong_key_no_book_and_no_recipient_have_their_own_sentences(
    typed: Run, folder: Path, phrase_file: Path, tmp_path: Path
) -> None:
    assert "no key was given" in typed("--book", str(folder), "show").err
    assert (
        "does not open with this key" in typed("--book", str(folder), "--passphrase-file", str(phrase_file), "show").err
    )
    assert "no book at this place" in typed("--book", str(tmp_path / "nowhere"), "show").err
    assert "no key was given" in typed("--book", str(tmp_path / "new"), "init").err
    assert (
        "not a public key"
        in typed("--book", str(tmp_path / "new"), "init", "--no-passphrase", "--recipient", "age1nonsense").err
    )
    assert typed("--book", str(tmp_path / "new"), "init", "--no-passphrase").code == 2
    assert not (tmp_path / "new").exists()


def test_a_dry_run_makes_no_book(typed: Run, tmp_path: Path, phrase_file: Path) -> None:
    assert typed("--book", str(tmp_path / "new"), "--passphrase-file", str(phrase_file), "init", "--dry-run").code == 0
    assert not (tmp_path / "new").exists()


def test_init_makes_the_tables_in_an_empty_database(typed: Run, empty_database: PostgresPlace) -> None:
    assert typed("--book", empty_database.url, "init").code == 0
    assert typed("--book", empty_database.url, "show").code == 0
    assert typed("--book", empty_database.url, "init").code == 1


def test_a_password_in_the_address_is_refused_and_not_repeated(typed: Run) -> None:
    refused = typed("--book", "postgresql+psycopg://someone:canary@host/book", "show")
    assert refused.code == 2
    assert "canary" not in refused.err


def test_a_file_that_is_written_is_for_its_owner_alone(sealed: Run, worker: str, tmp_path: Path) -> None:
    target = tmp_path / "mine.json"
    written = sealed("statement", worker, "-o", str(target))
    assert (written.code, written.out) == (0, "")
    assert target.read_text(encoding="utf-8").startswith("{")
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_module_runs_as_a_program(folder: Path, identity_file: Path) -> None:
    command = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    ran = subprocess.run([*command, "worker", "new", "--count", "2"], capture_output=True, text=True, check=True)
    assert len(ran.stdout.split()) == 2
    version = subprocess.run([sys.executable, "-m", "ledger", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("wage-ledger")
