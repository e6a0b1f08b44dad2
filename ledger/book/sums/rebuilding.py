"""The sums made anew from the entries, and what is kept held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ledger.book.rows import Placement, Subject, SumCell, SumPlacement
from ledger.book.rows.base import table
from ledger.book.stored import Stored, stored
from ledger.book.sums.cells import RECORD, Cell, Kept, Numbered, Summed, kept_cells, parts, unpacked
from ledger.book.sums.keeping import rows_of, unsound
from ledger.book.sums.scanning import Scanned
from ledger.store.many import fetched, put_many
from ledger.store.transactions import one_writer

_AT_ONCE = 250  # placements, each with as many cells as it has years, origins and classes


class Difference(NamedTuple):
    """A placement whose sums are not those of its entries; `is_kept` is false where nothing is kept of it."""

    placement_id: int
    is_kept: bool


def differences(session: Session, entries: Iterable[Stored] | None = None) -> Iterator[Difference]:
    """The placements whose sums are not those of their entries, by number. Reads every entry of a worker once.

    `entries` are those of the book, where somebody else reads them too.
    """
    connection = session.connection()
    for some in _compared(connection, stored(connection) if entries is None else entries):
        yield from some.differences


def rebuild(session: Session) -> int:
    """Write the sums of the entries in place of those that are kept; returns of how many placements. Never commits."""
    connection = session.connection()
    one_writer(connection)
    count = 0
    for some in _compared(connection, stored(connection)):
        some.numbered.write_kinds(connection)
        some.numbered.new = {}
        changed = {difference.placement_id for difference in some.differences}
        cells = {cell: summed for cell, summed in some.cells.items() if cell.placement_id in changed}
        for cell, kept in some.kept.items():
            if cell.placement_id in changed and cell not in cells:
                cells[cell] = Summed(0, kept.entry_id, {})
        put_many(connection, table(SumCell), rows_of(cells))
        put_many(connection, table(SumPlacement), [row for row in some.rows if row[0] in changed])
        count += len(changed)
    return count


class _Part(NamedTuple):
    """Some placements: what their sums are by their entries, and what is kept."""

    numbered: Numbered
    cells: dict[Cell, Summed]
    kept: dict[Cell, Kept]
    rows: list[tuple[int, ...]]  # of sum_placement
    differences: list[Difference]


def _compared(connection: Connection, entries: Iterable[Stored]) -> Iterator[_Part]:
    theirs = select(Placement.id).join(Subject, Subject.id == Placement.subject_id).where(Subject.kind == "worker")
    scanned = Scanned(connection, set(connection.scalars(theirs)), entries)
    rows = table(SumPlacement)
    placements = sorted({*scanned.placements, *connection.scalars(select(rows.c.placement_id))})
    for some in parts(placements, _AT_ONCE):
        added = scanned.of(some)
        numbered = Numbered(connection, added)
        cells, kept = numbered.of(some), kept_cells(connection, some)
        broken = unsound(cells) | scanned.large
        cells = {cell: summed for cell, summed in cells.items() if cell.placement_id not in broken}
        known = fetched(connection, select(rows).where(rows.c.placement_id.in_(some)))
        there = {row[0]: tuple(row) for row in known}
        made = {number: _row(number, scanned.placements, number not in broken) for number in some}
        wrong = {cell.placement_id for cell in {*cells, *kept} if not _is_same(cells.get(cell), kept.get(cell))}
        wrong = (wrong - broken) | {number for number in some if made[number] != there.get(number)}
        found = [Difference(number, number in there) for number in sorted(wrong)]
        yield _Part(numbered, cells, kept, list(made.values()), found)


def _row(number: int, placements: Mapping[int, Iterable[int]], is_whole: bool) -> tuple[int, ...]:
    return number, *placements.get(number, (0, 0, 0)), int(is_whole)


def _is_same(made: Summed | None, kept: Kept | None) -> bool:
    """True when both hold the same; a cell that is not there is the same as an empty one."""
    sums = b"" if made is None else made.packed()
    entries, entry_id = (0, 0) if made is None else (made.entries, made.entry_id)
    if kept is None:
        return entries == 0 and not sums
    if made is not None and entry_id != kept.entry_id:
        return False
    return entries == kept.entries and (sums == kept.sums or sums == _in_order(kept.sums))


def _in_order(sums: object) -> bytes | None:
    """The same sums as they are packed here; None for bytes that are none."""
    if not isinstance(sums, bytes) or len(sums) % RECORD.size:
        return None
    return Summed(0, 0, unpacked(sums)).packed()
