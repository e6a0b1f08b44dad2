"""`python -m ledger`, and the `wage-ledger` script: runs a command, and says in one sentence why it could not."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TextIO

from typer._click.exceptions import ClickException
from typer.exceptions import Abort

from ledger.cli.main import app
from ledger.values.errors import LedgerError

DEBUG_VARIABLE = "WAGE_LEDGER_DEBUG"
INTERRUPTED = 130  # as shells count a command that was stopped by Ctrl-C
UNTIL_COLLECTED = 50_000  # new objects until garbage is looked for: loading a library makes many, and none is garbage


def main() -> None:
    """Run the command that was typed, and end with its exit code."""
    leave_no_core()
    gc.set_threshold(UNTIL_COLLECTED)
    code = run(sys.argv[1:])
    gc.freeze()  # else the interpreter, at its end, looks through all of it for garbage, and more than once
    sys.exit(code)


def leave_no_core() -> None:
    """Turn core dumps off: the memory of a process that crashes holds the key and what was read, in plain text.

    Where the system hands dumps to a program of its own (a pipe in Linux's core_pattern), that program sees the limit
    and is the one to heed it.
    """
    try:
        import resource  # noqa: PLC0415  # Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(args: Sequence[str]) -> int:
    """Run the command and return its exit code: 0 ok, 1 findings or failure, 2 usage, 130 interrupted.

    What goes wrong is a sentence on stderr. An error that nobody foresaw is told by its class alone, because its text
    may hold what was typed or read; WAGE_LEDGER_DEBUG=1 adds the places in the program, without values.
    """
    try:
        code = _run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)  # whoever read the output has read enough
        return 1
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Abort:
        _say("Stopped: nothing was written.")
        return 1
    except LedgerError as error:
        _say(f"wage-ledger: {error}", f"    {error.advice}" if error.advice else "")
        _say_where(error)
        return error.exit_code
    except Exception as error:
        _say(f"wage-ledger: An error that nobody foresaw: {type(error).__name__}.")
        _say(f"    Nothing that was not finished was written. {DEBUG_VARIABLE}=1 shows where it happened.")
        _say_where(error)
        return 1
    if code == INTERRUPTED:
        _say("Stopped. What was not finished was not written.")
    return code


def _run(args: Sequence[str]) -> int:
    try:
        code = app(args=list(args), prog_name="wage-ledger", standalone_mode=False)
    except ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as ended:  # how a shell's completion ends
        return ended.code if isinstance(ended.code, int) else 1
    return code if isinstance(code, int) else 0


def _say(*lines: str) -> None:
    for line in lines:
        if line:
            print(line, file=sys.stderr)


def _say_where(error: BaseException) -> None:
    """The frames of the error as file, line and function, when asked for. No values and no text of the error."""
    if os.environ.get(DEBUG_VARIABLE) != "1":
        return
    for frame in traceback.extract_tb(error.__traceback__):
        _say(f"    {frame.filename}:{frame.lineno}: {frame.name}")


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    main()
