"""Cases: self-consistent columns of amounts. The ends of a range belong together.

Testimony gives ranges whose ends are paired: 830 to 1,000 earned with 170 to 200 kept is a flat 20 %, not 17 to 24.
So a set of lines has up to three columns, `low`, `best` and `high`, and every priced line has a value in each of
them.

How the columns are found (`columns`): a line that states both ends makes `low` and `high`; a line that states one
figure alone is the same in every column; `best` exists only where no line would need a midpoint. A line with one end
alone ("up to 50", "more than 5,000") is carried into every column with its bound, because the bound holds in all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Case = Literal["low", "best", "high"]
Bound = Literal["at_least", "at_most", "either"]
CASES: tuple[Case, Case, Case] = ("low", "best", "high")
REVERSED: dict[Bound | None, Bound | None] = {
    None: None,
    "at_least": "at_most",
    "at_most": "at_least",
    "either": "either",
}


@dataclass(frozen=True)
class Stated:
    """What a source states of one figure: low end, usual figure, high end; `None` is not stated, never zero.

    Integers: minor units of a currency, or ppm of a whole for percentages (1 % = 10,000).
    Raises ValueError when the ends are out of order.
    """

    low: int | None = None
    best: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        known = [v for v in (self.low, self.best, self.high) if v is not None]
        if known != sorted(known):
            raise ValueError("the low end is above the best or the high end")

    @property
    def is_priced(self) -> bool:
        """True when at least one end is stated."""
        return not (self.low is None and self.best is None and self.high is None)

    def map(self, change: Callable[[int], int]) -> Stated:
        """The same shape with `change` applied to each stated end."""
        return Stated(*(None if v is None else change(v) for v in (self.low, self.best, self.high)))


@dataclass(frozen=True)
class Amount:
    """A figure in one case; `bound` says that the truth is at least or at most this ("either": the side is lost)."""

    value: int
    bound: Bound | None = None


def one(value: int | None) -> Stated:
    """A single stated figure."""
    return Stated(best=value)


def columns(lines: Sequence[Stated]) -> tuple[Case, ...]:
    """The cases in which these lines can be set side by side, in the order low, best, high; empty when none is priced.

    `best` is left out as soon as one line states both ends and no usual figure: a midpoint is never made up.
    Lines that state one end alone share one column: `high` when all state the high end, else `low`.
    """
    priced = [s for s in lines if s.is_priced]
    if not priced:
        return ()
    ranged = [s for s in priced if _width(s) > 1]
    if not ranged:
        lone = [s for s in priced if s.best is None]
        if not lone:
            return ("best",)
        return ("high",) if all(s.low is None for s in lone) else ("low",)
    found: list[Case] = []
    if any(s.low is not None for s in ranged):
        found.append("low")
    if all(s.best is not None for s in ranged):
        found.append("best")
    if any(s.high is not None for s in ranged):
        found.append("high")
    return tuple(found)


def at(stated: Stated, case: Case) -> Amount:
    """The line's figure in that case. A missing end is carried from the nearest stated figure with its bound.

    Raises ValueError when the line is not priced.
    """
    exact = stated.best if case == "best" else stated.low if case == "low" else stated.high
    if exact is not None:
        if case != "best" and _width(stated) == 1:
            return Amount(exact, "at_least" if case == "low" else "at_most")
        return Amount(exact)
    if stated.best is not None:
        if _width(stated) == 1:
            return Amount(stated.best)
        return Amount(stated.best, "at_most" if case == "low" else "at_least")
    if stated.low is not None:
        return Amount(stated.low, "at_least")
    if stated.high is not None:
        return Amount(stated.high, "at_most")
    raise ValueError("a line without a figure has no value in any case")


def joined(bounds: Sequence[Bound | None]) -> Bound | None:
    """The bound of a sum of figures with these bounds: exact, one-sided, or lost ("either") where the sides differ."""
    sides = {b for b in bounds if b is not None}
    if not sides:
        return None
    return sides.pop() if len(sides) == 1 else "either"


def _width(stated: Stated) -> int:
    return (stated.low is not None) + (stated.best is not None) + (stated.high is not None)
