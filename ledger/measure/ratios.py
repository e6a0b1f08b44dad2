"""Many shares at once, in exact order: fractions of 64-bit integers, ranked without a float.

A share is kept as its place among all distinct shares at hand, so that smallest, largest and median are found on
integers, and the fraction itself is looked up for what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ledger.book.cells import Column, Mask

DIGITS = 10**9
WIDEST = 58  # bits of a denominator that still leave room for long division, a few bits or a digit at a time
_WIDTH = 63  # bits of a positive number


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
    """The fractions `top` over `bottom` (positive), ranked; the shape of `place` is theirs.

    Two different fractions whose denominators have `bits` bits are more than one part in 2**(2 * bits) apart, so that
    so many binary places of each, worked out by long division, tell them apart and put them in order.
    """
    shape = top.shape
    top, bottom = top.ravel(), bottom.ravel()
    if not len(top):
        return Ranked(np.zeros(shape, dtype=np.int64), top, bottom)
    if int(bottom.max()).bit_length() > WIDEST:
        return _ranked_one_by_one(top, bottom, shape)
    keys = _keys(top, bottom)
    order = np.argsort(keys[0])
    is_new = np.ones(len(top), dtype=np.bool_)
    is_new[1:] = _differ(keys[0], order)
    others = [_differ(key, order) for key in keys[1:]]
    if any(bool((differs & ~is_new[1:]).any()) for differs in others):  # the first key alone does not order them
        order = np.lexsort(keys[::-1])
        is_new[1:] = np.any([_differ(key, order) for key in keys], axis=0)
    place = np.empty(len(top), dtype=np.int64)
    place[order] = np.cumsum(is_new) - 1
    kept = order[is_new]
    common = np.gcd(top[kept], bottom[kept])
    return Ranked(place.reshape(shape), top[kept] // common, bottom[kept] // common)


def fixed(top: Column, bottom: Column) -> tuple[Column, Column, Column]:
    """The fractions to eighteen decimals: the whole (rounded down), nine decimals, nine more (rounded down).

    Exact in 64 bits for denominators of up to WIDEST bits; Python's integers carry the others.
    """
    bits = int(bottom.max()).bit_length() if top.size else 0
    wide = object if bits > WIDEST else np.int64
    top, bottom = top.astype(wide), bottom.astype(wide)
    whole, left = top // bottom, top % bottom
    first, left = _nine(left, bottom, bits)
    return whole, first, _nine(left, bottom, bits)[0]


def _nine(left: Column, bottom: Column, bits: int) -> tuple[Column, Column]:
    """The next nine decimals of a division of which this is left, as many at a time as fit; and what is left then."""
    at_once = 9 if bits > WIDEST else next(n for n in (9, 3, 1) if (10**n).bit_length() + bits <= _WIDTH)
    found = np.zeros_like(left)
    for _ in range(9 // at_once):
        left = left * 10**at_once
        found, left = found * 10**at_once + left // bottom, left % bottom
    return found, left


def _keys(top: Column, bottom: Column) -> list[Column]:
    """Numbers whose order, the first before the second and so on, is that of the fractions: equal ones are equal."""
    bits = int(bottom.max()).bit_length()
    at_once = _WIDTH - bits
    whole, left = np.divmod(top, bottom)
    keys, room = [whole], _WIDTH - max(int(whole.max()), -int(whole.min())).bit_length()
    for _ in range(-(-2 * bits // at_once)):
        digits, left = np.divmod(left << at_once, bottom)
        if room >= at_once:
            keys[-1], room = (keys[-1] << at_once) + digits, room - at_once
        else:
            keys.append(digits)
            room = _WIDTH - at_once
    return keys


def _differ(key: Column, order: Column) -> Mask:
    """For all but the first, whether it has another key than the one before it in this order."""
    sorted_ = key[order]
    return np.asarray(sorted_[1:] != sorted_[:-1])


def _ranked_one_by_one(top: Column, bottom: Column, shape: tuple[int, ...]) -> Ranked:
    values = [Fraction(t, b) for t, b in zip(top.tolist(), bottom.tolist(), strict=True)]
    order = sorted(set(values))
    number = {value: i for i, value in enumerate(order)}
    return Ranked(
        np.array([number[value] for value in values], dtype=np.int64).reshape(shape),
        np.array([value.numerator for value in order], dtype=np.int64),
        np.array([value.denominator for value in order], dtype=np.int64),
    )
