"""Waiting for an answer, and not for ever: a book that is open on an empty chair is open to whoever sits down.

Around every prompt. When nobody has answered in time the command ends as if Ctrl-C had been typed, with its own
sentence: nothing is written, the terminal shows again what is typed, and the key is gone with the process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from typer.exceptions import Abort

from ledger.values.errors import LedgerError, UsageError

VARIABLE = "WAGE_LEDGER_LOCK_MINUTES"
MINUTES = 10.0
MOST = 24 * 60.0


class Locked(LedgerError):
    """Nobody answered."""

    message = "Locked after {} minutes without an answer. Nothing was written."
    advice = f"Run the command again. {VARIABLE} says how many minutes it waits."


class BadMinutes(UsageError):
    """The variable holds no time that could be waited."""

    message = f"{VARIABLE} is not a number of minutes."
    advice = f"Give a number above 0, up to {MOST:g}; without the variable it is {MINUTES:g}."


def minutes() -> float:
    """How many minutes a prompt waits. Raises BadMinutes."""
    text = os.environ.get(VARIABLE)
    if not text:
        return MINUTES
    try:
        found = float(text)
    except ValueError:
        raise BadMinutes from None
    if not 0 < found <= MOST:
        raise BadMinutes
    return found


@contextmanager
def waiting() -> Iterator[None]:
    """Whoever is asked inside has some minutes to answer. Raises Locked after them."""
    patience = minutes()
    if os.name == "posix" and threading.current_thread() is threading.main_thread():
        with _alarmed(patience):
            yield
    else:
        with _interrupted(patience):
            yield


@contextmanager
def _alarmed(patience: float) -> Iterator[None]:
    """A signal ends the wait, even in the middle of a system's call."""
    import signal

    def lock(_number: int, _frame: FrameType | None) -> NoReturn:
        raise Locked(f"{patience:g}")

    before, running = signal.signal(signal.SIGALRM, lock), signal.getitimer(signal.ITIMER_REAL)
    try:
        signal.setitimer(signal.ITIMER_REAL, patience * 60)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *running)


@contextmanager
def _interrupted(patience: float) -> Iterator[None]:
    """Where there is no alarm, Ctrl-C is sent from a thread. Windows hears it no sooner than the next key."""
    import _thread

    is_over = threading.Event()

    def interrupt() -> None:
        is_over.set()
        _thread.interrupt_main()

    timer = threading.Timer(patience * 60, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (KeyboardInterrupt, Abort):
        if is_over.is_set():
            raise Locked(f"{patience:g}") from None
        raise
    finally:
        timer.cancel()
