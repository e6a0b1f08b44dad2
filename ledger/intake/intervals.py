"""Bringing amounts to one interval, exactly or not at all.

A month, a quarter and a year have fixed ratios; a day, an hour, a week or a single payment has none to them, so such
lines are kept apart. A yearly figure that does not divide into whole minor units a month is not rounded: the longer
interval is used for all instead.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.values.cases import Stated
from ledger.values.periods import MONTHS


def is_convertible(one: str, other: str) -> bool:
    """True when an amount per `one` can be told exactly per `other`."""
    return one == other or (one in MONTHS and other in MONTHS)


def common(home: str, lines: Iterable[tuple[str, Stated]]) -> str:
    """The interval in which all these amounts are whole: `home`, or the longest of those that do not divide into it."""
    longest = home
    for per, amount in lines:
        if is_convertible(per, home) and per != home and converted(amount, per, longest) is None:
            longest = per if MONTHS[per] > MONTHS[longest] else longest
    return longest


def converted(amount: Stated, per: str, into: str) -> Stated | None:
    """The amount told per `into`; None when it would not be whole or the intervals have no fixed ratio."""
    if per == into:
        return amount
    if not is_convertible(per, into):
        return None
    up, down = MONTHS[into], MONTHS[per]
    ends = [v for v in (amount.low, amount.best, amount.high) if v is not None]
    if any(v * up % down for v in ends):
        return None
    return amount.map(lambda v: v * up // down)
