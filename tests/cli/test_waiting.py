"""Nobody answers: the prompt ends, the terminal is as it was, and nothing is written. And a crash leaves no memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from ledger.cli.waiting import MINUTES, BadMinutes, Locked, _interrupted, minutes, waiting
from ledger.store.folder import add_recipient, slots_of, unlock
from tests.cli.conftest import Run

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")

SOON = "0.005"  # minutes: 0.3 s


def at_a_terminal(*args: str, keys: bytes = b"", **environ: str) -> tuple[int, str, bool]:
    """Run the program on a terminal of its own: its exit code, what it showed, and whether typing is shown after it.

    The keys are typed at the first prompt: the terminal throws away what was typed before a passphrase is asked for.
    """
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "ledger", *args]
    shown = b""
    with subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=os.environ | environ, start_new_session=True
    ) as program:
        try:
            while keys and not shown.endswith(b": "):
                shown += os.read(ours, 1024)
            os.write(ours, keys)
            code = program.wait(30)
        finally:
            program.kill()
    os.set_blocking(ours, False)
    shown += os.read(ours, 65536)
    echoes = bool(termios.tcgetattr(its)[3] & termios.ECHO)
    os.close(its)
    os.close(ours)
    return code, shown.decode(), echoes


def test_a_passphrase_that_nobody_types_locks_the_book(folder: Path) -> None:
    began = time.monotonic()
    code, shown, echoes = at_a_terminal("--book", str(folder), "show", WAGE_LEDGER_LOCK_MINUTES=SOON)
    assert (code, echoes) == (1, True)
    assert "Passphrase of the book" in shown
    assert f"Locked after {SOON} minutes without an answer. Nothing was written." in shown
    assert "Traceback" not in shown
    assert time.monotonic() - began > 0.3


def test_a_question_that_nobody_answers_writes_nothing(folder: Path, identity_file: Path) -> None:
    public = str(pyrage.x25519.Identity.generate().to_public())
    add_recipient(folder, unlock(folder, identity=identity_file), public)
    opened = ("--book", str(folder), "--identity-file", str(identity_file))
    code, shown, _ = at_a_terminal(*opened, "key", "remove", public, WAGE_LEDGER_LOCK_MINUTES=SOON)
    assert code == 1
    assert "Take it away?" in shown
    assert "Locked after" in shown
    assert len(slots_of(folder)) == 2


def test_an_answer_in_time_goes_on(folder: Path) -> None:
    code, shown, _ = at_a_terminal("--book", str(folder), "show", keys=b"wrong\n", WAGE_LEDGER_LOCK_MINUTES="1")
    assert code == 1
    assert "does not open with this key" in shown
    assert "wrong" not in shown


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", "1441"])
def test_minutes_that_cannot_be_waited_are_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAGE_LEDGER_LOCK_MINUTES", text)
    with pytest.raises(BadMinutes) as refused, waiting():
        raise AssertionError("waited")
    assert text not in str(refused.value).split()


def test_minutes_may_be_a_fraction_and_have_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAGE_LEDGER_LOCK_MINUTES", raising=False)
    assert minutes() == MINUTES == 10
    monkeypatch.setenv("WAGE_LEDGER_LOCK_MINUTES", "0.5")
    assert minutes() == 0.5


def test_an_answer_puts_the_alarm_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAGE_LEDGER_LOCK_MINUTES", "0.002")
    handler, is_running = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0
    with waiting():
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 0.12
    time.sleep(0.2)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert (signal.getitimer(signal.ITIMER_REAL)[0] > 0) == is_running  # the test run's own limit


def sleep_in_bits() -> None:
    for _ in range(1000):
        time.sleep(0.01)


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """A test run that was started in the background ignores Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_without_an_alarm_a_thread_interrupts(heeds_interrupts: None) -> None:
    with pytest.raises(Locked, match=r"after 0\.001 minutes"), _interrupted(0.001):
        sleep_in_bits()
    with pytest.raises(KeyboardInterrupt), _interrupted(1):
        raise KeyboardInterrupt
    with _interrupted(1):
        pass


CRASHING = """
    import os, resource, signal, sys
    from ledger import __main__

    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    sys.argv = ["wage-ledger", "boundary"]
    try:
        __main__.main()
    except SystemExit:
        print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
        os.kill(os.getpid(), int(os.environ["SIGNAL"]))
"""


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV])
def test_a_crash_leaves_no_core(tmp_path: Path, number: signal.Signals) -> None:
    environ = os.environ | {"SIGNAL": str(int(number)), "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", textwrap.dedent(CRASHING)]
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == -number, ran.stderr
    assert ran.stdout.splitlines()[-1] == "(0, 0)"
    assert list(tmp_path.iterdir()) == []


def test_a_bad_time_to_wait_is_a_sentence(typed: Run, folder: Path) -> None:
    code, shown, _ = at_a_terminal("--book", str(folder), "show", WAGE_LEDGER_LOCK_MINUTES="soon")
    assert code == 2
    assert "WAGE_LEDGER_LOCK_MINUTES is not a number of minutes" in shown
