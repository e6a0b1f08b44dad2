"""Figures of one observation set side by side, case by case, and divided with their bounds. Nothing is crossed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ledger.book.views import LineView
from ledger.measure.shares import Interval
from ledger.values.cases import CASES, REVERSED, Amount, Bound, Case, joined

Amounts = Mapping[Case, Amount]  # empty: not stated


def cases_of(*sides: Amounts) -> tuple[Case, ...]:
    """The cases in which all of these figures stand; none where one of them is not stated.

    A figure that stands in one case alone is the same in every case, as in values/cases.py.
    """
    if not all(sides):
        return ()
    ranged = [side for side in sides if len(side) > 1]
    if ranged:
        return tuple(case for case in CASES if all(case in side for side in ranged))
    alone = {case for side in sides for case in side} - {"best"}
    return ("best",) if not alone else ("high",) if alone == {"high"} else ("low",)


def in_case(side: Amounts, case: Case) -> Amount:
    """The figure in that case. Raises KeyError for a case that `cases_of` does not name."""
    return next(iter(side.values())) if len(side) == 1 else side[case]


def added(lines: Iterable[LineView]) -> dict[Case, Amount]:
    """The sum of the lines that have a figure, case by case; empty where none has."""
    return plus(*(line.amounts for line in lines if line.amounts))


def given(lines: Iterable[LineView]) -> dict[Case, Amount]:
    """The sum of lines that stand on the giving side, as printed: positive, with its bounds as they are posted."""
    return {case: Amount(-amount.value, amount.bound) for case, amount in added(lines).items()}


def plus(*sides: Amounts) -> dict[Case, Amount]:
    """The sum of these figures, case by case, with their bounds; empty of none."""
    return {
        case: Amount(sum(in_case(s, case).value for s in sides), joined([in_case(s, case).bound for s in sides]))
        for case in (cases_of(*sides) if sides else ())
    }


def less(one: Amounts, other: Amounts) -> dict[Case, Amount]:
    """`one` without `other`, case by case: what is at least so much leaves at most the rest."""
    return plus(one, {case: Amount(-amount.value, REVERSED[amount.bound]) for case, amount in other.items()})


def ratio(top: Amount, bottom: Amount) -> Interval | None:
    """`top` over `bottom` in one case: a figure, or a bound where one of them is; None where there is nothing below."""
    if bottom.value <= 0:
        return None
    return bounded(Fraction(top.value, bottom.value), top.bound, bottom.bound)


def bounded(value: Fraction, top: Bound | None, bottom: Bound | None) -> Interval:
    """A quotient whose parts have these bounds: at least so much over at most so much is at least their quotient."""
    bound = joined([top, REVERSED[bottom] if value > 0 else bottom if value < 0 else None])
    low = value if bound in (None, "at_least") else None
    return Interval(low, value if bound in (None, "at_most") else None)


def at_least(side: Amounts) -> dict[Case, Amount]:
    """The same figures as a floor: there was more, and nobody says how much."""
    return {case: Amount(amount.value, joined([amount.bound, "at_least"])) for case, amount in side.items()}


def at_most(side: Amounts) -> dict[Case, Amount]:
    """The same figures as a ceiling."""
    return {case: Amount(amount.value, joined([amount.bound, "at_most"])) for case, amount in side.items()}


def sum_of(one: Interval, other: Interval) -> Interval:
    """Low end with low end, high end with high end; an end that one of them lacks is not known."""
    low = None if one.low is None or other.low is None else one.low + other.low
    return Interval(low, None if one.high is None or other.high is None else one.high + other.high)


def rest_of(one: Interval) -> Interval:
    """What is left of the whole: its low end is left by the high end."""
    return Interval(None if one.high is None else 1 - one.high, None if one.low is None else 1 - one.low)
