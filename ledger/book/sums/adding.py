"""Entries added up in memory, whatever their number: a cell for those that are alike, exact in 64 bits.

A reversal takes away what the entry it reverses brought: both are void from then on. A figure or a sum that does not
fit into 62 bits leaves its placement to be read entry by entry, and is never wrapped.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ledger.book.drafts import Alike, ExactEntry
from ledger.book.sums.kinds import LineKind, Shape, kept_period, line_kind, shape_of

LARGEST = 2**62


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


_WIDTH = len(Line._fields)
_DIGITS = 15  # so that numbers as texts are in order
_encode = json.JSONEncoder(separators=(",", ":")).encode


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
        self._exact: dict[Alike, tuple[list[int], int]] = {}
        self._shapes: dict[tuple[int, ...], int] = {}
        self._shape_numbers: dict[Shape, int] = {}
        self._periods: dict[str, str] = {}
        self._lines: list[array[int]] = []  # of each cell: a Line behind the other, as they came

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
        placement, source, period, alike, amounts, _ = entry
        seen = self.placements.get(placement)
        if seen is None:
            seen = self.placements[placement] = [0, 0, 0]
        seen[0] += 1
        seen[1] += 1
        if alike.kind != "wage":
            return
        seen[2] += 1
        kinds, shape = self._exact.get(alike) or self._alike(alike)
        if not kinds:
            return
        year = self._periods.get(period.text) or self._period(period.text)
        key = CellKey(placement, source, alike.basis, alike.per, year, alike.reliability, alike.credibility, shape)
        cell = self.cells.get(key)
        if cell is None:
            cell = self._new_cell(key, number)
        elif number < self.number[cell]:
            self.number[cell] = number
        self.entries[cell] += 1
        lines, place = self._lines[cell], 0
        try:
            for kind, amount in zip(kinds, amounts, strict=True):
                if place == len(lines) or lines[place] != kind:  # most entries of a cell have the same lines
                    place = _place_of(lines, kind)
                lines[place + 1] += 1
                lines[place + 3] += amount
                place += _WIDTH
        except OverflowError:
            self.large.add(placement)

    def taken_out(self) -> Iterator[str]:
        """What was added, a text for each placement in the order of their numbers; of it nothing is left here.

        The texts are for `put_in`, of these sums and no others: what is alike has its numbers from them.
        """
        cells: dict[int, list[tuple[Any, ...]]] = {}
        for key, cell in self.cells.items():
            said = (*key[1:], self.entries[cell], self.number[cell], self._lines[cell].tolist())
            cells.setdefault(key.placement_id, []).append(said)
        for placement in sorted(self.placements):
            told = [self.placements[placement], placement in self.large, cells.get(placement, [])]
            yield f"{placement:0{_DIGITS}} {_encode(told)}"
        self.clear()

    def put_in(self, text: str) -> None:
        """Add what was taken out of these sums."""
        placement = int(text[:_DIGITS])
        counts, is_large, cells = json.loads(text[_DIGITS:])
        seen = self.placements.setdefault(placement, [0, 0, 0])
        seen[:] = [a + b for a, b in zip(seen, counts, strict=True)]
        if is_large:
            self.large.add(placement)
        for *key, entries, number, lines in cells:
            cell = self.cells.get(CellKey(placement, *key))
            if cell is None:
                cell = self._new_cell(CellKey(placement, *key), number)
                self.entries[cell], self._lines[cell] = entries, array("q", lines)
                continue
            self.number[cell] = min(self.number[cell], number)
            self.entries[cell] += entries
            sums = self._lines[cell]
            try:
                for kind, *values in zip(*[iter(lines)] * _WIDTH, strict=True):
                    place = _place_of(sums, kind)
                    for i, value in enumerate(values, start=place + 1):
                        sums[i] += value
            except OverflowError:
                self.large.add(placement)

    def has(self, text: str) -> bool:
        """Whether the text is of a placement of which something was added."""
        return int(text[:_DIGITS]) in self.placements

    def clear(self) -> None:
        """Begin anew; only what kinds of lines there are is remembered."""
        self.placements, self.cells, self.large = {}, {}, set()
        self.entries, self.number, self._lines = array("q"), array("q"), []

    def _alike(self, alike: Alike) -> tuple[list[int], int]:
        """The kinds of the lines of exact entries that are alike, and their shape."""
        kinds = [
            self._kind((account, alike.currency, mode, label is None, True, False, True, None, None, None))
            for account, mode, label in alike.lines
        ]
        found = self._exact[alike] = kinds, self._shape(kinds) if kinds else -1
        return found

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
        sums = self._lines[cell]
        try:
            for kind, line in zip(numbers, lines, strict=True):
                place = _place_of(sums, kind)
                sums[place + 1] += sign
                sums[place + 2] += line.low or 0
                sums[place + 3] += line.best or 0
                sums[place + 4] += line.high or 0
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
            cell = self._new_cell(key, number)
        self.number[cell] = min(self.number[cell], number)
        return cell

    def _new_cell(self, key: CellKey, number: int) -> int:
        cell = self.cells[key] = len(self.entries)
        self.entries.append(0)
        self.number.append(number)
        self._lines.append(array("q"))
        return cell

    def lines_of(self, cell: int) -> Iterator[Line]:
        """The sums of the cell of this number, by kind of line."""
        lines = iter(self._lines[cell])
        return iter(sorted(map(Line._make, zip(*[lines] * _WIDTH, strict=True))))

    def _kind(self, key: tuple[Any, ...]) -> int:
        account, currency, mode, is_unnamed, no_low, no_best, no_high, *bounds = key
        low, best, high = bounds
        kind = line_kind(
            *(account, currency, mode, is_unnamed), (not no_low, not no_best, not no_high), (low, best, high)
        )
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


def _place_of(lines: array[int], kind: int) -> int:
    """Where the line of this kind begins, at the end if there was none."""
    for place in range(0, len(lines), _WIDTH):
        if lines[place] == kind:
            return place
    lines.extend((kind, 0, 0, 0, 0))
    return len(lines) - _WIDTH
