"""Marked words in a whole session: none is in a file that was not asked for, and none is left after an erasure."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.__main__ import run
from tests.attack.books import everything, findings
from tests.attack.canaries import LABEL, MARKS, NOTE, PAPER, Told, canaries, found_in, whole_session
from tests.attack.pages import plain_file, plain_log
from tests.attack.press import ROOT, Press


@pytest.fixture(scope="module")
def told(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Told:
    home = tmp_path_factory.mktemp("canary")
    return whole_session(press, home / "tree", home / "inputs")


def leaks(told: Told) -> dict[str, list[bytes]]:
    """Every file of the tree that holds a mark and was not asked for."""
    marks = canaries(told.erased, told.other)
    files = [each for each in told.tree.rglob("*") if each.is_file() and each not in told.asked]
    assert len(files) > 5
    found = {str(each.relative_to(told.tree)): found_in(each.read_bytes(), marks) for each in files}
    return {name: its for name, its in found.items() if its}


def test_the_marks_are_found_where_they_were_asked_for(told: Told) -> None:
    """So the search below can fail."""
    assert LABEL in told.statement
    for each in told.asked:
        assert found_in(each.read_bytes(), canaries(told.erased))
    with_key = plain_file(told.book.file, told.book.key())
    assert {mark for mark in MARKS if mark.encode() in with_key} == set(MARKS) - {NOTE, PAPER}


def test_no_file_that_was_not_asked_for_holds_a_mark(told: Told) -> None:
    assert leaks(told) == {}


def test_no_name_of_a_file_holds_a_mark(told: Told) -> None:
    names = "\n".join(str(each.relative_to(told.tree)) for each in told.tree.rglob("*"))
    assert not found_in(names.encode(), canaries(told.erased, told.other))


def test_nothing_is_left_in_the_folders_for_temporary_files(told: Told) -> None:
    for folder in ("home", "tmp"):
        assert list((told.tree / folder).rglob("*")) == []


@pytest.fixture
def after(told: Told, tmp_path: Path) -> Told:
    """The same, when the first worker has been erased."""
    book = told.book.copy(tmp_path / "book")
    assert run(book.args("erase", told.erased, "--yes")) == 0
    return Told(book, tmp_path, (), told.erased, told.other, told.statement)


def test_after_an_erasure_no_byte_of_the_worker_is_in_the_book_even_with_its_key(after: Told) -> None:
    marks = canaries(after.erased)
    key = after.book.key()
    for file in (each for each in after.book.path.rglob("*") if each.is_file()):
        assert not found_in(file.read_bytes(), marks), file.name
    assert not found_in(repr(everything(after.book)).encode(), marks)
    assert not found_in(plain_file(after.book.file, key), marks)
    assert not found_in(plain_log(after.book.file, key), marks)
    assert found_in(plain_file(after.book.file, key), canaries(after.other)), "so the search can fail"
    assert after.book.attachments == []
    assert findings(after.book) == []


def test_proofs_and_heads_from_before_an_erasure_still_hold(told: Told, after: Told) -> None:
    head = str(told.tree / "asked" / "head.json")
    assert run(after.book.args("log", "verify", "--against", head)) == 0
    for name in ("open.json", "closed.json"):
        proof = str(told.tree / "asked" / name)
        command = [sys.executable, "-m", "ledger.verify", proof, "--head", head]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert (ran.returncode, "WRONG" in ran.stdout) == (0, False), ran.stdout


# --- every write, as the system saw it --------------------------------------------------------------------------------

OPENED = re.compile(r'(?:openat\(AT_FDCWD(?:<[^>]*>)?, |open\(|creat\()"([^"]+)", [^)]*O_(?:WRONLY|RDWR)')
WRITTEN = re.compile(r"\b(?:write|pwrite64|writev|pwritev2?|sendto|sendmsg)\(\d+<(/[^>]*)>")
CALLS = "trace=openat,open,creat,rename,renameat2,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, list[str]]:
    """The session under strace, and every call that opened, renamed or wrote."""
    if shutil.which("strace") is None:
        pytest.fail("this needs strace: apt install strace")
    home = tmp_path_factory.mktemp("watched")
    trace = home / "trace.txt"
    pressing = Press(home, ("strace", "-f", "-qq", "-y", "-s", "200000", "-e", CALLS, "-o", str(trace)))
    told = whole_session(pressing, home / "tree", home / "inputs")
    ran = pressing(*told.book.args("erase", told.erased, "--yes"))
    assert ran.code == 0
    pressing.close()
    return told, trace.read_text(encoding="utf-8", errors="replace").splitlines()


@pytest.mark.attack
def test_no_file_outside_the_book_and_what_was_asked_for_is_opened_for_writing(
    watched: tuple[Told, list[str]],
) -> None:
    told, calls = watched
    opened = {name for call in calls if " = -1 " not in call for name in OPENED.findall(call)}
    assert any(name.endswith("book.db-wal") for name in opened)
    wanted = (str(told.tree / "work"), str(told.tree / "asked"))
    elsewhere = {each for each in opened if not each.startswith((*wanted, "/dev/null", "/dev/tty", "/proc/"))}
    assert elsewhere <= {str(told.tree / "tmp")}, elsewhere


@pytest.mark.attack
def test_no_write_to_a_file_that_was_not_asked_for_holds_a_mark(watched: tuple[Told, list[str]]) -> None:
    """Also to files that were gone a moment later."""
    told, calls = watched
    marks = [mark for mark in (*MARKS, told.erased, told.other) if mark.isascii()] + ["CANARYLABEL"]
    asked = str(told.tree / "asked")
    writes = [(path, call) for call in calls for path in WRITTEN.findall(call)]
    assert len(writes) > 100
    seen = {path for path, call in writes if any(mark in call for mark in marks)}
    assert any(path.startswith(asked) for path in seen), "so the search can fail"
    assert {path for path in seen if not path.startswith(asked)} == set()
