"""Median, quartiles and range of exact intervals, each origin once: for reports on single observations.

The rule is that of spread.py (an origin's figure is the hull of what it says; quantiles of type 2 on the low ends and
on the high ends apart; an end that is not known lies beyond every known one), on fractions of any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.measure.pools import Summary
from ledger.measure.shares import Interval, hull
from ledger.measure.spread import LEAST_FOR_QUARTILES


@dataclass(frozen=True)
class Spread:
    """The summary over origins, and the smallest and the largest end that is somebody's figure."""

    summary: Summary
    known: Interval


def over_origins(said: Iterable[tuple[str, Interval]]) -> Spread | None:
    """The spread of what each origin says; None of nothing. `bounds` counts the origins that leave an end unknown."""
    by_origin: dict[str, list[Interval]] = {}
    for origin, interval in said:
        by_origin.setdefault(origin, []).append(interval)
    if not by_origin:
        return None
    hulls = [hull(found) for found in by_origin.values()]
    ends = [end for found in by_origin.values() for each in found for end in (each.low, each.high) if end is not None]
    has_quartiles = len(hulls) >= LEAST_FOR_QUARTILES
    summary = Summary(
        origins=len(hulls),
        median=_quantile(hulls, 1, 2),
        range=hull(hulls),
        bounds=sum(each.low is None or each.high is None for each in hulls),
        quartiles=(_quantile(hulls, 1, 4), _quantile(hulls, 3, 4)) if has_quartiles else None,
    )
    return Spread(summary, Interval(min(ends, default=None), max(ends, default=None)))


def _quantile(hulls: Sequence[Interval], top: int, bottom: int) -> Interval:
    lows = sorted(each.low for each in hulls if each.low is not None)
    highs = sorted(each.high for each in hulls if each.high is not None)
    missing = len(hulls) - len(lows)
    low = _at([*([None] * missing), *lows], top, bottom)
    return Interval(low, _at([*highs, *([None] * (len(hulls) - len(highs)))], top, bottom))


def _at(ends: Sequence[Fraction | None], top: int, bottom: int) -> Fraction | None:
    """The smallest end that `top` of `bottom` do not exceed; the mean of it and the next where that is met exactly."""
    whole, left = divmod(len(ends) * top, bottom)
    one, other = ends[whole if left else whole - 1], ends[whole]
    return None if one is None or other is None else (one + other) * Fraction(1, 2)
