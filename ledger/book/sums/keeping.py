"""Keeping the sums: what a session posts is added up as it goes, and written once, just before its commit.

On PostgreSQL the log's lock is held by then, so writers come one by one: none waits for another in a circle, and none
writes over what another has written. On SQLite there is one writer anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, event, func, select
from sqlalchemy.orm import Session

from ledger.book.drafts import EntryDraft, ExactEntry
from ledger.book.rows import Entry, Placement, Subject, SumCell, SumClass, SumPlacement
from ledger.book.rows.base import table
from ledger.book.sums.adding import Added
from ledger.book.sums.cells import AT_ONCE, Cell, Numbered, Summed, kept_cells, parts, unpacked
from ledger.store.in_order import InOrder, beside
from ledger.store.many import put_many
from ledger.store.transactions import one_writer

_PLACE = "wage_ledger_sums"
_ASIDE = "wage_ledger_sums_aside"
_LISTENS = "wage_ledger_sums_are_written"


def keep(session: Session, posted: Iterable[tuple[int, EntryDraft | ExactEntry]]) -> None:
    """Add what was posted under these numbers to the sums. Every entry is handed over once, before the commit."""
    added = adding(session)
    for number, entry in posted:
        if isinstance(entry, EntryDraft):
            added.add(number, entry, entry.period.text, entry.postings)
        else:
            added.add_exact(number, entry)


def adding(session: Session) -> Added:
    """What this session has added up and not yet written."""
    if not session.info.get(_LISTENS):
        session.info[_LISTENS] = True
        event.listen(session, "before_commit", write_down)
        event.listen(session, "after_rollback", _forget)
    found = session.info.setdefault(_PLACE, Added())
    assert isinstance(found, Added)
    return found


def unwritten(session: Session) -> int:
    """How many cells wait to be written."""
    added = session.info.get(_PLACE)
    return len(added.entries) if isinstance(added, Added) else 0


def set_aside(session: Session, at_once: int) -> None:
    """Put what was added up on the disk, so many placements at once in memory: it is written before the commit.

    A sheet may have the months of all workers one after the other. Each cell would then be written once for a month.
    """
    added = session.info.get(_PLACE)
    if isinstance(added, Added):
        aside = session.info.get(_ASIDE)
        if aside is None:
            aside = session.info[_ASIDE] = InOrder(beside(session.connection()), at_once)
        for text in added.taken_out():
            aside.add(text)


def write_down(session: Session) -> None:
    """Write what was added up and is not written yet. It happens by itself before every commit. Never commits."""
    added, aside = session.info.pop(_PLACE, None), session.info.pop(_ASIDE, None)
    if not isinstance(added, Added) or not (added.placements or aside is not None):
        return
    connection = session.connection()
    one_writer(connection)
    if aside is None:
        _write(connection, added)
        return
    with aside:
        for text in added.taken_out():
            aside.add(text)
        for text in aside:
            if len(added.placements) >= AT_ONCE and not added.has(text):
                _write(connection, added)
                added.clear()
            added.put_in(text)
    _write(connection, added)


def let_go(connection: Connection, subject_id: int) -> None:
    """Delete the sums of a worker who is being erased, and the classes in which nobody else's entries stand."""
    cell, placements = table(SumCell), select(Placement.id).where(Placement.subject_id == subject_id)
    classes = connection.scalars(select(cell.c.class_id).where(cell.c.placement_id.in_(placements)).distinct()).all()
    connection.execute(delete(cell).where(cell.c.placement_id.in_(placements)))
    connection.execute(delete(table(SumPlacement)).where(table(SumPlacement).c.placement_id.in_(placements)))
    kept = table(SumClass)
    connection.execute(delete(kept).where(kept.c.id.in_(classes), kept.c.id.not_in(select(cell.c.class_id))))


def rows_of(cells: Mapping[Cell, Summed]) -> list[tuple[Any, ...]]:
    """The cells as rows, by their keys."""
    return [(*cell, cells[cell].entries, cells[cell].entry_id, cells[cell].packed()) for cell in sorted(cells)]


def unsound(cells: dict[Cell, Summed]) -> set[int]:
    """The placements with a cell that cannot be of entries that are there, or that does not fit."""
    return {cell.placement_id for cell, summed in cells.items() if not summed.is_sound}


def _forget(session: Session) -> None:
    session.info.pop(_PLACE, None)
    aside = session.info.pop(_ASIDE, None)
    if aside is not None:
        aside.close()


def _write(connection: Connection, added: Added) -> None:
    known = _known(connection, added)
    numbered = Numbered(connection, added)
    numbered.write_kinds(connection)
    for some in parts(sorted(known)):
        cells = numbered.of(some)
        periods = {cell.period for cell in cells}
        for cell, kept in kept_cells(connection, some, periods).items():
            if cell in cells:
                cells[cell].add(Summed(kept.entries, kept.entry_id, unpacked(bytes(kept.sums))))
        broken = unsound(cells) | {number for number in some if number in added.large or not known[number][3]}
        whole = {cell: summed for cell, summed in cells.items() if cell.placement_id not in broken}
        put_many(connection, table(SumCell), rows_of(whole))
        put_many(connection, table(SumPlacement), [_placement(n, known[n], added, n not in broken) for n in some])


def _placement(number: int, known: Sequence[int], added: Added, is_whole: bool) -> tuple[int, ...]:
    counts = (a + b for a, b in zip(known[:3], added.placements[number], strict=True))
    return number, *counts, int(is_whole)


def _known(connection: Connection, added: Added) -> dict[int, tuple[int, int, int, int]]:
    """Entries, valid ones, wages and whether they are whole, as kept until now, of the workers' placements to write.

    A placement that is not kept yet and has entries beside those that were added is left alone: its sums would not be
    of all of them. Nothing is kept of cohorts, whose entries are read one by one.
    """
    kept, found = table(SumPlacement).c, dict[int, tuple[int, int, int, int]]()
    for some in parts(sorted(added.placements)):
        columns = select(kept.placement_id, kept.entries, kept.valid, kept.wages, kept.is_whole)
        rows = connection.execute(columns.where(kept.placement_id.in_(some)))
        found |= {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}
        fresh = _workers(connection, [number for number in some if number not in found])
        counted = select(Entry.placement_id, func.count()).where(Entry.placement_id.in_(fresh))
        for number, entries in connection.execute(counted.group_by(Entry.placement_id)):
            if entries == added.placements[number][0]:
                found[number] = (0, 0, 0, 1)
    return found


def _workers(connection: Connection, placements: Collection[int]) -> list[int]:
    """Those of these placements that are a worker's."""
    theirs = select(Placement.id).join(Subject, Subject.id == Placement.subject_id).where(Subject.kind == "worker")
    return list(connection.scalars(theirs.where(Placement.id.in_(placements))))
