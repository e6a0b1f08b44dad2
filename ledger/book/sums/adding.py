"""Entries added up in memory, whatever their number: a cell for those that are alike, exact in 64 bits.

A reversal takes away what the entry it reverses brought: both are void from then on. A figure or a sum that does not
fit into 62 bits leaves its placement to be read entry by entry, and is never wrapped.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ledger.book.drafts import ExactEntry
from ledger.book.sums.kinds import BEST, HIGH, LOW, LineKind, Shape, kept_period, shape_of

LARGEST = 2**62
_MOST_KINDS = 2**24  # of lines; no book comes near


class CellKey(NamedTuple):
    """What tells cells apart before sources are looked up."""

    placement_id: int
    source_id: int
    basis: str | None
    per: str
    period: str
    reliability: str
    credibility: int
    shape: int


class Line(NamedTuple):
    """The sum of the lines of one kind in a cell: how many there are, and what they come to in each case."""

    kind: int
    times: int
    low: int
    best: int
    high: int


class Added:
    """The sums of the entries that were added. `placements` has for each: entries, those valid, wages among these.

    `cells` are numbered; `entries` and `number` are how many entries each has and the lowest number of one. `large` are
    the placements of which a figure is too large.
    """

    def __init__(self) -> None:
        self.placements: dict[int, list[int]] = {}
        self.cells: dict[CellKey, int] = {}
        self.entries: array[int] = array("q")
        self.number: array[int] = array("q")
        self.kinds: list[LineKind] = []
        self.shapes: list[Shape] = []
        self.large: set[int] = set()
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._exact: dict[tuple[Any, ...], int] = {}
        self._shapes: dict[tuple[int, ...], int] = {}
        self._shape_numbers: dict[Shape, int] = {}
        self._periods: dict[str, str] = {}
        self._place: dict[int, int] = {}
        self._sorted: array[int] | None = None
        self._times, self._low, self._best, self._high = (array("q") for _ in range(4))

    def add(self, number: int, head: Any, period: str, lines: Sequence[Any]) -> None:
        """Add an entry of this number, period (as EDTF) and lines, of whatever kind.

        `head` is a draft or a row of it, and so is each of the lines: they are asked for the same names.
        """
        sign = 1 if head.reverses is None else -1
        seen = self.placements.setdefault(head.placement_id, [0, 0, 0])
        seen[0] += 1
        seen[1] += sign
        if head.kind != "wage":
            return
        seen[2] += sign
        if head.observation is None and lines:  # an entry without lines is damage, and has its own check
            self._add_wage(number, head, period, lines, sign)

    def add_exact(self, number: int, entry: ExactEntry) -> None:
        """Add an exact entry: what its draft would add, in a fraction of the time."""
        seen = self.placements.setdefault(entry.placement_id, [0, 0, 0])
        is_wage = entry.kind == "wage"
        seen[0] += 1
        seen[1] += 1
        seen[2] += is_wage
        if not is_wage or not entry.lines:
            return
        kinds, currency, numbers = self._exact, entry.currency, []
        for account, _, mode, label in entry.lines:
            key = (account, currency, mode, label is None)
            kind = kinds.get(key)
            if kind is None:
                kind = kinds[key] = self._kind((*key, True, False, True, None, None, None))
            numbers.append(kind)
        cell = self._cell(number, entry, entry.period.text, numbers)
        self.entries[cell] += 1
        places, base = self._place, cell * _MOST_KINDS
        try:
            for kind, line in zip(numbers, entry.lines, strict=True):
                place = places.get(base + kind)
                if place is None:
                    place = self._new_place(base + kind)
                self._times[place] += 1
                self._best[place] += line[1]
        except OverflowError:
            self.large.add(entry.placement_id)

    def _add_wage(self, number: int, head: Any, period: str, lines: Sequence[Any], sign: int) -> None:
        kinds = self._kinds
        numbers = []
        for line in lines:
            key = (
                *(line.account, line.currency, line.mode, line.label is None),
                *(line.low is None, line.best is None, line.high is None),
                *(line.low_bound, line.best_bound, line.high_bound),
            )
            kind = kinds.get(key)
            numbers.append(self._kind(key) if kind is None else kind)
        cell = self._cell(number, head, period, numbers)
        self.entries[cell] += sign
        try:
            self._add_lines(cell * _MOST_KINDS, numbers, lines, sign)
        except OverflowError:
            self.large.add(head.placement_id)

    def _cell(self, number: int, head: Any, period: str, numbers: Sequence[int]) -> int:
        """The number of the cell in which an entry with lines of these kinds stands."""
        shape = self._shapes.get(tuple(numbers))
        key = CellKey(
            head.placement_id,
            head.source_id,
            head.basis,
            head.per,
            self._periods.get(period) or self._period(period),
            head.reliability,
            head.credibility,
            self._shape(numbers) if shape is None else shape,
        )
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = len(self.entries)
            self.entries.append(0)
            self.number.append(number)
        self.number[cell] = min(self.number[cell], number)
        return cell

    def _new_place(self, code: int) -> int:
        place = self._place[code] = len(self._times)
        for column in (self._times, self._low, self._best, self._high):
            column.append(0)
        return place

    def _add_lines(self, base: int, numbers: Sequence[int], lines: Sequence[Any], sign: int) -> None:
        places = self._place
        for kind, line in zip(numbers, lines, strict=True):
            place = places.get(base + kind)
            if place is None:
                place = self._new_place(base + kind)
            self._times[place] += sign
            self._low[place] += line.low or 0
            self._best[place] += line.best or 0
            self._high[place] += line.high or 0

    def lines_of(self, cell: int) -> Iterator[Line]:
        """The sums of the cell of this number, by kind of line."""
        if self._sorted is None or len(self._sorted) != len(self._place):
            self._sorted = array("q", sorted(self._place))
        codes, base = self._sorted, cell * _MOST_KINDS
        for code in codes[bisect_left(codes, base) : bisect_left(codes, base + _MOST_KINDS)]:
            place = self._place[code]
            yield Line(code - base, self._times[place], self._low[place], self._best[place], self._high[place])

    def _kind(self, key: tuple[Any, ...]) -> int:
        account, currency, mode, is_unnamed, no_low, no_best, no_high, *bounds = key
        stated = (not no_low) * LOW | (not no_best) * BEST | (not no_high) * HIGH
        is_rest = is_unnamed and account.partition(":")[0] in ("unexplained", "unstated")
        low_bound, best_bound, high_bound = bounds
        kind = LineKind(account, currency, mode, stated, low_bound, best_bound, high_bound, is_rest)
        if kind not in self.kinds:
            self.kinds.append(kind)
        self._kinds[key] = self.kinds.index(kind)
        return self._kinds[key]

    def _shape(self, numbers: Sequence[int]) -> int:
        shape = shape_of([self.kinds[number] for number in numbers])
        if shape not in self._shape_numbers:
            self._shape_numbers[shape] = len(self.shapes)
            self.shapes.append(shape)
        found = self._shapes[tuple(numbers)] = self._shape_numbers[shape]
        return found

    def _period(self, text: str) -> str:
        found = self._periods[text] = kept_period(text)
        return found
