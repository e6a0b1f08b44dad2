"""kill -9 at any moment of any command that writes: the book opens, is sound, and holds all of the command or nothing.

The moments are parts of the time that the command takes when nobody disturbs it, and the writes at which a file grows
beyond so many bytes. A moment that came too late, when the command had ended, is tried again earlier.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attack.books import Book, counted, findings
from tests.attack.operations import OPERATIONS, Operation
from tests.attack.press import Press, Pressed

QUICK = tuple(
    (name, part) for name in ("import a sheet", "correct", "erase", "key rotate", "backup") for part in (0.6, 0.9)
)
PARTS = tuple(n / 100 for n in range(10, 103, 6))  # of the working time of the command: 16 moments each
# Bytes beyond which no file may grow: sizes that the write-ahead log, a copy, a backup or a sealed paper passes.
BYTES = (100, 8_192, 20_000, 40_000, 70_000, 120_000, 200_000)
GROWING = ("import a sheet", "import observations", "attach", "erase", "key rotate", "backup")


@dataclass(frozen=True)
class Undisturbed:
    """How long the command takes, how much of that goes by before it does anything, and what it leaves."""

    starts: float
    ends: float
    after: dict[str, int]


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Undisturbed]:
    """Filled as it is asked: see `measured`."""
    return {}


def measured(known: dict[str, Undisturbed], name: str, press: Press, prepared: Book, home: Path) -> Undisturbed:
    """The command run to its end, on a copy of its own."""
    if name not in known:
        place = home / "undisturbed"
        place.mkdir()
        book = prepared.copy(place / "book")
        ran = press(*book.args(*OPERATIONS[name].args(book, place)))
        assert ran.code == 0, ran.err
        idle = press("boundary").seconds
        known[name] = Undisturbed(min(idle, ran.seconds) * 0.8, ran.seconds, counted(book))
    return known[name]


def is_in(book: Book, before: dict[str, int], normal: Undisturbed) -> bool:
    """The book opens, no check finds anything, and the command is wholly in it or wholly not: which of the two."""
    assert findings(book) == []
    now = counted(book)
    assert now in (before, normal.after), {name: n for name, n in now.items() if n != before[name]}
    return now == normal.after


def expect_finished(press: Press, book: Book, home: Path, operation: Operation, *, is_done: bool) -> None:
    """Running the command again finishes it, or says that it was done; afterwards nothing is left lying about."""
    if operation.is_done is not None:
        is_done = operation.is_done(book, home)
    again = press(*book.args(*operation.args(book, home)))
    assert again.code == (operation.when_done if is_done else 0), again
    assert "nobody foresaw" not in again.err
    for command in operation.finish:
        assert press(*book.args(*command)).code == 0
        assert press(*book.args("attachment", "check")).code == 0
    assert findings(book) == []


def expect_survived(
    press: Press, prepared: Book, home: Path, name: str, ran: Pressed, book: Book, normal: Undisturbed
) -> None:
    is_done = is_in(book, counted(prepared), normal)
    if ran.code == 0 or ran.out:  # what was acknowledged is there
        assert is_done
    backup = home / "backup.tar"
    if backup.exists():
        whole = press("--identity-file", str(book.identity), "restore", str(backup), "--check")
        assert whole.code == 0, whole.err
    expect_finished(press, book, home, OPERATIONS[name], is_done=is_done)


def killed(press: Press, prepared: Book, home: Path, name: str, part: float, normal: Undisturbed) -> None:
    """Kill the command when this part of its work is done, on a fresh copy; earlier when it had ended by then."""
    moment = normal.starts + (normal.ends - normal.starts) * part
    for turn in range(10):
        place = home / f"turn-{turn}"
        place.mkdir()
        book = prepared.copy(place / "book")
        ran = press(*book.args(*OPERATIONS[name].args(book, place)), kill_after=moment)
        expect_survived(press, prepared, place, name, ran, book, normal)
        shutil.rmtree(place)
        if ran.was_killed:
            return
        moment = min(moment, normal.starts + (ran.seconds - normal.starts) * part) * 0.95
    raise AssertionError("the command could not be killed")


@pytest.mark.parametrize(("name", "part"), QUICK)
def test_a_killed_command_leaves_a_sound_book_with_all_of_it_or_nothing(
    press: Press, prepared: Book, tmp_path: Path, undisturbed: dict[str, Undisturbed], name: str, part: float
) -> None:
    normal = measured(undisturbed, name, press, prepared, tmp_path)
    killed(press, prepared, tmp_path, name, part, normal)


@pytest.mark.attack
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_command_killed_at_any_moment_leaves_a_sound_book_with_all_of_it_or_nothing(
    press: Press, prepared: Book, tmp_path: Path, undisturbed: dict[str, Undisturbed], name: str, part: float
) -> None:
    normal = measured(undisturbed, name, press, prepared, tmp_path)
    killed(press, prepared, tmp_path, name, part, normal)


@pytest.mark.attack
@pytest.mark.parametrize("most", BYTES)
@pytest.mark.parametrize("name", GROWING)
def test_a_command_killed_at_a_write_leaves_a_sound_book_with_all_of_it_or_nothing(
    press: Press, prepared: Book, tmp_path: Path, undisturbed: dict[str, Undisturbed], name: str, most: int
) -> None:
    normal = measured(undisturbed, name, press, prepared, tmp_path)
    book = prepared.copy(tmp_path / "book")
    args = OPERATIONS[name].args(book, tmp_path)
    ran = press(*book.args(*args), most_bytes=most, is_deadly=True)
    expect_survived(press, prepared, tmp_path, name, ran, book, normal)
