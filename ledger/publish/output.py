"""Where a report goes: its format, and the file or stream it is written to, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Literal, TextIO

from ledger.publish.page import Look
from ledger.publish.visible import ascii_json
from ledger.values.errors import LedgerError, UsageError

Format = Literal["text", "csv", "json"]
FORMATS: tuple[Format, ...] = ("text", "csv", "json")
EXTENSIONS: dict[str, Format] = {".txt": "text", ".text": "text", ".csv": "csv", ".json": "json"}
STDOUT = "-"


class UnknownFormat(UsageError):
    """A format or an extension that no report has."""

    message = "That is no format of a report."
    advice = "Choose one with -O text, -O csv or -O json, or give the file the ending .txt, .csv or .json."


class NotWritten(LedgerError):
    """The report could not be written; a file of that name is as it was before."""

    message = "The report could not be written: {}."
    advice = "Nothing was changed. Make room, or choose another place with -o."


def format_of(named: str | None, output: str | None) -> Format:
    """The format that was named, else that of the file's extension, else text. Raises UnknownFormat."""
    if named is not None:
        if named not in FORMATS:
            raise UnknownFormat
        return named
    if output is None or output == STDOUT:
        return "text"
    extension = Path(output).suffix.lower()
    if extension not in EXTENSIONS:
        raise UnknownFormat
    return EXTENSIONS[extension]


def look_of(colour: str, output: str | None) -> Look:
    """How text may look there. `colour` is y, n or auto: a terminal that has colour and no NO_COLOR."""
    is_stdout = output is None or output == STDOUT
    wanted = colour == "y" or (colour == "auto" and is_stdout and _is_colour_terminal(sys.stdout))
    return Look(colour=wanted, blocks=not is_stdout or _can_encode(sys.stdout, "\u2588\u2591"))


def write(text: str, output: str | None, kind: Format) -> None:
    """Write the report to the file, or to stdout for None and `-`. Raises NotWritten."""
    try:
        if output is None or output == STDOUT:
            _to_stdout(text, kind)
        else:
            _to_file(text.encode("utf-8"), Path(output))
    except OSError as error:
        raise NotWritten(error.strerror or "the system refused") from None


def _is_colour_terminal(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _can_encode(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _to_stdout(text: str, kind: Format) -> None:
    if not _can_encode(sys.stdout, text):
        encoding = sys.stdout.encoding or "ascii"
        text = ascii_json(text) if kind == "json" else text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _silence_stdout()
        if not isinstance(error, BrokenPipeError):
            raise


def _silence_stdout() -> None:
    """What is left in the buffer goes nowhere, so that the interpreter does not try again at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _to_file(data: bytes, path: Path) -> None:
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb", buffering=0) as device:  # a device or a pipe cannot be renamed over
            device.write(data)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
