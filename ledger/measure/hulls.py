"""One measure of all units, from the smallest to the largest share over their cases: as places in exact order."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ledger.book.cells import Column
from ledger.measure.ratios import ranked
from ledger.measure.shares import Ends, Interval
from ledger.measure.units import Units

NOTHING = Interval(None, None)


class Shares:
    """One measure of all units: an end that is not known ranks beyond all others, -1 a low and len(order) a high one.

    `each_low` and `each_high` are U x C; `low`, `high`, `is_told` and `is_bound` are of the unit over its cases.
    """

    def __init__(self, units: Units, found: Ends) -> None:
        told = found.told & units.cases
        gross = units.gross[told]
        self.order = ranked(np.stack([found.low[told], found.high[told]]), np.stack([gross, gross]))
        last = len(self.order)
        # In a case that does not tell the share both ends are beyond what any hull takes.
        self.each_low, self.each_high = np.full(told.shape, last), np.full(told.shape, -1)
        self.each_low[told] = np.where(found.has_low[told], self.order.place[0], -1)
        self.each_high[told] = np.where(found.has_high[told], self.order.place[1], last)
        self.told = found.told
        self.is_told = np.asarray(found.told.any(axis=1))
        self.low, self.high = self.each_low.min(axis=1, initial=last), self.each_high.max(axis=1, initial=-1)
        self.is_bound = np.asarray((found.told & (self.each_low != self.each_high)).any(axis=1))
        self.one = self.order.place_of(Fraction(1))

    def range(self, rows: Column) -> Interval:
        """From the smallest to the largest share of these units."""
        return Interval(self._value(int(self.low[rows].min())), self._value(int(self.high[rows].max())))

    def is_open_ended(self, rows: Column) -> bool:
        """True when all is only what nobody stated: no figure says that all of it was taken."""
        low, high, told = self.each_low[rows], self.each_high[rows], self.told[rows]
        is_one = told & (high == self.one) & (self.one >= 0)
        return bool((is_one & (low != self.one)).any() and not (is_one & (low == self.one)).any())

    def known(self, rows: Column) -> Interval:
        """The smallest and the largest end that is somebody's figure: not the whole that is only a limit."""
        low, high, told = self.each_low[rows], self.each_high[rows], self.told[rows]
        is_limit = (high == self.one) & (low != self.one) & (self.one >= 0)
        stated = [low[told & (low >= 0)], high[told & ~is_limit & (high < len(self.order))]]
        found = np.concatenate(stated)
        return Interval(self._value(int(found.min())), self._value(int(found.max()))) if len(found) else NOTHING

    def _value(self, place: int) -> Fraction | None:
        return self.order.fraction(place) if 0 <= place < len(self.order) else None
