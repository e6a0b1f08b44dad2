"""The sums made anew from the entries, and what is kept held against them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ledger.book.rows import Entry, Placement, Posting, Subject, SumCell, SumPlacement
from ledger.book.rows.base import table
from ledger.book.sums.adding import Added
from ledger.book.sums.cells import Cell, Numbered, Summed, parts, stored
from ledger.book.sums.keeping import put, rows_of, unsound
from ledger.store.many import streamed
from ledger.store.transactions import one_writer


class Difference(NamedTuple):
    """A placement whose sums are not those of its entries; `is_kept` is false where nothing is kept of it."""

    placement_id: int
    is_kept: bool


class _Stored(NamedTuple):
    entry_id: int
    account: str
    currency: str
    mode: str | None
    label: str | None
    low: int | None
    best: int | None
    high: int | None
    low_bound: str | None
    best_bound: str | None
    high_bound: str | None


class _Head(NamedTuple):
    id: int
    placement_id: int
    source_id: int
    kind: str
    basis: str | None
    per: str
    period: str
    reliability: str
    credibility: int
    observation: str | None
    reverses: int | None


def differences(session: Session) -> Iterator[Difference]:
    """The placements whose sums are not those of their entries, by number. Reads every entry of a worker once."""
    connection = session.connection()
    for some in _compared(connection):
        yield from some.differences


def rebuild(session: Session) -> int:
    """Write the sums of the entries in place of those that are kept; returns of how many placements. Never commits."""
    connection = session.connection()
    one_writer(connection)
    count = 0
    for some in _compared(connection):
        some.numbered.write_kinds(connection)
        some.numbered.new = {}
        changed = {difference.placement_id for difference in some.differences}
        cells = {cell: summed for cell, summed in some.cells.items() if cell.placement_id in changed}
        for cell, summed in some.kept.items():
            if cell.placement_id in changed and cell not in cells:
                cells[cell] = Summed(0, summed.entry_id, {})
        put(connection, table(SumCell), rows_of(cells))
        put(connection, table(SumPlacement), [row for row in some.rows if row["placement_id"] in changed])
        count += len(changed)
    return count


class _Part(NamedTuple):
    """Some placements: what their sums are by their entries, and what is kept."""

    numbered: Numbered
    cells: dict[Cell, Summed]
    kept: dict[Cell, Summed]
    rows: list[dict[str, Any]]
    differences: list[Difference]


def _compared(connection: Connection) -> Iterator[_Part]:
    added = _scanned(connection)
    numbered = Numbered(connection, added)
    rows = table(SumPlacement)
    placements = sorted({*added.placements, *connection.scalars(select(rows.c.placement_id))})
    for some in parts(placements):
        cells, kept = numbered.of(some), stored(connection, some)
        broken = unsound(cells) | added.large
        cells = {cell: summed for cell, summed in cells.items() if cell.placement_id not in broken}
        known = connection.execute(select(rows).where(rows.c.placement_id.in_(some))).mappings()
        there = {row["placement_id"]: dict(row) for row in known}
        made = {number: _row(number, added, number not in broken) for number in some}
        wrong = {cell.placement_id for cell in {*cells, *kept} if not _is_same(cells.get(cell), kept.get(cell))}
        wrong = (wrong - broken) | {number for number in some if made[number] != there.get(number)}
        found = [Difference(number, number in there) for number in sorted(wrong)]
        yield _Part(numbered, cells, kept, list(made.values()), found)


def _row(number: int, added: Added, is_whole: bool) -> dict[str, Any]:
    entries, valid, wages = added.placements.get(number, (0, 0, 0))
    return {"placement_id": number, "entries": entries, "valid": valid, "wages": wages, "is_whole": int(is_whole)}


def _is_same(made: Summed | None, kept: Summed | None) -> bool:
    """True when both hold the same; a cell that is not there is the same as an empty one."""
    if made is None or kept is None:
        return all(each is None or (each.entries == 0 and not each.packed()) for each in (made, kept))
    return made == Summed(kept.entries, kept.entry_id, made.lines) and made.packed() == kept.packed()


def _scanned(connection: Connection) -> Added:
    """The sums of every entry of a worker, in the order of posting."""
    added = Added()
    theirs = select(Placement.id).join(Subject, Subject.id == Placement.subject_id).where(Subject.kind == "worker")
    workers = set(connection.scalars(theirs))
    entry, posting = table(Entry).c, table(Posting).c
    heads = select(*(entry[name] for name in _Head._fields)).order_by(entry.id)
    lines = select(*(posting[name] for name in _Stored._fields)).order_by(posting.entry_id, posting.line)
    by_entry = groupby(map(_Stored._make, streamed(connection, lines)), key=itemgetter(0))
    number, its = next(by_entry, (0, iter(())))
    for head in map(_Head._make, streamed(connection, heads)):
        while number and number < head.id:
            number, its = next(by_entry, (0, iter(())))
        if head.placement_id in workers:
            added.add(head.id, head, head.period, list(its) if number == head.id else [])
    return added
