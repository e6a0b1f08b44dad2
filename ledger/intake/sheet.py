"""The wage sheet: one row a pay event of one worker, in a worker's notebook or a pay roll of thousands.

Reads and checks what the cells alone tell; whose a row is and whether it is new, the book tells (sheet_land.py). The
manual's page on the format is `help wage-sheet`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from ledger.intake.sheet_columns import Columns, read_columns
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_rows import DEFAULTS, label_of
from ledger.intake.table import Row, Table
from ledger.values.problems import Problem

FORMAT = "sheet"


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A row that can land as far as its cells tell. `content` is a hash of all that it says but whose it is.

    The cells are read again when the row lands: kept as balanced lines, a large sheet would fill the memory.
    """

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
class SheetBatch:
    """Some sheets, read and checked: rows that can land, what is wrong, and the rows that were refused.

    With `is_readable` False a sheet has wrong columns or is no text; none of its rows was read.
    """

    items: list[SheetItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[tuple[Table, Row]] = field(default_factory=list)
    rows: int = 0
    is_readable: bool = True

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
    batch = SheetBatch()
    for table in tables:
        batch.problems += table.problems
        columns, wrong = read_columns(table)
        if wrong or not table.is_usable:
            batch.problems += wrong if table.is_usable else []
            batch.is_readable = False
            continue
        batch.rows += len(table.rows)
        for row in table.rows:
            event, problems = read_event(table.file, columns, row)
            if event is None:
                batch.refuse(table, row, problems)
            else:
                batch.items.append(SheetItem(table, row, columns, content_of(row)))
    return batch


def content_of(row: Row) -> str:
    """SHA-256 of the filled cells but the worker's, whatever the order of the columns; a default counts as blank."""
    cells = sorted((k, v) for k, v in row.cells.items() if v and k != "worker" and DEFAULTS.get(k) != v)
    said = json.dumps([FORMAT, cells], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
