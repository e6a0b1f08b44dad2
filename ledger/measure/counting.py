"""The ways in which a share taken can be counted beside a claim: the takers it names, and then one wider after another.

Most published figures differ because they count other lines: whether lodging is a taking, whether the company's part
is the state's, whether what is held is gone, what an exchange at another rate took. So each claim has an order of ways,
the narrowest first, and each way is a share taken of 1, also where the claim is of a share kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ledger.book.terms import RateView
from ledger.book.views import EntryView
from ledger.measure.shares import MEASURES, NAMED, Interval, Unit
from ledger.values.cases import Case

_MANAGED = ("state", "company", "supervisor")
PARTIES: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "state-living": ("state", "living"),
    "state-company": _MANAGED,
    "state-company-living": (*_MANAGED, "living"),
    "named": NAMED,
    "all": MEASURES["all"],
    "all-less-living": tuple(party for party in MEASURES["all"] if party != "living"),
    "not-in-hand": MEASURES["not-in-hand"],
    "not-kept": MEASURES["not-in-hand"],
    "not-kept-less-living": tuple(party for party in MEASURES["not-in-hand"] if party != "living"),
    "not-kept-less-held": MEASURES["all"],
    "exchange": (*MEASURES["not-in-hand"], "exchange"),
}
_WIDER = ("named", "all", "not-in-hand", "exchange")
ORDERS: dict[str, tuple[str, ...]] = {
    "state": ("state", "state-living", "state-company", "state-company-living", *_WIDER),
    "state-company": ("state-company", "state-company-living", *_WIDER),
    "all": ("all", "all-less-living", "not-in-hand", "exchange"),
    "kept": ("not-kept", "not-kept-less-living", "not-kept-less-held", "exchange"),
}


@dataclass(frozen=True)
class Pay:
    """The shares of one entry as they stand beside a claim. `base` is of what: pay, promised or revenue.

    `unit` is None where its own lines tell no share. `told` holds the shares that are not in its lines, by the way of
    counting: what the market values the pay at, and what was paid of what was promised; `worked` is that arithmetic
    in sentences, `rates` what it used. `is_percentage` where the source prints a line as a percentage and no amount.
    """

    entry: EntryView
    base: str
    unit: Unit | None = None
    told: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    worked: tuple[str, ...] = ()
    rates: tuple[RateView, ...] = ()
    is_percentage: bool = False
    _cache: dict[str, list[Interval]] = field(default_factory=dict, repr=False, compare=False)

    def taken(self, way: str) -> list[Interval]:
        """The share taken in each case, counted this way; empty where it is not told."""
        if way not in self._cache:
            self._cache[way] = self._taken(way)
        return self._cache[way]

    def _taken(self, way: str) -> list[Interval]:
        if way in self.told or way == "exchange" or self.unit is None:
            return list(self.told.get(way, ()))
        found = [_share(self.unit, way, case) for case in self.unit.cases]
        return [share for share in found if share is not None]

    def has(self, party: str) -> bool:
        """True when that party has something of it, in some case."""
        if party == "exchange":
            return "exchange" in self.told
        unit = self.unit
        return unit is not None and any(unit.parts[party][case].value for case in unit.cases)


def order_of(side: str, takers: str) -> tuple[str, ...]:
    """The ways of counting for a claim, its own first. Where nobody says who takes, all takers are meant."""
    return ORDERS["kept"] if side == "kept" else ORDERS.get(takers, ORDERS["all"])


def changed(own: str, way: str, found: Iterable[Pay]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parties that this way adds to the claim's own, and those that it leaves out, where they have something."""
    mine, these, pays = PARTIES[own], PARTIES[way], list(found)
    more = tuple(party for party in these if party not in mine and any(pay.has(party) for pay in pays))
    less = tuple(party for party in mine if party not in these and any(pay.has(party) for pay in pays))
    return more, less


def _share(unit: Unit, way: str, case: Case) -> Interval | None:
    if way in ("state-living", "state-company-living"):
        return _both(unit.share(way.removesuffix("-living"), case), unit.share("living", case))
    if way == "all-less-living":
        return _less(unit.share("all", case), unit.share("living", case))
    if way in ("not-kept", "not-kept-less-living"):
        hand = unit.share("hand", case)
        rest = None if hand is None else turned(hand)
        return rest if way == "not-kept" else _less(rest, unit.share("living", case))
    return unit.share("all" if way == "not-kept-less-held" else way, case)


def turned(kept: Interval) -> Interval:
    """The share taken where this one was kept, and the other way round."""
    return Interval(None if kept.high is None else 1 - kept.high, None if kept.low is None else 1 - kept.low)


def _both(one: Interval | None, other: Interval | None) -> Interval | None:
    """Two shares together. What is not accounted for stands at the end of both of them, and counts once."""
    if one is None or other is None:
        return None
    if one.low is None or other.low is None:
        return Interval(None, None)
    low = one.low + other.low
    if one.high is None or other.high is None:
        return Interval(low, None)
    return Interval(low, low + max(one.high - one.low, other.high - other.low))


def _less(whole: Interval | None, part: Interval | None) -> Interval | None:
    """A share without one that is told exactly; None where it is not."""
    if whole is None or part is None or part.low is None or part.low != part.high:
        return None
    low = None if whole.low is None else whole.low - part.low
    return Interval(low, None if whole.high is None else whole.high - part.low)
