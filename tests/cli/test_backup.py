"""`backup` and `restore` as they are typed: what is said, how they end, and what a killed run leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyrage
import pytest

from ledger.store.where import PostgresPlace
from tests.cli.conftest import Run

TODAY = date.today()


@pytest.fixture
def at(typed: Run, identity_file: Path) -> Callable[..., Run]:
    """Type a command on the book at a path."""
    return lambda path: lambda *args: typed("--book", str(path), "--identity-file", str(identity_file), *args)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "예비 사본.tar"


@pytest.fixture
def filled(sealed: Run) -> Run:
    """Type a command on a book with something in it."""
    assert sealed("worker", "new", "--count", "3").code == 0
    return sealed


def hidden(folder: Path) -> list[Path]:
    return list(folder.rglob(".*"))


def test_a_book_is_backed_up_checked_and_restored(filled: Run, at, file: Path, tmp_path: Path) -> None:
    made = filled("backup", "-o", str(file))
    assert (made.code, made.out) == (0, "")
    assert "made and proven" in made.err
    assert f"Destroy it after {(TODAY + timedelta(days=90)).isoformat()}" in made.err
    found = at(tmp_path / "다시")("restore", str(file))
    assert (found.code, found.out) == (0, "")
    assert f"People who were erased since {TODAY.isoformat()} are in it again" in found.err
    assert at(tmp_path / "다시")("show").out == filled("show").out
    assert hidden(tmp_path) == []


def test_a_check_of_a_backup_finds_what_a_check_of_the_book_finds(
    filled: Run, at, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    assert filled("backup", "-o", str(file)).code == 0
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    before = sorted(tmp_path.rglob("*"))
    checked, book = at(tmp_path / "nowhere")("restore", str(file), "--check"), filled("check")
    assert (checked.code, checked.out) == (book.code, book.out)
    assert book.err in checked.err
    assert f"The backup of {TODAY.isoformat()} is whole and opens." in checked.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_finding_in_a_backup_ends_with_1(sealed: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ledger.book.check as proofs

    def planted(_: object) -> object:
        yield "entry 12", "does not balance in USD, low case"

    assert sealed("backup", "-o", str(file)).code == 0
    monkeypatch.setitem(proofs.CHECKS, "balance", planted)
    checked = sealed("restore", str(file), "--check")
    assert checked.code == 1
    assert "balance: entry 12: does not balance in USD, low case\n" in checked.out


def test_the_book_and_its_backup_both_know_of_the_backup(sealed: Run, at, folder: Path, key, file, tmp_path) -> None:
    from ledger.book.backups import backups
    from ledger.book.session import reading
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace

    last = TODAY + timedelta(days=10)
    assert sealed("backup", "-o", str(file), "--expires", last.isoformat()).code == 0
    assert at(tmp_path / "new")("restore", str(file)).code == 0
    for path in (folder, tmp_path / "new"):
        with opened(FolderPlace(path), key) as engine, reading(engine) as session:
            assert [(each.made_on, each.expires_on) for each in backups(session)] == [(TODAY, last)]


def test_a_dry_run_writes_nothing_and_still_refuses(sealed: Run, folder: Path, file: Path) -> None:
    before = sorted(folder.rglob("*"))
    assert "Dry run: nothing was written." in sealed("backup", "-o", str(file), "--dry-run").err
    assert sorted(folder.rglob("*")) == before
    assert not file.exists()
    assert sealed("backup", "-o", str(folder / "b.tar"), "--dry-run").code == 2
    file.write_text("mine")
    assert sealed("backup", "-o", str(file), "--dry-run").code == 1


def test_an_expired_backup_is_refused_and_must_be_destroyed(
    sealed: Run, at, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ledger.cli.backup as command

    class Later(date):
        @classmethod
        def today(cls) -> date:
            return TODAY + timedelta(days=1)

    assert sealed("backup", "-o", str(file), "--expires", TODAY.isoformat()).code == 0
    monkeypatch.setattr(command, "date", Later)
    for words in ((), ("--check",)):
        refused = at(tmp_path / "new")("restore", str(file), *words)
        assert (refused.code, refused.out) == (1, "")
        assert f"has expired on {TODAY.isoformat()} and must be destroyed" in refused.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("day", ["2020-01-01", "soon", "2026-02-30"])
def test_an_end_has_to_be_a_day_to_come(sealed: Run, file: Path, day: str) -> None:
    refused = sealed("backup", "-o", str(file), "--expires", day)
    assert refused.code == 2
    assert "--expires" in refused.err
    assert day not in refused.err


def test_a_place_that_cannot_hold_it_is_told_without_its_path(sealed: Run, folder: Path, tmp_path: Path) -> None:
    for place, code in ((tmp_path / "none" / "b.tar", 1), (tmp_path, 1), (folder / "b.tar", 2)):
        refused = sealed("backup", "-o", str(place))
        assert (refused.code, refused.out) == (code, "")
        assert str(tmp_path) not in refused.err
        assert "Traceback" not in refused.err
    assert sealed("backup").code == 2
    assert sealed("backup", "-o", "-").code == 2
    assert sealed("backup", "-o", str(tmp_path / "b.tar"), "--public-key", "age1nonsense").code == 2


def test_nothing_is_restored_over_something(sealed: Run, file: Path, folder: Path) -> None:
    assert sealed("backup", "-o", str(file)).code == 0
    refused = sealed("restore", str(file))
    assert refused.code == 1
    assert "nothing was changed" in refused.err


def test_a_wrapped_backup_needs_the_key_of_its_outer_layer(filled: Run, at, tmp_path: Path) -> None:
    identity, file = pyrage.x25519.Identity.generate(), tmp_path / "wrapped.age"
    (tmp_path / "partner.txt").write_text(f"{identity}\n")
    assert filled("backup", "-o", str(file), "--public-key", str(identity.to_public())).code == 0
    refused = at(tmp_path / "new")("restore", str(file))
    assert refused.code == 1
    assert "age -d" in refused.err
    assert at(tmp_path / "new")("restore", str(file), "--unwrap-with", str(tmp_path / "partner.txt")).code == 0
    assert at(tmp_path / "new")("show").code == 0


def test_what_is_no_backup_is_told_before_a_passphrase_is_asked_for(typed: Run, file: Path, tmp_path: Path) -> None:
    file.write_text("mine")
    assert "not a backup" in typed("--book", str(tmp_path / "new"), "restore", str(file)).err
    assert "could not be restored" in typed("--book", str(tmp_path / "new"), "restore", str(tmp_path / "none")).err


def test_without_a_key_nothing_is_backed_up_and_nothing_restored(
    typed: Run, sealed: Run, folder: Path, file: Path, tmp_path: Path
) -> None:
    assert "no key was given" in typed("--book", str(folder), "backup", "-o", str(file)).err
    assert sealed("backup", "-o", str(file)).code == 0
    for words in ((), ("--check",)):
        assert "no key was given" in typed("--book", str(tmp_path / "new"), "restore", str(file), *words).err
    assert not (tmp_path / "new").exists()


def test_a_book_on_a_server_is_left_to_its_tools(typed: Run, postgres_place: PostgresPlace, file: Path) -> None:
    for command in (("backup", "-o", str(file)), ("restore", str(file)), ("restore", str(file), "--check")):
        refused = typed("--book", postgres_place.url, *command)
        assert refused.code == 2
        assert "pg_dump" in refused.err


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("delay", [0, 0.002, 0.01])
def test_a_backup_killed_in_the_middle_leaves_the_book_and_no_file(
    filled: Run, folder: Path, identity_file: Path, file: Path, tmp_path: Path, delay: float
) -> None:
    command = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    with subprocess.Popen([*command, "backup", "-o", str(file)], stderr=subprocess.PIPE) as program:
        while program.poll() is None and not list(folder.glob(".wage-ledger-*")):
            time.sleep(0.001)
        time.sleep(delay)
        program.send_signal(signal.SIGKILL)
    assert filled("show").code == 0
    if file.exists():  # it was quicker, and then it is whole
        assert filled("restore", str(file), "--check").err.startswith("The backup of")
        file.unlink()
    assert filled("backup", "-o", str(file)).code == 0
    assert hidden(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX's")
def test_a_terminal_sees_a_bar_and_then_the_result(folder: Path, identity_file: Path, file: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    done = subprocess.run([*command, "backup", "-o", str(file)], stdin=subprocess.DEVNULL, stderr=theirs, check=False)
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "copying" in said
    assert "made and proven" in said


@pytest.mark.skipif(
    not Path("/usr/bin/setpriv").exists(), reason="root writes everywhere, unless setpriv takes that away"
)
def test_a_folder_that_may_not_be_written_to_is_told(folder: Path, identity_file: Path, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o555)
    program = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    lesser = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    command = [*lesser, *program, "backup", "-o", str(tmp_path / "shut" / "b.tar")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "permission denied" in done.stderr
