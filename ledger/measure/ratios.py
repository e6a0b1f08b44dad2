"""Many shares at once, in exact order: fractions of 64-bit integers, ranked without a float.

A share is kept as its place among all distinct shares at hand, so that smallest, largest and median are found on
integers, and the fraction itself is looked up for what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ledger.book.cells import Column

DIGITS = 10**9
NARROW = 10**9  # two fractions with denominators below this differ by more than DIGITS squared can tell
_SMALL = 2**32  # a whole below this and nine decimals fit into 64 bits together


@dataclass(frozen=True)
class Ranked:
    """Distinct fractions from the smallest to the largest, and the place of each value among them."""

    place: Column
    numerators: Column
    denominators: Column

    def __len__(self) -> int:
        return len(self.numerators)

    def fraction(self, place: int) -> Fraction:
        """The fraction in that place."""
        return Fraction(int(self.numerators[place]), int(self.denominators[place]))

    def place_of(self, value: Fraction) -> int:
        """The place of that very fraction; -1 when it is not among them."""
        found = np.flatnonzero((self.numerators == value.numerator) & (self.denominators == value.denominator))
        return int(found[0]) if len(found) else -1


def ranked(top: Column, bottom: Column) -> Ranked:
    """The fractions `top` over `bottom` (positive), ranked; the shape of `place` is theirs."""
    shape = top.shape
    top, bottom = top.ravel(), bottom.ravel()
    common = np.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    if not len(top):
        return Ranked(np.zeros(shape, dtype=np.int64), top, bottom)
    if int(bottom.max()) >= NARROW:
        return _ranked_one_by_one(top, bottom, shape)
    whole, left = top // bottom, top % bottom
    first, left = left * DIGITS // bottom, left * DIGITS % bottom
    second = left * DIGITS // bottom
    if max(int(whole.max()), -int(whole.min())) < _SMALL:
        digits = np.stack([whole * DIGITS + first, second])
    else:
        digits = np.stack([whole, first, second])
    order = np.lexsort(digits[::-1])
    digits = digits[:, order]
    is_new = np.concatenate([[True], np.any(digits[:, 1:] != digits[:, :-1], axis=0)])
    place = np.empty(len(top), dtype=np.int64)
    place[order] = np.cumsum(is_new) - 1
    kept = order[is_new]
    return Ranked(place.reshape(shape), top[kept], bottom[kept])


def fixed(top: Column, bottom: Column) -> tuple[Column, Column, Column]:
    """The fractions to eighteen decimals: the whole (rounded down), nine decimals, nine more (rounded down).

    Exact in 64 bits for denominators below NARROW; Python's integers carry the others.
    """
    wide = object if top.size and int(bottom.max()) >= NARROW else np.int64
    top, bottom = top.astype(wide), bottom.astype(wide)
    whole, left = top // bottom, top % bottom
    first, left = left * DIGITS // bottom, left * DIGITS % bottom
    return whole, first, left * DIGITS // bottom


def _ranked_one_by_one(top: Column, bottom: Column, shape: tuple[int, ...]) -> Ranked:
    values = [Fraction(t, b) for t, b in zip(top.tolist(), bottom.tolist(), strict=True)]
    order = sorted(set(values))
    number = {value: i for i, value in enumerate(order)}
    return Ranked(
        np.array([number[value] for value in values], dtype=np.int64).reshape(shape),
        np.array([value.numerator for value in order], dtype=np.int64),
        np.array([value.denominator for value in order], dtype=np.int64),
    )
