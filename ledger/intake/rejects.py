"""Refused rows, written beside the file they came from, to be mended and imported again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ledger.intake.table import Row, Table
from ledger.values.errors import LedgerError

MARK = ".rejected"


class RejectsNotWritten(LedgerError):
    """The refused rows could not be written to a file."""

    message = "The refused rows could not be written: {}. Nothing was imported."
    advice = "Make room, or name another folder with --rejects."


def write_rejects(
    refused: Sequence[tuple[Table, Row]],
    tables: Sequence[Table],
    folder: Path | None,
    known: Mapping[tuple[str, str], str] | None = None,
) -> list[Path]:
    """Write the refused and the broken rows of each file, in the file's own shape, and return the new files.

    `known` are the pseudonyms that were drawn for the labels of a file, as (file, label): a row that is mended later
    must not draw a second one for the same worker.
    They are readable by their owner alone and never written over another file. Raises RejectsNotWritten.
    """
    written: list[Path] = []
    for table in tables:
        lines = {row.line: [row[name] for name in table.header] for its, row in refused if its is table}
        told = (known or {}).items() if table.broken else ()
        drawn = {f"new:{label}": pseudonym for (file, label), pseudonym in told if file == table.file}
        lines |= {line: [drawn.get(cell.strip(), cell) for cell in cells] for line, cells in table.broken}
        if not lines:
            continue
        held = io.StringIO()
        writer = csv.writer(held, delimiter=table.delimiter, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(lines[line] for line in sorted(lines))
        source = Path(table.file)
        written.append(_new_file(folder or source.parent, source.name, held.getvalue()))
    return written


def is_rejects(name: str) -> bool:
    """True for the name of a file of refused rows."""
    return MARK in name


def _new_file(folder: Path, name: str, text: str) -> Path:
    stem = name.removesuffix(".csv").split(MARK)[0]
    number = 1
    while True:
        path = folder / f"{stem}{MARK}{'' if number == 1 else f'-{number}'}.csv"  # path
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            number += 1
            continue
        except OSError as trouble:
            raise RejectsNotWritten(trouble.strerror or "no reason given") from None
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        except OSError as trouble:
            path.unlink(missing_ok=True)
            raise RejectsNotWritten(trouble.strerror or "no reason given") from None
        return path
