"""`demo`: the first thing a newcomer runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pyrage
import pytest

from ledger.__main__ import run
from ledger.cli.demo import PASSPHRASE
from tests.cheap import an_age_file
from tests.cli.conftest import Ran, Run
from tests.conftest import untouched


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Ran]]:
    """The folder in which the demonstration was run, and what it said: to be copied and never written to."""
    at = tmp_path_factory.mktemp("demonstration")
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.chdir(at)
        code = run(["demo"])
    (slot,) = at.rglob("passphrase.age")
    slot.write_bytes(an_age_file(pyrage.passphrase.decrypt(slot.read_bytes(), PASSPHRASE), PASSPHRASE))
    with untouched(at):
        yield at, Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def done(made: tuple[Path, Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """How the demonstration went that is in ./demo."""
    shutil.copytree(made[0] / "demo", tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    return made[1]


def test_the_demonstration_makes_a_book_checks_it_and_answers(done: Ran, typed: Run) -> None:
    assert done.code == 0, done.err
    assert "Of every 100 earned" in done.out
    assert "These are documented cases, not a sample." in done.out
    assert "nothing found" in done.err
    again = typed("demo")
    assert again.out == done.out
    assert "Nothing new" in again.err


def test_the_demonstrations_book_is_encrypted(done: Ran) -> None:
    assert done.code == 0
    raw = b"".join(path.read_bytes() for path in Path("demo", "book").rglob("*") if path.is_file())
    assert not raw.startswith(b"SQLite format 3")
    for plain in (b"SQLite format", b"cz-garment-2000", b"Radio Free Asia", b"state:plan", b"CREATE TABLE"):
        assert plain not in raw


def test_what_the_demonstration_says_to_try_next_works(done: Ran, typed: Run) -> None:
    told = done.err.split("Next, with")[1]
    commands = [line.split()[1:] for line in told.splitlines() if line.startswith("  wage-ledger")]
    assert len(commands) == 4
    for command in commands:
        assert typed(*command).code == 0
