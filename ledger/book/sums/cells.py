"""Kept cells as the tables have them: their numbers, and how the sums of a cell are packed into bytes.

A cell's sums are records of 32 bytes, little-endian, in the order of their kinds: the number of the kind of line (see
SumLine), how many lines there are of it, and what they come to in the low, the best and the high case, zero where that
case is not stated. Packed, a cell is one row that becomes columns in one step, and not
eight.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, select

from ledger.book.rows import Source, SumCell, SumClass, SumLine
from ledger.book.rows.base import table
from ledger.book.sums.adding import LARGEST, CellKey, Line
from ledger.book.sums.kinds import ClassKind, LineKind, Shape, written
from ledger.store.many import fetched

RECORD = struct.Struct("<iiqqq")
AT_ONCE = 2000
_FEW = 12  # periods that are looked for by themselves; of more it is quicker to read all


class Cell(NamedTuple):
    """The numbers under which the tables have a cell."""

    placement_id: int
    period: str
    origin_id: int
    class_id: int


@dataclass
class Summed:
    """What a cell holds: how many entries, the number of one of them, and by kind of line [times, low, best, high]."""

    entries: int
    entry_id: int
    lines: dict[int, list[int]]

    def add(self, other: Summed) -> None:
        """Put what the other has to it."""
        self.entries += other.entries
        self.entry_id = min(self.entry_id, other.entry_id)
        for kind, values in other.lines.items():
            mine = self.lines.setdefault(kind, [0, 0, 0, 0])
            self.lines[kind] = [a + b for a, b in zip(mine, values, strict=True)]

    @property
    def is_sound(self) -> bool:
        """True when it can be of entries that are there, and every sum fits."""
        is_there = False
        for times, *sums in self.lines.values():
            if times or any(sums):
                is_there = True
                if not 0 < times <= LARGEST or min(sums) < -LARGEST or max(sums) > LARGEST:
                    return False
        return self.entries >= 0 and (self.entries > 0) == is_there

    def packed(self) -> bytes:
        """Its lines as bytes."""
        return b"".join(RECORD.pack(kind, *values) for kind, values in sorted(self.lines.items()) if any(values))


def unpacked(sums: bytes) -> dict[int, list[int]]:
    """The lines that these bytes hold."""
    return {kind: values for kind, *values in RECORD.iter_unpack(sums)}


class AddedUp(Protocol):
    """Cells that were added up, by number: see Added, which is one."""

    @property
    def kinds(self) -> Sequence[LineKind]:
        """The kinds of lines, by the numbers that `lines_of` gives."""

    @property
    def shapes(self) -> Sequence[Shape]:
        """The shapes, by the numbers that the keys of cells give."""

    @property
    def cells(self) -> Mapping[CellKey, int]:
        """The number of each cell."""

    @property
    def entries(self) -> Sequence[int]:
        """How many entries each cell has."""

    @property
    def number(self) -> Sequence[int]:
        """The lowest number of an entry of each cell."""

    def lines_of(self, cell: int) -> Iterable[tuple[int, ...]]:
        """The sums of the cell of this number: the kind of line, how many, and what they come to in each case."""


class Numbered:
    """The cells that were added up, under the numbers of the tables.

    Kinds and classes that the tables do not have get the next numbers, and stand in `new` until they are written.
    """

    def __init__(self, connection: Connection, added: AddedUp) -> None:
        self.added = added
        self.new: dict[str, list[dict[str, Any]]] = {}
        self._lines = self._numbers(connection, "sum_line", [written(kind) for kind in added.kinds])
        sources = _sources(connection, {key.source_id for key in added.cells})
        said: dict[tuple[Any, ...], str] = {}
        classes = [_class(key, sources, added, said) for key in added.cells]
        numbers = self._numbers(connection, "sum_class", dict.fromkeys(classes))
        number = dict(zip(dict.fromkeys(classes), numbers, strict=True))
        self._cells: dict[int, list[tuple[Cell, int]]] = {}
        for (key, place), says in zip(added.cells.items(), classes, strict=True):
            cell = Cell(key.placement_id, key.period, sources.get(key.source_id, _GONE)[0], number[says])
            self._cells.setdefault(key.placement_id, []).append((cell, place))

    def of(self, placements: Iterable[int]) -> dict[Cell, Summed]:
        """The cells of these placements."""
        found: dict[Cell, Summed] = {}
        for placement in placements:
            for cell, place in self._cells.get(placement, []):
                lines: dict[int, list[int]] = {}
                one = Summed(self.added.entries[place], self.added.number[place], lines)
                for kind, *values in self.added.lines_of(place):
                    lines[self._lines[kind]] = values
                if cell in found:
                    found[cell].add(one)
                else:
                    found[cell] = one
        return found

    def _numbers(self, connection: Connection, name: str, wanted: Iterable[str]) -> list[int]:
        kept = _KINDS[name]
        says, known = list(wanted), dict[str, int]()
        for some in parts(says):
            known.update(
                {
                    row[0]: row[1]
                    for row in connection.execute(select(kept.c.says, kept.c.id).where(kept.c.says.in_(some)))
                }
            )
        last = connection.scalar(select(kept.c.id).order_by(kept.c.id.desc()).limit(1)) or 0
        missing = [text for text in dict.fromkeys(says) if text not in known]
        known |= {text: number for number, text in enumerate(missing, start=last + 1)}
        self.new[name] = [{"id": known[text], "says": text} for text in missing]
        return [known[text] for text in says]

    def write_kinds(self, connection: Connection) -> None:
        """Write the kinds and classes that the tables did not have."""
        for name, rows in self.new.items():
            if rows:
                connection.execute(_KINDS[name].insert(), rows)


class Kept(NamedTuple):
    """A cell as its row has it."""

    entries: int
    entry_id: int
    sums: bytes


def kept_cells(
    connection: Connection, placements: Sequence[int], periods: Collection[str] | None = None
) -> dict[Cell, Kept]:
    """The cells that are kept of these placements, and of these periods if any are named."""
    kept = table(SumCell).c
    columns = (kept.placement_id, kept.period, kept.origin_id, kept.class_id, kept.entries, kept.entry_id, kept.sums)
    query = select(*columns).where(kept.placement_id.in_(placements))
    if periods is not None and len(periods) <= _FEW:
        query = query.where(kept.period.in_(periods))
    return {Cell._make(row[:4]): Kept._make(row[4:]) for row in fetched(connection, query)}


def parts(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """The values in lists of that size."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]


def _sources(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """The origin's number, verification, via and kind of each source."""
    kept, found = table(Source).c, dict[int, tuple[Any, ...]]()
    for some in parts(sorted(numbers)):
        columns = select(kept.id, kept.origin_id, kept.verification, kept.seen_via, kept.kind)
        found |= {row[0]: tuple(row[1:]) for row in connection.execute(columns.where(kept.id.in_(some)))}
    return found


def _class(
    key: CellKey, sources: Mapping[int, tuple[Any, ...]], added: AddedUp, said: dict[tuple[Any, ...], str]
) -> str:
    """The class of a cell as text; `said` remembers those that were written."""
    _, *source = sources.get(key.source_id, _GONE)
    alike = (*source, key.basis, key.per, key.reliability, key.credibility, key.shape)
    found = said.get(alike)
    if found is None:
        grade = f"{key.reliability}{key.credibility}"
        kind = ClassKind._make((*source, key.basis, key.per, grade, *added.shapes[key.shape]))
        found = said[alike] = written(kind)
    return found


_GONE = (None, None, None, None)  # a source that is not there: an entry of a damaged book alone can name one
_KINDS = {"sum_line": table(SumLine), "sum_class": table(SumClass)}
__all__ = ["AddedUp", "Cell", "Kept", "Line", "Numbered", "Summed", "kept_cells", "parts", "unpacked"]
