"""What a book has to stand beside its claims: the entries that tell a share, and how near each is to a claim.

Nearest are the entries of the claim's own observation. Then those of the same origin, which is no other witness; then
those of other origins, of the same country and the same kind of work. "Several countries" takes in every country, and
"mixed" work every kind. Both must speak of the same time: an end that is not known may be any day, and a date that is
only about right (2015~, often the year of the page) reaches two years further to each side. Claims on several countries
are claims on work abroad: what is told of work inside North Korea (Kaesong, Rason) stands beside claims on it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np

from ledger.book.terms import PromiseView, RateView
from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.measure.claimed import base_of
from ledger.measure.columns import cells_of
from ledger.measure.counting import Pay, turned
from ledger.measure.exchange import Exchange, ExchangeShares, exchange_shares, reckon_exchange
from ledger.measure.reckon_settled import promise_kept, settlement
from ledger.measure.shares import Interval, Unit, gross_currency, windows
from ledger.measure.units import units_in
from ledger.values.periods import Period

SAME, ORIGIN, OTHERS = "same observation", "same origin", "same country and sector, other origins"
NEARNESS = (SAME, ORIGIN, OTHERS)
MIXED = "mixed"
HOME = "KP"
REACH = 2  # years


class Beside:
    """Everything in a book that tells a share, to be asked what stands beside a claim."""

    def __init__(self, pays: Iterable[Pay]) -> None:
        self.pays = tuple(pays)
        self._by_observation: dict[str | None, list[Pay]] = {}
        self._by_origin: dict[str, list[Pay]] = {}
        self._by_place: dict[tuple[str | None, str], list[Pay]] = {}
        for pay in self.pays:
            place = pay.entry.placement
            self._by_observation.setdefault(pay.entry.observation, []).append(pay)
            self._by_origin.setdefault(pay.entry.source.origin, []).append(pay)
            self._by_place.setdefault((place.country, place.sector), []).append(pay)

    def near(self, claim: ClaimView, how: str) -> list[Pay]:
        """What stands so near to the claim (one of NEARNESS), and no nearer."""
        if how == SAME:
            return list(self._by_observation.get(claim.observation, ())) if claim.observation else []
        if how == ORIGIN:
            found = self._by_origin.get(claim.source.origin, [])
        else:
            places = [where for where in self._by_place if _is_within(claim, *where)]
            found = [pay for where in places for pay in self._by_place[where]]
            found = [pay for pay in found if pay.entry.source.origin != claim.source.origin]
        found = [pay for pay in found if claim.observation is None or pay.entry.observation != claim.observation]
        if how == ORIGIN:
            found = [pay for pay in found if _is_one_place(claim, pay.entry)]
        return sorted((p for p in found if is_one_time(claim.period, p.entry.period)), key=lambda p: p.entry.id)


def beside(
    entries: Iterable[EntryView],
    stated: Iterable[StatedView] = (),
    promises: Iterable[PromiseView] = (),
    rates: Sequence[RateView] = (),
) -> Beside:
    """Everything in the book that tells a share, an entry each, void ones left out."""
    alive = [entry for entry in entries if not entry.is_void]
    together: dict[str | None, list[EntryView]] = {}
    for entry in alive:
        together.setdefault(entry.observation, []).append(entry)
    printed: dict[str | None, list[StatedView]] = {}
    for figure in stated:
        printed.setdefault(figure.observation, []).append(figure)
    promised: dict[int, list[PromiseView]] = {}
    for promise in promises:
        promised.setdefault(promise.placement.id, []).append(promise)
    units = _units(alive)
    found = []
    for observation, members in together.items():
        known = printed.get(observation, []) if observation else []
        valued = exchange_shares(members, known, rates)
        worked = tuple(reckoning.says for reckoning in reckon_exchange(members, known, rates)) if valued else ()
        for entry in members:
            if entry.kind == "settlement":
                found.append(_settled(entry, promised.get(entry.placement.id, ())))
            elif gross_currency(entry) is not None:
                made = _wage(entry, units.get(entry.id), valued.get(entry.id), worked)
                found.append(made and replace(made, is_percentage=_is_percentage(entry, known)))
    return Beside(sorted((pay for pay in found if pay is not None), key=lambda pay: pay.entry.id))


def is_abroad(entry: EntryView) -> bool:
    """True for work outside North Korea, or in a place that is not said."""
    return entry.placement.country != HOME


def _is_within(claim: ClaimView, country: str | None, sector: str) -> bool:
    """True when the claim speaks of that country and that kind of work."""
    is_there = country != HOME if claim.placement.country is None else claim.placement.country == country
    return is_there and claim.placement.sector in (MIXED, sector)


def _is_one_place(claim: ClaimView, entry: EntryView) -> bool:
    """True when the two may speak of the same place and work, whichever of them is the wider."""
    place, other = claim.placement, entry.placement
    is_place = place.country == other.country or None in (place.country, other.country)
    return is_place and (place.sector == other.sector or MIXED in (place.sector, other.sector))


def is_one_time(one: Period, other: Period) -> bool:
    """True when the two may speak of the same time."""
    return _starts(one) <= _ends(other) and _starts(other) <= _ends(one)


def _units(entries: Sequence[EntryView]) -> dict[int, Unit]:
    """The unit of each entry alone, by its number: all of them worked out together."""
    cells = cells_of(entries)
    alone = np.arange(len(cells), dtype=np.int64)
    return {unit.entries[0]: unit for unit in windows(units_in(cells, alone, alone))}


def _wage(entry: EntryView, unit: Unit | None, valued: ExchangeShares | None, worked: tuple[str, ...]) -> Pay | None:
    base = base_of(entry.basis)
    if valued is None:
        return None if unit is None else Pay(entry, base, unit)
    shares = []
    rates: dict[int, RateView] = {}
    for one in valued.found:
        kept = one.kept_share if isinstance(one, Exchange) else one.kept
        shares.append(turned(kept))
        used = (one.applied, one.market) if isinstance(one, Exchange) else (one.market,)
        rates |= {rate.id: rate for rate in used}
    return Pay(entry, base, unit, {"exchange": tuple(shares)}, worked, tuple(rates.values()))


def _is_percentage(entry: EntryView, printed: Iterable[StatedView]) -> bool:
    """True when a line of it is printed as a percentage alone."""
    mine = [figure for figure in printed if figure.entry_id == entry.id and figure.treatment == "posted"]
    return gross_currency(entry) == "XXX" or any(_is_share_alone(figure) for figure in mine)


def _is_share_alone(figure: StatedView) -> bool:
    has_amount = any((figure.amount_low, figure.amount_best, figure.amount_high))
    return any((figure.percent_low, figure.percent_best, figure.percent_high)) and not has_amount


def _settled(entry: EntryView, promises: Sequence[PromiseView]) -> Pay | None:
    paid = tuple(_of_promised(entry, promises))
    worked = tuple(reckoning.says for reckoning in (*settlement(entry), *promise_kept([entry], promises)))
    return Pay(entry, "promised", None, {"not-kept": paid}, worked) if paid else None


def _of_promised(entry: EntryView, promises: Sequence[PromiseView]) -> Iterable[Interval]:
    """The shares of what was written down, or promised, that did not reach the worker."""
    for reckoning in settlement(entry):
        for case in ("low", "best", "high"):
            text = reckoning.figures.get(f"{case}_paid_share")
            if text is not None:
                share, bound = _share(text), reckoning.figures[f"{case}_paid_bound"]
                low, high = None if bound == "at most" else share, None if bound == "at least" else share
                yield turned(Interval(low, high))
    hands = [amount for line in entry.lines if line.account == "worker:hand" for amount in line.amounts.values()]
    if all(amount.bound is None for amount in hands):
        for reckoning in promise_kept([entry], promises):
            shares = [text for name, text in reckoning.figures.items() if name.endswith("_share")]
            yield from (Interval(1 - _share(text), 1 - _share(text)) for text in shares)


def _share(text: str) -> Fraction:
    return Fraction(text) * Fraction(1, 100)


def _starts(period: Period) -> date:
    first = period.earliest
    if first is None:
        return date.min
    return first.replace(year=max(first.year - REACH, 1), day=1) if _is_about(period) else first


def _ends(period: Period) -> date:
    last = period.latest
    if last is None:
        return date.max
    return last.replace(year=min(last.year + REACH, 9999), day=28) if _is_about(period) else last


def _is_about(period: Period) -> bool:
    return period.is_approximate or period.is_uncertain
