"""The wage sheet: one row a pay event of one worker, in a worker's notebook or a pay roll of millions.

Reads and checks what the cells alone tell; whose a row is and whether it is new, the book tells (sheet_land.py). The
manual's page on the format is `help wage-sheet`. No row is kept: a sheet is read through as often as it is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ledger.intake.sheet_columns import Columns, read_columns
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_plain import PlainRows
from ledger.intake.sheet_rows import DEFAULTS, label_of
from ledger.intake.table import Row, Table
from ledger.values.problems import Problem

FORMAT = "sheet"
JOB = ("country", "sector", "employer", "sending", "placement")
Place = tuple[int, int]  # the sheet's number among those of the batch, and the line
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A row that can land as far as its cells tell. `content` is a hash of all that it says but whose it is."""

    table: Table
    row: Row
    columns: Columns
    content: str

    @property
    def worker(self) -> str:
        """The pseudonym, or "" in a row of a worker who is new."""
        return "" if self.label else self.row["worker"]

    @property
    def label(self) -> str:
        """What the sheet calls a worker who is new, or ""."""
        return label_of(self.row["worker"])


@dataclass
class Sheet:
    """One sheet, and how its rows are read. `refused` are the lines of those that cannot land."""

    number: int
    table: Table
    columns: Columns
    plain: PlainRows
    refused: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._of_content = sorted((name, i) for i, name in enumerate(self.table.header) if name != "worker")
        self._defaults = [DEFAULTS.get(name) for name, _ in self._of_content]
        self._place = {name: i for i, name in enumerate(self.table.header)}

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The line and the cells of the rows that can land."""
        return (record for record in self.table.records() if record[0] not in self.refused)

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The cell of that column; "" where the sheet has none."""
        place = self._place.get(name)
        return "" if place is None else cells[place]

    def row(self, line: int, cells: Sequence[str]) -> Row:
        """The record as a row."""
        return Row(line, dict(zip(self.table.header, cells, strict=True)))

    def item(self, line: int, cells: Sequence[str]) -> SheetItem:
        """The record as an item."""
        return SheetItem(self.table, self.row(line, cells), self.columns, self.content(cells))

    def content(self, cells: Sequence[str]) -> str:
        """SHA-256 of the filled cells but the worker's, in whatever order they stand; a default counts as blank."""
        told = [
            (name, cell)
            for (name, i), default in zip(self._of_content, self._defaults, strict=True)
            if (cell := cells[i]) and cell != default
        ]
        return hashlib.sha256(_encode([FORMAT, told]).encode()).hexdigest()


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

    @property
    def items(self) -> list[SheetItem]:
        """The rows that can land, all at once."""
        return [sheet.item(*record) for sheet in self.sheets for record in sheet.records()]

    def refuse(self, table: Table, row: Row, problems: Iterable[Problem]) -> None:
        """Refuse a row for these reasons."""
        self.refused.append((table, row))
        self.problems += problems

    def refuse_item(self, item: SheetItem, column: str, says: str, advice: str) -> None:
        """Refuse a row that could have landed, for this reason."""
        self.refuse(item.table, item.row, [Problem(item.table.file, item.row.line, column, says, advice)])


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
        for line, cells in table.records():
            if sheet.plain.read(cells) is None:
                row = sheet.row(line, cells)
                event, problems = read_event(table.file, columns, row)
                if event is None:
                    sheet.refused.add(line)
                    batch.refuse(table, row, problems)
                    continue
                sheet.plain.learn(cells, event)
            says.add(any(map(cells.__getitem__, of_job)))
    batch.mixes_jobs = len(says) == 2
    return batch


def content_of(row: Row) -> str:
    """The same as `Sheet.content`, of a row by itself."""
    cells = sorted((k, v) for k, v in row.cells.items() if v and k != "worker" and DEFAULTS.get(k) != v)
    return hashlib.sha256(_encode([FORMAT, cells]).encode()).hexdigest()
