"""One process, measured from outside: how long it took, what it cost the processors, how much memory it had at most.

The peak is what the kernel counted for the process and whatever it waited for. To the kernel a process begins with
the peak of the one that starts it, some 17 MB here: less than that is not told apart, and nothing large may be loaded.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One measured run: seconds on the clock, seconds of processors, KiB at most. `failure` is None when it ended well.

    The `failure` says how it ended, never what it printed.
    """

    wall: float
    cpu: float
    peak: int
    failure: str | None = None


def measured(command: Sequence[str], *, limit: float, output: Path, env: Mapping[str, str], folder: Path) -> Run:
    """Run the command in the folder until it ends or the limit in seconds is over; its stdout goes to the file.

    Raises FileNotFoundError when there is no such program.
    """
    talk = output.with_name("stderr.txt")
    with output.open("wb") as out, talk.open("wb") as err:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=folder, close_fds=True
        )
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            os.kill(process.pid, signal.SIGKILL)

        alarm = threading.Timer(limit, stop)
        alarm.start()
        try:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # its number stays its own until it is reaped
            wall = time.perf_counter() - begun
        except BaseException:
            os.kill(process.pid, signal.SIGKILL)
            raise
        finally:
            alarm.cancel()
            alarm.join()
            _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody waits for it again
    failure = None
    if is_late.is_set():
        failure = f"stopped after {limit:.0f} s"
    elif process.returncode:
        failure = f"ended with {process.returncode}"
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss, failure)
