"""Median, quartiles, range and a bootstrap interval of shares, each origin once: on places in exact order.

An origin's share is an interval; the low ends and the high ends are ranked apart, and an end that is not known ranks
beyond every known one. A quantile is the smallest value that at least that part of the weight does not exceed, and the
mean of it and the next where it is met exactly (Hyndman and Fan 1996, type 2), which for the middle is the median.

The bootstrap resamples origins, not entries, because what one origin says hangs together (Cameron, Gelbach and Miller
2008, pairs cluster bootstrap; percentile interval of 95 %). Fewer than LEAST_ORIGINS tell nothing about themselves.
Of origins that weigh the same only the two in the middle are drawn; the others are drawn one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from ledger.book.cells import Column
from ledger.measure.ratios import DIGITS, Ranked, fixed
from ledger.measure.shares import Interval

LEAST_ORIGINS = 10
LEAST_FOR_QUARTILES = 4
RESAMPLES = 2000
AT_ONCE = 2**17  # how many drawn origins are held in memory together: so many stay in a processor's cache
_FAR = 2**61
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_TAIL = 25  # of 1,000 at each end


@dataclass(frozen=True)
class Summary:
    """One share over a pool: by how many origins it is told, how many of them give bounds, and where it lies.

    `quartiles` are the intervals of the first and the third; None below LEAST_FOR_QUARTILES origins. `bootstrap` is
    None below LEAST_ORIGINS. `unweighed` origins tell the share, and nobody says what they would weigh. `outer` is the
    range with every end against every other, where it was asked for.
    """

    origins: int
    median: Interval
    range: Interval
    bounds: int
    quartiles: tuple[Interval, Interval] | None = None
    bootstrap: Interval | None = None
    unweighed: int = 0
    outer: Interval | None = None


@dataclass(frozen=True)
class Hulls:
    """The shares of origins as places in `order`: -1 is a low end, len(order) a high end that is not known."""

    order: Ranked
    low: Column
    high: Column
    weight: Column

    def __len__(self) -> int:
        return len(self.low)

    def range(self) -> Interval:
        """From the smallest low end to the largest high end."""
        return Interval(self._value(int(self.low.min())), self._value(int(self.high.max())))

    def quantile(self, top: int, bottom: int) -> Interval:
        """The part `top` of `bottom` of the weight lies at or below it."""
        return Interval(*(self._quantile(*ends, top, bottom) for ends in self._ranked))

    def bootstrap(self, seed: int) -> Interval:
        """Where 95 % of the medians of resampled origins lie: from that of the low ends to that of the high ends."""
        draws = np.random.default_rng(seed)
        is_equal = self.weight.min() == self.weight.max()
        lows, highs = self._medians_of_equals(draws) if is_equal else self._medians_weighed(draws)
        least = np.sort(lows)[RESAMPLES * _TAIL // 1000]
        most = np.sort(highs)[RESAMPLES - 1 - RESAMPLES * _TAIL // 1000]
        low, high = (None if abs(int(end)) >= _FAR // 2 else Fraction(int(end), DIGITS) for end in (least, most))
        return Interval(low, high)

    def _medians_of_equals(self, draws: np.random.Generator) -> tuple[Column, Column]:
        """The medians of the low ends and of the high ends of resampled origins of equal weight, each end apart.

        The interval asks for percentiles of either end alone, so that both may be read off at the same ranks.
        """
        lower, upper = middles(draws, len(self))
        values = (self._billionths[np.sort(end) + 1] for end in (self.low, self.high))
        low, high = ((each[lower] + each[upper]) // 2 for each in values)
        return low, high

    def _medians_weighed(self, draws: np.random.Generator) -> tuple[Column, Column]:
        """The medians of the low ends and of the high ends of resampled origins, drawn one by one."""
        # The origins in the order of their own shares, so that neither import nor numbering changes the draw.
        mine = np.lexsort((self.weight, self.high, self.low))
        low, high, weight = self.low[mine], self.high[mine], self.weight[mine]
        by_high = np.argsort(high, kind="stable")
        medians: tuple[list[Column], list[Column]] = ([], [])
        size = len(self)
        for start in range(0, RESAMPLES, max(1, AT_ONCE // size)):
            rows = min(max(1, AT_ONCE // size), RESAMPLES - start)
            drawn = draws.integers(0, size, (rows, size)) + np.arange(rows)[:, None] * size
            weights = np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size) * weight
            medians[0].append(self._medians(weights, low))
            medians[1].append(self._medians(weights[:, by_high], high[by_high]))
        return np.concatenate(medians[0]), np.concatenate(medians[1])

    def _medians(self, weight: Column, ends: Column) -> Column:
        """The median of each row's weights over these ends, in billionths; beyond _FAR on an end that is not known."""
        rows, size = weight.shape
        reached = np.cumsum(weight)  # through all rows, so that the middles of all are looked up at once
        last = reached[size - 1 :: size]
        first = np.concatenate([[0], last[:-1]])
        half, begin = (last - first) // 2, np.arange(rows) * size
        values = self._billionths[ends + 1]
        lower = values[np.searchsorted(reached, last - half) - begin]
        upper = values[np.searchsorted(reached, first + half, side="right") - begin]
        return np.asarray((lower + upper) // 2)

    @cached_property
    def _billionths(self) -> Column:
        """Every place in billionths, rounded down, after one that is not known and before another."""
        whole, first, _ = fixed(self.order.numerators, self.order.denominators)
        return np.concatenate([[-_FAR], (whole * DIGITS + first).astype(np.int64), [_FAR]])

    @cached_property
    def _ranked(self) -> tuple[tuple[Column, Column], tuple[Column, Column]]:
        """The low ends in order, and the weight reached at each of them; and the high ends."""
        low, high = (np.argsort(end, kind="stable") for end in (self.low, self.high))
        return (self.low[low], np.cumsum(self.weight[low])), (self.high[high], np.cumsum(self.weight[high]))

    def _quantile(self, ends: Column, weight: Column, top: int, bottom: int) -> Fraction | None:
        reached, beyond = (int(ends[np.searchsorted(weight * bottom, weight[-1] * top, side=side)]) for side in _SIDES)
        one = self._value(reached)
        if reached == beyond:
            return one
        other = self._value(beyond)
        return None if one is None or other is None else (one + other) * Fraction(1, 2)

    def _value(self, place: int) -> Fraction | None:
        return self.order.fraction(place) if 0 <= place < len(self.order) else None


def middles(draws: np.random.Generator, size: int) -> tuple[Column, Column]:
    """The lower and the upper middle of each of RESAMPLES resamples of `size` sorted things, as their places, from 0.

    Drawing a thing is rounding `size` times a uniform number down, which keeps the order. So the middle is drawn at
    once: the k-th smallest of n uniform numbers is Beta(k, n + 1 - k), and the next, once that is known, the smallest
    of n - k uniform numbers above it (David and Nagaraja 2003, Order Statistics, sections 2.1 and 2.5).
    """
    rank = (size + 1) // 2
    lower = draws.beta(rank, size + 1 - rank, RESAMPLES)
    upper = lower if size % 2 else lower + (1 - lower) * draws.beta(1, size - rank, RESAMPLES)
    return (lower * size).astype(np.int64), (upper * size).astype(np.int64)


def median(values: Sequence[Fraction | None], *, unknown_is_high: bool) -> Fraction | None:
    """The middle value, exact; None where it falls on an end that is not known. Raises ValueError on none."""
    if not values:
        raise ValueError("no values")
    known = sorted(v for v in values if v is not None)
    missing: list[Fraction | None] = [None] * (len(values) - len(known))
    ordered: list[Fraction | None] = [*known, *missing] if unknown_is_high else [*missing, *known]
    middle = len(ordered) // 2
    upper = ordered[middle]
    lower = upper if len(ordered) % 2 else ordered[middle - 1]
    return None if lower is None or upper is None else (lower + upper) * Fraction(1, 2)


def summary_of(hulls: Hulls, bounds: int, *, seed: int | None, outer: Interval | None = None) -> Summary | None:
    """The summary of these origins; None of none. Origins of no known weight count in `origins` and `range` alone.

    Without a seed nothing is resampled.
    """
    if not len(hulls):
        return None
    is_weighed = hulls.weight > 0
    weighed = Hulls(hulls.order, hulls.low[is_weighed], hulls.high[is_weighed], hulls.weight[is_weighed])
    size, unknown = len(weighed), Interval(None, None)
    return Summary(
        origins=len(hulls),
        median=weighed.quantile(1, 2) if size else unknown,
        range=hulls.range(),
        bounds=bounds,
        quartiles=(weighed.quantile(1, 4), weighed.quantile(3, 4)) if size >= LEAST_FOR_QUARTILES else None,
        bootstrap=weighed.bootstrap(seed) if seed is not None and size >= LEAST_ORIGINS else None,
        unweighed=len(hulls) - size,
        outer=outer,
    )
