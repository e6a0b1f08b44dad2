"""Sums that the write path keeps beside the entries of workers, so that a report need not read them one by one.

Nothing here is anybody's word: all of it is worked out from the entries, `check` proves it against them, and it can be
built anew at any time. See book/sums.py for what stands in a cell.
"""

from __future__ import annotations

from typing import Any

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import blob, fk, text, whole
from ledger.book.rows.rules import rule


class SumLine(Row):
    """What lines have in common that are added up: `says` is canonical JSON, see sums.LineKind."""

    __tablename__ = "sum_line"
    __table_args__: Any = STRICT
    id = whole(primary_key=True, autoincrement=False)
    says = text(unique=True)


class SumClass(Row):
    """What entries have in common that stand in one cell, beside placement, origin and period: canonical JSON."""

    __tablename__ = "sum_class"
    __table_args__: Any = STRICT
    id = whole(primary_key=True, autoincrement=False)
    says = text(unique=True)


class SumPlacement(Row):
    """How many entries of a worker's placement the sums know of, how many of them are valid, and of these are wages.

    Without a row nothing is kept of the placement. `is_whole` is 0 where its figures are too large to be added up.
    """

    __tablename__ = "sum_placement"
    __table_args__: Any = (
        rule("counted", "wages >= 0 AND wages <= valid AND valid <= entries"),
        rule("whole_or_not", "is_whole IN (0, 1)"),
        STRICT,
    )
    placement_id = whole(fk("placement.id"), primary_key=True, autoincrement=False)
    entries = whole()
    valid = whole()
    wages = whole()
    is_whole = whole()


class SumCell(Row):
    """The valid wages of one placement, origin, class and period: how many, the number of one, and their sums.

    `period` is the year where all of it lies in one, else the period itself. An empty cell has no sums.
    """

    __tablename__ = "sum_cell"
    __table_args__: Any = (
        rule("counted", "entries >= 0"),
        rule("whole_lines", "length(sums) % 32 = 0"),
        rule("empty_or_not", "(entries = 0) = (length(sums) = 0)"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    placement_id = whole(fk("placement.id"), primary_key=True)
    period = text(primary_key=True)
    origin_id = whole(fk("origin.id"), primary_key=True)
    class_id = whole(fk("sum_class.id"), primary_key=True)
    entries = whole()
    entry_id = whole()  # no foreign key: to erase an entry would be to look through all cells; `check` proves it
    sums = blob()
