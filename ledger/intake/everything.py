"""All formats at one door: observation files and wage sheets, read together and landed in one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ledger.book.session import Session
from ledger.intake.land import land
from ledger.intake.load import Batch, files_in, read_tables
from ledger.intake.sheet import SheetBatch, is_sheet, read_sheet
from ledger.intake.sheet_land import land_sheet
from ledger.intake.table import READINGS, Row, Table, open_table
from ledger.values.problems import Problem


@dataclass(frozen=True)
class Everything:
    """Some files, read and checked: those of the observations format, and wage sheets."""

    tables: tuple[Table, ...]
    observations: Batch
    sheets: SheetBatch

    @property
    def is_readable(self) -> bool:
        """False when some whole file could not be read; then nothing may land."""
        return self.observations.is_readable and self.sheets.is_readable

    @property
    def rows(self) -> int:
        """How many rows the files have."""
        return self.observations.rows + self.sheets.rows

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong."""
        return [*self.observations.problems, *self.sheets.problems]

    @property
    def refused(self) -> list[tuple[Table, Row]]:
        """The rows that cannot land."""
        return [*self.observations.refused, *self.sheets.refused]


@dataclass
class LandedAll:
    """What an import did: items written by format, items that were in the book before, workers made for new labels.

    Where a row is refused, `known` are the pseudonyms of all labels of these files, as (file, label), also of those
    drawn before.
    """

    written: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    claims: int = 0
    workers: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[str, str], str] = field(default_factory=dict)


def bytes_to_check(paths: Sequence[Path]) -> int:
    """How many bytes `read_all` reads of these files, which are read more than once."""
    return READINGS * sum(path.stat().st_size for path in files_in(paths) if os.path.isfile(path))


def read_all(paths: Sequence[Path], watch: Callable[[int], None] = lambda n: None) -> Everything:
    """These files, and the CSV files of these folders, read and checked. Raises UnreadableFile and ChangedFile.

    The rows of sheets are not kept: their files are read again when they land. `watch` is told of bytes that were read.
    """
    opened = [open_table(path, watch) for path in files_in(paths)]
    tables = tuple(table if is_sheet(table) else table.whole() for table in opened)
    sheets = [table for table in tables if is_sheet(table)]
    return Everything(tables, read_tables([t for t in tables if not is_sheet(t)]), read_sheet(*sheets))


def land_all(session: Session, found: Everything, *, today: date, tick: Callable[[int], None]) -> LandedAll:
    """Write everything that can land. Adds to `found` what the book itself refuses. Never commits."""
    done = land(session, found.observations, today=today, tick=tick)
    sheet = land_sheet(session, found.sheets, today=today, tick=tick)
    return LandedAll(
        written=done.written | {"sheet": sheet.written},
        before=done.before | {"sheet": sheet.before},
        entries=done.entries + sheet.entries,
        claims=done.claims,
        workers=sheet.workers,
        known=sheet.known,
    )
