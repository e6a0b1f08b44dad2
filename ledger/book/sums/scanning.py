"""The entries of a book added up anew, in one reading and in little memory.

What is added up is a cell: one number has how many entries it has and how many lines of each kind, in fields, and an
array what these come to. The cells of a few placements at a time are handed out. A placement with an amount so large
that its sums might not fit is added up as posting does it, line by line, and with the same outcome.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger.book.stored import Head, Lines, Stored, stored
from ledger.book.sums.adding import Added, CellKey
from ledger.book.sums.kinds import LineKind, Shape, kept_period, line_kind, shape_of

SMALL = 2**40  # 2^22 entries with such amounts in one placement come to less than 2^62
_MOST_ENTRIES = 2**22
_FIELD = (
    24 + 8
)  # bits of a count: of entries first, then of the lines of each kind; 256 lines of a kind in an entry fit
_ONE = struct.Struct("<I")  # a field
_HALF = 1 << _FIELD - 1
_COLUMN = {"low": 1, "best": 2, "high": 3}  # after how many lines there are of the kind
_ALIKE = 4096  # pairs of a head and lines that are remembered


class _Class:
    """What entries of a cell share beside placement, source and period, and where in a cell each of its sums stands."""

    def __init__(self, basis: str | None, per: str, reliability: str, credibility: int, shape: int) -> None:
        self._before, self._after = (basis, per), (reliability, credibility, shape)
        self.kinds: list[int] = []  # those that have a field, in the order of their fields
        self.slots: list[tuple[int, int]] = []  # the kind of each sum, and which of a kind's figures it is: see _COLUMN

    def key(self, placement_id: int, source_id: int, period: str) -> CellKey:
        """The key of its cell of this placement, source and period."""
        return CellKey._make((placement_id, source_id, *self._before, period, *self._after))


class _Alike(NamedTuple):
    """Where entries with one head and the same kinds of lines are added: the cell, its counts, its sums."""

    period: str
    number: int
    counts: int
    places: tuple[int, ...]
    width: int


@dataclass
class Cells:
    """The cells of some placements, by number; `lines` are the sums of each by the number of the kind of line."""

    kinds: Sequence[LineKind]
    shapes: Sequence[Shape]
    cells: dict[CellKey, int] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    lines: list[dict[int, list[int]]] = field(default_factory=list)

    def lines_of(self, cell: int) -> Iterator[tuple[int, ...]]:
        """The sums of the cell of this number: the kind of line, how many, and what they come to in each case."""
        return ((kind, *sums) for kind, sums in self.lines[cell].items())

    def add(self, key: CellKey, entries: int, number: int) -> dict[int, list[int]]:
        """Add so many entries to a cell, and return its sums for theirs to be added."""
        cell = self.cells.setdefault(key, len(self.cells))
        if cell == len(self.entries):
            self.entries.append(0)
            self.number.append(number)
            self.lines.append({})
        self.entries[cell] += entries
        self.number[cell] = min(self.number[cell], number)
        return self.lines[cell]


class Scanned:
    """What the entries of these placements come to. `placements` has of each: entries, those valid, wages among these.

    `large` are the placements of which a figure is too large. An entry that no reader can add up, as only a damaged
    book has one, is counted and not added.
    """

    def __init__(self, connection: Connection, workers: set[int], entries: Iterable[Stored]) -> None:
        self.placements: dict[int, list[int]] = {}
        self._cells: dict[tuple[int, int, str, int], list[Any]] = {}
        self._kinds: list[LineKind] = []
        self._shapes: list[Shape] = []
        self._classes: dict[tuple[Any, ...], int] = {}
        self._layouts: list[_Class] = []
        careful = self._scan(workers, entries)
        careful |= {number for number, counts in self.placements.items() if counts[0] >= _MOST_ENTRIES}
        self._sorted = sorted((key for key in self._cells if key[0] not in careful), key=itemgetter(0))
        self._added = one_by_one(connection, careful)
        self.large = self._added.large

    def _scan(self, workers: set[int], entries: Iterable[Stored]) -> set[int]:
        """Add all of them up; returns the placements that need more care."""
        careful: set[int] = set()
        cells, placements, found = self._cells, self.placements, lru_cache(maxsize=_ALIKE)(self._alike)
        for number, placement, source, reverses, _, observation, _, head, lines, digits in entries:
            if placement not in workers:
                continue
            sign = 1 if reverses is None else -1
            counts = placements.get(placement)
            if counts is None:
                counts = placements[placement] = [0, 0, 0]
            counts[0] += 1
            counts[1] += sign
            if head.kind != "wage":
                continue
            counts[2] += sign
            if observation is not None or digits is None or not lines.lines:
                continue
            alike = found(head, lines)
            if alike is None:
                continue
            amounts = list(map(int, digits))
            if amounts and (max(amounts) >= SMALL or min(amounts) <= -SMALL):
                careful.add(placement)
                continue
            key = (placement, source, alike.period, alike.number)
            cell = cells.get(key)
            if cell is None:
                cell = cells[key] = [0, array("q", (number,))]
            cell[0] += sign * alike.counts
            sums = cell[1]
            if len(sums) < alike.width:
                sums.extend([0] * (alike.width - len(sums)))
            for place, amount in zip(alike.places, amounts, strict=True):
                sums[place] += amount
        return careful

    def _alike(self, head: Head, lines: Lines) -> _Alike | None:
        """Where entries with this head and these lines are added; None if that cannot be told."""
        try:
            kinds = [self._kind(line) for line in lines.lines]
            shape = _place(self._shapes, shape_of([self._kinds[kind] for kind in kinds]))
            period = kept_period(head.period)
        except (AttributeError, TypeError):  # a text that is none
            return None
        says = (head.basis, head.per, head.reliability, head.credibility, shape)
        number = self._classes.setdefault(says, len(self._classes))
        if number == len(self._layouts):
            self._layouts.append(_Class(*says))
        layout = self._layouts[number]
        counts = 1 + sum(1 << _FIELD * (1 + _place(layout.kinds, kind)) for kind in kinds)
        places = tuple(1 + _place(layout.slots, (kinds[line], _COLUMN[case])) for line, case in lines.slots)
        return _Alike(period, number, counts, places, 1 + max(places, default=0))

    def _kind(self, line: Any) -> int:
        kind = line_kind(
            *(line.account, line.currency, line.mode, line.label is None),
            *((line.low, line.best, line.high), (line.low_bound, line.best_bound, line.high_bound)),
        )
        return _place(self._kinds, kind)

    def of(self, placements: Sequence[int]) -> Cells:
        """The cells of these placements, which are all that there are between the first and the last of them."""
        made = Cells(self._kinds, self._shapes)
        first, last = (bisect_left(self._sorted, n, key=itemgetter(0)) for n in (placements[0], placements[-1] + 1))
        for key in self._sorted[first:last]:
            placement, source, period, number = key
            layout, (counts, sums) = self._layouts[number], self._cells[key]
            entries, *times = _fields(counts, 1 + len(layout.kinds))
            lines = made.add(layout.key(placement, source, period), entries, sums[0])
            for kind, count in zip(layout.kinds, times, strict=True):
                lines[kind] = [count, 0, 0, 0]
            for (kind, column), amount in zip(layout.slots, sums[1:], strict=False):
                lines[kind][column] = amount
        wanted = set(placements)
        for cell, place in self._added.cells.items():
            if cell.placement_id in wanted:
                self._take_over(made, cell, place)
        return made

    def _take_over(self, made: Cells, cell: CellKey, place: int) -> None:
        added = self._added
        shape = _place(self._shapes, added.shapes[cell.shape])
        lines = made.add(cell._replace(shape=shape), added.entries[place], added.number[place])
        for kind, *sums in added.lines_of(place):
            lines[_place(self._kinds, added.kinds[kind])] = sums


def _fields(counts: int, many: int) -> list[int]:
    """The counts that stand in the fields of this number; one may be below zero in a damaged book."""
    lifted = counts + int.from_bytes(_HALF.to_bytes(_FIELD // 8, "little") * many, "little")
    return [count - _HALF for (count,) in _ONE.iter_unpack(lifted.to_bytes(_ONE.size * many, "little"))]


class _Line(NamedTuple):
    """A line with its amounts, as Added asks for it."""

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


class _Entry(NamedTuple):
    placement_id: int
    source_id: int
    kind: str
    basis: str | None
    per: str
    reliability: str
    credibility: int
    observation: str | None
    reverses: int | None


def one_by_one(connection: Connection, placements: set[int]) -> Added:
    """The entries of these placements added up in the order of posting, as posting adds them."""
    added = Added()
    for entry in stored(connection) if placements else ():
        if entry.placement_id not in placements or entry.amounts is None:
            continue
        head = entry.head
        told = _Entry(
            *(entry.placement_id, entry.source_id, head.kind, head.basis, head.per),
            *(head.reliability, head.credibility, entry.observation, entry.reverses),
        )
        amounts: list[dict[str, int]] = [{} for _ in entry.lines.lines]
        for (line, case), amount in zip(entry.lines.slots, entry.amounts, strict=True):
            amounts[line][case] = int(amount)
        lines = [
            _Line(
                *(line.account, line.currency, line.mode, line.label),
                *(its.get("low"), its.get("best"), its.get("high")),
                *(line.low_bound, line.best_bound, line.high_bound),
            )
            for line, its in zip(entry.lines.lines, amounts, strict=True)
        ]
        added.add(entry.id, told, head.period, lines)
    return added


def _place(known: list[Any], value: Any) -> int:
    """Where the value stands in the list, at its end if it was not there."""
    if value not in known:
        known.append(value)
    return known.index(value)
