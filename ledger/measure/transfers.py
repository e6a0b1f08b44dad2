"""Money sent home, one row a transfer: what was sent, what was taken on the way, what arrived.

What arrives in another currency stands in an entry of its own; it is put beside what was sent where the observation has
one of each. A sum that only balances an entry is not stated: where the fee alone is known, nobody says what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ledger.book.views import EntryView, LineView, StatedView
from ledger.measure.columns import years
from ledger.measure.paired import Amounts, added, given
from ledger.measure.shares import TAKERS

SECTOR = "remittance"  # where the remittances file puts its observations; the words of its entries are the route
PRINTED_AS_SENT = ("sent", "sent_home")
NO_CURRENCY = "XXX"  # percentages of a base of 100.00


@dataclass(frozen=True)
class Transfer:
    """One way of money home. Figures are positive, in minor units, by case; an empty one is not stated.

    `currency` is that of what was sent, of the fee and of the `rest`, of which nobody says where it went. In `takers`
    are the lines of those who took of it, those without a figure too. `notes` are what the source says beside it, and
    `fee_elsewhere` a fee that is printed in another currency, which is posted nowhere.
    """

    entries: tuple[EntryView, ...]
    currency: str | None = None
    sent: Amounts = field(default_factory=dict)
    fee: Amounts = field(default_factory=dict)
    rest: Amounts = field(default_factory=dict)
    takers: tuple[LineView, ...] = ()
    received: Amounts = field(default_factory=dict)
    received_currency: str | None = None
    notes: tuple[str, ...] = ()
    fee_elsewhere: tuple[StatedView, ...] = ()

    @property
    def entry(self) -> EntryView:
        """The entry of what was sent; of what arrived where nothing else is stated."""
        return self.entries[0]

    @property
    def origin(self) -> str:
        """Whoever ultimately knows."""
        return self.entry.source.origin

    @property
    def route(self) -> str | None:
        """The kind of channel, in the source's words; None where none is stated."""
        return self.entry.words if self.entry.placement.sector == SECTOR else None

    @property
    def years(self) -> list[str]:
        """Every year that it may be of."""
        return years(self.entry.period)

    @property
    def order(self) -> tuple[str, str, int]:
        """By time, then by observation."""
        period = self.entry.period
        first = period.earliest or period.latest
        return (first.isoformat() if first else "", self.entry.observation or "", self.entry.id)


@dataclass(frozen=True)
class _Leg:
    """The lines of one entry in one currency."""

    entry: EntryView
    currency: str
    given: Amounts
    fee: Amounts
    rest: Amounts
    takers: tuple[LineView, ...]
    received: Amounts

    @property
    def is_arrival(self) -> bool:
        return bool(self.received) and not (self.takers or self.rest)


def transfers(entries: Iterable[EntryView], stated: Iterable[StatedView] = ()) -> list[Transfer]:
    """The transfers among these entries, in order of time; reversed entries are left out."""
    printed: dict[str, list[StatedView]] = {}
    for figure in stated:
        printed.setdefault(figure.observation or "", []).append(figure)
    groups: dict[tuple[object, ...], list[_Leg]] = {}
    for entry in entries:
        if entry.kind == "remittance" and not entry.is_void:
            told = entry.observation or f"#{entry.id}"
            key = (entry.placement.id, entry.source.origin, told, entry.period.text, entry.per)
            groups.setdefault(key, []).extend(_legs(entry))
    found = [made for legs in groups.values() for made in _joined(legs, printed)]
    return sorted(found, key=lambda transfer: transfer.order)


def _legs(entry: EntryView) -> Iterator[_Leg]:
    for currency in dict.fromkeys(line.currency for line in entry.lines):
        lines = [line for line in entry.lines if line.currency == currency]
        rest = [line for line in lines if line.account == "unstated:remainder"]
        takers = [line for line in lines if line.party in TAKERS]
        home = [line for line in lines if line.party == "home"]
        source = [line for line in lines if not any(line is other for other in (*rest, *takers, *home))]
        yield _Leg(entry, currency, given(source), added(takers), added(rest), tuple(takers), added(home))


def _joined(legs: Sequence[_Leg], printed: dict[str, list[StatedView]]) -> Iterator[Transfer]:
    arrivals = [leg for leg in legs if leg.is_arrival]
    out = [leg for leg in legs if not leg.is_arrival]
    if len(out) == len(arrivals) == 1 and out[0].currency != arrivals[0].currency and not out[0].received:
        yield _transfer(out[0], arrivals[0], printed)
        return
    for leg in legs:
        yield _transfer(leg, leg, printed)


def _transfer(out: _Leg, arrival: _Leg, printed: dict[str, list[StatedView]]) -> Transfer:
    figures = printed.get(out.entry.observation, []) if out.entry.observation else []
    is_stated = (
        out.currency == NO_CURRENCY
        or bool(out.rest)
        or bool(out.received and out.fee)
        or any(f.flow in PRINTED_AS_SENT and f.currency == out.currency for f in figures)
    )
    said = [f.note for f in figures] + [text for line in out.takers for text in (line.label, line.note)]
    return Transfer(
        entries=(out.entry,) if arrival.entry is out.entry else (out.entry, arrival.entry),
        currency=out.currency,
        sent=out.given if is_stated else {},
        fee=out.fee,
        rest=out.rest,
        takers=out.takers,
        received=arrival.received,
        received_currency=arrival.currency if arrival.received else None,
        notes=tuple(dict.fromkeys(text for text in said if text)),
        fee_elsewhere=tuple(f for f in figures if f.flow == "fee_amount" and f.currency != out.currency),
    )
