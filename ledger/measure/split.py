"""The split of every 100 of one entry, case by case: what a window on the columns tells of it (see shares.Unit).

One entry is a dozen integers, and is told of before the arithmetic for many of them is loaded. That both say the same
is proven in tests/measure/test_split.py.
"""

from __future__ import annotations

from fractions import Fraction

from ledger.book.views import EntryView
from ledger.values.cases import CASES, Case

NAMED = ("state", "company", "supervisor", "broker", "host", "living")
TAKERS = (*NAMED, "unexplained")
PARTS = (*TAKERS, "held", "hand", "unstated")
NEAREST: dict[Case, tuple[Case, ...]] = {
    "low": ("low", "best", "high"),
    "best": ("best",),
    "high": ("high", "best", "low"),
}


def split_of(entry: EntryView) -> dict[Case, dict[str, Fraction]]:
    """Every part's share of the gross, in each case that all of its lines have; the parts add up to 1.

    Empty where no share can be told: the entry is void, has no stated gross or one of nothing, or names a gross alone.
    """
    currency = gross_currency(entry)
    if currency is None or entry.is_void:
        return {}
    lines = [(part_of(line.account), line.amounts) for line in entry.lines if line.currency == currency]
    stated = [(part, amounts) for part, amounts in lines if amounts]
    if all(part in ("employer", "unstated") for part, _ in stated):
        return {}
    made: dict[Case, dict[str, Fraction]] = {}
    for case in CASES:
        if not any(case in amounts for _, amounts in stated):
            continue
        if case == "best" and any(case not in amounts for _, amounts in stated):
            continue
        sums = dict.fromkeys((*PARTS, "employer", "other"), 0)
        for part, amounts in stated:
            nearest = next(each for each in NEAREST[case] if each in amounts)
            sums[part] = sums.get(part, 0) + amounts[nearest].value
        gross, outside = -sums["employer"], sums["other"]
        if gross <= 0:
            return {}
        sums["hand"] += outside  # what came from outside the wage is in no gross, and so in no hand
        made[case] = {part: Fraction(sums[part], gross) for part in PARTS}
    return made


def part_of(account: str) -> str:
    """Who ends up with the money of an account; of what the worker has, whether it is in the hand or held."""
    party, _, kind = account.partition(":")
    return kind if party == "worker" else party


def gross_currency(entry: EntryView) -> str | None:
    """The currency of the entry's stated gross; None when it has none."""
    if entry.kind != "wage":
        return None
    for line in entry.lines:
        if line.party == "employer" and line.amounts:
            return line.currency
    return None
