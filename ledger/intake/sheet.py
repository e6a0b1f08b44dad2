"""The wage sheet: one row a pay event of one worker, in a worker's notebook or a pay roll of millions.

Reads and checks what the cells alone tell; whose a row is and whether it is new, the book tells (sheet_land.py). The
manual's page on the format is `help wage-sheet`. No row is kept: a sheet is read through as often as it is needed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter

from ledger.intake.sheet_columns import Columns, read_columns
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_plain import PlainRows
from ledger.intake.sheet_rows import DEFAULTS, PayEvent
from ledger.intake.table import Row, Table
from ledger.values.problems import Problem

FORMAT = "sheet"
JOB = ("country", "sector", "employer", "sending", "placement")
Place = tuple[int, int]  # the sheet's number among those of the batch, and the line
AT_ONCE = 2000  # rows that are read together
_ESCAPED = re.compile(r'["\\\x00-\x1f]')  # what JSON writes in another way
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass
class Sheet:
    """One sheet, and how its rows are read. `refused` are the lines of those that cannot land."""

    number: int
    table: Table
    columns: Columns
    plain: PlainRows
    refused: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        named = sorted((name, i) for i, name in enumerate(self.table.header) if name != "worker")
        self._of_content = [(i, f'[{_encode(name)},"', DEFAULTS.get(name)) for name, i in named]
        self._place = {name: i for i, name in enumerate(self.table.header)}

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The line and the cells of the rows that can land."""
        records = self.table.records()
        return (record for record in records if record[0] not in self.refused) if self.refused else records

    def column(self, name: str) -> Callable[[Sequence[str]], str]:
        """Takes the cell of that column out of a row; "" where the sheet has none."""
        place = self._place.get(name)
        return itemgetter(place) if place is not None else lambda cells: ""

    def row(self, line: int, cells: Sequence[str]) -> Row:
        """The record as a row."""
        return Row(line, dict(zip(self.table.header, cells, strict=True)))

    def content(self, cells: Sequence[str]) -> str:
        """SHA-256 of the filled cells but the worker's, in whatever order they stand; a default counts as blank."""
        filled = [(start, cell) for i, start, default in self._of_content if (cell := cells[i]) and cell != default]
        if _ESCAPED.search("".join(cells)):
            told = [start[:-1] + _encode(cell) for start, cell in filled]
        else:
            told = [f'{start}{cell}"' for start, cell in filled]
        content = f'["{FORMAT}",[{"],".join(told)}{"]" * bool(told)}]]'
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass
class SheetBatch:
    """Some sheets, read and checked: how many rows can land, what is wrong, and the rows that were refused.

    With `is_readable` False a sheet has wrong columns or is no text; none of its rows was read. `mixes_jobs`: some
    rows say where the work was, or name a placement, and some do not.
    """

    sheets: list[Sheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[tuple[Table, Row]] = field(default_factory=list)
    rows: int = 0
    is_readable: bool = True
    mixes_jobs: bool = False

    def refuse(self, table: Table, row: Row, problems: Iterable[Problem]) -> None:
        """Refuse a row for these reasons."""
        self.refused.append((table, row))
        self.problems += problems

    def refuse_one(self, sheet: Sheet, line: int, cells: Sequence[str], column: str, says: str, advice: str) -> None:
        """Refuse a row that could have landed, for this reason."""
        table = sheet.table
        self.refuse(table, sheet.row(line, cells), [Problem(table.file, line, column, says, advice)])


def is_sheet(table: Table) -> bool:
    """True when the file is a wage sheet, by its column `worker`."""
    return "worker" in table.header


def read_sheet(*tables: Table) -> SheetBatch:
    """These sheets, every row checked. A sheet with a wrong column is refused whole, its rows are not read."""
    batch, says = SheetBatch(), set[bool]()
    for table in tables:
        batch.problems += table.problems
        columns, wrong = read_columns(table)
        if wrong or not table.is_usable:
            batch.problems += wrong if table.is_usable else []
            batch.is_readable = False
            continue
        sheet = Sheet(len(batch.sheets), table, columns, PlainRows(table.header, columns))
        batch.sheets.append(sheet)
        batch.rows += len(table.rows)
        of_job = [i for i, name in enumerate(table.header) if name in JOB]
        records = table.records()
        while some := list(islice(records, AT_ONCE)):
            _check(batch, sheet, some)
            says.update(any(map(cells.__getitem__, of_job)) for line, cells in some if line not in sheet.refused)
    batch.mixes_jobs = len(says) == 2
    return batch


def _check(batch: SheetBatch, sheet: Sheet, records: Sequence[tuple[int, list[str]]]) -> None:
    """Refuse those of these rows that cannot land."""
    read: dict[int, tuple[PayEvent | None, list[Problem]]] = {}
    for line, cells in records:
        if not sheet.plain.is_known(cells):
            event, _ = read[line] = read_event(sheet.table.file, sheet.columns, sheet.row(line, cells))
            if event is not None:
                sheet.plain.learn(cells, event)
    for (line, cells), plain in zip(records, sheet.plain.read([cells for _, cells in records]), strict=True):
        if plain is None:
            row = sheet.row(line, cells)
            event, problems = read.get(line) or read_event(sheet.table.file, sheet.columns, row)
            if event is None:
                sheet.refused.add(line)
                batch.refuse(sheet.table, row, problems)
