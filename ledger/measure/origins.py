"""The origins of every group: what each says of a share, what it weighs, and the mean split of 100 over them.

An origin's share is the hull of its units, its split the mean of its different splits, and what it weighs is its own,
so that a copy of what it said changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ledger.book.cells import Column, Mask
from ledger.measure.hulls import Shares
from ledger.measure.ratios import DIGITS, Ranked, fixed, ranked
from ledger.measure.shares import Interval
from ledger.measure.split import PARTS
from ledger.measure.spread import Hulls, Summary, summary_of
from ledger.measure.units import Units, numbered
from ledger.values.cases import Case
from ledger.values.periods import months, parse_period

LARGEST = 2**62
MEAN_DIGITS = 10**12  # means are told to so much; their parts are worked out to 10**18


@dataclass(frozen=True)
class OfRuns:
    """One measure over runs of units, which are an origin each: the places of its ends, and whether it is told."""

    low: Column
    high: Column
    is_told: Mask
    is_bound: Mask


class Origins:
    """The units in the order of group and origin (`order`), in runs of one origin each.

    `run` is the run of each unit, `group` the group of each run, `heads` how many people it speaks for (-1: not
    stated), `weight` what it weighs.
    """

    def __init__(self, units: Units, groups: int, weight: str) -> None:
        self.units = units
        self.order = np.lexsort((units.origin, units.group))
        group, origin = units.group[self.order], units.origin[self.order]
        is_new = np.ones(len(units), dtype=np.bool_)
        is_new[1:] = (group[1:] != group[:-1]) | (origin[1:] != origin[:-1])
        self.run = np.empty(len(units), dtype=np.int64)
        self.run[self.order] = np.cumsum(is_new) - 1
        self.group = group[is_new]
        self._starts = np.flatnonzero(is_new)
        self._first_run = np.searchsorted(self.group, np.arange(groups + 1))
        self._first_unit = np.searchsorted(group, np.arange(groups + 1))
        self.heads = self._heads()
        self.weight = self._weight(weight)

    def rows(self, group: int) -> Column:
        """The units of a group, origin after origin."""
        return self.order[self._first_unit[group] : self._first_unit[group + 1]]

    def runs(self, group: int) -> slice:
        """The origins of a group."""
        return slice(int(self._first_run[group]), int(self._first_run[group + 1]))

    def hulls(self, shares: Shares) -> OfRuns:
        """One measure of every origin of every group."""
        return OfRuns(
            low=self._over_runs(np.minimum, shares.low),
            high=self._over_runs(np.maximum, shares.high),
            is_told=self._over_runs(np.logical_or, shares.is_told),
            is_bound=self._over_runs(np.logical_or, shares.is_bound & shares.is_told),
        )

    def summary(
        self, group: int, shares: Shares, found: OfRuns, wide: Shares | None, seed: int | None
    ) -> Summary | None:
        """Median, quartiles and range of one measure over the origins of a group that tell it."""
        runs = self.runs(group)
        tell = found.is_told[runs]
        if not tell.any():
            return None
        outer = None
        if wide is not None:
            rows = self.rows(group)
            outer = wide.range(rows[shares.is_told[rows]])
        ends = (each[runs][tell] for each in (found.low, found.high, self.weight))
        bounds = int(found.is_bound[runs].sum())
        return summary_of(Hulls(shares.order, *ends), bounds, seed=seed, outer=outer)

    def beside(self, group: int, by_entry: Mapping[int, Interval], seed: int | None) -> Summary | None:
        """The same of shares that came with single entries, each beside the unit in which its entry stands."""
        rows = np.sort(self.rows(group))
        count = np.diff(self.units.first)[rows]
        numbers = self.units.cells.entry[self.units.members(rows)].tolist()
        pairs = [
            (row, by_entry[number])
            for row, number in zip(np.repeat(rows, count).tolist(), numbers, strict=True)
            if number in by_entry
        ]
        values = [value for _, share in pairs for value in (share.low, share.high)]
        known = [value or Fraction(0) for value in values]
        order = ranked(_whole([v.numerator for v in known]), _whole([v.denominator for v in known]))
        place = np.where([value is None for value in values], -1, order.place)
        low, high = place[0::2], np.where(place[1::2] < 0, len(order), place[1::2])
        is_bound = (low < 0) | (high == len(order))
        return self._told(_whole([row for row, _ in pairs]), order, low, high, is_bound, seed, None)

    def mean_split(self, group: int, case: Case) -> dict[str, Fraction]:
        """The mean over origins of each part's share; within one over its different splits. Empty of none."""
        rows, runs = self.rows(group), self.runs(group)
        weight = self.weight[runs]
        total = int(weight.sum())
        if not total:
            return {}
        here = self._nearest(rows, case)
        top, gross = self.units.amount[rows, :, here], self.units.gross[rows, here][:, None]
        run = self.run[rows] - runs.start
        kept = _different(run, gross[:, 0], top)
        run, top, gross = run[kept], top[kept], gross[kept]
        splits, times = np.bincount(run)[run], weight[run]
        digits = fixed(top, np.broadcast_to(gross, top.shape))
        if max(int(abs(each).max()) for each in digits) * int(times.sum()) > LARGEST:
            whole, first, second = digits
            digits = (whole.astype(object), first.astype(object), second.astype(object))
        made = dict.fromkeys(PARTS, Fraction(0))
        for size in np.unique(splits).tolist():
            of_size = splits == size
            sums = [(each[of_size] * times[of_size, None]).sum(axis=0).tolist() for each in digits]
            for part, whole, first, second in zip(PARTS, *sums, strict=True):
                made[part] += Fraction((whole * DIGITS + first) * DIGITS + second, total * size * DIGITS**2)
        return {part: _to_mean_digits(mean) for part, mean in made.items()}

    def is_one_case(self, group: int) -> bool:
        """True when the low and the high case of all its units are the same one."""
        rows = self.rows(group)
        return bool(np.array_equal(self._nearest(rows, "low"), self._nearest(rows, "high")))

    def _nearest(self, rows: Column, case: Case) -> Column:
        """The case that each of these units has and that is the nearest to this one."""
        nearest = np.array((0, 1, 2) if case == "low" else (2, 1, 0))
        return np.asarray(nearest[np.argmax(self.units.cases[rows][:, nearest], axis=1)])

    def _over_runs(self, of: np.ufunc, values: Any) -> Any:
        return of.reduceat(values[self.order], self._starts) if len(self._starts) else values[:0]

    def _told(
        self,
        rows: Column,
        order: Ranked,
        low: Column,
        high: Column,
        is_bound: Mask,
        seed: int | None,
        outer: Interval | None,
    ) -> Summary | None:
        if not len(rows):
            return None
        runs, which = np.unique(self.run[rows], return_inverse=True)
        least, most = np.full(len(runs), len(order)), np.full(len(runs), -1)
        np.minimum.at(least, which, low)
        np.maximum.at(most, which, high)
        bounds = len(np.unique(which[is_bound]))
        return summary_of(Hulls(order, least, most, self.weight[runs]), bounds, seed=seed, outer=outer)

    def _heads(self) -> Column:
        """How many people an origin's figures speak for: its workers, and the largest stated headcount; else -1."""
        units, runs = self.units, len(self.group)
        most = np.full(runs, -1, dtype=np.int64)
        np.maximum.at(most, self.run[units.unit_of_member], units.cells.heads[units.member])
        kinds = units.cells.keys["subject_kind"]
        worker = kinds.words.index("worker") if "worker" in kinds.words else -2
        is_worker = kinds.codes[units.member[units.first[:-1]]] == worker
        width = int(units.subject.max()) + 1 if len(units) else 1
        pairs = np.unique(self.run[is_worker] * width + units.subject[is_worker])
        people = np.bincount(pairs // width, minlength=runs)
        return np.where(people > 0, people + np.maximum(most, 0), most)

    def _weight(self, weight: str) -> Column:
        """One for each, or the people it speaks for, or the months that its entries cover; 0 where nobody says."""
        if weight == "workers":
            return np.maximum(self.heads, 0)
        if weight == "months":
            return self._months()
        return np.ones(len(self.group), dtype=np.int64)

    def _months(self) -> Column:
        periods = self.units.cells.keys["period"]
        covered = [_months_of(text) for text in periods.words]
        members = (self.run[self.units.unit_of_member], periods.codes[self.units.member])
        found: list[set[int]] = [set() for _ in self.group]
        for run, code in np.unique(np.stack(members, axis=1), axis=0).tolist():
            found[run] |= covered[code]
        return _whole([len(each) for each in found])


def _different(run: Column, gross: Column, top: Column) -> Column:
    """The places of units whose splits are not those of another one of their run: the same in lowest terms."""
    is_several = np.bincount(run)[run] > 1
    several = np.flatnonzero(is_several)
    if not len(several):
        return np.arange(len(run), dtype=np.int64)
    run, gross, top = run[several], gross[several], top[several]
    common = np.gcd(np.gcd.reduce(top, axis=1), gross)
    split, count = numbered(run, gross // common, *(top // common[:, None]).T)
    first = np.empty(count, dtype=np.int64)
    first[split[::-1]] = several[::-1]
    return np.concatenate([np.flatnonzero(~is_several), first])


def _whole(values: list[int]) -> Column:
    return np.array(values, dtype=np.int64)


def _months_of(text: str) -> set[int]:
    period = parse_period(text)
    if period.earliest is None or period.latest is None:
        return set()
    return {year * 12 + month for year, month, _ in months(period)}


def _to_mean_digits(value: Fraction) -> Fraction:
    """Rounded half up to twelve decimals, which gives back what rounding the parts down to eighteen took away."""
    return Fraction((value * MEAN_DIGITS + Fraction(1, 2)).__floor__(), MEAN_DIGITS)
