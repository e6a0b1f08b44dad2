"""A press that stamps out processes: the real command line, forked from one that has loaded everything already.

Each command is a process of its own with its own limits. It can be killed after so many seconds, or by the system at
the very write that makes a file larger than so many bytes. It is the program as it is: nothing in it knows of this.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Pressed:
    """How a command ended: its exit code, or minus the signal that ended it; what it said; how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def was_killed(self) -> bool:
        """True when it did not come to its own end."""
        return self.code < 0


class Press:
    """The process from which the others are forked, spoken to over a pipe."""

    def __init__(self, home: Path, under: tuple[str, ...] = ()) -> None:
        self._home = home
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [*under, sys.executable, "-m", "tests.attack.press"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=home, env=environ
        )

    def __call__(
        self,
        *args: str,
        kill_after: float | None = None,
        most_bytes: int | None = None,
        is_deadly: bool = False,
        environ: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Pressed:
        """Run the command. A file larger than `most_bytes` cannot be written, or, when deadly, kills its writer."""
        asked = {
            "args": args,
            "kill_after": kill_after,
            "most_bytes": most_bytes,
            "is_deadly": is_deadly,
            "environ": environ or {},
            "cwd": str(cwd or self._home),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Pressed(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


def serve() -> None:
    """Answer one request a line, until there are no more."""
    load_everything()
    for line in sys.stdin:
        print(json.dumps(stamp(json.loads(line))), flush=True)


def load_everything() -> None:
    """Import what any command imports, so that the time of a command is the time of its work."""
    import gc
    import importlib
    import pkgutil

    import ledger
    from ledger.__main__ import run

    for found in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    import alembic.command  # noqa: F401
    import sqlalchemy.dialects.sqlite  # noqa: F401

    with contextlib.redirect_stdout(io.StringIO()):
        run(["boundary"])  # which loads what Typer loads when a command runs
    gc.freeze()


def stamp(asked: dict[str, Any]) -> dict[str, Any]:
    """Fork, run, wait or kill."""
    pipes = [os.pipe(), os.pipe()]  # not files: what is said must not count among what is written
    for _, end in pipes:
        fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 1 << 20)
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        work(asked, [end for _, end in pipes])
    ended = os.pidfd_open(child)
    try:
        if asked["kill_after"] is not None and not select.select([ended], [], [], asked["kill_after"])[0]:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(ended)
    seconds = time.monotonic() - began
    out, err = (_read(*pipe) for pipe in pipes)
    return {"code": os.waitstatus_to_exitcode(status), "out": out, "err": err, "seconds": seconds}


def _read(start: int, end: int) -> str:
    os.close(end)
    with os.fdopen(start, "rb") as pipe:
        return pipe.read().decode()


def work(asked: dict[str, Any], ends: list[int]) -> None:
    """Be the command. Never returns."""
    code = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, end in zip((1, 2), ends, strict=True):
            os.dup2(end, descriptor)
        os.chdir(asked["cwd"])
        os.environ.update(asked["environ"])
        if asked["most_bytes"] is not None:
            if asked["is_deadly"]:
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["most_bytes"], asked["most_bytes"]))
        from ledger.__main__ import leave_no_core, run

        leave_no_core()
        code = run(asked["args"])
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
