"""Shares of a stated gross, case by case, with bounds. Exact fractions; nothing is divided across cases.

Three shares stand side by side because all of them are called "the share taken" in print:

- `state`: the state's lines alone;
- `all`: all takers (state, company, supervisor, broker, host, living, unexplained);
- `not-in-hand`: everything that did not reach the hand (all takers, and what is held).

`named` is `all` without what is unexplained. A share of which no line is stated is not zero: it is not told. Where the
hand is not stated a share runs from the named lines alone to the named lines and the remainder together, because the
remainder may have been taken or kept. A figure that a source bounds ("up to 500 earned") makes a share that is at least
or at most so much, never a midpoint.

All units of a book are worked out at once, on columns (units.py); a `Unit` is a window on one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from ledger.book.cells import Column
from ledger.book.views import EntryView
from ledger.measure.columns import cells_of, places
from ledger.measure.ends import CLAIMED, MEASURES, Ends, ends, overruns
from ledger.measure.split import NAMED, NEAREST, PARTS, TAKERS, gross_currency
from ledger.measure.units import Units, units_in
from ledger.values.cases import CASES, Amount, Bound, Case

__all__ = [
    "CLAIMED",
    "MEASURES",
    "NAMED",
    "NEAREST",
    "PARTS",
    "TAKERS",
    "Ends",
    "Interval",
    "Unit",
    "ends",
    "gross_currency",
    "hull",
    "intervals",
    "is_hand_stated",
    "overruns",
    "unit_of",
    "units",
    "windows",
]

BOUNDS: tuple[Bound | None, ...] = (None, "at_least", "at_most", "either")


@dataclass(frozen=True)
class Interval:
    """A share of 1 between two ends; None is an end that is not known. Equal ends are an exact share."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """True when the share is one figure."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True)
class Unit:
    """One unit of pay, a window on its place among all units. See units.py for what the parts and `free` are.

    `shared` keeps what was worked out for all of them at once.
    """

    all: Units
    number: int
    shared: dict[str, Any] = field(repr=False, compare=False)

    @property
    def origin(self) -> str:
        """Whoever ultimately knows."""
        return self.all.cells.keys["origin"].words[int(self.all.origin[self.number])]

    @property
    def subject(self) -> str:
        """Whose pay it is: a pseudonym or a published code."""
        return self.all.cells.keys["subject"].words[int(self.all.subject[self.number])]

    @property
    def currency(self) -> str:
        """What its amounts are in."""
        return self.all.cells.currency.words[int(self.all.currency[self.number])]

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of its entries."""
        return tuple(self.all.cells.entry[self._members].tolist())

    @property
    def observations(self) -> tuple[str, ...]:
        """The names of the published observations that it rests on."""
        said = self.all.cells.keys["observation"]
        return tuple(sorted({said.words[code] for code in said.codes[self._members].tolist() if code >= 0}))

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases that all of its lines have."""
        return tuple(case for case, has in zip(CASES, self.all.cases[self.number].tolist(), strict=True) if has)

    @cached_property
    def gross(self) -> dict[Case, Amount]:
        """What was earned, positive, by case."""
        return self._amounts(self.all.gross[self.number], self.all.gross_bound[self.number])

    @cached_property
    def parts(self) -> dict[str, dict[Case, Amount]]:
        """The amounts of every part of the gross, by case."""
        values, bits = self.all.amount[self.number], self.all.bound[self.number]
        return {part: self._amounts(values[i], bits[i]) for i, part in enumerate(PARTS)}

    @property
    def is_hand_stated(self) -> bool:
        """True when it is said in full what the worker has of the wage."""
        return bool(self.all.is_hand_stated[self.number])

    @cached_property
    def priced(self) -> frozenset[str]:
        """The parts of which a figure is stated or was worked out."""
        return frozenset(part for part, has in zip(PARTS, self.all.priced[self.number].tolist(), strict=True) if has)

    @cached_property
    def unpriced(self) -> frozenset[str]:
        """The parts that are named without a figure."""
        return frozenset(part for part, has in zip(PARTS, self.all.unpriced[self.number].tolist(), strict=True) if has)

    def share(self, measure: str, case: Case) -> Interval | None:
        """One share in one case; None where no line of it is stated."""
        return self._shares(measure)[CASES.index(case)]

    def interval(self, measure: str) -> Interval | None:
        """The share over all cases: from the smallest to the largest. Ends belong together; no case is crossed."""
        found = [share for share in self._shares(measure) if share is not None]
        return hull(found) if found else None

    def split(self, case: Case) -> dict[str, Fraction]:
        """Every part's share of the gross in that case (or the nearest there is); the parts add up to 1."""
        here = next(c for c in NEAREST[case] if c in self.cases) if case != "best" else "best"
        gross = self.gross[here].value
        return {part: Fraction(self.parts[part][here].value, gross) for part in PARTS}

    @property
    def is_overrun(self) -> bool:
        """True when the lines are more than the gross in some case."""
        if "overruns" not in self.shared:
            self.shared["overruns"] = overruns(self.all)
        return bool(self.shared["overruns"][self.number])

    @property
    def _members(self) -> Column:
        return self.all.member[int(self.all.first[self.number]) : int(self.all.first[self.number + 1])]

    def _shares(self, measure: str) -> list[Interval | None]:
        if measure not in self.shared:
            self.shared[measure] = ends(self.all, measure)
        return intervals(self.all, self.shared[measure], self.number)

    def _amounts(self, values: Column, bits: Column) -> dict[Case, Amount]:
        pairs = zip(CASES, values.tolist(), bits.tolist(), strict=True)
        return {case: Amount(value, BOUNDS[bit]) for case, value, bit in pairs if case in self.cases}


def intervals(units: Units, found: Ends, row: int) -> list[Interval | None]:
    """The ends of one unit as exact fractions, a case after the other."""
    return [
        _interval(found, units, row, case) if found.told[row, case] else None for case in range(units.cases.shape[1])
    ]


def _interval(found: Ends, units: Units, row: int, case: int) -> Interval:
    gross = int(units.gross[row, case])
    low = Fraction(int(found.low[row, case]), gross) if found.has_low[row, case] else None
    high = Fraction(int(found.high[row, case]), gross) if found.has_high[row, case] else None
    return Interval(low, high)


def hull(found: Sequence[Interval]) -> Interval:
    """From the smallest low end to the largest high end; an end that one of them lacks is not known."""
    lows, highs = [i.low for i in found], [i.high for i in found]
    return Interval(
        None if None in lows else min(v for v in lows if v is not None),
        None if None in highs else max(v for v in highs if v is not None),
    )


def units(entries: Iterable[EntryView]) -> list[Unit]:
    """The units that have a share: wages with a stated gross, summed per origin, subject, currency, basis and interval.

    Void entries (reversed, and their reversals) are left out. So are wages with a gross alone.
    """
    cells = cells_of(entries)
    _, group, at = places(cells, ())
    return windows(units_in(cells, group, at))


def windows(found: Units) -> list[Unit]:
    """Every unit by itself."""
    shared: dict[str, Any] = {}
    return [Unit(found, number, shared) for number in range(len(found))]


def unit_of(entries: Sequence[EntryView]) -> Unit | None:
    """These entries as one unit; None when a share cannot be told (no gross, a gross of nothing, or a gross alone).

    Raises ValueError when they are of several origins, subjects, currencies, bases or intervals.
    """
    found = units(entries)
    if len(found) > 1:
        raise ValueError("these entries are no one unit")
    return found[0] if found else None


def is_hand_stated(entry: EntryView, currency: str) -> bool:
    """True when the entry says in full what the worker has of the wage."""
    mine = [line for line in entry.lines if line.currency == currency and line.party == "worker"]
    return any(line.amounts for line in mine) and all(line.amounts for line in mine)
