"""The same shares worked out one unit at a time, in fractions: what the columns are compared with.

Three shares stand side by side because all of them are called "the share taken" in print:

- `state`: the state's lines alone;
- `all`: all takers (state, company, supervisor, broker, host, living, unexplained);
- `not-in-hand`: everything that did not reach the hand (all takers, and what is held).

`named` is `all` without what is unexplained. A share of which no line is stated is not zero: it is not told. Where the
hand is not stated a share runs from the named lines alone to the named lines and the remainder together, because the
remainder may have been taken or kept. A figure that a source bounds ("up to 500 earned") makes a share that is at least
or at most so much, never a midpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from ledger.book.views import EntryView
from ledger.values.cases import CASES, REVERSED, Amount, Bound, Case, joined

NAMED = ("state", "company", "supervisor", "broker", "host", "living")
TAKERS = (*NAMED, "unexplained")
MEASURES: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "named": NAMED,
    "all": TAKERS,
    "not-in-hand": (*TAKERS, "held"),
}
# What a published "state and company" means: the state, the sending company, and its managers on the spot.
CLAIMED: dict[str, tuple[str, ...]] = {"state-company": ("state", "company", "supervisor")}
PARTS = (*TAKERS, "held", "hand", "unstated")
NEAREST: dict[Case, tuple[Case, ...]] = {
    "low": ("low", "best", "high"),
    "best": ("best",),
    "high": ("high", "best", "low"),
}


@dataclass(frozen=True)
class Share:
    """A share of 1 in one case, with its bound."""

    value: Fraction
    bound: Bound | None


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
    """What one subject earned under one basis, in one currency and interval: one entry, or the sum of several.

    `parts` maps a part (a taker, held, hand, unstated) to its amounts by case; `gross` likewise, positive. The hand is
    without income from outside the wage, which is in no gross. `free` are the parts without the figures that are
    bounded on the gross's own side: 80 % of "up to 500" is "up to 400", and its share is 80 %: the ends are paired.
    """

    origin: str
    subject: str
    entries: tuple[EntryView, ...]
    cases: tuple[Case, ...]
    gross: dict[Case, Amount]
    parts: dict[str, dict[Case, Amount]]
    free: dict[str, dict[Case, Amount]]
    is_hand_stated: bool
    priced: frozenset[str]
    unpriced: frozenset[str]

    def share(self, measure: str, case: Case) -> Interval | None:
        """One share in one case; None where no line of it is stated. A part, or a key of MEASURES or CLAIMED."""
        inside = MEASURES.get(measure) or CLAIMED.get(measure) or (measure,)
        if "unexplained" in inside:
            return self._residual(inside, case)
        if measure == "hand":
            return self._hand(case)
        rest = self._rest(case)
        if not self.priced.intersection(inside):
            return None if rest or self.unpriced.intersection(inside) else Interval(Fraction(0), Fraction(0))
        lower = self._of(inside, case)
        is_lines_alone = self.is_hand_stated and not self.unpriced.intersection(inside)
        if is_lines_alone or rest <= 0:
            return _interval(lower)
        return self._up_to_rest(lower, inside, case)

    def interval(self, measure: str) -> Interval | None:
        """The share over all cases: from the smallest to the largest. Ends belong together; no case is crossed."""
        found = [share for share in (self.share(measure, case) for case in self.cases) if share is not None]
        return hull(found) if found else None

    def split(self, case: Case) -> dict[str, Fraction]:
        """Every part's share of the gross in that case (or the nearest there is); the parts add up to 1."""
        here = next(c for c in NEAREST[case] if c in self.cases) if case != "best" else "best"
        gross = self.gross[here].value
        return {part: Fraction(self.parts[part][here].value, gross) for part in PARTS}

    @property
    def is_overrun(self) -> bool:
        """True when the lines are more than the gross in some case."""
        rests = [self.parts[part][case] for part in ("unstated", "unexplained") for case in self.cases]
        return any(rest.value < 0 and rest.bound is None for rest in rests)

    def _rest(self, case: Case) -> int:
        """What is not accounted for by a named line: the remainder, or what is unexplained."""
        return self.parts["unstated"][case].value + self.parts["unexplained"][case].value

    def _residual(self, inside: Sequence[str], case: Case) -> Interval:
        """A share that contains what is unexplained: the whole less what the others have."""
        lower = self._of(inside, case)
        if not self.is_hand_stated:
            return self._up_to_rest(lower, inside, case) if self.parts["unstated"][case].value > 0 else _interval(lower)
        others = self._of([part for part in PARTS if part not in inside], case)
        found = _interval(Share(1 - others.value, REVERSED[others.bound]))
        if found.low is None or found.high is not None or not set(NAMED) <= set(inside):
            return found
        # At least so much by the hand's bound; and at least what the named lines say.
        named = self._of(NAMED, case)
        return Interval(max(found.low, named.value), None) if named.bound in (None, "at_least") else found

    def _hand(self, case: Case) -> Interval:
        """What the worker has in hand: as stated, or between nothing and the remainder."""
        if not self.is_hand_stated:
            mine = self._of(("hand",), case)
            if self.parts["unstated"][case].value > 0:
                return self._up_to_rest(mine, ("hand",), case)
            return _interval(mine if "hand" in self.priced else self._of(("hand", "unstated"), case))
        found = self._of(("hand",), case)
        if found.bound != "at_most":
            return _interval(found)
        named = self._of((*NAMED, "held"), case)
        return Interval(None, min(found.value, 1 - named.value) if named.bound is None else found.value)

    def _up_to_rest(self, lower: Share, inside: Sequence[str], case: Case) -> Interval:
        """From these lines alone to these lines and all that is not accounted for."""
        left = ("unstated", "unexplained")
        others = [part for part in PARTS if part not in inside and part not in left]
        least = self._surely(inside, case) if lower.bound in ("at_most", "either") else lower.value
        return Interval(least, Fraction(1) - (self._surely(others, case) or Fraction(0)))

    def _surely(self, parts: Iterable[str], case: Case) -> Fraction | None:
        """What these parts have at the least, by those of them that are no ceilings; None when all are."""
        found = [self._of((part,), case) for part in parts]
        sure = [share.value for share in found if share.value and share.bound in (None, "at_least")]
        return sum(sure, Fraction(0)) if sure else None

    def _of(self, parts: Sequence[str], case: Case) -> Share:
        total, free = sum(self.parts[part][case].value for part in parts), _sum([self.free[p][case] for p in parts])
        gross = self.gross[case]
        against = None if free.value == 0 else (REVERSED[gross.bound] if free.value > 0 else gross.bound)
        return Share(Fraction(total, gross.value), joined([free.bound, against]))


def hull(found: Sequence[Interval]) -> Interval:
    """From the smallest low end to the largest high end; an end that one of them lacks is not known."""
    lows, highs = [i.low for i in found], [i.high for i in found]
    return Interval(
        None if None in lows else min(v for v in lows if v is not None),
        None if None in highs else max(v for v in highs if v is not None),
    )


def units(entries: Iterable[EntryView]) -> list[Unit]:
    """The units that have a share: wages with a stated gross, summed per origin, subject, currency, basis and interval.

    Void entries (reversed, and their reversals) are left out. So are wages with a gross alone: with no line named and
    no hand stated they say nothing of who has the money.
    """
    groups: dict[tuple[str, str, str, str, str], list[EntryView]] = {}
    for entry in entries:
        currency = gross_currency(entry)
        if entry.is_void or currency is None:
            continue
        key = (entry.source.origin, entry.placement.subject, currency, entry.basis or "", entry.per)
        groups.setdefault(key, []).append(entry)
    made = [unit_of(members) for members in groups.values()]
    return [unit for unit in made if unit is not None]


def gross_currency(entry: EntryView) -> str | None:
    """The currency of the entry's stated gross; None when it has none."""
    if entry.kind != "wage":
        return None
    for line in entry.lines:
        if line.party == "employer" and line.amounts:
            return line.currency
    return None


def unit_of(entries: Sequence[EntryView]) -> Unit | None:
    """These entries as one unit; None when a share cannot be told (no gross, a gross of nothing, or a gross alone)."""
    currency = gross_currency(entries[0])
    if currency is None:
        return None
    named = [line for e in entries for line in e.lines if line.currency == currency and line.amounts]
    if all(line.party in ("employer", "unstated") for line in named):
        return None
    present = {c for line in named for c in line.amounts}
    all_have_best = all("best" in line.amounts for line in named)
    cases: tuple[Case, ...] = tuple(c for c in CASES if c in present and (c != "best" or all_have_best))
    if not cases:
        return None
    gross: dict[Case, Amount] = {}
    parts: dict[str, dict[Case, Amount]] = {part: {} for part in PARTS}
    free: dict[str, dict[Case, Amount]] = {part: {} for part in PARTS}
    stating = [e for e in entries if is_hand_stated(e, currency)]
    has_unpriced_outside = _has_unpriced_outside(stating, currency)
    has_unpriced_gross = any(line.party == "employer" and not line.amounts for e in entries for line in e.lines)
    for case in cases:
        found: dict[str, list[Amount]] = {}
        derived: list[Amount] = []
        for line in named:
            found.setdefault(_part(line.account), []).append(_nearest(line.amounts, case))
            if line.party in ("unexplained", "unstated") and line.label is None:
                derived.append(found[_part(line.account)][-1])
        earned, outside = _sum(found.get("employer", [])), _sum(found.get("other", []))
        more: Bound | None = "at_least" if has_unpriced_gross else None
        gross[case] = Amount(-earned.value, joined([earned.bound, more]))
        less: Bound | None = "at_most" if has_unpriced_outside else REVERSED[outside.bound]
        is_one = len(entries) == 1 and not has_unpriced_gross and gross[case].bound != "either"
        paired_with = gross[case].bound if is_one else "no pair"
        for part in PARTS:
            all_of_it = found.get(part, [])
            loose = [a for a in all_of_it if a.bound != paired_with or any(a is d for d in derived)]
            for sums, amounts in ((parts, all_of_it), (free, loose)):
                sums[part][case] = _sum([*amounts, Amount(outside.value, less)] if part == "hand" else amounts)
    if any(amount.value <= 0 for amount in gross.values()):
        return None
    return Unit(
        origin=entries[0].source.origin,
        subject=entries[0].placement.subject,
        entries=tuple(entries),
        cases=cases,
        gross=gross,
        parts=parts,
        free=free,
        is_hand_stated=len(stating) == len(entries),
        priced=frozenset(_part(line.account) for line in named),
        unpriced=frozenset(_part(line.account) for e in entries for line in e.lines if not line.amounts),
    )


def is_hand_stated(entry: EntryView, currency: str) -> bool:
    """True when the entry says in full what the worker has of the wage."""
    mine = [line for line in entry.lines if line.currency == currency and line.party == "worker"]
    return any(line.amounts for line in mine) and all(line.amounts for line in mine)


def _has_unpriced_outside(entries: Sequence[EntryView], currency: str) -> bool:
    """True when a stated hand contains income from outside the wage and nobody says how much: it is at most that."""
    unpriced = [line for e in entries for line in e.lines if line.currency == currency and not line.amounts]
    return any(line.party == "other" for line in unpriced)


@lru_cache(maxsize=256)
def _part(account: str) -> str:
    party, _, kind = account.partition(":")
    return kind if party == "worker" else party


def _nearest(amounts: dict[Case, Amount], case: Case) -> Amount:
    return amounts[case] if case in amounts else next(amounts[c] for c in NEAREST[case] if c in amounts)


def _sum(amounts: list[Amount]) -> Amount:
    return Amount(sum(a.value for a in amounts), joined([a.bound for a in amounts]))


def _interval(share: Share) -> Interval:
    low = None if share.bound in ("at_most", "either") else share.value
    high = None if share.bound in ("at_least", "either") else share.value
    return Interval(low, high)
