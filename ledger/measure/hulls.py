"""One measure of all units, from the smallest to the largest share over their cases: as places in exact order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ledger.book.cells import Column, Mask
from ledger.measure.ratios import ranked
from ledger.measure.shares import Ends, Interval
from ledger.measure.units import Units

NOTHING = Interval(None, None)


class Shares:
    """One measure of all units: an end that is not known ranks beyond all others, -1 a low and len(order) a high one.

    `low`, `high`, `is_told` and `is_bound` are of the unit over its cases; of each case by itself nothing is kept.
    """

    def __init__(self, units: Units, found: Ends) -> None:
        told = found.told & units.cases
        gross = units.gross[told]
        order = ranked(np.stack([found.low[told], found.high[told]]), np.stack([gross, gross]))
        self.order, last = replace(order, place=order.place[:0]), len(order)
        # In a case that does not tell the share both ends are beyond what any hull takes.
        each_low, each_high = np.full(told.shape, last), np.full(told.shape, -1)
        each_low[told] = np.where(found.has_low[told], order.place[0], -1)
        each_high[told] = np.where(found.has_high[told], order.place[1], last)
        self.is_told = np.asarray(found.told.any(axis=1))
        self.low, self.high = each_low.min(axis=1, initial=last), each_high.max(axis=1, initial=-1)
        self.is_bound = np.asarray((found.told & (each_low != each_high)).any(axis=1))
        one = self.order.place_of(Fraction(1))
        is_all = found.told & (each_high == one) & (one >= 0)
        is_limit = is_all & (each_low != one)
        self._is_limit, self._is_figure = is_limit.any(axis=1), (is_all & ~is_limit).any(axis=1)
        is_low = found.told & (each_low >= 0)
        is_high = found.told & ~is_limit & (each_high < last)
        self._least = np.minimum(_least(each_low, is_low, last), _least(each_high, is_high, last))
        self._most = np.maximum(_most(each_low, is_low), _most(each_high, is_high))

    def range(self, rows: Column) -> Interval:
        """From the smallest to the largest share of these units."""
        return Interval(self._value(int(self.low[rows].min())), self._value(int(self.high[rows].max())))

    def is_open_ended(self, rows: Column) -> bool:
        """True when all is only what nobody stated: no figure says that all of it was taken."""
        return bool(self._is_limit[rows].any() and not self._is_figure[rows].any())

    def known(self, rows: Column) -> Interval:
        """The smallest and the largest end that is somebody's figure: not the whole that is only a limit."""
        most = int(self._most[rows].max(initial=-1))
        return NOTHING if most < 0 else Interval(self._value(int(self._least[rows].min())), self._value(most))

    def _value(self, place: int) -> Fraction | None:
        return self.order.fraction(place) if 0 <= place < len(self.order) else None


def _least(places: Column, holds: Mask, last: int) -> Column:
    """The smallest place of each unit, of those of which it holds; beyond all where there is none."""
    return np.asarray(np.where(holds, places, last).min(axis=1, initial=last))


def _most(places: Column, holds: Mask) -> Column:
    """The largest place of each unit, of those of which it holds; -1 where there is none."""
    return np.asarray(np.where(holds, places, -1).max(axis=1, initial=-1))
