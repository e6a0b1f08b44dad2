"""A crash says nothing and leaves nothing: no value in an error that nobody foresaw, no core, and a sound book."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ledger.__main__ import run
from tests.attack.books import Book, findings
from tests.attack.press import ROOT

CANARY = "canary of a worker 7391.25"
# What fails, and the command that comes upon it.
FAILING = {
    "ledger.book.read.counts": ("show",),
    "ledger.book.read.entry": ("show", "1"),
    "ledger.publish.statement_text.statement_text": ("statement", "FIRST"),
    "ledger.book.post.post": ("add", "wage", "--placement", "1", "--period", "2016-05", "--currency", "USD",
                              "--gross", "800", "--hand", "100", "--yes"),
    "ledger.book.erase.erase": ("erase", "SECOND", "--yes"),
    "ledger.store.attachments.sealing.seal": ("attach", "PAPER", "--source", "2"),
    "ledger.store.backup.making.back_up": ("backup", "-o", "BACKUP"),
    "ledger.store.rotation.rotate": ("key", "rotate"),
    "ledger.book.log.append.payloads": ("consent", "withdraw", "FIRST"),
    "ledger.book.log.heads.sign_head": ("log", "head"),
    "ledger.intake.everything.read_all": ("import", "PAPER"),
}  # fmt: skip
LATER = [*FAILING][1::2]
KINDS = (ZeroDivisionError, MemoryError, OSError, UnicodeError, KeyError)


@pytest.mark.parametrize(
    "target", [pytest.param(each, marks=[pytest.mark.attack] if each in LATER else []) for each in FAILING]
)
def test_an_error_that_nobody_foresaw_shows_no_value(
    book: Book,
    tmp_path: Path,
    target: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    kind = KINDS[sorted(FAILING).index(target) % len(KINDS)]

    def fail(*_: object, **__: object) -> None:
        try:
            raise ValueError(CANARY)
        except ValueError as first:
            raise kind(CANARY) from first

    paper = tmp_path / "paper.txt"
    paper.write_text("what was paid")
    words = {"FIRST": book.first, "SECOND": book.second, "PAPER": str(paper), "BACKUP": str(tmp_path / "backup.tar")}
    monkeypatch.setattr(target, fail)
    monkeypatch.setenv("WAGE_LEDGER_DEBUG", "1")  # which shows all that is ever shown
    capfd.readouterr()
    code = run(book.args(*(words.get(word, word) for word in FAILING[target])))
    said = capfd.readouterr()
    assert code == 1, said
    assert "canary" not in said.out + said.err
    assert "7391" not in said.out + said.err
    assert "Traceback" not in said.err
    assert kind.__name__ in said.err
    monkeypatch.undo()
    assert findings(book) == []


CRASHING = """
    import os, sys
    from ledger import __main__
    from ledger.book.log import append

    def crash(*_):
        os.kill(os.getpid(), int(os.environ["SIGNAL"]))

    append.leaf_text = crash
    __main__.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_in_the_middle_of_writing_leaves_no_core_and_a_sound_book(
    book: Book, tmp_path: Path, number: signal.Signals
) -> None:
    around = tmp_path / "around"
    around.mkdir()
    environ = os.environ | {"SIGNAL": str(int(number)), "PYTHONPATH": str(ROOT), "TMPDIR": str(around)}
    command = [sys.executable, "-c", textwrap.dedent(CRASHING), *book.args("consent", "withdraw", book.first)]
    full = ["sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$@"', "sh", *command]
    ran = subprocess.run(full, cwd=around, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == -number, ran.stderr
    assert list(around.iterdir()) == []
    assert findings(book) == []
