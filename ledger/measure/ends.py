"""Measures of all units of a book at once, with their bounds: columns in minor units of the gross they are a share of.

What the measures are and why is told in shares.py.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from ledger.book.cells import Column, Mask
from ledger.measure.split import NAMED, PARTS, TAKERS
from ledger.measure.totals import Bits
from ledger.measure.units import AT_LEAST, AT_MOST, REVERSED_BITS, Units

MEASURES: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "named": NAMED,
    "all": TAKERS,
    "not-in-hand": (*TAKERS, "held"),
}
# What a published "state and company" means: the state, the sending company, and its managers on the spot.
CLAIMED: dict[str, tuple[str, ...]] = {"state-company": ("state", "company", "supervisor")}


@dataclass(frozen=True)
class Ends:
    """One measure of all units, in minor units of the gross that it is a share of: U x C each.

    `told` is false where no line of the measure is stated, or where the unit has no such case; an end is known where
    its mask says so.
    """

    told: Mask
    low: Column
    has_low: Mask
    high: Column
    has_high: Mask


def ends(units: Units, measure: str) -> Ends:
    """The measure in every unit and case. A part of the gross, or a key of MEASURES or CLAIMED."""
    inside = MEASURES.get(measure) or CLAIMED.get(measure) or (measure,)
    if "unexplained" in inside:
        return _residual(units, inside)
    if measure == "hand":
        return _hand(units)
    rest = _values(units, ("unstated", "unexplained"))
    lower = _of(units, inside)
    is_priced = np.asarray(units.priced[:, _at(inside)].any(axis=1))
    is_unpriced = np.asarray(units.unpriced[:, _at(inside)].any(axis=1))
    is_alone = (units.is_hand_stated & ~is_unpriced)[:, None] | (rest <= 0)
    found = _either(is_alone, _known(units, lower), _up_to_rest(units, lower, inside))
    # None of these lines is stated: nothing, where every unit of pay is accounted for by the others; else not told.
    is_nothing = ~is_priced[:, None] & (rest == 0) & ~is_unpriced[:, None]
    zero = np.zeros_like(rest)
    yes = np.ones_like(units.cases)
    found = _either(is_priced[:, None], found, Ends(is_nothing & units.cases, zero, yes, zero, yes))
    return found


Lower = tuple[Column, Bits]  # the sum of some lines in every unit and case, and the bits of its share's bound


def _at(parts: Iterable[str]) -> list[int]:
    return [PARTS.index(part) for part in parts]


def _values(units: Units, parts: Sequence[str]) -> Column:
    return _sum(units.amount, parts)


def _sum(amounts: Column, parts: Sequence[str]) -> Column:
    """What these parts come to: one is added to the other, which is quicker than a sum over rows of so few."""
    return reduce(operator.add, [amounts[:, part] for part in _at(parts)])


def _of(units: Units, parts: Sequence[str]) -> Lower:
    """These parts alone. A sum that is not paired with a bounded gross is bounded from its side too."""
    value = _values(units, parts)
    bits: Bits = reduce(operator.or_, [units.free_bound[:, part] for part in _at(parts)])
    if not units.is_gross_bounded:
        return value, bits
    free = _sum(units.free, parts)
    against = np.where(free > 0, REVERSED_BITS[units.gross_bound], units.gross_bound)
    return value, bits | np.where(free == 0, np.int8(0), against)


def _known(units: Units, share: Lower) -> Ends:
    value, bits = share
    return Ends(units.cases, value, bits & AT_MOST == 0, value, bits & AT_LEAST == 0)


def _either(test: Mask, one: Ends, other: Ends) -> Ends:
    pairs = ((getattr(one, name), getattr(other, name)) for name in ("told", "low", "has_low", "high", "has_high"))
    return Ends(*(np.where(test, a, b) for a, b in pairs))


def _residual(units: Units, inside: Sequence[str]) -> Ends:
    """A share that contains what is unexplained: the whole less what the others have."""
    lower = _of(units, inside)
    is_open = _values(units, ("unstated",)) > 0
    unsaid = _either(is_open, _up_to_rest(units, lower, inside), _known(units, lower))
    others, bits = _of(units, [part for part in PARTS if part not in inside])
    said = _known(units, (units.gross - others, REVERSED_BITS[bits]))
    if set(NAMED) <= set(inside):
        # At least so much by the hand's bound; and at least what the named lines say.
        named, named_bits = _of(units, NAMED)
        is_more = said.has_low & ~said.has_high & (named_bits & AT_MOST == 0)
        said = Ends(
            said.told, np.where(is_more, np.maximum(said.low, named), said.low), said.has_low, said.high, said.has_high
        )
    return _either(units.is_hand_stated[:, None], said, unsaid)


def _hand(units: Units) -> Ends:
    """What the worker has in hand: as stated, or between nothing and the remainder."""
    mine = _of(units, ("hand",))
    is_open = _values(units, ("unstated",)) > 0
    is_priced = units.priced[:, _at(("hand",))]
    closed = _either(is_priced, _known(units, mine), _known(units, _of(units, ("hand", "unstated"))))
    unsaid = _either(is_open, _up_to_rest(units, mine, ("hand",)), closed)
    said = _known(units, mine)
    value, bits = mine
    named, named_bits = _of(units, (*NAMED, "held"))
    most = np.where(named_bits == 0, np.minimum(value, units.gross - named), value)
    no, yes = np.zeros_like(units.cases), np.ones_like(units.cases)
    said = _either(bits == AT_MOST, Ends(units.cases, value, no, most, yes), said)
    return _either(units.is_hand_stated[:, None], said, unsaid)


def _up_to_rest(units: Units, lower: Lower, inside: Sequence[str]) -> Ends:
    """From these lines alone to these lines and all that is not accounted for."""
    value, bits = lower
    others = [part for part in PARTS if part not in inside and part not in ("unstated", "unexplained")]
    sure, is_sure = _surely(units, inside)
    is_ceiling = bits & AT_MOST != 0
    theirs, _ = _surely(units, others)
    low = np.where(is_ceiling, sure, value)
    return Ends(units.cases, low, ~is_ceiling | is_sure, units.gross - theirs, np.ones_like(units.cases))


def _surely(units: Units, parts: Iterable[str]) -> tuple[Column, Mask]:
    """What these parts have at the least, by those of them that are no ceilings; and whether one of them is."""
    total, found = np.zeros_like(units.gross), np.zeros_like(units.cases)
    for part in parts:
        value, bits = _of(units, (part,))
        is_sure = (value != 0) & (bits & AT_MOST == 0)
        total += np.where(is_sure, value, 0)
        found |= is_sure
    return total, found


def overruns(units: Units) -> Mask:
    """The units whose lines are more than the gross in some case."""
    at = _at(("unstated", "unexplained"))
    over = (units.amount[:, at] < 0) & (units.bound[:, at] == 0) & units.cases[:, None]
    return np.asarray(over.any(axis=(1, 2)))
