"""Sums of lines, first by row of an entry, then by the unit of pay that the rows make up: a column at a time.

A row stands in the whole and in a group or more, but its lines are added up once. Lines stand in the order of their
rows, and the rows here in that of their units, so that a sum is one pass over runs. All of it in 64-bit integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.book.cells import Cells, Column, Mask

Bits = NDArray[np.int8]
CASES = 3


@dataclass(frozen=True)
class Rows:
    """The rows of entries, one unit after the other: unit u has those of `at` from `lead[u]` on, and at least one."""

    total: int  # rows there are, in units or not
    at: Column
    lead: Column

    def added(self, values: Column) -> Column:
        """The sum over each unit of what its rows have."""
        return np.add.reduceat(values[self.at], self.lead) if len(self.lead) else values[:0]

    def any(self, holds: Mask) -> Mask:
        """The units of which it holds for one of their rows."""
        return np.logical_or.reduceat(holds[self.at], self.lead) if len(self.lead) else holds[:0]

    def add(self, cells: Cells, lines: Column, amount: Column, bound: Bits) -> None:
        """Write what these lines come to in each case into `amount`, and their bits of bounds into `bound`."""
        where = cells.at[lines]
        starts = np.concatenate([[0], np.flatnonzero(where[1:] != where[:-1]) + 1])
        has = where[starts]
        by_row = np.zeros(self.total, dtype=np.int64)
        before: Column | None = None
        for case, values in enumerate(filled(cells, lines)):
            if values is before:
                amount[case] = amount[case - 1]
                continue
            by_row[has] = np.add.reduceat(values, starts)
            amount[case], before = self.added(by_row), values
        if cells.bounds[lines].any():
            for case, values in enumerate(filled(cells, lines, bounds=True)):
                bits = np.zeros(self.total, dtype=np.int8)
                bits[has] = np.bitwise_or.reduceat(values, starts)
                bound[case] = np.bitwise_or.reduceat(bits[self.at], self.lead)


def filled(cells: Cells, lines: Column, *, bounds: bool = False) -> Iterator[Column]:
    """Amounts or bounds of these lines in each case, the nearest stated case in place of one that is not stated.

    Low comes from best, and high from best. Where best alone is stated all three are the same column.
    """
    low, best, high = ((cells.bounds if bounds else cells.amounts)[lines, case] for case in range(CASES))
    has_low, has_best, has_high = (cells.is_stated[lines, case] for case in range(CASES))
    if has_best.all() and not has_low.any() and not has_high.any():
        yield from (best, best, best)
        return
    yield np.where(has_low, low, np.where(has_best, best, high))
    yield best
    yield np.where(has_high, high, np.where(has_best, best, low))
