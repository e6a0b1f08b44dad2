"""Units of pay, all of a book at once: what one subject earned under one basis, in one currency and interval.

A unit is one entry or the sum of several, per group; one row of `Cells` may stand for several already. Its amounts
stand in an array by part of the gross and case. The rules are those of partial identification (DESIGN section 3): the
hand is without income from outside the wage, which is in no gross; `free` are the parts without the figures that are
bounded on the gross's own side (80 % of "up to 500" is "up to 400", and its share is 80 %: the ends are paired).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ledger.book.cells import Cells, Column, Mask, tallied
from ledger.measure.columns import ragged
from ledger.measure.split import PARTS, part_of
from ledger.measure.totals import CASES, Bits, Rows, filled
from ledger.values.errors import LedgerError

AT_LEAST, AT_MOST, EITHER = 1, 2, 3
REVERSED_BITS: Bits = np.array([0, AT_MOST, AT_LEAST, EITHER], dtype=np.int8)
ROOM = 2**62  # a row's number has to fit
_EMPLOYER, _OUTSIDE = len(PARTS), len(PARTS) + 1
_SLOTS = {part: i for i, part in enumerate(PARTS)} | {"employer": _EMPLOYER, "other": _OUTSIDE}
_HAND, _UNSTATED, _UNEXPLAINED = PARTS.index("hand"), PARTS.index("unstated"), PARTS.index("unexplained")
_SHAPED = ("cases", "gross", "gross_bound", "amount", "bound", "free", "free_bound", "priced", "unpriced")


class TooLarge(LedgerError):
    """Amounts whose sum could be wrong without anyone seeing it."""

    message = "The amounts are too large to be added up exactly."
    advice = (
        "Ask for less at once, with --country, -b or -e; or correct the entry whose amount is out of all proportion."
    )


@dataclass(frozen=True)
class Units:
    """U units with P parts (in the order of PARTS) and C cases (low, best, high).

    `cases`, `gross`, `gross_bound`: U x C. `amount`, `bound`, `free`, `free_bound`: U x P x C, in minor units and in
    bits of bounds. `priced`, `unpriced`: U x P. `member` lists the rows of entries, those of unit u from `first[u]` to
    `first[u + 1]`. `group` is the unit's group; a unit stands in one. In memory the units of one part and case lie side
    by side, because a measure goes through all of them at once.
    """

    cells: Cells
    group: Column
    origin: Column
    subject: Column
    currency: Column
    first: Column
    member: Column
    cases: Mask
    gross: Column
    gross_bound: Bits
    amount: Column
    bound: Bits
    free: Column
    free_bound: Bits
    is_hand_stated: Mask
    priced: Mask
    unpriced: Mask

    def __len__(self) -> int:
        return len(self.group)

    @property
    def size(self) -> Column:
        """How many entries each unit has."""
        return tallied(self.unit_of_member, self.cells.count[self.member], len(self))

    @cached_property
    def is_gross_bounded(self) -> bool:
        """True when the gross of some unit is a bound."""
        return bool(self.gross_bound.any())

    @property
    def unit_of_member(self) -> Column:
        """The unit of each row of `member`."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.first))

    def members(self, rows: Column) -> Column:
        """The rows of entries of these units, one unit after the other."""
        first = self.first[:-1][rows]
        return self.member[ragged(first, self.first[1:][rows] - first)]

    def where(self, kept: Mask) -> Units:
        """The units that are kept, in their order."""
        if kept.all():
            return self
        count = np.diff(self.first)[kept]
        shaped = {name: _units_first(_units_last(getattr(self, name))[..., kept]) for name in _SHAPED}
        return replace(
            self,
            **shaped,
            group=self.group[kept],
            origin=self.origin[kept],
            subject=self.subject[kept],
            currency=self.currency[kept],
            is_hand_stated=self.is_hand_stated[kept],
            first=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
            member=self.member[ragged(self.first[:-1][kept], count)],
        )


def units_in(cells: Cells, group: Column, at: Column) -> Units:
    """The units of pairs of a group and a row of an entry, in the order in which they first come.

    Left out are entries without a stated gross, units whose gross is nothing in some case, and those with a gross
    alone: with no line named and no hand stated they say nothing of who has the money.
    """
    slots, priced = _slots(cells), np.asarray(cells.is_stated.any(axis=1))
    wanted = _gross_currency(cells, slots == _EMPLOYER, priced)
    is_kept = wanted[at] >= 0
    group, at = group[is_kept], at[is_kept]
    keys = cells.keys
    told = [keys[name].codes[at] for name in ("origin", "subject", "basis", "per")]
    unit, total = numbered(group, *told, wanted[at])
    order = np.argsort(unit, kind="stable")
    group, at, unit = group[order], at[order], unit[order]
    rows = Rows(len(cells), at, np.searchsorted(unit, np.arange(total)))

    own = cells.currency.codes == wanted[cells.at]  # a line in the currency of its entry's gross
    hand_stated, outside_unpriced, gross_unpriced = _said(cells, slots, own, priced)
    named = own & priced
    says = rows.any(_any(len(cells), cells.at, named & (slots != _EMPLOYER) & (slots != _UNSTATED)))
    cases = np.stack([rows.any(_any(len(cells), cells.at, named & cells.is_stated[:, i])) for i in range(CASES)])
    cases[1] &= ~rows.any(_any(len(cells), cells.at, named & ~cells.is_stated[:, 1]))
    used = named & (slots >= 0) & _any(len(cells), at, np.ones(len(at), dtype=np.bool_))[cells.at]
    _refuse_what_would_wrap(cells, used, rows)
    amount, bound, is_priced = _sums(cells, rows, slots, used, total)
    is_unpriced = _silent(cells, rows, slots, priced, total)

    has_unpriced_gross = rows.any(gross_unpriced)
    gross = -amount[_EMPLOYER]
    gross_bound = bound[_EMPLOYER] | (has_unpriced_gross * np.int8(AT_LEAST))
    is_paired = (rows.added(cells.count) == 1) & ~has_unpriced_gross & gross_bound.any(axis=0)
    outside, less = amount[_OUTSIDE], REVERSED_BITS[bound[_OUTSIDE]]
    less[:, rows.any(hand_stated & outside_unpriced)] = AT_MOST
    amount[_HAND] += outside
    bound[_HAND] |= less
    free, free_bound = amount, bound
    if is_paired.any():
        some = np.flatnonzero(is_paired)
        free, free_bound = amount.copy(), bound.copy()
        free[..., some], free_bound[..., some] = _loose(
            cells, slots, used, rows.at[rows.lead[some]], gross_bound[:, some]
        )
        free[_HAND][:, some] += outside[:, some]
        free_bound[_HAND][:, some] |= less[:, some]
    first = np.append(rows.lead, len(at)).astype(np.int64)
    parts = slice(0, len(PARTS))
    made = Units(
        cells=cells,
        group=group[rows.lead],
        origin=keys["origin"].codes[at[rows.lead]],
        subject=keys["subject"].codes[at[rows.lead]],
        currency=wanted[at[rows.lead]],
        first=first,
        member=at,
        cases=_units_first(cases),
        gross=_units_first(gross),
        gross_bound=_units_first(gross_bound),
        amount=_units_first(amount[parts]),
        bound=_units_first(bound[parts]),
        free=_units_first(free[parts]),
        free_bound=_units_first(free_bound[parts]),
        is_hand_stated=~rows.any(~hand_stated),
        priced=_units_first(is_priced[parts]),
        unpriced=_units_first(is_unpriced[parts]),
    )
    return made.where(says & cases.any(axis=0) & np.all((gross > 0) | ~cases, axis=0))


def crossed(units: Units) -> Units:
    """The same units with every case of the lines against every case of the gross: nine cases, a bound and no figure.

    What was worked out as the rest moves with the gross. A case stands where both of its halves do.
    """
    lines, gross = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
    amount, free = units.amount[:, :, lines].copy(), units.free[:, :, lines].copy()
    more = units.gross[:, gross] - units.gross[:, lines]
    rest = np.where(units.is_hand_stated, _UNEXPLAINED, _UNSTATED)
    row = np.arange(len(units))
    amount[row, rest] += more
    free[row, rest] += more
    return replace(
        units,
        cases=units.cases[:, lines] & units.cases[:, gross],
        gross=units.gross[:, gross],
        gross_bound=units.gross_bound[:, gross],
        amount=amount,
        bound=units.bound[:, :, lines],
        free=free,
        free_bound=units.free_bound[:, :, lines],
    )


def numbered(*columns: Column) -> tuple[Column, int]:
    """One number for each different row of these columns, in the order in which they first come; and how many."""
    code, width = np.zeros(len(columns[0]), dtype=np.int64), 1
    for values in columns:
        lowest = int(values.min()) if len(values) else 0
        its = int(values.max()) - lowest + 1 if len(values) else 1
        if width * its > ROOM:
            found, code = np.unique(code, return_inverse=True)
            width = len(found)
        code, width = code * its + (values - lowest), width * its
    _, first, code = np.unique(code, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first, kind="stable")] = np.arange(len(first))
    return place[code] if len(first) else code.astype(np.int64), len(first)


def _units_last(column: Any) -> Any:
    return np.moveaxis(column, 0, -1)


def _units_first(column: Any) -> Any:
    return np.moveaxis(column, -1, 0)


def _slots(cells: Cells) -> Bits:
    """The part of each line, or the gross, or income from outside; -1 for none of them."""
    slot = np.array([_SLOTS.get(part_of(word), -1) for word in cells.account.words], dtype=np.int8)
    return slot[cells.account.codes] if len(slot) else np.zeros(len(cells.at), dtype=np.int8)


def _refuse_what_would_wrap(cells: Cells, used: Mask, rows: Rows) -> None:
    """Raise TooLarge where a sum of these lines could leave 64 bits: numpy would go on with a wrong one."""
    if not used.any():
        return
    count = np.bincount(cells.at[used], minlength=len(cells))[rows.at].sum()
    every = [cells.amounts[used, case] for case in range(CASES)]
    if max(max(int(each.max()), -int(each.min())) for each in every) > 2**62 // int(count):
        raise TooLarge


def _sums(cells: Cells, rows: Rows, slots: Bits, used: Mask, total: int) -> tuple[Column, Bits, Mask]:
    """What the lines of each unit come to by slot and case, their bits of bounds, and the slots that have a line."""
    amount = np.zeros((len(_SLOTS), CASES, total), dtype=np.int64)
    bound = np.zeros(amount.shape, dtype=np.int8)
    is_priced = np.zeros((len(_SLOTS), total), dtype=np.bool_)
    for slot in range(len(_SLOTS)):
        lines = np.flatnonzero(used & (slots == slot))
        if len(lines):
            rows.add(cells, lines, amount[slot], bound[slot])
            is_priced[slot] = rows.any(_any(len(cells), cells.at[lines], np.ones(len(lines), dtype=np.bool_)))
    return amount, bound, is_priced


def _silent(cells: Cells, rows: Rows, slots: Bits, priced: Mask, total: int) -> Mask:
    """For each slot the units with a line of it that has no figure."""
    found = np.zeros((len(_SLOTS), total), dtype=np.bool_)
    for slot in range(len(_SLOTS)):
        is_silent = ~priced & (slots == slot)
        if is_silent.any():
            found[slot] = rows.any(_any(len(cells), cells.at, is_silent))
    return found


def _loose(cells: Cells, slots: Bits, used: Mask, at: Column, gross_bound: Bits) -> tuple[Column, Bits]:
    """The sums and bounds of entries that are a unit each, without the figures that are bounded on the gross's side."""
    start = np.searchsorted(cells.at, np.stack([at, at + 1]))
    lines, unit = ragged(start[0], start[1] - start[0]), np.repeat(np.arange(len(at)), start[1] - start[0])
    lines, unit = lines[used[lines]], unit[used[lines]]
    amount = np.zeros((len(_SLOTS), CASES, len(at)), dtype=np.int64)
    bound = np.zeros(amount.shape, dtype=np.int8)
    pairs = zip(filled(cells, lines), filled(cells, lines, bounds=True), strict=True)
    for case, (values, bits) in enumerate(pairs):
        its = gross_bound[case][unit]
        is_loose = (bits != its) | (its == EITHER) | cells.is_rest[lines]
        places = (slots[lines[is_loose]], case, unit[is_loose])
        np.add.at(amount, places, values[is_loose])
        np.bitwise_or.at(bound, places, bits[is_loose].astype(np.int8))
    return amount, bound


def _gross_currency(cells: Cells, is_employer: Mask, priced: Mask) -> Column:
    """For each entry the currency of its first stated gross; -1 where it has none."""
    rows = np.flatnonzero(is_employer & priced)
    entries, first = np.unique(cells.at[rows], return_index=True)
    wanted = np.full(len(cells), -1, dtype=np.int64)
    wanted[entries] = cells.currency.codes[rows[first]]
    return wanted


def _said(cells: Cells, slots: Bits, own: Mask, priced: Mask) -> tuple[Mask, Mask, Mask]:
    """For each entry: says in full what the worker has; names outside income without a figure; names so a gross."""
    party = np.array([word.partition(":")[0] == "worker" for word in cells.account.words], dtype=np.bool_)
    mine = own & (party[cells.account.codes] if len(party) else own)
    total = len(cells)
    has, lacks = _any(total, cells.at, mine & priced), _any(total, cells.at, mine & ~priced)
    outside = _any(total, cells.at, own & ~priced & (slots == _OUTSIDE))
    return has & ~lacks, outside, _any(total, cells.at, ~priced & (slots == _EMPLOYER))


def _any(total: int, where: Column, holds: Mask) -> Mask:
    found = np.zeros(total, dtype=np.bool_)
    found[where[holds]] = True
    return found
