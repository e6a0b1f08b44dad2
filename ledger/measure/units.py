"""Units of pay, all of a book at once: what one subject earned under one basis, in one currency and interval.

A unit is one entry or the sum of several, per group; one row of `Cells` may stand for several already. Its amounts
stand in an array by part of the gross and case. The rules are those of partial identification (DESIGN section 3): the
hand is without income from outside the wage, which is in no gross; `free` are the parts without the figures that are
bounded on the gross's own side (80 % of "up to 500" is "up to 400", and its share is 80 %: the ends are paired).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ledger.book.cells import Cells, Column, Mask, tallied
from ledger.measure.columns import ragged
from ledger.values.errors import LedgerError

NAMED = ("state", "company", "supervisor", "broker", "host", "living")
TAKERS = (*NAMED, "unexplained")
PARTS = (*TAKERS, "held", "hand", "unstated")
AT_LEAST, AT_MOST, EITHER = 1, 2, 3
REVERSED_BITS = np.array([0, AT_MOST, AT_LEAST, EITHER], dtype=np.int64)
_EMPLOYER, _OUTSIDE = len(PARTS), len(PARTS) + 1
_SLOTS = {part: i for i, part in enumerate(PARTS)} | {"employer": _EMPLOYER, "other": _OUTSIDE}
_HAND, _UNSTATED, _UNEXPLAINED = PARTS.index("hand"), PARTS.index("unstated"), PARTS.index("unexplained")


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
    `first[u + 1]`. `group` is the unit's group; a unit stands in one.
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
    gross_bound: Column
    amount: Column
    bound: Column
    free: Column
    free_bound: Column
    is_hand_stated: Mask
    priced: Mask
    unpriced: Mask

    def __len__(self) -> int:
        return len(self.group)

    @property
    def size(self) -> Column:
        """How many entries each unit has."""
        return tallied(self.unit_of_member, self.cells.count[self.member], len(self))

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
        chosen = {
            name: getattr(self, name)[kept]
            for name in (
                "group",
                "origin",
                "subject",
                "currency",
                "cases",
                "gross",
                "gross_bound",
                "amount",
                "bound",
                "free",
            )
        }
        return replace(
            self,
            **chosen,
            free_bound=self.free_bound[kept],
            is_hand_stated=self.is_hand_stated[kept],
            priced=self.priced[kept],
            unpriced=self.unpriced[kept],
            member=self.member[ragged(self.first[:-1][kept], count)],
            first=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        )


def units_in(cells: Cells, group: Column, at: Column) -> Units:
    """The units of pairs of a group and a row of an entry, in the order in which they first come.

    Left out are entries without a stated gross, units whose gross is nothing in some case, and those with a gross
    alone: with no line named and no hand stated they say nothing of who has the money.
    """
    slot = np.array([_SLOTS.get(_part(word), -1) for word in cells.account.words], dtype=np.int64)
    slots = slot[cells.account.codes] if len(slot) else cells.account.codes
    priced = np.asarray(cells.is_stated.any(axis=1))
    wanted = _gross_currency(cells, slots == _EMPLOYER, priced)
    is_kept = wanted[at] >= 0
    group, at = group[is_kept], at[is_kept]
    keys = cells.keys
    told = [keys[name].codes[at] for name in ("origin", "subject", "basis", "per")]
    unit, total = numbered(group, *told, wanted[at])
    order = np.argsort(unit, kind="stable")
    group, at, unit = group[order], at[order], unit[order]
    lead = np.searchsorted(unit, np.arange(total))
    own = cells.currency.codes == wanted[cells.at]  # a line in the currency of its entry's gross
    hand_stated, outside_unpriced, gross_unpriced = _said(cells, slots, own, priced)

    start = np.searchsorted(cells.at, np.arange(len(cells) + 1)).astype(np.int64)
    count = (start[1:] - start[:-1])[at]
    line, line_unit = ragged(start[:-1][at], count), np.repeat(unit, count)
    unpriced = np.zeros((total, len(PARTS)), dtype=np.bool_)
    silent = ~priced[line] & (slots[line] >= 0) & (slots[line] < len(PARTS))
    unpriced[line_unit[silent], slots[line[silent]]] = True
    named = own[line] & priced[line]
    line, line_unit = line[named], line_unit[named]
    says = np.zeros(total, dtype=np.bool_)
    says[line_unit[(slots[line] != _EMPLOYER) & (slots[line] != _UNSTATED)]] = True
    cases = np.zeros((total, 3), dtype=np.bool_)
    np.logical_or.at(cases, line_unit, cells.is_stated[line])
    lacks_best = np.zeros(total, dtype=np.bool_)
    lacks_best[line_unit[~cells.is_stated[line, 1]]] = True
    cases[:, 1] &= ~lacks_best
    is_in = slots[line] >= 0
    line, line_unit = line[is_in], line_unit[is_in]
    values, bounds = _filled(cells)
    values, bounds, to = values[line], bounds[line], slots[line]
    _refuse_what_would_wrap(values)
    amount, bound = _summed(total, line_unit, to, values, bounds)

    has_unpriced_gross = _any(total, unit, gross_unpriced[at])
    gross = -amount[:, _EMPLOYER]
    gross_bound = bound[:, _EMPLOYER] | np.where(has_unpriced_gross, AT_LEAST, 0)[:, None]
    size = np.bincount(unit, minlength=total)
    is_paired = ((tallied(unit, cells.count[at], total) == 1) & ~has_unpriced_gross)[:, None] & (gross_bound != EITHER)
    paired_with = np.where(is_paired, gross_bound, -1)
    is_loose = (bounds != paired_with[line_unit]) | cells.is_rest[line][:, None]
    if is_loose.all():
        free, free_bound = amount.copy(), bound.copy()
    else:
        free, free_bound = _summed(total, line_unit, to, np.where(is_loose, values, 0), np.where(is_loose, bounds, 0))

    outside = amount[:, _OUTSIDE]
    is_at_most = _any(total, unit, hand_stated[at] & outside_unpriced[at])
    less = np.where(is_at_most[:, None], AT_MOST, REVERSED_BITS[bound[:, _OUTSIDE]])
    for sums, bits in ((amount, bound), (free, free_bound)):
        sums[:, _HAND] += outside
        bits[:, _HAND] |= less
    parts = slice(0, len(PARTS))
    made = Units(
        cells=cells,
        group=group[lead],
        origin=keys["origin"].codes[at[lead]],
        subject=keys["subject"].codes[at[lead]],
        currency=wanted[at[lead]],
        first=np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        member=at,
        cases=cases,
        gross=gross,
        gross_bound=gross_bound,
        amount=amount[:, parts],
        bound=bound[:, parts],
        free=free[:, parts],
        free_bound=free_bound[:, parts],
        is_hand_stated=~_any(total, unit, ~hand_stated[at]),
        priced=_priced(total, line_unit, to),
        unpriced=unpriced,
    )
    return made.where(says & cases.any(axis=1) & np.all((gross > 0) | ~cases, axis=1))


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
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for values in columns:
        lowest = int(values.min()) if len(values) else 0
        width = int(values.max()) - lowest + 1 if len(values) else 1
        _, code = np.unique(code * width + (values - lowest), return_inverse=True)
    _, first, code = np.unique(code, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first, kind="stable")] = np.arange(len(first))
    return place[code] if len(first) else code.astype(np.int64), len(first)


def _refuse_what_would_wrap(values: Column) -> None:
    """Raise TooLarge where a sum of these could leave 64 bits: numpy would go on with a wrong one."""
    if values.size and max(int(values.max()), -int(values.min())) > 2**62 // len(values):
        raise TooLarge


def _part(account: str) -> str:
    party, _, kind = account.partition(":")
    return kind if party == "worker" else party


def _gross_currency(cells: Cells, is_employer: Mask, priced: Mask) -> Column:
    """For each entry the currency of its first stated gross; -1 where it has none."""
    rows = np.flatnonzero(is_employer & priced)
    entries, first = np.unique(cells.at[rows], return_index=True)
    wanted = np.full(len(cells), -1, dtype=np.int64)
    wanted[entries] = cells.currency.codes[rows[first]]
    return wanted


def _said(cells: Cells, slots: Column, own: Mask, priced: Mask) -> tuple[Mask, Mask, Mask]:
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


def _filled(cells: Cells) -> tuple[Column, Column]:
    """Amounts and bounds with the nearest stated case in place of one that is not: low from best, high from best."""
    made: list[Any] = []
    low, best, high = (cells.is_stated[:, i] for i in range(3))
    for column in (cells.amounts, cells.bounds):
        a, b, c = (column[:, i] for i in range(3))
        made.append(
            np.stack([np.where(low, a, np.where(best, b, c)), b, np.where(high, c, np.where(best, b, a))], axis=1)
        )
    return made[0], made[1]


def _summed(total: int, unit: Column, to: Column, values: Column, bounds: Column) -> tuple[Column, Column]:
    """Sums and bits of bounds by unit, slot and case: a case at a time, on one flat column, which is the quick way."""
    places, width = unit * len(_SLOTS) + to, total * len(_SLOTS)
    amount, bound = np.zeros((3, width), dtype=np.int64), np.zeros((3, width), dtype=np.int64)
    for case in range(3):
        np.add.at(amount[case], places, values[:, case])
        is_bound = bounds[:, case] != 0
        np.bitwise_or.at(bound[case], places[is_bound], bounds[is_bound, case])
    shape = (3, total, len(_SLOTS))
    return np.moveaxis(amount.reshape(shape), 0, 2), np.moveaxis(bound.reshape(shape), 0, 2)


def _priced(total: int, unit: Column, to: Column) -> Mask:
    found = np.zeros((total, len(_SLOTS)), dtype=np.bool_)
    found[unit, to] = True
    return found[:, : len(PARTS)]
