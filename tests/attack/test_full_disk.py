"""No room on the disk at any write, and disks that take nothing: one sentence, exit code 1, and a sound book."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack.books import Book, counted, findings
from tests.attack.operations import OPERATIONS
from tests.attack.press import ROOT, Press, Pressed

# Bytes that no file may pass: what shared memory, the log, a copy, a backup, a sealed paper and a slot grow beyond.
LIMITS = (0, 1_000, 5_000, 20_000, 33_000, 60_000, 120_000, 250_000, 380_000)
QUICK = [("add", 5_000), ("attach", 20_000), ("backup", 120_000), ("key rotate", 120_000), ("statement", 0)]


def expect_told(press: Press, book: Book, home: Path, name: str, ran: Pressed, before: dict[str, int]) -> None:
    """It was told in one sentence, the book is sound, and nothing of the command is in it, or all that it said."""
    assert "Traceback" not in ran.err
    assert "nobody foresaw" not in ran.err, ran.err
    assert ran.code in (0, 1)
    if ran.code == 1:
        assert [line for line in ran.err.splitlines() if line.startswith("wage-ledger: ")], ran.err
        assert str(book.path) not in ran.err
    assert findings(book) == []
    operation, is_there = OPERATIONS[name], counted(book) != before
    if operation.is_done is not None:
        is_there = operation.is_done(book, home)
    assert is_there or ran.code == 1 or name == "log head"
    again = press(*book.args(*operation.args(book, home)))
    assert again.code == (operation.when_done if is_there else 0), (ran, again)
    for command in operation.finish:
        assert press(*book.args(*command)).code == 0
        assert press(*book.args("attachment", "check")).code == 0


def limited(press: Press, book: Book, home: Path, name: str, most: int) -> None:
    before = counted(book)
    ran = press(*book.args(*OPERATIONS[name].args(book, home)), most_bytes=most)
    expect_told(press, book, home, name, ran, before)


@pytest.mark.parametrize(("name", "most"), QUICK)
def test_a_file_that_cannot_grow_is_told(press: Press, book: Book, tmp_path: Path, name: str, most: int) -> None:
    limited(press, book, tmp_path, name, most)


@pytest.mark.attack
@pytest.mark.parametrize("most", LIMITS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_file_that_cannot_grow_at_any_write_is_told(
    press: Press, book: Book, tmp_path: Path, name: str, most: int
) -> None:
    limited(press, book, tmp_path, name, most)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB. Where nobody may mount one there is none, and the limits above stand for it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk cannot be mounted here; the limits above do the same")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path, *, free: int) -> None:
    """Leave so many bytes."""
    left = os.statvfs(disk)
    room = left.f_bavail * left.f_frsize - free
    with (disk / "filling").open("wb") as file:
        file.write(bytes(max(0, room)))


@pytest.mark.attack
@pytest.mark.parametrize("free", [0, 4096, 16_384, 65_536, 200_000])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_disk_that_is_full_is_told(
    press: Press, prepared: Book, small_disk: Path, tmp_path: Path, name: str, free: int
) -> None:
    book = prepared.copy(small_disk / "book")
    before = counted(book)
    args = OPERATIONS[name].args(book, small_disk)
    fill(small_disk, free=free)
    ran = press(*book.args(*args))
    if ran.code == 1:  # with no room at all SQLite cannot even read: that is told as well
        assert "nobody foresaw" not in ran.err, ran.err
        assert [line for line in ran.err.splitlines() if line.startswith("wage-ledger: ")], ran.err
    (small_disk / "filling").unlink()
    expect_told(press, book, small_disk, name, ran, before)


LESSER = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
WRITERS = ("add", "attach", "erase", "key rotate", "key add", "statement", "log head", "withdraw")


@pytest.mark.parametrize("name", [WRITERS[0], *(pytest.param(name, marks=pytest.mark.attack) for name in WRITERS[1:])])
@pytest.mark.parametrize("what", [pytest.param("file", marks=pytest.mark.attack), "folder"])
def test_a_book_that_may_not_be_written_to_is_told(book: Book, tmp_path: Path, name: str, what: str) -> None:
    args = [str(each) for each in book.args(*OPERATIONS[name].args(book, tmp_path))]
    before = counted(book)
    folders = [book.path, book.path / "slots", book.path / "attachments"]
    for each in (book.path / "book.db", *(folders if what == "folder" else ())):
        each.chmod(0o555 if each.is_dir() else 0o444)
    try:
        command = [*LESSER, sys.executable, "-m", "ledger", *args]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    finally:
        for each in (*folders, book.path / "book.db"):
            each.chmod(0o700 if each.is_dir() else 0o600)
    assert "Traceback" not in ran.stderr
    assert "nobody foresaw" not in ran.stderr
    assert ran.returncode == 1 or name == "key rotate", ran
    assert "damaged" not in ran.stderr
    assert findings(book) == []
    if ran.returncode:
        assert counted(book) == before
